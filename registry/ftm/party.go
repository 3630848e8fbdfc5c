package ftm

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

func (r *reader) person(e *entity) string {
	p := r.named(e, fact.Person)
	p.Citizenship = e.countries("citizenship", "nationality")
	p.Born = r.oneDate(e, "birthDate")
	p.To = r.oneDate(e, "deathDate")
	return r.listed(e, p, registry.PersonEntry)
}

func (r *reader) company(e *entity) string {
	p := r.named(e, fact.Company)
	r.organized(e, p)
	skip := r.listed(e, p, registry.OrganizationEntry)
	r.parent(e)
	return skip
}

// publicBody maps a body of the state whose country is stated. Companies that a
// state owns are tagged so too; they are flagged where their topics say it.
func (r *reader) publicBody(e *entity) string {
	p := r.named(e, fact.StateBody)
	r.organized(e, p)
	if c := e.countries("jurisdiction", "mainCountry", "country"); len(c) == 1 {
		p.State = c[0]
	}
	if slices.Contains(slices.Collect(e.texts("topics")), "gov.soe") {
		r.Flag("state-owned-company")
	}
	skip := r.listed(e, p, registry.OrganizationEntry)
	r.parent(e)
	return skip
}

// legalEntity maps a party that may be a person or a company.
func (r *reader) legalEntity(e *entity) string {
	p := r.named(e, "")
	r.organized(e, p)
	p.Citizenship = e.countries("citizenship", "nationality")
	return r.listed(e, p, registry.UnknownEntry)
}

// thing maps a thing that can be owned, and whatever the model does not know.
func (r *reader) thing(e *entity) string {
	r.Flags = append(r.Flags, "thing")
	kind := registry.UnknownEntry
	switch e.schema {
	case "Vessel":
		kind = registry.VesselEntry
	case "Airplane":
		kind = registry.AircraftEntry
	}
	return r.listed(e, r.named(e, ""), kind)
}

// position maps a public office, so that those who hold it are tied to its state.
func (r *reader) position(e *entity) string {
	p := r.named(e, "")
	r.Flags = append(r.Flags, "position")
	if c := e.countries("country"); len(c) == 1 {
		p.State = c[0]
		for t := range e.texts("topics") {
			if strings.HasPrefix(t, "gov") {
				p.Kind = fact.StateBody
			}
		}
	}
	r.Emit(registry.Record{Party: p})
	return ""
}

// organized reads where an entity is organised and seated. Country alone says
// that it has to do with a country: taken for the seat where there is only one, and flagged.
func (r *reader) organized(e *entity, p *fact.Party) {
	p.Organized = e.countries("jurisdiction")
	if c := e.countries("mainCountry"); len(c) == 1 {
		p.Seat = c[0]
	} else if c := e.countries("country"); len(c) == 1 && len(p.Organized) == 0 {
		p.Seat = c[0]
		r.Flag("seat-from-country")
	}
	p.From, p.To = r.oneDate(e, "incorporationDate"), r.oneDate(e, "dissolutionDate")
}

// parent maps the deprecated edge of companies to their parent.
func (r *reader) parent(e *entity) {
	for _, owner := range e.parties("parent") {
		r.Emit(registry.Record{Interest: &fact.Interest{Asset: e.id, Owner: owner, Kind: fact.Shares, Hi: fact.Whole, Note: "parent"}},
			append(r.self(owner, e.id), r.Note("parent-deprecated"))...)
	}
}

// named begins a party with what all schemata have.
func (r *reader) named(e *entity, kind fact.PartyKind) *fact.Party {
	return &fact.Party{ID: e.id, Kind: kind, Names: names(e), Identifiers: r.identifiers(e)}
}

// names returns the names, the caption first.
func names(e *entity) (list []fact.Name) {
	add := func(text string, kind fact.NameKind) {
		if text = strings.TrimSpace(text); text != "" && !slices.ContainsFunc(list, func(n fact.Name) bool { return n.Text == text }) {
			list = append(list, fact.Name{Kind: kind, Text: text})
		}
	}
	all := slices.Collect(e.texts("name"))
	if caption := e.Get("caption").String(); slices.Contains(all, caption) {
		add(caption, fact.PrimaryName)
	}
	if len(all) == 0 {
		add(strings.Join(strings.Fields(e.text("firstName")+" "+e.text("middleName")+" "+e.text("lastName")), " "), fact.PrimaryName)
	}
	for _, n := range all {
		kind := fact.AlsoKnownAs
		if len(list) == 0 {
			kind = fact.PrimaryName
		}
		add(n, kind)
	}
	for n := range e.texts("alias") {
		add(n, fact.AlsoKnownAs)
	}
	for n := range e.texts("previousName") {
		add(n, fact.FormerlyKnownAs)
	}
	for n := range e.texts("weakAlias") {
		add(n, fact.WeakAlias)
	}
	return list
}

