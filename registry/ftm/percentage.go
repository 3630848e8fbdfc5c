package ftm

import (
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// number matches a decimal with point or comma, with or without a sign of percent.
const number = `([0-9]{1,3}(?:[.,][0-9]{1,20})?) ?(?:%|percent|per cent|pct)?`

var (
	oneNumber = pattern.New(`^=?` + number + `$`)
	twoBounds = pattern.New(`^(?:between |from )?` + number + ` ?(?:-|to|and|up to) ?` + number + `$`)
	fraction  = pattern.New(`^([0-9]{1,9}) ?/ ?([0-9]{1,9})$`)
	oneBound  = pattern.New(`^(>=|>|<=|<|more than|over|above|greater than|at least|minimum|min|up to|at most|not more than|maximum|max|less than|under|below) ?` + number + `$`)
	openEnd   = pattern.New(`^` + number + ` ?(\+|or more|and more|and above)$`)
)

// dashes writes the many dashes, signs and spaces as plain ones.
var dashes = strings.NewReplacer("–", "-", "—", "-", "−", "-", "‐", "-", "‑", "-", "≥", ">=", "≤", "<=",
	"\u00a0", " ", "\u202f", " ", "\u2009", " ")

// parsePercentage reads the free text of a percentage: a number, a range, a
// bound or a fraction. Both ends of a range are taken as inclusive, since its
// form does not tell. ok is false for anything else.
func parsePercentage(s string) (lo, hi fact.Share, ok bool) {
	if len(s) > 200 {
		return 0, 0, false
	}
	s = strings.Join(strings.Fields(strings.ToLower(dashes.Replace(s))), " ")
	var b registry.Bounds
	switch {
	case fraction.MatchString(s):
		m := fraction.FindStringSubmatch(s)
		return parseFraction(m[1], m[2])
	case oneNumber.MatchString(s):
		b.Exact = oneNumber.FindStringSubmatch(s)[1]
	case twoBounds.MatchString(s):
		m := twoBounds.FindStringSubmatch(s)
		b.Min, b.Max = m[1], m[2]
	case openEnd.MatchString(s):
		b.Min = openEnd.FindStringSubmatch(s)[1]
	case oneBound.MatchString(s):
		m := oneBound.FindStringSubmatch(s)
		switch m[1] {
		case ">", "more than", "over", "above", "greater than":
			b.Min, b.MinExclusive = m[2], true
		case ">=", "at least", "minimum", "min":
			b.Min = m[2]
		case "<", "less than", "under", "below":
			b.Max, b.MaxExclusive = m[2], true
		default:
			b.Max = m[2]
		}
	default:
		return 0, 0, false
	}
	b.Exact, b.Min, b.Max = point(b.Exact), point(b.Min), point(b.Max)
	lo, hi, err := b.Range()
	return lo, hi, err == nil
}

func point(s string) string { return strings.Replace(s, ",", ".", 1) }

// parseFraction reads a part of a whole such as 1/3, rounded outward.
func parseFraction(num, den string) (lo, hi fact.Share, ok bool) {
	var n, d uint64
	for _, c := range num {
		n = n*10 + uint64(c-'0')
	}
	for _, c := range den {
		d = d*10 + uint64(c-'0')
	}
	if d == 0 || n > d {
		return 0, 0, false
	}
	units := n * uint64(fact.Whole)
	lo = fact.Share(units / d)
	hi = lo
	if units%d != 0 {
		hi++
	}
	return lo, hi, true
}
