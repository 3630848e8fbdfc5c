package determination

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// An Outcome is what the law makes of a dealing.
type Outcome string

// The outcomes, from the most to the least serious.
const (
	// Prohibited: not allowed without a licence.
	Prohibited Outcome = "prohibited"
	// Undetermined: facts are missing; Finding.Possible lists what is still possible.
	Undetermined Outcome = "undetermined"
	// NotDecided: a law reaches the dealing, or may, that no pack applied decides.
	NotDecided Outcome = "not-decided"
	// Conditional: prohibited unless stated conditions are met; Finding.Met says whether they are.
	Conditional Outcome = "conditional"
	// Restricted: allowed only with measures that are not all shown.
	Restricted Outcome = "restricted"
	// Reviewable: a public office may review it, and prohibit it or attach conditions.
	Reviewable Outcome = "reviewable"
	// Authorized: restricted, and all measures are shown.
	Authorized Outcome = "authorized"
	// Exempt: an exemption takes the dealing out of the prohibitions.
	Exempt Outcome = "exempt"
	// NotCovered: no rule of the pack reaches the dealing.
	NotCovered Outcome = "not-covered"
)

// order lists the outcomes from the most to the least serious. Whoever compares outcomes goes by it.
var order = []Outcome{Prohibited, Undetermined, NotDecided, Conditional, Restricted, Reviewable, Authorized, Exempt, NotCovered}

// Known reports whether o is one of the outcomes above, and not one that only a pack of law knows.
func (o Outcome) Known() bool { return slices.Contains(order, o) }

// Seriousness is the place of o among the outcomes, 0 for the most serious. An
// outcome that only a pack knows counts as Restricted: what is not known to ask for nothing is not passed over.
func (o Outcome) Seriousness() int {
	if i := slices.Index(order, o); i >= 0 {
		return i
	}
	return slices.Index(order, Restricted)
}

// Permits reports whether the dealing may go on and nothing more is asked for it.
func (o Outcome) Permits() bool { return o.Seriousness() >= Authorized.Seriousness() }

// Open reports whether o leaves the answer open: facts are missing, or the law was not decided.
func (o Outcome) Open() bool { return o == Undetermined || o == NotDecided }

// Acts reports whether something must be done or shown where o is the answer.
func (o Outcome) Acts() bool { return o == Prohibited || o == Conditional || o == Restricted }

// NeedsAction reports whether the answer asks for something that is not in place.
func (f *Finding) NeedsAction() bool {
	return f.Outcome.Acts() && (f.Outcome != Conditional || f.Met != fact.Yes) || f.WasProhibited()
}

// WasProhibited reports whether the dealing was prohibited for some days, though it is not, or no longer, today.
func (f *Finding) WasProhibited() bool {
	return f.Outcome != Prohibited && slices.ContainsFunc(f.Spans, func(s Span) bool { return s.Outcome == Prohibited })
}

// Worst says how bad the worst answer is that is still possible: 0 for one that
// asks for nothing more, and more for a more serious one.
func (f *Finding) Worst() int {
	if !f.Outcome.Open() || len(f.Possible) == 0 {
		return f.Outcome.weight(f.Met)
	}
	worst := 0
	for _, o := range f.Possible {
		worst = max(worst, o.weight(fact.Unknown))
	}
	return worst
}

// weight counts down the order, with nothing for what permits and for conditions that are met.
func (o Outcome) weight(met fact.Truth) int {
	if o.Permits() || o == Conditional && met == fact.Yes {
		return 0
	}
	return len(order) - o.Seriousness()
}
