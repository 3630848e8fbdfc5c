package main

import (
	"regexp"
	"slices"
	"strings"
)

// Forms in which lawyers write one citation.
var (
	dotted   = regexp.MustCompile(`\b(c\.? ?f\.? ?r|u\.? ?s\.? ?c|e\.? ?o|f\.? ?r)\b\.?`)
	fillers  = regexp.MustCompile(`§+|\bsections?\b|\bsecs?\.|\bpart\b|\bpt\.|\bexecutive order( no\.?)?\b|\bno\.`)
	oneTitle = regexp.MustCompile(`^(\d+ (?:cfr|usc|fr) )`)
	division = regexp.MustCompile(`^(art\. |annex [ivx]+ )`)
	joined   = regexp.MustCompile(`, | and | to |; `)
)

// plainCite writes a citation in one form: "28 C.F.R. § 202.303(a)" as "28 cfr 202.303(a)",
// "Executive Order 13971" as "eo 13971".
func plainCite(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	s = strings.ReplaceAll(s, "executive order", "e.o.")
	s = dotted.ReplaceAllStringFunc(s, func(m string) string { return strings.NewReplacer(".", "", " ", "").Replace(m) + " " })
	s = fillers.ReplaceAllString(s, " ")
	return strings.TrimRight(strings.Join(strings.Fields(s), " "), ".,;")
}

// citesIn lists the single citations of a text such as "28 CFR 202.210(a), 202.253" or
// "COM(2026) 502, art. 16(1), 20(1)", and the text as it stands.
func citesIn(text string) []string {
	out := []string{plainCite(text)}
	title := "" // what goes before a number alone: "28 cfr ", "com(2026) 502, art. "
	act := ""
	for _, part := range joined.Split(text, -1) {
		c := plainCite(part)
		if m := oneTitle.FindString(c); m != "" {
			title = m
		} else if m := division.FindString(c); m != "" && act != "" {
			title, c = act+", "+m, act+", "+c
		} else if c != "" && (c[0] >= '0' && c[0] <= '9') {
			c = title + c
		} else {
			act = c
		}
		out = append(out, c)
	}
	return out
}

// within reports whether cite is what was asked for, or a paragraph or section of it.
func within(asked, cite string) bool {
	rest, ok := strings.CutPrefix(cite, asked)
	return ok && asked != "" && (rest == "" || strings.ContainsRune("(. ,", rune(rest[0])))
}

// cited reports whether a text of citations has what was asked for.
func cited(asked, text string) bool {
	return slices.ContainsFunc(citesIn(text), func(c string) bool { return within(asked, c) })
}

// wider is a citation without its last paragraph, or "": "28 cfr 202.303(a)" becomes "28 cfr 202.303".
func wider(asked string) string {
	if i := strings.LastIndexByte(asked, '('); i > 0 && strings.HasSuffix(asked, ")") {
		return strings.TrimSpace(asked[:i])
	}
	return ""
}
