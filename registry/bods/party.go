package bods

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/registry"
)

// entity maps the details of an entity, of any version.
func (r *reader) entity(id fact.PartyID, v jsonvalues.Value) {
	p := &fact.Party{ID: id}
	var flags []string
	kind, subtype := v.Get("entityType"), v.Path("entitySubtype", "generalCategory").String()
	if kind.Is(jsonvalues.Object) {
		subtype = kind.Get("subtype").String()
		kind = kind.Get("type")
	}
	switch kind.String() {
	case "registeredEntity", "legalEntity":
		p.Kind = fact.Company
	case "arrangement":
		p.Kind = fact.Arrangement
	case "state":
		p.Kind = fact.State
	case "stateBody":
		p.Kind = fact.StateBody
	case "anonymousEntity", "unknownEntity":
		p.Anonymous = true
	default:
		flags = append(flags, r.Note("entity-type-unknown"))
	}
	if p.Kind == fact.Company && (subtype == "trust" || subtype == "nomination") {
		p.Kind = fact.Arrangement
	}
	p.Names = entityNames(v)
	jurisdiction := v.Get("jurisdiction")
	if jurisdiction.Kind() <= jsonvalues.Null {
		jurisdiction = v.Get("incorporatedInJurisdiction")
	}
	if c := countryOf(jurisdiction); c != "" {
		p.Organized = []fact.Country{c}
		if p.Kind == fact.State || p.Kind == fact.StateBody {
			p.State = c
		}
	}
	p.Seat = address(v, "business")
	p.Identifiers = r.identifiers(v)
	p.From, p.To = r.date(v.Get("foundingDate"), &flags), r.date(v.Get("dissolutionDate"), &flags)
	r.Emit(registry.Record{Party: p}, flags...)
	r.unspecified(id, v.Get("unspecifiedEntityDetails"))
}

func entityNames(v jsonvalues.Value) (names []fact.Name) {
	if n := v.Get("name").String(); n != "" {
		names = append(names, fact.Name{Text: n})
	}
	for a := range v.Get("alternateNames").Elems() {
		if n := a.String(); n != "" {
			names = append(names, fact.Name{Text: n, Kind: fact.AlsoKnownAs})
		}
	}
	return names
}

// person maps the details of a person, of any version.
func (r *reader) person(id fact.PartyID, v jsonvalues.Value) {
	p := &fact.Party{ID: id, Kind: fact.Person}
	var flags []string
	switch v.Get("personType").String() {
	case "anonymousPerson", "unknownPerson":
		p.Anonymous = true
	}
	p.Names = personNames(v)
	for n := range v.Get("nationalities").Elems() {
		if c := countryOf(n); c != "" {
			p.Citizenship = append(p.Citizenship, c)
		}
	}
	p.Residence = address(v, "residence")
	p.Identifiers = r.identifiers(v)
	p.Born, p.To = r.date(v.Get("birthDate"), &flags), r.date(v.Get("deathDate"), &flags)
	if v.Path("politicalExposure", "status").Equal("isPep") {
		flags = append(flags, "politically-exposed")
	} else if pep, _ := v.Get("hasPepStatus").Bool(); pep {
		flags = append(flags, "politically-exposed")
	}
	r.Emit(registry.Record{Party: p}, flags...)
	r.unspecified(id, v.Get("unspecifiedPersonDetails"))
}

func personNames(v jsonvalues.Value) (names []fact.Name) {
	primary := false
	for n := range v.Get("names").Elems() {
		text := n.Get("fullName").String()
		if text == "" {
			text = strings.TrimSpace(n.Get("givenName").String() + " " + n.Get("familyName").String())
		}
		if text == "" {
			continue
		}
		kind := fact.PrimaryName
		switch n.Get("type").String() {
		case "former", "birth":
			kind = fact.FormerlyKnownAs
		case "alternative":
			kind = fact.AlsoKnownAs
		case "translation", "transliteration":
			kind = fact.Transliteration
		}
		switch {
		case kind != fact.PrimaryName:
			names = append(names, fact.Name{Text: text, Kind: kind})
		case primary:
			names = append(names, fact.Name{Text: text, Kind: fact.AlsoKnownAs})
		default: // stands first wherever it is stated
			names, primary = slices.Insert(names, 0, fact.Name{Text: text}), true
		}
	}
	return names
}

// countryOf reads a jurisdiction, nationality or country: a code, a name, or an object of both.
func countryOf(v jsonvalues.Value) fact.Country {
	code, name := v.String(), v.String()
	if v.Is(jsonvalues.Object) {
		code, name = v.Get("code").String(), v.Get("name").String()
	}
	if c := registry.JurisdictionCountry(code); c != "" {
		return c
	}
	return fact.Country(country.Code(name))
}

// address returns the country of the first address of a type that has one.
func address(v jsonvalues.Value, kind string) fact.Country {
	for a := range v.Get("addresses").Elems() {
		if a.Get("type").Equal(kind) {
			if c := countryOf(a.Get("country")); c != "" {
				return c
			}
		}
	}
	return ""
}

// identifiers reads published numbers. The GLEIF pipeline of Open Ownership puts the code of a register into schemeName.
func (r *reader) identifiers(v jsonvalues.Value) (ids []fact.Identifier) {
	for n := range v.Get("identifiers").Elems() {
		value, scheme := n.Get("id").String(), n.Get("scheme").String()
		if value == "" {
			continue
		}
		if scheme == "" {
			scheme = n.Get("schemeName").String()
		}
		id := registry.SchemeIdentifier(scheme, value)
		if id.Scheme == "lei-invalid" {
			r.Note("lei-invalid")
		}
		ids = append(ids, id)
	}
	return ids
}

// unspecified maps why a party is not named.
func (r *reader) unspecified(id fact.PartyID, v jsonvalues.Value) {
	if v.Is(jsonvalues.Object) {
		r.Emit(registry.Record{Gap: gap(id, v)})
	}
}
