package check

import (
	"testing"

	"github.com/longarm-project/longarm/fact"
)

// A party without a name is one on a list only where a reason says that the entry bears its number.
func TestListingByNumber(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		ok     bool
	}{
		"its number":       {"the entry bears its identifier imo 9187629 (IMO 9187629)", true},
		"another's number": {"the entry bears its identifier imo 9000000 (IMO 9187629)", false},
		"no number":        {`"Star" is "Star" by same`, false},
	} {
		var s fact.Set
		claim, err := s.Add(fact.New(&fact.Claim{Author: "a", Party: &fact.Party{ID: "p", Identifiers: []fact.Identifier{{Scheme: "imo", Value: "9187629"}}}}, []fact.Source{{Name: "case.yaml", Line: 1}}, ""))
		if err != nil {
			t.Fatal(err)
		}
		l := &fact.Listing{Entry: "watch:1", List: "watch", Name: "Star", Names: []string{"Star"}, Party: "p", Reasons: []string{c.reason}, Score: 1000}
		if err := Listing(&s, fact.New(l, nil, fact.RuleListing, claim), l); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
