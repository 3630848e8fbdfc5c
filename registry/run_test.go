package registry

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
)

// A lineImporter reads "owner asset" on each line below a first line "holdings".
type lineImporter struct{}

func (lineImporter) Name() string { return "lines" }

func (lineImporter) Recognizes(head []byte) Strength {
	return Certain.If(bytes.HasPrefix(head, []byte("holdings")))
}

func (lineImporter) Read(in *Input) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		s := bufio.NewScanner(in)
		for n := int64(1); s.Scan(); n++ {
			words := strings.Fields(s.Text())
			switch {
			case n == 1:
			case len(words) == 1 && words[0] == "same":
				in.Tally.Skip("nothing")
			case len(words) != 2:
				in.Tally.Skip("malformed")
				if !yield(Record{}, &LineError{Name: in.Name, Line: n, Err: errors.New("not two words")}) {
					return
				}
			case in.Seen("lines", words[0], []byte(words[1])) == Again:
				in.Tally.Skip("duplicate")
			default:
				in.Tally.Map()
				i := &fact.Interest{Owner: fact.PartyID(words[0]), Asset: fact.PartyID(words[1])}
				if !yield(Record{Ref: Ref{File: in.Name, Line: n}, Interest: i}, nil) {
					return
				}
			}
		}
		if s.Err() != nil {
			yield(Record{}, s.Err())
		}
	}
}

// folder writes files of every packing.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, "holdings\n", strings.Repeat("g h\n", 20_000), "last one\n")
	z.Close()
	write("b.gz", packed.Bytes())
	write("broken.gz", packed.Bytes()[:packed.Len()/2])
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, name := range []string{"z1", "z2"} {
		m, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(m, "holdings\n%s y\n", name)
	}
	w.Close()
	write("c.zip", archive.Bytes())
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune("holdings\nä ö\n")) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	write("d.txt", wide)
	write("a.txt", []byte("\xef\xbb\xbfholdings\na b\nbroken\nsame\na b\n"))
	write("copy.txt", []byte("\xef\xbb\xbfholdings\na b\nbroken\nsame\na b\n"))
	write("readme", []byte("nothing of ours"))
	return dir
}

func TestImport(t *testing.T) {
	dir := folder(t)
	type outcome struct {
		Lines []string
		Files []string
	}
	run := func() (o outcome) {
		records, report := Import(context.Background(), []string{dir}, []Importer{lineImporter{}}, Options{})
		for r, err := range records {
			if err != nil {
				text, _, _ := strings.Cut(err.Error(), " at byte")
				o.Lines = append(o.Lines, "error "+text)
				continue
			}
			o.Lines = append(o.Lines, fmt.Sprintf("%s:%d %s %s", r.Ref.File, r.Ref.Line, r.Interest.Owner, r.Interest.Asset))
		}
		for _, f := range report.Files {
			o.Files = append(o.Files, fmt.Sprintf("%s %q read %d mapped %d skipped %v noted %v yielded %d bad %d failed %v same %q digest %v",
				f.Name, f.Kind, f.Read, f.Mapped, f.Skipped, f.Noted, f.Records, f.Bad, f.Failed, f.SameAs, f.Digest != ""))
		}
		return o
	}
	want := outcome{
		Lines: []string{
			"a.txt:2 a b", "error a.txt:3: not two words",
			"b.gz:2 g h", "b.gz:20002 last one",
			"error broken.gz: truncated",
			"c.zip!z1:2 z1 y", "c.zip!z2:2 z2 y",
			"error copy.txt:3: not two words",
			"d.txt:2 ä ö",
		},
		Files: []string{
			`a.txt "lines" read 4 mapped 1 skipped map[duplicate:1 malformed:1 nothing:1] noted map[] yielded 1 bad 1 failed false same "" digest true`,
			`b.gz "lines" read 20001 mapped 2 skipped map[duplicate:19999] noted map[] yielded 2 bad 0 failed false same "" digest true`,
			``,
			`c.zip!z1 "lines" read 1 mapped 1 skipped map[] noted map[] yielded 1 bad 0 failed false same "" digest true`,
			`c.zip!z2 "lines" read 1 mapped 1 skipped map[] noted map[] yielded 1 bad 0 failed false same "" digest true`,
			`copy.txt "lines" read 4 mapped 0 skipped map[duplicate:2 malformed:1 nothing:1] noted map[] yielded 0 bad 1 failed false same "a.txt" digest true`,
			`d.txt "lines" read 1 mapped 1 skipped map[] noted map[] yielded 1 bad 0 failed false same "" digest true`,
			`readme "" read 0 mapped 0 skipped map[] noted map[] yielded 0 bad 0 failed false same "" digest true`,
		},
	}
	got := run()
	if !strings.Contains(got.Files[2], "failed true") {
		t.Errorf("damaged file: %s", got.Files[2])
	}
	got.Files[2] = ""
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	again := run()
	again.Files[2] = ""
	if diff := cmp.Diff(got, again); diff != "" {
		t.Errorf("the second run differs:\n%s", diff)
	}
}

// The sequence may be stopped anywhere, and pulled: what walks the folder runs on a goroutine of its own.
func TestImportStops(t *testing.T) {
	dir := folder(t)
	for after := range 4 {
		records, report := Import(context.Background(), []string{dir}, []Importer{lineImporter{}}, Options{})
		next, stop := iter.Pull2(records)
		for range after {
			if _, _, ok := next(); !ok {
				t.Fatal("ended early")
			}
		}
		stop()
		if after > 0 && len(report.Files) == 0 {
			t.Errorf("after %d records no file is told of", after)
		}
	}
}

func TestImportEndsEarly(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	records, _ := Import(ctx, []string{folder(t)}, []Importer{lineImporter{}}, Options{})
	var last error
	for _, err := range records {
		cancel()
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("cancelled: last error %v", last)
	}
	records, _ = Import(context.Background(), []string{"no such folder"}, []Importer{lineImporter{}}, Options{})
	n := 0
	for _, err := range records {
		if n++; err == nil {
			t.Error("a folder that does not exist gives no error")
		}
	}
	if n != 1 {
		t.Errorf("%d errors, want 1", n)
	}
}
