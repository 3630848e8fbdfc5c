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

// wording returns the words of the pack.
func (d *decider) wording() *law.Wording { return &d.world.code.Pack.Wording }

func (d *decider) voice(r *law.Record) voice {
	say := d.wording()
	v := voice{subject: d.refName(r, "subject"), counterparty: d.refName(r, "counterparty")}
	access, _, _ := r.Given(r.Kind.Field("access"))
	for _, a := range access.List {
		t, ok := d.term(a, say.Access.Reached)
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
	if t, ok := d.term(r, say.Access.Counterparty); ok && t.Truth == fact.Yes && len(v.reached) == 0 {
		c, _, _ := r.Given(r.Kind.Field("counterparty"))
		switch got, _ := d.term(r, say.Access.Direct); got.Truth {
		case fact.Yes:
			v.reached = append(v.reached, d.partyWords(c.Ref))
		case fact.Unknown:
			v.perhaps = append(v.perhaps, d.partyWords(c.Ref))
		}
	}
	data, _, _ := r.Given(r.Kind.Field("data"))
	for _, rec := range data.List {
		covered, ok := d.term(rec, say.Data.Covered)
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

// partyWords names a party that the law reaches and says in brackets why.
func (d *decider) partyWords(p *law.Record) string {
	say := &d.wording().Party
	var why []string
	for i := range say.Why {
		because := d.because(p, &say.Why[i])
		if say.Why[i].Alone && len(because) > 0 {
			why = because
			break
		}
		why = append(why, because...)
	}
	if len(why) == 0 && say.Otherwise != "" {
		why = []string{say.Otherwise}
	}
	if len(why) == 0 {
		return p.Name
	}
	return p.Name + " (" + strings.Join(why, ", ") + ")"
}

// because says what of one reason is true of a party.
func (d *decider) because(p *law.Record, y *law.PartyWhy) []string {
	switch {
	case y.Term != "":
		if t, ok := d.term(p, y.Term); !ok || t.Truth != fact.Yes {
			return nil
		}
		return []string{y.Says}
	case y.Owned:
		v, _, _ := p.Given(p.Kind.Field("owned"))
		enough := int64(d.world.code.Pack.Ownership.Share())
		if enough == 0 || v.Lo < enough {
			return nil
		}
		held := fact.Share(v.Lo).String()
		if v.Hi > v.Lo {
			held = "at least " + held
		}
		return []string{strings.ReplaceAll(y.Says, "{share}", held)}
	}
	members := y.Words
	if set := d.world.code.Set(y.Set); set != nil {
		members = set.Words()
	}
	var out []string
	v, _, presumed := p.Given(p.Kind.Field(y.Field))
	if presumed != "" {
		return nil // what nobody stated is no reason to give
	}
	for _, w := range append(slices.Clone(v.Words), v.Word) {
		if slices.Contains(members, w) {
			out = append(out, strings.ReplaceAll(y.Says, "{word}", w))
		}
	}
	return out
}

// dataWords describes a data entry with its number and the number that the law asks for.
func (d *decider) dataWords(rec *law.Record) string {
	say := &d.wording().Data
	category, _, _ := rec.Given(rec.Kind.Field("category"))
	n, _, _ := rec.Given(rec.Kind.Field("window"))
	s := cmp.Or(say.Categories[category.Word], category.Word, say.Unknown)
	if words := countWords(n); words != "" {
		s += " of " + words + " " + cmp.Or(say.Units[category.Word], say.Unit)
	}
	if any, ok := d.term(rec, say.Any.Term); ok && any.Truth == fact.Yes {
		return s + " (" + strings.ReplaceAll(say.Any.Says, "{areas}", areaWords(say.Areas, d.world.areas[rec])) + ")"
	}
	limit, ok := d.term(rec, say.Limit.Term)
	deal, _, _ := rec.Given(rec.Kind.Field("dealing"))
	if !ok || !limit.Known(law.Number) || deal.Ref == nil {
		return s
	}
	says := strings.ReplaceAll(say.Limit.Says, "{number}", grouped(limit.Lo))
	if lowest, ok := d.term(deal.Ref, say.Lowest.Term); ok && lowest.Known(law.Number) && lowest.Lo < limit.Lo {
		says = strings.ReplaceAll(say.Lowest.Says, "{number}", grouped(lowest.Lo))
	}
	return s + " (" + says + ")"
}

// areaWords names listed areas in which stated locations lie.
func areaWords(says string, areas []int64) string {
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
	return strings.ReplaceAll(says, "{areas}", strings.Join(ids, ", ")+more)
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
		"{reached}", cmp.Or(strings.Join(v.reached, ", "), d.wording().Access.Somebody, "a party"),
		"{data}", cmp.Or(strings.Join(v.data, "; "), "the data"),
	).Replace(rule.Says)
	out := []string{rule.Citation + ": " + says}
	switch {
	case rule.Condition != "" && f.Met == fact.No:
		out = append(out, cmp.Or(d.wording().Unmet, "Its conditions are stated not to be met."))
	case rule.Condition != "" && f.Met == fact.Yes:
		out = append(out, cmp.Or(d.wording().Met, "Its conditions are stated to be met."))
	}
	if len(rule.Remain) > 0 {
		out = append(out, "Still due: "+strings.Join(rule.Remain, ", ")+".")
	}
	if len(v.maybe) > 0 && len(v.data) > 0 {
		out = append(out, "Perhaps also: "+strings.Join(v.maybe, "; ")+".")
	}
	return out
}

// notDecided says of each law of a catalogue that reaches the dealing, or may, what it would do.
func (d *decider) notDecided(f *determination.Finding, v voice) []string {
	var out []string
	for _, p := range f.Provisions {
		rule := d.world.code.Rule(strings.TrimPrefix(p.Rule, f.Pack+"/"))
		if p.Applies == fact.No || rule == nil {
			continue
		}
		says := strings.NewReplacer("{subject}", v.subject, "{counterparty}", v.counterparty).Replace(rule.Says)
		out = append(out, fmt.Sprintf("not decided: %s (%s): %s", rule.Citation, rule.Title, says))
	}
	return out
}

// openAnswer says what is known of a dealing whose finding is open, the law first.
func (d *decider) openAnswer(f *determination.Finding, r *law.Record, v voice) []string {
	alike, lines := d.alikeLines(r), undeterminedLines(d.wording(), v, f.Provisions)
	may := d.mayApply(f)
	if len(may) > 0 && len(lines) > 0 && strings.HasPrefix(lines[0], strings.TrimSuffix(may[0], ".")) {
		may = nil // the first line says so
	}
	return slices.Concat(may, alike, lines, d.readings(r))
}

// mayApply names the law of a pack that is silent on most dealings, where it is not on this one.
func (d *decider) mayApply(f *determination.Finding) []string {
	i := slices.IndexFunc(f.Provisions, func(p determination.Provision) bool { return p.Applies == fact.Unknown })
	if d.world.code.Pack.Concerns == "" || i < 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s (%s) may apply.", f.Provisions[i].Citation, f.Provisions[i].Title)}
}

// undeterminedLines say what is known of a dealing whose finding is open: who gets
// what, or else which elements of the first provision that may apply hold and which are open.
func undeterminedLines(say *law.Wording, v voice, ps []determination.Provision) []string {
	var out []string
	if len(v.reached) > 0 {
		out = append(out, strings.Join(v.reached, ", ")+get(len(v.reached))+" access.")
	} else if len(v.perhaps) > 0 {
		out = append(out, sentence(strings.ReplaceAll(say.Access.Open, "{names}", strings.Join(v.perhaps, ", "))))
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
			out = append(out, strings.ReplaceAll(d.world.code.Pack.Ownership.Readings.Says, "{name}", p.Name))
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

// whyNot says what is missing of a dealing that the law reaches.
func (d *decider) whyNot(r *law.Record, v voice) []string {
	var out []string
	for _, b := range d.wording().WhyNot {
		if t, ok := d.term(r, b.Term); ok && t.Truth == fact.No {
			out = append(out, b.Says)
		}
	}
	if len(v.data)+len(v.maybe) == 0 && len(v.other) > 0 {
		out = append(out, "Not covered: "+strings.Join(v.other, "; ")+".")
	}
	return out
}
