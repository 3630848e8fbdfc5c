package ofac

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

func readAdvanced(text string) (recs []registry.Record, errs []error, in *registry.Input) {
	in = &registry.Input{Reader: strings.NewReader(text), Name: "sdn_advanced.xml"}
	for rec, err := range (Advanced{}).Read(in) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs, in
}

func advancedFixture(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/advanced/list.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAdvanced(t *testing.T) {
	recs, errs, in := readAdvanced(advancedFixture(t))
	if len(recs) != 4 || in.Tally.Mapped != 4 || in.Tally.Skipped["no-party"] != 1 {
		t.Fatalf("%d entries, tally %+v, errors %v", len(recs), in.Tally, errs)
	}
	if len(errs) != 1 || !errors.Is(errs[0], ErrNoProfile) {
		t.Errorf("errors %v, want one ErrNoProfile", errs)
	}
	want := []*registry.Entry{
		{
			List: SDN, Number: "101", Quality: "official", Type: registry.OrganizationEntry,
			Names:     []fact.Name{{Row: "1", Text: "NORTHERN PAPER WORKS"}, {Kind: fact.FormerlyKnownAs, Row: "2", Text: "PAPER ONE"}},
			Addresses: []registry.Address{{Text: "1 Quay Street, Havana, Cuba", Country: "CU"}}, Countries: []fact.Country{"CU"},
			Identifiers: []fact.Identifier{{Scheme: "bic", Value: "NPWKCUHH"}},
			Programs:    []string{"CUBA"}, Measures: []string{"Block"}, Basis: "31 C.F.R. part 515",
			Listed: "1986-12-10", Version: "2030-03-04", Raw: "101 NORTHERN PAPER WORKS",
		},
		{
			List: SDN, Number: "102", Quality: "official", Type: registry.PersonEntry,
			Names: []fact.Name{{Row: "3", Text: "MUSTER, Max Erich"}, {Kind: fact.OriginalScript, Row: "4", Script: "Cyrl", Text: "Мустер"},
				{Kind: fact.WeakAlias, Row: "5", Text: "THE FOX"}},
			Countries: []fact.Country{"IR"}, Citizenship: []fact.Country{"IR"}, Born: []fact.Date{"1961-03-12", "1963", "1964"},
			Identifiers: []fact.Identifier{{Country: "IR", Scheme: "passport", Value: "X1234567"}},
			Programs:    []string{"SDGT"}, Listed: "2019-05-06", Removed: "2024-07-08", Version: "2030-03-04", Raw: "102 MUSTER, Max Erich",
		},
	}
	for i, w := range want {
		if diff := cmp.Diff(w, recs[i].Entry); diff != "" {
			t.Errorf("entry %d differs (-want +got):\n%s", i, diff)
		}
	}
	vessel := recs[2]
	if e := vessel.Entry; e.Type != registry.VesselEntry || e.Linked[0] != "NORTHERN PAPER WORKS" || e.Identifiers[0] != (fact.Identifier{Scheme: "imo", Value: "9000001"}) {
		t.Errorf("vessel is %+v", e)
	}
	if diff := cmp.Diff([]string{"link-not-found"}, vessel.Flags); diff != "" {
		t.Errorf("flags differ (-want +got):\n%s", diff)
	}
	if e := recs[3].Entry; e.ID() != "us_ofac_cons:101" || e.Effective != "2021-08-02" {
		t.Errorf("the same party on the other list is %s, in effect %s", e.ID(), e.Effective)
	}
}

func TestAdvancedCutAndWrongKind(t *testing.T) {
	text := advancedFixture(t)
	recs, errs, _ := readAdvanced(text[:strings.Index(text, `<SanctionsEntry ID="3"`)+20])
	if len(recs) != 2 || len(errs) != 1 || !strings.HasPrefix(errs[0].Error(), "line ") {
		t.Errorf("%d entries, errors %v, want 2 and one with the line", len(recs), errs)
	}
	if _, errs, _ := readAdvanced("<export/>"); len(errs) != 1 || !errors.Is(errs[0], ErrAdvanced) {
		t.Errorf("errors %v, want ErrAdvanced", errs)
	}
	if (Advanced{}).Recognizes([]byte("<export>")) > 0 || (Advanced{}).Recognizes([]byte(text)) == 0 {
		t.Error("Recognizes is wrong")
	}
}

func FuzzAdvanced(f *testing.F) {
	f.Add([]byte(advancedFixture(f)))
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, _, in := readAdvanced(string(b))
		if int64(len(recs)) != in.Tally.Mapped {
			t.Fatalf("%d entries, %d counted", len(recs), in.Tally.Mapped)
		}
	})
}
