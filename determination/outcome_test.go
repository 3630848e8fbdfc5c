package determination_test

import (
	"slices"
	"testing"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// What a pack alone knows ranks with the restricted and asks for something.
func TestOutcomes(t *testing.T) {
	own := determination.Outcome("notifiable")
	if own.Known() || own.Permits() || own.Acts() || own.Seriousness() != determination.Restricted.Seriousness() {
		t.Errorf("%s: known %v, permits %v, acts %v, seriousness %d", own, own.Known(), own.Permits(), own.Acts(), own.Seriousness())
	}
	for _, o := range []determination.Outcome{determination.Authorized, determination.Exempt, determination.NotCovered} {
		if !o.Permits() {
			t.Errorf("%s does not permit", o)
		}
	}
	for _, o := range []determination.Outcome{determination.Prohibited, determination.Undetermined, determination.Conditional, determination.Restricted, determination.Reviewable} {
		if o.Permits() {
			t.Errorf("%s permits", o)
		}
	}
}

func TestWorst(t *testing.T) {
	findings := []determination.Finding{
		{Outcome: determination.Prohibited},
		{Outcome: determination.Undetermined, Possible: []determination.Outcome{determination.Conditional, determination.NotCovered}},
		{Outcome: determination.Restricted, Met: fact.Yes},
		{Outcome: determination.Reviewable},
		{Outcome: determination.Undetermined, Possible: []determination.Outcome{determination.Exempt, determination.NotCovered}},
	}
	if !slices.IsSortedFunc(findings, func(a, b determination.Finding) int { return b.Worst() - a.Worst() }) {
		t.Error("the findings are not in the order of their worst outcome")
	}
	met := determination.Finding{Outcome: determination.Conditional, Met: fact.Yes}
	open := determination.Finding{Outcome: determination.Conditional}
	if met.Worst() != 0 || met.NeedsAction() || open.Worst() == 0 || !open.NeedsAction() {
		t.Errorf("conditions met: worst %d, needs action %v; open: worst %d, needs action %v", met.Worst(), met.NeedsAction(), open.Worst(), open.NeedsAction())
	}
	if findings[4].Worst() != 0 {
		t.Errorf("what may only be permitted has worst %d", findings[4].Worst())
	}
}
