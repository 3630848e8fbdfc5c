package casefile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

func (r *reader) asset(id string, k, v *yaml.Node) {
	r.assets[fact.AssetID(id)] = k.Line
	if hollow(v) {
		return
	}
	o := r.object(v, "assets."+id, assetFields)
	obs := &fact.Observation{Also: o.texts("also"), Asset: fact.AssetID(id), Store: o.truth("store"), What: fact.ObservedAsset}
	slices.Sort(obs.Also)
	obs.Files = o.texts("files")
	slices.Sort(obs.Files)
	if n, ok := o.vals["on"]; ok && !isUnknown(n) {
		p := r.object(n, "assets."+id+".on", placeFields)
		obs.Provider, obs.Region, obs.Endpoint = p.text("provider"), p.text("region"), strings.ToLower(p.text("endpoint"))
		a := &fact.Attribution{
			Asset: obs.Asset, Country: p.country("country"), Endpoint: obs.Endpoint, Method: fact.ByStatement,
			Provider: fact.ProviderID(obs.Provider), Region: obs.Region,
		}
		a.Operator, a.OperatorOneOf = p.oneOf("operator")
		a.Contracts, a.ContractsOneOf = p.oneOf("contracts")
		if len(a.Operators()) > 0 || len(a.Contractors()) > 0 || a.Country != "" {
			r.add(n, a)
		}
	}
	if len(obs.Files) > 0 {
		obs.Store = fact.Yes
	}
	if n := o.vals["data"]; isNone(n) {
		if obs.Store == fact.Yes {
			r.errorf(n, "assets.%s: it cannot be a store and hold no data", id)
		}
		obs.Store = fact.No
	} else if n != nil && !hollow(n) {
		entry := 0
		r.list(n, func(n *yaml.Node) {
			d := r.data(n)
			if obs.Store == fact.No {
				r.errorf(n, "assets.%s: data is stated of what is no store", id)
			}
			obs.Store = fact.Yes
			c := &fact.Count{Apart: d.Apart, Areas: d.Areas, Asset: obs.Asset, Category: d.Category, Identifiers: d.Identifiers, Listed: d.Listed,
				Number: d.Number, People: d.People, Terms: d.Terms, Unit: d.Unit}
			if t, err := parseTruth(d.Terms[listedLocation]); err == nil && c.Listed == fact.Unknown {
				c.Listed = t
			}
			r.c.Items = append(r.c.Items, Item{Body: c, Line: int64(n.Line), Place: fmt.Sprintf("data[%d]", entry)})
			entry++
		})
	}
	r.add(k, obs)
}

func (r *reader) data(n *yaml.Node) fact.Data {
	if isNull(n) { // nothing but comments stands at this place of the list
		return fact.Data{Number: fact.Range{Hi: fact.Unbounded}, Unit: fact.USPersons}
	}
	o := r.object(n, "data", dataFields)
	d := fact.Data{
		Category: fact.Category(o.word("category", categories)), Name: o.text("name"),
		Number: fact.Range{Lo: 0, Hi: fact.Unbounded}, Unit: fact.USPersons, Terms: o.terms("terms"),
		People: o.text("people"), Apart: o.truth("apart"),
	}
	if n, ok := o.count("number"); ok {
		d.Number = o.counted("number")
		for _, other := range []string{"persons", "devices"} {
			if _, both := o.vals[other]; both {
				r.errorf(n, "data: number stands instead of %s; state one of them", other)
			}
		}
	}
	if _, ok := o.count("persons"); ok {
		d.Number = o.counted("persons")
	}
	if _, ok := o.vals["devices"]; ok || d.Category == fact.PreciseGeolocation {
		d.Unit = fact.USDevices
		if _, ok := o.count("persons"); ok {
			r.errorf(n, "data: precise geolocation is counted in devices (28 CFR 202.205(c)); use devices instead of persons")
		}
		if _, ok := o.count("devices"); ok {
			d.Number = o.counted("devices")
		}
	}
	for _, w := range o.texts("identifiers") {
		letter, ok := identifierKinds[w]
		if !ok {
			r.errorf(n, "identifiers: %q is none of: %s%s", w, strings.Join(identifierWords(), ", "), datafile.Nearest(w, identifierWords()))
			continue
		}
		d.Identifiers = append(d.Identifiers, letter)
	}
	o.locations(&d)
	slices.Sort(d.Identifiers) // one kind may stand twice: two passport numbers are a combination
	return d
}

