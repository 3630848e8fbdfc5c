package check

import (
	"slices"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// maxTimes bounds the times of the calendar, and the spans of one dealing, that are told apart.
const maxTimes = 60

// A calendar knows the times between which something stated of the parties to dealings changes.
type calendar struct {
	review  fact.Date
	said    map[fact.PartyID][]*fact.Party
	held    map[fact.PartyID][]*fact.Interest
	begins  []fact.Date // of each time but the first, in order
	further bool        // there were more, earlier ones
}

func newCalendar(set *fact.Set, review fact.Date) *calendar {
	c := &calendar{review: review, said: map[fact.PartyID][]*fact.Party{}, held: map[fact.PartyID][]*fact.Interest{}}
	for _, x := range fact.Of[*fact.Claim](set) {
		if x.Interest != nil {
			c.held[x.Interest.Asset] = append(c.held[x.Interest.Asset], x.Interest)
		} else if x.Party != nil {
			c.said[x.Party.ID] = append(c.said[x.Party.ID], x.Party)
		}
	}
	for _, d := range fact.Of[*fact.Dealing](set) {
		began, ended := review, review
		switch first := d.From.First(); {
		case d.From != "":
			began, ended = min(review, first), max(review, first)
		case d.To != "":
			n, _ := d.To.Last().Days()
			began = min(review, dayOf(int64(n)-1))
		}
		if began == ended {
			continue
		}
		for _, p := range partiesTo(d) {
			c.begins = append(c.begins, after(c.changes(p), began, ended)...)
		}
	}
	slices.Sort(c.begins)
	c.begins = slices.Compact(c.begins)
	if n := len(c.begins) - maxTimes; n > 0 {
		c.begins, c.further = c.begins[n:], true
	}
	return c
}

// after picks the days after one and not after another.
func after(days []fact.Date, began, ended fact.Date) []fact.Date {
	return slices.DeleteFunc(slices.Clone(days), func(d fact.Date) bool { return d <= began || d > ended })
}

// partiesTo lists whom a dealing names.
func partiesTo(d *fact.Dealing) []fact.PartyID {
	out := append([]fact.PartyID{d.Subject}, deal{Dealing: d}.others()...)
	for _, a := range d.Access {
		out = append(out, a.Parties()...)
	}
	return out
}

// changes lists the days on which something stated of a party, or of those behind it, begins or ends. Of a day known to the month or
// year, its first and last.
func (c *calendar) changes(p fact.PartyID) (days []fact.Date) {
	note := func(all ...fact.Date) {
		for _, d := range all {
			if d != "" {
				days = append(days, d.First(), d.Last())
			}
		}
	}
	up := []fact.PartyID{p}
	for i := 0; i < len(up); i++ {
		for _, s := range c.said[up[i]] {
			for _, d := range s.Designated {
				note(d.From, d.Published, d.To)
			}
			for _, d := range s.Stays {
				note(d.From, d.To)
			}
		}
		for _, x := range c.held[up[i]] {
			note(x.From, x.To)
			if !slices.Contains(up, x.Owner) {
				up = append(up, x.Owner)
			}
		}
	}
	return days
}

// time is the day that stands for the time in which a day lies: its last, or of the latest its first; "" for that of the review.
func (c *calendar) time(day fact.Date) fact.Date {
	begun := func(d fact.Date) (n int) {
		for n < len(c.begins) && c.begins[n] <= d {
			n++
		}
		return n
	}
	n := begun(day)
	if n == begun(c.review) {
		return ""
	}
	if n < len(c.begins) {
		return before(c.begins[n])
	}
	return c.begins[n-1]
}

func before(d fact.Date) fact.Date {
	n, _ := d.Days()
	return dayOf(int64(n) - 1)
}

// A stretch is some days of a deal, of which the last stands for all.
type stretch struct {
	from, to fact.Date
	open     opening
}

// spans parts the days of a deal at those on which its answer may turn. more says that there are more than are told apart.
func (w *world) spans(i int) (out []stretch, more bool) {
	d := w.deals[i]
	last := w.day(d)
	if d.From == "" || d.From.First() >= last {
		return []stretch{{from: last, to: last}}, false
	}
	began := d.From.First()
	if w.calendar.further && began < w.calendar.begins[0] {
		began, more = min(w.calendar.begins[0], last), true
	}
	days := slices.Clone(w.code.days)
	for _, p := range partiesTo(d.Dealing) {
		days = append(days, w.calendar.changes(p)...)
	}
	for name, text := range d.Terms {
		if f := w.code.kinds["dealing"].fields[name]; f != nil && f.sort == date {
			if v, ok := read(date, text); ok && v.lo == v.hi {
				days = append(days, dayOf(v.lo), dayOf(v.lo+1))
			}
		}
	}
	about := []string{"dealing " + d.Name}
	for _, a := range d.assets() {
		about = append(about, "asset "+string(a))
	}
	for _, key := range about {
		for _, s := range w.safeguards[key] {
			if s.Since != "" {
				days = append(days, s.Since.First())
			}
		}
	}
	days = after(append(days, w.leaving(i, began, last)...), began, last)
	slices.Sort(days)
	days = slices.Compact(days)
	if n := len(days) - maxTimes; n > 0 {
		days, began, more = days[n:], days[n-1], true
	}
	for _, day := range days {
		out = append(out, stretch{from: began, to: before(day)})
		began = day
	}
	return append(out, stretch{from: began, to: last}), more
}

// leaving lists the days on which deals leave the window of a deal, and on which these began.
func (w *world) leaving(i int, began, last fact.Date) (out []fact.Date) {
	if w.code.pack.Window == nil {
		return nil
	}
	for _, p := range w.meets(w.deals[i]) {
		with := w.meeting[[2]fact.PartyID{w.deals[i].Subject, p}]
		for _, k := range with {
			o := w.deals[k]
			if k == i || o.To == "" {
				continue
			}
			gone := monthsBefore(o.To.Last(), -w.code.pack.Window.Months)
			if gone <= began || gone > last {
				continue
			}
			out = append(out, gone)
			if first := o.From.First(); len(with) <= maxTimes && first > began {
				out = append(out, first)
			}
		}
	}
	return out
}

// A judgement is on which day a deal is judged, and how its answer was by its days.
type judgement struct {
	on     fact.Date // "" is the day of the review, or the last of what has ended
	spans  []determination.Span
	varied bool // the answers by its days differ
}

// judgement tries the answer of a deal on each of its days. What has ended is judged on those on which it is the most
// serious, the latest of these.
func (w *world) judgement(i int) judgement {
	spans, more := w.spans(i)
	last := len(spans) - 1
	if last == 0 && !more && w.calendar.time(spans[0].to) == "" {
		return judgement{}
	}
	var out judgement
	for k := range spans {
		s := &spans[k]
		of := w
		if k < last || w.calendar.time(s.to) != "" {
			of = w.tried(s.to)
		}
		s.open = of.open(of.dealing(i))
		out.varied = out.varied || k > 0 && !slices.Equal(s.open.words, spans[k-1].open.words)
	}
	judged := last
	if d := w.deals[i]; d.To != "" && d.To.Last() <= w.at {
		for k := last - 1; k >= 0; k-- {
			if w.answer(spans[k].open).Seriousness() < w.answer(spans[judged].open).Seriousness() {
				judged = k
			}
		}
	}
	if judged != last || w.calendar.time(spans[last].to) != "" {
		out.on = spans[judged].to
	}
	if !out.varied {
		return out
	}
	for _, s := range spans {
		x := determination.Span{From: s.from, To: s.to, Outcome: w.answer(s.open), Citation: s.open.cites}
		if n := len(out.spans); n > 0 && out.spans[n-1].Outcome == x.Outcome {
			out.spans[n-1].To = x.To
			continue
		}
		out.spans = append(out.spans, x)
	}
	if len(out.spans) < 2 {
		out.spans = nil
	}
	return out
}

// answer is the outcome where some are open.
func (w *world) answer(o opening) determination.Outcome {
	switch {
	case len(o.words) == 1:
		return determination.Outcome(o.words[0])
	case w.code.pack.Catalogue:
		return determination.NotDecided
	}
	return determination.Undetermined
}

// tried returns the world of another day, to try answers in.
func (w *world) tried(day fact.Date) *world {
	if w.days[day] == nil {
		w.days[day] = w.on(day, -1)
	}
	return w.days[day]
}

// on returns the world of another day: the same deals, and parties as they were then. Own is the deal that is judged in it:
// its record bears no day in its name.
func (w *world) on(day fact.Date, own int) *world {
	x := newWorld(w.estate.on(day), w.code)
	x.dated, x.own = " on "+string(day), own
	return x
}

// on returns the estate as it is on another day.
func (e *estate) on(day fact.Date) *estate {
	x := *e
	x.state(day)
	return &x
}
