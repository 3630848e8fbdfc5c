package prose

import (
	"strconv"
	"strings"
)

// A Quantity is a number with its unit.
type Quantity struct {
	Span
	Value string // canonical decimal, "50000000"
	Unit  string // "usd", "%", "year", or the concept of what is counted as "of" with Concept set
	Of    Concept
	Bound string // "less", "more", "about", or empty
	Small bool   // a small count written as a word
}

// Key is the quantity as a fact: unit and value.
func (q *Quantity) Key() string { return q.Unit + ":" + q.Value }

var spelled = map[string]int{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "dozen": 12, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
}

var scales = map[string]int{"thousand": 3, "million": 6, "mln": 6, "m": 6, "billion": 9, "bn": 9, "trillion": 12, "crore": 7, "lakh": 5, "万": 4, "萬": 4, "亿": 8, "億": 8, "k": 3}

var currencies = map[string]string{
	"$": "usd", "€": "eur", "£": "gbp", "¥": "cny-jpy", "₹": "inr", "dollars": "usd", "dollar": "usd", "euros": "eur", "euro": "eur", "pounds": "gbp", "yuan": "cny", "yen": "jpy", "rupees": "inr", "usd": "usd", "eur": "eur", "gbp": "gbp",
	"美元": "usd", "欧元": "eur", "歐元": "eur", "英镑": "gbp", "日元": "jpy", "人民币": "cny",
}

// Quantities finds the numbers among tokens.
func Quantities(text string, ts []Token) []Quantity {
	var out []Quantity
	for i := 0; i < len(ts); i++ {
		q, next, ok := quantity(ts, i)
		if !ok {
			continue
		}
		q.Bound = bound(ts, i)
		out = append(out, q)
		i = next - 1
	}
	return out
}

// quantity reads the number at i and tells where it ends.
func quantity(ts []Token, i int) (Quantity, int, bool) {
	t := &ts[i]
	q := Quantity{Span: Span{t.From, t.To}}
	next := i + 1
	switch {
	case t.Shape == Number:
		digits, suffix := splitNumber(t.Word)
		if digits == "" {
			return q, next, false
		}
		q.Value = digits
		if n, ok := scales[suffix]; ok {
			q.Value = shift(digits, n)
		} else if suffix != "" && suffix != "st" && suffix != "nd" && suffix != "rd" && suffix != "th" {
			return q, next, false
		}
	case t.Shape == Word && spelled[t.Word] > 0:
		q.Value, q.Small = strconv.Itoa(spelled[t.Word]), true
	default:
		return q, next, false
	}
	if next < len(ts) {
		if n, ok := scales[ts[next].Word]; ok && ts[next].Shape == Word {
			q.Value, q.Small = shift(q.Value, n), false
			q.To = ts[next].To
			next++
		}
	}
	next = unit(ts, i, next, &q)
	return q, next, q.Unit != ""
}

// unit finds the unit of a number: a currency sign before, a sign or noun after.
func unit(ts []Token, i, next int, q *Quantity) int {
	if i > 0 && ts[i-1].Shape == Mark {
		if u, ok := currencies[ts[i-1].Word]; ok {
			q.Unit, q.From = u, ts[i-1].From
			return next
		}
	}
	if next < len(ts) {
		w := ts[next].Word
		if next+1 < len(ts) && ts[next].To == ts[next+1].From { // signs stand each for itself
			if u, ok := currencies[w+ts[next+1].Word]; ok {
				q.Unit, q.To = u, ts[next+1].To
				return next + 2
			}
		}
		if u, ok := currencies[w]; ok {
			q.Unit, q.To = u, ts[next].To
			return next + 1
		}
		if w == "%" || w == "percent" || w == "pct" || w == "per" && next+1 < len(ts) && ts[next+1].Word == "cent" {
			q.Unit, q.To = "%", ts[next].To
			return next + 1
		}
	}
	if len(q.Value) == 4 && q.Value >= "1900" && q.Value <= "2099" && !q.Small && q.To-q.From == 4 {
		q.Unit = "year"
		return next
	}
	for k := next; k < len(ts) && k < next+3; k++ {
		if ts[k].Shape != Word || !ts[k].Content() {
			break
		}
		q.Of, q.Unit, q.To = ts[k].Concept, "of", ts[k].To
		if strings.HasSuffix(ts[k].Word, "s") || k+1 >= len(ts) || !ts[k+1].Content() {
			break
		}
	}
	if q.Unit == "" && !q.Small && len(strings.TrimLeft(q.Value, "0")) > 2 {
		q.Unit = "number"
	}
	return next
}

// splitNumber takes the digits of "1,200", "9.2" or "50m" apart from the letters after them.
func splitNumber(w string) (digits, suffix string) {
	i := 0
	for i < len(w) && (w[i] >= '0' && w[i] <= '9' || w[i] == '.' || w[i] == ',') {
		i++
	}
	digits = strings.ReplaceAll(w[:i], ",", "")
	if strings.Count(digits, ".") > 1 || len(digits) > 30 {
		return "", ""
	}
	return digits, strings.ToLower(w[i:])
}

// shift multiplies a decimal by a power of ten, exactly.
func shift(digits string, n int) string {
	whole, part, _ := strings.Cut(digits, ".")
	for len(part) < n {
		part += "0"
	}
	out := strings.TrimLeft(whole+part[:n], "0")
	if rest := strings.TrimRight(part[n:], "0"); rest != "" {
		out += "." + rest
	}
	if out == "" {
		return "0"
	}
	return out
}

// bound looks a few words back for what makes a number a limit.
func bound(ts []Token, i int) string {
	for k := i - 1; k >= 0 && k >= i-6; k-- {
		switch ts[k].Word {
		case "less", "under", "below", "fewer":
			return "less"
		case "more", "over", "above", "exceeding":
			return "more"
		case "least":
			return "more"
		case "most":
			return "less"
		case "about", "around", "nearly", "almost", "roughly", "approximately":
			return "about"
		case ",", ".", ";", "and", "or":
			return ""
		}
	}
	return ""
}
