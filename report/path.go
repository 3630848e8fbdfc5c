package report

import (
	"cmp"
	"fmt"

	"github.com/longarm-project/longarm/fact"
)

// tieWords say what ties a party to the country that follows.
var tieWords = map[fact.StepKind]string{
	fact.StepStateOf:   "belongs to the state of",
	fact.StepOrganized: "is organised under the law of",
	fact.StepSeated:    "has its principal place of business in",
	fact.StepLives:     "lives in",
	fact.StepPresent:   "is in",
	fact.StepCitizen:   "is a citizen of",
}

// step says a step of a path in words. The facts hold none, so that words can be bettered.
func (e *explainer) step(s fact.Step) string {
	switch s.Kind {
	case fact.StepUses:
		note := ""
		if a, ok := e.facts[s.Fact].Body.(*fact.Attribution); ok && a.Note != "" {
			note = " (" + a.Note + ")"
		}
		if s.Region != "" {
			return fmt.Sprintf("%s uses %s %s%s", s.Asset, s.Provider, s.Region, note)
		}
		return fmt.Sprintf("%s uses %s%s", s.Asset, s.Provider, note)
	case fact.StepStands:
		return fmt.Sprintf("it stands in %s", s.Country)
	case fact.StepOperated:
		return "it is operated by " + e.name(s.Party)
	case fact.StepContract:
		return "the contract is with " + e.name(s.Party)
	case fact.StepHeld:
		return fmt.Sprintf("%s is held by %s%s", e.name(s.Of), e.name(s.Party), e.held(s.Fact))
	case fact.StepHeldFrom:
		return fmt.Sprintf("it is held by parties subject to %s", s.Country)
	case fact.StepTrust:
		return fmt.Sprintf("standing trust: %s by %s", s.Trust, s.By)
	}
	who := "it"
	if s.Party != "" {
		who = e.name(s.Party)
	}
	return fmt.Sprintf("%s %s %s", who, cmp.Or(tieWords[s.Kind], string(s.Kind)), s.Country)
}

func (e *explainer) name(id fact.PartyID) string { return cmp.Or(e.names[id], string(id)) }

// held says in brackets how much an interest is.
func (e *explainer) held(id fact.ID) string {
	c, ok := e.facts[id].Body.(*fact.Claim)
	if !ok || c.Interest == nil {
		return ""
	}
	switch i := c.Interest; {
	case i.Kind != fact.Shares && i.Kind != fact.Votes:
		return fmt.Sprintf(" (%s)", i.Kind)
	case i.Lo == i.Hi:
		return fmt.Sprintf(" (%s)", i.Lo)
	case i.Lo == 0 && i.Hi == fact.Whole:
		return " (share not known)"
	default:
		return fmt.Sprintf(" (%s to %s)", i.Lo, i.Hi)
	}
}

// control is what a test says of a party, and the fact that says it; nil: nothing.
func (e *explainer) control(test string, id fact.PartyID) (*fact.Control, fact.ID) {
	if e.controls == nil {
		e.controls = map[tested]fact.ID{}
		for _, f := range e.d.Facts {
			if c, ok := f.Body.(*fact.Control); ok {
				e.controls[tested{c.Test, c.Party}] = f.ID
			}
		}
	}
	of := e.controls[tested{test, id}]
	c, _ := e.facts[of].Body.(*fact.Control)
	return c, of
}

// A tested is a party under a test of ownership.
type tested struct {
	test  string
	party fact.PartyID
}

// doubted reports whether a fact rests on one that nobody verified.
func (e *explainer) doubted(id fact.ID) bool {
	known, ok := e.doubts[id]
	if ok {
		return known
	}
	if e.doubts == nil {
		e.doubts = map[fact.ID]bool{}
	}
	e.doubts[id] = false
	f := e.facts[id]
	is := false
	switch b := f.Body.(type) {
	case *fact.Claim:
		is = b.Unverified
	case *fact.Attribution:
		is = len(b.Unverified) > 0
	}
	for _, from := range f.From {
		is = is || e.doubted(from)
	}
	e.doubts[id] = is
	return is
}
