package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/longarm-project/longarm/fact"
)

// party returns the record of a party, made of all that is claimed of it.
func (w *world) party(id fact.PartyID) *record {
	if r := w.parties[id]; r != nil {
		return r
	}
	r := w.record("party", "party "+string(id)+w.dated)
	r.id = string(id)
	w.parties[id] = r // before the rest: a branch may lead back here
	p := &profile{w: w, id: id, said: w.said[id], record: r}
	for name, of := range single {
		if stated := p.stated(of); len(stated) > 0 {
			r.set(name, value{sort: word, words: stated})
		}
	}
	p.countries("organized", func(p *fact.Party) []fact.Country { return p.Organized })
	p.countries("citizenship", func(p *fact.Party) []fact.Country { return p.Citizenship })
	p.designated()
	p.announced()
	p.employers()
	p.control()
	if f := r.kind.fields["holders"]; w.code.reads[f] {
		p.holders()
	}
	if f := r.kind.fields["affiliations"]; w.code.reads[f] {
		p.affiliations()
	}
	for _, g := range w.code.pack.words.Given {
		if g.On != "party" || r.has(r.kind.fields[g.Name]) || p.unsure(g.Name) {
			continue
		}
		if v, _, ok := w.suppose(r, g); ok {
			r.set(g.Name, v)
		}
	}
	if head := w.oneOf(p.heads(), "head of "+string(id)); head != nil {
		r.set("head", theRecord(head))
	}
	return r
}

// single are the fields of a party that are one word.
var single = map[string]func(*fact.Party) string{
	"kind":      func(p *fact.Party) string { return string(p.Kind) },
	"seat":      func(p *fact.Party) string { return string(p.Seat) },
	"state":     func(p *fact.Party) string { return string(p.State) },
	"status":    func(p *fact.Party) string { return p.Status },
	"present":   func(p *fact.Party) string { return string(p.Present) },
	"residence": func(p *fact.Party) string { return string(p.Residence) },
}

// A profile is what is claimed of one party.
type profile struct {
	w      *world
	id     fact.PartyID
	said   []*fact.Party
	record *record
}

// stated lists the values of a word that claims give, in order.
func (p *profile) stated(of func(*fact.Party) string) (out []string) {
	for _, s := range p.said {
		if v := of(s); v != "" {
			out = append(out, v)
		}
	}
	return ordered(out)
}

func (p *profile) heads() (out []fact.PartyID) {
	for _, h := range p.stated(func(s *fact.Party) string { return string(s.BranchOf) }) {
		out = append(out, fact.PartyID(h))
	}
	return out
}

// unsure reports whether somebody states that a field is not known.
func (p *profile) unsure(name string) bool {
	return slices.ContainsFunc(p.said, func(s *fact.Party) bool { return slices.Contains(s.Unknown, name) })
}

// complete reports whether all who say anything of it say that all who hold or employ it are listed.
func (p *profile) complete() bool {
	yes, no := false, false
	for _, s := range p.said {
		yes, no = yes || s.Complete == fact.Yes, no || s.Complete == fact.No
	}
	return yes && !no
}

// countries sets what all who state a set of countries have in common.
func (p *profile) countries(name string, of func(*fact.Party) []fact.Country) {
	var all []value
	for _, s := range p.said {
		if cs := of(s); len(cs) > 0 {
			all = append(all, value{sort: words, words: codes(cs)})
		}
	}
	if len(all) > 0 {
		p.record.set(name, common(all))
	}
}

func codes(cs []fact.Country) []string {
	var out []string
	for _, c := range cs {
		out = append(out, string(c))
	}
	return ordered(out)
}

// designated lists the programmes that the pack asks for under which the party is designated on the day.
func (p *profile) designated() {
	v := value{sort: words, open: p.unsure("designated")}
	for _, s := range p.said {
		for _, d := range s.Designated {
			if !slices.Contains(p.w.code.lists, d.Programme) {
				continue
			}
			switch t := fact.Active(d.From, d.To, p.w.at); {
			case t == fact.No:
			case t == fact.Yes && !d.Possible:
				v.words = append(v.words, d.Programme)
			default:
				v.open = true
			}
		}
	}
	if v.words = ordered(append(v.words, p.byName()...)); len(v.words) > 0 || v.open {
		p.record.set("designated", v)
	}
}

