package screening

import (
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening/script"
	"pgregory.net/rapid"
)

// What the index holds of the words like a word is what looking for them finds.
func TestLikeWordsAreThoseFound(t *testing.T) {
	x := mustOpen(t, Compile(sample()))
	s := newSearch()
	some := false
	for id := range uint32(x.wordCount()) {
		x.lookUp(s, x.word(id), true)
		want := s.nears[:min(len(s.nears), maxNear)]
		if got := x.alike(id, nil); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", x.word(id), got, want)
		}
		some = some || len(want) > 1
	}
	if !some {
		t.Error("no word of the sample is like another")
	}
}

// Words of any length, and rows of any number of words, come back as they were.
func TestRecordsHoldWordsAndRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching("[b-z]{2,30}"), 1, 9).Draw(t, "words")
		x, err := Open(Compile([]registry.Entry{{List: "l", Number: "1", Type: registry.PersonEntry, Names: []fact.Name{{Text: strings.Join(words, " ")}}}}))
		if err != nil {
			t.Fatal(err)
		}
		r, ok := x.row(0)
		if !ok {
			t.Fatal("no row")
		}
		var got, want []string
		for i := range r.words.len() {
			id := r.words.at(i)
			got = append(got, string(x.word(id)))
			if again, ok := x.find(x.word(id)); !ok || again != id {
				t.Errorf("%s is word %d, and found as %d, %v", x.word(id), id, again, ok)
			}
			if n := len(x.posting(id, 0)); n != 1 {
				t.Errorf("%s has %d bytes of postings", x.word(id), n)
			}
		}
		for _, tok := range new(script.Reader).Read(strings.Join(words, " "), script.PersonName)[0].Tokens {
			want = append(want, tok.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("row holds %q, want %q", got, want)
		}
	})
}

// The rows that are left to be compared, and their order, are those of sorting all.
func TestRankingIsThatOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSearch()
		for row := range rapid.IntRange(0, 300).Draw(t, "rows") {
			s.ranked = append(s.ranked, rankingOf(uint32(row), rapid.Int32Range(0, 1200).Draw(t, "score")))
		}
		all := slices.Clone(s.ranked)
		slices.SortFunc(all, func(a, b ranking) int {
			if d := int(b.score()) - int(a.score()); d != 0 {
				return d
			}
			return int(a.row()) - int(b.row())
		})
		s.cutRanked()
		slices.Sort(s.ranked)
		slices.Reverse(s.ranked)
		for i := range all {
			if i == maxScored || i >= fewScored && all[i].score() < all[0].score()*farBehind/100 {
				break
			}
			if i >= len(s.ranked) || s.ranked[i] != all[i] {
				t.Fatalf("place %d of %d differs", i, len(all))
			}
		}
	})
}
