package screening

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

// golden compares got with testdata/name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

var explained = []Query{
	{Name: "Yusuf Temirlanovich Qaravan", Schema: "Person"},
	{Name: "Youssef T. Caravan", Schema: "Person"},
	{Name: "عبدالرحمن الصحراوي", Schema: "Person"},
	{Name: "Mariatatiana Okereke", Schema: "Person"},
	{Name: "Dr. Jong-Thae Kim Lee", Schema: "Person"},
	{Name: "Zar ya Pump Works Intl GmbH, Moscow Branch", Schema: "Organization"},
	{Name: "Golden Trading Ltd", Schema: "Organization"},
}

// The explanations are read by people and re-read by programs: any change to them is to be seen.
func TestReasonGolden(t *testing.T) {
	x := sampleIndex(t)
	var out []byte
	for _, q := range explained {
		q.Limit = 1
		hits, err := x.Match(q)
		if err != nil {
			t.Fatal(err)
		}
		out = append(appendString(out, q.Name), '\n')
		for i := range hits {
			out = append(hits[i].appendJSON(append(out, ' ', ' ')), '\n')
		}
	}
	golden(t, "reasons.txt", out)
}

// What all parts earned adds up to the score; without the calibration to the points, and with what they lost to a million.
func TestReasonAddsUp(t *testing.T) {
	check := func(t *testing.T, x *Index, qs []Query) {
		for _, q := range qs {
			hits, err := x.Match(q)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range hits {
				earned, lost, raised := 0, 0, 0
				for _, p := range h.Reason.Parts {
					if p.Earned < 0 || p.Lost < 0 {
						t.Errorf("%q, %s: negative part %+v", q.Name, h.ID, p)
					}
					if p.Rule == RuleCalibration {
						raised += p.Earned
						continue
					}
					earned += p.Earned
					lost += p.Lost
				}
				if earned != h.Reason.Points || earned+lost != 1_000_000 || (earned+raised)/1000 != h.Score {
					t.Errorf("%q, %s: earned %d and %d, lost %d, points %d, score %d", q.Name, h.ID, earned, raised, lost, h.Reason.Points, h.Score)
				}
			}
		}
	}
	t.Run("sample", func(t *testing.T) { check(t, sampleIndex(t), explained) })
	t.Run("labelled", func(t *testing.T) {
		var qs []Query
		for _, q := range readLines[labelledQuery](t, "queries-dev.jsonl") {
			qs = append(qs, Query{Name: q.Query, Schema: q.Schema})
		}
		check(t, labelledIndex(t), qs)
	})
}

// An answer written by hand is JSON that says what the hit says.
func TestHitJSON(t *testing.T) {
	x := sampleIndex(t)
	hits, err := x.Match(Query{Name: "Youssef \"Caravan\"\u2028\x01", Schema: "Person", Country: "KZ"})
	if err != nil || len(hits) == 0 {
		t.Fatal(hits, err)
	}
	var got struct {
		ID       string
		Score    float64
		Reason   Reason
		Evidence []Evidence
	}
	if err := json.Unmarshal(hits[0].appendJSON(nil), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(hits[0].Reason, got.Reason); diff != "" || got.ID != hits[0].ID || int(got.Score*1000+.5) != hits[0].Score || len(got.Evidence) != 1 {
		t.Errorf("%+v\n%s", got, diff)
	}
}

// A score never changes an order, and only a perfect one is 1.000.
func TestCalibrate(t *testing.T) {
	last := -1
	for p := range 1_000_001 {
		c := calibrate(p)
		if c < last || c < p || (thousandths(c) == 1000) != (p == 1_000_000) {
			t.Fatalf("calibrate(%d) = %d after %d", p, c, last)
		}
		last = c
	}
}
