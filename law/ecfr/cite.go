// Package ecfr finds the official wording of a provision in an XML file of the
// Electronic Code of Federal Regulations that the user has, with its digest.
//
// It reads the two forms in circulation, that of the eCFR versioner and that of
// the bulk data, for a title or a part. Memory is bounded by the provision, not
// by the file.
package ecfr

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// A Cite names a section or a supplement of the Code of Federal Regulations.
type Cite struct {
	Title string // "28"; empty: of any title
	Part  string // "202"
	// Section is the number of a section, "202.303"; empty for a supplement.
	Section string
	// Supplement is the number of a supplement to the part; empty for a section.
	Supplement string
}

// ErrCite is returned for text that cites neither a section nor a supplement.
var ErrCite = errors.New(`not a citation such as "28 CFR 202.303" or "15 CFR 744 Supp. 4"`)

var (
	sectionCite    = regexp.MustCompile(`^(?:(\d{1,2}) ?c\.?f\.?r\.? ?)?§? ?((\d{1,4}[a-z]?)\.\d{1,5}[a-z]?)((?:\([0-9a-zA-Z]{1,5}\))*)$`)
	supplementCite = regexp.MustCompile(`^(?:(\d{1,2}) ?c\.?f\.?r\.? ?)?(?:part )?(\d{1,4}[a-z]?),? supp(?:\.|lement)? ?(?:no\. ?)?(\d{1,3})$`)
	supplementTo   = regexp.MustCompile(`^(?:(\d{1,2}) ?c\.?f\.?r\.? ?)?supp(?:\.|lement)? ?(?:no\. ?)?(\d{1,3}) to part (\d{1,4}[a-z]?)$`)
)

// ParseCite reads a citation. Paragraphs in brackets after a section are dropped: wording is
// found by section.
func ParseCite(s string) (Cite, error) {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	if m := sectionCite.FindStringSubmatch(s); m != nil {
		return Cite{Title: m[1], Part: m[3], Section: m[2]}, nil
	}
	if m := supplementCite.FindStringSubmatch(s); m != nil {
		return Cite{Title: m[1], Part: m[2], Supplement: m[3]}, nil
	}
	if m := supplementTo.FindStringSubmatch(s); m != nil {
		return Cite{Title: m[1], Part: m[3], Supplement: m[2]}, nil
	}
	return Cite{}, fmt.Errorf("%.60q: %w", s, ErrCite)
}

// String prints the citation as ParseCite reads it.
func (c Cite) String() string {
	s := c.Section
	if s == "" {
		s = fmt.Sprintf("%s Supp. %s", c.Part, c.Supplement)
	}
	if c.Title != "" {
		s = c.Title + " CFR " + s
	}
	return s
}

// names reports whether the N attribute of a division of the given type names c.
func (c Cite) names(typ, n string) bool {
	n = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(n), "§")))
	switch typ {
	case "SECTION":
		return c.Section != "" && n == c.Section
	case "APPENDIX":
		return c.Supplement != "" && n == strings.ToLower(fmt.Sprintf("Supplement No. %s to Part %s", c.Supplement, c.Part))
	}
	return false
}
