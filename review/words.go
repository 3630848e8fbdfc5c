package review

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// A voice holds the words that sentences about a dealing are made of.
type voice struct {
	subject, counterparty string
	reached               []string // parties that are covered and have access
	perhaps               []string // parties that may be
	data                  []string // covered data, described
	maybe                 []string // data that may be covered
	other                 []string // data that is not
}

func (d *decider) voice(r *law.Record) voice {
	v := voice{subject: d.refName(r, "subject"), counterparty: d.refName(r, "counterparty")}
	access, _, _ := r.Given(r.Kind.Field("access"))
	for _, a := range access.List {
		t, ok := d.term(a, "covered_access")
		party, _, _ := a.Given(a.Kind.Field("party"))
		if !ok || party.Ref == nil {
			continue
		}
		switch t.Truth {
		case fact.Yes:
			v.reached = append(v.reached, d.partyWords(party.Ref))
		case fact.Unknown:
			v.perhaps = append(v.perhaps, party.Ref.Name)
		}
	}
	if t, ok := d.term(r, "counterparty_covered"); ok && t.Truth == fact.Yes && len(v.reached) == 0 {
		c, _, _ := r.Given(r.Kind.Field("counterparty"))
		switch got, _ := d.term(r, "covered_party_access"); got.Truth {
		case fact.Yes:
			v.reached = append(v.reached, d.partyWords(c.Ref))
		case fact.Unknown:
			v.perhaps = append(v.perhaps, d.partyWords(c.Ref))
		}
	}
	data, _, _ := r.Given(r.Kind.Field("data"))
	for _, rec := range data.List {
		covered, ok := d.term(rec, "covered_data")
		switch {
		case !ok:
		case covered.Truth == fact.Yes:
			v.data = append(v.data, d.dataWords(rec))
		case covered.Truth == fact.Unknown:
			v.maybe = append(v.maybe, d.dataWords(rec))
		default:
			v.other = append(v.other, d.dataWords(rec))
		}
	}
	return v
}

func (d *decider) refName(r *law.Record, field string) string {
	if v, _, _ := r.Given(r.Kind.Field(field)); v.Ref != nil {
		return v.Ref.Name
	}
	return "a party not known"
}

// partyWords names a covered party and says in brackets why it is one.
func (d *decider) partyWords(p *law.Record) string {
	if t, ok := d.term(p, "country_of_concern"); ok && t.Truth == fact.Yes {
		return p.Name + " (a country of concern)"
	}
	var why []string
	for _, c := range [...]struct{ field, text string }{{"organized", "organised in "}, {"seat", "seated in "}, {"residence", "resident in "}} {
		v, _, _ := p.Given(p.Kind.Field(c.field))
		for _, country := range append(slices.Clone(v.Words), v.Word) {
			if set := d.world.code.Set("countries_of_concern"); set != nil && slices.Contains(set.Words(), country) {
				why = append(why, c.text+country)
			}
		}
	}
	if v, _, _ := p.Given(p.Kind.Field("designated")); slices.Contains(v.Words, "dsp-covered-person") {
		why = append(why, "designated")
	}
	if v, _, _ := p.Given(p.Kind.Field("owned")); v.Lo >= int64(fact.Whole)/2 {
		held := fact.Share(v.Lo).String()
		if v.Hi > v.Lo {
			held = "at least " + held
		}
		why = append(why, held+" held by covered owners")
	}
	if len(why) == 0 {
		return p.Name + " (a covered person)"
	}
	return p.Name + " (" + strings.Join(why, ", ") + ")"
}

var categoryWords = map[string]string{
	"human-genomic": "human genomic data", "human-epigenomic": "human epigenomic data", "human-proteomic": "human proteomic data",
	"human-transcriptomic": "human transcriptomic data", "human-biospecimens": "human biospecimens",
	"biometric-identifiers": "biometric identifiers", "precise-geolocation": "precise geolocation data",
	"personal-health": "personal health data", "personal-financial": "personal financial data",
	"covered-personal-identifiers": "covered personal identifiers", "listed-identifiers": "listed identifiers",
	"sensitive": "sensitive personal data", "other": "other data", "": "data of a category not known",
}

// dataWords describes a data entry with its number and threshold.
func (d *decider) dataWords(rec *law.Record) string {
	category, _, _ := rec.Given(rec.Kind.Field("category"))
	n, _, _ := rec.Given(rec.Kind.Field("window"))
	unit := "U.S. persons"
	if category.Word == "precise-geolocation" {
		unit = "U.S. devices"
	}
	s := categoryWords[category.Word]
	if words := countWords(n); words != "" {
		s += " of " + words + " " + unit
	}
	if gov, ok := d.term(rec, "government_related_data"); ok && gov.Truth == fact.Yes {
		return s + " (government-related, in any volume" + areaWords(d.world.areas[rec]) + ")"
	}
	limit, ok := d.term(rec, "limit")
	deal, _, _ := rec.Given(rec.Kind.Field("dealing"))
	if ok && limit.Known(law.Number) && deal.Ref != nil {
		lowest, ok := d.term(deal.Ref, "lowest_limit")
		if ok && lowest.Known(law.Number) && lowest.Lo < limit.Lo {
			return s + fmt.Sprintf(" (more than %s is bulk in this combination)", grouped(lowest.Lo))
		}
		s += fmt.Sprintf(" (more than %s is bulk)", grouped(limit.Lo))
	}
	return s
}

