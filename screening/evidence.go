package screening

import (
	"slices"
	"strings"
	"unicode"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// An Evidence is one thing besides names that is known of both parties. It stands beside the score and never changes it.
type Evidence struct {
	Kind string `json:"kind"` // "country", "born", "identifier"
	// Agrees is Yes where both sides say the same, No where they differ, Unknown where the list says nothing
	// or what both say can be true at once.
	Agrees fact.Truth `json:"agrees"`
	Asked  string     `json:"asked"`
	Listed []string   `json:"listed,omitempty"`
}

// evidence compares what the query says of its party with an entry.
func evidence(q *Query, e *registry.Entry) []Evidence {
	var out []Evidence
	if q.Country != "" {
		out = append(out, countryEvidence(q.Country, e))
	}
	if q.Born != "" {
		out = append(out, bornEvidence(q.Born, e))
	}
	for _, id := range q.Identifiers {
		out = append(out, identifierEvidence(id, e))
	}
	return out
}

func countryEvidence(c fact.Country, e *registry.Entry) Evidence {
	var all []string
	for _, l := range [][]fact.Country{e.Countries, e.Citizenship} {
		for _, x := range l {
			all = append(all, string(x))
		}
	}
	for _, a := range e.Addresses {
		if a.Country != "" {
			all = append(all, string(a.Country))
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	ev := Evidence{Kind: "country", Asked: string(c), Listed: all}
	if len(all) > 0 {
		ev.Agrees = fact.Is(slices.Contains(all, string(c)))
	}
	return ev
}

// bornEvidence agrees where a listed date may be the same day. A year alone that agrees proves
// little: the reader sees both dates.
func bornEvidence(d fact.Date, e *registry.Entry) Evidence {
	ev := Evidence{Kind: "born", Asked: string(d)}
	for _, b := range e.Born {
		ev.Listed = append(ev.Listed, string(b))
		if d.First() <= b.Last() && b.First() <= d.Last() {
			ev.Agrees = fact.Yes
		}
	}
	if len(e.Born) > 0 && ev.Agrees == fact.Unknown {
		ev.Agrees = fact.No
	}
	return ev
}

// identifierEvidence differs only where the list has another number of the same scheme and country:
// a person may hold passports of two countries.
func identifierEvidence(id fact.Identifier, e *registry.Entry) Evidence {
	ev := Evidence{Kind: "identifier", Asked: id.Scheme + " " + id.Value}
	for _, x := range e.Identifiers {
		same := sharesNumber(id.Value, x.Value) || plainNumber(id.Value) == plainNumber(x.Value) && plainNumber(x.Value) != ""
		if x.Scheme != id.Scheme && !same {
			continue
		}
		ev.Listed = append(ev.Listed, strings.TrimSpace(x.Scheme+" "+x.Value+" "+string(x.Country)))
		switch {
		case same && agrees(id, x):
			ev.Agrees = fact.Yes
		case x.Scheme == id.Scheme && x.Country == id.Country && ev.Agrees == fact.Unknown:
			ev.Agrees = fact.No
		}
	}
	return ev
}

// plainNumber keeps letters and digits, in upper case.
func plainNumber(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}
