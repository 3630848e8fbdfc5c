package law

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A Type is the type of a field or expression.
type Type uint8

// The types. Words are a set of words; Ref is one record, List several.
const (
	NoType Type = iota
	YesNo
	Number
	Date // in days since 1 January 1970
	Word
	Words
	Ref
	List
)

var typeNames = [...]string{"nothing", "yes-no", "number", "date", "word", "words", "record", "list"}

// String returns the name as facts.yaml writes it.
func (t Type) String() string { return typeNames[t] }

// ParseType reads the types that a vocabulary or a rule may give a term.
func ParseType(s string) (Type, error) {
	if i := slices.Index(typeNames[:Ref], s); i > 0 {
		return Type(i), nil
	}
	return NoType, fmt.Errorf("%q is no type; want yes-no, number, date, word or words", s)
}

// Least and Most stand for the absence of a bound of a number or date.
const (
	Least int64 = math.MinInt64 / 4
	Most  int64 = math.MaxInt64 / 4
)

// A Value is what is known of a field or expression. Which members matter
// depends on the type; the zero Value of any type but Number is "not known"
// (for Words and List: an empty, complete set).
type Value struct {
	Truth  fact.Truth // YesNo
	Lo, Hi int64      // Number, Date: bounds, inclusive
	Word   string     // Word; empty: not known
	Any    []string   // Word not known: the only words it may be; nil: any word
	Words  []string   // Words: the known members
	Open   bool       // Words, List: there may be more
	Ref    *Record    // Ref; nil: not known
	List   []*Record  // List
}

// Unknown returns the value of type t of which nothing is known.
func Unknown(t Type) Value {
	switch t {
	case Number, Date:
		return Value{Lo: Least, Hi: Most}
	case Words, List:
		return Value{Open: true}
	}
	return Value{}
}

// Known reports whether v, of type t, is fully known.
func (v Value) Known(t Type) bool {
	switch t {
	case YesNo:
		return v.Truth != fact.Unknown
	case Number, Date:
		return v.Lo == v.Hi
	case Word:
		return v.Word != ""
	case Words, List:
		return !v.Open
	case Ref:
		return v.Ref != nil
	}
	return false
}

// Format prints v, of type t, as case files write it.
func (v Value) Format(t Type) string {
	switch t {
	case YesNo:
		return v.Truth.String()
	case Number:
		return formatRange(v.Lo, v.Hi, func(n int64) string { return strconv.FormatInt(n, 10) })
	case Date:
		return formatRange(v.Lo, v.Hi, func(n int64) string { return string(DayDate(n)) })
	case Word:
		switch {
		case v.Word != "":
			return v.Word
		case len(v.Any) > 0:
			return "unknown (" + strings.Join(v.Any, " or ") + ")"
		}
		return "unknown"
	case Words:
		return formatList(v.Words, v.Open)
	case Ref:
		if v.Ref == nil {
			return "unknown"
		}
		return v.Ref.Name
	case List:
		names := make([]string, len(v.List))
		for i, r := range v.List {
			names[i] = r.Name
		}
		return formatList(names, v.Open)
	}
	return "nothing"
}

func formatRange(lo, hi int64, one func(int64) string) string {
	switch {
	case lo == hi:
		return one(lo)
	case lo <= Least && hi >= Most:
		return "unknown"
	case hi >= Most:
		return ">=" + one(lo)
	case lo <= Least:
		return "<=" + one(hi)
	}
	return one(lo) + ".." + one(hi)
}

func formatList(names []string, open bool) string {
	switch {
	case open && len(names) == 0:
		return "unknown"
	case len(names) == 0:
		return "none"
	case open:
		return strings.Join(names, ", ") + ", perhaps more"
	}
	return strings.Join(names, ", ")
}

// Equal reports whether v and w, of type t, say the same.
func (v Value) Equal(w Value, t Type) bool {
	switch t {
	case YesNo:
		return v.Truth == w.Truth
	case Number, Date:
		return v.Lo == w.Lo && v.Hi == w.Hi
	case Word:
		return v.Word == w.Word && slices.Equal(v.Any, w.Any)
	case Words:
		return v.Open == w.Open && slices.Equal(v.Words, w.Words)
	case Ref:
		return v.Ref == w.Ref
	}
	return v.Open == w.Open && slices.Equal(v.List, w.List)
}

// DateDays returns the first and last day that d may mean, as days since 1970.
// An empty or malformed date is not known.
func DateDays(d fact.Date) (lo, hi int64) {
	a, ok := d.First().Days()
	b, ok2 := d.Last().Days()
	if !ok || !ok2 {
		return Least, Most
	}
	return int64(a), int64(b)
}

// ParseValue reads a term of type t as a case file writes it: yes, no or
// unknown; a number, "lo..hi", ">n", ">=n", "<n" or "<=n"; a date; a word; or
// words joined by commas.
func ParseValue(t Type, s string) (Value, error) {
	s = strings.TrimSpace(s)
	if s == "" || s == "unknown" {
		return Unknown(t), nil
	}
	switch t {
	case YesNo:
		var v Value
		if err := v.Truth.UnmarshalText([]byte(s)); err != nil {
			return Value{}, err
		}
		return v, nil
	case Number:
		return parseRange(s)
	case Date:
		d, err := fact.ParseDate(s)
		if err != nil {
			return Value{}, err
		}
		lo, hi := DateDays(d)
		return Value{Lo: lo, Hi: hi}, nil
	case Word:
		if strings.ContainsAny(s, ", ") {
			return Value{}, fmt.Errorf("%.40q is not one word", s)
		}
		return Value{Word: s}, nil
	case Words:
		if s == "none" {
			return Value{}, nil
		}
		var v Value
		for w := range strings.SplitSeq(s, ",") {
			v.Words = append(v.Words, strings.TrimSpace(w))
		}
		slices.Sort(v.Words)
		v.Words = slices.Compact(v.Words)
		return v, nil
	}
	return Value{}, fmt.Errorf("a term cannot be of type %s", t)
}

func parseRange(s string) (Value, error) {
	bad := fmt.Errorf("%.40q is no number; want N, LO..HI, >N, >=N, <N or <=N", s)
	if a, b, ok := strings.Cut(s, ".."); ok {
		lo, err1 := parseNumber(a)
		hi, err2 := parseNumber(b)
		if err1 != nil || err2 != nil || lo > hi {
			return Value{}, bad
		}
		return Value{Lo: lo, Hi: hi}, nil
	}
	digits := strings.TrimLeft(s, "<>=")
	n, err := parseNumber(digits)
	if err != nil {
		return Value{}, bad
	}
	switch s[:len(s)-len(digits)] {
	case "":
		return Value{Lo: n, Hi: n}, nil
	case ">":
		return Value{Lo: n + 1, Hi: Most}, nil
	case ">=":
		return Value{Lo: n, Hi: Most}, nil
	case "<":
		return Value{Lo: Least, Hi: n - 1}, nil
	case "<=":
		return Value{Lo: Least, Hi: n}, nil
	}
	return Value{}, bad
}

func parseNumber(s string) (int64, error) {
	n, err := strconv.ParseInt(strings.ReplaceAll(strings.TrimSpace(s), "_", ""), 10, 64)
	if err != nil || n > Most/2 || n < Least/2 {
		return 0, fmt.Errorf("%.40q is no number", s)
	}
	return n, nil
}
