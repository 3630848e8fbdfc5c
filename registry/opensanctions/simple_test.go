package opensanctions

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

const header = `"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails","program_ids","dataset","first_seen","last_seen","last_change"` + "\n"

func read(text string) (recs []registry.Record, errs []error, in *registry.Input) {
	in = &registry.Input{Reader: strings.NewReader(text), Name: "targets.simple.csv"}
	for rec, err := range (Importer{}).Read(in) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs, in
}

func TestRows(t *testing.T) {
	row := `"NK-1","Person","Max Muster","M. Muster;""Muster; Max, """"Fox""""""","1961-03-12;1963","ir;tr","1 Road, Izmir","P1;P2","Blocked","","","US-X","Made Up List","2020-01-01T00:00:00","2026-01-01T00:00:00","2025-05-05T00:00:00"`
	recs, errs, in := read(header + row + "\n" + `"","Person",""` + "\n" + `"NK-2","Company","Acme","a;""b","when","","","","","","","","","","",""` + "\n")
	if len(recs) != 2 || len(errs) > 0 || in.Tally.Skipped["no-name"] != 1 {
		t.Fatalf("%d entries, errors %v, tally %+v", len(recs), errs, in.Tally)
	}
	want := &registry.Entry{
		List: List, Number: "NK-1", Quality: "official", Type: registry.PersonEntry,
		Names: []fact.Name{{Text: "Max Muster"}, {Kind: fact.AlsoKnownAs, Text: "M. Muster"},
			{Kind: fact.AlsoKnownAs, Text: `Muster; Max, "Fox"`}},
		Addresses: []registry.Address{{Text: "1 Road, Izmir"}}, Countries: []fact.Country{"IR", "TR"},
		Born:        []fact.Date{"1961-03-12", "1963"},
		Identifiers: []fact.Identifier{{Scheme: "identifier", Value: "P1"}, {Scheme: "identifier", Value: "P2"}},
		Programs:    []string{"US-X", "Made Up List"}, Measures: []string{"Blocked"}, Raw: row,
	}
	if diff := cmp.Diff(want, recs[0].Entry); diff != "" {
		t.Errorf("entry differs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"values-not-split", "date-not-read"}, recs[1].Flags); diff != "" {
		t.Errorf("flags differ (-want +got):\n%s", diff)
	}
}

func TestWrongKind(t *testing.T) {
	if _, errs, _ := read("id,name\n1,x\n"); len(errs) != 1 || !errors.Is(errs[0], registry.ErrHeader) {
		t.Errorf("errors %v, want ErrHeader", errs)
	}
	if (Importer{}).Recognizes([]byte(header)) == 0 || (Importer{}).Recognizes([]byte("id,name\n")) > 0 {
		t.Error("Recognizes is wrong")
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(header + `"a","b","c","d;""","e"` + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, _, in := read(string(b))
		if int64(len(recs)) != in.Tally.Mapped {
			t.Fatalf("%d entries, %d counted", len(recs), in.Tally.Mapped)
		}
	})
}
