package graph

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
)

// An interest packed into an edge and taken out again packs into the same edge.
func TestEdgeInterest(t *testing.T) {
	for name, i := range map[string]fact.Interest{
		"shares":      {Kind: fact.Shares, Lo: 25*fact.Percent + 1, Hi: 50 * fact.Percent, From: "2020-02-29", To: "2021-06"},
		"year":        {Kind: fact.Votes, Hi: fact.Whole, From: "2019"},
		"indirect":    {Kind: fact.Shares, Lo: fact.Whole, Hi: fact.Whole, Direct: fact.No},
		"board":       {Kind: fact.BoardAppointment, Hi: fact.Whole, Seats: 3, SeatsOf: 6},
		"veto":        {Kind: fact.SpecialShare, Hi: fact.Whole, Note: "veto over the budget"},
		"no veto":     {Kind: fact.SpecialShare, Hi: fact.Whole, Note: "no veto"},
		"conditional": {Kind: fact.Contract, Hi: fact.Whole, Conditional: true},
	} {
		t.Run(name, func(t *testing.T) {
			spans := []Span{Always, NewSpan(i.From, i.To)}
			e := NewEdge(&i, 1)
			got := e.Interest("o", "a", spans)
			if got.From != i.From || got.To != i.To {
				t.Errorf("dates %q to %q, want %q to %q", got.From, got.To, i.From, i.To)
			}
			if d := cmp.Diff(e, NewEdge(&got, 1)); d != "" {
				t.Error(d)
			}
		})
	}
}
