package casefile

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
)

// count returns where a number of persons stands, and whether one is stated.
func (o object) count(key string) (*yaml.Node, bool) {
	n := o.vals[key]
	return n, n != nil && !isUnknown(n)
}

// counted reads a number of persons or devices: a text, or a mapping of bounds.
func (o object) counted(key string) fact.Range {
	n, ok := o.count(key)
	if !ok {
		return fact.Range{Hi: fact.Unbounded}
	}
	if n.Kind != yaml.MappingNode {
		return parsed(o, key, parseRange)
	}
	b := o.r.object(n, key, rangeFields)
	out := fact.Range{Hi: fact.Unbounded}
	one := func(s string) (int64, error) { return parseCount(s, s) }
	if s, _ := b.scalar("at_least"); s != "" {
		out.Lo = parsed(b, "at_least", one)
	}
	if s, _ := b.scalar("at_most"); s != "" {
		out.Hi = parsed(b, "at_most", one)
	}
	if out.Hi != fact.Unbounded && out.Lo > out.Hi {
		o.r.errorf(n, "%s: at least %d and at most %d cannot both hold", key, out.Lo, out.Hi)
		out = fact.Range{Hi: fact.Unbounded}
	}
	return out
}

// parseRange reads "4212", "18400..18650", ">100", ">=101", "<50" and "<=49"; commas may group digits.
func parseRange(s string) (fact.Range, error) {
	num := func(t string) (int64, error) { return parseCount(t, s) }
	lo, hi, isRange := strings.Cut(s, "..")
	switch {
	case isRange:
		a, err := num(lo)
		if err != nil {
			return fact.Range{}, err
		}
		b, err := num(hi)
		if err == nil && b < a {
			err = fmt.Errorf("%q runs backwards", s)
		}
		return fact.Range{Lo: a, Hi: b}, err
	case strings.HasPrefix(s, ">="):
		n, err := num(s[2:])
		return fact.Range{Lo: n, Hi: fact.Unbounded}, err
	case strings.HasPrefix(s, ">"):
		n, err := num(s[1:])
		return fact.Range{Lo: n + 1, Hi: fact.Unbounded}, err
	case strings.HasPrefix(s, "<="):
		n, err := num(s[2:])
		return fact.Range{Lo: 0, Hi: n}, err
	case strings.HasPrefix(s, "<"):
		n, err := num(s[1:])
		if err == nil && n == 0 {
			err = fmt.Errorf("%q leaves nothing", s)
		}
		return fact.Range{Lo: 0, Hi: n - 1}, err
	}
	n, err := num(s)
	return fact.Range{Lo: n, Hi: n}, err
}

const mostPersons = 100_000_000_000

var groupedDigits = regexp.MustCompile(`^([0-9]+|[0-9]{1,3}(,[0-9]{3})+)$`)

// parseCount reads one number of s, with or without commas between groups of three digits.
func parseCount(t, s string) (int64, error) {
	t = strings.TrimSpace(t)
	if n, err := strconv.ParseInt(strings.ReplaceAll(t, ",", ""), 10, 64); err == nil && groupedDigits.MatchString(t) {
		if n > mostPersons {
			return 0, fmt.Errorf("%q is more than there can be", s)
		}
		return n, nil
	}
	return 0, fmt.Errorf(`%q is no number: write%s 18000, 18000..20000, {at_least: 100, at_most: 500}, ">100" or "<=100" in quotation marks, or unknown`, s, meantNumber(s))
}

// asPeopleWrite are common ways to write numbers, and what they are here.
var asPeopleWrite = []struct {
	form *regexp.Regexp
	is   func(m []string) string
}{
	{regexp.MustCompile(`^([0-9]{1,3}(?:[ .'’_\x{a0}\x{202f}][0-9]{3})+)$`), func(m []string) string { return digits(m[1]) }},
	{regexp.MustCompile(`^([0-9,]+) *[-–—] *([0-9,]+)$`), func(m []string) string { return digits(m[1]) + ".." + digits(m[2]) }},
	{regexp.MustCompile(`^([0-9,]+) *(?:\+|or more)$`), func(m []string) string { return "{at_least: " + digits(m[1]) + "}" }},
	{regexp.MustCompile(`^([0-9,]+) *(?:k|K|thousand)$`), func(m []string) string { return digits(m[1]) + "000" }},
	{regexp.MustCompile(`^([0-9,]+) *(?:m|M|million)$`), func(m []string) string { return digits(m[1]) + "000000" }},
	{regexp.MustCompile(`(?i)^(?:~|≈|about|around|circa|ca\.?|approx\.?|approximately) *([0-9,]+)$`), func(m []string) string {
		n, err := strconv.ParseInt(digits(m[1]), 10, 64)
		if err != nil {
			return ""
		}
		return fmt.Sprintf("%d..%d", n-n/10, n+n/10)
	}},
}

// digits are those of a text.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// meantNumber writes as a case file takes it what may have been meant.
func meantNumber(s string) string {
	for _, w := range asPeopleWrite {
		if m := w.form.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
			if is := w.is(m); is != "" && len(is) < 40 {
				return " " + is + " if that is meant; else"
			}
		}
	}
	return ""
}

// parted returns a number that commas within braces took apart, of which key i of a mapping
// is a part, and whether that is its first part after the value; "" where it is none.
func parted(n *yaml.Node, i int) (number string, first bool) {
	part := func(i int) bool {
		return i > 0 && i+1 < len(n.Content) && isNull(n.Content[i+1]) && len(n.Content[i].Value) > 0 && digits(n.Content[i].Value) == n.Content[i].Value
	}
	if n.Style&yaml.FlowStyle == 0 || !part(i) {
		return "", false
	}
	at := i
	for part(at) {
		at -= 2
	}
	number = n.Content[at+1].Value
	for k := at + 2; part(k); k += 2 {
		number += "," + n.Content[k].Value
	}
	return number, i == at+2
}

// needsQuotes finds a value that YAML takes for something else since it begins with a sign.
var needsQuotes = regexp.MustCompile(`(?:[:,\[{]|^ *-) +([>|%@\x60*&!][^,}\]#]*)`)

// unquoted says of a line that is not YAML which value is to stand in quotation marks; "" if none.
func unquoted(line string) string {
	m := needsQuotes.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	return fmt.Sprintf("a value that begins with %s stands in quotation marks: %q", m[1][:1], strings.TrimSpace(m[1]))
}
