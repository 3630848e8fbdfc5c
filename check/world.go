package check

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// An estate holds facts by what they are about, once for all packs.
type estate struct {
	set       *fact.Set
	claims    map[fact.PartyID][]fact.Said // as far as they count
	interests []fact.Fact                  // that count
	solved    map[fact.Date]map[fact.PartyID][]*fact.Control
	calendar  *calendar
	limited   bool // only some governments were judged
	// Of one day:
	at         fact.Date
	said       map[fact.PartyID][]*fact.Party // each as far as it counts, what is presumed of ownership left out
	employers  map[fact.PartyID][]fact.PartyID
	ties       map[fact.PartyID][]tie // shares and other powers over a party, by id
	holds      map[fact.PartyID][]tie // the same by who has them
	links      map[fact.PartyID]map[fact.PartyID]link
	controls   map[fact.PartyID][]*fact.Control
	counts     map[fact.AssetID][]*fact.Count
	safeguards map[string][]*fact.Safeguard // by "asset X" and "dealing X"
	reaches    map[fact.AssetID][]*fact.Reach
	deals      []deal
}

// A tie is an interest with the claim that states it.
type tie struct {
	id fact.ID
	*fact.Interest
}

// A deal is a dealing that is to be judged.
type deal struct {
	id   fact.ID
	used bool // it follows from the use of a provider
	*fact.Dealing
}

func newEstate(set *fact.Set, at fact.Date, limited bool) *estate {
	e := &estate{set: set, limited: limited, claims: fact.PartyClaims(set.All()), interests: fact.InterestClaims(set.All()), calendar: newCalendar(set, at), solved: map[fact.Date]map[fact.PartyID][]*fact.Control{},
		counts: map[fact.AssetID][]*fact.Count{}, safeguards: map[string][]*fact.Safeguard{}, reaches: map[fact.AssetID][]*fact.Reach{}}
	taken := takenUp(set)
	for _, f := range set.Sorted() { // of one kind by id
		switch b := f.Body.(type) {
		case *fact.Control:
			if e.solved[b.On] == nil {
				e.solved[b.On] = map[fact.PartyID][]*fact.Control{}
			}
			e.solved[b.On][b.Party] = append(e.solved[b.On][b.Party], b)
		case *fact.Count:
			e.counts[b.Asset] = append(e.counts[b.Asset], b)
		case *fact.Reach:
			e.reaches[b.Asset] = append(e.reaches[b.Asset], b)
		case *fact.Safeguard:
			key := "dealing " + b.Dealing
			if b.Asset != "" {
				key = "asset " + string(b.Asset)
			}
			e.safeguards[key] = append(e.safeguards[key], b)
		case *fact.Dealing:
			if !taken[f.ID] {
				e.deals = append(e.deals, deal{f.ID, f.Rule == fact.RuleUse, b})
			}
		}
	}
	slices.SortStableFunc(e.deals, func(a, b deal) int { return strings.Compare(a.Name, b.Name) })
	for _, list := range e.reaches {
		slices.SortStableFunc(list, func(a, b *fact.Reach) int {
			return cmp.Or(strings.Compare(string(a.Government), string(b.Government)), strings.Compare(string(a.Arm), string(b.Arm)))
		})
	}
	e.state(at)
	return e
}

// state lays out what is stated as it stands on a day.
func (e *estate) state(at fact.Date) {
	e.at, e.controls = at, e.solved[e.calendar.time(at)]
	e.said, e.employers, e.ties = map[fact.PartyID][]*fact.Party{}, map[fact.PartyID][]fact.PartyID{}, map[fact.PartyID][]tie{}
	e.holds, e.links = map[fact.PartyID][]tie{}, map[fact.PartyID]map[fact.PartyID]link{}
	for id, claims := range e.claims {
		for _, c := range claims {
			if f, _ := e.set.Get(c.ID); f.Rule != fact.RulePresumed {
				e.said[id] = append(e.said[id], c.Party.OnDay(at))
			}
		}
	}
	for _, f := range e.interests {
		i := f.Body.(*fact.Claim).Interest
		switch {
		case fact.Active(i.From, i.To, at) != fact.Yes:
		case i.Kind == fact.Employment || i.Kind == fact.Contractor:
			e.employers[i.Asset] = append(e.employers[i.Asset], i.Owner)
		default:
			e.ties[i.Asset] = append(e.ties[i.Asset], tie{f.ID, i})
			e.holds[i.Owner] = append(e.holds[i.Owner], tie{f.ID, i})
		}
	}
	for _, list := range e.employers {
		slices.Sort(list)
	}
}

// takenUp are the facts that a dealing was derived from: it stands in their place.
func takenUp(set *fact.Set) map[fact.ID]bool {
	taken := map[fact.ID]bool{}
	for f := range fact.Of[*fact.Dealing](set) {
		for _, id := range f.From {
			taken[id] = true
		}
	}
	return taken
}

