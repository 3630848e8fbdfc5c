package gleif

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// entity maps a level 1 record. It returns why it says nothing.
func (r *reader) entity(f *fields) (skip string) {
	r.Ref.ID = f.one[leiCode]
	id := r.lei(f.one[leiCode])
	if id == "" {
		return "lei-malformed"
	}
	r.Ref.Date = r.date(f.one[updated])
	if skip, done := r.begin(f, "1|"+string(id)); done {
		return skip
	}
	status := f.one[registrationStatus]
	if status == "ANNULLED" {
		return "annulled"
	}
	r.successors(f, id, status)
	if status == "DUPLICATE" {
		if !r.Emitted() {
			return "duplicate-entry" // of an entry it does not name
		}
		return ""
	}
	switch status {
	case "LAPSED", "RETIRED", "MERGED":
		r.Flag(strings.ToLower(status)) // stale, not gone
	}
	r.Emit(registry.Record{Party: r.party(f, id)})
	if other := f.one[associated]; other != "" {
		if owner := r.lei(other); owner != "" {
			r.Emit(registry.Record{Interest: &fact.Interest{
				Asset: id, Owner: owner, Kind: fact.UnknownInterest, Hi: fact.Whole, Note: "AssociatedEntity",
			}})
		}
	}
	return ""
}

func (r *reader) party(f *fields, id fact.PartyID) *fact.Party {
	p := &fact.Party{ID: id, Names: names(f)}
	if c := registry.JurisdictionCountry(f.one[jurisdiction]); c != "" {
		p.Organized = []fact.Country{c}
	}
	switch f.one[category] {
	case "GENERAL", "NULL", "":
		p.Kind = fact.Company
	case "FUND":
		p.Kind = fact.Arrangement
	case "BRANCH":
		p.Kind = fact.Branch
	case "RESIDENT_GOVERNMENT_ENTITY":
		p.Kind, p.State = fact.StateBody, registry.JurisdictionCountry(f.one[jurisdiction])
	case "INTERNATIONAL_ORGANIZATION":
		p.Kind = fact.Company
		r.Flag("international-organization")
	case "SOLE_PROPRIETOR":
		r.Flag("sole-proprietor") // a person in business: neither kind is certain
	default:
		p.Kind = fact.Company
		r.Flag("category-unknown")
	}
	// An address of headquarters may be an agent's: evidence of the seat, not proof.
	p.Seat = registry.JurisdictionCountry(f.one[seatCountry])
	p.Identifiers = identifiers(f, id)
	p.From, p.To = r.date(f.one[created]), r.date(f.one[expired])
	if f.one[entityStatus] == "INACTIVE" && p.To == "" {
		r.Flag("inactive")
	}
	return p
}

// identifiers returns the LEI, the number in its register by GLEIF's code, and
// the national number where the country has one.
func identifiers(f *fields, id fact.PartyID) (ids []fact.Identifier) {
	ids = append(ids, fact.Identifier{Scheme: "lei", Value: strings.TrimPrefix(string(id), "lei:")})
	number := strings.TrimSpace(f.one[authorityNumber])
	if number == "" {
		return ids
	}
	country := registry.JurisdictionCountry(f.one[jurisdiction])
	code := strings.ToLower(f.one[authority])
	switch f.one[category] {
	case "FUND", "BRANCH": // these may cite the number of the umbrella fund or the head office
		return append(ids, fact.Identifier{Country: country, Scheme: code + "-" + strings.ToLower(f.one[category]), Value: number})
	}
	if code != "" {
		ids = append(ids, fact.Identifier{Country: country, Scheme: code, Value: number})
	}
	if n, ok := registry.RegisterNumber(country, number); ok && code < "ra777777" && f.one[legalCountry] == string(country) {
		ids = append(ids, n)
	}
	return ids
}

// nameKinds maps types of other names.
var nameKinds = map[string]fact.NameKind{
	"PREVIOUS_LEGAL_NAME":             fact.FormerlyKnownAs,
	"TRADING_OR_OPERATING_NAME":       fact.TradingName,
	"ALTERNATIVE_LANGUAGE_LEGAL_NAME": fact.AlsoKnownAs,
}

func names(f *fields) (list []fact.Name) {
	add := func(text, lang string, kind fact.NameKind) {
		if text = strings.TrimSpace(text); text != "" && !slices.ContainsFunc(list, func(n fact.Name) bool { return n.Text == text }) {
			list = append(list, fact.Name{Kind: kind, Lang: lang, Text: text})
		}
	}
	add(f.one[legalName], f.one[legalNameLang], fact.PrimaryName)
	for i := range f.count(otherName) {
		kind, ok := nameKinds[f.at(otherNameType, i)]
		if !ok {
			kind = fact.AlsoKnownAs
		}
		add(f.at(otherName, i), f.at(otherNameLang, i), kind)
	}
	for i := range f.count(asciiName) {
		add(f.at(asciiName, i), f.at(asciiNameLang, i), fact.Transliteration)
	}
	return list
}

// successors maps the links of identity between entries: the entry that stands
// for a duplicate, and what an entity was merged into.
func (r *reader) successors(f *fields, id fact.PartyID, status string) {
	why := "merged"
	if status == "DUPLICATE" {
		why = "duplicate"
	}
	for i := range f.count(successor) {
		if to := r.lei(f.at(successor, i)); to != "" && to != id {
			r.Emit(registry.Record{Same: &registry.Same{A: id, B: to, Why: why}})
		}
	}
}
