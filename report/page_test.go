package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

var where = []fact.Source{{Name: "flow.log", Line: 4217, Digest: "ab"}}

// small is a determination with one finding of each sort, a reach and a listing.
func small(t *testing.T) *determination.Determination {
	t.Helper()
	d := &determination.Determination{Schema: determination.Schema, At: "2026-11-01", Packs: []determination.Pack{{ID: "us-dsp"}}}
	var set fact.Set
	add := func(b fact.Body, from ...fact.ID) fact.ID {
		f := fact.New(b, where, "", from...)
		if len(from) > 0 {
			f = fact.New(b, nil, "test", from...)
		}
		id, err := set.Add(f)
		if err != nil {
			t.Fatal(err)
		}
		d.Facts = append(d.Facts, f)
		return id
	}
	o := add(&fact.Observation{Asset: "db\x1b[2J", Endpoint: "192.0.2.1", Flows: 12, BytesOut: 34567, What: fact.ObservedPeer})
	add(&fact.Reach{Arm: fact.Read, Asset: "db\x1b[2J", Government: "CN", Verdict: fact.Yes, Path: []fact.Step{{Fact: o, Kind: fact.StepStands, Country: "CN"}}, Laws: []string{"a law"}}, o)
	add(&fact.Reach{Arm: fact.Cut, Asset: "db\x1b[2J", Government: "RU", Verdict: fact.Unknown, Deciding: []string{"who holds it"}}, o)
	for i, outcome := range []determination.Outcome{determination.Prohibited, determination.Undetermined, determination.NotCovered} {
		id := add(&fact.Dealing{Name: string(outcome)}, o)
		f := determination.Finding{Name: []string{"one", "two", "three"}[i], Fact: id, Dealing: string(outcome), Title: "dealing " + string(outcome), Outcome: outcome, Headline: []string{"because it is so"}}
		if outcome == determination.Undetermined {
			f.Possible = []determination.Outcome{determination.Prohibited, determination.NotCovered}
			f.Deciding = []determination.DecidingSet{{Questions: []determination.Question{{Ask: "Who holds the keys?", Path: "dealings.x.terms.keys"}}}}
		}
		d.Findings = append(d.Findings, f)
	}
	return d
}

func TestPage(t *testing.T) {
	d := small(t)
	d.Evidence = determination.Evidence{
		Files: []determination.File{
			{Name: "flow.log", Kind: "vpc-flow"}, {Name: "notes.txt"}, {Name: "table.csv", State: determination.NotRecognized},
			{Name: "conn.log", Kind: "zeek", State: determination.NothingRead}, {Name: ".git/", State: determination.Skipped, Note: "version control"},
			{Name: "krb.log", Kind: "zeek", State: determination.Skipped, Skipped: map[string]int64{"other log": 4}},
		},
		Unknown: &determination.Unknown{Peers: determination.Strangers{
			Seen: 12, Unknown: 5, BytesOut: 4_500_000_000, BytesIn: 999,
			Largest: []determination.Stranger{{Endpoint: "114.114.114.114", BytesOut: 900_000_000, Flows: 3}, {Endpoint: "58.218.1.1", Flows: 1}},
		}},
		Problems: []determination.Problem{{Name: "cut.gz", Place: "byte 81920", Read: 1, What: "truncated"}},
	}
	var b bytes.Buffer
	if err := Page(&b, d, Style{Width: 80, Title: "longarm review x", Paths: []string{"x"}}); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{
		"longarm review x                                                as of 2026-11-01\n",
		"1 PROHIBITED · 1 UNDETERMINED · 1 permitted\n",
		"\nSEEN       1 file, 1 recognised but nothing read, 2 skipped, 1 not recognised, 1\n           not evidence, 1 problem\n",
		"One of three dealings needs action; one waits for an answer from you.",
		"PROHIBITED    one           dealing prohibited\n", "because it is so",
		"\n  asks    Who holds the keys?\n", "\n  write   dealings.x.terms.keys\n",
		"PERMITTED     1 dealing", "\nWHO CAN  CN     RU\n", "   R · ·  · c ·\n", "\nCN China, RU Russia\n",
		"\nNOT READ   cut.gz (byte 81920): truncated; 1 record before that was read",
		"           not evidence: notes.txt", "NOT USED   not recognised, with the looks of data: table.csv", "recognised but nothing read: conn.log (zeek)",
		"skipped by reason: .git/ (version control); krb.log (zeek: other log\n           4)\n",
		"NOT KNOWN  whose 5 of 12 peers are; 4.5 GB out, 999 bytes in. The largest:\n           114.114.114.114 (900.0 MB out), 58.218.1.1",
		"\n  proof   longarm explain one x\n", "\nLAW        us-dsp\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.ContainsRune(page, 0x1b) {
		t.Error("evidence wrote a control character to the terminal")
	}
	for _, line := range strings.Split(page, "\n") {
		if columns(line) > 80 {
			t.Errorf("%d columns: %s", columns(line), line)
		}
	}
	if t.Failed() {
		t.Log(page)
	}
}

