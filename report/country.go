package report

import (
	"strings"

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

// theCountry is the name of a country as it stands in a sentence: "the United States".
func theCountry(c fact.Country) string {
	name := country(c)
	switch {
	case strings.HasPrefix(name, "United "), strings.HasSuffix(name, " Islands"), strings.HasSuffix(name, " Republic"),
		name == "Netherlands", name == "Philippines", name == "Bahamas", name == "Gambia", name == "Maldives", name == "Seychelles", name == "Comoros":
		return "the " + name
	}
	return name
}
