package review

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// A world lays the facts of a set out as records for the rules of one pack.
type world struct {
	code *law.Code
	set  *fact.Set
	at   fact.Date
	kind struct{ party, dealing, access, data, course, reach, holding, affiliation *law.Kind }

	claims       map[fact.PartyID][]claimed
	employers    map[fact.PartyID][]interest
	holders      map[fact.PartyID][]fact.ID               // interests in shares
	ties         map[fact.PartyID][]fact.ID               // these and other powers over a party
	controls     map[fact.PartyID][]control               // of the day
	solved       map[fact.Date]map[fact.PartyID][]control // of all days; "" is that of the review
	claimedOf    map[fact.PartyID][]fact.Said             // all claims about parties, as far as they count
	interests    []fact.Fact                              // all that count
	calendar     *calendar
	base         *world       // that of the day of the review
	own          map[int]bool // of a world of another day: the dealings that are judged in it
	moved        map[int]bool // of that of the day of the review: those that are judged in another
	counts       map[fact.AssetID][]count
	safeguards   map[string][]safeguard // by "asset X" and "dealing X"
	reaches      map[fact.AssetID][]reached
	readsReach   bool                       // whether a rule reads what governments reach
	held         map[fact.PartyID][]fact.ID // the same by who has it; where a rule reads affiliations
	readsHolders bool                       // whether a rule reads who holds what
	readsGroup   bool                       // whether a rule reads with whom a party is connected
	limited      bool                       // whether only some governments were judged
	measures     map[fact.Measure]bool

	dealings []dealing
	index    map[*law.Record]int // of dealings, by their records, while needed
	pairs    map[pair][]int      // indexes of dealings of a pair, and of those that may be, or give the second access
	groups   map[pair][]int      // each dealing once, with all that may count with it
	parties  map[fact.PartyID]*law.Record
	choices  map[string]*law.Record // of parties of whom one is meant
	records  map[int]*law.Record    // of dealings, while needed
	doubt    map[fact.ID][]string
	// exchanges holds the data entries of dealings, while needed.
	exchanges map[int]*exchange
	// coursesBy holds the courses of dealings, and courseNames how many have one name, while needed.
	coursesBy   map[string]*law.Record
	courseNames map[string]int
	// areas holds the listed areas in which data entries lie.
	areas map[*law.Record][]int64
	// joint tells of which data entries the number over the window is of several sets.
	joint map[*law.Record]bool
	// unlisted holds the parties of which not all holders are stated: the others are taken not to count.
	unlisted map[*law.Record]bool
	// split holds the parties on which the readings of a test differ.
	split map[*law.Record]bool
	// lists holds the programmes and lists that the pack asks for.
	lists map[string]bool
	// cited collects all facts that records are made of.
	cited []fact.ID
}

type (
	claimed struct {
		id    fact.ID
		party *fact.Party
	}
	interest struct {
		id    fact.ID
		owner fact.PartyID
	}
	control struct {
		id fact.ID
		*fact.Control
	}
	count struct {
		id fact.ID
		*fact.Count
	}
	safeguard struct {
		id fact.ID
		*fact.Safeguard
	}
	reached struct {
		id fact.ID
		*fact.Reach
	}
	dealing struct {
		fact fact.Fact
		*fact.Dealing
		began, ended int64 // first day, and first day no longer, in days
	}
	pair struct{ subject, counterparty fact.PartyID }
)

