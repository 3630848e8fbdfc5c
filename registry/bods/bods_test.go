package bods

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/registry/registrytest"
)

var update = flag.Bool("update", false, "write golden files")

// details wraps record details of version 0.4 in a statement.
func statement(kind, record, details string) string {
	return fmt.Sprintf(`{"statementId":"s-%s-%d","statementDate":"2020-01-01","recordId":%q,"recordType":%q,"recordStatus":"new",`+
		`"publicationDetails":{"publisher":{"name":"The Register"}},"recordDetails":%s}`, record, len(details), record, kind, details)
}

func relationship(details string) string {
	return statement("relationship", "r", `{"subject":"a","interestedParty":"b",`+details+`}`)
}

// read imports statements and returns what they yield as text.
func read(at fact.Date, statements ...string) ([]string, registry.Tally) {
	r := registrytest.Read(Importer{}, "x.json", []byte("["+strings.Join(statements, ",\n")+"]"), at)
	lines := registrytest.Texts(r.Records)
	for _, err := range r.Errors {
		lines = append(lines, "error "+err.Error())
	}
	return lines, r.Tally
}

func TestInterests(t *testing.T) {
	const head = "interest bods:the-register:b > bods:the-register:a "
	tests := map[string]struct{ details, want string }{
		"exact":               {`"interests":[{"type":"shareholding","directOrIndirect":"direct","share":{"exact":60}}]`, "shares 60-60 direct"},
		"exact as text":       {`"interests":[{"type":"shareholding","share":{"exact":"60.5"}}]`, "shares 60.5-60.5"},
		"exact wins":          {`"interests":[{"type":"shareholding","share":{"exact":60,"minimum":10,"maximum":20}}]`, "shares 60-60 [share-exact-and-range-differ]"},
		"exact and same":      {`"interests":[{"type":"shareholding","share":{"exact":50.0,"minimum":50.0,"maximum":50.0}}]`, "shares 50-50"},
		"rounded outward":     {`"interests":[{"type":"votingRights","share":{"exact":26.150000000000002}}]`, "votes 26.15-26.1500001"},
		"exclusive numbers":   {`"interests":[{"type":"shareholding","share":{"exclusiveMinimum":25,"exclusiveMaximum":50}}]`, "shares 25.0000001-49.9999999"},
		"exclusive booleans":  {`"interests":[{"type":"shareholding","share":{"minimum":25,"exclusiveMinimum":true,"maximum":50,"exclusiveMaximum":false}}]`, "shares 25.0000001-50"},
		"both bounds":         {`"interests":[{"type":"shareholding","share":{"minimum":25,"exclusiveMinimum":30,"maximum":50}}]`, "shares 30.0000001-50"},
		"lower bound only":    {`"interests":[{"type":"shareholding","share":{"minimum":75}}]`, "shares 75-100"},
		"upper bound only":    {`"interests":[{"type":"shareholding","share":{"exclusiveMaximum":25}}]`, "shares 0-24.9999999"},
		"no share":            {`"interests":[{"type":"shareholding"}]`, "shares 0-100"},
		"null share":          {`"interests":[{"type":"shareholding","share":null}]`, "shares 0-100"},
		"negative":            {`"interests":[{"type":"shareholding","share":{"exact":-1}}]`, "shares 0-100 [share-rejected]"},
		"above":               {`"interests":[{"type":"shareholding","share":{"exact":150}}]`, "shares 0-100 [share-rejected]"},
		"turned round":        {`"interests":[{"type":"shareholding","share":{"minimum":60,"maximum":40}}]`, "shares 0-100 [share-rejected]"},
		"indirect":            {`"interests":[{"type":"shareholding","directOrIndirect":"indirect","share":{"exact":50}}]`, "shares 50-50 indirect"},
		"summary of chain":    {`"componentRecords":["c"],"interests":[{"type":"shareholding","directOrIndirect":"unknown"}]`, "shares 0-100 indirect [level-from-components]"},
		"direct in a summary": {`"componentRecords":["c"],"interests":[{"type":"shareholding","directOrIndirect":"direct"}]`, "shares 0-100 direct"},
		"board":               {`"interests":[{"type":"appointmentOfBoard"}]`, "board-appointment 0-100"},
		"conditional":         {`"interests":[{"type":"conditionalRightsGrantedByContract","details":"an option"}]`, `contract 0-100 conditional "an option"`},
		"old code":            {`"interests":[{"type":"rights-to-surplus-assets-on-dissolution"}]`, "surplus 0-100"},
		"code of no list":     {`"interests":[{"type":"golden-touch","details":"x"}]`, `unknown 0-100 "golden-touch x" [interest-type-unknown]`},
		"no interests":        {`"isComponent":false`, "unknown 0-100 [interests-missing]"},
		"dates":               {`"interests":[{"type":"trustee","startDate":"2016-04","endDate":"2019-01-01T00:00:00Z"}]`, "trustee 0-100 2016-04..2019-01-01"},
		"date that is none":   {`"interests":[{"type":"trustee","startDate":"soon"}]`, "trustee 0-100 [date-invalid]"},
		"date in the future":  {`"interests":[{"type":"trustee","startDate":"2031-01-01"}]`, "trustee 0-100 2031-01-01.. [date-in-future]"},
		"dates turned round":  {`"interests":[{"type":"trustee","startDate":"2020-01-01","endDate":"2019-01-01"}]`, "trustee 0-100 2020-01-01..2019-01-01 [dates-turned-round]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, tally := read("2025-06-01", relationship(tt.details))
			if diff := cmp.Diff([]string{head + tt.want}, got); diff != "" || tally.Mapped != 1 {
				t.Errorf("%s: tally %+v, -want +got:\n%s", tt.details, tally, diff)
			}
		})
	}
}

