package check

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/longarm-project/longarm/fact"
)

// A sort is what a value is.
type sort uint8

const (
	nothing sort = iota
	yesNo
	number
	date // in days since 1970
	word
	words
	one  // record
	many // records
)

// sorts are those that a pack may give a term, as it writes them.
var sorts = map[string]sort{"yes-no": yesNo, "number": number, "date": date, "word": word, "words": words}

// A value is what may be: a condition may come out yes, no or either, a number lies between two bounds, a word is
// one of some or any at all.
type value struct {
	sort    sort
	yes, no bool
	open    bool      // words, many: there may be more than these
	lo, hi  int64     // number, date
	words   []string  // word: those it may be, in order, none: any; words: the members
	records []*record // one: it, or none: not known; many: the members
}

// Where a number has no bound.
const (
	least = math.MinInt64
	most  = math.MaxInt64
)

func truth(b bool) value                 { return value{sort: yesNo, yes: b, no: !b} }
func aWord(s string) value               { return value{sort: word, words: []string{s}} }
func exactly(s sort, n int64) value      { return value{sort: s, lo: n, hi: n} }
func between(s sort, lo, hi int64) value { return value{sort: s, lo: lo, hi: hi} }
func theRecord(r *record) value          { return value{sort: one, records: []*record{r}} }
func truthOf(t fact.Truth) value {
	return value{sort: yesNo, yes: t != fact.No, no: t != fact.Yes}
}

// anything is the value of which nothing is known.
func anything(s sort) value {
	return value{sort: s, yes: true, no: true, lo: least, hi: most, open: s == words || s == many}
}

// the word, if it is known.
func (v value) word() string {
	if v.sort == word && len(v.words) == 1 {
		return v.words[0]
	}
	return ""
}

// String writes a value as proofs do; records by their names.
func (v value) String() string {
	plain := func(n int64) string { return strconv.FormatInt(n, 10) }
	switch v.sort {
	case yesNo:
		if v.yes && v.no {
			return "unknown"
		}
		return map[bool]string{true: "yes", false: "no"}[v.yes]
	case date:
		plain = func(n int64) string { return string(dayOf(n)) }
		fallthrough
	case number:
		switch {
		case v.lo == v.hi:
			return plain(v.lo)
		case v.lo == least && v.hi == most:
			return "unknown"
		case v.hi == most:
			return ">=" + plain(v.lo)
		case v.lo == least:
			return "<=" + plain(v.hi)
		}
		return plain(v.lo) + ".." + plain(v.hi)
	case word:
		switch len(v.words) {
		case 0:
			return "unknown"
		case 1:
			return v.words[0]
		}
		return "unknown (" + strings.Join(v.words, " or ") + ")"
	case one:
		if len(v.records) == 0 {
			return "unknown"
		}
		return v.records[0].name
	}
	names := v.words
	for _, r := range v.records {
		names = append(names, r.name)
	}
	switch {
	case len(names) == 0 && v.open:
		return "unknown"
	case len(names) == 0:
		return "none"
	case v.open:
		names = append(slices.Clone(names), "perhaps more")
	}
	return strings.Join(names, ", ")
}

// dayOf is the date that many days after 1 January 1970.
func dayOf(n int64) fact.Date {
	return fact.Date(time.Unix(n*24*60*60, 0).UTC().Format(time.DateOnly))
}

// dateOf is one of the days that a date may mean.
func dateOf(d fact.Date) value {
	lo, ok := d.First().Days()
	hi, ok2 := d.Last().Days()
	if !ok || !ok2 {
		return anything(date)
	}
	return between(date, int64(lo), int64(hi))
}

// months is the day a number of months before another; a day that the month does not have becomes its last.
func monthsBefore(d fact.Date, n int) fact.Date {
	t, err := time.Parse(time.DateOnly, string(d.First()))
	if err != nil {
		return d
	}
	day := t.Day()
	for t = time.Date(t.Year(), t.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC); day > 1; day-- {
		if next := t.AddDate(0, 0, day-1); next.Month() == t.Month() {
			return fact.Date(next.Format(time.DateOnly))
		}
	}
	return fact.Date(t.Format(time.DateOnly))
}

// read reads a term as a case file writes it. ok is false for text that is none of that sort.
func read(s sort, text string) (v value, ok bool) {
	text = strings.TrimSpace(text)
	if text == "" || text == "unknown" {
		return anything(s), true
	}
	switch s {
	case yesNo:
		switch strings.ToLower(text) {
		case "yes", "true":
			return truth(true), true
		case "no", "false":
			return truth(false), true
		case "possible":
			return anything(yesNo), true
		}
	case number:
		return readNumber(text)
	case date:
		d, err := fact.ParseDate(text)
		return dateOf(d), err == nil
	case word:
		return aWord(text), !strings.ContainsAny(text, ", ")
	case words:
		v = value{sort: words}
		if text != "none" {
			for w := range strings.SplitSeq(text, ",") {
				v.words = append(v.words, strings.TrimSpace(w))
			}
			v.words = ordered(v.words)
		}
		return v, true
	}
	return value{}, false
}

func readNumber(text string) (value, bool) {
	ok := true
	whole := func(s string) int64 {
		n, err := strconv.ParseInt(strings.ReplaceAll(strings.TrimSpace(s), "_", ""), 10, 64)
		ok = ok && err == nil && n > -1<<60 && n < 1<<60
		return n
	}
	v := anything(number)
	if a, b, both := strings.Cut(text, ".."); both {
		v.lo, v.hi = whole(a), whole(b)
		return v, ok && v.lo <= v.hi
	}
	switch sign := text[:len(text)-len(strings.TrimLeft(text, "<>="))]; sign {
	case "":
		v.lo = whole(text)
		v.hi = v.lo
	case ">":
		v.lo = whole(text[1:]) + 1
	case ">=":
		v.lo = whole(text[2:])
	case "<":
		v.hi = whole(text[1:]) - 1
	case "<=":
		v.hi = whole(text[2:])
	default:
		ok = false
	}
	return v, ok
}

// ordered sorts words and takes each once.
func ordered(ws []string) []string {
	ws = slices.Clone(ws)
	slices.Sort(ws)
	return slices.Compact(ws)
}

// common is what is known of a value that is one of several.
func common(of []value) value {
	out := of[0]
	for _, v := range of[1:] {
		out = out.or(v)
	}
	return out
}

// or is what is known of a value that is this one or that.
func (v value) or(w value) value {
	switch v.sort {
	case yesNo:
		return value{sort: yesNo, yes: v.yes || w.yes, no: v.no || w.no}
	case number, date:
		return between(v.sort, min(v.lo, w.lo), max(v.hi, w.hi))
	case word:
		if len(v.words) == 0 || len(w.words) == 0 {
			return anything(word)
		}
		return value{sort: word, words: ordered(slices.Concat(v.words, w.words))}
	case one:
		if len(v.records) == 1 && len(w.records) == 1 && v.records[0] == w.records[0] {
			return v
		}
		return anything(one)
	}
	if !v.open && !w.open && slices.Equal(v.words, w.words) && slices.Equal(v.records, w.records) {
		return v
	}
	both := value{sort: v.sort, open: true}
	for _, x := range v.words {
		if slices.Contains(w.words, x) {
			both.words = append(both.words, x)
		}
	}
	for _, r := range v.records {
		if slices.Contains(w.records, r) {
			both.records = append(both.records, r)
		}
	}
	return both
}