func newWorld(set *fact.Set, code *law.Code, at fact.Date) *world {
	w := &world{
		code: code, set: set, at: at,
		claims: map[fact.PartyID][]claimed{}, employers: map[fact.PartyID][]interest{}, holders: map[fact.PartyID][]fact.ID{}, ties: map[fact.PartyID][]fact.ID{}, held: map[fact.PartyID][]fact.ID{},
		solved: map[fact.Date]map[fact.PartyID][]control{}, calendar: newCalendar(set, at), counts: map[fact.AssetID][]count{}, reaches: map[fact.AssetID][]reached{}, safeguards: map[string][]safeguard{},
		measures: map[fact.Measure]bool{}, pairs: map[pair][]int{}, groups: map[pair][]int{}, parties: map[fact.PartyID]*law.Record{}, choices: map[string]*law.Record{}, records: map[int]*law.Record{}, doubt: map[fact.ID][]string{}, exchanges: map[int]*exchange{}, coursesBy: map[string]*law.Record{}, courseNames: map[string]int{}, moved: map[int]bool{}, index: map[*law.Record]int{}, areas: map[*law.Record][]int64{}, joint: map[*law.Record]bool{}, split: map[*law.Record]bool{}, unlisted: map[*law.Record]bool{},
	}
	w.kind.party, w.kind.dealing = code.Schema.Kind("party"), code.Schema.Kind("dealing")
	w.kind.access, w.kind.data, w.kind.course = code.Schema.Kind("access"), code.Schema.Kind("data"), code.Schema.Kind("course")
	w.lists = listsOf(code)
	w.kind.reach = code.Schema.Kind("reach")
	w.readsReach = code.Reads(w.kind.dealing.Field("reach"))
	w.kind.holding = code.Schema.Kind("holding")
	w.readsHolders = code.Reads(w.kind.party.Field("holders"))
	w.kind.affiliation = code.Schema.Kind("affiliation")
	w.readsGroup = code.Reads(w.kind.party.Field("affiliations"))
	w.claimedOf, w.interests = fact.PartyClaims(set.All()), fact.InterestClaims(set.All())
	w.state()
	for f := range set.All() {
		w.sort(f)
	}
	w.controls = w.solved[""]
	w.dealings = current(w.dealings)
	slices.SortFunc(w.dealings, func(a, b dealing) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), compareIDs(a.fact.ID, b.fact.ID))
	})
	for i, d := range w.dealings {
		for _, c := range w.meets(d) {
			p := pair{d.Subject, c}
			w.pairs[p] = append(w.pairs[p], i)
		}
	}
	w.group()
	w.order()
	return w
}

// current leaves out dealings that another was derived from: what people state
// about the use of a cloud is taken up in the dealing that the use amounts to.
func current(ds []dealing) []dealing {
	facts := make([]fact.Fact, len(ds))
	for i, d := range ds {
		facts[i] = d.fact
	}
	taken := takenUp(facts)
	return slices.DeleteFunc(ds, func(d dealing) bool { return taken[d.fact.ID] })
}

// takenUp are the facts that a dealing among facts was derived from.
func takenUp(facts []fact.Fact) map[fact.ID]bool {
	taken := map[fact.ID]bool{}
	for _, f := range facts {
		if f.Body.Kind() != fact.KindDealing {
			continue
		}
		for _, id := range f.From {
			taken[id] = true
		}
	}
	return taken
}

// state notes what counts of the claims about parties and interests.
func (w *world) state() {
	for id, said := range w.claimedOf {
		for _, s := range said {
			if f, _ := w.set.Get(s.ID); f.Rule != fact.RulePresumed {
				w.claims[id] = append(w.claims[id], claimed{s.ID, s.Party.OnDay(w.at)})
			}
		}
	}
	for _, f := range w.interests {
		i := f.Body.(*fact.Claim).Interest
		if fact.Active(i.From, i.To, w.at) != fact.Yes {
			continue
		}
		switch i.Kind {
		case fact.Employment, fact.Contractor:
			w.employers[i.Asset] = append(w.employers[i.Asset], interest{f.ID, i.Owner})
		case fact.Shares:
			w.holders[i.Asset] = append(w.holders[i.Asset], f.ID)
			w.ties[i.Asset] = append(w.ties[i.Asset], f.ID)
		default:
			w.ties[i.Asset] = append(w.ties[i.Asset], f.ID)
		}
		if w.readsGroup && i.Kind != fact.Employment && i.Kind != fact.Contractor {
			w.held[i.Owner] = append(w.held[i.Owner], f.ID)
		}
	}
}