func TestParties(t *testing.T) {
	tests := map[string]struct {
		kind, details string
		want          []string
	}{
		"company": {"entity", `{"entityType":{"type":"registeredEntity"},"name":"A","alternateNames":["B"],"jurisdiction":{"code":"US-DE"},
			"identifiers":[{"scheme":"XI-LEI","id":"5493001KJTIIGC8Y1R12"},{"scheme":"GB-COH","id":"7444723"}],
			"addresses":[{"type":"registered","country":{"code":"IE"}},{"type":"business","country":{"name":"China"}}],"foundingDate":"2009-05"}`,
			[]string{`party bods:the-register:x company "A" aka"B" org=US seat=CN id=lei:5493001KJTIIGC8Y1R12 id=gb-coh:07444723 2009-05..`}},
		"state":      {"entity", `{"entityType":{"type":"state"},"jurisdiction":{"code":"fi","name":"Finland"}}`, []string{"party bods:the-register:x state org=FI state=FI"}},
		"state body": {"entity", `{"entityType":{"type":"stateBody","subtype":"governmentDepartment"},"jurisdiction":{"code":"FI"}}`, []string{"party bods:the-register:x state-body org=FI state=FI"}},
		"trust":      {"entity", `{"entityType":{"type":"legalEntity","subtype":"trust"}}`, []string{"party bods:the-register:x arrangement"}},
		"unknown entity": {"entity", `{"entityType":{"type":"unknownEntity"},"unspecifiedEntityDetails":{"reason":"noBeneficialOwners","description":"none with over 10% of shares"}}`,
			[]string{"party bods:the-register:x anonymous", `gap bods:the-register:x below-threshold max=10 "noBeneficialOwners: none with over 10% of shares"`}},
		"two percentages bound nothing": {"entity", `{"entityType":{"type":"unknownEntity"},"unspecifiedEntityDetails":{"reason":"noBeneficialOwners","description":"5% or 10%"}}`,
			[]string{"party bods:the-register:x anonymous", `gap bods:the-register:x below-threshold "noBeneficialOwners: 5% or 10%"`}},
		"person": {"person", `{"personType":"knownPerson","names":[{"type":"alternative","fullName":"J. Doe"},{"type":"legal","givenName":"Jo","familyName":"Doe"}],
			"nationalities":[{"code":"GB"},{"name":"France"}],"birthDate":"1964-04","addresses":[{"type":"service","country":{"code":"CN"}},{"type":"residence","country":{"code":"MX"}}],
			"politicalExposure":{"status":"isPep"}}`,
			[]string{`party bods:the-register:x person "Jo Doe" aka"J. Doe" residence=MX citizen=GB citizen=FR born=1964-04 [politically-exposed]`}},
		"anonymous person": {"person", `{"personType":"anonymousPerson"}`, []string{"party bods:the-register:x person anonymous"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, _ := read("", statement(tt.kind, "x", tt.details))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestUnspecifiedParty(t *testing.T) {
	got, _ := read("",
		statement("relationship", "r", `{"subject":"a","interestedParty":{"reason":"subjectExemptFromDisclosure","description":"listed"},"interests":[]}`),
		statement("relationship", "q", `{"subject":"a","interestedParty":{"reason":"interestedPartyHasNotProvidedInformation"},"interests":[{"type":"shareholding","share":{"exact":40}}]}`),
		statement("relationship", "p", `{"subject":"a"}`),
		statement("relationship", "o", `{"subject":{"reason":"unknown"},"interestedParty":"b"}`),
		statement("relationship", "n", `{"subject":"a","interestedParty":"a","interests":[{"type":"shareholding"}]}`),
	)
	want := []string{
		`gap bods:the-register:a exempt "subjectExemptFromDisclosure: listed"`,
		`gap bods:the-register:a not-provided "interestedPartyHasNotProvidedInformation"`,
		`party bods:the-register:q#party anonymous`,
		`interest bods:the-register:q#party > bods:the-register:a shares 40-40`,
		`gap bods:the-register:a unknown`,
		`interest bods:the-register:a > bods:the-register:a shares 0-100 [self-holding]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// old wraps the body of a statement of version 0.2.
func old(id, date, body string) string {
	return fmt.Sprintf(`{"statementID":%q,"statementDate":%q,%s}`, id, date, body)
}

func TestOldVersions(t *testing.T) {
	got, tally := read("",
		old("e1", "2019-01-01", `"statementType":"entityStatement","entityType":"registeredEntity","name":"A","incorporatedInJurisdiction":{"code":"GB"},"addresses":[{"type":"business","country":"FR"}]`),
		old("p1", "2019-01-01", `"statementType":"personStatement","personType":"knownPerson","names":[{"type":"individual","fullName":"P"}],"hasPepStatus":true`),
		old("o1", "2019-01-01", `"statementType":"ownershipOrControlStatement","subject":{"describedByEntityStatement":"e1"},"interestedParty":{"describedByPersonStatement":"p1"},
			"interests":[{"type":"voting-rights","interestLevel":"direct","share":{"minimum":25,"maximum":50,"exclusiveMinimum":true}}]`),
		old("e2", "2020-01-01", `"statementType":"entityStatement","entityType":"registeredEntity","name":"A2","replacesStatements":["e1"]`),
		old("o2", "2020-06-01", `"statementType":"ownershipOrControlStatement","subject":{"describedByEntityStatement":"e2"},"interestedParty":{"unspecified":{"reason":"subject-unable-to-confirm-or-identify-beneficial-owner"}},
			"replacesStatements":["o1"]`),
	)
	want := []string{
		`party bods:e1 company "A" org=GB seat=FR`,
		`party bods:p1 person "P" [politically-exposed]`,
		`interest bods:p1 > bods:e1 votes 25.0000001-50 direct`,
		`end 2020-01-01 replaced`,
		`same bods:e1 bods:e2 replaces`,
		`party bods:e2 company "A2"`,
		`end 2020-06-01 replaced`,
		`gap bods:e2 not-identified "subject-unable-to-confirm-or-identify-beneficial-owner"`,
	}
	if diff := cmp.Diff(want, got); diff != "" || tally.Mapped != 5 {
		t.Errorf("tally %+v, -want +got:\n%s", tally, diff)
	}
}

// record writes one state of a relationship record.
func record(statement, date, status, share string) string {
	return fmt.Sprintf(`{"statementId":%q,"statementDate":%q,"recordId":"r","recordType":"relationship","recordStatus":%q,
		"publicationDetails":{"publisher":{"name":"The Register"}},
		"recordDetails":{"subject":"a","interestedParty":"b","interests":[{"type":"shareholding","share":{"exact":%s},"startDate":"2018-01-01"}]}}`, statement, date, status, share)
}

// Whatever the order of a record's statements in the file, each holds until the next.
func TestSeriesInAnyOrder(t *testing.T) {
	states := []string{
		record("s1", "2019-01-01", "new", "30"), record("s2", "2020-01-01", "updated", "40"),
		record("s3", "2021-01-01", "updated", "50"), record("s4", "2022-01-01", "closed", "50"),
	}
	want := map[string]fact.Date{"s1": "2020-01-01", "s2": "2021-01-01", "s3": "2022-01-01", "s4": "2022-01-01"}
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.Permutation(states).Draw(t, "order")
		r := registrytest.Read(Importer{}, "x.json", []byte("["+strings.Join(order, ",")+"]"), "")
		got := make(map[string]fact.Date)
		for _, rec := range registry.Settle(r.Records) {
			got[rec.Ref.ID] = rec.Interest.To
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

func TestDuplicatesAndConflicts(t *testing.T) {
	one := record("s1", "2019-01-01", "new", "30")
	laidOut := strings.ReplaceAll(one, `":`, `" : `)
	got, tally := read("", one, laidOut, record("s1", "2019-01-01", "new", "70"))
	const head = "interest bods:the-register:b > bods:the-register:a shares "
	want := []string{head + "30-30 2018-01-01..", head + "70-70 2018-01-01.. [id-conflict]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if tally.Read != 3 || tally.Mapped != 2 || tally.Skipped["duplicate"] != 1 || tally.Noted["id-conflict"] != 1 {
		t.Errorf("tally %+v", tally)
	}
}

func TestBadInput(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200)
	text := strings.Join([]string{
		statement("person", "p", `{"names":[{"fullName":"M`+"\xfc"+`ller"}]}`), // Windows-1252
		`{"statementId":"broken","recordType":`,
		`{"statementId":"deep","recordDetails":` + deep + `}`,
		`[1,2]`,
		`{"hello":"world"}`,
		`{"statementId":"x","recordType":"relationship","recordDetails":{"subject":["a"]}}`,
		statement("vessel", "v", `{}`),
		statement("person", "q", `{"personType":7,"names":"Q","nationalities":[null,5],"birthDate":{}}`),
	}, "\n")
	r := registrytest.Read(Importer{}, "x.jsonl", []byte(text), "")
	registrytest.Sound(t, "x.jsonl", r)
	want := registrytest.Result{Tally: registry.Tally{
		Read: 8, Mapped: 2,
		Skipped: map[string]int64{"malformed": 2, "not-an-object": 1, "id-missing": 1, "subject-unspecified": 1, "type-unknown": 1},
		Noted:   map[string]int64{"encoding-guessed": 1, "id-missing": 1},
	}}
	if diff := cmp.Diff(want.Tally, r.Tally); diff != "" {
		t.Errorf("tally, -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{`party bods:the-register:p person "Müller" [encoding-guessed]`, `party bods:the-register:q person`}, registrytest.Texts(r.Records)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var places []int64
	for _, err := range r.Errors {
		places = append(places, err.(*registry.LineError).Line)
	}
	if diff := cmp.Diff([]int64{2, 3}, places); diff != "" {
		t.Errorf("lines of errors, -want +got:\n%s", diff)
	}
}

// A record belongs to one declaration subject: the same id under another is another party, and ends nothing.
func TestScopeOfDeclarations(t *testing.T) {
	in := func(subject, statement, date string) string {
		return strings.Replace(record(statement, date, "new", "30"), `{"statementId"`, `{"declarationSubject":"`+subject+`","statementId"`, 1)
	}
	got, _ := read("", in("d1", "s1", "2019-01-01"), in("d2", "s2", "2020-01-01"))
	want := []string{
		"interest bods:the-register:d1/b > bods:the-register:d1/a shares 30-30 2018-01-01..",
		"interest bods:the-register:d2/b > bods:the-register:d2/a shares 30-30 2018-01-01..",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Ids of publishers that are not named mean nothing outside of their file.
func TestScopeOfRecords(t *testing.T) {
	nameless := `[{"statementId":"s","recordId":"x","recordType":"person","recordDetails":{}}]`
	var ids []fact.PartyID
	for _, name := range []string{"a.json", "b.json"} {
		ids = append(ids, registrytest.Read(Importer{}, name, []byte(nameless), "").Records[0].Party.ID)
	}
	if diff := cmp.Diff([]fact.PartyID{"bods:a-json:x", "bods:b-json:x"}, ids); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestRecognizes(t *testing.T) {
	for text, want := range map[string]bool{
		`[{"statementID":"x"}]`: true, `{"statementId" : "x"}`: true, `[{"statementType":"personStatement"}]`: true, `{"recordType":"entity"}`: true,
		"": false, `[]`: false, `{"properties":{"statementID":{"type":"string"}}}`: false, `statementID,"statementId":"x"`: false,
	} {
		if got := (Importer{}).Recognizes([]byte(text)) > 0; got != want {
			t.Errorf("Recognizes(%q) = %v, want %v", text, got, want)
		}
	}
}

func fixtures(t testing.TB) map[string][]byte {
	all := make(map[string][]byte)
	files, err := filepath.Glob("testdata/*.json*")
	if err != nil || len(files) == 0 {
		t.Fatalf("fixtures: %d files, %v", len(files), err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(f)] = b
	}
	return all
}

func TestConform(t *testing.T) { registrytest.Conform(t, Importer{}, fixtures(t)) }

func FuzzRead(f *testing.F) {
	for _, b := range fixtures(f) {
		f.Add(b)
	}
	registrytest.Fuzz(f, Importer{}, []byte(relationship(`"interests":[{"type":"shareholding","share":{"exclusiveMinimum":true,"minimum":"1e3"}}]`)))
}

func TestSamples(t *testing.T) {
	registrytest.Samples(t, Importer{}, "../../../shared/data/ownership/bods", "testdata/samples.golden", *update,
		"v0.4/standard-examples/*.json", "v0.4/valid-statements/*.json+", "v0.4/invalid-statements/*.json+", "v0.2/*.json", "v0.2/*/*.json",
		"cove-fixtures/0.1/*.json", "cove-fixtures/0.2/*.json+", "cove-fixtures/0.3*/*.json+", "cove-fixtures/0.4/*.json", "cove-fixtures/0.4/*/*.json+",
		"cove-fixtures/[0bd]*/basic_1.json", "cove-fixtures/mixed/*.json", "schema/*.json")
}

// Statements of one data set meet though only one of them, or none, names a publisher.
func TestPublisherOnce(t *testing.T) {
	bare := func(kind, record, details string) string {
		return fmt.Sprintf(`{"statementId":"s-%s-%d","declarationSubject":"sub","statementDate":"2020-01-01","recordId":%q,"recordType":%q,"recordDetails":%s}`,
			record, len(details), record, kind, details)
	}
	named := func(s string) string {
		return strings.Replace(s, "{", `{"publicationDetails":{"publisher":{"name":"The Register"}},`, 1)
	}
	asset := bare("entity", "sub", `{"entityType":{"type":"registeredEntity"},"name":"A"}`)
	owner := bare("entity", "own", `{"entityType":{"type":"registeredEntity"},"name":"B"}`)
	held := bare("relationship", "rel", `{"subject":"sub","interestedParty":"own","interests":[{"type":"shareholding","share":{"exact":60}}]}`)
	for name, tt := range map[string]struct {
		statements []string
		scope      string
	}{
		"on the first": {[]string{named(asset), owner, held}, "the-register"},
		"on the last":  {[]string{asset, owner, named(held)}, "the-register"},
		"on none":      {[]string{asset, owner, held}, "sets-meadow-zip"},
	} {
		t.Run(name, func(t *testing.T) {
			r := registrytest.Read(Importer{}, "sets/meadow.zip!a.json", []byte(strings.Join(tt.statements, "\n")), "")
			want := fmt.Sprintf("interest bods:%[1]s:sub/own > bods:%[1]s:sub/sub shares 60-60", tt.scope)
			if got := registrytest.Texts(r.Records); len(got) != 3 || got[2] != want {
				t.Errorf("got %q, want %q last", got, want)
			}
		})
	}
	t.Run("in two files of an archive", func(t *testing.T) {
		a := registrytest.Read(Importer{}, "meadow.zip!entities.json", []byte(asset), "")
		b := registrytest.Read(Importer{}, "meadow.zip!relationships.json", []byte(held), "")
		if a.Records[0].Party.ID != b.Records[0].Interest.Asset {
			t.Errorf("the party is %s, the asset %s", a.Records[0].Party.ID, b.Records[0].Interest.Asset)
		}
	})
}
