package registry

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
)

// A party that a run calls by several ids is claimed under each, in any order of asking; its owner holds each once; all
// publishers of a party are authors of what is claimed of it.
func TestClaimsOfSeveralIDs(t *testing.T) {
	ref := func(line int64, publisher string, day fact.Date) Ref {
		return Ref{File: publisher + ".jsonl", Line: line, Publisher: publisher, Date: day}
	}
	lei := []fact.Identifier{{Scheme: "lei", Value: "5493001KJTIIGC8Y1R12"}}
	path, _ := build(t, []Record{
		{Ref: ref(1, "Register A", "2024-01-01"), Party: &fact.Party{ID: "a:1", Kind: fact.Company, Identifiers: lei, Names: []fact.Name{{Text: "Vend"}}}},
		{Ref: ref(2, "Register B", "2024-02-01"), Party: &fact.Party{ID: "b:1", Kind: fact.Company, Identifiers: lei, Names: []fact.Name{{Text: "Vend"}}}},
		{Ref: ref(3, "Register A", "2024-01-01"), Party: &fact.Party{ID: "a:2", Kind: fact.Company, Names: []fact.Name{{Text: "Owner"}}}},
		{Ref: ref(4, "Register A", "2024-01-01"), Interest: &fact.Interest{Owner: "a:2", Asset: "a:1", Kind: fact.Shares, Lo: 80 * fact.Percent, Hi: 80 * fact.Percent}},
	}, BuildOptions{})
	f := open(t, path)
	defer f.Close()
	for _, order := range [][]fact.PartyID{{"vend-a", "vend-b"}, {"vend-b", "vend-a"}} {
		c := f.Claims("2026-01-01")
		for _, id := range order {
			c.Want("lei:5493001KJTIIGC8Y1R12", id)
		}
		var parties, interests, authors []string
		for _, x := range c.Facts() {
			claim := x.Body.(*fact.Claim)
			if claim.Party != nil {
				parties = append(parties, string(claim.Party.ID))
				authors = append(authors, claim.Author)
			} else {
				interests = append(interests, string(claim.Interest.Owner)+" > "+string(claim.Interest.Asset))
			}
		}
		slices.Sort(parties)
		slices.Sort(interests)
		if diff := cmp.Diff([]string{"a:2", "vend-a", "vend-b"}, parties); diff != "" {
			t.Errorf("%v: parties (-want +got):\n%s", order, diff)
		}
		if diff := cmp.Diff([]string{"a:2 > vend-a", "a:2 > vend-b"}, interests); diff != "" {
			t.Errorf("%v: interests (-want +got):\n%s", order, diff)
		}
		if !slices.Contains(authors, "Register A and Register B") {
			t.Errorf("%v: authors %q", order, authors)
		}
	}
}
