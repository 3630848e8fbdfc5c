package psc

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/registry/registrytest"
)

var update = flag.Bool("update", false, "write golden files")

func fixtures(t testing.TB, ext string) map[string][]byte {
	all := make(map[string][]byte)
	files, err := filepath.Glob("testdata/*." + ext)
	if err != nil || len(files) == 0 {
		t.Fatalf("%d fixtures, %v", len(files), err)
	}
	for _, f := range files {
		if all[filepath.Base(f)], err = os.ReadFile(f); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestSnapshot(t *testing.T) {
	r := registrytest.Read(Importer{}, "x", fixtures(t, "txt")["snapshot.txt"], "2025-06-01")
	registrytest.Sound(t, "x", r)
	golden(t, "testdata/snapshot.golden", strings.Join(registrytest.Texts(r.Records), "\n")+"\n"+registrytest.Describe(r)+"\n")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestNatures(t *testing.T) {
	tests := map[string]string{
		"ownership-of-shares-25-to-50-percent":                                                "shares 25.0000001-50",
		"ownership-of-shares-50-to-75-percent":                                                "shares 50.0000001-74.9999999",
		"ownership-of-shares-75-to-100-percent":                                               "shares 75-100",
		"ownership-of-shares-more-than-25-percent-registered-overseas-entity":                 "shares 25.0000001-100",
		"ownership-of-shares-25-to-50-percent-as-trust":                                       "shares 0-50 indirect [held-by-trust]",
		"ownership-of-shares-50-to-75-percent-as-firm":                                        "shares 0-74.9999999 indirect [held-by-firm]",
		"voting-rights-more-than-25-percent-as-control-over-trust-registered-overseas-entity": "votes 0-100 indirect [held-by-trust]",
		"voting-rights-75-to-100-percent-limited-liability-partnership":                       "votes 75-100",
		"right-to-share-surplus-assets-25-to-50-percent-limited-liability-partnership":        "surplus 25.0000001-50",
		"part-right-to-share-surplus-assets-75-to-100-percent-as-firm":                        "surplus 0-100 indirect [held-by-firm]",
		"right-to-appoint-and-remove-members-limited-liability-partnership":                   "board-appointment 0-100",
		"significant-influence-or-control-as-trust":                                           "other-influence 0-100 indirect [held-by-trust]",
		"ownership-of-shares-80-percent":                                                      "shares 0-100 [nature-unknown]",
		"friendship":                                                                          "unknown 0-100 [nature-unknown]",
	}
	for code, want := range tests {
		i, flags := nature(code)
		i.Note = ""
		got := strings.TrimPrefix(registrytest.Text(registry.Record{Interest: i, Flags: flags}), "interest > ")
		if got != want {
			t.Errorf("nature(%q) = %q, want %q", code, got, want)
		}
	}
}

// Every code that Companies House publishes is read, and its band agrees with its wording.
func TestNaturesAgainstWording(t *testing.T) {
	data, err := os.ReadFile("../../../shared/data/ownership/psc/enumerations/psc_descriptions.yml")
	if err != nil {
		t.Skipf("no sample: %v", err)
	}
	section, _, _ := strings.Cut(string(data), "short_description:")
	codes := regexp.MustCompile(`(?m)^    '([a-z0-9-]+)' *: *["'](.*)["']\s*$`).FindAllStringSubmatch(section, -1)
	if len(codes) < 80 {
		t.Fatalf("%d codes", len(codes))
	}
	for _, c := range codes {
		code, wording := c[1], c[2]
		i, flags := nature(code)
		for _, f := range flags {
			if f == "nature-unknown" {
				t.Errorf("%s is not read", code)
			}
		}
		others := strings.Contains(wording, "trustee") || strings.Contains(wording, "firm")
		switch {
		case others != (i.Direct == fact.No):
			t.Errorf("%s: direct %v, wording %q", code, i.Direct, wording)
		case strings.Contains(wording, "not more than 50%") && i.Hi != 50*fact.Percent,
			strings.Contains(wording, "more than 25%") && !others && i.Lo != 25*fact.Percent+1,
			strings.Contains(wording, "surplus assets") && i.Kind != fact.Surplus,
			strings.Contains(wording, "the voting rights") && i.Kind != fact.Votes,
			strings.Contains(wording, "of the shares") && i.Kind != fact.Shares,
			strings.Contains(wording, "appoint or remove") && i.Kind != fact.BoardAppointment:
			t.Errorf("%s: %+v, wording %q", code, i, wording)
		}
	}
}

// read maps one record and returns what it yields as text, without the company.
func read(t *testing.T, data string) []string {
	t.Helper()
	r := registrytest.Read(Importer{}, "x", []byte(`{"company_number":"00000001","data":{`+data+`}}`), "2025-06-01")
	registrytest.Sound(t, "x", r)
	var lines []string
	for _, rec := range r.Records {
		if rec.Party == nil || rec.Party.ID != "gb-coh:00000001" {
			lines = append(lines, registrytest.Text(rec))
		}
	}
	for _, reason := range registry.Reasons(r.Tally.Skipped) {
		lines = append(lines, "skipped "+reason)
	}
	return lines
}

func TestRecords(t *testing.T) {
	const link = `"links":{"self":"/x/z"},"natures_of_control":["significant-influence-or-control"],`
	const holds = `interest gb-psc:00000001/z > gb-coh:00000001 other-influence 0-100`
	const nature = `"significant-influence-or-control"`
	tests := map[string]struct {
		data string
		want []string
	}{
		"no natures":      {`"kind":"individual-beneficial-owner","etag":"e","name":"A B"`, []string{`party gb-psc:00000001/e person "A B"`, `interest gb-psc:00000001/e > gb-coh:00000001 unknown 0-100 [natures-missing]`}},
		"in the future":   {link + `"kind":"individual-person-with-significant-control","notified_on":"2031-01-01"`, []string{`party gb-psc:00000001/z person [date-in-future]`, holds + ` 2031-01-01.. ` + nature + ` [date-in-future]`}},
		"turned round":    {link + `"kind":"individual-person-with-significant-control","notified_on":"2020-01-01","ceased_on":"2019-01-01"`, []string{`party gb-psc:00000001/z person [dates-turned-round]`, holds + ` 2020-01-01..2019-01-01 ` + nature + ` [dates-turned-round]`}},
		"foreign company": {link + `"kind":"corporate-entity-beneficial-owner","name":"N","identification":{"country_registered":"Norway","registration_number":"923 609 016"},"principal_office_address":{"country":"China"}`, []string{`party gb-psc:00000001/z company "N" org=NO seat=CN id=no-brc:923609016`, holds + ` ` + nature}},
		"county":          {link + `"kind":"corporate-entity-person-with-significant-control","name":"N","identification":{"country_registered":"West Yorkshire","registration_number":"5"}`, []string{`party gb-psc:00000001/z company "N" id=registration:5`, holds + ` ` + nature}},
		"government":      {link + `"kind":"legal-person-person-with-significant-control","name":"Ministry of Tests","identification":{"legal_authority":"Norway","legal_form":"Government"}`, []string{`party gb-psc:00000001/z state-body "Ministry of Tests" org=NO state=NO [legal-person]`, holds + ` ` + nature + ` [legal-person]`}},
		"sanctioned":      {link + `"kind":"individual-person-with-significant-control","is_sanctioned":true`, []string{`party gb-psc:00000001/z person [register:is-sanctioned]`, holds + ` ` + nature + ` [register:is-sanctioned]`}},
		"ceased secret":   {`"kind":"super-secure-person-with-significant-control","ceased":true,"etag":"e"`, []string{"skipped ceased-without-date"}},
		"not identified":  {`"kind":"persons-with-significant-control-statement","statement":"psc-exists-but-not-identified","etag":"e"`, []string{`gap gb-coh:00000001 not-identified "psc-exists-but-not-identified"`}},
		"new statement":   {`"kind":"persons-with-significant-control-statement","statement":"moon","etag":"e"`, []string{`gap gb-coh:00000001 unknown "moon" [statement-unknown]`}},
		"unknown kind":    {`"kind":"unknown-kind","etag":"e"`, []string{"skipped kind-unknown"}},
		"no exemptions":   {`"kind":"exemptions","etag":"e"`, []string{}},
		"odd birth":       {link + `"kind":"individual-person-with-significant-control","date_of_birth":{"year":1955,"month":13}`, []string{`party gb-psc:00000001/z person born=1955`, holds + ` ` + nature}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := read(t, tt.data)
			if diff := cmp.Diff(strings.Join(tt.want, "\n"), strings.Join(got, "\n")); diff != "" {
				t.Errorf("%s\n-want +got:\n%s", tt.data, diff)
			}
		})
	}
}

// Of two snapshots, the later record of a holder ends what the earlier one says.
func TestTwoSnapshots(t *testing.T) {
	record := func(extra string) string {
		return `{"company_number":"00000001","data":{"kind":"individual-person-with-significant-control","links":{"self":"/x/z"},"natures_of_control":["ownership-of-shares-75-to-100-percent"],"notified_on":"2016-04-06"` + extra + `}}`
	}
	for name, text := range map[string]string{
		"in order":     record("") + "\n" + record(`,"ceased_on":"2020-01-01"`) + "\n" + record(""),
		"turned round": record(`,"ceased_on":"2020-01-01"`) + "\n" + record(""),
	} {
		r := registrytest.Read(Importer{}, "x", []byte(text), "")
		for _, rec := range registry.Settle(r.Records) {
			if rec.Interest != nil && rec.Interest.To != "2020-01-01" {
				t.Errorf("%s: %s", name, registrytest.Text(rec))
			}
		}
		if got, want := r.Tally.Mapped, int64(2); got != want {
			t.Errorf("%s: %d mapped, want %d", name, got, want)
		}
	}
}

func TestNationalities(t *testing.T) {
	for text, want := range map[string]string{
		"British": "GB", "Northern Irish": "GB", "british,AMERICAN": "GB US", "Russian / Cypriot": "RU CY", "China": "CN",
		"Citizen of Norway": "", "": "", "Costa Rican": "CR", "English; British": "GB",
	} {
		var got []string
		for _, c := range nationalities(text) {
			got = append(got, string(c))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("nationalities(%q) = %v, want %q", text, got, want)
		}
	}
}

func TestConform(t *testing.T) {
	registrytest.Conform(t, Importer{}, fixtures(t, "txt"))
	registrytest.Conform(t, Companies{}, fixtures(t, "csv"))
}

func FuzzRead(f *testing.F) {
	for _, b := range fixtures(f, "txt") {
		f.Add(b)
	}
	registrytest.Fuzz(f, Importer{})
}

func FuzzCompanies(f *testing.F) {
	for _, b := range fixtures(f, "csv") {
		f.Add(b)
	}
	registrytest.Fuzz(f, Companies{}, []byte(`[{"CompanyName":"A","CompanyNumber":"1234567","CompanyStatus":"Active"}]`))
}

func TestCompanies(t *testing.T) {
	r := registrytest.Read(Companies{}, "x", fixtures(t, "csv")["companies.csv"], "2025-06-01")
	registrytest.Sound(t, "x", r)
	golden(t, "testdata/companies.golden", strings.Join(registrytest.Texts(r.Records), "\n")+"\n"+registrytest.Describe(r)+"\n")
}

func TestCompanySamples(t *testing.T) {
	registrytest.Samples(t, Companies{}, "../../../shared/data/ownership/psc", "testdata/companies-samples.golden", *update, "uk-psc-pipeline/*company*")
}

func TestSamples(t *testing.T) {
	registrytest.Samples(t, Importer{}, "../../../shared/data/ownership/psc", "testdata/samples.golden", *update,
		"register-sources-psc/*.json", "uk-psc-pipeline/psc*")
}
