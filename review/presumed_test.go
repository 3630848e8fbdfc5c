package review

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
)

func TestPresumed(t *testing.T) {
	for name, c := range map[string]struct {
		parties []fact.Party
		want    fact.PartyID
	}{
		"lives abroad":              {[]fact.Party{{ID: "p", Kind: fact.Person, Residence: "CN"}}, "p"},
		"abroad and in two claims":  {[]fact.Party{{ID: "p", Kind: fact.Person, Residence: "CN"}, {ID: "p", Citizenship: []fact.Country{"CN"}}}, "p"},
		"lives in U.S.":             {[]fact.Party{{ID: "p", Kind: fact.Person, Residence: "US"}}, ""},
		"is in U.S.":                {[]fact.Party{{ID: "p", Kind: fact.Person, Residence: "CN", Present: "US"}}, ""},
		"whereabouts not known":     {[]fact.Party{{ID: "p", Kind: fact.Person, Residence: "CN", Unknown: []string{"present"}}}, ""},
		"status not known":          {[]fact.Party{{ID: "p", Kind: fact.Person, Residence: "CN", Unknown: []string{"status"}}}, ""},
		"dual citizen":              {[]fact.Party{{ID: "p", Kind: fact.Person, Residence: "CN", Citizenship: []fact.Country{"CN", "US"}}}, ""},
		"resident by another claim": {[]fact.Party{{ID: "p", Kind: fact.Person, Residence: "CN"}, {ID: "p", Status: "us-permanent-resident"}}, ""},
		"lives in a territory":      {[]fact.Party{{ID: "p", Kind: fact.Person, Residence: "PR"}}, ""},
		"a company":                 {[]fact.Party{{ID: "p", Kind: fact.Company, Seat: "CN"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var set fact.Set
			for i := range c.parties {
				src := fact.Source{Digest: "d", Line: int64(i + 1), Name: "case.yaml"}
				if _, err := set.Add(fact.New(&fact.Claim{Author: "test", Party: &c.parties[i]}, []fact.Source{src}, "")); err != nil {
					t.Fatal(err)
				}
			}
			var got fact.PartyID
			presumed := func() []fact.Fact {
				fs, err := Presumed(&set, library(t), "2026-11-01")
				if err != nil {
					t.Fatal(err)
				}
				return fs
			}
			for _, f := range presumed() {
				got = f.Body.(*fact.Claim).Party.ID
				if _, err := set.Add(f); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("presumed of (-want +got):\n%s", d)
			}
			if n := len(presumed()); c.want != "" && n != 1 {
				t.Errorf("its own claims count: %d presumed at the second time", n)
			}
		})
	}
}
