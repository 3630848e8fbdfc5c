package review

import (
	"fmt"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/law"
)

// question asks for one fact in the words of the case file.
func (d *decider) question(l law.Leaf) determination.Question {
	if l.Record.OneOf() != nil {
		return determination.Question{Ask: "Which is it: " + l.Record.Name + "?", Path: l.Record.Path}
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
	switch l.Field.Name {
	case "owned":
		if d.splits(l) {
			q.Ask = strings.ReplaceAll(d.world.code.Pack.Ownership.Readings.Ask, "{name}", name)
			q.Path = "a reading of the law: no fact decides it"
			return q
		}
		q.Path = fmt.Sprintf("interests (asset: %s)", strings.TrimPrefix(l.Record.ID, "party "))
	case "employers":
		q.Path = fmt.Sprintf("interests (asset: %s, kind: employment)", strings.TrimPrefix(l.Record.ID, "party "))
	case "window", "number":
		q.Path = l.Record.Path + ".persons"
		if l.Field.Name == "window" && d.world.joint[l.Record] {
			q.Path = l.Record.Path + ".terms.persons_in_window"
			q.Ask = strings.TrimSuffix(q.Ask, "?") + ", together with other data of the same parties? (Data about the same persons may state so: people: NAME)"
		}
	}
	return q
}
