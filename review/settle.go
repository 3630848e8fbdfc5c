package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// A settling gives one unknown fact one of its possible values.
type settling struct {
	label string // as people read the answer
	set   func()
	write func() patch // as a case file states it; nil: there are no words for it
}

// settlings lists the values that a fact may turn out to have, as far as the rules
// tell them apart: both truths, both sides of the bound asked about, or the choices of the pack.
func (d *decider) settlings(l law.Leaf) []settling {
	if of := l.Record.OneOf(); of != nil {
		var out []settling
		for _, r := range of {
			out = append(out, settling{r.Name, func() { l.Record.Choose(r) }, func() patch { return d.choosing(l.Record, r) }})
		}
		return out
	}
	give := func(label string, v law.Value) settling {
		return settling{label, func() { l.Record.Set(l.Field, v) }, func() patch { return d.states(l, v, nil) }}
	}
	v, _, _ := l.Record.Given(l.Field)
	switch l.Field.Type {
	case law.YesNo:
		return []settling{give("yes", law.Value{Truth: fact.Yes}), give("no", law.Value{Truth: fact.No})}
	case law.Number, law.Date:
		if !l.HasCut || l.Cut < v.Lo || l.Cut >= v.Hi {
			return nil
		}
		return []settling{
			give(d.below(l), law.Value{Lo: v.Lo, Hi: l.Cut}),
			give(d.above(l), law.Value{Lo: l.Cut + 1, Hi: v.Hi}),
		}
	}
	var out []settling
	if len(v.Any) > 0 {
		for _, w := range v.Any {
			out = append(out, give(w, word(w)))
		}
		return out
	}
	for _, c := range l.Field.Choices {
		to := d.chosen(l, v, c)
		out = append(out, settling{c.Label, func() { l.Record.Set(l.Field, to) }, func() patch { return d.states(l, v, &c) }})
	}
	return out
}

// splits reports whether a leaf is not a fact to be found but a reading of the law to be chosen.
func (d *decider) splits(l law.Leaf) bool { return l.Field.Name == "owned" && d.world.split[l.Record] }

func (d *decider) below(l law.Leaf) string {
	switch {
	case len(d.owners(l)) > 0:
		return "none of them is the same"
	case d.splits(l):
		return d.world.code.Pack.Ownership.Readings.Apart
	case l.Field.Name == "owned":
		return "less than " + fact.Share(l.Cut+1).String()
	case l.Field.Type == law.Date:
		return "by " + string(law.DayDate(l.Cut))
	}
	return "<=" + strconv.FormatInt(l.Cut, 10)
}

func (d *decider) above(l law.Leaf) string {
	switch {
	case len(d.owners(l)) > 0:
		return "they are the same"
	case l.Field.Name == "owned":
		return fact.Share(l.Cut+1).String() + " or more"
	case l.Field.Type == law.Date:
		return "after " + string(law.DayDate(l.Cut))
	}
	return ">" + strconv.FormatInt(l.Cut, 10)
}

// chosen returns the value of a leaf, of which v is known, under one choice.
func (d *decider) chosen(l law.Leaf, v law.Value, c law.Choice) law.Value {
	switch l.Field.Type {
	case law.Word:
		return word(c.Value)
	case law.Words:
		more, _ := law.ParseValue(law.Words, c.Value) // checked when the pack was loaded
		return law.Value{Words: slices.Concat(v.Words, more.Words)}
	case law.Ref:
		return law.Value{Ref: d.standIn(d.world.kind.party, c.Party)}
	}
	if c.Party == nil && c.Data == nil {
		return law.Value{List: v.List}
	}
	return law.Value{List: slices.Concat(v.List, []*law.Record{d.oneMore(l, c)})}
}

