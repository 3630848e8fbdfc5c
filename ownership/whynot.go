package ownership

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// A Certificate is why a party is not surely in: who holds it, how much of that
// could count at most, and what is not known that would decide.
type Certificate struct {
	Party   fact.PartyID
	Verdict fact.Truth
	Sums    []CertifiedSum
	// Deciding names what is not known and would decide, nearest to the party first.
	Deciding []Open
	// Grounds are those of all that was looked at on the way up.
	Grounds []Ground
}

// An Open is something that is not known, in words about parties.
type Open struct {
	format string
	args   []any
}

// Text says what is not known, under the names that name gives to parties.
func (o Open) Text(name func(fact.PartyID) string) string {
	args := slices.Clone(o.args)
	for i, a := range args {
		if p, ok := a.(fact.PartyID); ok {
			args[i] = name(p)
		}
	}
	return fmt.Sprintf(o.format, args...)
}

// byID names parties by their ids.
func byID(p fact.PartyID) string { return string(p) }

// A CertifiedSum bounds one dimension: between Lo and Hi is held by parties that count.
type CertifiedSum struct {
	Dimension string
	Lo, Hi    fact.Share
	Needs     fact.Share
	Strict    bool
	Holders   []CertifiedHolder
	// Excess marks a table whose lower bounds add up to more than 100 %.
	Excess bool
}

// A CertifiedHolder is one row of the table.
type CertifiedHolder struct {
	Owner    fact.PartyID
	Lo, Hi   fact.Share
	Verdict  fact.Truth // whether the holder counts
	Conflict bool       // records that cannot all be right
	Indirect bool       // stated of what the holder has through others
}

// maxUpstream bounds how many parties a certificate looks at.
const maxUpstream = 10_000

// WhyNot returns the certificate of a verdict of no or possible; ok is false
// for a party that is not in the graph or is surely in.
func (r *Result) WhyNot(p fact.PartyID) (c *Certificate, ok bool) {
	x, ok := r.w.g.Find(p)
	if !ok || r.verdict(x) == fact.Yes {
		return nil, false
	}
	c = &Certificate{Party: p, Verdict: r.verdict(x)}
	for d, s := range r.sums(x) {
		c.Sums = append(c.Sums, r.certify(x, d, s))
	}
	up := r.w.g.upstream(x, maxUpstream)
	for _, u := range up {
		c.Grounds = append(c.Grounds, r.w.g.labels.party(u)...)
		for i := r.w.g.first(u); i < r.w.g.first(u)+uint32(len(r.w.g.owners(u))); i++ {
			c.Grounds = append(c.Grounds, r.w.g.labels.edge(i))
		}
	}
	if c.Verdict == fact.Unknown {
		c.Deciding = r.deciding(x)
	}
	return c, true
}

func (r *Result) certify(x uint32, d int, s sum) CertifiedSum {
	c := CertifiedSum{
		Dimension: r.Rule.sums[d].name, Lo: fact.Share(s.lo), Hi: fact.Share(s.hi),
		Needs: fact.Share(r.Rule.threshold), Strict: r.Rule.Strict, Excess: s.excess,
	}
	t := r.w.table(x, r.Rule.sums[d], nil)
	for _, t := range t.all() {
		h := CertifiedHolder{Owner: r.w.g.ID(t.owner), Lo: fact.Share(t.lo), Hi: fact.Share(t.hi), Verdict: r.counts(t.owner), Conflict: t.conflict, Indirect: t.indirect}
		if t.owner == x {
			h.Verdict = fact.No // nobody comes in by what is its own
		}
		c.Holders = append(c.Holders, h)
	}
	return c
}

// counts says whether a holder's stakes count, under the reading that says least and the one that says most.
func (r *Result) counts(x uint32) fact.Truth {
	all, some := true, false
	for _, run := range r.runs {
		all = all && run.lower.member(x, noLimit)
		some = some || run.upper.member(x, noLimit)
	}
	switch {
	case all:
		return fact.Yes
	case some:
		return fact.Unknown
	}
	return fact.No
}

// deciding walks the proof that x may be in and names what it takes for granted.
func (r *Result) deciding(x uint32) []Open {
	var out []Open
	say := func(format string, args ...any) {
		o := Open{format, args}
		if !slices.ContainsFunc(out, func(x Open) bool { return x.Text(byID) == o.Text(byID) }) {
			out = append(out, o)
		}
	}
	if name := r.Split(r.w.g.ID(x)); name != "" {
		say("how the text is read: only as %q is it met", name)
	}
	proof, ok := r.Why(r.w.g.ID(x))
	if !ok {
		return out
	}
	for _, s := range slices.Backward(proof.Steps) {
		n, _ := r.w.g.Find(s.Party)
		if r.runs[0].lower.status(n, noLimit) {
			continue
		}
		r.decideStep(s, n, say)
	}
	return out
}

