package gleif

import (
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// reasons maps the reasons of exceptions, of RR-CDF 1.1 and 2.1, to codes of gaps.
var reasons = map[string]string{
	"NO_KNOWN_PERSON":           "natural-persons",
	"NATURAL_PERSONS":           "natural-persons",
	"NON_CONSOLIDATING":         "non-consolidating",
	"NO_LEI":                    "no-lei",
	"NON_PUBLIC":                "withheld",
	"BINDING_LEGAL_COMMITMENTS": "withheld",
	"LEGAL_OBSTACLES":           "withheld",
	"CONSENT_NOT_OBTAINED":      "withheld",
	"DETRIMENT_NOT_EXCLUDED":    "withheld",
	"DISCLOSURE_DETRIMENTAL":    "withheld",
}

// exception maps a reporting exception: why no parent is reported. It returns why it says nothing.
func (r *reader) exception(f *fields) (skip string) {
	id := r.lei(f.one[leiCode])
	if id == "" {
		return "lei-malformed"
	}
	category := f.one[exceptionCategory]
	r.Ref.ID = f.one[leiCode] + "|" + category
	if r.Ref.Date = r.date(f.one[contentDate]); r.Ref.Date == "" {
		r.Ref.Date = r.content
	}
	if skip, done := r.begin(f, "3|"+r.Ref.ID); done {
		return skip
	}
	for i := range f.count(exceptionReason) {
		reason := f.at(exceptionReason, i)
		if reason == "" {
			continue
		}
		code, ok := reasons[reason]
		if !ok {
			code = "unknown"
			r.Flag("reason-unknown")
		}
		words := []string{category, reason}
		if said := f.at(exceptionReference, i); said != "" {
			words = append(words, said)
		}
		r.Emit(registry.Record{Gap: &registry.Gap{Party: id, Code: code, Text: strings.Join(words, ": ")}})
		if code == "no-lei" {
			r.namelessParent(id, category)
		}
	}
	return ""
}

// namelessParent yields the parent that exists but has no LEI.
func (r *reader) namelessParent(id fact.PartyID, category string) {
	i := &fact.Interest{Asset: id, Owner: id + "#direct-parent", Kind: fact.Consolidation, Direct: fact.Yes, Hi: fact.Whole, Note: category}
	if strings.HasPrefix(category, "ULTIMATE") {
		i.Owner, i.Direct = id+"#ultimate-parent", fact.No
	}
	r.Emit(registry.Record{Party: &fact.Party{ID: i.Owner, Anonymous: true}})
	r.Emit(registry.Record{Interest: i})
}
