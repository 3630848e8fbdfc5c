// Package count counts distinct persons exactly up to a bound, and beyond it by
// a threshold sample whose error is known.
//
// A Table holds tokens: keyed 64-bit hashes of what names a person (a social
// security number, an e-mail address). Each token bears the classes in which the
// person counts. Each class has a bound k of its own: up to k tokens its number is
// exact; beyond, the k smallest tokens are kept and the number is estimated from
// the share of the hash space that they fill (bottom-k sampling: Cohen and Kaplan,
// "Summarizing data using bottom-k sketches", 2007).
//
// A table is a function of the set of what was added: order and repetition do not
// matter, and tables merge in any order to the same bytes.
package count

import (
	"math"
	"math/bits"
	"slices"
)

// Classes is the greatest number of classes.
const Classes = 30

// Floor is the bound of a class for which none is given: the standard error of an estimate is then at most 0.56 %.
const Floor = 32768

// Flags tells in which classes a token counts (bits 0 to 29), and in which it is
// known to name somebody who counts under a stronger token (bits 32 to 61).
type Flags uint64

// aliases is the bit of the first alias class.
const aliases = 32

// In returns the flag of class c.
func In(c int) Flags { return 1 << c }

// Alias returns the flag that says of class c: counted under a stronger token.
func Alias(c int) Flags { return 1 << (c + aliases) }

// AsAlias turns the classes of f into aliases.
func (f Flags) AsAlias() Flags { return f << aliases }

// both returns the flags of class c.
func both(c int) Flags { return In(c) | Alias(c) }

// A Limits is the bound of each class.
type Limits [Classes]int

// of returns the bound of class c; Floor where none is given.
func (l *Limits) of(c int) int {
	if l[c] == 0 {
		return Floor
	}
	return l[c]
}

// A Table is a set of tokens with flags. Use New.
type Table struct {
	limits *Limits
	keys   []uint64 // 0 is an empty slot
	flags  []Flags
	used   int
	n      [Classes]int    // tokens with class c, in either way
	theta  [Classes]uint64 // tokens of class c at or above it are not kept; 0: all are

	sampled bool // some theta is set
}

// New returns an empty table.
func New(limits *Limits) *Table { return &Table{limits: limits} }

// Len returns how many tokens are kept.
func (t *Table) Len() int { return t.used }

// Add adds a token with its flags.
func (t *Table) Add(token uint64, f Flags) {
	if token == 0 {
		token = 1
	}
	if t.sampled {
		if f = t.admit(token, f); f == 0 {
			return
		}
	}
	if 4*(t.used+1) > 3*len(t.keys) {
		t.grow()
	}
	i := t.slot(token)
	was := t.flags[i]
	fresh := f &^ was
	if fresh == 0 && t.keys[i] != 0 {
		return
	}
	if t.keys[i] == 0 {
		t.keys[i] = token
		t.used++
	}
	t.flags[i] = was | f
	for m := classes(fresh) &^ classes(was); m != 0; m &= m - 1 {
		c := bits.TrailingZeros32(m)
		if t.n[c]++; t.n[c] > t.limits.of(c)*5/4+1024 {
			t.trim(c)
		}
	}
}

// classes returns the classes that f names, in either way.
func classes(f Flags) uint32 { return uint32(f) | uint32(f>>aliases) }

// admit takes away the classes whose sample token lies above.
func (t *Table) admit(token uint64, f Flags) Flags {
	for m := classes(f); m != 0; m &= m - 1 {
		if c := bits.TrailingZeros32(m); t.theta[c] != 0 && token >= t.theta[c] {
			f &^= both(c)
		}
	}
	return f
}

func (t *Table) slot(token uint64) int {
	mask := uint64(len(t.keys) - 1)
	i := (token * 0x9e3779b97f4a7c15) >> 20 & mask
	for t.keys[i] != 0 && t.keys[i] != token {
		i = (i + 1) & mask
	}
	return int(i)
}

func (t *Table) grow() { t.rebuild(max(16, 2*len(t.keys))) }

// rebuild lays the kept tokens out anew in so many slots.
func (t *Table) rebuild(slots int) {
	keys, flags := t.keys, t.flags
	t.keys, t.flags, t.used = make([]uint64, slots), make([]Flags, slots), 0
	for i, k := range keys {
		if k != 0 && flags[i] != 0 {
			j := t.slot(k)
			t.keys[j], t.flags[j] = k, flags[i]
			t.used++
		}
	}
}

// trim lowers the sample of class c to its k smallest tokens.
func (t *Table) trim(c int) {
	k := t.limits.of(c)
	if t.n[c] <= k {
		return
	}
	var all []uint64
	for i, f := range t.flags {
		if f&both(c) != 0 {
			all = append(all, t.keys[i])
		}
	}
	slices.Sort(all)
	t.cut(c, all[k])
	slots := 16
	for 3*slots < 4*(t.used+1) {
		slots *= 2
	}
	t.rebuild(slots)
}

// cut drops what class c holds at or above theta. Tokens left without a class go at the next rebuilding.
func (t *Table) cut(c int, theta uint64) {
	t.theta[c], t.sampled = theta, true
	t.n[c] = 0
	for i, f := range t.flags {
		switch {
		case f&both(c) == 0:
		case t.keys[i] >= theta:
			t.flags[i] &^= both(c)
		default:
			t.n[c]++
		}
	}
}

// Seal brings the table to its one form: each class at most at its bound.
func (t *Table) Seal() {
	for c := range Classes {
		t.trim(c)
	}
}

// Merge adds all that o holds. The limits must be equal.
func (t *Table) Merge(o *Table) {
	for c, theta := range o.theta {
		if theta != 0 && (t.theta[c] == 0 || theta < t.theta[c]) {
			t.cut(c, theta)
		}
	}
	for i, k := range o.keys {
		if k != 0 && o.flags[i] != 0 {
			t.Add(k, o.flags[i])
		}
	}
}

// A Number is a count of tokens, exact or estimated.
type Number struct {
	N     float64
	Error float64 // standard error; 0 where exact
}

// Exact reports whether the number was counted.
func (n Number) Exact() bool { return n.Error == 0 }

// Distinct returns how many tokens count in class c.
func (t *Table) Distinct(c int) Number {
	return t.where(func(f Flags) bool { return f&In(c) != 0 }, c)
}

// Unaliased returns how many tokens count in class c and are not known to name
// somebody who counts under a stronger token.
func (t *Table) Unaliased(c int) Number {
	return t.where(func(f Flags) bool { return f&In(c) != 0 && f&Alias(c) == 0 }, c)
}

// Without returns how many tokens count in class c but not in class not, aliases left out.
func (t *Table) Without(c, not int) Number {
	return t.where(func(f Flags) bool { return f&In(c) != 0 && f&Alias(c) == 0 && f&both(not) == 0 }, c, not)
}

// where counts tokens below the samples of all given classes, scaled to all tokens.
func (t *Table) where(match func(Flags) bool, classes ...int) Number {
	theta := uint64(0)
	if t.n[classes[0]] == 0 {
		return Number{}
	}
	for _, c := range classes {
		if s := t.theta[c]; s != 0 && (theta == 0 || s < theta) {
			theta = s
		}
	}
	n := 0
	for i, f := range t.flags {
		if f != 0 && (theta == 0 || t.keys[i] < theta) && match(f) {
			n++
		}
	}
	if theta == 0 {
		return Number{N: float64(n)}
	}
	p := float64(theta) / math.MaxUint64
	return Number{N: float64(n) / p, Error: math.Sqrt(float64(n)*(1-p)) / p}
}
