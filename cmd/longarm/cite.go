package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A cite is a citation as words that every form of it has in common: "28 C.F.R. § 202.303(a)" and "28CFR202.303(a)"
// are both 28, cfr, 202.303, (a).
type cite []string

// Forms in which lawyers write one word of a citation.
var forms = []struct {
	of *regexp.Regexp
	is string
}{
	{regexp.MustCompile(`\((unverified|proposed)\)`), " "},
	{regexp.MustCompile(`(\d)(c\.?f\.?r|u\.?s\.?c|f\.?r)\.?(\d)`), "$1 $2 $3"},
	{regexp.MustCompile(`\bc\.? ?f\.? ?r\b\.?|\bcode of federal regulations\b`), " cfr "},
	{regexp.MustCompile(`\bu\.? ?s\.? ?c\b\.?|\bunited states code\b`), " usc "},
	{regexp.MustCompile(`\bf\.? ?r\b\.?|\bfed(eral|\.)? ?reg(ister|\b\.?)`), " fr "},
	{regexp.MustCompile(`\bexec(utive|\.)? ?ord(ers?|\.)|\be\.? ?o\b\.?|\beo(\d)`), " eo $3"},
	{regexp.MustCompile(`\bpub(lic|\.)? ?l(aw|\.|\b)|\bp\.? ?l\b\.?`), " publ "},
	{regexp.MustCompile(`\bdivision\b`), " div "},
	{regexp.MustCompile(`\barticles?\b|\barts?\b`), " art "},
	{regexp.MustCompile(`\bfisa\b`), " fisa "},
	{regexp.MustCompile(`\b(fy ?\d+ )?(ndaa|national defense authorization act)( for)?( fiscal year \d+)?`), " ndaa "},
	{regexp.MustCompile(`§|\b(sub)?(sections?|secs?|paras?|paragraphs?|parts?|pts?|nos?|number|final|note|under|the|of|and following|as amended)\b`), " "},
	{regexp.MustCompile(`\beo[ .-]*(\d+),?(\d{3})\b`), "eo $1$2"},
}

var wordOf = regexp.MustCompile(`\([0-9a-z]{1,6}\)|\d[\d./-]*[a-z]*(?:-[0-9a-z]+)*|[\pL]+(?:['’][\pL]+)?|\(`)

// citeOf takes a citation apart.
func citeOf(s string) cite {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	for _, f := range forms {
		s = f.of.ReplaceAllString(s, f.is)
	}
	var out cite
	for _, w := range wordOf.FindAllString(s, -1) {
		if w = strings.TrimRight(w, ".-/"); w != "(" && w != "" {
			out = append(out, w)
		}
	}
	switch n := len(out); { // "NDAA 889", "section 889 of the NDAA"
	case n > 1 && out[0] == "ndaa" && isNumber(out[1]):
		out = out[1:]
	case n > 1 && out[n-1] == "ndaa" && isNumber(out[0]):
		out = out[:n-1]
	}
	if len(out) > 2 && out[0] == "art" { // "art. 46 GDPR"
		for i, w := range out[1:] {
			if !isNumber(w) && w[0] != '(' {
				out = slices.Concat(out[i+1:], out[:i+1])
				break
			}
		}
	}
	return out
}

func isNumber(w string) bool { return w[0] >= '0' && w[0] <= '9' }

// String writes a citation for a reader.
func (c cite) String() string {
	s := strings.NewReplacer(" cfr ", " CFR ", " usc ", " USC ", " fr ", " FR ", "publ ", "Pub. L. ", "eo ", "EO ", " art ", " art. ", " div ", " div. ").Replace(strings.Join(c, " ") + " ")
	return strings.TrimSpace(strings.ReplaceAll(s, " (", "("))
}

// holds reports whether c is what was asked for, or a paragraph, a section or a part of it.
func (asked cite) holds(c cite) bool {
	if len(asked) == 0 || len(c) < len(asked) {
		return false
	}
	last := len(asked) - 1
	return slices.Equal(asked[:last], c[:last]) && (c[last] == asked[last] || isNumber(asked[last]) && strings.HasPrefix(c[last], asked[last]+"."))
}

// amid reports whether c has what was asked for anywhere in it.
func (asked cite) amid(c cite) bool {
	for i := range c {
		if asked.holds(c[i:]) {
			return true
		}
	}
	return false
}

// telling reports whether a citation is enough to be looked for amid others: a long number, or several words.
func (asked cite) telling() bool {
	return len(asked) > 1 || len(asked) == 1 && (len(asked[0]) > 3 || isNumber(asked[0]) && len(asked[0]) == 3)
}

