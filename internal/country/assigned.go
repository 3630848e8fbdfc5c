package country

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// former are codes that were withdrawn without one successor, and that libraries still know.
var former = strings.Fields("AN CS DD FX NT SU TP YD YU ZR")

// Check returns an error for a two-letter code that ISO 3166-1 assigns to no
// country, with the code that is meant where that is plain: "UK" is no code, "GB" is.
// Kosovo's XK, a code that is not assigned and that all use, is none.
func Check(code string) error {
	r, err := language.ParseRegion(code)
	if err != nil || !r.IsCountry() || slices.Contains(former, code) {
		return fmt.Errorf("%q is the code of no country (ISO 3166-1 alpha-2)", code)
	}
	if c := r.Canonicalize(); c.String() != code {
		return fmt.Errorf("%q is the code of no country (ISO 3166-1 alpha-2); did you mean %q?", code, c)
	}
	return nil
}
