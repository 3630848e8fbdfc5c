package screening

import (
	"errors"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/screening/script"
)

func TestMatchFindsSpellings(t *testing.T) {
	x := sampleIndex(t)
	for _, tc := range []struct {
		about, name, schema, want string
		least, most               int
	}{
		{"as listed", "QARAVAN, Yusuf Temirlanovich", "Person", "demo:1", 1000, 1000},
		{"natural order", "Yusuf Temirlanovich Qaravan", "Person", "demo:1", 1000, 1000},
		{"alias", "joseph karavan", "Person", "demo:1", 1000, 1000},
		{"weak alias", "The Pilot", "Person", "demo:1", 1000, 1000},
		{"other romanisation", "Youssef Temirlanovitch Karavan", "Person", "demo:1", 880, 999},
		{"cyrillic", "Юсуф Темирланович Караван", "Person", "demo:1", 880, 1000},
		{"arabic", "عبدالرحمن الصحراوي", "Person", "demo:2", 850, 999},
		{"written together", "Abdurrahman Sahrawi", "Person", "demo:2", 900, 999},
		{"every word misspelt", "Mariia Tatiena Okerke Belo", "Person", "demo:3", 800, 999},
		{"words run together", "Mariatatiana Okerekebello", "Person", "demo:3", 850, 999},
		{"a word cut in two", "Zar ya Pump Works", "Organization", "demo:10", 850, 999},
		{"hangul", "김종태", "Person", "demo:4", 850, 1000},
		{"other legal form", "Zarya Pump Works GmbH", "Organization", "demo:10", 950, 1000},
		{"legal form in another script", "ООО Заря Насосы", "Organization", "demo:10", 900, 1000},
		{"han", "金鹤贸易有限公司", "Organization", "demo:11", 1000, 1000},
		{"traditional han", "金鶴貿易有限公司", "Organization", "demo:11", 950, 1000},
		{"abbreviated", "Golden Crane HK Trdg Ltd", "Organization", "demo:11", 750, 999},
		{"shuffled", "SHIPPING LANTERN NORTHERN S.A. DE C.V.", "Organization", "demo:12", 1000, 1000},
		{"digits", "11420 Corporation", "Organization", "demo:13", 950, 1000},
		{"vessel", "Northern Lantern", "Vessel", "demo:20", 1000, 1000},
	} {
		t.Run(tc.about, func(t *testing.T) {
			hits, err := x.Match(Query{Name: tc.name, Schema: tc.schema})
			if err != nil {
				t.Fatal(err)
			}
			if len(hits) == 0 || hits[0].ID != tc.want || hits[0].Score < tc.least || hits[0].Score > tc.most {
				t.Errorf("Match(%q) = %+v, want %s with %d to %d", tc.name, brief(hits), tc.want, tc.least, tc.most)
			}
		})
	}
}

func brief(hits []Hit) []string {
	var out []string
	for _, h := range hits {
		out = append(out, h.ID+" "+string(appendThousandths(nil, h.Score))+" "+h.Reason.Name)
	}
	return out
}

func TestMatchKeepsStrangersLow(t *testing.T) {
	x := sampleIndex(t)
	for _, tc := range []struct{ about, name, schema string }{
		{"one word shared", "Maria Gonzalez", "Person"},
		{"other given name", "Anatoly Qaravan", "Person"},
		{"other number", "11421 Corp.", "Organization"},
		{"form only", "XYZ Corp.", "Organization"},
		{"common words", "Global Trading Shipping Co., Ltd.", "Organization"},
	} {
		t.Run(tc.about, func(t *testing.T) {
			hits, err := x.Match(Query{Name: tc.name, Schema: tc.schema})
			if err != nil {
				t.Fatal(err)
			}
			if len(hits) > 0 && hits[0].Score >= 850 {
				t.Errorf("Match(%q) = %v, want none from 0.850", tc.name, brief(hits))
			}
		})
	}
}

func TestMatchSchema(t *testing.T) {
	x := sampleIndex(t)
	for _, tc := range []struct{ schema, want string }{
		{"", "demo:20 demo:12"}, {"Vessel", "demo:20"}, {"Organization", "demo:12"}, {"Person", ""}, {"LegalEntity", "demo:20 demo:12"},
	} {
		hits, err := x.Match(Query{Name: "Northern Lantern", Schema: tc.schema, Least: 300})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, h := range hits {
			ids = append(ids, h.ID)
		}
		if got := strings.Join(ids, " "); got != tc.want {
			t.Errorf("schema %q: %q, want %q", tc.schema, got, tc.want)
		}
	}
	if _, err := x.Match(Query{Name: "x", Schema: "Cloud"}); err == nil {
		t.Error("unknown schema: no error")
	}
}

func TestMatchAt(t *testing.T) {
	x := sampleIndex(t)
	for _, tc := range []struct {
		at   fact.Date
		want string
	}{
		{"", "yes"}, {"2015-01-01", "yes"}, {"2010-05-10", "unknown"}, {"2009-12-31", "none"}, {"2020-01-01", "none"}, {"2019-12-31", "yes"},
	} {
		hits, err := x.Match(Query{Name: "Abd al-Rahman al-Sahrawi", Schema: "Person", At: tc.at, Least: 900})
		if err != nil {
			t.Fatal(err)
		}
		got := "none"
		if len(hits) > 0 {
			got = hits[0].Active.String()
		}
		if got != tc.want {
			t.Errorf("at %q: %s, want %s", tc.at, got, tc.want)
		}
	}
}

