package uk

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

func read(im registry.Importer, text string) (recs []registry.Record, errs []error, in *registry.Input) {
	in = &registry.Input{Reader: strings.NewReader(text), Name: "uk"}
	for rec, err := range im.Read(in) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs, in
}

func wantMuster() *registry.Entry {
	return &registry.Entry{
		List: List, Number: "XXX0001", Quality: "official", Type: registry.PersonEntry,
		Names:     []fact.Name{{Text: "Max Erich MUSTER"}, {Kind: fact.WeakAlias, Text: "M. MUSTER"}, {Kind: fact.OriginalScript, Text: "Макс Мустер"}},
		Addresses: []registry.Address{{Text: "1 Street, 123, Pakistan", Country: "PK"}}, Countries: []fact.Country{"IR", "PK"},
		Citizenship: []fact.Country{"IR"}, Born: []fact.Date{"1961", "1962-03-12"},
		Identifiers: []fact.Identifier{{Scheme: "un-sc", Value: "XXi.001"}},
		Programs:    []string{"Made Up Regime"}, Measures: []string{"Asset freeze"}, Listed: "2020-12-31", Version: "2030-06-05",
		Remarks: "Made for this test.",
	}
}

const uksl = "Report Date: 05/06/2030\n" +
	"Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name type,Alias strength,Name non-latin script,Regime Name,Designation Type,Sanctions Imposed,Other Information,Address Line 1,Address Postal Code,Address Country,Date Designated,D.O.B,Nationality(/ies)\n"

func TestTwoFormsOfTheList(t *testing.T) {
	csv := uksl +
		"01/02/2029,XXX0001,1,XXi.001,MUSTER,M.,,Alias,Low quality a.k.a,,Made Up Regime,Individual,Asset freeze,Made for this test.,,,,31/12/2020,dd/mm/1961,Iran\n" +
		"01/02/2029,XXX0001,1,XXi.001,MUSTER,Max,Erich,Primary Name,,Макс Мустер,Made Up Regime,Individual,Asset freeze,,1 Street,123,Pakistan,31/12/2020,12/03/1962,\n" +
		"01/02/2029,,1,,X,,,,,,,,,,,,,,,\n01/02/2029,XXX0002\n"
	fromCSV, errs, in := read(CSV{}, csv)
	if len(fromCSV) != 1 || len(errs) != 1 || !errors.Is(errs[0], errNoID) || in.Tally.Skipped["no-name"] != 1 {
		t.Fatalf("%d entries, errors %v, tally %+v", len(fromCSV), errs, in.Tally)
	}
	b, err := os.ReadFile("testdata/list.xml")
	if err != nil {
		t.Fatal(err)
	}
	fromXML, errs, in := read(XML{}, string(b))
	if len(fromXML) != 1 || len(errs) != 1 || !errors.Is(errs[0], errNoName) || in.Tally.Skipped["no-name"] != 1 {
		t.Fatalf("%d entries, errors %v, tally %+v", len(fromXML), errs, in.Tally)
	}
	for form, recs := range map[string][]registry.Record{"csv": fromCSV, "xml": fromXML} {
		got := recs[0].Entry
		got.Raw = ""
		if diff := cmp.Diff(wantMuster(), got); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", form, diff)
		}
		if recs[0].Ref.Date != "2029-02-01" {
			t.Errorf("%s: updated %s", form, recs[0].Ref.Date)
		}
	}
}

func TestDates(t *testing.T) {
	for s, want := range map[string]fact.Date{
		"28/09/1955": "1955-09-28", "00/04/1984": "1984-04", "00/00/1936": "1936", "10/00/1983": "1983", "dd/mm/1961": "1961", "": "",
	} {
		if got, ok := readDate(s); got != want || !ok {
			t.Errorf("readDate(%q) = %q, %v, want %q", s, got, ok, want)
		}
	}
	for _, s := range []string{"31/02/2020", "soon", "1/2/3"} {
		if got, ok := readDate(s); ok {
			t.Errorf("readDate(%q) = %q, want no date", s, got)
		}
	}
}

func TestCountries(t *testing.T) {
	got := splitCountries("(1) Iran. (2) Congo (Democratic Republic)")
	if diff := cmp.Diff([]string{"Iran", "Congo (Democratic Republic)"}, got); diff != "" {
		t.Errorf("countries differ (-want +got):\n%s", diff)
	}
	if got := address([]string{"x"}, "Pakistan (location as at May 2008)").Country; got != "PK" {
		t.Errorf("country is %q, want PK", got)
	}
}

func TestWrongKind(t *testing.T) {
	if _, errs, _ := read(CSV{}, "a,b\n"); len(errs) != 1 || !errors.Is(errs[0], registry.ErrHeader) {
		t.Errorf("errors %v, want ErrHeader", errs)
	}
	if _, errs, _ := read(XML{}, "<export/>"); len(errs) != 1 || !errors.Is(errs[0], ErrKind) {
		t.Errorf("errors %v, want ErrKind", errs)
	}
	if _, errs, _ := read(XML{}, "<Designations><Designation><Unique"); len(errs) != 1 || !strings.HasPrefix(errs[0].Error(), "line 1: ") {
		t.Errorf("errors %v, want one with the line", errs)
	}
	if (CSV{}).Recognizes([]byte(uksl)) == 0 || (CSV{}).Recognizes([]byte("Name 6,Name 1\n")) > 0 || (XML{}).Recognizes([]byte("<x>")) > 0 {
		t.Error("Recognizes is wrong")
	}
}

