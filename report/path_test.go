package report

import (
	"testing"

	"github.com/longarm-project/longarm/fact"
)

func TestStepWords(t *testing.T) {
	share := func(lo, hi fact.Share, kind fact.InterestKind) fact.Fact {
		return fact.New(&fact.Claim{Author: "a", Interest: &fact.Interest{Owner: "h", Asset: "op", Kind: kind, Lo: lo, Hi: hi}}, []fact.Source{{Name: "f"}}, "")
	}
	whole, half, unknown, board := share(fact.Whole, fact.Whole, fact.Shares), share(fact.Whole/4, fact.Whole/2, fact.Votes), share(0, fact.Whole, fact.Shares), share(0, 0, "board")
	e := &explainer{names: map[fact.PartyID]string{"op": "Operator Ltd."}, facts: map[fact.ID]fact.Fact{}}
	for _, f := range []fact.Fact{whole, half, unknown, board} {
		e.facts[f.ID] = f
	}
	for want, s := range map[string]fact.Step{
		"db uses alpha":                                   {Kind: fact.StepUses, Asset: "db", Provider: "alpha"},
		"db uses alpha east-1":                            {Kind: fact.StepUses, Asset: "db", Provider: "alpha", Region: "east-1"},
		"it stands in DE":                                 {Kind: fact.StepStands, Country: "DE"},
		"it is operated by Operator Ltd.":                 {Kind: fact.StepOperated, Party: "op"},
		"the contract is with h":                          {Kind: fact.StepContract, Party: "h"},
		"Operator Ltd. is held by h (100 %)":              {Kind: fact.StepHeld, Of: "op", Party: "h", Fact: whole.ID},
		"Operator Ltd. is held by h (25 % to 50 %)":       {Kind: fact.StepHeld, Of: "op", Party: "h", Fact: half.ID},
		"Operator Ltd. is held by h (share not known)":    {Kind: fact.StepHeld, Of: "op", Party: "h", Fact: unknown.ID},
		"Operator Ltd. is held by h (board)":              {Kind: fact.StepHeld, Of: "op", Party: "h", Fact: board.ID},
		"it is held by parties subject to KY":             {Kind: fact.StepHeldFrom, Country: "KY"},
		"standing trust: role by sts":                     {Kind: fact.StepTrust, Trust: "role", By: "sts"},
		"it is organised under the law of SG":             {Kind: fact.StepOrganized, Country: "SG"},
		"h has its principal place of business in SG":     {Kind: fact.StepSeated, Party: "h", Country: "SG"},
		"Operator Ltd. a-kind-of-another-release-than SG": {Kind: "a-kind-of-another-release-than", Party: "op", Country: "SG"},
	} {
		if got := e.step(s); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
