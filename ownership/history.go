package ownership

import (
	"slices"
	"time"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// A Change is a day on which a verdict became another.
type Change struct {
	From    fact.Date // first day of the verdict; empty for the first row
	Verdict fact.Truth
	// InForce says whether the rule applies from that day; where it does not, Verdict says nothing.
	InForce fact.Truth
}

// maxEvents bounds the days at which a history is solved anew.
const maxEvents = 5_000

// History returns the verdicts on one party over time, by the dates of all records
// above it: one row for each stretch with the same verdict, the first without a date. While
// the rule is not in force there is no verdict: such a stretch is one row, with unknown for it.
// complete is false where there are more event dates than are looked at.
func (g *Graph) History(rule *Rule, p fact.PartyID, o Options) (rows []Change, complete bool) {
	x, ok := g.Find(p)
	if !ok {
		return nil, true
	}
	part := g.part(g.upstream(x, maxUpstream))
	days := part.events(rule)
	complete = len(days) <= maxEvents
	days = days[:min(len(days), maxEvents)]
	first := fact.Date("0001-01-01")
	for _, day := range append([]fact.Date{first}, days...) {
		row := Change{From: day}
		if row.InForce, _ = rule.InForce(day); row.InForce != fact.No {
			row.Verdict = part.SolveWith(rule, day, o).Verdict(p)
		}
		if n := len(rows); n > 0 && rows[n-1].Verdict == row.Verdict && rows[n-1].InForce == row.InForce {
			continue
		}
		if day == first {
			row.From = ""
		}
		rows = append(rows, row)
	}
	return rows, complete
}

// events returns the days on which something in g or in the rule begins or ends, sorted.
func (g *Graph) events(rule *Rule) []fact.Date {
	var days []int32
	add := func(s graph.Span) {
		days = append(days, s.FromFirst, s.FromLast, s.ToFirst, s.ToLast)
	}
	for _, e := range g.in.Rows(0, uint32(g.in.Len())) {
		add(g.spans[e.Meta.Span()])
	}
	for _, m := range g.marks.Rows(0, uint32(g.marks.Len())) {
		add(m.Span)
	}
	for _, p := range rule.Periods {
		add(graph.NewSpan(p.From, p.To))
	}
	slices.Sort(days)
	var out []fact.Date
	for _, d := range slices.Compact(days) {
		if d != graph.DayFirst && d != graph.DayLast {
			out = append(out, fact.Date(time.Unix(int64(d)*86400, 0).UTC().Format("2006-01-02")))
		}
	}
	return out
}

// significant is the share from which a minority is flagged. No text has a figure; registers of
// beneficial owners commonly ask from more than 25 percent.
const significant = 25 * fact.Percent

// Flags returns what is worth saying beside the verdict on a party, sorted:
// "controlled-by-listed-person" where a party in holds a seat or instrument but the test is
// met by shares alone, "significant-minority" for a sum of 25 % or more that does not reach the threshold,
// "closed-ring" where all that holds a party is held in turn by what it holds, so that no owner outside is known and
// the answer is one about nothing,
// "covered-before:DATE" for a verdict that ended on a day, "share-conflict" and "shares-above-100"
// for tables that cannot all be right, "holders-missing" where a register says so, "red-flag-29"
// under bis-affiliates where the part of a listed owner cannot be determined.
func (r *Result) Flags(p fact.PartyID) []string {
	x, ok := r.w.g.Find(p)
	if !ok {
		return nil
	}
	var flags []string
	if r.verdict(x) != fact.Yes {
		flags = append(flags, r.minorFlags(x)...)
		flags = append(flags, r.pastFlags(p)...)
	}
	for d, s := range r.sums(x) {
		if s.excess {
			flags = append(flags, "shares-above-100")
		}
		t := r.w.table(x, r.Rule.sums[d], nil)
		for _, t := range t.all() {
			if t.conflict {
				flags = append(flags, "share-conflict")
			}
		}
	}
	if r.Rule.Name == "bis-affiliates" && r.verdict(x) == fact.Unknown && r.unsized(x) {
		flags = append(flags, "red-flag-29")
	}
	if r.closed(x) {
		flags = append(flags, "closed-ring")
	}
	if r.w.g.node(x).Flags&graph.NodeGap != 0 {
		flags = append(flags, "holders-missing")
	}
	slices.Sort(flags)
	return slices.Compact(flags)
}

// closed reports whether every way up from x ends in a ring: no party above it is without holders, and no
// company has room for one that nobody lists.
func (r *Result) closed(x uint32) bool {
	dims := r.Rule.sums
	if len(dims) == 0 {
		dims = []dimension{dimensions["shares"]}
	}
	queue, seen := []uint32{x}, map[uint32]bool{x: true}
	for i := 0; i < len(queue); i++ {
		if len(queue) > maxUpstream {
			return false
		}
		var owners []uint32
		for _, d := range dims {
			t := r.w.table(queue[i], d, nil)
			owners = append(owners, t.holders()...)
			if !t.complete && len(t.rows) > 0 && t.highest() < whole {
				return false
			}
		}
		if len(owners) == 0 {
			return false
		}
		for _, o := range owners {
			if !seen[o] {
				seen[o] = true
				queue = append(queue, o)
			}
		}
	}
	return true
}

// holders lists who has, or may have, something in a table as far as the others leave room.
func (t *table) holders() []uint32 {
	var lows uint64
	for _, s := range t.rows {
		lows += uint64(s.lo)
	}
	var out []uint32
	for _, s := range t.all() {
		if s.lo > 0 || s.hi > 0 && (lows < whole || s.indirect) {
			out = append(out, s.owner)
		}
	}
	return out
}

// highest adds the upper bounds of a table.
func (t *table) highest() uint64 {
	var sum uint64
	for _, s := range t.rows {
		sum += uint64(s.hi)
	}
	return sum
}

// minorFlags looks for control short of the test.
func (r *Result) minorFlags(x uint32) []string {
	var flags []string
	f := r.runs[0].lower
	for _, e := range r.w.g.owners(x) {
		k := e.Meta.Kind()
		if power, _ := f.instrument(x, e); (power != "" || isBoard(k)) && r.w.spans[e.Meta.Span()] == fact.Yes && f.member(e.Other, noLimit) {
			flags = append(flags, "controlled-by-listed-person")
		}
	}
	for _, s := range r.sums(x) {
		if s.lo >= uint64(significant) && !r.Rule.reaches(s.lo) {
			flags = append(flags, "significant-minority")
		}
	}
	return flags
}

// unsized reports whether a party surely in holds a part of x that cannot be determined
// (Red Flag 29, Supp. 3 to 15 CFR Part 732, paragraph (b)).
func (r *Result) unsized(x uint32) bool {
	for _, dim := range r.Rule.sums {
		t := r.w.table(x, dim, nil)
		for _, t := range t.all() {
			if t.lo < t.hi && r.counts(t.owner) == fact.Yes {
				return true
			}
		}
	}
	return false
}

// pastFlags looks for a yes that ended before the day of the result.
func (r *Result) pastFlags(p fact.PartyID) []string {
	if r.At == "" {
		return nil
	}
	rows, _ := r.w.g.History(r.Rule, p, r.w.opts)
	for i := len(rows) - 1; i > 0; i-- {
		if rows[i-1].Verdict == fact.Yes && rows[i].Verdict != fact.Yes && rows[i].InForce != fact.No && rows[i].From <= r.At {
			return []string{"covered-before:" + string(rows[i].From)}
		}
	}
	return nil
}

// Parents follows the parents that consolidate a party in their accounts, nearest first, the
// least id where there are several. cycle is set where the chain comes back to a party of its own;
// then there is no ultimate parent.
func (g *Graph) Parents(p fact.PartyID, at fact.Date) (chain []fact.PartyID, cycle bool) {
	x, ok := g.Find(p)
	if !ok {
		return nil, false
	}
	spans := g.active(at)
	seen := map[uint32]bool{x: true}
	for {
		next := noEdge
		for _, e := range g.owners(x) {
			direct := e.Meta&graph.MetaIndirect == 0
			if e.Meta.Kind() == fact.Consolidation && direct && spans[e.Meta.Span()] != fact.No && next == noEdge {
				next = e.Other
			}
		}
		if next == noEdge {
			return chain, false
		}
		chain = append(chain, g.ID(next))
		if seen[next] {
			return chain, true
		}
		seen[next], x = true, next
	}
}
