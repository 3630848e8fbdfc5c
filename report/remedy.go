package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// RemedyJSON writes remedies as doc/formats/remedy.md describes, with a final newline.
func RemedyJSON(w io.Writer, r *determination.Remedies) error {
	_, err := w.Write(append(fact.Canonical(r), '\n'))
	return err
}

// Remedy writes remedies for a tired person: for each finding what helps,
// smallest first, what does not and why, and what would be lost.
func Remedy(w io.Writer, r *determination.Remedies, s Style) error {
	p := remedyPage{newPen(w, s)}
	p.faint(0, fmt.Sprintf("%s · as of %s · remedies for determination %.12s", cmp.Or(s.Title, "longarm review --remedy"), r.At, r.Determination))
	p.blank()
	if len(r.Remedies)+len(r.Lifts) == 0 {
		p.strong(0, "No finding needs a remedy.")
	}
	told := map[string]bool{} // dealings
	for i := range r.Remedies {
		p.remedy(&r.Remedies[i], told[r.Remedies[i].Dealing])
		told[r.Remedies[i].Dealing] = true
	}
	for i := range r.Lifts {
		p.lift(&r.Lifts[i])
	}
	what := "outcome"
	if len(r.Lifts) > 0 {
		what = "outcome and level"
	}
	if len(r.Remedies)+len(r.Lifts) > 0 {
		p.faint(0, "Every "+what+" here was decided again from the facts as they would be then. Nothing of it is in the saved determination.")
	}
	return p.err
}

type remedyPage struct{ *pen }

// remedy writes one remedy; of a dealing that was told already under another pack, only what helps.
func (p remedyPage) remedy(r *determination.Remedy, told bool) {
	l := labelOf(r.Outcome)
	p.sides(p.paint(l.color, pad(l.text, labelWide)), cmp.Or(r.Title, r.Dealing)+" · "+r.Pack, r.Finding)
	p.blank()
	if len(r.Ways) == 0 {
		p.strong(2, "Nothing in the catalogue of changes makes it better.")
		if len(r.Possible) > 0 {
			p.wrap(2, "Answer what is open: longarm review --questions.")
		}
		p.blank()
	} else {
		p.strong(2, "What helps")
	}
	for i, w := range r.Ways {
		p.way(i+1, &w)
	}
	if told {
		p.faint(2, "Nothing else in the catalogue helps under this law. What would be lost is told above.")
		p.blank()
		return
	}
	lessens, rest := lessening(r)
	p.trials("What lessens what a government can do, which a review weighs", lessens)
	p.trials("What does not help", rest)
	if r.Impact != nil {
		p.impact(r)
	}
	if !r.Complete {
		p.faint(2, fmt.Sprintf("Not all sets of up to %s changes were tried; there may be more.", number(determination.MaxChanges)))
		p.blank()
	}
}

func (p remedyPage) way(n int, w *determination.Way) {
	for i, c := range w.Changes {
		lead := fmt.Sprintf("%d. ", n)
		if i > 0 {
			lead = "   + "
		}
		p.wrap(4, lead+c.Says)
	}
	p.wrap(7, "then: "+outcomeWords(&w.Trial))
	for _, c := range w.Changes {
		p.faint(7, "to be shown: "+c.Shows+" ("+c.Citation+")")
	}
	p.effects(7, &w.Trial)
	if len(w.Changes) > 1 {
		p.faint(7, map[bool]string{true: "no smaller set of changes does it", false: "none of these can be left out"}[w.Smallest])
	}
	p.blank()
}

// outcomeWords says what the answer is after the changes.
func outcomeWords(t *determination.Trial) string {
	switch {
	case t.Outcome.Open():
		return "one of " + join(t.Possible) + ", as open facts turn out"
	case t.Outcome == determination.Conditional && t.Met == fact.Yes:
		return "allowed; its conditions are met"
	case t.Outcome == determination.Authorized:
		return "authorized; all measures are in place"
	case t.Gone && t.Outcome == determination.NotCovered:
		return "the dealing is gone, and what takes its place is not covered"
	}
	return words(string(t.Outcome), "")
}

// effects tells what changes for governments, provisions and other findings.
func (p remedyPage) effects(indent int, t *determination.Trial) {
	for _, line := range reachLines(t.Reach) {
		p.wrap(indent, line)
	}
	for _, c := range t.Provisions {
		s := fmt.Sprintf("%s applies: %s -> %s", c.Citation, possible(c.Before), possible(c.After))
		if c.Before == c.After {
			s = fmt.Sprintf("%s: %s -> %s", c.Citation, words(string(c.OutcomeBefore), ""), words(string(c.OutcomeAfter), ""))
		}
		p.faint(indent, s)
	}
	for _, a := range t.Also {
		p.wrap(indent, fmt.Sprintf("also %s: %s -> %s", a.Finding, words(string(a.Before), ""), words(string(a.After), "")))
	}
}

