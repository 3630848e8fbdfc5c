package assess

import (
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
)

func TestSubject(t *testing.T) {
	states := func(subjects ...fact.Party) *fact.Set {
		var set fact.Set
		for i, p := range subjects {
			for _, c := range []*fact.Claim{{Author: "a", Party: &p}, {Author: "a", Party: &fact.Party{ID: p.ID}, Text: fact.TextSubject}} {
				if _, err := set.Add(fact.New(c, []fact.Source{{Name: "case.yaml", Line: int64(i)}}, "")); err != nil {
					t.Fatal(err)
				}
			}
		}
		return &set
	}
	german := fact.Party{ID: "eins", Kind: fact.Company, Organized: []fact.Country{"DE"}}
	french := fact.Party{ID: "deux", Kind: fact.Company, Organized: []fact.Country{"FR"}}
	for name, tt := range map[string]struct {
		set   *fact.Set
		given fact.PartyID
		home  fact.Country
		want  fact.PartyID
		at    []fact.Country
	}{
		"named":            {states(german), "", "US", "eins", []fact.Country{"DE"}},
		"given":            {states(german, french), "deux", "", "deux", []fact.Country{"FR"}},
		"presumed":         {states(), "", "", "reviewed-organisation", []fact.Country{"US"}},
		"presumed at home": {states(), "", "NL", "reviewed-organisation", []fact.Country{"NL"}},
	} {
		id, at, err := Subject(tt.set, tt.given, tt.home)
		if err != nil || id != tt.want || !slices.Equal(at, tt.at) {
			t.Errorf("%s: got %s at %v (%v), want %s at %v", name, id, at, err, tt.want, tt.at)
		}
	}
	if _, _, err := Subject(states(german), "einz", ""); err == nil || !strings.Contains(err.Error(), `did you mean "eins"`) {
		t.Errorf("a subject that nobody states: got %v, want an error that says who may be meant", err)
	}
	if _, _, err := Subject(states(german, french), "", ""); err == nil || !strings.Contains(err.Error(), "--subject") {
		t.Errorf("two subjects: got %v, want an error that says what to do", err)
	}
}
