package ofac

import (
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/registry/registrytest"
)

func readFile(t testing.TB, im registry.Importer, name string) registrytest.Result {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if im.Recognizes(b) == 0 {
		t.Errorf("%s does not recognise %s", im.Name(), name)
	}
	return registrytest.Read(im, name, b, "")
}

func entries(r registrytest.Result) (out []*registry.Entry) {
	for _, rec := range r.Records {
		out = append(out, rec.Entry)
	}
	return out
}

// What both files say of the paper works and of Muster; dates of listing stand in the enhanced form alone.
func paperWorks() (works, muster *registry.Entry) {
	works = &registry.Entry{
		List: SDN, Number: "101", Quality: "official", Type: registry.OrganizationEntry,
		Addresses: []registry.Address{{Text: "1 Quay Street, Havana, Cuba", Country: "CU"}}, Countries: []fact.Country{"CU"},
		Version: "2030-03-04", Raw: "101 NORTHERN PAPER WORKS",
	}
	muster = &registry.Entry{
		List: SDN, Number: "102", Quality: "official", Type: registry.PersonEntry,
		Countries: []fact.Country{"IR"}, Citizenship: []fact.Country{"IR"}, Version: "2030-03-04", Raw: "102 MUSTER, Max Erich",
	}
	return works, muster
}

func TestSimple(t *testing.T) {
	r := readFile(t, Simple{}, "testdata/simple/sdn.xml")
	works, muster := paperWorks()
	works.Names = []fact.Name{{Text: "NORTHERN PAPER WORKS"}, {Kind: fact.FormerlyKnownAs, Row: "6", Text: "PAPER ONE"}}
	works.Programs, works.Linked = []string{"CUBA", "SDGT"}, []string{"MUSTER, Max."}
	works.Identifiers = []fact.Identifier{{Scheme: "bic", Value: "NPWKCUHH"}, {Country: "CU", Scheme: "registration-number", Value: "0000000001"}, {Scheme: "wallet-xbt", Value: "1PaperWorks9"}}
	works.Measures, works.Remarks = []string{"Secondary sanctions risk: section 1(b) of Executive Order 13224"}, "(Linked To: MUSTER, Max.)"
	muster.Names = []fact.Name{{Text: "MUSTER, Max Erich"}, {Kind: fact.WeakAlias, Row: "9", Text: "THE FOX"}}
	muster.Programs, muster.Born = []string{"SDGT"}, []fact.Date{"1961-03-12", "1963"}
	muster.Identifiers = []fact.Identifier{{Country: "IR", Scheme: "passport", Value: "X1234567"}}
	boat := &registry.Entry{
		List: SDN, Number: "103", Quality: "official", Type: registry.VesselEntry, Names: []fact.Name{{Text: "PAPER BOAT"}},
		Countries: []fact.Country{"PA"}, Programs: []string{"CUBA"}, Linked: []string{"NORTHERN PAPER WORKS"},
		Identifiers: []fact.Identifier{{Scheme: "call-sign", Value: "CL2000"}, {Scheme: "imo", Value: "9123451"}},
		Version:     "2030-03-04", Raw: "103 PAPER BOAT",
	}
	if diff := cmp.Diff([]*registry.Entry{works, muster, boat}, entries(r)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if len(r.Errors) != 1 || !errors.Is(r.Errors[0], errNoName) || r.Tally.Skipped["no-name"] != 1 {
		t.Errorf("errors %v, tally %s", r.Errors, r.Tally.String())
	}
}

func TestSimpleConsolidated(t *testing.T) {
	entry := "<sdnEntry><uid>1</uid><lastName>A</lastName><sdnType>Entity</sdnType><programList><program>UKRAINE-EO13662</program></programList></sdnEntry>"
	file := "<sdnList>" + entry + entry + entry + entry + entry + "</sdnList>"
	r := registrytest.Read(Simple{}, "consolidated.xml", []byte(file), "")
	if len(r.Records) != 5 || r.Records[0].Entry.List != Consolidated {
		t.Errorf("%d records, errors %v", len(r.Records), r.Errors)
	}
}

func TestEnhanced(t *testing.T) {
	r := readFile(t, Enhanced{}, "testdata/enhanced/sdn.xml")
	works, muster := paperWorks()
	works.Names = []fact.Name{{Row: "7", Text: "NORTHERN PAPER WORKS"}, {Kind: fact.OriginalScript, Row: "7", Text: "СЕВЕРНАЯ БУМАГА"}, {Kind: fact.FormerlyKnownAs, Row: "8", Text: "PAPER ONE"}}
	works.Programs, works.Linked, works.Basis = []string{"CUBA", "CMIC-EO13959"}, []string{"MUSTER, Max Erich"}, "31 CFR part 515"
	works.Identifiers = []fact.Identifier{{Scheme: "wallet-xbt", Value: "1PaperWorks9"}, {Country: "CU", Scheme: "registration-number", Value: "0000000001"}}
	works.Measures, works.Remarks = []string{"Block", "Secondary sanctions risk: section 1(b) of Executive Order 13224"}, "Listing Date (CMIC) 02 Jun 2021"
	works.Listed = "1986-12-10"
	other := works.Clone()
	other.List, other.Listed = Consolidated, "2021-06-02"
	muster.Names = []fact.Name{{Row: "21", Text: "MUSTER, Max Erich"}, {Kind: fact.WeakAlias, Row: "23", Text: "THE FOX"}}
	muster.Listed, muster.Born = "2019-05-06", []fact.Date{"1961-03-12"}
	if diff := cmp.Diff([]*registry.Entry{works, other, muster}, entries(r)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if len(r.Errors) != 1 || !errors.Is(r.Errors[0], errNoName) {
		t.Errorf("errors %v", r.Errors)
	}
}

func TestXMLConform(t *testing.T) {
	for name, im := range map[string]registry.Importer{"testdata/simple/sdn.xml": Simple{}, "testdata/enhanced/sdn.xml": Enhanced{}} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		registrytest.Conform(t, im, map[string][]byte{name: b})
	}
}

func FuzzSimple(f *testing.F) {
	b, _ := os.ReadFile("testdata/simple/sdn.xml")
	registrytest.Fuzz(f, Simple{}, b, []byte("<sdnList><sdnEntry><uid>1</uid><lastName>A</lastName></sdnEntry></sdnList>"))
}

func FuzzEnhanced(f *testing.F) {
	b, _ := os.ReadFile("testdata/enhanced/sdn.xml")
	registrytest.Fuzz(f, Enhanced{}, b)
}