// sort puts a fact where records look for it.
func (w *world) sort(f fact.Fact) {
	switch b := f.Body.(type) {
	case *fact.Control:
		if b.Test == w.code.Pack.Ownership.Test {
			of := w.solved[b.On]
			if of == nil {
				of = map[fact.PartyID][]control{}
				w.solved[b.On] = of
			}
			of[b.Party] = append(of[b.Party], control{f.ID, b})
		}
	case *fact.Count:
		w.counts[b.Asset] = append(w.counts[b.Asset], count{f.ID, b})
	case *fact.Reach:
		if w.readsReach {
			w.reaches[b.Asset] = append(w.reaches[b.Asset], reached{f.ID, b})
		}
	case *fact.Safeguard:
		key := "dealing " + b.Dealing
		if b.Asset != "" {
			key = "asset " + string(b.Asset)
		}
		w.safeguards[key] = append(w.safeguards[key], safeguard{f.ID, b})
		w.measures[b.Measure] = true
	case *fact.Dealing:
		w.dealings = append(w.dealings, newDealing(f, b))
	}
}

func newDealing(f fact.Fact, b *fact.Dealing) dealing {
	d := dealing{fact: f, Dealing: b, began: law.Least, ended: law.Most}
	if b.From != "" {
		d.began, _ = law.DateDays(b.From)
	}
	if b.To != "" {
		_, d.ended = law.DateDays(b.To)
	}
	return d
}

// assetsOf lists the assets a dealing is about, each once.
func assetsOf(d *fact.Dealing) []fact.AssetID {
	out := d.Assets
	for _, e := range d.Data {
		if e.Asset != "" && !slices.Contains(out, e.Asset) {
			out = append(slices.Clone(out), e.Asset)
		}
	}
	return out
}

// meets lists all with whom a dealing is or may be: the other party and, where the
// window of the pack adds dealings by these, those with access. Each stands once.
func (w *world) meets(d dealing) []fact.PartyID {
	out := slices.Clone(counterparties(d.Dealing))
	if w.code.Pack.Window != nil && w.code.Pack.Window.Access != "" {
		for _, a := range d.Access {
			out = append(out, a.Parties()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// group puts dealings together that may be with one party: those of one counterparty,
// those for which it may be one of several, and those that give one party access.
func (w *world) group() {
	leads := map[pair]pair{}
	var find func(pair) pair
	find = func(p pair) pair {
		if to, ok := leads[p]; ok && to != p {
			return find(to)
		}
		return p
	}
	first := func(d dealing) pair {
		if of := w.meets(d); len(of) > 0 {
			return pair{d.Subject, of[0]}
		}
		return pair{subject: d.Subject}
	}
	for _, d := range w.dealings {
		for _, c := range w.meets(d) {
			if a, b := find(first(d)), find(pair{d.Subject, c}); a != b {
				leads[b] = a
			}
		}
	}
	for i, d := range w.dealings {
		p := find(first(d))
		w.groups[p] = append(w.groups[p], i)
	}
}

// named reports whether anybody states anything of a party.
func (w *world) named(id fact.PartyID) bool { return len(w.claims[id]) > 0 }

// order makes the lists independent of the order in which facts were added.
func (w *world) order() {
	byID := compareIDs
	w.orderEmployers()
	for _, of := range w.solved {
		for _, l := range of {
			slices.SortFunc(l, func(a, b control) int { return byID(a.id, b.id) })
		}
	}
	for _, l := range w.counts {
		slices.SortFunc(l, func(a, b count) int { return byID(a.id, b.id) })
	}
	for _, l := range w.reaches {
		slices.SortFunc(l, func(a, b reached) int {
			return cmp.Or(strings.Compare(string(a.Government), string(b.Government)), strings.Compare(string(a.Arm), string(b.Arm)), byID(a.id, b.id))
		})
	}
	for _, l := range w.safeguards {
		slices.SortFunc(l, func(a, b safeguard) int { return byID(a.id, b.id) })
	}
}

func (w *world) orderEmployers() {
	for _, l := range w.employers {
		slices.SortFunc(l, func(a, b interest) int {
			return cmp.Or(strings.Compare(string(a.owner), string(b.owner)), compareIDs(a.id, b.id))
		})
	}
}

func words[S ~string](ss []S) law.Value {
	var v law.Value
	for _, s := range ss {
		v.Words = append(v.Words, string(s))
	}
	return v
}