func TestMatchRefuses(t *testing.T) {
	x := sampleIndex(t)
	for _, tc := range []struct {
		about, name string
		want        error
	}{
		{"empty", "", ErrEmpty}, {"spaces", " \t\n", ErrEmpty}, {"signs", "?!. -- ()", ErrEmpty}, {"direction marks", "\u200f\u202e\u2066", ErrEmpty},
		{"a megabyte", strings.Repeat("Ab ", 1<<20/3), ErrLong}, {"invalid bytes", "\xff\xfe", ErrEmpty},
	} {
		t.Run(tc.about, func(t *testing.T) {
			if _, err := x.Match(Query{Name: tc.name}); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
	for _, name := range []string{"a", "7", "11420", "א", "\u202eЖ", strings.Repeat("word ", 200)} {
		if _, err := x.Match(Query{Name: name}); err != nil {
			t.Errorf("%.20q: %v", name, err)
		}
	}
}

// Whatever the order in which entries are added, the bytes are the same.
func TestCompileOrder(t *testing.T) {
	es := sample()
	want := Compile(es)
	r := rand.New(rand.NewSource(1))
	for range 5 {
		r.Shuffle(len(es), func(i, j int) { es[i], es[j] = es[j], es[i] })
		if !slices.Equal(Compile(append(es, es[0])), want) {
			t.Fatal("bytes depend on the order of entries")
		}
	}
}

// Every name of every entry finds its entry with exactly 1.000.
func TestIdenticalIsOne(t *testing.T) {
	check := func(t *testing.T, x *Index) {
		schemas := map[string]string{"person": "Person", "organization": "Organization", "vessel": "Vessel", "aircraft": "Aircraft"}
		for i := range x.Len() {
			e, err := x.Entry(i)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range e.Names {
				if len(new(script.Reader).Read(n.Text, script.BodyName)[0].Tokens) == 0 {
					continue
				}
				hits, err := x.Match(Query{Name: n.Text, Schema: schemas[string(e.Type)], Limit: 60, Least: 1000})
				if err != nil {
					t.Fatal(err)
				}
				if !slices.ContainsFunc(hits, func(h Hit) bool { return h.Index == i && h.Score == 1000 }) {
					t.Errorf("%s %q: %v", e.ID(), n.Text, brief(hits))
				}
			}
		}
	}
	t.Run("sample", func(t *testing.T) { check(t, sampleIndex(t)) })
	t.Run("labelled", func(t *testing.T) { check(t, labelledIndex(t)) })
}

func TestCompare(t *testing.T) {
	var none *Index
	for _, tc := range []struct {
		a, b, schema string
		lo, hi       int
	}{
		{"Barack Obama", "バラク・オバマ", "Person", 850, 999},
		{"Siemens Aktiengesellschaft", "Siemens AG", "Organization", 1000, 1000},
		{"Volkswagen AG", "Siemens AG", "Organization", 0, 300},
		{"金正恩", "Kim Jong Un", "Person", 900, 1000},
		{"Ihab Makhlouf", "Rami Makhlouf", "Person", 0, 700},
		{"김종은", "김정은", "Person", 0, 999},
	} {
		got, err := none.Compare(tc.a, tc.b, tc.schema)
		if err != nil || got < tc.lo || got > tc.hi {
			t.Errorf("Compare(%q, %q) = %d, %v, want %d to %d", tc.a, tc.b, got, err, tc.lo, tc.hi)
		}
	}
	if _, err := none.Compare("...", "x", ""); !errors.Is(err, ErrEmpty) {
		t.Errorf("comparing signs: %v", err)
	}
}

func TestEvidence(t *testing.T) {
	x := sampleIndex(t)
	hits, err := x.Match(Query{Name: "Yusuf Temirlanovich Qaravan", Schema: "Person", Limit: 1, Country: "RU", Born: "1962-07", Identifiers: []fact.Identifier{
		{Scheme: "passport", Value: "n123456", Country: "KZ"}, {Scheme: "passport", Value: "9", Country: "KZ"}, {Scheme: "passport", Value: "9", Country: "TR"}, {Scheme: "inn", Value: "77"},
	}})
	if err != nil || len(hits) != 1 {
		t.Fatal(hits, err)
	}
	want := []Evidence{
		{Kind: "country", Agrees: fact.No, Asked: "RU", Listed: []string{"KZ"}},
		{Kind: "born", Agrees: fact.Yes, Asked: "1962-07", Listed: []string{"1961-04-03", "1962"}},
		{Kind: "identifier", Agrees: fact.Yes, Asked: "passport n123456", Listed: []string{"passport N 123-456 KZ"}},
		{Kind: "identifier", Agrees: fact.No, Asked: "passport 9", Listed: []string{"passport N 123-456 KZ"}},
		{Kind: "identifier", Agrees: fact.Unknown, Asked: "passport 9", Listed: []string{"passport N 123-456 KZ"}},
		{Kind: "identifier", Agrees: fact.Unknown, Asked: "inn 77"},
	}
	if diff := cmp.Diff(want, hits[0].Evidence); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
	if hits[0].Score != 1000 {
		t.Errorf("evidence changed the score to %d", hits[0].Score)
	}
}
