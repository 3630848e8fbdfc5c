package html

import (
	"fmt"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// TestRowsFold: more rows than a picture shows are joined where they say the same, and none is lost.
func TestRowsFold(t *testing.T) {
	var rows []report.Row
	for i := range 200 {
		r := report.Row{Asset: fact.AssetID(fmt.Sprint("a", i)), Alike: 1 + i%2}
		r.Arms[i%3] = map[fact.Country]fact.Truth{fact.Country(fmt.Sprint("X", i%2)): fact.Yes, "Y": fact.Unknown}
		rows = append(rows, r)
	}
	got := folded(rows)
	sum := 0
	for _, r := range got {
		sum += r.Alike
	}
	if len(got) != 6 || sum != 300 || got[1].Asset != "a1" {
		t.Errorf("%d rows for %d assets, want 6 for 300; the second is of %s", len(got), sum, got[1].Asset)
	}
	if few := folded(rows[:40]); len(few) != 40 {
		t.Errorf("40 rows fit, and were joined to %d", len(few))
	}
}

// TestUnreachedIsNo: a government of which no reach of an asset was derived has a dot there, as on the page of a terminal, and no mark of what
// is possible.
func TestUnreachedIsNo(t *testing.T) {
	d := &determination.Determination{At: "2026-11-01"}
	for i, c := range []fact.Country{"XA", "XB"} {
		o := fact.New(&fact.Observation{Asset: fact.AssetID(fmt.Sprint("a", i)), What: fact.ObservedAsset}, []fact.Source{{Name: "x"}}, "")
		d.Facts = append(d.Facts, o, fact.New(&fact.Reach{Asset: fact.AssetID(fmt.Sprint("a", i)), Arm: fact.Read, Government: c, Verdict: fact.Yes}, nil, "reach/arm", o.ID))
	}
	c, err := readTexts(english)
	if err != nil {
		t.Fatal(err)
	}
	svg := string(newPage(report.NewView(d), c).Matrix.SVG)
	if sure, may, not := strings.Count(svg, `class="yes"`), strings.Count(svg, `class="may"`), strings.Count(svg, `class="not"`); sure != 2 || may != 0 || not != 10 {
		t.Errorf("%d sure, %d possible, %d not; want 2, 0 and 10", sure, may, not)
	}
}
