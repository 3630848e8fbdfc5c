package verify

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// compare says where a determination differs from the one that was derived again, the facts first. Without
// sentences it passes over words that only people read.
func compare(d, again *determination.Determination, sentences bool) error {
	if err := compareFacts(d.Facts, again.Facts, sentences); err != nil {
		return err
	}
	got, want := *d, *again
	got.Facts, want.Facts, got.Digest, want.Digest = nil, nil, "", ""
	if !sentences {
		got, want = silent(got), silent(want)
	}
	for i := range got.Findings[:min(len(got.Findings), len(want.Findings))] {
		g, w := &got.Findings[i], &want.Findings[i]
		if g.Pack != w.Pack || g.Dealing != w.Dealing {
			break
		}
		if path := difference(reflect.ValueOf(*g), reflect.ValueOf(*w), ""); path != "" {
			return refuse("finding %s on %q: %s", w.Name, w.Dealing, path)
		}
	}
	if path := differentSteps(got.Proof, want.Proof); path != "" {
		return refuse("%s", path)
	}
	got.Proof, want.Proof = nil, nil
	if path := difference(reflect.ValueOf(got), reflect.ValueOf(want), ""); path != "" {
		return refuse("%s", path)
	}
	return nil
}

// differentSteps says where two proofs differ first.
func differentSteps(got, want *determination.Proof) string {
	for i := range min(got.Len(), want.Len()) {
		if g, w := got.At(i), want.At(i); !sameStep(g, w) {
			return difference(reflect.ValueOf(g), reflect.ValueOf(w), fmt.Sprintf("proof[%d]", i))
		}
	}
	if got.Len() != want.Len() {
		return fmt.Sprintf("proof has %d entries, and comes to %d", got.Len(), want.Len())
	}
	return ""
}

// sameStep compares two steps, of which there may be hundreds of thousands.
func sameStep(a, b determination.Step) bool {
	return a.Rule == b.Rule && a.Citation == b.Citation && a.About == b.About && a.Value == b.Value && slices.Equal(a.Elements, b.Elements) &&
		slices.Equal(a.Inputs, b.Inputs) && slices.Equal(a.Uses, b.Uses) && slices.Equal(a.From, b.From)
}

// compareFacts compares both ways, then the order, then the sentences.
func compareFacts(got, want []fact.Fact, sentences bool) error {
	there := make(map[fact.ID]bool, len(want))
	for _, f := range want {
		there[f.ID] = true
	}
	here := make(map[fact.ID]bool, len(got))
	for _, f := range got {
		here[f.ID] = true
		if !there[f.ID] {
			return refuse("%s does not follow from what is stated%s", describe(f), instead(f, want, got))
		}
	}
	for _, f := range want {
		if !here[f.ID] {
			return refuse("%s follows from what is stated and is left out", describe(f))
		}
	}
	for i, f := range got {
		if f.ID != want[i].ID {
			return refuse("%s does not stand in its place", describe(f))
		}
		if sentences && !slices.Equal(f.Sentences(), want[i].Sentences()) {
			return refuse("the sentences of %s are not what longarm says", describe(f))
		}
	}
	return nil
}

// instead names what was derived in the place of a fact, if the determination lacks exactly that.
func instead(f fact.Fact, want, got []fact.Fact) string {
	of := subjectOf(f)
	for _, w := range want {
		if subjectOf(w) == of && !slices.ContainsFunc(got, func(g fact.Fact) bool { return g.ID == w.ID }) {
			if path := difference(reflect.ValueOf(f.Body).Elem(), reflect.ValueOf(w.Body).Elem(), ""); path != "" {
				return ": " + path
			}
			return ": it cites other sources, facts or rules"
		}
	}
	return ""
}

