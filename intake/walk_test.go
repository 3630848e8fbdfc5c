package intake_test

import (
	"context"
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

	"github.com/longarm-project/longarm/intake"
)

// tree writes files and returns their folder.
func tree(t *testing.T, files map[string]string) string {
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

// A shelf keeps what kinds were given, by the name of the file.
type shelf struct {
	mu    sync.Mutex
	order []string
	by    map[string]string
}

// kind recognises text that begins with a word, and keeps the text.
func (s *shelf) kind(name, begins string, strength intake.Strength, ordered bool) intake.Kind {
	return intake.Kind{
		Name: name, Ordered: ordered,
		Recognizes: func(_ string, head []byte) intake.Strength {
			return strength.If(strings.HasPrefix(string(head), begins))
		},
		Read: func(_ context.Context, in *intake.Input) (func(bool), error) {
			text, err := io.ReadAll(in.Text)
			if err != nil {
				in.Fault(err, 0)
			}
			in.Records = int64(strings.Count(string(text), "\n"))
			s.mu.Lock()
			defer s.mu.Unlock()
			s.order = append(s.order, in.Name)
			s.by[in.Name] = name + ": " + string(text)
			return nil, nil
		},
	}
}

func TestTheSurestTakesTheFileInAnyOrder(t *testing.T) {
	dir := tree(t, map[string]string{"a": "word one\n", "b": "word\n", "c": "other\n"})
	var s shelf
	kinds := []intake.Kind{
		s.kind("weak", "w", intake.Weak, false), s.kind("certain", "word one", intake.Certain, false),
		s.kind("strong", "word", intake.Strong, false), s.kind("rival", "word\n", intake.Strong, false),
	}
	for range 4 {
		s = shelf{by: map[string]string{}}
		got, err := intake.Walk(context.Background(), []string{dir}, kinds, intake.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"a": "certain: word one\n"}, s.by); diff != "" {
			t.Errorf("read (-want +got):\n%s", diff)
		}
		want := []intake.Problem{{Name: "b", What: "it may be rival or strong, and nothing tells which: not read"}}
		if diff := cmp.Diff(want, got.Problems); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
		if f := got.Files[1]; f.State != intake.NotRecognized || f.Kind != "" {
			t.Errorf("the file of two rivals is %q, kind %q", f.State, f.Kind)
		}
		kinds = append(kinds[1:], kinds[0])
	}
}

func TestOrderedKindsComeInTheOrderOfNames(t *testing.T) {
	files := map[string]string{}
	var want []string
	for i := range 60 {
		name := fmt.Sprintf("%02d", i)
		files[name] = "log\n" + strings.Repeat("x\n", 1000*(i%5))
		if i%3 == 0 {
			files[name] = "register\n" + strings.Repeat("y\n", 100*(60-i))
			want = append(want, name)
		}
	}
	dir := tree(t, files)
	registers, logs := &shelf{by: map[string]string{}}, &shelf{by: map[string]string{}}
	_, err := intake.Walk(context.Background(), []string{dir}, []intake.Kind{
		logs.kind("log", "log", intake.Certain, false), registers.kind("register", "register", intake.Certain, true),
	}, intake.Options{Workers: 6})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, registers.order); diff != "" {
		t.Errorf("order of registers (-want +got):\n%s", diff)
	}
	if len(logs.order) != 40 {
		t.Errorf("%d logs read, want 40", len(logs.order))
	}
}

func TestStatesSayWhyNothingWasRead(t *testing.T) {
	dir := tree(t, map[string]string{
		"read": "log\n1\n", "empty.log": "log", "image": "\x89PNG\x00\x00", "table.csv": "a,b,c,d\n1,2,3,4\n5,6,7,8\n", ".git/config": "x",
	})
	s := &shelf{by: map[string]string{}}
	got, err := intake.Walk(context.Background(), []string{dir}, []intake.Kind{s.kind("log", "log", intake.Certain, false)}, intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]intake.State{}
	for _, f := range got.Files {
		states[f.Name] = f.State
	}
	want := map[string]intake.State{
		"read": intake.Read, "empty.log": "recognised but nothing read", "image": "not evidence", "table.csv": "not recognised", ".git/": "skipped",
	}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

func TestAnInterruptLeavesWhatWasRead(t *testing.T) {
	files := map[string]string{}
	for i := range 20 {
		files[fmt.Sprintf("%02d", i)] = "log\n"
	}
	dir := tree(t, files)
	ctx, cancel := context.WithCancel(context.Background())
	s := &shelf{by: map[string]string{}}
	k := s.kind("log", "log", intake.Certain, false)
	read := k.Read
	k.Read = func(ctx context.Context, in *intake.Input) (func(bool), error) {
		if in.Name == "07" {
			cancel()
		}
		return read(ctx, in)
	}
	got, err := intake.Walk(ctx, []string{dir}, []intake.Kind{k}, intake.Options{Workers: 1})
	if !errors.Is(err, context.Canceled) || !got.Partial {
		t.Fatalf("error %v, partial %v", err, got.Partial)
	}
	var whole []string
	for _, f := range got.Files {
		if !f.Failed {
			whole = append(whole, f.Name)
		}
	}
	if want := []string{"00", "01", "02", "03", "04", "05", "06"}; !slices.Equal(whole, want) {
		t.Errorf("whole files: %v, want %v", whole, want)
	}
	if len(got.Problems) != 1 || got.Problems[0].Name != "07" {
		t.Errorf("problems: %v", got.Problems)
	}
}

func TestStandardInputIsARoot(t *testing.T) {
	dir := tree(t, map[string]string{"spool.1": "log\n1\n"})
	s := &shelf{by: map[string]string{}}
	kinds := []intake.Kind{s.kind("log", "log", intake.Certain, false)}
	got, err := intake.Walk(context.Background(), []string{"-"}, kinds, intake.Options{Stdin: filepath.Join(dir, "spool.1")})
	if err != nil || len(got.Files) != 1 || got.Files[0].Name != "standard input" {
		t.Errorf("files %+v, error %v", got.Files, err)
	}
	if _, err := intake.Walk(context.Background(), []string{"-"}, kinds, intake.Options{}); err == nil {
		t.Error("without standard input, - is a file that does not exist")
	}
}

func TestACopyStandsUnderTheLeastName(t *testing.T) {
	dir := tree(t, map[string]string{"b": "log\n1\n", "a/copy": "log\n1\n", "c": "log\n2\n"})
	for range 5 {
		s := &shelf{by: map[string]string{}}
		got, err := intake.Walk(context.Background(), []string{dir}, []intake.Kind{s.kind("log", "log", intake.Certain, false)}, intake.Options{Workers: 3})
		if err != nil {
			t.Fatal(err)
		}
		same := map[string]string{}
		for _, f := range got.Files {
			same[f.Name] = f.SameAs
		}
		if diff := cmp.Diff(map[string]string{"a/copy": "", "b": "a/copy", "c": ""}, same); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
}
