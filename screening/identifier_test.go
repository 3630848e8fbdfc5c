package screening

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

func numbered(t testing.TB) *Index {
	ship := entryOf(registry.VesselEntry, "1", []string{"OCEAN BRISTLE"})
	ship.Identifiers = []fact.Identifier{{Scheme: "imo", Value: "9123451"}}
	person := entryOf(registry.PersonEntry, "2", []string{"MUSTER, Max"})
	person.Identifiers = []fact.Identifier{{Scheme: "passport", Value: "N 123-4567", Country: "IR"}, {Scheme: "wallet-xbt", Value: "1MusterXaddr9QQQQQQQQQQQQQQQQQQQQ"}}
	body := entryOf(registry.OrganizationEntry, "3", []string{"PAPER WORKS LLC"})
	body.Identifiers = []fact.Identifier{{Scheme: "registration-number", Value: "TIN 0007700001 (Russia)"}, {Scheme: "lei", Value: "5493001KJTIIGC8Y1R12"}, {Scheme: "tax-id", Value: "12345678901", Country: "RU"}}
	x, err := Open(Compile([]registry.Entry{ship, person, body, entryOf(registry.VesselEntry, "4", []string{"SEA LANTERN"})}))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// An equal identifier is a hit by itself, in the query and in its text, and what is not the same sort or country is none.
func TestIdentifiers(t *testing.T) {
	x := numbered(t)
	ids := func(scheme, value string, c fact.Country) []fact.Identifier {
		return []fact.Identifier{{Scheme: scheme, Value: value, Country: c}}
	}
	for _, tc := range []struct {
		about string
		q     Query
		want  []string // entries found by an identifier
	}{
		{"renamed ship", Query{Name: "ROSE MERRIN", Schema: "Vessel", Identifiers: ids("imo", "IMO 9123451", "")}, []string{"demo:1"}},
		{"number in the text", Query{Name: "ROSE MERRIN IMO 9123451"}, []string{"demo:1"}},
		{"number written together", Query{Name: "IMO9123451"}, []string{"demo:1"}},
		{"number alone", Query{Name: "9123451"}, []string{"demo:1"}},
		{"wallet alone", Query{Name: "1MusterXaddr9QQQQQQQQQQQQQQQQQQQQ"}, []string{"demo:2"}},
		{"wallet of another scheme's name", Query{Name: "x", Identifiers: ids("btc", "1MusterXaddr9QQQQQQQQQQQQQQQQQQQQ", "")}, []string{"demo:2"}},
		{"passport", Query{Name: "x", Identifiers: ids("passport", "N1234567", "IR")}, []string{"demo:2"}},
		{"passport of no country", Query{Name: "x", Identifiers: ids("passport", "N1234567", "")}, []string{"demo:2"}},
		{"passport of another country", Query{Name: "x", Identifiers: ids("passport", "N1234567", "SY")}, nil},
		{"a number of another sort", Query{Name: "x", Identifiers: ids("imo", "N1234567", "")}, nil},
		{"leading zeros, and a number among words", Query{Name: "x", Identifiers: ids("tax-id", "7700001", "RU")}, []string{"demo:3"}},
		{"the LEI", Query{Name: "Anybody", Identifiers: ids("lei", "5493001kjtiigc8y1r12", "")}, []string{"demo:3"}},
		{"the LEI in a text", Query{Name: "Anybody Ltd (LEI: 5493001KJTIIGC8Y1R12)"}, []string{"demo:3"}},
		{"tax number that a register calls otherwise", Query{Name: "x", Identifiers: ids("ru-inn", "12345678901", "")}, []string{"demo:3"}},
		{"nobody's number", Query{Name: "ROSE IMO 9999999"}, nil},
	} {
		t.Run(tc.about, func(t *testing.T) {
			hits, err := x.Match(tc.q)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range hits {
				if h.Reason.Parts[0].Rule == RuleIdentifier {
					if got = append(got, h.ID); h.Score != 1000 {
						t.Errorf("%s scores %d", h.ID, h.Score)
					}
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A number that is an identifier is no part of the name: it costs nothing and needs no name.
func TestIdentifierIsNoName(t *testing.T) {
	x := numbered(t)
	hits, err := x.Match(Query{Name: "SEA LANTERN IMO 9999999", Schema: "Vessel"})
	if err != nil || len(hits) == 0 || hits[0].ID != "demo:4" || hits[0].Score != 1000 {
		t.Errorf("hits %v, error %v", brief(hits), err)
	}
	if _, err := x.Match(Query{Name: "IMO 9999999"}); err == nil {
		t.Error("a number that nobody bears is no name, and there is no error")
	}
	if hits, err := x.Match(Query{Name: "-", Identifiers: []fact.Identifier{{Scheme: "imo", Value: "9123451"}}}); err != nil || len(hits) != 1 {
		t.Errorf("hits %v, error %v", brief(hits), err)
	}
}

// Every identifier that a list has finds its entry.
func TestEveryIdentifierFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := entryOf(registry.PersonEntry, "1", []string{"MUSTER, Max"})
		value := rapid.StringMatching(`[0-9A-Z]{2,4}[ -]?[0-9]{4,9}`).Draw(t, "value")
		scheme := rapid.SampledFrom([]string{"passport", "tax-id", "national-id", "imo", "wallet-eth", "registration-number", "isin"}).Draw(t, "scheme")
		e.Identifiers = []fact.Identifier{{Scheme: scheme, Value: value}}
		x, err := Open(Compile([]registry.Entry{e}))
		if err != nil {
			t.Fatal(err)
		}
		hits, err := x.Match(Query{Name: "Q", Identifiers: e.Identifiers})
		if err != nil || !slices.ContainsFunc(hits, func(h Hit) bool { return h.Score == 1000 }) {
			t.Errorf("%s %q finds %v, %v", scheme, value, brief(hits), err)
		}
	})
}

func FuzzIdentifyText(f *testing.F) {
	for _, s := range []string{"IMO 9123451", "LEI: 5493001KJTIIGC8Y1R12", "tax no. 0007700001", "inn", "№ 5", "IMO IMO 9123451 9123451", "1MusterXaddr9QQQQQQQQQQQQQQQQQQQQ"} {
		f.Add(s)
	}
	x := numbered(f)
	f.Fuzz(func(t *testing.T, name string) {
		hits, _ := x.Match(Query{Name: name})
		for _, h := range hits {
			if h.ID == "" || h.Score < 0 || h.Score > 1000 {
				t.Errorf("%q: %+v", name, h)
			}
		}
	})
}
