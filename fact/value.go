package fact

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// A Truth is one of three values. The zero value is Unknown: what nobody has
// said is not known, and is never read as no.
type Truth int8

// The three values. Reports print Unknown as "possible" where a verdict is meant.
const (
	No      Truth = -1
	Unknown Truth = 0
	Yes     Truth = 1
)

// Is returns Yes for true and No for false.
func Is(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

// And is Kleene's conjunction: the least of its operands, Yes for none.
func And(ts ...Truth) Truth {
	r := Yes
	for _, t := range ts {
		r = min(r, t)
	}
	return r
}

// Or is Kleene's disjunction: the greatest of its operands, No for none.
func Or(ts ...Truth) Truth {
	r := No
	for _, t := range ts {
		r = max(r, t)
	}
	return r
}

// Not swaps Yes and No and leaves Unknown.
func (t Truth) Not() Truth { return -t }

// String returns "yes", "no" or "unknown".
func (t Truth) String() string {
	switch {
	case t > 0:
		return "yes"
	case t < 0:
		return "no"
	}
	return "unknown"
}

// MarshalText writes t as String does.
func (t Truth) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads "yes", "no", "unknown" and their usual spellings.
func (t *Truth) UnmarshalText(b []byte) error {
	switch strings.ToLower(string(b)) {
	case "yes", "true":
		*t = Yes
	case "no", "false":
		*t = No
	case "unknown", "possible", "":
		*t = Unknown
	default:
		return fmt.Errorf("%q is none of yes, no, unknown", b)
	}
	return nil
}

// A Country is an ISO 3166-1 alpha-2 code in upper case. The empty string means unknown.
type Country string

// ParseCountry checks the form of s (two letters) and returns it in upper case.
// It does not check that the code is assigned.
func ParseCountry(s string) (Country, error) {
	if len(s) == 2 && isLetter(s[0]) && isLetter(s[1]) {
		return Country(strings.ToUpper(s)), nil
	}
	return "", fmt.Errorf("%q is not a two-letter country code (ISO 3166-1 alpha-2)", s)
}

func isLetter(b byte) bool { return 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' }

// A Date is a day of the Gregorian calendar as "2006-01-02", or with less
// precision "2006-01" or "2006". The empty string means unknown or unbounded,
// as the field that holds it says.
type Date string

// ErrDate is returned for text that is not a date.
var ErrDate = errors.New("not a date of the form 2006-01-02, 2006-01 or 2006")

// ParseDate reads a date. Text after a day, such as a time, must begin with 'T' and is dropped.
func ParseDate(s string) (Date, error) {
	if len(s) > 10 && s[10] == 'T' {
		s = s[:10]
	}
	layout := "2006-01-02"
	switch len(s) {
	case 10, 7, 4:
		layout = layout[:len(s)]
	default:
		return "", fmt.Errorf("%q: %w", s, ErrDate)
	}
	if _, err := time.Parse(layout, s); err != nil {
		return "", fmt.Errorf("%q: %w", s, ErrDate)
	}
	return Date(s), nil
}

// First returns the first day that d may mean: the first of its month or year
// where d is short. It returns d itself when d is empty.
func (d Date) First() Date {
	switch len(d) {
	case 4:
		return d + "-01-01"
	case 7:
		return d + "-01"
	}
	return d
}

// Last returns the last day that d may mean.
func (d Date) Last() Date {
	switch len(d) {
	case 4:
		return d + "-12-31"
	case 7:
		t, err := time.Parse("2006-01", string(d))
		if err != nil {
			return d
		}
		return Date(t.AddDate(0, 1, -1).Format("2006-01-02"))
	}
	return d
}

// Days counts days from 1 January 1970 to the first day of d; ok is false for an empty or malformed date.
func (d Date) Days() (n int32, ok bool) {
	t, err := time.Parse("2006-01-02", string(d.First()))
	if err != nil {
		return 0, false
	}
	return int32(t.Unix() / 86400), true
}

// Active reports whether the interval from (inclusive) to (exclusive) holds on
// the day at. An empty bound is open. A bound known only to the month or year
// may leave the answer Unknown. An empty at is every day: Yes.
func Active(from, to, at Date) Truth {
	if at == "" {
		return Yes
	}
	began, ended := Yes, No
	if from != "" {
		began = dayOrder(from, at)
	}
	if to != "" {
		ended = dayOrder(to, at)
	}
	return And(began, ended.Not())
}

// dayOrder says whether day d is at or before at.
func dayOrder(d, at Date) Truth {
	switch {
	case d.Last() <= at:
		return Yes
	case d.First() > at:
		return No
	}
	return Unknown
}

// A Share is a part of a whole in units of 1e-7 percent: 100 % is 1 000 000 000,
// half is 500 000 000. It fits 32 bits and adds without rounding.
type Share uint32

// Whole is 100 % and Percent is 1 %.
const (
	Percent Share = 10_000_000
	Whole   Share = 100 * Percent
)

// String prints s in percent with no more decimals than needed: "50 %", "16.6666667 %".
func (s Share) String() string {
	whole, frac := s/Percent, s%Percent
	if frac == 0 {
		return fmt.Sprintf("%d %%", whole)
	}
	return fmt.Sprintf("%d.%s %%", whole, strings.TrimRight(fmt.Sprintf("%07d", frac), "0"))
}

// ErrShare is returned for a number that is not a percentage from 0 to 100.
var ErrShare = errors.New("not a percentage from 0 to 100")

// ParseShare reads a decimal percentage, also with an exponent of at most two digits ("1e-7"). Digits
// finer than the unit are rounded outward: lo is rounded down and hi up, so lo <= exact value <= hi.
func ParseShare(s string) (lo, hi Share, err error) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	_, exponent, _ := strings.Cut(strings.ToLower(s), "e")
	if s == "" || len(s) > 64 || strings.ContainsAny(s, "/xXpP_") || len(strings.TrimLeft(exponent, "+-0")) > 2 {
		return 0, 0, fmt.Errorf("%.20q: %w", s, ErrShare)
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok || r.Sign() < 0 || r.Cmp(big.NewRat(100, 1)) > 0 {
		return 0, 0, fmt.Errorf("%.20q: %w", s, ErrShare)
	}
	r.Mul(r, big.NewRat(int64(Percent), 1))
	q, rem := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	lo = Share(q.Uint64())
	hi = lo
	if rem.Sign() != 0 {
		hi++
	}
	return lo, hi, nil
}
