package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/footprint"
)

const sharedFootprint = "../../../shared/data/footprint/"

// sharedLines reads a folder of samples as longarm footprint does.
func sharedLines(t *testing.T, folder string) ([]footprint.Line, *determination.Evidence) {
	t.Helper()
	e := &longarm.Engine{Readers: readers}
	o := longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01"}
	if _, err := os.Stat("../../../shared/data/ip/provider-prefixes.csv"); err == nil {
		o.Prefixes = []string{"../../../shared/data/ip/provider-prefixes.csv"}
	}
	fp, read, err := e.Footprint(context.Background(), []string{sharedFootprint + folder}, o)
	if err != nil {
		t.Fatal(err)
	}
	return fp.Lines, read
}

// An expectation is an entry of expected.yaml; what it does not say is not asked.
type expectation struct {
	Name, Resource, Remote, Region, Country string
	Provider                                any
	StandingTrust                           string                                      `yaml:"standing_trust"`
	FarEnd                                  struct{ Address, Provider, Account string } `yaml:"far_end"`
	Wraps                                   string
	Addresses                               map[string]string
	Peers                                   []struct{ Address, Provider, Region string }
	Totals                                  map[string]struct {
		Flows, Accepted int64
		BytesOut        int64 `yaml:"bytes_out"`
		BytesIn         int64 `yaml:"bytes_in"`
	}
	Records     int64
	DataRecords int64 `yaml:"data_records"`
	NoData      int64 `yaml:"no_data"`
}

func (e *expectation) providers() (out []string) {
	switch p := e.Provider.(type) {
	case string:
		out = []string{p}
	case []any:
		for _, x := range p {
			out = append(out, x.(string))
		}
	}
	return out
}

// open lists what is known not to be met, with the reason.
var footprintOpen = map[string]string{
	"kubernetes/csi-values.yaml": "the expectation goes by the name of the chart, which does not stand in the file; images without a registry are Docker Hub's",
}

func TestSharedFootprint(t *testing.T) {
	wants, err := filepath.Glob(sharedFootprint + "*/expected.yaml")
	if err != nil || len(wants) == 0 {
		t.Skip("no samples at hand")
	}
	for _, want := range wants {
		folder := filepath.Base(filepath.Dir(want))
		t.Run(folder, func(t *testing.T) {
			raw, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			var files map[string]yaml.Node
			if err := yaml.Unmarshal(raw, &files); err != nil {
				t.Fatal(err)
			}
			lines, read := sharedLines(t, folder)
			for name, node := range files {
				var all []expectation
				if node.Kind == yaml.SequenceNode {
					err = node.Decode(&all)
				} else {
					all = make([]expectation, 1)
					err = node.Decode(&all[0])
				}
				if err != nil {
					t.Fatal(err)
				}
				in := slices.DeleteFunc(slices.Clone(lines), func(l footprint.Line) bool { return string(l.File) != name })
				for _, e := range all {
					e.check(t, folder+"/"+name, in, read)
				}
			}
		})
	}
}

func (e *expectation) check(t *testing.T, name string, lines []footprint.Line, read *determination.Evidence) {
	t.Helper()
	if why, open := footprintOpen[name]; open {
		if len(lines) > 0 {
			t.Errorf("%s gives lines now: take it out of footprintOpen", name)
		}
		t.Logf("%s is open: %s", name, why)
		return
	}
	about := slices.DeleteFunc(slices.Clone(lines), func(l footprint.Line) bool { return !e.about(&l) })
	for _, p := range e.providers() {
		if !slices.ContainsFunc(about, func(l footprint.Line) bool {
			return string(l.Provider) == p && (e.Region == "" || string(l.Region) == e.Region) && (e.Country == "" || string(l.Country) == e.Country)
		}) {
			t.Errorf("%s: no line of %q of %s %s %s: %+v", name, e.asset(), p, e.Region, e.Country, about)
		}
	}
	if e.StandingTrust != "" {
		want := e.FarEnd.Address
		if e.FarEnd.Account != "" {
			want = "account:" + e.FarEnd.Account
		}
		if !slices.ContainsFunc(about, func(l footprint.Line) bool {
			return l.Trust != "" && string(l.Endpoint) == want && (e.FarEnd.Provider == "" || string(l.Provider) == e.FarEnd.Provider)
		}) {
			t.Errorf("%s: no standing trust of %s to %s: %+v", name, e.asset(), want, about)
		}
	}
	e.traffic(t, name, lines, read)
}

// asset is what the entry is about, empty: the file.
func (e *expectation) asset() string { return e.Name + e.Resource + e.Remote }

func (e *expectation) about(l *footprint.Line) bool {
	asset := string(l.Asset)
	switch name, _, spf := strings.Cut(e.Name, " "); {
	case e.Resource != "":
		return asset == e.Resource
	case e.Remote != "":
		return asset == "remote "+e.Remote
	case e.Name == "@" || spf:
		return !strings.HasPrefix(asset, "www.") && !strings.HasPrefix(asset, "img.")
	case e.Name != "":
		return strings.HasPrefix(asset, name+".")
	}
	return true
}

// traffic checks what an entry says of a log.
func (e *expectation) traffic(t *testing.T, name string, lines []footprint.Line, read *determination.Evidence) {
	t.Helper()
	of := func(endpoint string) (out []string) {
		for _, l := range lines {
			if string(l.Endpoint) == endpoint {
				out = append(out, string(l.Provider))
			}
		}
		return out
	}
	for address, p := range e.Addresses {
		if !slices.Contains(of(address), p) {
			t.Errorf("%s: %s is of %v, want %s", name, address, of(address), p)
		}
	}
	for _, p := range e.Peers {
		if !slices.Contains(of(p.Address), p.Provider) {
			t.Errorf("%s: %s is of %v, want %s", name, p.Address, of(p.Address), p.Provider)
		}
	}
	for provider, want := range e.Totals {
		var flows, accepted, bytes int64
		for _, l := range lines {
			if string(l.Provider) != provider {
				continue
			}
			flows, bytes = flows+l.Flows, bytes+l.Bytes
			if l.Action == "accept" {
				accepted += l.Flows
			}
		}
		if flows != want.Flows || accepted != want.Accepted || bytes != want.BytesIn+want.BytesOut {
			t.Errorf("%s: %s has %d flows, %d accepted, %d bytes, want %+v", name, provider, flows, accepted, bytes, want)
		}
	}
	if e.Records > 0 {
		i := slices.IndexFunc(read.Files, func(f determination.File) bool { return f.Name == filepath.Base(name) })
		f := read.Files[i]
		if without := f.Skipped["NODATA"] + f.Skipped["SKIPDATA"]; without != e.NoData || f.Records != e.Records {
			t.Errorf("%s: %d records, %d without data, want %+v (%v)", name, f.Records, without, e, f.Skipped)
		}
	}
}
