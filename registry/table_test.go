package registry

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
)

func TestTable(t *testing.T) {
	in := &Input{Reader: strings.NewReader("Report Date,2030\nID,Name , Note\n1,a,x\n2,b\n\"3,c\n4,caf\xe9,\n"), Name: "t.csv"}
	var got []string
	var errs []error
	for row, err := range Table(in, ',', "name", "id") {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		got = append(got, fmt.Sprintf("%d %s %s %s %v %v", row.Line, row.Get("ID"), row.Get("NAME"), row.Get("note"), row.Has("note"), row.Has("other")))
	}
	want := []string{"3 1 a x true false", "4 2 b  true false", "6 4 café  true false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
	if line, ok := errors.AsType[*LineError](errors.Join(errs...)); !ok || len(errs) != 1 || line.Line != 5 {
		t.Errorf("errors %v, want one of line 5", errs)
	}
	wantNoted := map[string]int64{"row-short": 1, "encoding-windows-1252": 1}
	if diff := cmp.Diff(wantNoted, in.Tally.Noted); diff != "" || in.Tally.Skipped["malformed"] != 1 {
		t.Errorf("notes differ (-want +got):\n%s", diff)
	}
}

func TestTableWithoutHeader(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "too low": strings.Repeat("x\n", 5) + "id,name\n1,a\n", "another": "a,b\n"} {
		in := &Input{Reader: strings.NewReader(text), Name: name}
		var last error
		for _, err := range Table(in, ',', "id", "name") {
			last = err
		}
		if !errors.Is(last, ErrHeader) {
			t.Errorf("%s: last error %v, want ErrHeader", name, last)
		}
	}
}

func TestEntryFieldsHaveNoDuplicates(t *testing.T) {
	e := new(Entry)
	for range 2 {
		e.AddName(fact.Name{Text: "A"})
		e.AddName(fact.Name{Text: "A", Kind: fact.AlsoKnownAs})
		e.AddName(fact.Name{})
		e.AddAddress(Address{Text: "x", Country: "RU"})
		e.AddAddress(Address{})
		e.AddCitizenship("CN")
		e.AddCountry("")
		e.AddBorn("1962")
		e.AddBorn("1961-02")
		e.AddIdentifier(fact.Identifier{Scheme: "imo", Value: "1"})
		e.AddIdentifier(fact.Identifier{Scheme: "imo"})
		e.AddProgram("P")
		e.AddMeasure("M")
		e.AddLinked("L")
	}
	want := &Entry{
		Names: []fact.Name{{Text: "A"}, {Text: "A", Kind: fact.AlsoKnownAs}}, Addresses: []Address{{"x", "RU"}},
		Countries: []fact.Country{"CN", "RU"}, Citizenship: []fact.Country{"CN"}, Born: []fact.Date{"1961-02", "1962"},
		Identifiers: []fact.Identifier{{Scheme: "imo", Value: "1"}}, Programs: []string{"P"}, Measures: []string{"M"}, Linked: []string{"L"},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("entry differs (-want +got):\n%s", diff)
	}
	c := e.Clone()
	c.Names[0].Text, c.Countries[0], c.Programs[0] = "B", "XX", "Q"
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("a clone shares with its original (-want +got):\n%s", diff)
	}
}

func TestEntryIsBounded(t *testing.T) {
	e := new(Entry)
	for i := range MaxValues + 10 {
		if e.Full() != (i >= MaxValues) {
			t.Fatalf("with %d names Full is %v", i, e.Full())
		}
		e.AddName(fact.Name{Text: fmt.Sprint(i)})
	}
	if len(e.Names) != MaxValues {
		t.Errorf("%d names, want %d", len(e.Names), MaxValues)
	}
}

func TestHashNumberPartsItsParts(t *testing.T) {
	if HashNumber("a", "bc") == HashNumber("ab", "c") || len(HashNumber()) != 16 {
		t.Error("HashNumber joins its parts, or is not of 16 digits")
	}
}

// A set is a Joiner of made-up files "part NUMBER TEXT".
type set struct{}

func (set) Name() string { return "set" }
func (set) Recognizes(head []byte) Strength {
	return Certain.If(strings.HasPrefix(string(head), "part "))
}

func (set) Read(in *Input) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		var number, text string
		if _, err := fmt.Fscanf(in, "part %s %s", &number, &text); err != nil {
			yield(Record{}, err)
			return
		}
		in.Tally.Map()
		yield(Record{Ref: Ref{File: in.Name, Line: 1}, Entry: &Entry{Number: number, Remarks: text, Part: "p"}}, nil)
	}
}

func (set) Join(parts []Record) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		whole := parts[0]
		whole.Entry.Part = ""
		for _, p := range parts[1:] {
			if p.Entry.Number != whole.Entry.Number {
				if !yield(Record{}, &LineError{Name: p.Ref.File, Line: p.Ref.Line, Err: errors.New("no such entry")}) {
					return
				}
				continue
			}
			whole.Entry.Remarks += p.Entry.Remarks
		}
		yield(whole, nil)
	}
}

func TestImportJoinsParts(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a": "part 1 x", "b": "part 2 y", "c": "part 1 z"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	seq, report := Import(t.Context(), []string{dir}, []Importer{set{}}, Options{})
	var got []string
	for rec, err := range seq {
		if err != nil {
			got = append(got, "bad")
			continue
		}
		got = append(got, rec.Entry.Number+rec.Entry.Remarks+rec.Entry.Part)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"1xz", "bad"}, got); diff != "" {
		t.Errorf("records differ (-want +got):\n%s", diff)
	}
	for i, want := range []struct{ records, bad int64 }{{1, 0}, {0, 1}, {0, 0}} {
		if f := report.Files[i]; f.Records != want.records || f.Bad != want.bad {
			t.Errorf("%s: %d records, %d bad, want %+v", f.Name, f.Records, f.Bad, want)
		}
	}
}