var (
	joined = regexp.MustCompile(`,? (?:and|or) |; with |; |, `)
	ranged = regexp.MustCompile(`^(.*\S) (?:to|-|–|through) (\S+)$`)
	aside  = regexp.MustCompile(` \((?:FR Doc|to) [^)]*\)`)
	hyphen = regexp.MustCompile(`^(.*\d)[-–](\d[\d.]*)$`)
)

// citesIn lists the single citations of a text such as "28 CFR 202.210(a), 202.253", "COM(2026) 502,
// art. 16(1), 20(1)" or "28 CFR 202.1001(b)(3) and (4)", and the text as it stands.
func citesIn(text string) []cite {
	whole := citeOf(text)
	out := []cite{whole}
	var last cite
	for _, part := range joined.Split(aside.ReplaceAllString(text, ""), -1) {
		end := ""
		if m := ranged.FindStringSubmatch(part); m != nil {
			part, end = m[1], m[2]
		}
		if m := hyphen.FindStringSubmatch(part); m != nil && !slices.Contains(citeOf(part), "publ") {
			part, end = m[1], m[2]
		}
		c := citeOf(part)
		if len(c) == 0 {
			continue
		}
		c = c.after(last)
		out = append(out, c)
		last = c
		if end == "" {
			continue
		}
		for _, c := range c.upTo(citeOf(end)) {
			out = append(out, c)
			last = c
		}
	}
	return out
}

// after completes what goes on from the citation before it: a number alone takes its title, a
// paragraph alone its section, an article or an annex its act.
func (c cite) after(last cite) cite {
	switch {
	case len(last) == 0:
		return c
	case c[0][0] == '(':
		for i := len(last) - 1; i > 0 && last[i][0] == '('; i-- {
			if isLetter(last[i]) == isLetter(c[0]) {
				return slices.Concat(last[:i], c)
			}
		}
		return slices.Concat(last, c)
	case isNumber(c[0]) && (len(c) == 1 || c[1] != "cfr" && c[1] != "usc" && c[1] != "fr"):
		i := len(last) - 1
		for i > 0 && last[i][0] == '(' {
			i--
		}
		if !isNumber(last[i]) { // an annex
			return slices.Concat(last, c)
		}
		return slices.Concat(last[:i], c)
	case c[0] == "art" || c[0] == "annex" || c[0] == "div":
		if i := slices.IndexFunc(last, func(w string) bool { return w == "art" || w == "annex" || w == "div" }); i > 0 {
			return slices.Concat(last[:i], c)
		}
		return slices.Concat(last, c)
	}
	return c
}

func isLetter(w string) bool { return len(w) > 1 && w[1] >= 'a' && w[1] <= 'z' }

// upTo lists what follows c up to an end: articles and sections by number, paragraphs by letter.
func (c cite) upTo(end cite) (out []cite) {
	const most = 400
	if len(end) != 1 {
		return append(out, end.after(c))
	}
	at := len(c) - 1
	head := ""
	first, to := c[at], end[0]
	if i := strings.LastIndexByte(first, '.'); i > 0 && strings.HasPrefix(to, first[:i+1]) {
		head, first, to = first[:i+1], first[i+1:], to[i+1:]
	}
	a, err1 := strconv.Atoi(first)
	b, err2 := strconv.Atoi(to)
	switch {
	case err1 == nil && err2 == nil && a < b && b-a < most:
		for n := a + 1; n <= b; n++ {
			out = append(out, slices.Concat(c[:at], cite{head + strconv.Itoa(n)}))
		}
	case len(first) == 3 && len(to) == 3 && isLetter(first) && isLetter(to):
		for l := first[1] + 1; l <= to[1]; l++ {
			out = append(out, slices.Concat(c[:at], cite{"(" + string(l) + ")"}))
		}
	default:
		out = append(out, end.after(c))
	}
	return out
}

// cited reports whether a text of citations has what was asked for.
func cited(asked cite, text string) bool {
	return slices.ContainsFunc(citesIn(text), asked.holds)
}

// wider is a citation without its last paragraph or division, or nil: "28 cfr 202.303 (a)" becomes "28 cfr 202.303".
func (c cite) wider() cite {
	n := len(c)
	switch {
	case n > 2 && c[n-1][0] == '(':
		return c[:n-1]
	case n > 3 && (c[n-2] == "art" || c[n-2] == "div" || c[n-2] == "annex"):
		return c[:n-2]
	}
	return nil
}

// initials are the first letters of the words of a name that count: "ieepa" of the International
// Emergency Economic Powers Act; empty for a name of fewer than three.
func initials(name string) string {
	name, _, _ = strings.Cut(name, ",")
	var b strings.Builder
	for _, w := range strings.Fields(strings.ToLower(name)) {
		if w != "of" && w != "the" && w != "and" && w != "on" && w != "for" && w != "from" {
			b.WriteByte(w[0])
		}
	}
	if b.Len() < 3 {
		return ""
	}
	return b.String()
}
