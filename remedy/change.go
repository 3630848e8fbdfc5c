package remedy

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// providerMoved is the id of a change that the impact of a prohibition tries too.
const providerMoved = "provider-moved"

// kinds lists every change that can be made, in the order in which they are
// offered: the catalogue has the words of each under its id, the function here
// makes it out for one finding, as one change, several or none.
var kinds = []struct {
	id      string
	makeOut func(*scope, *entry) ([]change, error)
}{
	{string(fact.KeysOutOfReach), sure((*scope).encrypted)},
	{string(fact.ReplicaOutOfReach), sure((*scope).safeguarded)},
	{string(fact.NoStandingAccess), sure((*scope).safeguarded)},
	{"region-moved", (*scope).regionMoved},
	{providerMoved, (*scope).providerMoved},
	{"traffic-stopped", sure((*scope).trafficStopped)},
	{"access-removed", sure((*scope).accessRemoved)},
	{"data-minimised", (*scope).minimised},
	{"clause-added", sure((*scope).clauseAdded)},
	{"security-requirements", sure((*scope).securityRequirements)},
	{"exemption-documented", (*scope).exemption},
	{"counterparty-changed", (*scope).counterpartyChanged},
	{"divestment", (*scope).divested},
}

// sure adapts what cannot fail.
func sure(f func(*scope, *entry) []change) func(*scope, *entry) ([]change, error) {
	return func(sc *scope, of *entry) ([]change, error) { return f(sc, of), nil }
}

// candidates lists the changes that could be made for the finding, in the order of kinds.
func (sc *scope) candidates(c *catalogue) ([]change, error) {
	var out []change
	for _, k := range kinds {
		of := c.entries[k.id].under(sc.finding.Pack)
		if of.From > sc.study.Rules.At || of.Rule != "" && !sc.mayApply(of.Rule) {
			continue
		}
		made, err := k.makeOut(sc, of)
		if err != nil {
			return nil, err
		}
		for _, x := range made {
			x.of = of
			out = append(out, x)
		}
	}
	return out, nil
}

func (sc *scope) mayApply(rule string) bool {
	return slices.ContainsFunc(sc.finding.Provisions, func(p determination.Provision) bool { return p.Rule == rule && p.Applies != fact.No })
}

func (sc *scope) name() string { return cmp.Or(sc.finding.Title, sc.dealing.Name) }

func (sc *scope) assetWords() string {
	switch len(sc.assets) {
	case 0:
		return "the data of " + sc.name()
	case 1:
		return string(sc.assets[0].ID)
	}
	return fmt.Sprintf("%s and %d more", sc.assets[0].ID, len(sc.assets)-1)
}

// A change is one step of the catalogue, made out for one finding.
type change struct {
	determination.Change
	of *entry
	// law is set if the rules of law may read the facts it alters.
	law bool
	// lawNeutral is set if the change alters only what no rule of law reads: the
	// answer is then that of before, and only reach is judged again.
	lawNeutral bool
	// wide is set if dealings with other parties may be altered too, so that all are decided again.
	wide bool
	// apply alters the facts.
	apply func(*draft)
}

// A draft is a list of facts that changes alter. Facts put into it cite the
// sources of those they take the place of, and name the change as their rule.
type draft struct {
	facts []fact.Fact
	// source is a fact whose sources those put in stand on.
	source fact.Fact
	// owned is set if claims changed, so that who controls whom must be solved again.
	owned bool
}

// replace alters facts in place: edit returns the body to put instead, nil to drop the fact, or the body itself to keep it.
func (d *draft) replace(id string, edit func(fact.Fact) fact.Body) {
	out := make([]fact.Fact, 0, len(d.facts)+4)
	for _, f := range d.facts {
		switch b := edit(f); b {
		case nil:
			continue
		case f.Body:
			out = append(out, f)
		default:
			out = append(out, fact.New(b, f.Sources, fact.RuleRemedy+fact.Rule(id), f.From...))
		}
	}
	d.facts = out
}

// put adds a fact that stands on the sources of the source.
func (d *draft) put(id string, b fact.Body) {
	d.facts = append(d.facts, fact.New(b, d.source.Sources, fact.RuleRemedy+fact.Rule(id)))
}
