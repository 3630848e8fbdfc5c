package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/longarm-project/longarm/fact"
)

// leastScore is the lowest score that is told of, in thousandths.
const leastScore = 850

// Listing checks that a party is one on a list, as far as a row of the list tells without the list: it is
// about the party of the one claim that it cites, the name is one of the row's, the score is one that can be, and
// the names are alike.
func Listing(s *fact.Set, f fact.Fact, l *fact.Listing) error {
	if f.Rule != fact.RuleListing || len(f.From) != 1 {
		return fmt.Errorf("it comes from %d facts by rule %q, want one by %q", len(f.From), f.Rule, fact.RuleListing)
	}
	g, _ := s.Get(f.From[0])
	c, ok := g.Body.(*fact.Claim)
	switch {
	case !ok || c.Party == nil || c.Party.ID != l.Party:
		return fmt.Errorf("it rests on fact %s, which is no claim about %s", f.From[0].Short(), l.Party)
	case !slices.Contains(l.Names, l.Name):
		return fmt.Errorf("%q is no name of the entry", l.Name)
	case l.Score < leastScore || l.Score > 1000:
		return fmt.Errorf("a score of %d is none", l.Score)
	case l.List == "" || !strings.HasPrefix(l.Entry, l.List+":"):
		return fmt.Errorf("entry %s is not of list %s", l.Entry, l.List)
	}
	if len(c.Party.Names) == 0 && bears(l, c.Party) {
		return nil
	}
	byNumber := len(c.Party.Identifiers) > 0
	for _, n := range c.Party.Names {
		if byNumber || alike(n.Text, l.Name) {
			return nil
		}
	}
	return fmt.Errorf("no name of %s is like %q", l.Party, l.Name)
}

// bears reports whether a reason says that the entry bears a number of the party.
func bears(l *fact.Listing, p *fact.Party) bool {
	return slices.ContainsFunc(p.Identifiers, func(id fact.Identifier) bool {
		number := strings.Join(strings.Fields(id.Value), " ")
		return number != "" && slices.ContainsFunc(l.Reasons, func(why string) bool {
			said, ok := strings.CutPrefix(why, "the entry bears its identifier ")
			asked, _, both := strings.Cut(said, " (")
			return ok && both && strings.Contains(asked, number)
		})
	})
}

// alike reports whether a word of one name is like a word of the other: half of their pairs of letters
// are the same. Names in other scripts than Latin are not compared here.
func alike(a, b string) bool {
	x, y := wordsOf(a), wordsOf(b)
	if x == nil || y == nil {
		return true
	}
	for _, v := range x {
		for _, w := range y {
			if v == w || likeness(v, w) >= 0.5 {
				return true
			}
		}
	}
	return likeness(strings.Join(x, ""), strings.Join(y, "")) >= 0.5
}

// wordsOf cuts a name into its words in lower case; nil where it holds letters that are not plain Latin ones.
func wordsOf(s string) []string {
	for _, r := range s {
		if unicode.IsLetter(r) && r > unicode.MaxASCII {
			return nil
		}
	}
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// likeness is Dice's: twice the pairs of letters that two words share, by the pairs of both.
func likeness(a, b string) float64 {
	if len(a) < 2 || len(b) < 2 {
		return 0
	}
	pairs := map[string]int{}
	for i := range len(a) - 1 {
		pairs[a[i:i+2]]++
	}
	shared := 0
	for i := range len(b) - 1 {
		if p := b[i : i+2]; pairs[p] > 0 {
			pairs[p]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(a)+len(b)-2)
}