// employers lists whom a party works for: all of them where that is stated, where some are named, and where it is no person.
func (p *profile) employers() {
	v := value{sort: many}
	for _, e := range p.w.employers[p.id] {
		if r := p.w.party(e); !slices.Contains(v.records, r) {
			v.records = append(v.records, r)
		}
	}
	kinds := p.stated(single["kind"])
	other := len(kinds) == 0 || len(kinds) == 1 && kinds[0] != string(fact.Person)
	if p.complete() || len(v.records) > 0 && !p.unsure("employers") || other {
		p.record.set("employers", v)
	}
}

// control sets what the ownership test of the pack found: the word, the sum and the countries.
func (p *profile) control() {
	test := &p.w.code.pack.Ownership
	of := []fact.PartyID{p.id}
	if heads := p.heads(); len(heads) > 1 {
		of = heads // it is a branch of one of them
	}
	state, lo, hi := "none", int64(0), int64(fact.Whole)
	var from []fact.Country
	split, n := false, 0
	for _, id := range of {
		for _, c := range p.w.controls[id] {
			if c.Test != test.Test {
				continue
			}
			found := map[fact.Truth]string{fact.Yes: "yes", fact.No: "no"}[c.Verdict]
			if c.Verdict == fact.Unknown {
				found = "open"
			}
			if n++; n == 1 {
				state, lo, hi = found, int64(c.Lo), int64(c.Hi)
			} else if state != found {
				state = "open"
			}
			lo, hi = min(lo, int64(c.Lo)), max(hi, int64(c.Hi))
			from = append(from, c.Governments...)
			split = split || c.Reading != "" && c.Verdict == fact.Unknown
		}
	}
	if split { // the readings of the test differ: no sum decides
		enough, _, _ := fact.ParseShare(test.Threshold)
		lo, hi = min(lo, int64(enough)-1), max(hi, int64(enough))
	}
	held := slices.ContainsFunc(p.w.ties[p.id], func(t tie) bool { return t.Kind == fact.Shares })
	if state == "none" && !held && p.complete() {
		hi = 0
	}
	countries := value{sort: words, open: state != "yes" && state != "no"}
	if state == "yes" {
		countries.words = codes(from)
	}
	p.record.set("controllers", countries)
	if !test.Others {
		state, lo, hi = p.concern(state, lo, hi)
	}
	p.record.set("control", aWord(state))
	p.record.set("owned", between(number, lo, hi))
}

// concern puts what people state of the share as a whole in the place of what is known of single holders.
func (p *profile) concern(state string, lo, hi int64) (string, int64, int64) {
	a, b, told := int64(0), int64(fact.Whole), false
	for _, s := range p.said {
		if c := s.Concern; c != nil {
			a, b, told = max(a, int64(c.Lo)), min(b, int64(c.Hi)), true
		}
	}
	switch {
	case !told:
		return state, lo, hi
	case a > b: // they contradict each other
		a, b = 0, int64(fact.Whole)
	}
	if state != "open" {
		state = "none"
	}
	return state, a, b
}

// holders lists the shares and powers stated over the party.
func (p *profile) holders() {
	v := value{sort: many}
	for _, t := range p.w.ties[p.id] {
		name := fmt.Sprintf("holding of %s in %s", t.Owner, p.id)
		if slices.ContainsFunc(v.records, func(o *record) bool { return o.name == name }) {
			name += " by " + t.id.Short()
		}
		r := p.w.record("holding", name)
		r.set("owner", theRecord(p.w.party(t.Owner)))
		r.set("tie", aWord(string(t.Kind)))
		r.set("share", between(number, int64(t.Lo), int64(t.Hi)))
		v.records = append(v.records, r)
	}
	p.record.set("holders", v)
}

