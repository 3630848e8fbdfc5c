package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A persons is a set of distinct persons (devices, for precise geolocation) of
// which only the size is known, between two bounds.
type persons struct {
	key    string // sets with one key are the same persons
	number fact.Range
	apart  bool // none of them is in a set with another key
}

// personsOf is the set that data entry i of a dealing is about: the people that a
// person names, the store it lies in, or else one of its own.
func personsOf(d dealing, i int, e fact.Data) persons {
	key := fmt.Sprintf("data %d of %s", i, d.fact.ID)
	switch {
	case e.People != "":
		key = "people " + e.People
	case e.Asset != "":
		key = storeKey(e.Asset, e.Identifiers, e.Number)
	}
	return persons{key, e.Number, e.Apart == fact.Yes}
}

// storeKey names the persons that one count of a store is about, in whichever dealing it is met.
func storeKey(a fact.AssetID, identifiers []string, n fact.Range) string {
	return fmt.Sprintf("store %s %s %d..%d", a, strings.Join(identifiers, ""), n.Lo, n.Hi)
}

func personsCounted(c count) persons {
	key := storeKey(c.Asset, c.Identifiers, c.Number)
	if c.People != "" {
		key = "people " + c.People
	}
	return persons{key, c.Number, c.Apart == fact.Yes}
}

// together bounds the number of distinct persons in sets of which it is not known
// who is in several: at least the largest and those that are apart, at most the sum
// (28 CFR 202.205 counts persons, not records).
func together(sets []persons) fact.Range {
	sets = slices.Clone(sets)
	slices.SortFunc(sets, func(a, b persons) int { return strings.Compare(a.key, b.key) })
	var out, rest fact.Range
	for i := 0; i < len(sets); {
		s := sets[i]
		for i++; i < len(sets) && sets[i].key == s.key; i++ {
			s.number = fact.Range{Lo: max(s.number.Lo, sets[i].number.Lo), Hi: larger(s.number.Hi, sets[i].number.Hi)}
			s.apart = s.apart || sets[i].apart
		}
		if s.apart {
			out.Lo += s.number.Lo
		} else {
			rest.Lo = max(rest.Lo, s.number.Lo)
		}
		out.Hi = plus(out.Hi, s.number.Hi)
	}
	out.Lo += rest.Lo
	return out
}

func larger(a, b int64) int64 {
	if a == fact.Unbounded || b == fact.Unbounded {
		return fact.Unbounded
	}
	return max(a, b)
}

func plus(a, b int64) int64 {
	if a == fact.Unbounded || b == fact.Unbounded {
		return fact.Unbounded
	}
	return a + b
}
