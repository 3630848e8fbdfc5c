package prose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func newLexicon(tb testing.TB) *Lexicon {
	tb.Helper()
	l, err := New()
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

func whole(text string) []Span { return []Span{{0, len(text)}} }

func TestSentences(t *testing.T) {
	l := newLexicon(t)
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		"abbreviations":         {"Acme Inc. sells in the U.S. market. Mr. Doe runs it.", []string{"Acme Inc. sells in the U.S. market.", "Mr. Doe runs it."}},
		"ends in a country":     {"It sells in the U.S. The firm is small.", []string{"It sells in the U.S.", "The firm is small."}},
		"stop before a comma":   {"Nations such as China. , Russia and Cuba object.", []string{"Nations such as China. , Russia and Cuba object."}},
		"stop before small":     {"He cited duties. in contracts.", []string{"He cited duties. in contracts."}},
		"cut before its source": {"It poses a risk to the United States. United, according to three sources.", []string{"It poses a risk to the United States. United, according to three sources."}},
		"quotation at the end":  {"\"We will wait.\" She left.", []string{"\"We will wait.\"", "She left."}},
		"decimals":              {"Sales rose 2.5% to $9.2 billion. Costs fell.", []string{"Sales rose 2.5% to $9.2 billion.", "Costs fell."}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, s := range l.Sentences(c.in, whole(c.in)) {
				got = append(got, s.In(c.in))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("sentences (-want +got):\n%s", diff)
			}
		})
	}
}

func TestQuotes(t *testing.T) {
	type found struct{ Text, Broken string }
	for name, c := range map[string]struct {
		in   string
		want []found
	}{
		"straight":        {`He said "we wait" and left.`, []found{{"we wait", ""}}},
		"typographic":     {`He said “we wait” and left.`, []found{{"we wait", ""}}},
		"closed too soon": {`It "may be barred, including duties". in contracts", it said. He "left".`, []found{{`may be barred, including duties". in contracts`, StrayClose}, {"left", ""}}},
		"never closed":    {`He said "we wait. They left.`, []found{{"we wait.", NoClosing}}},
		"never opened":    {`He left, we wait" he said.`, []found{{"we wait", NoOpening}}},
		"angled":          {`Il a dit « nous attendons ».`, []found{{" nous attendons ", ""}}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []found
			for _, q := range Quotes(c.in, whole(c.in)) {
				got = append(got, found{q.In(c.in), q.Broken})
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("quotations (-want +got):\n%s", diff)
			}
		})
	}
}

// A stray mark of one paragraph does not swallow the next.
func TestQuotesStayInTheirParagraph(t *testing.T) {
	text := "He said \"we wait.\nShe said \"we go\"."
	n := strings.IndexByte(text, '\n')
	got := Quotes(text, []Span{{0, n}, {n + 1, len(text)}})
	if len(got) != 2 || got[0].Broken != NoClosing || got[1].In(text) != "we go" {
		t.Errorf("quotations %+v", got)
	}
}

func TestAttributions(t *testing.T) {
	l := newLexicon(t)
	for in, want := range map[string]Source{
		"The review is on, according to three people briefed on the matter.":        {Basis: Unnamed, Head: "people", Count: 3},
		"The review is on, one of the sources said.":                                {Basis: Unnamed, Head: "sources", Count: 1, Partitive: true},
		"The review is on, the people said.":                                        {Basis: Unnamed, Head: "people", Definite: true},
		"A person familiar with the matter says the firm left.":                     {Basis: Unnamed, Head: "person", Count: 1},
		"Sources told the Lindau Post that the firm left.":                          {Basis: Unnamed, Head: "sources"},
		"A ministry spokeswoman said the firm left.":                                {Basis: Voice, Head: "spokeswoman", Count: 1},
		"The firm is small, according to research firm Marlow Inc.":                 {Basis: Named, Name: "marlow"},
		"The firm left, according to press releases.":                               {Basis: Paper, Head: "releases"},
		"The Post reported on Thursday, citing 12 officials, that the firm left.":   {Basis: Named, Name: "post"},
		"The firm left, said spokesman Jon Bell.":                                   {Basis: Named, Head: "spokesman", Name: "jon bell"},
		"The firm left, according to the source, who asked not to be named, again.": {Basis: Unnamed, Head: "source", Count: 1, Definite: true},
	} {
		s := l.Sentences(in, whole(in))
		as := l.Attributions(in, s[0].Tokens)
		if len(as) == 0 {
			t.Errorf("%q: no attribution", in)
			continue
		}
		got := as[0].Sources[0]
		got.Span = Span{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", in, diff)
		}
	}
}

func TestStances(t *testing.T) {
	l := newLexicon(t)
	for in, want := range map[string]Stance{
		"The firm declined to comment":                         NoComment,
		"The agency does not comment on such matters":          NoComment,
		"The embassy did not respond to a request for comment": NoResponse,
		"The firm didn't immediately reply to questions":       NoResponse,
		"The embassy reacted similarly":                        Likewise,
		"The minister denied the report":                       Denies,
		"The ministry confirmed the review":                    Confirms,
		"The review has not been confirmed":                    "",
		"The firm sells meters":                                "",
	} {
		if got, _ := l.StanceOf(l.Tokens(in, 0, len(in))); got != want {
			t.Errorf("%q: stance %q, want %q", in, got, want)
		}
	}
}

func TestQuantities(t *testing.T) {
	l := newLexicon(t)
	in := "Revenue of less than $50 million, 9.2 billion euros, 8% of sales, 1,200 workers in 2015 and 5000万美元."
	var got []string
	for _, q := range Quantities(in, l.Tokens(in, 0, len(in))) {
		got = append(got, q.Bound+" "+q.Key())
	}
	want := []string{"less usd:50000000", " eur:9200000000", " %:8", " of:1200", " year:2015", " usd:50000000"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("quantities (-want +got):\n%s", diff)
	}
}

func TestMood(t *testing.T) {
	l := newLexicon(t)
	for in, want := range map[string]Mood{
		"whether the government could gain access": Question | Possible,
		"whether the government has access":        Question,
		"The government has access in May":         0,
		"The risk of a ban on users":               Possible,
		"It would harm the firm if it were banned": Conditional,
		"The firm did not sell meters":             Negated,
	} {
		if got := l.mood(l.Tokens(in, 0, len(in))); got != want {
			t.Errorf("%q: mood %b, want %b", in, got, want)
		}
	}
}

func FuzzProse(f *testing.F) {
	f.Add(`He said "we wait". in vain", according to three people.`)
	f.Add("U.S. users' data, including $50 million... “x")
	f.Add("据 Reuters 报道，5000万美元。")
	l := newLexicon(f)
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		spans := whole(text)
		last := 0
		for i, s := range l.Sentences(text, spans) {
			if s.From < last || s.To > len(text) || s.To <= s.From {
				t.Fatalf("sentence %d at %d to %d after %d", i, s.From, s.To, last)
			}
			last = s.To
			as := l.Attributions(text, s.Tokens)
			for _, u := range l.Units(i, &s, as) {
				if u.From < s.From || u.To > s.To || u.Laid >= len(as) {
					t.Fatalf("unit %+v is not within its sentence", u.Span)
				}
			}
			Quantities(text, s.Tokens)
			l.Names(s.Tokens)
			l.StanceOf(s.Tokens)
		}
		for _, q := range Quotes(text, spans) {
			if q.From < 0 || q.To > len(text) || q.To < q.From {
				t.Fatalf("quotation at %d to %d", q.From, q.To)
			}
			l.Words(text, q.Span)
		}
	})
}
