package file

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/census"
)

// An expectation is what the page beside the samples says of one file.
type expectation struct {
	Categories []string `yaml:"categories"`
	Listed     []string `yaml:"listed"`
	Persons    *int64   `yaml:"persons"`
	US         *int64   `yaml:"us_persons"`
	Devices    *int64   `yaml:"devices"`
	USDevices  *int64   `yaml:"us_devices"`
	Card       *int64   `yaml:"persons_with_card"`
	IP         []string `yaml:"ip"`
}

const samplesDir = "../../../shared/data/datascan"

// unreadFiles are files whose format is not read: they must say so, and count as undetermined.
var unreadFiles = map[string]bool{"people/userdata1.orc": true}

func TestExpected(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(samplesDir, "expected.yaml"))
	if err != nil {
		t.Skip("the samples are not at hand: ", err)
	}
	var page struct {
		Files map[string]expectation `yaml:"files"`
	}
	if err := yaml.Unmarshal(b, &page); err != nil {
		t.Fatal(err)
	}
	for name, want := range page.Files {
		t.Run(name, func(t *testing.T) {
			got := scanSample(t, filepath.Join(samplesDir, name))
			if unreadFiles[name] {
				if got.Status != census.Unread || len(got.List[0].Reasons) == 0 {
					t.Errorf("status %s, want unread with a reason", got.Status)
				}
				return
			}
			want.check(t, &got)
		})
	}
}

// scanSample scans one file as a store of its own.
func scanSample(t *testing.T, name string) census.StoreReport {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	store := census.NewStore("file")
	r := census.Runner{Formats: Formats(), Key: census.Key{1}}
	if err := r.Scan(context.Background(), census.Bytes{Name: filepath.Base(name), Data: b}, store); err != nil {
		t.Fatal(err)
	}
	return store.Report()
}

func (want *expectation) check(t *testing.T, got *census.StoreReport) {
	f := got.List[0]
	for _, x := range got.List[1:] { // members of an archive
		for k, id := range x.Identifiers {
			if f.Identifiers == nil {
				f.Identifiers = map[string]*census.IdentReport{}
			}
			f.Identifiers[k] = id
		}
	}
	if got.Status != census.Read {
		t.Errorf("status %s: %v", got.Status, f.Reasons)
	}
	var cats []string
	for c := range got.By {
		if c != "secrets" && c != "intellectual_property" {
			cats = append(cats, c)
		}
	}
	slices.Sort(cats)
	slices.Sort(want.Categories)
	if !slices.Equal(cats, want.Categories) {
		t.Errorf("%s: categories %v, want %v", f.Format, cats, want.Categories)
	}
	for _, l := range want.Listed {
		if f.Identifiers[l] == nil {
			t.Errorf("identifier %s is missing", l)
		}
	}
	for k, id := range f.Identifiers {
		if !slices.Contains(want.Listed, k) && !slices.Contains(want.IP, k) {
			t.Logf("beyond the page: %s %+v", k, *id)
		}
	}
	number := func(what string, n *census.Counted, us bool, want *int64) {
		t.Helper()
		if want == nil {
			return
		}
		var got census.Number
		if n != nil {
			got = n.Number
			if us {
				got = n.US
			}
		} else {
			zero := int64(0)
			got.Estimate = &zero
		}
		if got.Estimate == nil || *got.Estimate != *want {
			e := int64(-1)
			if got.Estimate != nil {
				e = *got.Estimate
			}
			t.Errorf("%s: low %d, estimate %d, want %d", what, got.Low, e, *want)
		}
	}
	number("persons", got.Persons, false, want.Persons)
	number("U.S. persons", got.Persons, true, want.US)
	number("devices", got.By["precise_geolocation"], false, want.Devices)
	number("U.S. devices", got.By["precise_geolocation"], true, want.USDevices)
	if want.Card != nil && (f.Identifiers["financial_account.card"] == nil || f.Identifiers["financial_account.card"].Cells != *want.Card) {
		t.Errorf("cards: %+v, want %d", f.Identifiers["financial_account.card"], *want.Card)
	}
	for _, k := range want.IP {
		if f.Identifiers[k] == nil {
			t.Errorf("%s is missing", k)
		}
	}
}
