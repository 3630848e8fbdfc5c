package registrytest

import (
	"fmt"
	"iter"
	"maps"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

func mapKeys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// Texts writes records, one on each line, without their refs.
func Texts(records []registry.Record) (lines []string) {
	for _, r := range records {
		lines = append(lines, Text(r))
	}
	return lines
}

// Text writes a record on one line: its kind, then what is known of it, then its flags.
//
//	party lei:X company "A Ltd" org=GB seat=US id=gb-coh:01234567 [stale]
//	interest owner > asset shares 25-50 direct 2016-04-06..
//	gap lei:X natural-persons "NATURAL_PERSONS"
func Text(r registry.Record) string {
	var w words
	switch {
	case r.Party != nil:
		w.party(r.Party)
	case r.Interest != nil:
		w.interest(r.Interest)
	case r.Gap != nil:
		w.add("gap", string(r.Gap.Party), r.Gap.Code)
		if r.Gap.Max > 0 {
			w.add("max=" + percent(r.Gap.Max))
		}
		if r.Gap.From+r.Gap.To != "" {
			w.add(string(r.Gap.From) + ".." + string(r.Gap.To))
		}
		w.quote("", r.Gap.Text)
	case r.Same != nil:
		w.add("same", string(r.Same.A), string(r.Same.B), r.Same.Why)
	case r.End != nil:
		w.add("end", string(r.End.Date), r.End.Why)
	case r.Entry != nil:
		w.entry(r.Entry)
	}
	if len(r.Flags) > 0 {
		w.add("[" + strings.Join(r.Flags, " ") + "]")
	}
	return strings.Join(w, " ")
}

type words []string

func (w *words) add(all ...string) {
	for _, s := range all {
		if s != "" {
			*w = append(*w, s)
		}
	}
}

func (w *words) quote(key, s string) {
	if s != "" {
		*w = append(*w, key+fmt.Sprintf("%q", s))
	}
}

func (w *words) key(key, s string) {
	if s != "" {
		*w = append(*w, key+"="+s)
	}
}

func (w *words) party(p *fact.Party) {
	w.add("party", string(p.ID), string(p.Kind))
	if p.Anonymous {
		w.add("anonymous")
	}
	for _, n := range p.Names {
		kind := string(n.Kind)
		if n.Lang != "" {
			kind += "@" + n.Lang
		}
		w.quote(kind, n.Text)
	}
	for _, c := range p.Organized {
		w.key("org", string(c))
	}
	w.key("seat", string(p.Seat))
	w.key("residence", string(p.Residence))
	for _, c := range p.Citizenship {
		w.key("citizen", string(c))
	}
	w.key("state", string(p.State))
	w.key("born", string(p.Born))
	w.key("branch-of", string(p.BranchOf))
	for _, id := range p.Identifiers {
		w.add("id=" + id.Scheme + ":" + id.Value)
	}
	if p.From+p.To != "" {
		w.add(string(p.From) + ".." + string(p.To))
	}
}

func (w *words) interest(i *fact.Interest) {
	w.add("interest", string(i.Owner), ">", string(i.Asset), string(i.Kind), percent(i.Lo)+"-"+percent(i.Hi))
	switch i.Direct {
	case fact.Yes:
		w.add("direct")
	case fact.No:
		w.add("indirect")
	}
	if i.From+i.To != "" {
		w.add(string(i.From) + ".." + string(i.To))
	}
	if i.Conditional {
		w.add("conditional")
	}
	w.quote("", i.Note)
}

func (w *words) entry(e *registry.Entry) {
	w.add("entry", e.ID(), string(e.Type))
	for _, n := range e.Names {
		w.quote(string(n.Kind), n.Text)
	}
	for _, c := range e.Countries {
		w.key("country", string(c))
	}
	for _, p := range e.Programs {
		w.key("program", p)
	}
	w.key("listed", string(e.Listed))
	w.key("effective", string(e.Effective))
	w.key("removed", string(e.Removed))
}

// percent writes a share without its sign.
func percent(s fact.Share) string { return strings.TrimSuffix(s.String(), " %") }
