package walk_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/longarm-project/longarm/internal/walk"
)

// A seen is what a visit saw of one file.
type seen struct {
	Name, Content, Err string
}

func visitAll(t testing.TB, roots []string, o walk.Options) ([]seen, []walk.Problem) {
	t.Helper()
	var mu sync.Mutex
	byPlace := map[[2]int]seen{}
	problems, err := walk.Each(context.Background(), roots, o, func(f *walk.File) error {
		b, err := io.ReadAll(f)
		s := seen{Name: f.Name, Content: string(b)}
		if err != nil {
			s.Err = err.Error()
		}
		mu.Lock()
		defer mu.Unlock()
		byPlace[[2]int{f.Index, f.Member}] = s
		return nil
	})
	if err != nil {
		t.Fatalf("Each(%q): %v", roots, err)
	}
	var places [][2]int
	for p := range byPlace {
		places = append(places, p)
	}
	slices.SortFunc(places, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	var out []seen
	for _, p := range places {
		out = append(out, byPlace[p])
	}
	return out, problems
}

func write(t testing.TB, dir, name string, content []byte) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func gz(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(content)
	w.Close()
	return b.Bytes()
}

func zst(content []byte) []byte {
	w, _ := zstd.NewWriter(nil)
	return w.EncodeAll(content, nil)
}

func zipOf(members ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		m, _ := w.Create(members[i])
		io.WriteString(m, members[i+1])
	}
	w.Close()
	return b.Bytes()
}

func tarOf(members ...string) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w.WriteHeader(&tar.Header{Name: members[i], Size: int64(len(members[i+1])), Mode: 0o644, Typeflag: tar.TypeReg})
		io.WriteString(w, members[i+1])
	}
	w.Close()
	return b.Bytes()
}

func TestEachUnpacksByContent(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "b/plain.txt", []byte("plain"))
	write(t, dir, "a.log", gz([]byte("gzipped")))
	write(t, dir, "c.log", zst([]byte("zstd")))
	write(t, dir, "d.bin", zipOf("x/one", "1", "../up", "2", "x/one", "3"))
	write(t, dir, "e.tgz", gz(tarOf("m", "in tar", "n.gz", string(gz([]byte("deep"))), "z", string(zipOf("q", "inner")))))
	write(t, dir, "f.xlsx", zipOf("[Content_Types].xml", "x"))
	write(t, dir, "two", append(gz([]byte("first ")), gz([]byte("second"))...))
	write(t, dir, "empty", nil)
	write(t, dir, ".git/objects/x", []byte("hidden"))

	got, problems := visitAll(t, []string{dir}, walk.Options{Workers: 3})
	want := []seen{
		{Name: ".git/"},
		{Name: "a.log", Content: "gzipped"},
		{Name: "b/plain.txt", Content: "plain"},
		{Name: "c.log", Content: "zstd"},
		{Name: "d.bin!x/one", Content: "1"},
		{Name: "d.bin!up", Content: "2"},
		{Name: "d.bin!x/one#2", Content: "3"},
		{Name: "e.tgz!m", Content: "in tar"},
		{Name: "e.tgz!n.gz", Content: "deep"},
		{Name: "e.tgz!z!q", Content: "inner"},
		{Name: "empty"},
		{Name: "f.xlsx", Content: string(zipOf("[Content_Types].xml", "x"))},
		{Name: "two", Content: "first second"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("visited files (-want +got):\n%s", diff)
	}
	if len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
}

