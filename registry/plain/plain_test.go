package plain

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

func read(text string) (recs []registry.Record, errs []error, in *registry.Input) {
	in = &registry.Input{Reader: strings.NewReader(text), Name: "own.csv"}
	for rec, err := range (Importer{}).Read(in) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs, in
}

func TestAllColumns(t *testing.T) {
	recs, errs, _ := read("id;Name;list;type;aliases;weak_aliases;fka;country;nationality;address;dob;identifiers;programme;listed;to;note\n" +
		"7;Acme Ltd;watch;Company;\"Acme; ACME Limited\";Ace;Old Acme;China; ;\"1 Road, Kabul, Afghanistan\";;lei: X1;P1;2024-01;2025-02-03;seen\n" +
		";Eva Beispiel;;Robot;;;;Nowhere;de;;1970;N1;;soon;;\n;;;;;;;;;;;;;;;\n")
	if len(recs) != 2 || len(errs) > 0 {
		t.Fatalf("%d entries, errors %v", len(recs), errs)
	}
	want := &registry.Entry{
		List: "watch", Number: "7", Quality: "official", Type: registry.OrganizationEntry,
		Names: []fact.Name{{Text: "Acme Ltd"}, {Kind: fact.AlsoKnownAs, Text: "Acme"}, {Kind: fact.AlsoKnownAs, Text: "ACME Limited"},
			{Kind: fact.FormerlyKnownAs, Text: "Old Acme"}, {Kind: fact.WeakAlias, Text: "Ace"}},
		Addresses: []registry.Address{{Text: "1 Road, Kabul, Afghanistan", Country: "AF"}}, Countries: []fact.Country{"AF", "CN"},
		Identifiers: []fact.Identifier{{Scheme: "lei", Value: "X1"}}, Programs: []string{"P1"},
		Listed: "2024-01", Removed: "2025-02-03", Remarks: "seen", Raw: recs[0].Entry.Raw,
	}
	if diff := cmp.Diff(want, recs[0].Entry); diff != "" {
		t.Errorf("entry differs (-want +got):\n%s", diff)
	}
	e := recs[1]
	if e.Entry.List != List || e.Entry.Quality != "hash" || e.Entry.Citizenship[0] != "DE" || e.Entry.Born[0] != "1970" {
		t.Errorf("second entry is %+v", e.Entry)
	}
	if diff := cmp.Diff([]string{"type-unknown", "country-unknown", "date-not-read"}, e.Flags); diff != "" {
		t.Errorf("flags differ (-want +got):\n%s", diff)
	}
}

func TestRecognizes(t *testing.T) {
	for head, want := range map[string]bool{
		"name,country\nx,y\n": true, "id\tname\n": true, "name\nx\n": false, "name,country,iata\n": false, "name,aka,iata\n": true, "service,cost\n": false, "": false, "{}": false,
	} {
		if got := (Importer{}).Recognizes([]byte(head)) > 0; got != want {
			t.Errorf("Recognizes(%q) = %v, want %v", head, got, want)
		}
	}
	if _, errs, _ := read("service,cost\n"); len(errs) != 1 || !errors.Is(errs[0], registry.ErrHeader) {
		t.Errorf("errors %v, want ErrHeader", errs)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("name,country,aliases\na,CN,\"b;c\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, _, in := read(string(b))
		if int64(len(recs)) != in.Tally.Mapped {
			t.Fatalf("%d entries, %d counted", len(recs), in.Tally.Mapped)
		}
	})
}
