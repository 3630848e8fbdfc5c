package verify

import (
	"strings"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// A base holds the facts of a determination that were read and not derived.
type base struct {
	set       fact.Set    // of evidence
	registers []fact.Fact // what registers claim, which was added after the evidence was attributed
	listings  []fact.Fact // of lists, which are not in the determination
}

// derived are the rules whose facts are derived again. One that ends with a slash is followed by what it was applied for.
var derived = []fact.Rule{fact.RuleAttribution, fact.RuleListed, fact.RulePresumed, fact.RuleOwnership, fact.RuleReach}

// stated sorts the facts that were read. What the gazetteer says is not among them: it is here to be read.
func stated(d *determination.Determination) (*base, error) {
	b := &base{}
	for _, f := range d.Facts {
		switch c, claim := f.Body.(*fact.Claim); {
		case f.Rule == fact.RuleListing:
			b.listings = append(b.listings, f)
		case f.Rule != "":
			if !isDerived(f.Rule) {
				return nil, refuse("%s: no rule %q is known", describe(f), f.Rule)
			}
		case len(f.From) > 0 || len(f.Sources) == 0:
			return nil, refuse("%s is neither read nor derived", describe(f))
		case ofGazetteer(f) || ofCommandLine(f):
		case claim && c.Authority == fact.Registered:
			b.registers = append(b.registers, f)
		default:
			switch f.Body.Kind() {
			case fact.KindControl, fact.KindReach, fact.KindListing, fact.KindRole:
				return nil, refuse("%s is stated, and such a fact is always derived", describe(f))
			}
			if _, err := b.set.Add(f); err != nil {
				return nil, refuse("%s: %w", describe(f), err)
			}
		}
	}
	return b, nil
}

func isDerived(r fact.Rule) bool {
	for _, known := range derived {
		if r == known || strings.HasSuffix(string(known), "/") && strings.HasPrefix(string(r), string(known)) {
			return true
		}
	}
	return false
}

// ofGazetteer reports whether the gazetteer is who says so.
func ofGazetteer(f fact.Fact) bool {
	switch b := f.Body.(type) {
	case *fact.Role:
		return true
	case *fact.Claim:
		return b.Authority == fact.Sourced || b.Authority == fact.Completed
	}
	return false
}

// ofCommandLine reports whether a fact is what is presumed of a reviewed organisation that nobody names.
func ofCommandLine(f fact.Fact) bool {
	c, ok := f.Body.(*fact.Claim)
	return ok && c.Authority == fact.Presumed && len(f.Sources) == 1 && f.Sources[0].Name == assess.CommandLine
}
