package bis

import (
	"strings"
	"testing"
	"time"
)

// A cell of the largest size that is read must not cost more than a moment, whatever it repeats.
func TestCostOfACell(t *testing.T) {
	for _, unit := range []string{
		"(", "(a.k.a., ", ", a.k.a., ", "a.k.a., the following two aliases:", "; and ", "Kabul, Afghanistan and ",
		"(See alternate addresses under Iran, ", "Ltd. ", ", Ltd., ", "1, ", "— ", "A. ", " and ", ". No. 5, ",
		"Subordinate institution ", "(f.k.a. (", "the following ", ", including the ", "x",
	} {
		for _, before := range []string{"", "X, a.k.a., the following one alias:\n—", "X, "} {
			var c cell
			for l := range strings.SplitSeq(before+strings.Repeat(unit, maxCell/len(unit)), "\n") {
				c.lines = append(c.lines, line{text: collapse(l)})
			}
			began := time.Now()
			c.parties()
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("%q repeated behind %q takes %v", unit, before, took)
			}
		}
	}
}
