package graph

import (
	"time"

	"github.com/longarm-project/longarm/fact"
)

// Interest returns the interest that e stands for, under the given names of its
// parties. Spans are those of the file; a bound that was known only to its month
// or year comes back as short.
func (e Edge) Interest(owner, asset fact.PartyID, spans []Span) fact.Interest {
	i := fact.Interest{Owner: owner, Asset: asset, Kind: e.Meta.Kind(), Hi: fact.Whole}
	switch i.Kind {
	case fact.Shares, fact.Votes, fact.Surplus, fact.Profit, fact.Proxy:
		i.Lo, i.Hi = fact.Share(e.Lo), fact.Share(e.Hi)
	case fact.BoardAppointment, fact.BoardMember, fact.BoardChair, fact.Director:
		i.Seats, i.SeatsOf = int(e.Lo), int(e.Hi)
	}
	if e.Meta&MetaIndirect != 0 {
		i.Direct = fact.No
	}
	switch {
	case e.Meta&MetaDecisive != 0:
		i.Note = "power over important matters"
	case e.Meta&MetaDenied != 0:
		i.Note = "no veto"
	}
	i.Conditional = e.Meta&MetaConditional != 0
	if n := e.Meta.Span(); int(n) < len(spans) {
		i.From, i.To = bound(spans[n].FromFirst, spans[n].FromLast), bound(spans[n].ToFirst, spans[n].ToLast)
	}
	return i
}

// bound gives a range of days the date it was read from: a day, a month or a year.
func bound(first, last int32) fact.Date {
	if first == DayFirst || first == DayLast || last == DayFirst || last == DayLast {
		return ""
	}
	d := fact.Date(time.Unix(int64(first)*86400, 0).UTC().Format(time.DateOnly))
	for _, n := range []int{10, 7, 4} {
		if short := d[:n]; short.First() == d {
			if l, ok := short.Last().Days(); ok && l == last {
				return short
			}
		}
	}
	return d
}
