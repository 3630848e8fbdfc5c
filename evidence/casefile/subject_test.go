package casefile

import (
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
)

func TestSubject(t *testing.T) {
	states := func(texts ...string) *fact.Set {
		var set fact.Set
		for _, text := range texts {
			c, err := Parse([]byte("case: longarm-case/1\nauthor: a\ndate: 2026-10-01\n"+text), "case.yaml", nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, it := range c.Items {
				if _, err := set.Add(fact.New(it.Body, []fact.Source{{Name: "case.yaml", Line: it.Line}}, "")); err != nil {
					t.Fatal(err)
				}
			}
		}
		return &set
	}
	const german, french = "subject: eins\nparties: {eins: {kind: company, organized: DE}}\n", "subject: deux\nparties: {deux: {kind: company, organized: FR}}\n"
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
