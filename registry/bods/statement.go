package bods

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/registry"
)

// scopeOf returns what goes before the record ids of a statement of version 0.4: a
// record belongs to the network of one declaration subject, within the system of its publisher.
func scopeOf(v jsonvalues.Value, p *publisher) string {
	if subject := v.Get("declarationSubject").String(); subject != "" {
		return p.prefix + subject + "/"
	}
	return p.prefix
}

// newStatement maps a statement of version 0.4. It returns why it says nothing.
func (r *reader) newStatement(v jsonvalues.Value, p *publisher) (skip string) {
	record, details, scope := v.Get("recordId").String(), v.Get("recordDetails"), scopeOf(v, p)
	kind := v.Get("recordType").String()
	if record == "" && kind != "relationship" {
		return "record-id-missing"
	}
	closed := v.Get("recordStatus").Equal("closed")
	if record != "" {
		r.Ref.Series = registry.SeriesOf(scope, record)
		if !r.conflict {
			r.supersede(closed)
		}
	}
	if !details.Is(jsonvalues.Object) {
		if closed {
			return ""
		}
		return "details-missing"
	}
	id := fact.PartyID(scope + record)
	switch kind {
	case "entity":
		r.entity(id, details)
	case "person":
		r.person(id, details)
	case "relationship":
		return r.relationship(record, details, closed, scope)
	default:
		return "type-unknown"
	}
	return ""
}

// supersede ends earlier statements of the series of r.Ref.
func (r *reader) supersede(closed bool) {
	ends := r.series.Add(r.Ref.Series, r.Ref.Date, "replaced")
	if closed && len(ends) == 0 && r.Ref.Date != "" {
		// What it closes may have been published in another file.
		ends = append(ends, &registry.End{Series: r.Ref.Series, Date: r.Ref.Date.First(), SameDay: true})
	}
	for _, e := range ends {
		if closed {
			e.Why = "closed"
		}
		r.Emit(registry.Record{End: e})
	}
}

// oldStatement maps a statement of version 0.1 to 0.3. It returns why it says nothing.
func (r *reader) oldStatement(v jsonvalues.Value, p *publisher) (skip string) {
	kind := v.Get("statementType").String()
	if r.Ref.ID == "" && kind != "ownershipOrControlStatement" {
		return "id-missing"
	}
	id := oldParty(r.Ref.ID)
	if r.Ref.ID != "" {
		r.Ref.Series = registry.SeriesOf("bods", r.Ref.ID)
	}
	switch kind {
	case "entityStatement":
		r.replace(v, id)
		r.entity(id, v)
	case "personStatement":
		r.replace(v, id)
		r.person(id, v)
	case "ownershipOrControlStatement":
		r.replace(v, "")
		r.oldRelationship(v, p)
	default:
		return "type-unknown"
	}
	return ""
}

// oldParty is the id of a party whose statement others refer to by its id.
func oldParty(statement string) fact.PartyID { return fact.PartyID("bods:" + statement) }

// replace ends the statements that v replaces. Old relationship statements still
// refer to the old statement of a party: id and the old one are the same party.
func (r *reader) replace(v jsonvalues.Value, id fact.PartyID) {
	for old := range v.Get("replacesStatements").Elems() {
		statement := old.String()
		if statement == "" || statement == r.Ref.ID {
			r.Flag("replaces-invalid")
			continue
		}
		if r.Ref.Date != "" {
			r.Emit(registry.Record{End: &registry.End{
				Series: registry.SeriesOf("bods", statement), Date: r.Ref.Date.First(), SameDay: true, Why: "replaced",
			}})
		}
		if id != "" {
			r.Emit(registry.Record{Same: &registry.Same{A: oldParty(statement), B: id, Why: "replaces"}})
		}
	}
}
