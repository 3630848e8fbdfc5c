package report

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/longarm-project/longarm/fact"
)

// country returns the English name of a country (Unicode CLDR), or its code where there is none.
func country(c fact.Country) string {
	r, err := language.ParseRegion(string(c))
	if err != nil {
		return string(c)
	}
	switch name := display.English.Regions().Name(r); name {
	case "":
		return string(c)
	case "Hong Kong SAR China":
		return "Hong Kong"
	case "Macao SAR China":
		return "Macao"
	default:
		return name
	}
}