func TestSample(t *testing.T) {
	b, err := os.ReadFile("../../../shared/data/lists/uk-eu-samples/ofsi-conlist-sample.csv")
	if err != nil {
		t.Skip("the sample is not at hand")
	}
	recs, errs, in := read(CSV{}, string(b))
	if len(errs) > 0 || in.Tally.Mapped != 23 || in.Tally.Noted["date-not-read"] > 0 {
		t.Errorf("errors %v, tally %+v, want 23 rows", errs, in.Tally)
	}
	for _, r := range recs {
		if e := r.Entry; e.ID() == "gb_ofsi:11039" && (e.Names[0].Text != "Sang-kuk SO" || len(e.Names) != 2 || len(e.Born) != 7) {
			t.Errorf("entry %s has names %v and dates %v", e.ID(), e.Names, e.Born)
		}
		if r.Entry.Version != "2020-04-27" || r.Entry.Listed == "" {
			t.Errorf("%s of %q is listed %q", r.Entry.ID(), r.Entry.Version, r.Entry.Listed)
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte(uksl + "x,XXX0001,1,,A,B,,,,,,,,,,,,31/02/2020,dd/mm/yyyy,(1) Iran\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, _, in := read(CSV{}, string(b))
		if int64(len(recs)) > in.Tally.Mapped {
			t.Fatalf("%d entries of %d rows", len(recs), in.Tally.Mapped)
		}
	})
}

func FuzzXML(f *testing.F) {
	b, err := os.ReadFile("testdata/list.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, _, in := read(XML{}, string(b))
		if int64(len(recs)) != in.Tally.Mapped {
			t.Fatalf("%d entries, %d counted", len(recs), in.Tally.Mapped)
		}
	})
}

// Columns of the editions of 2026 bear other names than those before; cells hold several values parted by bars.
func TestEditionOf2026(t *testing.T) {
	header := "Report Date: 01-Nov-2030\nUnique ID,Name 6,Name type,Name non-latin script,Regime Name,Designation Type,Sanctions Imposed,UK Statement of Reasons,Other Information,Date Designated,Parent company,Business registration number (s),IMO number,Current owner/operator (s),Current believed flag of ship,Hull identification number (HIN)\n"
	rows := "XXX0001,PAPER WORKS,Primary Name,,Made Up Regime,Entity,Asset freeze|Trust services,Makes paper.,Made for this test.,24/02/2029,Paper Holding|Paper Fund,TIN 1 (Cuba)|REG 2,,,,\n" +
		"XXX0001,,Primary Name,БУМАГА,Made Up Regime,Entity,Asset freeze|Trust services,Makes paper.,Made for this test.,24/02/2029,Paper Holding|Paper Fund,TIN 1 (Cuba)|REG 2,,,,\n" +
		"XXX0002,PAPER BOAT,Primary Name,,Made Up Regime,Ship,,,,24/02/2029,,,9123451,Paper Works,Gabon,H1\n"
	recs, errs, in := read(CSV{}, header+rows)
	if len(errs) > 0 || len(recs) != 2 || in.Tally.Mapped != 3 {
		t.Fatalf("%d entries, errors %v, tally %s", len(recs), errs, in.Tally.String())
	}
	for _, r := range recs {
		r.Entry.Raw = ""
	}
	want := []*registry.Entry{{
		List: List, Number: "XXX0001", Quality: "official", Type: registry.OrganizationEntry, Version: "2030-11-01", Listed: "2029-02-24",
		Names:       []fact.Name{{Text: "PAPER WORKS"}, {Kind: fact.OriginalScript, Text: "БУМАГА"}},
		Identifiers: []fact.Identifier{{Scheme: "registration-number", Value: "TIN 1 (Cuba)"}, {Scheme: "registration-number", Value: "REG 2"}},
		Programs:    []string{"Made Up Regime"}, Measures: []string{"Asset freeze", "Trust services"}, Linked: []string{"Paper Holding", "Paper Fund"},
		Remarks: "Makes paper.; Made for this test.",
	}, {
		List: List, Number: "XXX0002", Quality: "official", Type: registry.VesselEntry, Version: "2030-11-01", Listed: "2029-02-24",
		Names: []fact.Name{{Text: "PAPER BOAT"}}, Countries: []fact.Country{"GA"}, Programs: []string{"Made Up Regime"}, Linked: []string{"Paper Works"},
		Identifiers: []fact.Identifier{{Scheme: "imo", Value: "9123451"}, {Scheme: "hull", Value: "H1"}},
	}}
	if diff := cmp.Diff(want, []*registry.Entry{recs[0].Entry, recs[1].Entry}); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

// The case of the field: the CSV of 2026 with its 58 columns.
func TestFieldCase(t *testing.T) {
	b, err := os.ReadFile("../../../shared/data/field/uk-registration-number/UK-Sanctions-List.csv")
	if err != nil {
		t.Skip("the case is not at hand")
	}
	recs, errs, _ := read(CSV{}, string(b))
	if len(recs) != 3 || len(errs) > 0 {
		t.Fatalf("%d entries, errors %v", len(recs), errs)
	}
	e, ship := recs[0].Entry, recs[1].Entry
	if diff := cmp.Diff([]fact.Identifier{{Scheme: "registration-number", Value: "TIN 0000000001 (Russia)"}}, e.Identifiers); diff != "" || len(e.Measures) != 2 || len(e.Names) != 3 {
		t.Errorf("%s has measures %q, names %v, identifiers (-want +got):\n%s", e.ID(), e.Measures, e.Names, diff)
	}
	if diff := cmp.Diff([]string{"Varnholt Shipping LLC"}, ship.Linked); diff != "" {
		t.Errorf("links of %s (-want +got):\n%s", ship.ID(), diff)
	}
}
