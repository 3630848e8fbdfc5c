package gleif

import (
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// relation maps a relationship record: "start is consolidated by end", so the
// start node is the child. It returns why it says nothing.
func (r *reader) relation(f *fields) (skip string) {
	child, parent := r.lei(f.one[startNode]), r.lei(f.one[endNode])
	if child == "" || parent == "" {
		return "node-malformed"
	}
	kind := f.one[relationType]
	r.Ref.ID = f.one[startNode] + "|" + kind + "|" + f.one[endNode]
	r.Ref.Date = r.date(f.one[updated])
	if skip, done := r.begin(f, "2|"+r.Ref.ID); done {
		return skip
	}
	switch f.one[registrationStatus] {
	case "ANNULLED":
		return "annulled"
	case "DUPLICATE":
		return "duplicate-entry"
	case "LAPSED", "RETIRED":
		r.Flag(strings.ToLower(f.one[registrationStatus]))
	}
	if child == parent && kind != "IS_INTERNATIONAL_BRANCH_OF" {
		r.Flag("self-holding")
	}
	base := fact.Interest{Asset: child, Owner: parent, Hi: fact.Whole, Note: kind}
	for _, p := range r.periods(f) {
		i := base
		i.From, i.To = p.from, p.to
		if skip := r.related(f, kind, i); skip != "" {
			return skip
		}
	}
	return ""
}

// related yields what a relation of a kind means. It returns why it says nothing.
func (r *reader) related(f *fields, kind string, i fact.Interest) (skip string) {
	switch kind {
	case "IS_DIRECTLY_CONSOLIDATED_BY":
		i.Direct = fact.Yes
		r.consolidated(f, i)
	case "IS_ULTIMATELY_CONSOLIDATED_BY":
		i.Direct = fact.No // a summary of the chain of direct parents
		r.consolidated(f, i)
	case "IS_INTERNATIONAL_BRANCH_OF":
		switch {
		case i.Asset == i.Owner:
			return "self-holding"
		case i.To != "": // a party is a branch or is not: there is no date to put to it
			return "branch-ended"
		}
		r.Emit(registry.Record{Party: &fact.Party{ID: i.Asset, Kind: fact.Branch, BranchOf: i.Owner}})
	case "IS_FUND-MANAGED_BY":
		i.Kind = fact.Contract
		r.Emit(registry.Record{Interest: &i})
	case "IS_SUBFUND_OF":
		i.Kind = fact.OtherInfluence
		r.Emit(registry.Record{Interest: &i})
	case "IS_FEEDER_TO": // the feeder fund holds units of the master fund
		i.Asset, i.Owner, i.Kind = i.Owner, i.Asset, fact.UnknownInterest
		r.Emit(registry.Record{Interest: &i})
	default:
		return "relation-unknown"
	}
	return ""
}

// consolidated yields the instrument, and the holding as far as it is
// quantified: 0 to 100 for a direct one, nothing for an ultimate one that is not.
func (r *reader) consolidated(f *fields, i fact.Interest) {
	control := i
	control.Kind = fact.Consolidation
	r.Emit(registry.Record{Interest: &control})
	i.Kind = fact.Shares
	var flags []string
	quantified := false
	for n := range f.count(quantity) {
		lo, hi, flag, ok := percentage(f.at(quantity, n), f.at(quantityUnits, n))
		if flag != "" {
			flags = append(flags, r.Note(flag))
		}
		if ok && quantified && (lo != i.Lo || hi != i.Hi) { // two amounts: what both allow, or either
			flags = append(flags, r.Note("share-several"))
			lo, hi = min(lo, i.Lo), max(hi, i.Hi)
		}
		if ok {
			i.Lo, i.Hi, quantified = lo, hi, true
		}
	}
	if quantified || i.Direct == fact.Yes {
		r.Emit(registry.Record{Interest: &i}, flags...)
	}
}

// percentage reads an amount. One above 0 and up to 1 may be a percentage or a
// fraction, since both are published as PERCENTAGE: it is a lower bound only.
func percentage(amount, units string) (lo, hi fact.Share, flag string, ok bool) {
	if amount == "" {
		return 0, fact.Whole, "", false
	}
	if units != "" && units != "PERCENTAGE" {
		return 0, fact.Whole, "share-units-unknown", false
	}
	lo, hi, err := registry.ParseShare(strings.TrimSpace(amount))
	switch {
	case err != nil:
		return 0, fact.Whole, "share-rejected", false
	case hi == 0:
		return 0, fact.Whole, "share-zero", false
	case lo <= fact.Percent:
		return lo, fact.Whole, "share-ambiguous", true
	}
	return lo, hi, "", true
}

type period struct{ from, to fact.Date }

// periods returns the periods of validity; only RELATIONSHIP_PERIOD is one, the
// others are dates of evidence. An inactive relation without an end is taken to
// have ended when that was last stated.
func (r *reader) periods(f *fields) (list []period) {
	for i := range f.count(periodStart, periodEnd, periodType) {
		if f.at(periodType, i) == "RELATIONSHIP_PERIOD" {
			p := period{r.date(f.at(periodStart, i)), r.date(f.at(periodEnd, i))}
			if p.from != "" && p.to != "" && p.to.Last() < p.from.First() {
				r.Flag("dates-turned-round")
			}
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		list = []period{{}}
	}
	gone := f.one[relationStatus] == "INACTIVE" || f.one[registrationStatus] == "RETIRED"
	if last := &list[len(list)-1]; gone && last.to == "" {
		last.to = r.Ref.Date
		r.Flag("end-inferred")
	}
	return list
}