// reachLines tells changes of reach: one line for each arm and kind of change,
// with the governments, and the assets where there are several.
func reachLines(cs []determination.ReachChange) []string {
	type kind struct {
		arm           fact.Arm
		before, after fact.Truth
		asset         fact.AssetID
	}
	who := map[kind][]string{}
	for _, c := range cs {
		k := kind{c.Arm, c.Before, c.After, c.Asset}
		who[k] = append(who[k], country(c.Government))
	}
	assets := map[string]int{}
	for k, names := range who {
		slices.Sort(names)
		assets[fmt.Sprintf("%s: %s -> %s for %s", k.arm, possible(k.before), possible(k.after), strings.Join(names, ", "))]++
	}
	var out []string
	for line, n := range assets {
		if n > 1 {
			line += fmt.Sprintf(" (%d assets)", n)
		}
		out = append(out, line)
	}
	arms := []string{"read", "cut", "enter"}
	slices.SortFunc(out, func(a, b string) int {
		x, _, _ := strings.Cut(a, ":")
		y, _, _ := strings.Cut(b, ":")
		return cmp.Or(cmp.Compare(slices.Index(arms, x), slices.Index(arms, y)), -strings.Compare(a, b))
	})
	return out
}

// lessening parts the trials that leave the outcome as it is: of a dealing that is or may
// be open to review, those that take away what a government can do count in the review.
func lessening(r *determination.Remedy) (lessens, rest []determination.Trial) {
	if r.Outcome != determination.Reviewable && !slices.Contains(r.Possible, determination.Reviewable) {
		return nil, r.NoHelp
	}
	for _, t := range r.NoHelp {
		if len(t.Reach) > 0 {
			lessens = append(lessens, t)
		} else {
			rest = append(rest, t)
		}
	}
	return lessens, rest
}

func (p remedyPage) trials(head string, ts []determination.Trial) {
	if len(ts) == 0 {
		return
	}
	p.strong(2, head)
	for i := range ts {
		p.noHelp(&ts[i])
	}
	p.blank()
}

func (p remedyPage) noHelp(t *determination.Trial) {
	says := t.Changes[0].Says
	if t.Changes[0].InPlace {
		says += " It stands already."
	}
	p.wrap(4, "- "+says)
	p.wrap(6, "still "+words(string(t.Outcome), "")+". "+t.Why)
	p.effects(6, t)
}

func (p remedyPage) impact(r *determination.Remedy) {
	i := r.Impact
	p.strong(2, map[bool]string{true: "What the prohibition takes away", false: "What a prohibition would take away"}[r.Outcome == determination.Prohibited])
	for _, a := range i.Assets {
		var data []string
		for _, d := range a.Data {
			data = append(data, words(string(d.Category), "data of a category not known")+", "+amount(d.Number, d.Unit))
		}
		switch {
		case len(data) > 0:
			p.wrap(4, string(a.Asset)+": "+strings.Join(data, "; "))
		case a.Store == fact.No:
			p.wrap(4, string(a.Asset)+": holds no data")
		default:
			p.wrap(4, string(a.Asset)+": what it holds is not known")
		}
	}
	for _, line := range dependantLines(i.Dependants) {
		p.wrap(4, line)
	}
	if v := i.Volume; v.Flows > 0 {
		s := fmt.Sprintf("traffic seen: %s, %s bytes out, %s in", count(int(v.Flows), "flow"), thousands(v.BytesOut), thousands(v.BytesIn))
		if v.First != "" {
			s += ", " + v.First + " to " + v.Last
		}
		p.wrap(4, s)
	}
	if len(i.Replacements) == 0 {
		p.wrap(4, "nothing is known that could take its place")
	}
	for _, x := range i.Replacements {
		s := "could take its place: " + x.Says
		if x.Outcome != "" {
			s += " The law would find it " + words(string(x.Outcome), "") + "."
		}
		p.wrap(4, s)
	}
	if i.InForce != "" {
		p.wrap(4, fmt.Sprintf("in force since %s (%s)", i.InForce, i.Citation))
	}
	if i.By != "" {
		p.wrap(4, "by when: "+i.By)
	}
	p.blank()
}

// dependantLines names the first few of each sort.
func dependantLines(ds []determination.Dependant) []string {
	says := map[string]string{"dns": "names that point there: ", "traffic": "seen to talk to it: ", "name": "seen to ask for it: "}
	var out []string
	for _, how := range []string{"dns", "traffic", "name"} {
		var names []string
		for _, d := range ds {
			if d.How == how {
				names = append(names, d.Name)
			}
		}
		slices.Sort(names)
		names = slices.Compact(names)
		if len(names) == 0 {
			continue
		}
		more := ""
		if len(names) > 5 {
			more = fmt.Sprintf(" and %d more", len(names)-5)
			names = names[:5]
		}
		out = append(out, says[how]+strings.Join(names, ", ")+more)
	}
	return out
}