// oneMore makes the record by which a list turns out to be longer than known.
func (d *decider) oneMore(l law.Leaf, c law.Choice) *law.Record {
	switch of := l.Field.Of; of {
	case d.world.kind.access:
		r := &law.Record{Kind: of, ID: "access of another party", Name: "another party"}
		r.Set(of.Field("party"), law.Value{Ref: d.standIn(d.world.kind.party, c.Party)})
		r.Set(of.Field("able"), law.Value{Truth: fact.Yes})
		r.Set(of.Field("hired"), law.Value{Truth: fact.No})
		r.Set(of.Field("dealing"), law.Value{Ref: l.Record})
		return r
	case d.world.kind.data:
		r := d.standIn(of, c.Data)
		r.Set(of.Field("dealing"), law.Value{Ref: l.Record})
		return r
	default:
		return d.standIn(of, c.Party)
	}
}

// standIn makes a record for one that nobody stated: with the fields given, and nothing in what is a list.
func (d *decider) standIn(k *law.Kind, fields map[string]string) *law.Record {
	r := &law.Record{Kind: k, ID: k.Name + " not stated", Name: "a " + k.Name + " not stated"}
	for _, f := range k.Fields {
		text, named := fields[f.Name]
		switch {
		case named:
			v, _ := law.ParseValue(f.Type, text) // checked when the pack was loaded
			r.Set(f, v)
		case f.Rule == nil && f.Term == nil && (f.Type == law.Words || f.Type == law.List):
			r.Set(f, law.Value{})
		}
	}
	return r
}

// whichOf asks who of several it is that is named at the path of a record.
func whichOf(r *law.Record) string {
	path, ok := strings.CutPrefix(r.Path, "dealings.")
	if name, is := strings.CutSuffix(path, ".counterparty"); ok && is {
		return fmt.Sprintf("Who is the counterparty of %s: %s?", name, r.Name)
	}
	if i := strings.LastIndex(path, ".access["); ok && i >= 0 {
		return fmt.Sprintf("Who has access under %s: %s?", path[:i], r.Name)
	}
	return "Which is it: " + r.Name + "?"
}

// question asks for one fact in the words of the case file.
func (d *decider) question(l law.Leaf) determination.Question {
	if l.Record.OneOf() != nil {
		return determination.Question{Ask: whichOf(l.Record), Path: l.Record.Path}
	}
	q := determination.Question{Path: l.Record.Path + "." + l.Field.Name}
	name := l.Record.Name
	if l.Field.Term != nil {
		q.Ask = strings.ReplaceAll(l.Field.Term.Ask, "{name}", name)
		q.Path = l.Record.Path + ".terms." + l.Field.Name
		return q
	}
	ask := "What is " + strings.ReplaceAll(l.Field.Name, "_", " ") + " of {name}?"
	if g := l.Field.Given; g != nil {
		ask = g.Ask
		if v, _, _ := l.Record.Given(l.Field); g.First != "" && len(v.List) == 0 {
			ask = g.First
		}
	}
	if l.Record.Kind.Name == "access" {
		if dealing, _, _ := l.Record.Given(l.Record.Kind.Field("dealing")); dealing.Ref != nil {
			ask = strings.ReplaceAll(ask, "{dealing}", dealing.Ref.Name)
		}
		if party, _, _ := l.Record.Given(l.Record.Kind.Field("party")); party.Ref != nil {
			name = party.Ref.Name
		}
	}
	q.Ask = strings.ReplaceAll(ask, "{name}", name)
	if d.asksAlike(l, &q) {
		return q
	}
	switch l.Field.Name {
	case "owned":
		if d.splits(l) {
			q.Ask = strings.ReplaceAll(d.world.code.Pack.Ownership.Readings.Ask, "{name}", name)
			q.Path = "a reading of the law: no fact decides it"
			return q
		}
		q.Path = fmt.Sprintf("interests (asset: %s)", partyOf(l.Record))
	case "employers":
		q.Path = fmt.Sprintf("interests (asset: %s, kind: employment)", partyOf(l.Record))
	case "joined":
		q.Path = l.Record.Path + ".terms.persons_joined"
	case "window", "number":
		q.Path = l.Record.Path + ".persons"
		if l.Field.Name == "window" && d.world.joint[l.Record] {
			q.Path = l.Record.Path + ".terms.persons_in_window"
			q.Ask = strings.TrimSuffix(q.Ask, "?") + ", together with other data of the same parties? (Data about the same persons may state so: people: NAME)"
		}
	}
	return q
}
