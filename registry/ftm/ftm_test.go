package ftm

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/registry/registrytest"
)

var update = flag.Bool("update", false, "write golden files")

func TestParsePercentage(t *testing.T) {
	tests := map[string]string{
		"100": "100-100", "49": "49-49", "0": "0-0", "33.3": "33.3-33.3", "33,3": "33.3-33.3", "33.3%": "33.3-33.3", "33,3 %": "33.3-33.3",
		"25–50%": "25-50", "25-50": "25-50", "25 – 50 %": "25-50", "25% - 50%": "25-50", "75 to 100": "75-100", "between 25 and 50": "25-50",
		">25": "25.0000001-100", "> 25 %": "25.0000001-100", "more than 25": "25.0000001-100", "over 25%": "25.0000001-100",
		">=25": "25-100", "≥ 25": "25-100", "at least 25": "25-100", "75+": "75-100", "75% or more": "75-100",
		"<50": "0-49.9999999", "less than 50": "0-49.9999999", "up to 50": "0-50", "≤50": "0-50", "max 10": "0-10",
		"1/3": "33.3333333-33.3333334", "1/2": "50-50", "0/5": "0-0", "100,00": "100-100", "12.123456789": "12.1234567-12.1234568",
		"\u00a050\u00a0%": "50-50", "PERCENT": "", "": "", "-5": "", "101": "", "1000": "", "3/2": "", "1/0": "", "50-25": "", "most": "",
		"~50": "", "1,000": "1-1", "1.2.3": "", "50 shares": "", "25-50-75": "", "0x10": "", "1e2": "", "٥٠": "",
	}
	for in, want := range tests {
		got := ""
		if lo, hi, ok := parsePercentage(in); ok {
			got = strings.ReplaceAll(lo.String()+"-"+hi.String(), " %", "")
		}
		if got != want {
			t.Errorf("parsePercentage(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever is written around two numbers in order, the range holds both.
func TestPercentageHoldsItsNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.IntRange(0, 1000).Draw(t, "a"), rapid.IntRange(0, 1000).Draw(t, "b")
		dash := rapid.SampledFrom([]string{"-", "–", "—", " - ", " to ", "% – "}).Draw(t, "dash")
		text := fmt.Sprintf("%d.%d%s%d,%d%%", min(a, b)/10, min(a, b)%10, dash, max(a, b)/10, max(a, b)%10)
		lo, hi, ok := parsePercentage(text)
		if !ok || lo != fact.Share(min(a, b))*(fact.Percent/10) || hi != fact.Share(max(a, b))*(fact.Percent/10) {
			t.Errorf("parsePercentage(%q) = %v, %v, %v", text, lo, hi, ok)
		}
	})
}

// read maps one entity and returns what it yields as text.
func read(t *testing.T, schema, properties string) []string {
	t.Helper()
	text := `{"id":"x","schema":"` + schema + `","properties":{` + properties + `},"last_change":"2024-01-31T00:00:00"}`
	r := registrytest.Read(Importer{}, "x", []byte(text), "2025-06-01")
	registrytest.Sound(t, "x", r)
	lines := registrytest.Texts(r.Records)
	for _, reason := range registry.Reasons(r.Tally.Skipped) {
		lines = append(lines, "skipped "+reason)
	}
	return lines
}

func TestEdges(t *testing.T) {
	const ends = `"owner":["a"],"asset":["b"]`
	tests := map[string]struct {
		schema, properties string
		want               []string
	}{
		"share":            {"Ownership", ends + `,"percentage":["51"]`, []string{"interest ftm:a > ftm:b shares 51-51"}},
		"no share":         {"Ownership", ends, []string{"interest ftm:a > ftm:b shares 0-100"}},
		"count only":       {"Ownership", ends + `,"sharesCount":["500"]`, []string{"interest ftm:a > ftm:b shares 0-100 [share-count-only]"}},
		"several":          {"Ownership", ends + `,"percentage":["25–50%","75–100%"]`, []string{"interest ftm:a > ftm:b shares 25-100 [share-several]"}},
		"unread":           {"Ownership", ends + `,"percentage":["half"]`, []string{`interest ftm:a > ftm:b shares 0-100 "half" [share-unread]`}},
		"one unread":       {"Ownership", ends + `,"percentage":["50","half"]`, []string{`interest ftm:a > ftm:b shares 0-100 "half" [share-unread]`}},
		"above":            {"Ownership", ends + `,"percentage":["150"]`, []string{`interest ftm:a > ftm:b shares 0-100 "150" [share-unread]`}},
		"cross product":    {"Ownership", `"owner":["a","c","a"],"asset":["b"],"percentage":["10"]`, []string{"interest ftm:a > ftm:b shares 10-10 [cross-product]", "interest ftm:c > ftm:b shares 10-10 [cross-product]"}},
		"ultimate":         {"Ownership", ends + `,"ownershipType":["ultimate"]`, []string{"interest ftm:a > ftm:b shares 0-100 indirect"}},
		"two types":        {"Ownership", ends + `,"ownershipType":["ultimate","direct"]`, []string{"interest ftm:a > ftm:b shares 0-100"}},
		"hull of dates":    {"Ownership", ends + `,"startDate":["2016-04","2015"],"endDate":["2019","2018-05-05"]`, []string{"interest ftm:a > ftm:b shares 0-100 2015..2019"}},
		"date":             {"Ownership", ends + `,"date":["2016-04-01"]`, []string{"interest ftm:a > ftm:b shares 0-100 2016-04-01.."}},
		"bad date":         {"Ownership", ends + `,"startDate":["spring"]`, []string{"interest ftm:a > ftm:b shares 0-100 [date-invalid]"}},
		"in the future":    {"Ownership", ends + `,"startDate":["2031"]`, []string{"interest ftm:a > ftm:b shares 0-100 2031.. [date-in-future]"}},
		"turned round":     {"Ownership", ends + `,"startDate":["2020"],"endDate":["2019"]`, []string{"interest ftm:a > ftm:b shares 0-100 2020..2019 [dates-turned-round]"}},
		"ceased":           {"Ownership", ends + `,"status":["ceased"]`, []string{"interest ftm:a > ftm:b shares 0-100 ..2024-01-31 [end-inferred]"}},
		"self":             {"Ownership", `"owner":["a"],"asset":["a"]`, []string{"interest ftm:a > ftm:a shares 0-100 [self-holding]"}},
		"no owner":         {"Ownership", `"asset":["a"]`, []string{"skipped end-missing"}},
		"votes":            {"Control", `"controller":["a"],"controlled":["b"],"controlType":["voting"],"percentage":[">50"]`, []string{`interest ftm:a > ftm:b votes 50.0000001-100 "voting"`}},
		"control":          {"Control", `"controller":["a"],"controlled":["b"],"controlType":["contractual","indirect"]`, []string{`interest ftm:a > ftm:b contract 0-100 "contractual"`, `interest ftm:a > ftm:b other-influence 0-100 indirect "indirect"`}},
		"director":         {"Directorship", `"director":["a"],"organization":["b"],"role":["Chair"]`, []string{`interest ftm:a > ftm:b director 0-100 "Chair"`}},
		"member":           {"Membership", `"member":["a"],"organization":["b"]`, []string{`interest ftm:a > ftm:b unknown 0-0 "member" [membership]`}},
		"agent":            {"Representation", `"agent":["a"],"client":["b"]`, []string{`interest ftm:a > ftm:b proxy 0-100`}},
		"link":             {"UnknownLink", `"subject":["a"],"object":["b"]`, []string{`interest ftm:a > ftm:b unknown 0-100 [undirected]`}},
		"family":           {"Family", `"person":["a"],"relative":["b"],"relationship":["mother"]`, []string{`interest ftm:a > ftm:b family 0-0 "mother"`}},
		"employment":       {"Employment", `"employee":["a"],"employer":["b"]`, []string{`interest ftm:b > ftm:a employment 0-0`}},
		"office":           {"Occupancy", `"holder":["a"],"post":["b"]`, []string{`interest ftm:b > ftm:a employment 0-0`}},
		"succession":       {"Succession", `"predecessor":["a"],"successor":["b"]`, []string{`same ftm:a ftm:b succession`}},
		"parent":           {"Company", `"name":["X"],"parent":["a"]`, []string{`party ftm:x company "X"`, `interest ftm:a > ftm:x shares 0-100 "parent" [parent-deprecated]`}},
		"of another model": {"Holding2030", `"name":["X"]`, []string{`party ftm:x "X" [schema-unknown thing]`}},
		"not of ownership": {"Payment", `"payer":["a"]`, []string{"skipped schema-payment"}},
		"inherited":        {"Vessel", `"name":["X"],"imoNumber":["1234567"]`, []string{`party ftm:x "X" id=imo:1234567 [thing]`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, read(t, tt.schema, tt.properties)); diff != "" {
				t.Errorf("%s {%s}, -want +got:\n%s", tt.schema, tt.properties, diff)
			}
		})
	}
}

