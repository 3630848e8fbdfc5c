package screening

import (
	"errors"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// A name that cannot be compared is returned, and not passed over as one on no list.
func TestListings(t *testing.T) {
	x, err := Open(Compile([]registry.Entry{{List: "watch", Number: "7", Type: registry.OrganizationEntry, Names: []fact.Name{{Text: "Beihai Harbour Trading"}}}}))
	if err != nil {
		t.Fatal(err)
	}
	var set fact.Set
	for i, p := range []fact.Party{
		{ID: "listed", Kind: fact.Company, Names: []fact.Name{{Text: "Beihai Harbour Trading"}}},
		{ID: "other", Kind: fact.Company, Names: []fact.Name{{Text: "Rhein Genomik GmbH"}}},
		{ID: "dash", Kind: fact.Company, Names: []fact.Name{{Text: "-"}}},
		{ID: "long", Names: []fact.Name{{Text: strings.Repeat("Beihai ", MaxName)}}},
	} {
		if _, err := set.Add(fact.New(&fact.Claim{Author: "a", Party: &p}, []fact.Source{{Name: "case.yaml", Line: int64(i + 1)}}, "")); err != nil {
			t.Fatal(err)
		}
	}
	listings, not, err := Listings(x, &set, Listing{At: "2026-11-01", Seen: "2026-11-01"})
	if err != nil {
		t.Fatal(err)
	}
	if len(listings) != 1 {
		t.Fatalf("%d listings, want one", len(listings))
	}
	l := listings[0].Body.(*fact.Listing)
	if l.Party != "listed" || l.Entry != "watch:7" || l.Score != 1000 || listings[0].Rule != fact.RuleListing || len(listings[0].From) != 1 {
		t.Errorf("got %+v by rule %q from %d facts", l, listings[0].Rule, len(listings[0].From))
	}
	want := map[fact.PartyID]error{"dash": ErrEmpty, "long": ErrLong}
	for _, u := range not {
		if !errors.Is(u.Err, want[u.Party]) || u.Source.Line == 0 {
			t.Errorf("%s at %s: %v, want %v", u.Party, u.Source, u.Err, want[u.Party])
		}
		delete(want, u.Party)
	}
	for p := range want {
		t.Errorf("the name of %s is passed over", p)
	}
}
