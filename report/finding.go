package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// The columns of a finding: its label, its name, and the labels of its rows.
const (
	labelWide = 14
	nameWide  = 14
	rowIn     = 2
	rowWide   = 8
)

// say writes a row of a finding; a row without text is left out.
func (p *page) say(label, text, right string) {
	if text != "" {
		p.row(rowIn, rowWide, label, text, right)
	}
}

func (p *page) findings() {
	var permitted []group
	all := groups(p.d)
	for i, g := range all {
		switch alike := likeUndecided(all, i); {
		case !p.s.All && g[0].Outcome.Permits():
			permitted = append(permitted, g)
		case p.s.All || len(alike) == 0:
			p.finding(g)
		case alike[0] == i:
			p.undecided(all, alike)
		}
	}
	p.permitted(permitted)
}

// likeUndecided lists the places of the dealings of which the same laws are not decided
// as of the one at place i, and nothing else is open; empty for one alone.
func likeUndecided(all []group, i int) []int {
	key := undecidedLaws(all[i])
	if key == "" {
		return nil
	}
	var out []int
	for k, g := range all {
		if undecidedLaws(g) == key {
			out = append(out, k)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// undecidedLaws names the laws that are not decided of a dealing, where all else permits it.
func undecidedLaws(g group) string {
	if g[0].Outcome != determination.NotDecided || len(g) > 1 && !g[1].Outcome.Permits() {
		return ""
	}
	return strings.Join(g[0].Headline, " ")
}

// maxListed bounds the dealings that are listed of those that are alike, and of those that are permitted.
const maxListed = 5

// undecided writes dealings of which the same laws are not decided as one.
func (p *page) undecided(all []group, alike []int) {
	p.titled(labels[determination.NotDecided], labelWide, "", 0, count(len(alike), "dealing"))
	var gs []group
	for _, i := range alike {
		gs = append(gs, all[i])
	}
	p.list(gs, func(g group) string { return "" })
	p.headline(all[alike[0]][0])
	p.commandRow(rowIn, rowWide, "proof", p.s.run("explain", gs[0][0].Name))
	p.commandRow(rowIn, rowWide, "write", p.s.run("case new"))
	p.blank()
}

// list names dealings, one a line, with what is said of each after its title.
func (p *page) list(gs []group, says func(group) string) {
	wide := 0
	shown := gs[:min(len(gs), maxListed)]
	for _, g := range shown {
		wide = max(wide, min(columns(g[0].Name), 20))
	}
	for _, g := range shown {
		p.row(rowIn, wide+2, g[0].Name, cmp.Or(g[0].Title, g[0].Dealing)+says(g), "")
	}
	if more := len(gs) - len(shown); more > 0 {
		p.faint(rowIn, fmt.Sprintf("and %s more; --all shows them", thousands(int64(more))))
	}
}

func (p *page) permitted(gs []group) {
	if len(gs) == 0 {
		return
	}
	p.titled(label{"PERMITTED", green}, labelWide, "", 0, count(len(gs), "dealing"))
	p.list(gs, func(g group) string { return ": " + words(string(g[0].Outcome), "") })
	p.blank()
}

// finding writes one dealing: the answer of the law that weighs most, then what other laws say.
func (p *page) finding(g group) {
	f := g[0]
	p.titled(labelOf(f.Outcome), labelWide, f.Name+"  ", nameWide, cmp.Or(f.Title, f.Dealing))
	p.say("with", p.with(f), "")
	p.headline(f)
	p.need(f)
	if f.Outcome.Open() {
		p.asks(f)
	}
	p.also(g[1:])
	if f.NeedsAction() {
		p.commandRow(rowIn, rowWide, "cure", p.s.run("review --remedy --finding", f.Name))
	}
	p.commandRow(rowIn, rowWide, "proof", p.s.run("explain", f.Name))
	p.blank()
}

// headline writes why the answer is what it is, the citation apart where it stands first.
func (p *page) headline(f *determination.Finding) {
	label := "why"
	for i, h := range f.Headline {
		cite := ""
		if law, ok := strings.CutPrefix(h, "not decided: "); ok && f.Outcome == determination.NotDecided {
			p.say(map[bool]string{true: "law"}[i == 0], law, "")
			continue
		}
		for _, pr := range f.Provisions {
			if rest, ok := strings.CutPrefix(h, pr.Citation+": "); ok {
				h, cite = rest, pr.Citation
				break
			}
		}
		p.say(label, h, cite)
		label = ""
	}
}

// with names the other party, how much of it is held from where as far as the test of the pack
// counts it, and whether that rests on what nobody verified.
func (p *page) with(f *determination.Finding) string {
	e := p.told()
	d, ok := e.facts[f.Fact].Body.(*fact.Dealing)
	if !ok {
		return ""
	}
	parties := []fact.PartyID{d.Counterparty}
	if d.Counterparty == "" {
		parties = d.CounterpartyOneOf
	}
	var out []string
	for _, id := range parties {
		if id != "" {
			out = append(out, p.name(id)+p.tie(f.Pack, id))
		}
	}
	return strings.Join(out, ", or ")
}

// tie says of a party what the test of a pack found: held from where, how much, how surely.
func (p *page) tie(pack string, id fact.PartyID) string {
	i := slices.IndexFunc(p.d.Packs, func(k determination.Pack) bool { return k.ID == pack })
	if i < 0 || p.d.Packs[i].Test == "" {
		return ""
	}
	c, of := p.told().control(p.d.Packs[i].Test, id)
	if c == nil || c.Verdict == fact.No || len(c.Governments) == 0 {
		return ""
	}
	var from []string
	for _, g := range c.Governments {
		from = append(from, theCountry(g))
	}
	s := " from "
	switch {
	case c.Hi > 0 && c.Lo == c.Hi:
		s = ", held " + c.Lo.String() + s
	case c.Hi > 0:
		s = fmt.Sprintf(", held %s to %s%s", c.Lo, c.Hi, s)
	default:
		s = ", tied to "
	}
	if c.Verdict == fact.Unknown {
		s = strings.Replace(s, ", ", ", perhaps ", 1)
	}
	s += and(from)
	if p.told().doubted(of) {
		s += " (unverified)"
	}
	return s
}

// need says what a dealing that is allowed under conditions still asks for, and which duties it brings.
func (p *page) need(f *determination.Finding) {
	if f.Outcome.Open() || f.Outcome.Permits() && f.Met != fact.Unknown {
		return
	}
	var parts []string
	if shown, missing := measures(f); shown+missing > 0 {
		parts = append(parts, fmt.Sprintf("%s, %s shown", count(shown+missing, "measure"), none(shown)))
	} else if len(f.Provisions) > 0 {
		if n := len(f.Provisions[0].Conditions); n > 0 {
			met := 0
			for _, c := range f.Provisions[0].Conditions {
				if c.Value == fact.Yes {
					met++
				}
			}
			parts = append(parts, fmt.Sprintf("%s, %s shown", count(n, "condition"), none(met)))
		}
	}
	if s := dutyWords(f.Duties); s != "" {
		parts = append(parts, s)
	}
	p.say("need", strings.Join(parts, "; "), "")
	for _, d := range f.Duties {
		if len(d.Past) > 0 {
			p.say("", fmt.Sprintf("%s fell due %s, and nobody states that it was done (%s)", words(d.ID, ""), d.Past[len(d.Past)-1], d.Citation), "")
		}
	}
}

// none writes how many of some there are.
func none(n int) string {
	if n == 0 {
		return "none"
	}
	return thousands(int64(n))
}

// dutyWords counts duties and names those that have a day.
func dutyWords(ds []determination.Duty) string {
	if len(ds) == 0 {
		return ""
	}
	due := slices.DeleteFunc(slices.Clone(ds), func(d determination.Duty) bool { return d.Due == "" })
	slices.SortStableFunc(due, func(a, b determination.Duty) int { return strings.Compare(string(a.Due), string(b.Due)) })
	var named []string
	for i, d := range due {
		s := words(d.ID, "")
		if i+1 == len(due) || due[i+1].Due != d.Due {
			s += " by " + string(d.Due)
		}
		named = append(named, s)
	}
	s := map[bool]string{true: "1 duty", false: thousands(int64(len(ds))) + " duties"}[len(ds) == 1]
	if len(named) > 0 {
		s += ", of these " + strings.Join(named, ", ")
	}
	return s
}

func measures(f *determination.Finding) (shown, missing int) {
	for _, m := range f.Measures {
		if m.State == fact.Yes {
			shown++
		} else {
			missing++
		}
	}
	return shown, missing
}

// also says what other laws make of the same dealing.
func (p *page) also(others []*determination.Finding) {
	label := "also"
	for _, f := range others {
		switch {
		case f.Outcome == determination.NotDecided:
			for _, h := range f.Headline {
				p.say(label, fmt.Sprintf("%s (%s)", h, f.Name), "")
				label = ""
			}
		case f.Outcome != determination.NotCovered:
			s := fmt.Sprintf("%s: %s", f.Pack, words(string(f.Outcome), ""))
			if f.Outcome.Open() && len(f.Possible) > 0 {
				s += ", may be " + or(f.Possible)
			}
			p.say(label, s+" ("+f.Name+")", "")
			label = ""
		}
	}
}

// or joins outcomes as a sentence does.
func or(os []determination.Outcome) string {
	var out []string
	for _, o := range os {
		out = append(out, words(string(o), ""))
	}
	if len(out) < 2 {
		return strings.Join(out, "")
	}
	return strings.Join(out[:len(out)-1], ", ") + " or " + out[len(out)-1]
}

const maxAsked = 3 // questions of a finding

// asks writes what is still possible, the questions that decide, what each answer leads to, and where it is written.
func (p *page) asks(f *determination.Finding) {
	p.say("may be", or(f.Possible), "")
	if len(f.Deciding) == 0 {
		return
	}
	set := &f.Deciding[0]
	qs := set.Questions
	if len(qs) > maxAsked && !p.s.All {
		qs = qs[:maxAsked]
	}
	label := "asks"
	if len(set.Questions) > 1 {
		p.say(label, number(len(set.Questions))+" facts decide together:", "")
		label = ""
	}
	for _, q := range qs {
		p.say(label, q.Ask, "")
		label = ""
	}
	if more := len(set.Questions) - len(qs); more > 0 {
		p.say("", fmt.Sprintf("and %d more; --all shows them", more), "")
	}
	if len(set.Questions) == 1 {
		p.say("", answers(set), "")
	}
	label = "write"
	for _, q := range qs {
		p.say(label, p.caseFile()+blankOf(q), "")
		label = ""
	}
}

// caseFile is the name of the one case file that was read, with a colon; empty: there is none, or several.
func (p *page) caseFile() string {
	name := ""
	for _, f := range p.d.Evidence.Files {
		if f.Kind == "case" && f.SameAs == "" {
			if name != "" {
				return ""
			}
			name = f.Name + ": "
		}
	}
	return name
}

// answers says what each answer to a question leads to, those that lead to the same together.
func answers(set *determination.DecidingSet) string {
	var order []string
	by := map[string][]string{}
	for _, a := range set.Answers {
		end := words(string(a.Outcome), "")
		if a.Outcome.Open() {
			end = "asks on"
			if len(a.Still) > 0 && len(a.Still) < 3 {
				end = "still " + or(a.Still)
			}
		}
		if by[end] == nil {
			order = append(order, end)
		}
		by[end] = append(by[end], strings.Join(a.Values, " and "))
	}
	for i, end := range order {
		order[i] = strings.Join(by[end], ", ") + ": " + end
	}
	return strings.Join(order, " · ")
}

// blankOf is what a case file takes as the answer, with a blank where it stands: the path
// where the values are not written as they are asked for.
func blankOf(q determination.Question) string {
	if len(q.Write) == 0 || len(q.Values) == 0 {
		return q.Path
	}
	var v any
	if err := json.Unmarshal([]byte(q.Write[0]), &v); err != nil {
		return q.Path
	}
	var steps []string
	for {
		switch x := v.(type) {
		case map[string]any:
			if len(x) != 1 {
				return q.Path
			}
			for k, below := range x {
				steps = append(steps, yamlKey(k))
				v = below
			}
			continue
		case []any:
			if len(x) != 1 {
				return q.Path
			}
			steps = append(steps, "")
			v = x[0]
			continue
		case string:
			if x != q.Values[0] {
				return q.Path
			}
		default:
			return q.Path
		}
		break
	}
	out := "__"
	for i, k := range slices.Backward(steps) {
		switch {
		case k == "":
			out = "[" + out + "]"
		case i == 0:
			out = k + ": " + out
		default:
			out = "{" + k + ": " + out + "}"
		}
	}
	return out
}

// yamlKey writes a key as YAML takes it between braces.
func yamlKey(k string) string {
	if k == "" || strings.ContainsAny(k, ",{}[]#&*!|>'\"%@`:\\") || k != strings.TrimSpace(k) || strings.ContainsAny(k[:1], "-?") {
		b, _ := json.Marshal(k)
		return string(b)
	}
	return k
}
