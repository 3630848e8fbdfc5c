package un

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

func read(text string) (recs []registry.Record, errs []error, in *registry.Input) {
	in = &registry.Input{Reader: strings.NewReader(text), Name: "un.xml"}
	for rec, err := range (Importer{}).Read(in) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs, in
}

func fixture(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/list.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEntries(t *testing.T) {
	recs, errs, in := read(fixture(t))
	if len(recs) != 2 || len(errs) != 1 || in.Tally.Skipped["no-name"] != 1 {
		t.Fatalf("%d entries, errors %v, tally %+v", len(recs), errs, in.Tally)
	}
	if line, ok := errors.AsType[*registry.LineError](errs[0]); !ok || line.Line != 25 {
		t.Errorf("error is %v, want one of line 25", errs[0])
	}
	want := &registry.Entry{
		List: List, Number: "XXi.001", Quality: "official", Type: registry.PersonEntry,
		Names: []fact.Name{{Text: "MAX ERICH MUSTER"}, {Kind: fact.OriginalScript, Text: "Макс Мустер"},
			{Kind: fact.AlsoKnownAs, Text: "Colonel Muster"}, {Kind: fact.WeakAlias, Text: "The Fox"}},
		Addresses: []registry.Address{{Text: "Kampala, Uganda", Country: "UG"}},
		Countries: []fact.Country{"IR", "UG"}, Citizenship: []fact.Country{"IR"},
		Born:        []fact.Date{"1963-07-24", "1965", "1966"},
		Identifiers: []fact.Identifier{{Country: "VN", Scheme: "passport", Value: "A 1"}},
		Programs:    []string{"DRC"}, Listed: "2012-11-30", Version: "2030-02-27",
		Remarks: "Made for this test.", Raw: "XXi.001 MAX ERICH MUSTER",
	}
	if diff := cmp.Diff(want, recs[0].Entry); diff != "" {
		t.Errorf("entry differs (-want +got):\n%s", diff)
	}
	if e := recs[1]; e.Entry.Names[1].Kind != fact.FormerlyKnownAs || e.Entry.Countries[0] != "KP" || len(e.Flags) != 1 {
		t.Errorf("entity is %+v, flags %v", e.Entry, e.Flags)
	}
}

func TestCutAndWrongKind(t *testing.T) {
	text := fixture(t)
	recs, errs, _ := read(text[:len(text)-400])
	if len(recs) != 1 || len(errs) != 2 || !strings.HasPrefix(errs[1].Error(), "line ") {
		t.Errorf("%d entries, errors %v", len(recs), errs)
	}
	_, errs, _ = read("<export></export>")
	if len(errs) != 1 || !errors.Is(errs[0], ErrKind) {
		t.Errorf("errors %v, want ErrKind", errs)
	}
	if (Importer{}).Recognizes([]byte("<export>")) > 0 || (Importer{}).Recognizes([]byte(text)) == 0 {
		t.Error("Recognizes is wrong")
	}
}

func TestCompleteList(t *testing.T) {
	b, err := os.ReadFile("../../../shared/data/lists/un-2026-02/consolidated.xml")
	if err != nil {
		t.Skip("the list is not at hand")
	}
	recs, errs, in := read(string(b))
	got := make(map[string]int)
	for _, r := range recs {
		got[string(r.Entry.Type)]++
		for _, n := range r.Entry.Names {
			got[string(n.Kind)]++
		}
	}
	if len(errs) > 0 || in.Tally.Noted["date-not-read"] > 0 {
		t.Errorf("errors %v, notes %v", errs, in.Tally.Noted)
	}
	for k, n := range map[string]int{"person": 730, "organization": 273, "": 1003, "fka": 19} {
		if got[k] != n {
			t.Errorf("%q: %d, want %d", k, got[k], n)
		}
	}
	if got["weak"] < 600 || got["aka"] < 2000 || got["original-script"] < 350 {
		t.Errorf("names by kind: %v", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(fixture(f)))
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, _, in := read(string(b))
		if int64(len(recs)) != in.Tally.Mapped {
			t.Fatalf("%d entries, %d counted", len(recs), in.Tally.Mapped)
		}
	})
}