func TestDigestIsThatOfTheStoredFile(t *testing.T) {
	dir := t.TempDir()
	stored := map[string][]byte{
		"plain": []byte("one\ntwo\n"), "packed": gz(bytes.Repeat([]byte("x"), 1<<20)),
		"zip": zipOf("a", "1", "b", "2"), "tar": gz(tarOf("a", "1", "b", "2")), "short": gz([]byte("cut off here"))[:20],
	}
	for name, b := range stored {
		write(t, dir, name, b)
	}
	_, err := walk.Each(context.Background(), []string{dir}, walk.Options{}, func(f *walk.File) error {
		outer, _, _ := strings.Cut(f.Name, "!")
		sum := sha256.Sum256(stored[outer])
		io.CopyN(io.Discard, f, 3) // a visitor may stop anywhere
		got, err := f.Digest()
		if want := hex.EncodeToString(sum[:]); err != nil || got != want {
			t.Errorf("%s: Digest() = %s, %v; want %s", f.Name, got, err, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTruncatedPackedFileGivesWhatPrecedes(t *testing.T) {
	dir := t.TempDir()
	var lines bytes.Buffer
	for i := range 50_000 {
		fmt.Fprintf(&lines, "%x line %d\n", sha256.Sum256([]byte{byte(i), byte(i >> 8)}), i)
	}
	for name, whole := range map[string][]byte{"a.gz": gz(lines.Bytes()), "b.zst": zst(lines.Bytes())} {
		write(t, dir, name, whole[:len(whole)/2])
	}
	got, _ := visitAll(t, []string{dir}, walk.Options{})
	for _, s := range got {
		info, err := os.Stat(filepath.Join(dir, s.Name))
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("truncated at byte %d", info.Size()); s.Err != want {
			t.Errorf("%s: error %q, want %q", s.Name, s.Err, want)
		}
		if len(s.Content) < 100_000 || !strings.HasPrefix(lines.String(), s.Content) {
			t.Errorf("%s: %d bytes read, want what precedes the cut", s.Name, len(s.Content))
		}
	}
}

func TestBoundsHoldAgainstBombs(t *testing.T) {
	dir := t.TempDir()
	zeros := make([]byte, 8<<20)
	write(t, dir, "bomb.gz", gz(zeros))
	write(t, dir, "bomb.zst", zst(zeros))
	write(t, dir, "bomb.zip", zipOf("a", string(zeros), "b", string(zeros)))
	write(t, dir, "deep.gz", gz(gz(gz(gz(gz([]byte("deep")))))))
	write(t, dir, "many.tar", tarOf("1", "", "2", "", "3", "", "4", ""))
	write(t, dir, "quine.zip", zipOf("x.zip", string(zipOf("y", "z")))[:60])
	o := walk.Options{Floor: 1 << 20, Ratio: 2, Members: 3, Depth: 4}
	got, problems := visitAll(t, []string{dir}, o)
	over := 0
	for _, s := range got {
		if strings.Contains(s.Err, walk.ErrExpands.Error()) {
			over++
		}
		if len(s.Content) > 1<<20 {
			t.Errorf("%s: %d bytes unpacked", s.Name, len(s.Content))
		}
	}
	if over != 4 {
		t.Errorf("%d files beyond the bound, want 4: %+.200v", over, got)
	}
	want := []walk.Problem{
		{Name: "deep.gz", What: "packed too deep: the content was not read"},
		{Name: "many.tar", What: "more than 3 members: the rest was not read"},
		{Name: "quine.zip", What: "zip file cannot be read: not a valid zip file"},
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestTreesThatCannotBeWalked(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "in/a", []byte("a"))
	write(t, dir, "in/shut/b", []byte("b"))
	write(t, dir, "in/no.txt", []byte("no"))
	write(t, dir, "out", []byte("out"))
	for link, target := range map[string]string{"loop": "..", "same": "a", "out": "../out", "gone": "nowhere", "self": "self"} {
		if err := os.Symlink(target, filepath.Join(dir, "in", link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	in := filepath.Join(dir, "in")
	os.Symlink(".", filepath.Join(in, "here"))
	want := []walk.Problem{
		{Name: "gone", What: "link cannot be followed: no such file or directory"},
		{Name: "here", What: "link leads back to a folder above it: not followed"},
		{Name: "loop", What: "link leads out of the folder: not followed; give its target as a further path"},
		{Name: "out", What: "link leads out of the folder: not followed; give its target as a further path"},
		{Name: "self", What: "link cannot be followed: "},
	}
	if os.Getuid() != 0 { // root reads everything
		os.Chmod(filepath.Join(in, "shut"), 0)
		os.Chmod(filepath.Join(in, "no.txt"), 0)
		t.Cleanup(func() { os.Chmod(filepath.Join(in, "shut"), 0o755) })
		want = slices.Insert(want, 3, walk.Problem{Name: "no.txt", What: "cannot be opened: permission denied"})
		want = append(want, walk.Problem{Name: "shut", What: "folder cannot be read: permission denied"})
	}
	_, problems := visitAll(t, []string{in}, walk.Options{})
	if i := slices.IndexFunc(problems, func(p walk.Problem) bool { return p.Name == "self" }); i >= 0 {
		problems[i].What = problems[i].What[:len("link cannot be followed: ")]
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestRoots(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "estate/logs/a", []byte("a"))
	write(t, dir, "estate/b", []byte("b"))
	os.MkdirAll(filepath.Join(dir, "void"), 0o755)
	estate := filepath.Join(dir, "estate")
	want := []seen{{Name: "b", Content: "b"}, {Name: "logs/a", Content: "a"}}
	for name, roots := range map[string][]string{
		"one":       {estate},
		"twice":     {estate, estate + "/../estate/"},
		"within":    {filepath.Join(estate, "logs"), estate},
		"file also": {estate, filepath.Join(estate, "logs", "a")},
	} {
		got, _ := visitAll(t, roots, walk.Options{})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	_, problems := visitAll(t, []string{filepath.Join(dir, "void")}, walk.Options{})
	if diff := cmp.Diff([]walk.Problem{{Name: ".", What: "the folder holds no file"}}, problems); diff != "" {
		t.Errorf("empty folder (-want +got):\n%s", diff)
	}
	if _, err := walk.Each(context.Background(), []string{filepath.Join(dir, "nowhere")}, walk.Options{}, nil); err == nil {
		t.Error("a root that does not exist gave no error")
	}
}

func TestVisitErrorAndCancelEndTheWalk(t *testing.T) {
	dir := t.TempDir()
	for i := range 40 {
		write(t, dir, fmt.Sprint(i), []byte("x"))
	}
	stop := errors.New("stop")
	if _, err := walk.Each(context.Background(), []string{dir}, walk.Options{}, func(*walk.File) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("error of visit: got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	visits := 0
	_, err := walk.Each(ctx, []string{dir}, walk.Options{Workers: 1}, func(*walk.File) error { visits++; cancel(); return nil })
	if !errors.Is(err, context.Canceled) || visits > 2 {
		t.Errorf("cancelled after the first visit: %d visits, error %v", visits, err)
	}
}

func FuzzEach(f *testing.F) {
	f.Add([]byte("plain"))
	f.Add(gz([]byte("gzipped")))
	f.Add(zst([]byte("zstd")))
	f.Add(zipOf("a", "1", "b", string(gz([]byte("2")))))
	f.Add(gz(tarOf("a", "1", "z", string(zipOf("q", "inner")))))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		write(t, dir, "f", b)
		const floor = 1 << 20
		o := walk.Options{Workers: 1, Floor: floor, Ratio: 4, Members: 50}
		first, _ := visitAll(t, []string{dir}, o)
		total := 0
		for _, s := range first {
			total += len(s.Content)
		}
		if total > max(floor, 4*len(b))+len(b)+walk.HeadSize {
			t.Errorf("%d stored bytes gave %d", len(b), total)
		}
		if again, _ := visitAll(t, []string{dir}, o); !cmp.Equal(first, again) {
			t.Error("two walks differ")
		}
	})
}
