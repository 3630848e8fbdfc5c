package footprint_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/footprint"
)

// set holds observations, each attributed to providers.
func set(t *testing.T, obs map[*fact.Observation][]*fact.Attribution) *fact.Set {
	t.Helper()
	var s fact.Set
	for o, as := range obs {
		f := fact.New(o, []fact.Source{{Digest: fact.Digest(strings.Repeat("a", 64)), Line: 7, Name: "log", Place: "3 records", Seen: "2026-11-01"}}, "")
		if _, err := s.Add(f); err != nil {
			t.Fatal(err)
		}
		for _, a := range as {
			a.Asset, a.Endpoint = o.Asset, o.Endpoint
			if _, err := s.Add(fact.New(a, nil, fact.RuleAttribution, f.ID)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return &s
}

func peer(endpoint string, out, refused int64) *fact.Observation {
	o := &fact.Observation{Asset: "eni", What: fact.ObservedPeer, Endpoint: endpoint, BytesOut: out, Rejected: refused}
	if out > 0 {
		o.Flows = 1
	}
	return o
}

func TestRivalsAreLinesOfOneObservation(t *testing.T) {
	fp := footprint.Of(set(t, map[*fact.Observation][]*fact.Attribution{
		peer("47.88.10.10", 5, 2): {
			{Provider: "a", Method: fact.ByASN, Unverified: []string{"provider"}}, {Provider: "b", Method: fact.ByASN, Unverified: []string{"provider"}},
		},
	}), footprint.Options{Kind: func(fact.Source) string { return "vpc-flow" }})
	if len(fp.Lines) != 4 {
		t.Fatalf("%d lines, want two of what was used and two of what was refused: %+v", len(fp.Lines), fp.Lines)
	}
	for _, l := range fp.Lines {
		if l.Confidence != "possible" || l.Place != "line 7" || l.Kind != "vpc-flow" {
			t.Errorf("%+v", l)
		}
	}
	if len(fp.Providers) != 2 || fp.Providers[0].Possible != 2 || fp.Providers[0].Refused != 2 || fp.Providers[0].BytesOut != 5 {
		t.Errorf("%+v", fp.Providers)
	}
}

func TestUnknownIsSummedAndNeverNothing(t *testing.T) {
	s := set(t, map[*fact.Observation][]*fact.Attribution{
		peer("1.2.3.4", 10, 0):  nil,
		peer("1.2.3.5", 30, 1):  nil,
		peer("1.2.3.6", 0, 9):   nil,
		peer("47.88.1.1", 5, 0): {{Provider: "a", Method: fact.ByASN}},
	})
	fp := footprint.Of(s, footprint.Options{
		Kind: func(fact.Source) string { return "" },
		Registered: func(e string) (fact.Country, string) {
			if e == "1.2.3.5" {
				return "CN", "AS64500"
			}
			return "", ""
		},
	})
	if len(fp.Unknown) != 1 {
		t.Fatalf("%+v", fp.Unknown)
	}
	g := fp.Unknown[0]
	if g.Seen != 3 || g.Unknown != 2 || g.Refused != 1 || g.BytesOut != 40 || g.All[0].Endpoint != "1.2.3.5" || g.All[0].Country != "CN" {
		t.Errorf("%+v", g)
	}
	var lines bytes.Buffer
	if err := fp.WriteLines(&lines); err != nil {
		t.Fatal(err)
	}
	found := false
	for l := range strings.Lines(lines.String()) {
		var got map[string]any
		if err := json.Unmarshal([]byte(l), &got); err != nil || len(got) != 20 {
			t.Fatalf("%d keys in %s: %v", len(got), l, err)
		}
		if got["endpoint"] == "1.2.3.5" && got["action"] == "accept" {
			found = got["provider"] == nil && got["method"] == "registered" && got["confidence"] == "possible" && got["country"] == "CN"
		}
	}
	if !found {
		t.Errorf("no line of 1.2.3.5 with its registry: %s", lines.String())
	}
}

func TestAliasesAreOfTheSecondDegree(t *testing.T) {
	fp := footprint.Of(set(t, map[*fact.Observation][]*fact.Attribution{
		{Asset: "10.0.0.1", What: fact.ObservedName, Endpoint: "shop.example.com", Names: []string{"x.kunlunsl.com"}, Flows: 1}: nil,
		{Asset: "10.0.0.1", What: fact.ObservedName, Endpoint: "x.kunlunsl.com", Flows: 1}:                                      {{Provider: "a", Method: fact.ByFront}},
		{Asset: "10.0.0.2", What: fact.ObservedName, Endpoint: "x.kunlunsl.com", Flows: 1}:                                      {{Provider: "a", Method: fact.ByFront}},
	}), footprint.Options{Kind: func(fact.Source) string { return "zeek" }})
	if len(fp.Second) != 1 || fp.Second[0].Assets != 1 || len(fp.Providers) != 1 || fp.Providers[0].Assets != 1 {
		t.Errorf("second %+v, first %+v", fp.Second, fp.Providers)
	}
}

// Names of strangers cannot steer a terminal, and the page stays within its width.
func TestPageIsPlain(t *testing.T) {
	o := peer("1.2.3.4", 10, 0)
	o.Asset = "db\x1b[2J\u202e"
	k := &fact.Observation{Asset: o.Asset, What: fact.ObservedResource, Provider: "somebody\x1b[31m", Service: "thing"}
	fp := footprint.Of(set(t, map[*fact.Observation][]*fact.Attribution{o: nil, k: nil, peer("47.88.1.1", 5, 0): {{Provider: "a", ProviderName: strings.Repeat("阿里云", 30), Method: fact.ByASN}}}),
		footprint.Options{Kind: func(fact.Source) string { return "" }})
	var page bytes.Buffer
	if err := fp.WriteText(&page, footprint.Style{Width: 60}); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(page.String(), "\x1b\u202e") {
		t.Errorf("%q", page.String())
	}
	for l := range strings.Lines(page.String()) {
		n := 0
		for _, r := range strings.TrimRight(l, "\n") {
			if n++; r > 0x2e80 {
				n++
			}
		}
		if n > 78 { // the columns of figures do not shrink
			t.Errorf("%d columns: %q", n, l)
		}
	}
}

func TestPixelsPutTheQuestion(t *testing.T) {
	seen := &fact.Observation{Asset: "page", What: fact.ObservedName, Endpoint: "analytics.tiktok.com", Flows: 3}
	refused := &fact.Observation{Asset: "page", What: fact.ObservedName, Endpoint: "mc.yandex.ru", Rejected: 3}
	fp := footprint.Of(set(t, map[*fact.Observation][]*fact.Attribution{
		seen: {{Provider: "a", ProviderName: "A", Method: fact.ByName}}, refused: {{Provider: "b", Method: fact.ByName}},
	}), footprint.Options{Kind: func(fact.Source) string { return "har" }, Purpose: func(string) string { return "pixel" }})
	if len(fp.Collectors) != 1 || fp.Collectors[0].Endpoint != "analytics.tiktok.com" || fp.Collectors[0].Flows != 3 {
		t.Errorf("%+v", fp.Collectors)
	}
	var page bytes.Buffer
	if err := fp.WriteText(&page, footprint.Style{}); err != nil || !strings.Contains(page.String(), "28 CFR 202.214") {
		t.Errorf("%v: %s", err, page.String())
	}
}