// areaWords names areas of the Government-Related Location Data List.
func areaWords(areas []int64) string {
	if len(areas) == 0 {
		return ""
	}
	const most = 5
	var ids []string
	for _, a := range areas[:min(most, len(areas))] {
		ids = append(ids, strconv.FormatInt(a, 10))
	}
	more := ""
	if len(areas) > most {
		more = fmt.Sprintf(" and %d more", len(areas)-most)
	}
	return fmt.Sprintf("; it lies in area %s%s of 28 CFR 202.1401", strings.Join(ids, ", "), more)
}

func countWords(n law.Value) string {
	switch {
	case n.Lo == n.Hi:
		return grouped(n.Lo)
	case n.Hi >= law.Most && n.Lo <= 0:
		return "an unknown number of"
	case n.Hi >= law.Most:
		return "at least " + grouped(n.Lo)
	}
	return grouped(max(0, n.Lo)) + " to " + grouped(n.Hi)
}

// grouped prints n with commas between groups of three digits.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// lines are the sentences of a decided finding.
func (d *decider) lines(f *determination.Finding, rule *law.Rule, v voice) []string {
	says := strings.NewReplacer(
		"{subject}", v.subject, "{counterparty}", v.counterparty,
		"{reached}", cmp.Or(strings.Join(v.reached, ", "), "a covered person"),
		"{data}", cmp.Or(strings.Join(v.data, "; "), "the data"),
	).Replace(rule.Says)
	out := []string{rule.Citation + ": " + says}
	switch {
	case rule.Condition != "" && f.Met == fact.No:
		out = append(out, "Its conditions are stated not to be met, so it is prohibited as it stands.")
	case rule.Condition != "" && f.Met == fact.Yes:
		out = append(out, "Its conditions are stated to be met.")
	}
	if len(rule.Remain) > 0 {
		out = append(out, "Still due: "+strings.Join(rule.Remain, ", ")+".")
	}
	if len(v.maybe) > 0 && len(v.data) > 0 {
		out = append(out, "Perhaps also: "+strings.Join(v.maybe, "; ")+".")
	}
	return out
}

// undeterminedLines say what is known of a dealing whose finding is open: who gets
// what, or else which elements of the first provision that may apply hold and which are open.
func undeterminedLines(v voice, ps []determination.Provision) []string {
	var out []string
	if len(v.reached) > 0 {
		out = append(out, strings.Join(v.reached, ", ")+get(len(v.reached))+" access.")
	} else if len(v.perhaps) > 0 {
		out = append(out, sentence("Not known whether a covered person gets access: "+strings.Join(v.perhaps, ", ")))
	}
	if all := slices.Concat(v.data, v.maybe); len(all) > 0 {
		out = append(out, "The data: "+strings.Join(all, "; ")+".")
	}
	if len(out) == 0 {
		out = openLines(ps)
	}
	return out
}

// openLines say which elements of the first provision that may apply are open, and which hold.
func openLines(ps []determination.Provision) []string {
	i := slices.IndexFunc(ps, func(p determination.Provision) bool { return p.Applies == fact.Unknown })
	if i < 0 {
		return []string{"The facts given leave the answer open."}
	}
	var holds, open []string
	for _, e := range slices.Concat(ps[i].Elements, ps[i].Exceptions) {
		switch e.Value {
		case fact.Yes:
			holds = append(holds, e.Says)
		case fact.Unknown:
			open = append(open, e.Says)
		}
	}
	out := []string{ps[i].Citation + " (" + ps[i].Title + ") may apply."}
	if len(open) > 0 {
		out[0] += " Not known: " + strings.Join(open, " ")
	}
	if len(holds) > 0 {
		out = append(out, "As stated or presumed: "+strings.Join(holds, " "))
	}
	return out
}

func get(n int) string {
	if n == 1 {
		return " gets"
	}
	return " get"
}

// readings prints the words on which readings of the law differ for a party of the dealing.
func (d *decider) readings(r *law.Record) []string {
	var out []string
	seen := map[*law.Record]bool{}
	look := func(p *law.Record) {
		if p != nil && d.world.split[p] && !seen[p] {
			seen[p] = true
			out = append(out, "The text has two readings for "+p.Name+": 28 CFR 202.211(a)(1) adds what is held \"by one or more countries of concern or "+
				"persons described in paragraph (a)(2)\", (a)(2) what is held \"by one or more persons described in paragraphs (a)(1), (3), (4), or (5)\"; "+
				"added together they reach 50 %, each by itself does not.")
		}
	}
	c, _, _ := r.Given(r.Kind.Field("counterparty"))
	look(c.Ref)
	access, _, _ := r.Given(r.Kind.Field("access"))
	for _, a := range access.List {
		p, _, _ := a.Given(a.Kind.Field("party"))
		look(p.Ref)
	}
	return out
}

// sentence ends s with one full stop, also after "Ltd.".
func sentence(s string) string { return strings.TrimSuffix(s, ".") + "." }

// whyNot says which part of a covered data transaction is missing.
func (d *decider) whyNot(r *law.Record, v voice) []string {
	var out []string
	no := func(name string) bool {
		t, ok := d.term(r, name)
		return ok && t.Truth == fact.No
	}
	if no("covered_party_access") {
		out = append(out, "No country of concern or covered person gets access in its own right.")
	}
	if no("in_class") {
		out = append(out, "It is neither data brokerage nor a vendor, employment or investment agreement.")
	}
	if len(v.data)+len(v.maybe) == 0 && len(v.other) > 0 {
		out = append(out, "Not covered: "+strings.Join(v.other, "; ")+".")
	}
	return out
}
