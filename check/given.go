package check

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// A given reads from facts, in the plainest way, what a proof takes from them.
type given struct {
	*stated
	pack *law.Pack
	from []fact.ID
}

// stated holds the facts by what they are about, read once.
type stated struct {
	other      bool // of another day than that of the review
	set        *fact.Set
	at         fact.Date
	parties    map[fact.PartyID][]*fact.Party // each as far as it counts, what is presumed left out
	employers  map[fact.PartyID][]fact.PartyID
	held       map[fact.PartyID]bool // parties in which somebody has shares
	controls   map[fact.PartyID][]*fact.Control
	safeguards map[string][]*fact.Safeguard // by "asset X" and "dealing X"
}

func newStated(set *fact.Set, at fact.Date) *stated {
	g := &stated{set: set, at: at, parties: map[fact.PartyID][]*fact.Party{}, employers: map[fact.PartyID][]fact.PartyID{}, held: map[fact.PartyID]bool{},
		controls: map[fact.PartyID][]*fact.Control{}, safeguards: map[string][]*fact.Safeguard{}}
	for id, said := range fact.PartyClaims(set.All()) {
		for _, s := range said {
			switch f, _ := set.Get(s.ID); f.Rule {
			case fact.RulePresumed, fact.RuleListed:
			default:
				g.parties[id] = append(g.parties[id], s.Party.OnDay(at))
			}
		}
	}
	for _, f := range fact.InterestClaims(set.All()) {
		i := f.Body.(*fact.Claim).Interest
		if fact.Active(i.From, i.To, at) != fact.Yes {
			continue
		}
		switch i.Kind {
		case fact.Employment, fact.Contractor:
			g.employers[i.Asset] = append(g.employers[i.Asset], i.Owner)
		case fact.Shares:
			g.held[i.Asset] = true
		}
	}
	for f := range set.All() {
		switch b := f.Body.(type) {
		case *fact.Control:
			g.controls[b.Party] = append(g.controls[b.Party], b)
		case *fact.Safeguard:
			key := "dealing " + b.Dealing
			if b.Asset != "" {
				key = "asset " + string(b.Asset)
			}
			g.safeguards[key] = append(g.safeguards[key], b)
		}
	}
	return g
}

// says returns the value of "record field" as the facts cited state it. ok is
// false for what only the whole of the facts tells, such as sums over dealings:
// that is compared when the facts are decided again.
func (g given) says(name string) (string, bool) {
	for _, of := range []struct {
		prefix string
		read   func(of, field string) (string, bool)
	}{{"party ", g.party}, {"dealing ", g.dealing}, {"data ", g.data}, {"access of ", g.access}, {"reach of ", g.reach}} {
		rest, ok := strings.CutPrefix(name, of.prefix)
		i := strings.LastIndexByte(rest, ' ')
		if ok && i > 0 {
			return of.read(rest[:i], rest[i+1:])
		}
	}
	return "", false
}

// party answers from the claims that count, where all state the same; of presumptions it says nothing.
func (g given) party(of, field string) (string, bool) {
	id := fact.PartyID(of)
	switch field {
	case "control", "owned":
		return g.control(id, field)
	case "employers":
		return g.employed(id)
	}
	var stated []string
	for _, p := range g.parties[id] {
		s := ""
		switch field {
		case "kind":
			s = string(p.Kind)
		case "seat":
			s = string(p.Seat)
		case "residence":
			s = string(p.Residence)
		case "present":
			s = string(p.Present)
		case "status":
			s = p.Status
		case "state":
			s = string(p.State)
		case "organized":
			s = countries(p.Organized)
		case "citizenship":
			s = countries(p.Citizenship)
		case "head":
			if p.BranchOf != "" {
				s = "party " + string(p.BranchOf)
			}
		}
		if s != "" && !slices.Contains(stated, s) {
			stated = append(stated, s)
		}
	}
	if len(stated) != 1 {
		return "", false
	}
	return stated[0], true
}