func TestColour(t *testing.T) {
	var plain, coloured bytes.Buffer
	if err := Page(&plain, small(t), Style{}); err != nil {
		t.Fatal(err)
	}
	if err := Page(&coloured, small(t), Style{Color: true}); err != nil {
		t.Fatal(err)
	}
	var stripped strings.Builder
	inside := false
	for _, r := range coloured.String() {
		switch {
		case r == 0x1b:
			inside = true
		case inside && r == 'm':
			inside = false
		case !inside:
			stripped.WriteRune(r)
		}
	}
	if stripped.String() != plain.String() {
		t.Errorf("colour changes the words:\n%s\n%s", stripped.String(), plain.String())
	}
	if coloured.Len() == plain.Len() {
		t.Error("no colour where colour was asked for")
	}
}

func TestNothingAssessed(t *testing.T) {
	var b bytes.Buffer
	if err := Page(&b, &determination.Determination{At: "2026-11-01"}, Style{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "Nothing was assessed") {
		t.Errorf("got %s", b.String())
	}
}

func TestExplain(t *testing.T) {
	d := small(t)
	for name, wants := range map[string][]string{
		"one":                       {"PROHIBITED", "read at flow.log:4217", "by rule test"},
		"db\x1b[2J":                 {"China can read", "law that compels: a law", "would decide: who holds it", "flow.log:4217"},
		d.Facts[0].ID.String()[:10]: {"observation", "12 flows, 34,567 bytes out"},
	} {
		var b bytes.Buffer
		if err := Explain(&b, d, name, Style{All: true}); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		for _, w := range wants {
			if !strings.Contains(b.String(), w) {
				t.Errorf("explaining %q lacks %q:\n%s", name, w, b.String())
			}
		}
		if strings.ContainsRune(b.String(), 0x1b) {
			t.Errorf("explaining %q wrote a control character", name)
		}
	}
	if err := Explain(&bytes.Buffer{}, d, "nothing", Style{}); err == nil {
		t.Error("a name that is not there is explained")
	}
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(`{"schema":"` + determination.Schema + `","at":"2026-11-01","packs":[],"findings":[]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := determination.Read(bytes.NewReader(b))
		if err != nil {
			return
		}
		for _, fn := range []func() error{
			func() error { return Page(&bytes.Buffer{}, d, Style{All: true}) },
			func() error { return Questions(&bytes.Buffer{}, d, Style{}) },
			func() error { return determination.Write(&bytes.Buffer{}, d) },
		} {
			if err := fn(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// What a person names keeps its own line, however little is known of its reach;
// what only traffic shows is folded.
func TestStatedAssetsHaveLines(t *testing.T) {
	d := small(t)
	reach := func(asset fact.AssetID, what fact.What) {
		o := fact.New(&fact.Observation{Asset: asset, What: what}, where, "")
		d.Facts = append(d.Facts, o, fact.New(&fact.Reach{Arm: fact.Read, Asset: asset, Government: "NL", Verdict: fact.Unknown}, nil, "test", o.ID))
	}
	for _, asset := range []fact.AssetID{"store-one", "store-two"} {
		reach(asset, fact.ObservedAsset)
	}
	for _, asset := range []fact.AssetID{"192.0.2.7", "192.0.2.8"} {
		reach(asset, fact.ObservedPeer)
	}
	var b bytes.Buffer
	if err := Page(&b, d, Style{Width: 80}); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{"\nstore-one, store-two  ", "\n2 assets in traffic or names  "} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if strings.Contains(page, "192.0.2.7") {
		t.Error("an asset that only traffic shows has a line of its own")
	}
}