func (r *reader) dealing(name string, k, v *yaml.Node) {
	if hollow(v) {
		return
	}
	o := r.object(v, "dealings."+name, dealingFields)
	d := &fact.Dealing{
		Name: name, Title: o.text("title"), Class: fact.Class(o.word("class", classes)),
		Subject: o.party("subject"),
		From:    o.date("from"), To: o.date("to"), Terms: o.terms("terms"),
	}
	d.Counterparty, d.CounterpartyOneOf = o.oneOf("counterparty")
	if d.Subject == "" {
		d.Subject = r.c.Subject
	}
	if d.From != "" && d.To != "" && d.To.Last() < d.From.First() {
		r.errorf(k, "dealings.%s: ends on %s before it begins on %s", name, d.To, d.From)
	}
	if n := o.vals["data"]; isNone(n) {
		d.DataKnown = fact.Yes
	} else if n != nil && !hollow(n) {
		r.list(n, func(n *yaml.Node) { d.Data = append(d.Data, r.data(n)) })
	}
	for _, a := range o.texts("assets") {
		r.refs = append(r.refs, ref{o.vals["assets"].Line, "asset", a})
		d.Assets = append(d.Assets, fact.AssetID(a))
	}
	r.access(o.vals["access"], d)
	r.places(o.vals["places"], d)
	r.add(k, d)
	r.list(o.vals["parts"], func(n *yaml.Node) { r.part(n, d) })
}

// part reads a part that somebody else plays in a dealing: the same dealing, decided for that party.
func (r *reader) part(n *yaml.Node, of *fact.Dealing) {
	o := r.object(n, "parts", partFields)
	d := *of
	d.Subject = o.party("party")
	d.Name, d.Terms = fact.PartName(of.Name, d.Subject), maps.Clone(of.Terms)
	if d.Terms == nil {
		d.Terms = map[string]string{}
	}
	maps.Copy(d.Terms, o.terms("terms"))
	d.Terms["part"] = o.text("part")
	switch {
	case d.Subject == "" || d.Terms["part"] == "":
		r.errorf(n, "dealings.%s: a part needs the party that plays it, and which part", of.Name)
		return
	case d.Subject == of.Subject:
		r.errorf(n, "dealings.%s: %s is its subject; state the part under terms", of.Name, d.Subject)
		return
	}
	d.Title = fmt.Sprintf("part of %s in %s", d.Subject, cmp.Or(of.Title, of.Name))
	r.add(n, &d)
}

// places reads where what is used stands; an element "unknown" says that it may stand elsewhere too.
func (r *reader) places(n *yaml.Node, d *fact.Dealing) {
	open := false
	r.list(n, func(e *yaml.Node) {
		if isUnknown(e) {
			open = true
			return
		}
		c, err := parseCountry(e.Value)
		if err != nil {
			r.errorf(e, "places: %v", err)
			return
		}
		d.Places = append(d.Places, c)
	})
	slices.Sort(d.Places)
	if d.Places = slices.Compact(d.Places); len(d.Places) > 0 && !open {
		d.PlacesKnown = fact.Yes
	}
}

// isNone says that a value is the word "none" or an empty list.
func isNone(n *yaml.Node) bool {
	return n != nil && (n.Kind == yaml.ScalarNode && n.Value == "none" || n.Kind == yaml.SequenceNode && len(n.Content) == 0)
}

