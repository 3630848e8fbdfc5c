package gleif

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/registry/registrytest"
)

var update = flag.Bool("update", false, "write golden files")

// Each fixture says the same in CSV, JSON and XML.
func TestThreeFormatsAgree(t *testing.T) {
	for _, name := range []string{"entities", "relations", "exceptions"} {
		for _, ext := range []string{"csv", "json", "xml"} {
			t.Run(name+"/"+ext, func(t *testing.T) {
				data, err := os.ReadFile("testdata/" + name + "." + ext)
				if err != nil {
					t.Fatal(err)
				}
				r := registrytest.Read(Importer{}, name, data, "2025-06-01")
				r.Tally.HasDeclared, r.Tally.Declared = false, 0 // only XML has a header
				got := strings.Join(registrytest.Texts(r.Records), "\n") + "\n" + registrytest.Describe(r) + "\n"
				golden := "testdata/" + name + ".golden"
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

// The samples in JSON were made from those in XML by another program: both must read the same.
func TestSamplesInTwoFormatsAgree(t *testing.T) {
	const root = "../../../shared/data/ownership/gleif/"
	for _, name := range []string{"lei-data", "lei-updates-data2", "lei-updates-data2-new", "rr-data", "rr-updates-data2", "rr-updates-data2-new", "repex-data", "repex-updates-data2"} {
		t.Run(name, func(t *testing.T) {
			var texts [2][]string
			for i, ext := range []string{".json", ".xml"} {
				data, err := os.ReadFile(root + name + ext)
				if err != nil {
					t.Skipf("no sample: %v", err)
				}
				r := registrytest.Read(Importer{}, name, data, "")
				for _, rec := range r.Records {
					if rec.Party != nil { // the JSON leaves languages out
						for n := range rec.Party.Names {
							rec.Party.Names[n].Lang = ""
						}
					}
				}
				texts[i] = registrytest.Texts(r.Records)
			}
			if diff := cmp.Diff(texts[1], texts[0]); diff != "" || len(texts[0]) == 0 {
				t.Errorf("%d records, -xml +json:\n%s", len(texts[0]), diff)
			}
		})
	}
}

// relate writes a relationship record and returns what it yields as text.
func relate(t *testing.T, kind, rest string) []string {
	t.Helper()
	text := `[{"Relationship":{"StartNode":{"NodeID":"0000HARBOUR000000089"},"EndNode":{"NodeID":"0000QUAY000000000096"},"RelationshipType":"` + kind + `",` +
		rest + `},"Registration":{"RegistrationStatus":"PUBLISHED","LastUpdateDate":"2024-01-31T10:00:00Z"}}]`
	r := registrytest.Read(Importer{}, "x", []byte(text), "2025-06-01")
	registrytest.Sound(t, "x", r)
	lines := registrytest.Texts(r.Records)
	for _, reason := range registry.Reasons(r.Tally.Skipped) {
		lines = append(lines, "skipped "+reason)
	}
	short := strings.NewReplacer("lei:0000HARBOUR000000089", "harbour", "lei:0000QUAY000000000096", "quay")
	for i := range lines {
		lines[i] = short.Replace(lines[i])
	}
	return lines
}

func TestRelations(t *testing.T) {
	const (
		direct  = "IS_DIRECTLY_CONSOLIDATED_BY"
		control = `interest quay > harbour consolidation 0-100 direct "IS_DIRECTLY_CONSOLIDATED_BY"`
		shares  = `interest quay > harbour shares `
	)
	amount := func(amounts ...string) string {
		var all []string
		for _, a := range amounts {
			all = append(all, `{"QuantifierAmount":"`+a+`","QuantifierUnits":"PERCENTAGE"}`)
		}
		return `"RelationshipQuantifiers":[` + strings.Join(all, ",") + `]`
	}
	tests := map[string]struct {
		kind, rest string
		want       []string
	}{
		"not quantified":  {direct, `"x":1`, []string{control, shares + `0-100 direct "` + direct + `"`}},
		"all":             {direct, amount("100.00"), []string{control, shares + `100-100 direct "` + direct + `"`}},
		"ambiguous":       {direct, amount("1.00"), []string{control, shares + `1-100 direct "` + direct + `" [share-ambiguous]`}},
		"fraction":        {direct, amount("0.75"), []string{control, shares + `0.75-100 direct "` + direct + `" [share-ambiguous]`}},
		"just above one":  {direct, amount("1.0000001"), []string{control, shares + `1.0000001-1.0000001 direct "` + direct + `"`}},
		"zero":            {direct, amount("0"), []string{control, shares + `0-100 direct "` + direct + `" [share-zero]`}},
		"negative":        {direct, amount("-5"), []string{control, shares + `0-100 direct "` + direct + `" [share-rejected]`}},
		"two amounts":     {direct, amount("60", "70"), []string{control, shares + `60-70 direct "` + direct + `" [share-several]`}},
		"ultimate":        {"IS_ULTIMATELY_CONSOLIDATED_BY", amount("60"), []string{`interest quay > harbour consolidation 0-100 indirect "IS_ULTIMATELY_CONSOLIDATED_BY"`, `interest quay > harbour shares 60-60 indirect "IS_ULTIMATELY_CONSOLIDATED_BY"`}},
		"branch":          {"IS_INTERNATIONAL_BRANCH_OF", `"x":1`, []string{"party harbour branch branch-of=quay"}},
		"subfund":         {"IS_SUBFUND_OF", `"x":1`, []string{`interest quay > harbour other-influence 0-100 "IS_SUBFUND_OF"`}},
		"feeder":          {"IS_FEEDER_TO", `"x":1`, []string{`interest harbour > quay unknown 0-100 "IS_FEEDER_TO"`}},
		"kind not known":  {"IS_FRIEND_OF", `"x":1`, []string{"skipped relation-unknown"}},
		"branch ended":    {"IS_INTERNATIONAL_BRANCH_OF", `"RelationshipStatus":"INACTIVE"`, []string{"skipped branch-ended"}},
		"fifth period":    {"IS_SUBFUND_OF", `"RelationshipPeriods":[{"PeriodType":"ACCOUNTING_PERIOD","StartDate":"2010-01-01"},{"PeriodType":"DOCUMENT_FILING_PERIOD"},{"PeriodType":"RELATIONSHIP_PERIOD","StartDate":"2018-03-01","EndDate":"2019-03-01"}]`, []string{`interest quay > harbour other-influence 0-100 2018-03-01..2019-03-01 "IS_SUBFUND_OF"`}},
		"turned round":    {"IS_SUBFUND_OF", `"RelationshipPeriods":[{"PeriodType":"RELATIONSHIP_PERIOD","StartDate":"2018-03-01","EndDate":"2017-03-01"}]`, []string{`interest quay > harbour other-influence 0-100 2018-03-01..2017-03-01 "IS_SUBFUND_OF" [dates-turned-round]`}},
		"in the future":   {"IS_SUBFUND_OF", `"RelationshipPeriods":[{"PeriodType":"RELATIONSHIP_PERIOD","StartDate":"2031-03-01"}]`, []string{`interest quay > harbour other-influence 0-100 2031-03-01.. "IS_SUBFUND_OF" [date-in-future]`}},
		"end not stated":  {"IS_SUBFUND_OF", `"RelationshipStatus":"INACTIVE"`, []string{`interest quay > harbour other-influence 0-100 ..2024-01-31 "IS_SUBFUND_OF" [end-inferred]`}},
		"units not known": {direct, `"RelationshipQuantifiers":[{"QuantifierAmount":"5","QuantifierUnits":"EUR"}]`, []string{control, shares + `0-100 direct "` + direct + `" [share-units-unknown]`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, relate(t, tt.kind, tt.rest)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A later record of a delta takes the place of the one in the full file, in either order.
func TestDeltaReplaces(t *testing.T) {
	record := func(updated, amount string) string {
		return `{"Relationship":{"StartNode":{"NodeID":"0000HARBOUR000000089"},"EndNode":{"NodeID":"0000QUAY000000000096"},"RelationshipType":"IS_ULTIMATELY_CONSOLIDATED_BY",
			"RelationshipQuantifiers":[{"QuantifierAmount":"` + amount + `"}]},"Registration":{"LastUpdateDate":"` + updated + `"}}`
	}
	older, newer := record("2023-01-01", "60"), record("2024-01-01", "40")
	for name, text := range map[string]string{"in order": older + "," + newer, "turned round": newer + "," + older} {
		got := make(map[fact.Share]fact.Date)
		for _, r := range registry.Settle(registrytest.Read(Importer{}, "x", []byte("["+text+"]"), "").Records) {
			if r.Interest.Kind == fact.Shares {
				got[r.Interest.Lo] = r.Interest.To
			}
		}
		if diff := cmp.Diff(map[fact.Share]fact.Date{60 * fact.Percent: "2024-01-01", 40 * fact.Percent: ""}, got); diff != "" {
			t.Errorf("%s, -want +got:\n%s", name, diff)
		}
	}
}

func TestCopiesAndConflicts(t *testing.T) {
	record := func(name string) string {
		return `{"LEI":"0000HARBOUR000000089","Entity":{"LegalName":"` + name + `"},"Registration":{"LastUpdateDate":"2024-01-01T00:00:00Z"}}`
	}
	r := registrytest.Read(Importer{}, "x", []byte("["+record("A")+","+record("A")+","+record("B")+"]"), "")
	if got, want := registrytest.Describe(r), "read 3, mapped 2; skipped duplicate 1; noted id-conflict 1; yielded end 2, party 2"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	var names []string
	for _, rec := range registry.Settle(r.Records) {
		names = append(names, registrytest.Text(rec))
	}
	want := []string{`party lei:0000HARBOUR000000089 company "A" id=lei:0000HARBOUR000000089`, `party lei:0000HARBOUR000000089 company "B" id=lei:0000HARBOUR000000089 [id-conflict]`}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestBadRecords(t *testing.T) {
	const ns = ` xmlns:l="http://www.gleif.org/data/schema/leidata/2016"`
	entity := func(lei string) string {
		return "<l:LEIRecord><l:LEI>" + lei + "</l:LEI><l:Entity><l:LegalName>A &amp; <![CDATA[B<C>]]></l:LegalName></l:Entity></l:LEIRecord>\n"
	}
	tests := map[string]struct {
		text string
		want string
	}{
		"xml record not closed":  {"<l:LEIData" + ns + "><l:LEIRecord><l:LEI>x\n" + entity("0000HARBOUR000000089"), "read 2, mapped 1; skipped malformed 1; yielded party 1; 1 errors, first x:1: the record is not closed"},
		"xml tags crossed":       {"<l:LEIData" + ns + ">\n<l:LEIRecord><l:LEI>x</l:Entity></l:LEIRecord>" + entity("0000HARBOUR000000089"), `read 2, mapped 1; skipped malformed 1; yielded party 1; 1 errors, first x:2: the tags of the record do not match: "lei" closed by "entity"`},
		"xml of another space":   {"<l:LEIData" + ns + ` xmlns:o="urn:other">` + "<o:LEIRecord><o:LEI>x</o:LEI></o:LEIRecord>" + entity("0000HARBOUR000000089"), "read 1, mapped 1; yielded party 1"},
		"xml cut off":            {"<l:LEIData" + ns + ">" + entity("0000HARBOUR000000089") + "<l:LEIRecord><l:LEI>0000", "read 2, mapped 1; skipped malformed 1; yielded party 1; 1 errors, first x:2: the record is not closed"},
		"wrong check digits":     {"<l:LEIData" + ns + ">" + entity("0000HARBOUR000000098"), "read 1, mapped 1; noted lei-check-digits 1; yielded party 1"},
		"malformed identifier":   {"<l:LEIData" + ns + ">" + entity("HARBOUR"), "read 1, mapped 0; skipped lei-malformed 1"},
		"windows-1252":           {"<l:LEIData" + ns + ">" + strings.Replace(entity("0000HARBOUR000000089"), "A ", "M\xfcller ", 1), "read 1, mapped 1; noted encoding-guessed 1; yielded party 1"},
		"row of too many fields": {"LEI,Entity.LegalName\na,b,c\n0000HARBOUR000000089,A\n", "read 2, mapped 1; skipped malformed 1; yielded party 1; 1 errors, first x:2: the row has more columns than the header"},
		"row of too few fields":  {"LEI,Entity.LegalName\n0000HARBOUR000000089\n", "read 1, mapped 1; yielded party 1"},
		"json not a record":      {`[{"LEI":"0000HARBOUR000000089","LegalName":1},7,{"a":1}]`, "read 3, mapped 1; skipped not-a-record 1, not-an-object 1; yielded party 1"},
		"json header":            {`{"LEIHeader":{"ContentDate":{"$":"2024-05-05T00:00:00Z"},"RecordCount":{"$":"2"}},"LEIRecords":[{"LEI":{"$":"0000HARBOUR000000089"}}]}`, "read 1, mapped 1; declares 2: no; yielded party 1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := registrytest.Read(Importer{}, "x", []byte(tt.text), "")
			registrytest.Sound(t, "x", r)
			if got := registrytest.Describe(r); got != tt.want {
				t.Errorf("%q gives\n%s, want\n%s", tt.text, got, tt.want)
			}
		})
	}
}

func TestRecognizes(t *testing.T) {
	for text, want := range map[string]bool{
		"LEI,Entity.LegalName\n": true, "\"LEI\",\"Exception.Category\"\n": true,
		"LEI,Name\n": false, "": false, "<html>": false, `{"LEI":1}`: false,
	} {
		if got := (Importer{}).Recognizes([]byte(text)) > 0; got != want {
			t.Errorf("Recognizes(%q) = %v, want %v", text, got, want)
		}
	}
}

func fixtures(t testing.TB) map[string][]byte {
	all := make(map[string][]byte)
	for _, ext := range []string{"csv", "json", "xml"} {
		files, err := filepath.Glob("testdata/*." + ext)
		if err != nil || len(files) != 3 {
			t.Fatalf("%d fixtures in %s, %v", len(files), ext, err)
		}
		for _, f := range files {
			if all[filepath.Base(f)], err = os.ReadFile(f); err != nil {
				t.Fatal(err)
			}
		}
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

func TestSamples(t *testing.T) {
	registrytest.Samples(t, Importer{}, "../../../shared/data/ownership/gleif", "testdata/samples.golden", *update,
		"*.json", "*.xml", "golden-copy/*.json", "api/*.json")
}