// silent leaves out what only people read.
func silent(d determination.Determination) determination.Determination {
	d.Findings = slices.Clone(d.Findings)
	for i := range d.Findings {
		f := &d.Findings[i]
		f.Headline = nil
		f.Provisions = slices.Clone(f.Provisions)
		for k := range f.Provisions {
			p := &f.Provisions[k]
			for _, list := range []*[]determination.Element{&p.Elements, &p.Exceptions, &p.Conditions} {
				*list = slices.Clone(*list)
				for n := range *list {
					(*list)[n].Values = nil
				}
			}
		}
	}
	d.Grades = slices.Clone(d.Grades)
	for i := range d.Grades {
		levels := slices.Clone(d.Grades[i].Levels)
		for k := range levels {
			levels[k].Criteria = slices.Clone(levels[k].Criteria)
			for n := range levels[k].Criteria {
				levels[k].Criteria[n].Values = nil
			}
		}
		d.Grades[i].Levels = levels
	}
	d.Unseen = slices.Clone(d.Unseen)
	for i := range d.Unseen {
		d.Unseen[i].Why = ""
	}
	return d
}

// difference says where two values of one type differ first: "outcome is not-covered, and comes to prohibited".
func difference(got, want reflect.Value, at string) string {
	switch got.Kind() {
	case reflect.Struct:
		for i := range got.NumField() {
			name, _, _ := strings.Cut(got.Type().Field(i).Tag.Get("json"), ",")
			if path := difference(got.Field(i), want.Field(i), strings.TrimPrefix(at+"."+name, ".")); path != "" {
				return path
			}
		}
		return ""
	case reflect.Pointer:
		if !got.IsNil() && !want.IsNil() {
			return difference(got.Elem(), want.Elem(), at)
		}
	case reflect.Slice:
		for i := range min(got.Len(), want.Len()) {
			if path := difference(got.Index(i), want.Index(i), fmt.Sprintf("%s[%d]", at, i)); path != "" {
				return path
			}
		}
		if got.Len() != want.Len() {
			return fmt.Sprintf("%s has %d entries, and comes to %d", at, got.Len(), want.Len())
		}
		return ""
	}
	if reflect.DeepEqual(got.Interface(), want.Interface()) {
		return ""
	}
	return fmt.Sprintf("%s is %s, and comes to %s", at, short(got), short(want))
}

func short(v reflect.Value) string {
	b, err := json.Marshal(v.Interface())
	if err != nil {
		return "something else"
	}
	if s := string(b); len(s) > 200 {
		return s[:200] + "..."
	}
	return string(b)
}

// describe names a fact for a reader.
func describe(f fact.Fact) string {
	return fmt.Sprintf("fact %s (%s)", f.ID.Short(), subjectOf(f))
}

func subjectOf(f fact.Fact) string {
	kind := string(f.Body.Kind())
	switch b := f.Body.(type) {
	case *fact.Observation:
		return fmt.Sprintf("%s of %q %s", kind, b.Asset, b.Endpoint)
	case *fact.Attribution:
		return fmt.Sprintf("%s of %q %s", kind, b.Asset, b.Endpoint)
	case *fact.Control:
		return fmt.Sprintf("%s of %q under %s", kind, b.Party, b.Test)
	case *fact.Listing:
		return fmt.Sprintf("%s of %q as %s", kind, b.Party, b.Entry)
	case *fact.Count:
		return fmt.Sprintf("%s of %s in %q", kind, b.Category, b.Asset)
	case *fact.Dealing:
		return fmt.Sprintf("%s %q", kind, b.Name)
	case *fact.Safeguard:
		return fmt.Sprintf("%s %s of %q", kind, b.Measure, cmp.Or(string(b.Asset), b.Dealing))
	case *fact.Reach:
		return fmt.Sprintf("%s: %s %s %q", kind, b.Government, b.Arm, b.Asset)
	case *fact.Role:
		return fmt.Sprintf("%s of %q", kind, b.Party)
	case *fact.Claim:
		switch {
		case b.Interest != nil:
			return fmt.Sprintf("%s that %q has %s in %q", kind, b.Interest.Owner, b.Interest.Kind, b.Interest.Asset)
		case b.Party != nil:
			return fmt.Sprintf("%s about %q", kind, b.Party.ID)
		}
	}
	return kind
}
