package html

import (
	"fmt"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// TestRowsFold: more rows than a picture shows are joined where they say the same, and none is lost.
func TestRowsFold(t *testing.T) {
	var rows []report.Row
	for i := range 200 {
		r := report.Row{Asset: fact.AssetID(fmt.Sprint("a", i)), Alike: 1}
		r.Arms[i%3] = map[fact.Country]fact.Truth{fact.Country(fmt.Sprint("X", i%2)): fact.Yes, "Y": fact.Unknown}
		rows = append(rows, r)
	}
	got := folded(rows)
	sum := 0
	for _, r := range got {
		sum += r.Alike
	}
	if len(got) != 6 || sum != 200 || got[1].Asset != "a1" {
		t.Errorf("%d rows for %d assets, want 6 for 200; the second is of %s", len(got), sum, got[1].Asset)
	}
	if few := folded(rows[:40]); len(few) != 40 {
		t.Errorf("40 rows fit, and were joined to %d", len(few))
	}
}
