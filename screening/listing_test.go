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

// Of a party of which a number is known and no name, the number is asked for, and is a hit by itself.
func TestListingsByIdentifier(t *testing.T) {
	const wallet, lei = "bc1q5shngj24323nsrmxv99st02na6srekfctt30ch", "253400BBBB0000000042"
	x, err := Open(Compile([]registry.Entry{
		{List: "watch", Number: "1", Type: registry.VesselEntry, Names: []fact.Name{{Text: "Harbour Star"}}, Identifiers: []fact.Identifier{{Scheme: "imo", Value: "9187629"}}},
		{List: "watch", Number: "2", Type: registry.PersonEntry, Names: []fact.Name{{Text: "Ivan Example"}}, Identifiers: []fact.Identifier{{Scheme: "Digital Currency Address - XBT", Value: wallet}}},
		{List: "watch", Number: "3", Type: registry.OrganizationEntry, Names: []fact.Name{{Text: "Beihai Harbour Trading"}}, Identifiers: []fact.Identifier{{Scheme: "LEI", Value: lei}, {Scheme: "Tax ID No.", Value: "7707083893", Country: "RU"}}},
	}))
	if err != nil {
		t.Fatal(err)
	}
	id := func(scheme, value, country string) []fact.Identifier {
		return []fact.Identifier{{Scheme: scheme, Value: value, Country: fact.Country(country)}}
	}
	for name, c := range map[string]struct {
		party fact.Party
		want  string
	}{
		"ship":            {fact.Party{Identifiers: id("imo", "IMO 9187629", "")}, "watch:1"},
		"wallet":          {fact.Party{Identifiers: id("wallet", wallet, "")}, "watch:2"},
		"lei":             {fact.Party{Kind: fact.Company, Identifiers: id("lei", lei, "")}, "watch:3"},
		"tax":             {fact.Party{Kind: fact.Company, Identifiers: id("inn", "7707083893", "RU")}, "watch:3"},
		"another country": {fact.Party{Kind: fact.Company, Identifiers: id("tax", "7707083893", "DE")}, ""},
		"nobody's":        {fact.Party{Kind: fact.Company, Identifiers: id("lei", "529900T8BM49AURSDO55", "")}, ""},
		"nothing":         {fact.Party{Kind: fact.Company}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var set fact.Set
			c.party.ID = "p"
			if _, err := set.Add(fact.New(&fact.Claim{Author: "a", Party: &c.party}, []fact.Source{{Name: "case.yaml", Line: 1}}, "")); err != nil {
				t.Fatal(err)
			}
			listings, not, err := Listings(x, &set, Listing{At: "2026-11-01", Seen: "2026-11-01"})
			if err != nil || len(not) > 0 {
				t.Fatal(not, err)
			}
			got := ""
			for _, f := range listings {
				l := f.Body.(*fact.Listing)
				got += l.Entry
				if l.Score != 1000 || len(l.Reasons) == 0 || !strings.Contains(l.Reasons[0], "bears its identifier") {
					t.Errorf("%+v", l)
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
