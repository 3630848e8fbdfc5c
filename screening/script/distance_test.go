package script

import (
	"testing"

	"pgregory.net/rapid"
)

// slowDistance is the same comparison written as its definition: a full matrix, every letter's cost asked for.
func slowDistance(a, b string) int {
	abjadA, abjadB := isAbjad(a), isAbjad(b)
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 && j == 0:
				continue
			case i == 0:
				d[i][j] = d[i][j-1] + drop(b, j-1, abjadA != abjadB)
				continue
			case j == 0:
				d[i][j] = d[i-1][j] + drop(a, i-1, abjadA != abjadB)
				continue
			}
			c := int(subCosts[a[i-1]][b[j-1]])
			if i == 1 && j == 1 && c > 30 {
				c += 20
			}
			d[i][j] = min(d[i-1][j-1]+c, d[i-1][j]+drop(a, i-1, abjadA != abjadB), d[i][j-1]+drop(b, j-1, abjadA != abjadB))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] && a[i-1] != a[i-2] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+swapCost)
			}
		}
	}
	return d[len(a)][len(b)]
}

func drop(s string, i int, mixed bool) int {
	abjad := mixed != isAbjad(s)
	return int(dropCost(before([]byte(s), i), s[i], after([]byte(s), i), abjad))
}

// Without swaps the fast walk is exact; with them it never finds less, for it looks for them only near by.
func TestDistanceAgreesWithDefinition(t *testing.T) {
	word := rapid.StringMatching(`[a-z]{1,14}|[A-Z]{1,9}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		const limit = 600
		w := Spelled{Table: new(Table)}
		w.Set([]byte(a))
		got, want := w.distance([]byte(b), isAbjad(b), limit), uint32(slowDistance(a, b))
		swap := hasSwap(a, b)
		switch {
		case want > limit && got <= limit, !swap && want <= limit && got != want, want <= limit && got < want:
			t.Errorf("distance(%q, %q) = %d, want %d", a, b, got, want)
		}
	})
}

func hasSwap(a, b string) bool {
	for i := 1; i < len(a); i++ {
		for j := 1; j < len(b); j++ {
			if a[i] == b[j-1] && a[i-1] == b[j] {
				return true
			}
		}
	}
	return false
}

func TestSimilar(t *testing.T) {
	for _, tc := range []struct {
		about, a, b string
		lo, hi      int
	}{
		{"equal", "putin", "putin", 1000, 1000},
		{"one vowel", "sahirun", "sahiron", 940, 999},
		{"doubled letter", "hasan", "hassan", 940, 999},
		{"romanisations", "sergey", "sergei", 940, 999},
		{"digraphs", "djamel", "jamal", 850, 980},
		{"swap", "goznalez", "gonzalez", 850, 950},
		{"other surname", "erdem", "erdogan", 0, 780},
		{"unlike", "smith", "kowalski", 0, 0},
		{"abjad", "TKRYTY", "tikriti", 950, 999},
		{"abjad with long vowel", "HSYN", "hussein", 940, 999},
		{"abjad against another name", "MHMD", "sulayman", 0, 0},
		{"legal forms are no words", "~llc", "~ltd", 0, 0},
	} {
		t.Run(tc.about, func(t *testing.T) {
			for _, p := range [][2]string{{tc.a, tc.b}, {tc.b, tc.a}} {
				if got := Similar([]byte(p[0]), []byte(p[1])); got < tc.lo || got > tc.hi {
					t.Errorf("similar(%q, %q) = %d, want %d to %d", p[0], p[1], got, tc.lo, tc.hi)
				}
			}
		})
	}
}

// Words of one name in different writings share a skeleton.
func TestSkeletonsMeet(t *testing.T) {
	for _, ws := range [][]string{
		{"qusay", "QSY"}, {"mohammed", "muhammad", "MHMD"}, {"gaddafi", "qadhafi", "QOAFY"}, {"khalid", "XALD", "halid"},
		{"dzhabarov", "djabarov"}, {"yusuf", "jusuf", "YWSF"}, {"othman", "uthman", "osman", "ICMAN"}, {"bashir", "bachir", "BEYR"},
	} {
		first := skeletonSet(ws[0])
		for _, w := range ws[1:] {
			meet := false
			for s := range skeletonSet(w) {
				meet = meet || first[s]
			}
			if !meet {
				t.Errorf("%s and %s share no skeleton: %v, %v", ws[0], w, first, skeletonSet(w))
			}
		}
	}
}

func skeletonSet(w string) map[string]bool {
	m := make(map[string]bool)
	Skeletons([]byte(w), func(b []byte) { m[string(b)] = true })
	return m
}

func TestSimilarDoesNotAllocate(t *testing.T) {
	w := Spelled{Table: new(Table)}
	w.Set([]byte("muhammad"))
	b := []byte("mohammed")
	if n := testing.AllocsPerRun(100, func() { w.Similar(b) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

// What words cost at least never turns away two that are alike.
func TestBoundTurnsNoneAway(t *testing.T) {
	word := rapid.OneOf(rapid.StringMatching("[a-z]{1,12}"), rapid.StringMatching("[aeiouknstm]{2,9}"), rapid.StringMatching(`[A-Z\[\\\]^_]{1,7}`), rapid.StringMatching("[a-z0-9]{1,8}"))
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		w := Spelled{Table: new(Table)}
		w.Set([]byte(a))
		for _, least := range []int{LeastAlike, 740} {
			w.hasLeast = false
			got := w.SimilarFrom([]byte(b), least)
			w.hasLeast, w.least = true, [64]uint8{} // no bound
			if want := w.SimilarFrom([]byte(b), least); got != want {
				t.Errorf("%s, %s from %d: %d, want %d", a, b, least, got, want)
			}
		}
	})
}
