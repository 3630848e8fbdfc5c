package delimited

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// read returns the fields of all rows, and errors in their place.
func read(t *testing.T, text string) (rows [][]string, errs []error) {
	t.Helper()
	for row, err := range Rows(strings.NewReader(text), ',') {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		rows = append(rows, row.Fields)
	}
	return rows, errs
}

func TestRows(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want [][]string
	}{
		"plain":            {"a,b\nc,d\n", [][]string{{"a", "b"}, {"c", "d"}}},
		"line ends":        {"a,b\r\nc,d", [][]string{{"a", "b"}, {"c", "d"}}},
		"empty lines":      {"a\n\n\r\nb\n", [][]string{{"a"}, {"b"}}},
		"quoted":           {`"a, b","c ""d"""` + "\n", [][]string{{"a, b", `c "d"`}}},
		"quote in a field": {`a "b" c,d` + "\n", [][]string{{`a "b" c`, "d"}}},
		"quote in quotes":  {`"the "big" one",x` + "\n", [][]string{{`the "big" one`, "x"}}},
		"blank after":      {`"a" ,"b" ` + "\n", [][]string{{"a", "b"}}},
		"break in quotes":  {"\"a\nb\",c\nd,e\n", [][]string{{"a\nb", "c"}, {"d", "e"}}},
		"control-z":        {"a,b\r\n\x1a", [][]string{{"a", "b"}}},
		"byte order mark":  {"\uFEFFa,b\n", [][]string{{"a", "b"}}},
		"windows-1252":     {"caf\xe9,b\n", [][]string{{"café", "b"}}},
		"empty":            {"", nil},
		"trailing comma":   {"a,\n", [][]string{{"a", ""}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, errs := read(t, c.text)
			if diff := cmp.Diff(c.want, got); diff != "" || errs != nil {
				t.Errorf("rows differ (-want +got):\n%serrors: %v", diff, errs)
			}
		})
	}
}

func TestOpenQuoteCostsItsLineOnly(t *testing.T) {
	rows, errs := read(t, "a,b\n\"c,d\ne,f\n\"g,h\ni,j\n")
	if diff := cmp.Diff([][]string{{"a", "b"}, {"e", "f"}, {"i", "j"}}, rows); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
	var lines []int64
	for _, err := range errs {
		bad, ok := errors.AsType[*RowError](err)
		if !ok || !errors.Is(err, ErrQuote) {
			t.Fatalf("error %v, want a RowError of ErrQuote", err)
		}
		lines = append(lines, bad.Line)
	}
	if diff := cmp.Diff([]int64{2, 4}, lines); diff != "" {
		t.Errorf("lines of errors differ (-want +got):\n%s", diff)
	}
}

func TestLongLineIsSkipped(t *testing.T) {
	rows, errs := read(t, "a\n"+strings.Repeat("x", MaxLine+1)+"\nb\n")
	if diff := cmp.Diff([][]string{{"a"}, {"b"}}, rows); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
	if len(errs) != 1 || !errors.Is(errs[0], ErrLong) {
		t.Errorf("errors %v, want one ErrLong", errs)
	}
}

func TestPlace(t *testing.T) {
	for row, err := range Rows(strings.NewReader("a\n\"b\nc\"\nd\n"), ',') {
		if err != nil {
			t.Fatal(err)
		}
		want := map[string][2]int64{"a": {1, 0}, "b\nc": {2, 2}, "d": {4, 8}}[row.Fields[0]]
		if row.Line != want[0] || row.Offset != want[1] {
			t.Errorf("%q is at line %d, byte %d, want %v", row.Fields[0], row.Line, row.Offset, want)
		}
	}
}

func TestFailureEnds(t *testing.T) {
	for name, c := range map[string]struct {
		in   io.Reader
		want error
	}{
		"reader": {io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(io.ErrUnexpectedEOF)), io.ErrUnexpectedEOF},
		"utf-16": {strings.NewReader("\xff\xfea\x00\n\x00"), ErrUTF16},
	} {
		t.Run(name, func(t *testing.T) {
			var last error
			for _, err := range Rows(c.in, ',') {
				last = err
			}
			if !errors.Is(last, c.want) {
				t.Errorf("last error is %v, want %v", last, c.want)
			}
		})
	}
}

// Lines that each open a quote must not be joined again and again.
func TestManyOpenQuotesAreLinear(t *testing.T) {
	var n, bad int
	for _, err := range Rows(strings.NewReader(strings.Repeat("\"abc\n", 500_000)), ',') {
		if n++; err != nil {
			bad++
		}
	}
	if n != 500_000 || bad != n {
		t.Errorf("%d records of which %d bad, want 500000 bad ones", n, bad)
	}
}

func FuzzRows(f *testing.F) {
	for _, s := range []string{"a,b\n", "\"a\nb\",c\n", "\"a", "\x1a", "\"a\"b\",\"\"\"\n", "\xff\xfe", ",\n,,"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var line int64
		for row, err := range Rows(strings.NewReader(string(b)), ',') {
			if bad, ok := errors.AsType[*RowError](err); ok {
				row.Line = bad.Line
			} else if err != nil {
				return
			} else if len(row.Fields) == 0 {
				t.Fatalf("row at line %d has no field", row.Line)
			}
			if row.Line <= line {
				t.Fatalf("line %d after line %d", row.Line, line)
			}
			line = row.Line
		}
	})
}
