package csl

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/registry/registrytest"
)

const download = `{"total":3,"sources":[{"source":"Entity List"}],"results":[
 {"id":"e1","source":"Entity List (EL) - Bureau of Industry and Security","entity_number":"","type":null,"programs":[],"name":"Alder Institute","addresses":[{"address":"1 Elm Road","city":"Wuhan","state":null,"postal_code":"430000","country":"CN"}],"federal_register_notice":"83 FR 1","start_date":"2018-08-01","end_date":null,"license_requirement":"For all items","license_policy":"Denial","alt_names":["Alder Lab"],"ids":[]},
 {"id":"s1","source":"Specially Designated Nationals (SDN) - Treasury Department","entity_number":77,"type":"Individual","programs":["SDGT","IRAN"],"name":"MUSTER, Max","addresses":[],"alt_names":[],"nationalities":["KP"],"citizenships":["IR"],"dates_of_birth":["1978-12-05","circa 1980"],"remarks":"(Linked To: ACME)",
  "ids":[{"type":"Passport","number":"X1","country":"IR","issue_date":null},{"type":"Digital Currency Address - XBT","number":"1Muster","country":null},{"type":"Gender","number":"Male"},{"type":"Secondary sanctions risk:","number":"section 1(b)"}]},
 {"id":"v1","source":"Specially Designated Nationals (SDN) - Treasury Department","entity_number":78,"type":"Vessel","name":"PAPER BOAT","vessel_flag":"PA","vessel_owner":"ACME","call_sign":"CL1","ids":[{"type":"Vessel Registration Identification","number":"IMO 9123451"}]},
 {"id":"x","source":"Unverified List (UVL) - Bureau of Industry and Security","name":null},
 7]}`

func TestJSON(t *testing.T) {
	r := registrytest.Read(JSON{}, "csl.json", []byte(download), "")
	registrytest.Sound(t, "csl.json", r)
	if len(r.Records) != 3 || len(r.Errors) != 0 || r.Tally.Skipped["no-name"] != 1 || r.Tally.Skipped["not-an-object"] != 1 {
		t.Fatalf("%d records, errors %v, tally %s", len(r.Records), r.Errors, r.Tally.String())
	}
	el := *r.Records[0].Entry
	el.Raw = ""
	want := registry.Entry{
		List: "us_csl_el", Number: registry.HashNumber("Entity List (EL) - Bureau of Industry and Security", "Alder Institute", "2018-08-01"), Quality: "hash",
		Names:     []fact.Name{{Text: "Alder Institute"}, {Kind: fact.AlsoKnownAs, Text: "Alder Lab"}},
		Addresses: []registry.Address{{Text: "1 Elm Road, Wuhan, 430000, CN", Country: "CN"}}, Countries: []fact.Country{"CN"},
		Measures: []string{"licence requirement: For all items", "licence review: Denial"}, Basis: "83 FR 1", Listed: "2018-08-01",
	}
	if diff := cmp.Diff(want, el); diff != "" {
		t.Errorf("entry (-want +got):\n%s", diff)
	}
	p := r.Records[1].Entry
	ids := []fact.Identifier{{Country: "IR", Scheme: "passport", Value: "X1"}, {Scheme: "wallet-xbt", Value: "1Muster"}}
	if diff := cmp.Diff(ids, p.Identifiers); diff != "" || p.ID() != "us_csl_sdn:77" || len(p.Born) != 2 || len(p.Measures) != 1 || p.Linked[0] != "ACME" {
		t.Errorf("person is %+v, identifiers (-want +got):\n%s", p, diff)
	}
	if v := r.Records[2].Entry; v.Type != registry.VesselEntry || v.Identifiers[1] != (fact.Identifier{Scheme: "imo", Value: "9123451"}) {
		t.Errorf("vessel is %+v", v)
	}
}

// The same listings as an array and as lines give the same entries, and one listing is enough to be recognised.
func TestJSONForms(t *testing.T) {
	one := `{"source":"Denied Persons List (DPL) - Bureau of Industry and Security","name":"MUSTER, Max","start_date":"2020-01-02","federal_register_notice":"85 FR 1"}`
	for name, file := range map[string]string{"object": one, "array": "[" + one + "]", "lines": one + "\n" + one} {
		if (JSON{}).Recognizes([]byte(file)) == 0 {
			t.Errorf("%s is not recognised", name)
		}
		r := registrytest.Read(JSON{}, "csl.json", []byte(file), "")
		if len(r.Records) == 0 || r.Records[0].Entry.List != "us_csl_dpl" || len(r.Errors) > 0 {
			t.Errorf("%s: %d records, errors %v", name, len(r.Records), r.Errors)
		}
	}
	for _, other := range []string{"", "[]", `{"name":"x","source":"a list"}`, "source,name,entity_number"} {
		if (JSON{}).Recognizes([]byte(other)) > 0 {
			t.Errorf("%q is recognised", other)
		}
	}
}

func TestTabs(t *testing.T) {
	text := strings.ReplaceAll(older, ",", "\t") + strings.Join([]string{"Entity List (EL)", "", "", "", "Alder Institute", "", "1 Elm Road, Wuhan, CN", "83 FR 1", "2018-08-01"}, "\t") + "\n"
	if (Importer{}).Recognizes([]byte(text)) == 0 {
		t.Fatal("a table with tabs is not recognised")
	}
	recs, errs, _ := read(text)
	if len(recs) != 1 || len(errs) > 0 || recs[0].Entry.Addresses[0].Country != "CN" {
		t.Errorf("%d entries, errors %v", len(recs), errs)
	}
}

func TestJSONConform(t *testing.T) {
	registrytest.Conform(t, JSON{}, map[string][]byte{"csl.json": []byte(download)})
}

func FuzzJSON(f *testing.F) { registrytest.Fuzz(f, JSON{}, []byte(download)) }
