package evidence_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
)

// A pairs reads lines "pairs" and "asset endpoint": a format for tests.
type pairs struct{}

func (pairs) Name() string { return "pairs" }

func (pairs) Recognizes(head []byte) evidence.Strength {
	return evidence.Certain.If(bytes.HasPrefix(head, []byte("pairs\n")))
}

func (pairs) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		l := evidence.NewLines(in.R)
		for l.Next() {
			if l.Number() == 1 {
				continue
			}
			asset, endpoint, ok := strings.Cut(string(l.Bytes()), " ")
			if !ok || l.TooLong() {
				in.Skip("unreadable line", 1)
				if !yield(evidence.Item{}, evidence.BadLine(l.Number(), "no pair")) {
					return
				}
				continue
			}
			in.Records++
			ob := &fact.Observation{Asset: fact.AssetID(asset), Endpoint: endpoint, Flows: 1, What: fact.ObservedPeer}
			if !yield(evidence.Item{Body: ob, Line: l.Number()}, nil) {
				return
			}
		}
		if err := l.Err(); err != nil {
			yield(evidence.Item{}, err)
		}
	}
}

func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func read(t testing.TB, o evidence.Options, roots ...string) *evidence.Reading {
	t.Helper()
	r, err := evidence.Read(context.Background(), roots, []evidence.Reader{pairs{}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func gz(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

func TestFactsCiteDigestNameLineAndDay(t *testing.T) {
	dir := tree(t, map[string]string{"logs/a.gz": gz("pairs\nx 1.1.1.1\n")})
	got := read(t, evidence.Options{Seen: "2026-11-21"}, dir)
	if len(got.Facts) != 1 || len(got.Facts[0].Sources) != 1 {
		t.Fatalf("facts: %+v", got.Facts)
	}
	s := got.Facts[0].Sources[0]
	if s.Name != "logs/a.gz" || s.Line != 2 || s.Seen != "2026-11-21" || s.Digest != got.Files[0].Digest || len(s.Digest) != 64 {
		t.Errorf("source %+v", s)
	}
	if err := got.Facts[0].Check(); err != nil {
		t.Error(err)
	}
}

func TestResultDoesNotDependOnOrderOrSpelling(t *testing.T) {
	files := map[string]string{"readme.md": "# Notes\n\nabout things\n", "bad": "pairs\nx\n", "copy/0.txt": "pairs\nh 9.9.9.0\n"}
	for i := range 40 {
		files[fmt.Sprintf("d%d/%d.txt", i%3, i)] = fmt.Sprintf("pairs\nh 9.9.9.%d\nh 8.8.8.%d\n", i, i%7)
	}
	dir := tree(t, files)
	want := read(t, evidence.Options{Workers: 1}, dir)
	for name, roots := range map[string][]string{
		"dots":    {dir + "/d0/.././"},
		"twice":   {dir, dir},
		"overlap": {filepath.Join(dir, "d1"), dir, filepath.Join(dir, "bad")},
	} {
		for _, o := range []evidence.Options{{Workers: 4}, {Workers: 2}} {
			if diff := cmp.Diff(want, read(t, o, roots...)); diff != "" {
				t.Errorf("%s with %d workers:\n%s", name, o.Workers, diff)
			}
		}
	}
}

func TestCopiesCountOnce(t *testing.T) {
	one := "pairs\nx 1.1.1.1\nbad\n"
	got := read(t, evidence.Options{}, tree(t, map[string]string{"b/log": one, "a/log": one, "c/log": one}))
	if len(got.Facts) != 1 || got.Facts[0].Sources[0].Name != "a/log" || len(got.Problems) != 1 {
		t.Errorf("facts %+v, problems %v", got.Facts, got.Problems)
	}
	for i, same := range []string{"", "a/log", "a/log"} {
		if got.Files[i].SameAs != same {
			t.Errorf("%s is the same as %q, want %q", got.Files[i].Name, got.Files[i].SameAs, same)
		}
	}
}

func TestWhatCouldNotBeRead(t *testing.T) {
	var long strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&long, "h%d 9.%d.%d.%d\n", i*i, i%256, i*7%256, i*i%256)
	}
	packed := gz("pairs\n" + long.String())
	dir := tree(t, map[string]string{
		"cut.gz":      packed[:len(packed)/2],
		"long":        "pairs\n" + strings.Repeat("y", 50<<20) + "\nx 2.2.2.2\n",
		"nul":         "pairs\n\x00\x00\n",
		"many":        "pairs\n" + strings.Repeat("bad\n", 1000),
		"image":       "\x89PNG\r\n\x1a\n\x00\x00",
		"junk.gz":     gz("some words here\nand more\n")[:20],
		"table.csv":   "a,b,c,d\n1,2,3,4\n5,6,7,8\n",
		"parquet":     "PAR1\x00\x00",
		"conf":        "[remote]\ntype = s3\n",
		"empty":       "",
		"notes.txt":   "Some words about the estate.\nAnd some more.\n",
		".git/config": "[core]\n",
	})
	got := read(t, evidence.Options{}, dir)
	kinds := map[string]string{}
	for _, f := range got.Files {
		kinds[f.Name] = strings.Trim(f.Kind+": "+string(f.State), ": ")
	}
	want := map[string]string{
		".git/": "skipped", "cut.gz": "pairs", "long": "pairs", "nul": "pairs: recognised but nothing read",
		"many": "pairs: recognised but nothing read", "image": "not evidence", "junk.gz": "not evidence",
		"table.csv": "not recognised", "parquet": "not recognised", "conf": "not recognised", "empty": "not evidence", "notes.txt": "not evidence",
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	problems := map[string][]evidence.Problem{}
	for _, p := range got.Problems {
		problems[p.Name] = append(problems[p.Name], p)
	}
	cut := problems["cut.gz"]
	if len(cut) != 1 || cut[0].What != "truncated" || cut[0].Offset != int64(len(packed)/2) || cut[0].Read < 1000 {
		t.Errorf("cut.gz: %v", cut)
	}
	if p := problems["long"]; len(p) != 1 || p[0].Line != 2 || p[0].String() != "long:2: no pair" {
		t.Errorf("long: %v", p)
	}
	if p := problems["many"]; len(p) != 21 || p[0].What != "980 more records could not be read" || p[1].Line != 2 {
		t.Errorf("many: %d problems, the first %v", len(p), p[:min(len(p), 2)])
	}
	if p := problems["junk.gz"]; len(p) != 1 || p[0].What != "truncated" {
		t.Errorf("junk.gz: %v", p)
	}
	if !slices.ContainsFunc(got.Facts, func(f fact.Fact) bool { return f.Body.(*fact.Observation).Endpoint == "2.2.2.2" }) {
		t.Error("what follows the long line was not read")
	}
}

func TestUTF16IsDecoded(t *testing.T) {
	text := "pairs\nx 1.1.1.1\nÄ 2.2.2.2\n"
	encode := func(mark, big bool) string {
		var b []byte
		for _, u := range utf16.Encode([]rune(text)) {
			if big {
				b = append(b, byte(u>>8), byte(u))
			} else {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		switch {
		case mark && big:
			return "\xfe\xff" + string(b)
		case mark:
			return "\xff\xfe" + string(b)
		}
		return string(b)
	}
	for name, content := range map[string]string{
		"little with mark": encode(true, false), "big with mark": encode(true, true), "little": encode(false, false), "big": encode(false, true),
		"UTF-8 with mark": "\xef\xbb\xbf" + text,
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, evidence.Options{}, tree(t, map[string]string{"f": content}))
			var assets []string
			for _, f := range got.Facts {
				assets = append(assets, string(f.Body.(*fact.Observation).Asset))
			}
			slices.Sort(assets)
			if diff := cmp.Diff([]string{"x", "Ä"}, assets); diff != "" || len(got.Problems) != 0 {
				t.Errorf("assets (-want +got):\n%s%v", diff, got.Problems)
			}
			if note := got.Files[0].Note; (note == "decoded from UTF-16") != !strings.Contains(name, "UTF-8") {
				t.Errorf("note %q", note)
			}
		})
	}
}

func TestEmptyFolderAndMissingRoot(t *testing.T) {
	got := read(t, evidence.Options{}, t.TempDir())
	if len(got.Problems) != 1 || got.Problems[0].Name != "." {
		t.Errorf("problems of an empty folder: %v", got.Problems)
	}
	if _, err := evidence.Read(context.Background(), []string{"no-such-folder"}, nil, evidence.Options{}); err == nil {
		t.Error("a root that does not exist gave no error")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := evidence.Read(ctx, []string{"."}, nil, evidence.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// Whatever the order in which files are read, what is joined to stay within the bound is the same.
func TestTooManyFactsAreJoinedAlike(t *testing.T) {
	for name, c := range map[string]struct {
		limit int
		says  string
	}{
		"files joined":    {1500, "the files of one pair are joined"},
		"prefixes joined": {100, "addresses are joined"},
		"assets joined":   {8, "which asset used them is not kept"},
		"networks joined": {3, "by /16 and /32"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			rng := rand.New(rand.NewPCG(1, 2))
			total := int64(0)
			for i := range 60 {
				var b strings.Builder
				b.WriteString("pairs\n")
				for range 100 {
					fmt.Fprintf(&b, "h%d 9.9.%d.%d\n", rng.IntN(5), rng.IntN(4), rng.IntN(60))
					total++
				}
				files[fmt.Sprintf("%02d", i)] = b.String()
			}
			dir := tree(t, files)
			want := read(t, evidence.Options{Workers: 1, Facts: c.limit}, dir)
			flows := int64(0)
			for _, f := range want.Facts {
				flows += f.Body.(*fact.Observation).Flows
			}
			if len(want.Facts) > c.limit || flows != total || len(want.Problems) != 1 || !strings.Contains(want.Problems[0].What, c.says) {
				t.Errorf("%d facts of %d flows of %d, problems %v", len(want.Facts), flows, total, want.Problems)
			}
			for range 5 {
				if diff := cmp.Diff(want, read(t, evidence.Options{Workers: 8, Facts: c.limit}, dir)); diff != "" {
					t.Fatalf("another order (-want +got):\n%.2000s", diff)
				}
			}
		})
	}
}

func TestProgressEndsAtTheWhole(t *testing.T) {
	files := map[string]string{}
	for i := range 30 {
		files[fmt.Sprint(i)] = fmt.Sprintf("pairs\nx 1.1.1.%d\n", i)
	}
	var last intake.Progress
	read(t, evidence.Options{Workers: 4, Progress: func(p intake.Progress) {
		if p.Files < last.Files || p.Bytes < last.Bytes {
			t.Errorf("progress goes back: %+v after %+v", p, last)
		}
		last = p
	}}, tree(t, files))
	if last.Files != 30 || last.OfFiles != 30 || last.Bytes != last.OfBytes || last.Bytes == 0 {
		t.Errorf("last progress %+v", last)
	}
}

func TestFoldIsAskedForPrefixes(t *testing.T) {
	files := map[string]string{"f": "pairs\nx 9.9.1.1\nx 9.9.2.2\nx 7.7.7.7\n"}
	fold := func(a netip.Addr) netip.Prefix {
		if p := netip.MustParsePrefix("9.9.0.0/16"); p.Contains(a) {
			return p
		}
		return netip.Prefix{}
	}
	got := read(t, evidence.Options{Facts: 2, Fold: fold}, tree(t, files))
	var endpoints []string
	for _, f := range got.Facts {
		endpoints = append(endpoints, f.Body.(*fact.Observation).Endpoint)
	}
	slices.Sort(endpoints)
	if diff := cmp.Diff([]string{"0.0.0.0/0", "9.9.0.0/16"}, endpoints); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func BenchmarkFolder(b *testing.B) {
	files := map[string]string{}
	for i := range 2000 {
		files[fmt.Sprintf("%d/%d", i%20, i)] = fmt.Sprintf("pairs\nx 1.1.%d.%d\n", i/256, i%256)
	}
	dir := tree(b, files)
	b.ReportAllocs()
	for b.Loop() {
		if got := read(b, evidence.Options{}, dir); len(got.Files) != 2000 {
			b.Fatal(len(got.Files))
		}
	}
}
