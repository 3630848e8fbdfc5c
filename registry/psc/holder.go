package psc

import (
	"fmt"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/registry"
)

// party returns the holder of the record at hand, so far without a kind.
func (r *reader) party() *fact.Party { return &fact.Party{ID: fact.PartyID("gb-psc:" + r.Ref.ID)} }

func (r *reader) individual(h holder) string {
	p := r.party()
	p.Kind = fact.Person
	if name := personName(h.data); name != "" {
		p.Names = []fact.Name{{Text: name}}
	}
	p.Residence = fact.Country(country.Code(h.data.Get("country_of_residence").String()))
	p.Citizenship = nationalities(h.data.Get("nationality").String())
	p.Born = born(h.data.Get("date_of_birth"))
	r.sanctioned(h)
	r.Emit(registry.Record{Party: p})
	return r.natures(h, p.ID)
}

// personName returns the name without title.
func personName(data jsonvalues.Value) string {
	e := data.Get("name_elements")
	name := strings.Join(strings.Fields(strings.Join([]string{
		e.Get("forename").String(), e.Get("other_forenames").String(), e.Get("middle_name").String(), e.Get("surname").String(),
	}, " ")), " ")
	if name == "" {
		name = strings.TrimSpace(data.Get("name").String())
	}
	return name
}

// born reads a date of birth, of which month and year are published.
func born(v jsonvalues.Value) fact.Date {
	year, month := atoi(digits(v.Get("year"))), atoi(digits(v.Get("month")))
	switch {
	case year < 1000 || year > 9999:
		return ""
	case month < 1 || month > 12:
		return fact.Date(fmt.Sprintf("%d", year))
	}
	return fact.Date(fmt.Sprintf("%d-%02d", year, month))
}

func digits(v jsonvalues.Value) []byte {
	for _, c := range v.Raw() {
		if c < '0' || c > '9' {
			return nil
		}
	}
	return v.Raw()
}

func (r *reader) corporate(h holder) string {
	p := r.party()
	p.Kind = fact.Company
	r.entity(h, p)
	return r.natures(h, p.ID)
}

// legalPerson maps a person of law that is no company: a government, a department
// of one, a local authority, a corporation sole or an international organisation.
func (r *reader) legalPerson(h holder) string {
	p := r.party()
	p.Kind = fact.StateBody
	p.State = homeOf(h.data.Get("identification"))
	r.Flags = append(r.Flags, "legal-person")
	r.entity(h, p)
	return r.natures(h, p.ID)
}

func (r *reader) entity(h holder, p *fact.Party) {
	if name := strings.TrimSpace(h.data.Get("name").String()); name != "" {
		p.Names = []fact.Name{{Text: name}}
	}
	what := h.data.Get("identification")
	home := homeOf(what)
	if home != "" {
		p.Organized = []fact.Country{home}
	}
	if number := what.Get("registration_number").String(); number != "" {
		id, ok := registry.RegisterNumber(home, number)
		if !ok {
			id = fact.Identifier{Country: home, Scheme: "registration", Value: number}
		}
		p.Identifiers = []fact.Identifier{id}
	}
	p.Seat = fact.Country(country.Code(h.data.Path("principal_office_address", "country").String()))
	r.sanctioned(h)
	r.Emit(registry.Record{Party: p})
}

// homeOf returns the country under whose law an entity is organised: of its
// register, or of the law that it states. What is written there is free text.
func homeOf(what jsonvalues.Value) fact.Country {
	for _, key := range []string{"country_registered", "place_registered", "legal_authority"} {
		text := what.Get(key).String()
		lower := strings.ToLower(text)
		switch {
		case strings.Contains(lower, "companies house"), strings.Contains(lower, "england"), strings.Contains(lower, "united kingdom"),
			strings.Contains(lower, "wales") && !strings.Contains(lower, "new south wales"), lower == "companies act 2006":
			return "GB"
		}
		if c := country.Code(text); c != "" {
			return fact.Country(c)
		}
	}
	return ""
}

// sanctioned flags what the register itself says of sanctions.
func (r *reader) sanctioned(h holder) {
	if is, _ := h.data.Get("is_sanctioned").Bool(); is {
		r.Flags = append(r.Flags, "register:is-sanctioned")
	}
}

// superSecure maps a holder whose particulars are protected (Companies Act 2006,
// sections 790ZF and 790ZG): there is one, with control of a kind not told.
func (r *reader) superSecure(h holder) string {
	if ceased, _ := h.data.Get("ceased").Bool(); ceased && h.to == "" {
		return "ceased-without-date"
	}
	p := r.party()
	p.Anonymous = true
	r.Emit(registry.Record{Gap: &registry.Gap{
		Party: h.company, Code: "withheld", Text: h.data.Get("description").String(), From: h.from, To: h.to,
	}})
	r.Emit(registry.Record{Party: p})
	r.Emit(registry.Record{Interest: &fact.Interest{
		Asset: h.company, Owner: p.ID, Kind: fact.UnknownInterest, Hi: fact.Whole, From: h.from, To: h.to,
	}})
	return ""
}

// statement maps why a company has no holder in the register, or has not told.
func (r *reader) statement(h holder) string {
	text := h.data.Get("statement").String()
	g := &registry.Gap{Party: h.company, Text: text, From: h.from, To: h.to}
	switch {
	case strings.HasPrefix(text, "no-individual-or-entity"):
		g.Code, g.Max = "below-threshold", 25*fact.Percent
	case strings.HasPrefix(text, "disclosure-transparency-rules"):
		g.Code = "exempt"
	case strings.HasPrefix(text, "psc-exists-but-not-identified"), strings.HasPrefix(text, "steps-to-find-psc"),
		strings.Contains(text, "unable-to-identify"):
		g.Code = "not-identified"
	case strings.HasPrefix(text, "psc-details-not-confirmed"), strings.HasPrefix(text, "psc-contacted-but-no-response"),
		strings.HasPrefix(text, "psc-has-failed-to-confirm"), strings.HasPrefix(text, "restrictions-notice"),
		strings.Contains(text, "no-response"), strings.Contains(text, "at-least-one-beneficial-owner"), strings.Contains(text, "information-missing"):
		g.Code = "not-provided"
	default:
		g.Code = "unknown"
		r.Flag("statement-unknown")
	}
	r.Emit(registry.Record{Gap: g})
	return ""
}

// exemptions maps the exemptions of a company whose shares are traded, with their times.
func (r *reader) exemptions(h holder) string {
	for _, e := range h.data.Get("exemptions").Members() {
		for item := range e.Get("items").Elems() {
			r.Emit(registry.Record{Gap: &registry.Gap{
				Party: h.company, Code: "exempt", Text: e.Get("exemption_type").String(),
				From: r.date(item.Get("exempt_from")), To: r.date(item.Get("exempt_to")),
			}})
		}
	}
	return ""
}