// numbers maps properties that hold a number in one scheme.
var numbers = []struct{ property, scheme string }{
	{"innCode", "ru-inn"}, {"kppCode", "ru-kpp"}, {"okpoCode", "ru-okpo"}, {"taxNumber", "tax"}, {"vatCode", "vat"},
	{"idNumber", "id"}, {"passportNumber", "passport"}, {"imoNumber", "imo"}, {"mmsi", "mmsi"}, {"isin", "isin"},
	{"swiftBic", "bic"}, {"dunsCode", "duns"}, {"uniqueEntityId", "sam-uei"}, {"wikidataId", "wikidata"},
	{"cikCode", "us-cik"}, {"permId", "permid"}, {"serialNumber", "serial"},
}

// openCorporates finds jurisdiction and number in an address of OpenCorporates.
var openCorporates = pattern.New(`opencorporates\.com/companies/([a-z]{2})(?:_[a-z]{2})?/([A-Za-z0-9.-]+)`)

func (r *reader) identifiers(e *entity) (ids []fact.Identifier) {
	add := func(id fact.Identifier) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for s := range e.texts("leiCode") {
		id := registry.SchemeIdentifier("lei", s)
		if id.Scheme != "lei" {
			r.Flag("lei-invalid")
		}
		add(id)
	}
	national(add, []fact.Country{"CN"}, e.texts("uscCode"))
	national(add, []fact.Country{"RU"}, e.texts("ogrnCode"))
	national(add, e.countries("jurisdiction"), e.texts("registrationNumber"))
	for s := range e.texts("opencorporatesUrl") {
		if m := openCorporates.FindStringSubmatch(s); m != nil {
			if id, ok := registry.RegisterNumber(registry.JurisdictionCountry(m[1]), m[2]); ok {
				add(id)
			}
		}
	}
	for _, n := range numbers {
		for s := range e.texts(n.property) {
			add(fact.Identifier{Scheme: n.scheme, Value: s})
		}
	}
	return ids
}

// national adds register numbers: in normal form where the party has one
// country and the country one number, else as they stand.
func national(add func(fact.Identifier), countries []fact.Country, values func(func(string) bool)) {
	for s := range values {
		id := fact.Identifier{Scheme: "registration", Value: s}
		if len(countries) == 1 {
			id.Country = countries[0]
			if n, ok := registry.RegisterNumber(countries[0], s); ok {
				id = n
			}
		}
		add(id)
	}
}

// hints are the topics worth keeping. OpenSanctions derives some along ownership
// without any percentage: they prove nothing.
var hints = []string{
	"sanction", "sanction.linked", "sanction.control", "export.control", "export.control.linked",
	"gov", "gov.soe", "debarment", "role.pep", "role.rca",
}

// listed yields a party and, where its topics say that it is the target of a
// list, an entry that names it.
func (r *reader) listed(e *entity, p *fact.Party, kind registry.EntryType) string {
	target := false
	for t := range e.texts("topics") {
		if slices.Contains(hints, t) {
			r.Flags = append(r.Flags, "topic:"+t)
		}
		target = target || t == "sanction" || t == "export.control" || t == "debarment"
	}
	r.Emit(registry.Record{Party: p})
	if !target || len(p.Names) == 0 {
		return ""
	}
	entry := &registry.Entry{
		List: "ftm", Number: r.Ref.ID, Quality: "official", Type: kind, Names: p.Names,
		Countries: e.countries("jurisdiction", "mainCountry", "country", "flag"), Citizenship: p.Citizenship,
		Identifiers: p.Identifiers, Programs: slices.Collect(e.texts("programId")), Version: r.Ref.Date,
	}
	slices.Sort(entry.Countries)
	for s := range e.texts("birthDate") {
		if d, ok := registry.ParseDate(s); ok {
			entry.Born = append(entry.Born, d)
		}
	}
	for s := range e.texts("address") {
		entry.Addresses = append(entry.Addresses, registry.Address{Text: s})
	}
	r.Emit(registry.Record{Entry: entry})
	return ""
}