func TestParties(t *testing.T) {
	tests := map[string]struct {
		schema, properties, want string
	}{
		"seat from country":  {"Company", `"name":["X"],"country":["ru"]`, `party ftm:x company "X" seat=RU [seat-from-country]`},
		"several countries":  {"Company", `"name":["X"],"country":["ru","cy"]`, `party ftm:x company "X"`},
		"two jurisdictions":  {"Company", `"name":["X"],"jurisdiction":["us-de","cy"],"registrationNumber":["123"]`, `party ftm:x company "X" org=US org=CY id=registration:123`},
		"national number":    {"Company", `"name":["X"],"jurisdiction":["gb"],"registrationNumber":["SC 1234"]`, `party ftm:x company "X" org=GB id=gb-coh:SC001234`},
		"opencorporates":     {"Company", `"name":["X"],"opencorporatesUrl":["https://opencorporates.com/companies/gb/01234567"]`, `party ftm:x company "X" id=gb-coh:01234567`},
		"wrong LEI":          {"Company", `"name":["X"],"leiCode":["0000HARBOUR000000098"]`, `party ftm:x company "X" id=lei-invalid:0000HARBOUR000000098 [lei-invalid]`},
		"public body":        {"PublicBody", `"name":["X"],"country":["cn"],"topics":["gov.soe"]`, `party ftm:x state-body "X" seat=CN state=CN [seat-from-country state-owned-company topic:gov.soe]`},
		"position":           {"Position", `"name":["Minister"],"country":["cn"],"topics":["gov.national"]`, `party ftm:x state-body "Minister" state=CN [position]`},
		"legal entity":       {"LegalEntity", `"name":["X"]`, `party ftm:x "X"`},
		"parts of a name":    {"Person", `"firstName":["Jo"],"lastName":["Doe"]`, `party ftm:x person "Jo Doe"`},
		"dates that differ":  {"Person", `"name":["X"],"birthDate":["1964-04-01","1964-05-01"]`, `party ftm:x person "X" born=1964`},
		"years that differ":  {"Person", `"name":["X"],"birthDate":["1964","1965"]`, `party ftm:x person "X"`},
		"hints are no proof": {"Company", `"name":["X"],"topics":["sanction.linked"]`, `party ftm:x company "X" [topic:sanction.linked]`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff([]string{tt.want}, read(t, tt.schema, tt.properties)); diff != "" {
				t.Errorf("%s {%s}, -want +got:\n%s", tt.schema, tt.properties, diff)
			}
		})
	}
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestExport(t *testing.T) {
	r := registrytest.Read(Importer{}, "x", fixture(t, "export.ftm.json"), "2025-06-01")
	want := []string{
		`party ftm:q-harbour company "Harbour Works" aka"Harbour Works Ltd" aka"HW" fka"Old Harbour" weak"H" org=GB seat=CN id=lei:0000HARBOUR000000089 id=gb-coh:01234567 2009-05.. [topic:sanction.linked]`,
		`same ftm:old-harbour ftm:q-harbour referent [topic:sanction.linked]`,
		`party ftm:q-quay person "Test Person" citizen=RU citizen=CY born=1964-04 id=ru-inn:123456789012 [topic:sanction topic:role.pep]`,
		`entry ftm:q-quay person "Test Person" program=TEST-1 [topic:sanction topic:role.pep]`,
		`interest ftm:q-quay > ftm:q-harbour shares 25-50 direct 2016..2019-01 "ownership-of-shares"`,
		`party ftm:q-quay`,
	}
	if diff := cmp.Diff(want, registrytest.Texts(r.Records)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got, want := registrytest.Describe(r), "read 5, mapped 4; skipped schema-address 1; yielded entry 1, interest 1, party 3, same 1"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	designated := r.Records[5].Party.Designated
	if diff := cmp.Diff([]fact.Designation{{Programme: "test-1", From: "2020-01-01"}}, designated); diff != "" {
		t.Errorf("designations, -want +got:\n%s", diff)
	}
}

// A nested export says the same as a flat one, and the same entity twice is one.
func TestNested(t *testing.T) {
	r := registrytest.Read(Importer{}, "x", fixture(t, "nested.json"), "")
	want := []string{
		`party ftm:n-asset company "Asset Ltd"`,
		`interest ftm:n-owner > ftm:n-asset shares 33.3333333-33.3333334`,
		`party ftm:n-owner company "Owner AG"`,
	}
	if diff := cmp.Diff(want, registrytest.Texts(r.Records)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if r.Tally.Skipped["duplicate"] != 1 {
		t.Errorf("tally %+v", r.Tally)
	}
}

func TestDelta(t *testing.T) {
	r := registrytest.Read(Importer{}, "x", fixture(t, "delta.json"), "")
	var got []string
	for _, rec := range registry.Settle(r.Records) {
		got = append(got, registrytest.Text(rec))
	}
	want := []string{"interest ftm:a > ftm:b shares 60-60 ..2024-06-01", "interest ftm:a > ftm:b shares 40-40"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got, want := registrytest.Describe(r), "read 5, mapped 4; skipped operation-unknown 1; yielded end 2, interest 3"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestBadInput(t *testing.T) {
	nest := `{"id":"n","schema":"Company","properties":{"name":["N"],"x":[`
	text := strings.Join([]string{
		`{"id":"a","schema":"Person","properties":{"name":["M` + "\xfc" + `ller"]}}`,
		`{"id":"a","schema":"Person","properties":{"name":["Miller"]}}`,
		`{"id":"b","schema":"Person"`,
		`{"schema":"Person","properties":{}}`,
		`{"id":"c","properties":{}}`,
		`[]`,
		`{"id":"d","schema":"Person","properties":{"name":"not a list","birthDate":[7,null,{}]}}`,
		strings.Repeat(nest, 200) + strings.Repeat("]}}", 200),
		strings.Repeat(nest, 30) + strings.Repeat("]}}", 30),
	}, "\n")
	r := registrytest.Read(Importer{}, "x", []byte(text), "")
	registrytest.Sound(t, "x", r)
	want := "read 9, mapped 4; skipped id-missing 1, malformed 2, not-an-object 1, schema-missing 1; " +
		"noted date-invalid 1, encoding-guessed 1, id-conflict 2, nested-id-missing 1; yielded party 5; 2 errors, first x:3: not JSON: text ends inside a value"
	if got := registrytest.Describe(r); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestModelIsWhole(t *testing.T) {
	for schema, extends := range parents() {
		for _, p := range extends {
			if _, ok := parents()[p]; !ok {
				t.Errorf("%s extends %s, which is not in the table", schema, p)
			}
		}
	}
	for schema := range meanings {
		if _, ok := parents()[schema]; !ok {
			t.Errorf("%s has a meaning and is not in the table", schema)
		}
	}
}

// The table of schemata agrees with the published model.
func TestModelAgainstPublished(t *testing.T) {
	data, err := os.ReadFile("../../../shared/data/ownership/ftm/model-4.5.2.json")
	if err != nil {
		t.Skipf("no sample: %v", err)
	}
	v, err := jsonvalues.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	abstract := []string{"Interval", "Value", "Analyzable"}
	for name, schema := range v.Get("schemata").Members() {
		if slices.Contains(abstract, name.String()) {
			continue
		}
		var want []string
		for p := range schema.Get("extends").Elems() {
			if !slices.Contains(abstract, p.String()) {
				want = append(want, p.String())
			}
		}
		got, ok := parents()[name.String()]
		if diff := cmp.Diff(want, slices.Clip(got), cmp.Transformer("nil", func(s []string) string { return strings.Join(s, " ") })); diff != "" || !ok {
			t.Errorf("%s, -want +got:\n%s", name.String(), diff)
		}
	}
}

func fixtures(t testing.TB) map[string][]byte {
	all := make(map[string][]byte)
	for _, name := range []string{"export.ftm.json", "nested.json", "delta.json"} {
		all[name] = fixture(t, name)
	}
	return all
}

func TestConform(t *testing.T) { registrytest.Conform(t, Importer{}, fixtures(t)) }

func FuzzRead(f *testing.F) {
	for _, b := range fixtures(f) {
		f.Add(b)
	}
	registrytest.Fuzz(f, Importer{})
}

func FuzzPercentage(f *testing.F) {
	for _, s := range []string{"25–50%", "> 25", "1/3", "33,3 %", "up to 50"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if lo, hi, ok := parsePercentage(s); ok && (lo > hi || hi > fact.Whole) {
			t.Errorf("parsePercentage(%q) = %d, %d", s, lo, hi)
		}
	})
}

func TestSamples(t *testing.T) {
	registrytest.Samples(t, Importer{}, "../../../shared/data/ownership/ftm", "testdata/samples.golden", *update, "*.json", "*.ijson", "yente/*.json")
}