// day is the day a dealing is judged on: that of the review, its first day where that is still to come, or its last where it has ended.
func (e *estate) day(d deal) fact.Date {
	switch {
	case d.From != "" && d.From.First() > e.at:
		return d.From.First()
	case d.To != "" && d.To.Last() <= e.at:
		if n, ok := d.To.Days(); ok {
			return dayOf(int64(n) - 1)
		}
	}
	return e.at
}

// A world lays the facts of an estate out as records for the rules of one pack.
type world struct {
	*estate
	code     *code
	parties  map[fact.PartyID]*record
	choices  map[string]*record // of parties of whom one is meant
	dealings []*record          // of deals
	named    map[string][]*record
	eval     evaluator
	trades   []*trade
	meeting  map[[2]fact.PartyID][]int // deals of a subject that are or may be with a party
	courses  map[string]*record
	days     map[fact.Date]*world // tried, of other days
	dated    string               // ends the names of records, in the world of another day
	own      int                  // the deal that is judged in that world
	moved    map[int]bool         // of that of the review: the deals that are judged in others
}

func newWorld(e *estate, c *code) *world {
	w := &world{estate: e, code: c, parties: map[fact.PartyID]*record{}, choices: map[string]*record{}, named: map[string][]*record{},
		meeting: map[[2]fact.PartyID][]int{}, courses: map[string]*record{}, days: map[fact.Date]*world{}, own: -1, moved: map[int]bool{}, dealings: make([]*record, len(e.deals)), trades: make([]*trade, len(e.deals))}
	for i, d := range e.deals {
		for _, p := range w.meets(d) {
			key := [2]fact.PartyID{d.Subject, p}
			w.meeting[key] = append(w.meeting[key], i)
		}
	}
	return w
}

// record makes a record and remembers its name.
func (w *world) record(kind, name string) *record {
	r := &record{kind: w.code.kinds[kind], name: name, world: w}
	w.named[name] = append(w.named[name], r)
	return r
}

// oneOf returns the record of a party that is one of some, in order; nil for none. Place tells two such apart.
func (w *world) oneOf(of []fact.PartyID, place string) *record {
	switch len(of) {
	case 0:
		return nil
	case 1:
		return w.party(of[0])
	}
	key := place
	for _, p := range of {
		key += "|" + string(p)
	}
	if r := w.choices[key]; r != nil {
		return r
	}
	r := &record{kind: w.code.kinds["party"], world: w}
	var names []string
	for _, p := range of {
		r.of = append(r.of, w.party(p))
	}
	slices.SortFunc(r.of, func(a, b *record) int { return strings.Compare(a.name, b.name) })
	for _, o := range r.of {
		names = append(names, o.name)
	}
	r.name = "one of " + strings.Join(names, " or ")
	w.choices[key] = r
	w.named[r.name] = append(w.named[r.name], r)
	return r
}

// state sets the terms that are stated of a record; words of other packs are passed over.
func state(r *record, terms map[string]string) {
	for name, text := range terms {
		if f := r.kind.fields[name]; f != nil && f.term != nil {
			if v, ok := read(f.sort, text); ok {
				r.set(name, v)
			}
		}
	}
}

// suppose returns what the pack takes as given of a field that facts give, where nobody states it. Of a list
// only that there is something is told, and where.
func (w *world) suppose(r *record, g *assumed) (v value, as string, ok bool) {
	f := r.kind.fields[g.Name]
	for _, s := range g.Presume {
		switch {
		case s.As == "":
			if v, ok = read(f.sort, s.Value); !ok || f.sort == one || f.sort == many {
				ok = s.Value == "" && ok
			}
		case f.sort == many:
			v, ok = anything(many), len(w.eval.given(r, r.kind.fields[s.As]).records) > 0
		default:
			x := w.eval.given(r, r.kind.fields[s.As]).word()
			v, ok = value{sort: f.sort, words: []string{x}}, x != ""
		}
		if ok && w.stands(s, r) {
			return v, s.As, true
		}
	}
	return value{}, "", false
}

// stands reports whether what a supposition depends on is so.
func (w *world) stands(s supposed, r *record) bool {
	word := func(name string) string { return w.eval.given(r, r.kind.fields[name]).word() }
	for name, of := range s.Where {
		if !slices.Contains(of, word(name)) {
			return false
		}
	}
	for name, set := range s.Outside {
		members := w.code.sets[set]
		if x := word(name); x == "" || len(members) == 0 || slices.Contains(members, x) {
			return false
		}
	}
	return !slices.ContainsFunc(s.Unknown, func(name string) bool { return word(name) != "" })
}