// control answers from the one control fact of the pack's test, where nobody states the share as a whole,
// the party is no branch and the readings of the test agree.
func (g given) control(id fact.PartyID, field string) (string, bool) {
	for _, p := range g.parties[id] {
		if p.Concern != nil || p.BranchOf != "" {
			return "", false
		}
	}
	var found []*fact.Control
	for _, c := range g.controls[id] {
		if c.Test == g.pack.Ownership.Test && c.On == "" {
			found = append(found, c)
		}
	}
	if g.other || len(found) != 1 || found[0].Reading != "" {
		return "", false
	}
	c := found[0]
	if field == "control" {
		switch c.Verdict {
		case fact.Yes:
			return "yes", true
		case fact.No:
			return "no", true
		}
		return "open", true
	}
	if c.Lo == c.Hi {
		return strconv.FormatUint(uint64(c.Lo), 10), true
	}
	return fmt.Sprintf("%d..%d", c.Lo, c.Hi), true
}

// employed lists whom a party works for, where somebody is named.
func (g given) employed(id fact.PartyID) (string, bool) {
	var out []string
	for _, e := range g.employers[id] {
		if name := "party " + string(e); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, p := range g.parties[id] {
		if slices.Contains(p.Unknown, "employers") {
			return "", false
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", "), len(out) == 1
}

func countries(cs []fact.Country) string {
	var out []string
	for _, c := range cs {
		out = append(out, string(c))
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ", ")
}

func (g given) find(name string) *fact.Dealing {
	var out *fact.Dealing
	for _, id := range g.from {
		f, _ := g.set.Get(id)
		if d, ok := f.Body.(*fact.Dealing); ok && d.Name == name {
			out = d
		}
	}
	return out
}

func (g given) dealing(name, field string) (string, bool) {
	d := g.find(name)
	if d == nil {
		return "", false
	}
	switch {
	case field == "class" && d.Class != "":
		return string(d.Class), true
	case field == "subject" && d.Subject != "":
		return "party " + string(d.Subject), true
	case field == "counterparty" && d.Counterparty != "":
		return "party " + string(d.Counterparty), true
	case field == "places" && len(d.Places) > 0 && d.PlacesKnown == fact.Yes:
		return countries(d.Places), true
	case field == "places" && len(d.Places) > 0:
		return countries(d.Places) + ", perhaps more", true
	case field == "at" && d.From == "" && d.To == "":
		return string(g.at), true
	case field == "safeguarded":
		return g.safeguarded(d)
	case field == "access" && len(d.Access) > 0 && !g.derived(name):
		return accessOf(d), true
	case field == "data" && len(d.Data) > 0:
		return dataOf(d), true
	}
	return term(d.Terms, field)
}

// term answers where a plain word was stated.
func term(terms map[string]string, field string) (string, bool) {
	s := terms[field]
	switch s {
	case "yes", "no", "unknown":
		return s, true
	}
	return "", false
}

func (g given) data(of, field string) (string, bool) {
	number, name, _ := strings.Cut(of, " of ")
	i, err := strconv.Atoi(number)
	d := g.find(name)
	if err != nil || d == nil || i < 1 || i > len(d.Data) {
		return "", false
	}
	e := d.Data[i-1]
	switch field {
	case "category":
		if e.Category != "" {
			return string(e.Category), true
		}
	case "number":
		switch {
		case e.Number.Hi == e.Number.Lo:
			return strconv.FormatInt(e.Number.Lo, 10), true
		case e.Number.Hi != fact.Unbounded:
			return fmt.Sprintf("%d..%d", e.Number.Lo, e.Number.Hi), true
		}
		return fmt.Sprintf(">=%d", e.Number.Lo), true
	}
	if field == "listed_location" && e.Listed != fact.Unknown && (e.Terms[field] == "" || e.Terms[field] == "unknown") {
		return e.Listed.String(), true
	}
	return term(e.Terms, field)
}

func (g given) access(of, field string) (string, bool) {
	party, name, _ := strings.Cut(of, " under ")
	d := g.find(name)
	if d == nil || field != "able" && field != "hired" && field != "role" {
		return "", false
	}
	var found []fact.Access
	for _, a := range d.Access {
		if string(a.Party) == party {
			found = append(found, a)
		}
	}
	if len(found) != 1 {
		return "", false
	}
	switch field {
	case "able":
		return found[0].Able.String(), true
	case "role":
		return cmp.Or(found[0].Role, "unknown"), true
	}
	if d.Counterparty == "" {
		return "", false
	}
	return fact.Is(party != string(d.Counterparty) && slices.Contains(g.employers[fact.PartyID(party)], d.Counterparty)).String(), true
}

// derived reports whether the dealing of a name follows from use; who has access to it is then presumed.
func (g given) derived(name string) bool {
	for _, id := range g.from {
		f, _ := g.set.Get(id)
		if d, ok := f.Body.(*fact.Dealing); ok && d.Name == name && f.Rule != "" {
			return true
		}
	}
	return false
}

// accessOf lists those with access in the order stated; there may be more unless it is said that there are none.
func accessOf(d *fact.Dealing) string {
	var out []string
	for _, a := range d.Access {
		var of []string
		for _, p := range a.Parties() {
			of = append(of, string(p))
		}
		out = append(out, "access of "+strings.Join(of, " or ")+" under "+d.Name)
	}
	if d.AccessKnown != fact.Yes {
		out = append(out, "perhaps more")
	}
	return strings.Join(out, ", ")
}

// dataOf lists the data of a dealing that states its data.
func dataOf(d *fact.Dealing) string {
	var out []string
	for i := range d.Data {
		out = append(out, fmt.Sprintf("data %d of %s", i+1, d.Name))
	}
	return strings.Join(out, ", ")
}

// safeguarded says whether the measures of the pack stand: each that is required, and of each group all of one option.
func (g given) safeguarded(d *fact.Dealing) (string, bool) {
	if len(g.pack.Measures) == 0 {
		return "", false
	}
	all := fact.Yes
	options := map[[2]string]fact.Truth{}
	for _, m := range g.pack.Measures {
		t := g.stands(m.ID, d)
		if m.Group == "" {
			all = min(all, t)
			continue
		}
		k := [2]string{m.Group, m.Option}
		if m.Option == "" {
			k[1] = string(m.ID)
		}
		if o, ok := options[k]; ok {
			t = min(t, o)
		}
		options[k] = t
	}
	best := map[string]fact.Truth{}
	for k, t := range options {
		if b, ok := best[k[0]]; !ok || t > b {
			best[k[0]] = t
		}
	}
	for _, t := range best {
		all = min(all, t)
	}
	return all.String(), true
}

// stands says whether a measure stands on a dealing, or else on each of its assets: by the least of what is stated.
func (g given) stands(m fact.Measure, d *fact.Dealing) fact.Truth {
	least := func(key string) (t fact.Truth, found bool) {
		for _, s := range g.safeguards[key] {
			if s.Measure == m && (s.Since == "" || s.Since.First() <= g.at) && (!found || s.State < t) {
				t, found = s.State, true
			}
		}
		return t, found
	}
	if t, ok := least("dealing " + d.Name); ok {
		return t
	}
	assets := slices.Clone(d.Assets)
	for _, e := range d.Data {
		if e.Asset != "" {
			assets = append(assets, e.Asset)
		}
	}
	if len(assets) == 0 {
		return fact.Unknown
	}
	t := fact.Yes
	for _, a := range assets {
		one, _ := least("asset " + string(a))
		t = min(t, one)
	}
	return t
}

// reach answers from the fact about what a government can do to an asset.
func (g given) reach(record, field string) (string, bool) {
	for _, id := range g.from {
		f, _ := g.set.Get(id)
		if b, ok := f.Body.(*fact.Reach); ok && fmt.Sprintf("%s to %s %s", b.Government, b.Arm, b.Asset) == record {
			return map[string]string{"government": string(b.Government), "arm": string(b.Arm), "holds": b.Verdict.String()}[field], field != "dealing"
		}
	}
	return "", false
}