func (r *Result) decideStep(s Step, n uint32, say func(string, ...any)) {
	node := r.w.g.node(n)
	switch {
	case s.Basis == ByUnknown:
		r.decideSeed(s.Party, node, say)
		return
	case s.Basis == ByAnonymity:
		say("who %s is", s.Party)
		return
	case s.Basis == ByHalfBoard:
		say("who has the casting vote on the board of %s", s.Party)
	case s.Basis == ByDesignation:
		say("the day on which the designation of %s takes or loses effect, or whether it is of another whose name is alike", s.Party)
	}
	if r.Rule.ForeignOnly && foreign(node) == fact.Unknown {
		say("whether %s is a foreign person", s.Party)
	}
	if r.byOwnShares(n) {
		say("whether the shares that %s has of itself count as outstanding: only if they do not is the test met", s.Party)
	}
	for _, h := range s.Holdings {
		if h.Owner == h.Asset {
			continue
		}
		if h.Lo < h.Hi {
			say("the share of %s in %s (%s is known)", h.Owner, h.Asset, shareRange(h.Lo, h.Hi))
		} else if h.Hi == 0 {
			say("what the %s of %s in %s gives power over", h.Kind, h.Owner, h.Asset)
		}
	}
}

// byOwnShares reports whether a sum of n reaches the threshold only where its own shares are left out of account.
func (r *Result) byOwnShares(n uint32) bool {
	only := false
	for _, s := range r.sums(n) {
		if s.lo >= r.Rule.least() || s.issued >= r.Rule.least() {
			return false
		}
		only = only || r.Rule.reaches(s.hi)
	}
	return only
}

// decideSeed asks for the facts of which one may tie a party to the rule's countries.
func (r *Result) decideSeed(p fact.PartyID, n *graph.Node, say func(string, ...any)) {
	person := n.Kind == graph.NodePerson
	for _, by := range r.Rule.Seeds.By {
		switch {
		case by == "organized" && !person && n.Organized == 0:
			say("where %s is organised", p)
		case by == "seat" && !person && n.Seat == 0:
			say("where the principal place of business of %s is", p)
		case by == "residence" && n.Kind <= graph.NodePerson && n.Residence == 0:
			say("where %s primarily resides", p)
		case by == "citizenship" && n.Kind <= graph.NodePerson && n.Citizenship == 0:
			say("which citizenship %s has", p)
		case by == "state" && n.Kind >= graph.NodeState && n.State == 0:
			say("to which state %s belongs", p)
		}
	}
	if r.Rule.ForeignOnly && foreign(n) == fact.Unknown {
		say("whether %s is a foreign person", p)
	}
	if x, ok := r.w.g.Find(p); ok && r.w.undisclosed(x, n) {
		say("who holds %s, beside those listed", p)
	}
}

// String prints the certificate as sentences, one a line, with ids of parties.
func (c *Certificate) String() string { return c.Text(byID) }

// Text prints the certificate as sentences, one a line, under the names that name gives to parties.
func (c *Certificate) Text(name func(fact.PartyID) string) string {
	var b strings.Builder
	for _, s := range c.Sums {
		more := "or more"
		if s.Strict {
			more = "to be exceeded"
		}
		fmt.Fprintf(&b, "%s of %s held by parties that count: %s, %s %s is needed\n", s.Dimension, name(c.Party), shareRange(s.Lo, s.Hi), s.Needs, more)
		for _, h := range s.Holders {
			fmt.Fprintf(&b, "  %s\n", h.text(c.Party, name))
		}
	}
	for _, d := range c.Deciding {
		fmt.Fprintf(&b, "would decide: %s\n", d.Text(name))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// text is a row in words.
func (h *CertifiedHolder) text(asset fact.PartyID, name func(fact.PartyID) string) string {
	share := shareRange(h.Lo, h.Hi)
	switch {
	case h.Owner == asset:
		return fmt.Sprintf("%s has %s of its own shares, by which nobody holds it", name(asset), share)
	case h.Lo == 0 && h.Hi == fact.Whole:
		share = "a share that is not known"
	}
	if h.Indirect {
		share += " indirectly"
	}
	return fmt.Sprintf("%s holds %s; counts: %s", name(h.Owner), share, h.Verdict)
}