// announced lists the programmes in effect that are published only later.
func (p *profile) announced() {
	v := value{sort: words}
	for _, s := range p.said {
		for _, d := range s.Designated {
			if d.Published == "" || fact.Active(d.From, d.To, p.w.at) == fact.No || !slices.Contains(p.w.code.lists, d.Programme) {
				continue
			}
			if later := d.Published.First() > p.w.at; later {
				v.words = append(v.words, d.Programme)
			} else if d.Published.Last() > p.w.at {
				v.open = true
			}
		}
	}
	v.words = ordered(v.words)
	p.record.set("announced", v)
}

// byName lists the programmes that name the party, by a full name in its country.
func (p *profile) byName() (out []string) {
	letters := func(s string) string {
		return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }), " ")
	}
	for _, n := range p.w.code.pack.Named {
		called, there := false, false
		for _, s := range p.said {
			if s.Undesignated {
				called, there = false, false
				break
			}
			for _, of := range s.Names {
				called = called || slices.ContainsFunc(n.Names, func(x string) bool { return letters(x) == letters(of.Text) })
			}
			there = there || slices.Contains(n.Countries, string(s.Seat)) || slices.ContainsFunc(s.Organized, func(c fact.Country) bool { return slices.Contains(n.Countries, string(c)) })
		}
		if called && there {
			out = append(out, n.Programme)
		}
	}
	return out
}

// A link is how strongly holdings connect two parties: the weakest of a chain, by the chain that is strongest.
type link struct{ lo, hi fact.Share }

// connected tells with whom a party is connected: those above it, and all that these hold. A power without a share may be any.
func (e *estate) connected(p fact.PartyID) map[fact.PartyID]link {
	if known, ok := e.links[p]; ok {
		return known
	}
	out := map[fact.PartyID]link{p: {fact.Whole, fact.Whole}}
	spread := func(along map[fact.PartyID][]tie, to func(tie) fact.PartyID) {
		var open []fact.PartyID
		for x := range out {
			open = append(open, x)
		}
		for len(open) > 0 {
			x := open[len(open)-1]
			open = open[:len(open)-1]
			for _, t := range along[x] {
				l := link{0, fact.Whole}
				if t.Kind == fact.Shares {
					l = link{t.Lo, t.Hi}
				}
				l = link{min(l.lo, out[x].lo), min(l.hi, out[x].hi)}
				if was := out[to(t)]; l.lo > was.lo || l.hi > was.hi {
					out[to(t)] = link{max(l.lo, was.lo), max(l.hi, was.hi)}
					open = append(open, to(t))
				}
			}
		}
	}
	spread(e.ties, func(t tie) fact.PartyID { return t.Owner })
	spread(e.holds, func(t tie) fact.PartyID { return t.Asset })
	delete(out, p)
	e.links[p] = out
	return out
}

// affiliations lists those with whom the party is connected.
func (p *profile) affiliations() {
	v := value{sort: many}
	linked := p.w.connected(p.id)
	var names []fact.PartyID
	for x := range linked {
		names = append(names, x)
	}
	slices.Sort(names)
	for _, x := range names {
		r := p.w.record("affiliation", fmt.Sprintf("affiliation of %s with %s", p.id, x)+p.w.dated)
		r.set("party", theRecord(p.w.party(x)))
		r.set("share", between(number, int64(linked[x].lo), int64(linked[x].hi)))
		v.records = append(v.records, r)
	}
	p.record.set("affiliations", v)
}

// group says whether two parties are of one group, by the shares that the pack names. told is false where nothing
// stated connects them.
func (w *world) group(x, y fact.PartyID) (t value, told bool) {
	g := w.code.pack.Group
	l, linked := w.connected(x)[y]
	if x == y || g == nil || !linked {
		return value{}, false
	}
	surely, _, _ := fact.ParseShare(g.Surely)
	perhaps, _, _ := fact.ParseShare(g.Perhaps)
	return value{sort: yesNo, yes: true, no: l.lo < surely}, l.hi >= perhaps
}
