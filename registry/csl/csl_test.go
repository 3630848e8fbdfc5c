package csl

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

const older = "source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,license_requirement,license_policy,remarks,alt_names,citizenships,dates_of_birth,nationalities,ids\n"

func read(text string) (recs []registry.Record, errs []error, in *registry.Input) {
	in = &registry.Input{Reader: strings.NewReader(text), Name: "csl.csv"}
	for rec, err := range (Importer{}).Read(in) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs, in
}

func TestBothLayouts(t *testing.T) {
	row := `Entity List (EL) - Bureau of Industry and Security,,,,Alder Institute,,"1 Elm Road, Wuhan, China; and 2 Elm Road, Kabul, AF",83 FR 1,2018-08-01,,For all items,Denial,,Alder Lab; Alder One; and Alder Two.,,,,` + "\n"
	person := `Specially Designated Nationals (SDN) - Treasury Department,77,Individual,SDGT; IRAN,"MUSTER, Max",,"Shenyang, CN; KP",,,,,,(Linked To: ACME),,IR,1978-12-05; circa 1980,KP,"US, 80-1, Tax ID No.; ABCDKPPY, SWIFT/BIC; Directive 3, Executive Order 13662 Directive Determination -"` + "\n"
	successor := `Nonproliferation Sanctions (ISN) - State Department,,,INKSNA,"Birch Company; and any successor, sub-unit, or subsidiary thereof",,,"Vol. 88, No. 1",2023-07-32,2024-01-01,,,,,,,,` + "\n"
	recs, errs, _ := read(older + row + person + successor)
	if len(errs) > 0 || len(recs) != 3 {
		t.Fatalf("%d entries, errors %v", len(recs), errs)
	}
	el := recs[0].Entry
	want := &registry.Entry{
		List: "us_csl_el", Number: registry.HashNumber("Entity List (EL) - Bureau of Industry and Security", "Alder Institute", "2018-08-01"), Quality: "hash",
		Names: []fact.Name{{Text: "Alder Institute"}, {Kind: fact.AlsoKnownAs, Text: "Alder Lab"},
			{Kind: fact.AlsoKnownAs, Text: "Alder One"}, {Kind: fact.AlsoKnownAs, Text: "Alder Two"}},
		Addresses: []registry.Address{{Text: "1 Elm Road, Wuhan, China", Country: "CN"}, {Text: "2 Elm Road, Kabul, AF", Country: "AF"}},
		Countries: []fact.Country{"AF", "CN"}, Measures: []string{"licence requirement: For all items", "licence review: Denial"},
		Basis: "83 FR 1", Listed: "2018-08-01", Raw: strings.TrimSuffix(row, "\n"),
	}
	if diff := cmp.Diff(want, el); diff != "" {
		t.Errorf("entry differs (-want +got):\n%s", diff)
	}
	p := recs[1].Entry
	wantIDs := []fact.Identifier{{Country: "US", Scheme: "tax-id", Value: "80-1"}, {Scheme: "bic", Value: "ABCDKPPY"}}
	if diff := cmp.Diff(wantIDs, p.Identifiers); diff != "" {
		t.Errorf("identifiers differ (-want +got):\n%s", diff)
	}
	if p.ID() != "us_csl_sdn:77" || len(p.Citizenship) != 2 || len(p.Born) != 2 || p.Linked[0] != "ACME" || len(p.Measures) != 1 || len(p.Programs) != 2 {
		t.Errorf("person is %+v", p)
	}
	isn := recs[2]
	if isn.Entry.Names[0].Text != "Birch Company" || isn.Entry.Removed != "2024-01-01" || len(isn.Flags) != 1 {
		t.Errorf("got %+v, flags %v", isn.Entry, isn.Flags)
	}
	newer, errs, _ := read("_id," + older + "9," + strings.Replace(person, "US, 80-1, Tax ID No.", "Tax ID No., 80-1, US", 1))
	if len(errs) > 0 || newer[0].Entry.Identifiers[0] != wantIDs[0] {
		t.Errorf("newer layout: errors %v, identifiers %v", errs, newer[0].Entry.Identifiers)
	}
}

func TestWrongKindAndOpenQuote(t *testing.T) {
	if _, errs, _ := read("a,b\n"); len(errs) != 1 || !errors.Is(errs[0], registry.ErrHeader) {
		t.Errorf("errors %v, want ErrHeader", errs)
	}
	recs, errs, in := read(older + "Entity List (EL),,,,\"Alder\nEntity List (EL),,,,Birch,,,,,,,,,,,,,\n")
	if len(recs) != 1 || len(errs) != 1 || in.Tally.Skipped["malformed"] != 1 {
		t.Errorf("%d entries, errors %v, tally %+v, want one of each", len(recs), errs, in.Tally)
	}
}

func TestSamples(t *testing.T) {
	for name, want := range map[string]struct{ entries, lists int }{
		"csl-2019-sample.csv": {115, 9}, "consolidated-sample.csv": {13, 10},
	} {
		b, err := os.ReadFile("../../../shared/data/lists/csl-samples/" + name)
		if err != nil {
			t.Skip("the samples are not at hand")
		}
		recs, errs, in := read(string(b))
		lists := make(map[string]bool)
		for _, r := range recs {
			lists[r.Entry.List] = true
			if len(r.Entry.Names) == 0 || r.Entry.List == "us_csl" {
				t.Errorf("%s: entry %+v", name, r.Entry)
			}
		}
		if len(errs) > 0 || len(recs) != want.entries || len(lists) != want.lists || in.Tally.Noted["date-not-read"] > 0 {
			t.Errorf("%s: %d entries of %d lists, errors %v, notes %v, want %+v", name, len(recs), len(lists), errs, in.Tally.Noted, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(older + "Entity List (EL),1,,a;b,N,,\"x, ; and\",,,,,,,\"; and \",CN,1,,\"a, ;b\"\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, _, in := read(string(b))
		if int64(len(recs)) != in.Tally.Mapped {
			t.Fatalf("%d entries, %d counted", len(recs), in.Tally.Mapped)
		}
	})
}
