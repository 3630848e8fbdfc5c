package review

import (
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// A Day is one on which dealings are to be judged with other facts about their parties
// than those of the day of review, and the parties concerned.
type Day struct {
	On      fact.Date
	Parties []fact.PartyID
}

// Days returns the days, beside the one of review, for which ownership tests are to be
// solved: what is stated of parties to dealings changed between them. Sorted.
func Days(set *fact.Set, at fact.Date) []Day {
	c := newCalendar(set, at)
	parties := map[fact.PartyID]bool{}
	for f, d := range fact.Of[*fact.Dealing](set) {
		if began, ended := bounds(newDealing(f, d), at); began < ended {
			for _, p := range partiesTo(d) {
				parties[p] = len(c.changes(p)) > 0
			}
		}
	}
	maps.DeleteFunc(parties, func(_ fact.PartyID, changed bool) bool { return !changed })
	var out []Day
	for _, on := range c.others() {
		out = append(out, Day{on, slices.Sorted(maps.Keys(parties))})
	}
	return out
}

// maxDays bounds the days on which what is stated of parties changes, and the spans of one dealing, that are told apart.
const maxDays = 60

// A calendar holds the days on which what is stated of the parties to dealings changes.
type calendar struct {
	at    fact.Date
	ties  map[fact.PartyID][]*fact.Interest
	said  map[fact.PartyID][]*fact.Party
	of    map[fact.PartyID][]fact.Date
	begin []fact.Date // of each time in which nothing changes, but the first
	older bool        // there were more than are told apart
}

func newCalendar(set *fact.Set, at fact.Date) *calendar {
	c := &calendar{at: at, ties: map[fact.PartyID][]*fact.Interest{}, said: map[fact.PartyID][]*fact.Party{}, of: map[fact.PartyID][]fact.Date{}}
	dated := false
	for _, x := range fact.Of[*fact.Claim](set) {
		switch {
		case x.Interest != nil:
			c.ties[x.Interest.Asset] = append(c.ties[x.Interest.Asset], x.Interest)
			dated = dated || x.Interest.From != "" || x.Interest.To != ""
		case x.Party != nil && len(x.Party.Designated)+len(x.Party.Stays) > 0:
			c.said[x.Party.ID] = append(c.said[x.Party.ID], x.Party)
			dated = true
		}
	}
	if !dated {
		return c
	}
	for f, d := range fact.Of[*fact.Dealing](set) {
		began, ended := bounds(newDealing(f, d), at)
		for _, p := range partiesTo(d) {
			c.begin = append(c.begin, within(c.changes(p), began, ended)...)
		}
	}
	slices.Sort(c.begin)
	c.begin = slices.Compact(c.begin)
	if n := len(c.begin) - maxDays; n > 0 {
		c.begin, c.older = c.begin[n:], true
	}
	return c
}

// bounds returns the first and the last day that are looked at of a dealing: its own, as
// far as they are stated, and the day of review, whichever comes later.
func bounds(d dealing, at fact.Date) (began, ended fact.Date) {
	began, ended = at, at
	switch {
	case d.From != "":
		began, ended = min(at, d.From.First()), max(at, d.From.First())
	case d.To != "":
		began = min(at, law.DayDate(d.ended-1))
	}
	return began, ended
}

// within returns the days after began and not after ended.
func within(days []fact.Date, began, ended fact.Date) []fact.Date {
	var out []fact.Date
	for _, d := range days {
		if d > began && d <= ended {
			out = append(out, d)
		}
	}
	return out
}

// partiesTo lists whom a dealing names.
func partiesTo(d *fact.Dealing) []fact.PartyID {
	out := append([]fact.PartyID{d.Subject}, counterparties(d)...)
	for _, a := range d.Access {
		out = append(out, a.Parties()...)
	}
	return out
}

// changes lists the days on which what is stated of a party, or of those behind it, begins or ends.
func (c *calendar) changes(p fact.PartyID) []fact.Date {
	if days, ok := c.of[p]; ok {
		return days
	}
	var days []fact.Date
	note := func(ds ...fact.Date) {
		for _, d := range ds {
			if d == "" {
				continue
			}
			days = append(days, d.First())
			if _, after := law.DateDays(d); d.First() != d.Last() {
				days = append(days, law.DayDate(after))
			}
		}
	}
	seen := map[fact.PartyID]bool{p: true}
	for open := []fact.PartyID{p}; len(open) > 0; open = open[1:] {
		for _, s := range c.said[open[0]] {
			for _, d := range s.Designated {
				note(d.From, d.Published, d.To)
			}
			for _, d := range s.Stays {
				note(d.From, d.To)
			}
		}
		for _, i := range c.ties[open[0]] {
			note(i.From, i.To)
			if !seen[i.Owner] {
				seen[i.Owner] = true
				open = append(open, i.Owner)
			}
		}
	}
	slices.Sort(days)
	c.of[p] = slices.Compact(days)
	return c.of[p]
}

// time returns a day that stands for the time, in which nothing changes, that a day lies in; "" for that of the review.
func (c *calendar) time(day fact.Date) fact.Date {
	after := func(d fact.Date) int {
		n, found := slices.BinarySearch(c.begin, d)
		if found {
			n++
		}
		return n
	}
	n := after(day)
	switch {
	case n == after(c.at):
		return ""
	case n < len(c.begin):
		return dayBefore(c.begin[n])
	}
	return c.begin[n-1]
}

// others lists the days that stand for the times other than that of the review.
func (c *calendar) others() []fact.Date {
	if len(c.begin) == 0 {
		return nil
	}
	var out []fact.Date
	for _, d := range append([]fact.Date{dayBefore(c.begin[0])}, c.begin...) {
		if t := c.time(d); t != "" {
			out = append(out, t)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func dayBefore(d fact.Date) fact.Date {
	n, _ := d.Days()
	return law.DayDate(int64(n) - 1)
}

// on returns the world as it is on another day: the same dealings, and parties as they were then.
func (w *world) on(day fact.Date) *world {
	v := *w
	v.at, v.base, v.own = day, w, map[int]bool{}
	v.claims, v.employers, v.holders, v.ties = map[fact.PartyID][]claimed{}, map[fact.PartyID][]interest{}, map[fact.PartyID][]fact.ID{}, map[fact.PartyID][]fact.ID{}
	v.held = map[fact.PartyID][]fact.ID{}
	v.state()
	v.orderEmployers()
	v.controls = w.solved[w.calendar.time(day)]
	v.parties, v.choices, v.records = map[fact.PartyID]*law.Record{}, map[string]*law.Record{}, map[int]*law.Record{}
	v.exchanges, v.coursesBy, v.courseNames = map[int]*exchange{}, map[string]*law.Record{}, map[string]int{}
	v.index, v.areas, v.joint, v.split = map[*law.Record]int{}, map[*law.Record][]int64{}, map[*law.Record]bool{}, map[*law.Record]bool{}
	v.unlisted = map[*law.Record]bool{}
	v.cited = nil
	return &v
}

// dated is the end of the ids of records that are of another day than the dealings of
// that name are judged on, so that no two records of a proof have one id.
func (w *world) dated(own bool) string {
	if own {
		return ""
	}
	return " on " + string(w.at)
}

// judges reports whether dealing i is judged in this world.
func (w *world) judges(i int) bool {
	if w.base == nil {
		return !w.moved[i]
	}
	return w.own[i]
}

// A span is some days of a dealing, the last of which stands for all.
type span struct {
	from, to fact.Date
	possible []determination.Outcome
	citation string
}

// spans parts the days of dealing i on which something changes that its answer may turn
// on, the oldest first; the last is the one that it is judged on otherwise. more is set
// where there are more than are looked at.
func (w *world) spans(i int, literals []fact.Date) (out []span, more bool) {
	d := w.dealings[i]
	last := w.day(d)
	if d.From == "" || d.From.First() >= last {
		return []span{{from: last, to: last}}, false
	}
	began := d.From.First()
	if w.calendar.older && began < w.calendar.begin[0] {
		began, more = min(w.calendar.begin[0], last), true
	}
	days := within(literals, began, last)
	for _, p := range partiesTo(d.Dealing) {
		days = append(days, within(w.calendar.changes(p), began, last)...)
	}
	for name, text := range d.Terms {
		f := w.kind.dealing.Field(name)
		if f == nil || f.Type != law.Date {
			continue
		}
		if v, err := law.ParseValue(law.Date, text); err == nil && v.Lo == v.Hi {
			days = append(days, within([]fact.Date{law.DayDate(v.Lo), law.DayDate(v.Lo + 1)}, began, last)...)
		}
	}
	keys := []string{"dealing " + d.Name}
	for _, a := range assetsOf(d.Dealing) {
		keys = append(keys, "asset "+string(a))
	}
	for _, k := range keys {
		for _, s := range w.safeguards[k] {
			if s.Since != "" {
				days = append(days, within([]fact.Date{s.Since.First()}, began, last)...)
			}
		}
	}
	days = append(days, w.dropOuts(i, began, last)...)
	slices.Sort(days)
	days = slices.Compact(days)
	if n := len(days) - maxDays; n > 0 {
		days, began, more = days[n:], days[n-1], true
	}
	for _, day := range days {
		out = append(out, span{from: began, to: dayBefore(day)})
		began = day
	}
	return append(out, span{from: began, to: last}), more
}

// dropOuts lists the days on which others that the pack's window adds to dealing i begin, or no longer count.
func (w *world) dropOuts(i int, began, last fact.Date) []fact.Date {
	if w.code.Pack.Window == nil {
		return nil
	}
	var out []fact.Date
	for _, p := range w.meets(w.dealings[i]) {
		with := w.pairs[pair{w.dealings[i].Subject, p}]
		for _, j := range with {
			o := w.dealings[j]
			if j == i || o.To == "" {
				continue
			}
			if gone := law.AddMonths(law.DayDate(o.ended), w.code.Pack.Window.Months); gone > began && gone <= last {
				out = append(out, gone)
				if len(with) <= maxDays && o.From != "" && o.From.First() > began {
					out = append(out, o.From.First())
				}
			}
		}
	}
	return within(out, began, last)
}

// A timeline is how the answer about one dealing was on its days.
type timeline struct {
	spans []span
	on    *world // of the day on which it is judged; nil: that of the review
	more  bool
}

// timelines tells how the answers about dealings were on their days; nil: nothing changed in any of these.
func (d *decider) timelines(dealings []int) []timeline {
	out := make([]timeline, len(dealings))
	any, moved := false, false
	for n, i := range dealings {
		if spans, more := d.world.spans(i, d.days); len(spans) > 1 || more || d.world.calendar.time(spans[0].to) != "" {
			any = true
			out[n] = d.timeline(i, spans, more)
			if out[n].on != nil {
				d.world.moved[i], moved = true, true
				d.judge(out[n].on.at).world.own[i] = true
			}
		}
	}
	if moved {
		d.drop() // records were made under the names that those of the other day bear
	}
	if !any {
		return nil
	}
	return out
}

// timeline decides dealing i for each span of its days, by trial. An ended dealing is judged
// on the days on which the answer is the most serious, the latest of these; any other as it stands today.
func (d *decider) timeline(i int, spans []span, more bool) timeline {
	w := d.world
	t := timeline{spans: spans, more: more}
	deal := w.dealings[i]
	last := &t.spans[len(t.spans)-1]
	differ := false
	for k := range t.spans {
		s := &t.spans[k]
		of := d
		if k < len(t.spans)-1 || w.calendar.time(s.to) != "" {
			of = d.decider(s.to)
		}
		s.possible, s.citation = of.possible(i)
		differ = differ || k > 0 && !slices.Equal(s.possible, t.spans[k-1].possible)
	}
	judged := last
	if deal.To != "" && deal.To.Last() <= w.at {
		for k := len(t.spans) - 2; k >= 0; k-- {
			if s := &t.spans[k]; d.answer(s.possible).Seriousness() < d.answer(judged.possible).Seriousness() {
				judged = s
			}
		}
	}
	if judged != last || w.calendar.time(last.to) != "" {
		t.on = d.decider(judged.to).world
	}
	if !differ {
		t.spans = nil
	}
	return t
}

// decider returns the one that tries what the answers are on another day.
func (d *decider) decider(day fact.Date) *decider {
	if of := d.other[day]; of != nil {
		return of
	}
	of := newDecider(d.world.on(day), d.proof)
	of.concerned, of.brief, of.slow, of.played = d.concerned, d.brief, d.slow, d.played
	d.other[day] = of
	return of
}

// judge returns the one that decides, with its proof, what is judged on another day.
func (d *decider) judge(day fact.Date) *decider {
	of := d.judges[day]
	if of == nil {
		of = newDecider(d.world.on(day), d.proof)
		of.concerned, of.brief, of.slow, of.played = d.concerned, d.brief, d.slow, d.played
		d.judges[day] = of
	}
	return of
}

// possible lists the outcomes that are open for dealing i, the most serious first, and cites the provision that decides.
func (d *decider) possible(i int) (out []determination.Outcome, citation string) {
	d.trial.Forget()
	r := d.world.dealing(i)
	d.world.windows(d.trial, i)
	set := map[determination.Outcome]bool{}
	for _, rule := range d.world.code.Decide {
		t := d.trial.Value(r, rule.Field()).Truth
		if t == fact.No {
			continue
		}
		outcome := determination.Outcome(rule.Outcome)
		if rule.Condition != "" {
			switch d.trial.Value(r, r.Kind.Field(rule.Condition)).Truth {
			case fact.Yes:
				outcome = determination.Outcome(rule.Met)
			case fact.No:
				outcome = determination.Outcome(rule.Unmet)
			}
		}
		set[outcome] = true
		if citation == "" {
			citation = rule.Citation
		}
		if t == fact.Yes {
			return d.listed(set), citation
		}
	}
	set[determination.Outcome(d.world.code.Pack.Otherwise.Outcome)] = true
	return d.listed(set), citation
}

// answer is the outcome that possible ones come to.
func (d *decider) answer(possible []determination.Outcome) determination.Outcome {
	switch {
	case len(possible) == 1:
		return possible[0]
	case d.world.code.Pack.Catalogue:
		return determination.NotDecided
	}
	return determination.Undetermined
}

// onDays adds to a finding how the answer was on other days.
func (d *decider) onDays(f *determination.Finding, t timeline) {
	if t.on != nil {
		f.On = t.on.at
	}
	if t.more {
		f.Headline = append(f.Headline, "More of what it turns on changed than is told apart: its earliest days were not looked at.")
	}
	for _, s := range t.spans {
		x := determination.Span{From: s.from, To: s.to, Outcome: d.answer(s.possible), Citation: s.citation}
		if n := len(f.Spans); n > 0 && f.Spans[n-1].Outcome == x.Outcome {
			f.Spans[n-1].To = x.To
			continue
		}
		f.Spans = append(f.Spans, x)
	}
	if len(f.Spans) < 2 {
		f.Spans = nil
		return
	}
	var parts []string
	for k, s := range f.Spans {
		text := strings.ReplaceAll(string(s.Outcome), "-", " ") + " from " + string(s.From) + " to " + string(s.To)
		if k == len(f.Spans)-1 && s.To == d.world.at {
			text = strings.ReplaceAll(string(s.Outcome), "-", " ") + " since " + string(s.From)
		}
		if s.Citation != "" && s.Outcome == determination.Prohibited {
			text += " (" + s.Citation + ")"
		}
		parts = append(parts, text)
	}
	f.Headline = append(f.Headline, "By its days: "+strings.Join(parts, "; ")+".")
}
