package registry

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// ParseShare reads a percentage as registers write numbers: like
// [fact.ParseShare], and with an exponent ("2.5e1"). lo <= exact value <= hi.
func ParseShare(s string) (lo, hi fact.Share, err error) {
	if lo, hi, ok := decimalShare(s); ok {
		return lo, hi, nil
	}
	m, e, ok := strings.Cut(strings.ToLower(s), "e")
	if !ok || len(s) > 40 || len(strings.TrimLeft(e, "+-0")) > 2 {
		return fact.ParseShare(s)
	}
	r, ok := new(big.Rat).SetString(m + "e" + e)
	if !ok || r.Sign() < 0 || r.Cmp(big.NewRat(100, 1)) > 0 {
		return 0, 0, fmt.Errorf("%.20q: %w", s, fact.ErrShare)
	}
	r.Mul(r, big.NewRat(int64(fact.Percent), 1))
	units, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	lo = fact.Share(units.Uint64())
	if rest.Sign() == 0 {
		return lo, lo, nil
	}
	return lo, lo + 1, nil
}

// decimalShare reads plain decimals from 0 to 100, which nearly all shares are, without allocating.
func decimalShare(s string) (lo, hi fact.Share, ok bool) {
	whole, i := uint64(0), 0
	for i < len(s) && i < 4 && '0' <= s[i] && s[i] <= '9' {
		whole = whole*10 + uint64(s[i]-'0')
		i++
	}
	if i == 0 || i == 4 || len(s) > 64 {
		return 0, 0, false
	}
	units, unit, finer := whole*uint64(fact.Percent), uint64(fact.Percent), false
	if i < len(s) {
		if s[i] != '.' || i+1 == len(s) {
			return 0, 0, false
		}
		for i++; i < len(s); i++ {
			d := uint64(s[i] - '0')
			if d > 9 {
				return 0, 0, false
			}
			unit /= 10
			units += d * unit
			finer = finer || unit == 0 && d > 0
		}
	}
	lo = fact.Share(min(units, uint64(fact.Whole)+1))
	if hi = lo; finer {
		hi++
	}
	return lo, hi, hi <= fact.Whole
}

// A Bounds is a range of shares as a source states it, in percent; a part that
// the source does not state is empty. Exact wins over the others.
type Bounds struct {
	Exact, Min, Max     string
	MinExclusive        bool
	MaxExclusive        bool
	ExactAndRangeDiffer bool // set by Range where both are given and disagree
}

// Range returns the inclusive range on the grid of [fact.Share]. What is not
// stated is 0 or 100; an exclusive bound on the grid moves one step inside, one
// between two steps and every inexact decimal is rounded outward. A range that is
// empty or not within 0 to 100 is an error; lo and hi are then 0 and 100.
func (b *Bounds) Range() (lo, hi fact.Share, err error) {
	lo, hi, err = b.minMax()
	if b.Exact == "" {
		return lo, hi, err
	}
	rangeErr := err
	elo, ehi, err := ParseShare(b.Exact)
	if err != nil {
		return 0, fact.Whole, err
	}
	b.ExactAndRangeDiffer = rangeErr != nil || ehi < lo || elo > hi
	return elo, ehi, nil
}

func (b *Bounds) minMax() (lo, hi fact.Share, err error) {
	lo, hi = 0, fact.Whole
	if b.Min != "" {
		down, up, err := ParseShare(b.Min)
		if err != nil {
			return 0, fact.Whole, err
		}
		if lo = down; b.MinExclusive && down == up {
			lo++
		}
	}
	if b.Max != "" {
		down, up, err := ParseShare(b.Max)
		if err != nil {
			return 0, fact.Whole, err
		}
		hi = up
		if b.MaxExclusive && down == up {
			if hi == 0 {
				return 0, fact.Whole, fmt.Errorf("less than 0: %w", fact.ErrShare)
			}
			hi--
		}
	}
	if lo > hi || lo > fact.Whole {
		return 0, fact.Whole, fmt.Errorf("no share is from %s to %s: %w", lo, hi, fact.ErrShare)
	}
	return lo, hi, nil
}
