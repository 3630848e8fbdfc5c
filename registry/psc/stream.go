package psc

import (
	"cmp"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/registry"
)

// companyOf returns the number of the company that an address in the register is below:
// "/company/01234567/persons-with-significant-control/individual/x".
func companyOf(link string) string {
	_, rest, _ := strings.Cut(link, "/company/")
	number, _, _ := strings.Cut(rest, "/")
	return number
}

// answer maps one record of an answer of the interface, which tells its company by its address alone.
func (r *reader) answer(v jsonvalues.Value) (skip string) {
	link := v.Path("links", "self").String()
	return r.record(source{number: companyOf(link), link: link}, v.Get("kind").String(), v)
}

// event maps an event of the stream: a record as it stands since a day, or one that was deleted.
func (r *reader) event(v, data jsonvalues.Value, kind string) (skip string) {
	from := source{link: cmp.Or(v.Get("resource_uri").String(), data.Path("links", "self").String()), published: r.published(v)}
	from.number = companyOf(from.link)
	if !v.Path("event", "type").Equal("deleted") {
		return r.record(from, cmp.Or(kind, kindOfResource(v.Get("resource_kind").String())), data)
	}
	if from.number == "" {
		return "company-missing"
	}
	r.identify(r.companyID(from.number), from.link, data.Get("etag").String(), from.published)
	// Without a day it is withdrawn altogether.
	r.Emit(registry.Record{End: &registry.End{Series: r.Ref.Series, Date: from.published, SameDay: true, Why: "deleted"}})
	return ""
}

// published returns the day of an event.
func (r *reader) published(v jsonvalues.Value) fact.Date {
	s := v.Path("event", "published_at").String()
	d, ok := registry.ParseDate(s[:min(len(s), len("2006-01-02"))])
	if !ok {
		r.Flag("date-invalid")
	}
	return d
}

// kindOfResource is the kind of a record whose data do not say it.
func kindOfResource(kind string) string {
	switch kind {
	case "company-psc-individual":
		return "individual-person-with-significant-control"
	case "company-psc-corporate":
		return "corporate-entity-person-with-significant-control"
	case "company-psc-legal":
		return "legal-person-person-with-significant-control"
	case "company-psc-supersecure":
		return "super-secure-person-with-significant-control"
	case "company-psc-statement":
		return "persons-with-significant-control-statement"
	case "company-exemptions":
		return "exemptions"
	}
	return ""
}

// profile maps a company profile of the stream or of the interface.
func (r *reader) profile(v jsonvalues.Value) (skip string) {
	data := v
	if v.Get("resource_kind").Is(jsonvalues.String) {
		if v.Path("event", "type").Equal("deleted") {
			return "deleted"
		}
		data = v.Get("data")
		r.Ref.Date = r.published(v)
	}
	number := cmp.Or(data.Get("company_number").String(), companyOf(v.Get("resource_uri").String()))
	if number == "" {
		return "company-missing"
	}
	p := companyParty(r.companyID(number))
	r.Ref.ID = strings.TrimPrefix(string(p.ID), "gb-coh:")
	if name := strings.TrimSpace(data.Get("company_name").String()); name != "" {
		p.Names = append(p.Names, fact.Name{Text: name})
	}
	for old := range data.Get("previous_company_names").Elems() {
		if name := strings.TrimSpace(old.Get("name").String()); name != "" {
			p.Names = append(p.Names, fact.Name{Kind: fact.FormerlyKnownAs, Text: name})
		}
	}
	p.From, p.To = r.date(data.Get("date_of_creation")), r.date(data.Get("date_of_cessation"))
	r.Emit(registry.Record{Party: p})
	return ""
}