// access reads who becomes able to get at the data. "none" is nobody; an
// element "unknown" says that there may be others.
func (r *reader) access(n *yaml.Node, d *fact.Dealing) {
	switch {
	case n == nil || isNull(n):
		return
	case isUnknown(n):
		d.AccessKnown = fact.No // nothing is taken of what is stated not to be known
		return
	}
	d.AccessKnown = fact.Yes
	if isNone(n) || n.Kind == yaml.SequenceNode && len(n.Content) == 1 && isNone(n.Content[0]) {
		return
	}
	r.list(n, func(e *yaml.Node) {
		if isUnknown(e) {
			d.AccessKnown = fact.Unknown
			return
		}
		if e.Kind == yaml.ScalarNode {
			d.Access = append(d.Access, fact.Access{Able: fact.Yes, Party: r.partyRef(e, e.Value)})
			return
		}
		o := r.object(e, "access", accessFields)
		a := fact.Access{Able: fact.Yes, Means: o.text("means"), Party: o.party("party"), Role: o.word("role", accessRoles)}
		if _, said := o.vals["able"]; said {
			a.Able = o.truth("able")
		}
		if _, said := o.vals["one_of"]; said {
			a.Party, a.OneOf = o.oneOf("one_of")
		}
		if len(a.Parties()) == 0 {
			r.errorf(e, "access: say the party; for one not known, add the word unknown to the list")
			return
		}
		d.Access = append(d.Access, a)
	})
}

// contradictions reports statements of the file that cannot all be true.
func (r *reader) contradictions() {
	type table struct {
		asset fact.PartyID
		kind  fact.InterestKind
	}
	sums := map[table][]Item{}
	existence := map[fact.PartyID]*fact.Party{}
	for _, it := range r.c.Items {
		c, ok := it.Body.(*fact.Claim)
		switch {
		case ok && c.Interest != nil && c.Interest.Direct != fact.No:
			t := table{c.Interest.Asset, c.Interest.Kind}
			sums[t] = append(sums[t], it)
		case ok && c.Party != nil:
			existence[c.Party.ID] = c.Party
		}
	}
	for t, items := range sums {
		for _, it := range items {
			r.checkSum(string(t.asset), it, items)
		}
	}
	for _, it := range r.c.Items {
		d, ok := it.Body.(*fact.Dealing)
		if !ok {
			continue
		}
		for _, id := range []fact.PartyID{d.Subject, d.Counterparty} {
			if p := existence[id]; p != nil && d.From != "" && p.From != "" && d.From.Last() < p.From.First() {
				r.errs = append(r.errs, &Error{r.name, int(it.Line), fmt.Sprintf("dealing %s begins on %s, before %s existed (from %s); correct one of the dates", d.Name, d.From, id, p.From)})
			}
		}
	}
	slices.SortStableFunc(r.errs, func(a, b error) int { return line(a) - line(b) })
	r.errs = slices.CompactFunc(r.errs, func(a, b error) bool { return a.Error() == b.Error() })
}

func line(err error) int {
	if e, ok := err.(*Error); ok {
		return e.Line
	}
	return 0
}

// checkSum reports lower bounds that add to more than 100 % on the day it begins.
func (r *reader) checkSum(asset string, it Item, items []Item) {
	i := it.Body.(*fact.Claim).Interest
	if i.Direct == fact.No {
		return
	}
	var sum uint64
	for _, other := range items {
		j := other.Body.(*fact.Claim).Interest
		if j.Direct == fact.No {
			continue // what is held through others is not held beside them
		}
		if i.From == "" && (j.From == "" || i == j) || i.From != "" && fact.Active(j.From, j.To, i.From.First()) == fact.Yes {
			sum += uint64(j.Lo)
		}
	}
	if sum > uint64(fact.Whole) {
		r.errs = append(r.errs, &Error{r.name, int(it.Line), fmt.Sprintf(
			"the %s of %s add to at least %s, more than 100 %%; correct a share or give it an end date",
			i.Kind, asset, fact.Share(min(sum, 1<<32-1)))})
	}
}
