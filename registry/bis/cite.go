package bis

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
)

// A citation is a document in the Federal Register, by volume and page, with the day it was published.
type citation struct {
	volume, page string
	date         fact.Date
}

func (c citation) String() string {
	if c.date == "" {
		return c.volume + " FR " + c.page
	}
	return fmt.Sprintf("%s FR %s (%s)", c.volume, c.page, c.date)
}

// cited accepts what the supplements write: "76 FR 71869, 11/21/11.",
// "86 FR 67319. 11/26/21.", "77 FR 23116 4/18/12.", "88 FR FR 12158, 2/27/23.",
// "81 FR 61601 preview citation details, 9/7/16.", "82 FR 16732, April 6, 2017."
var cited = pattern.New(`(\d{2,3})\s+FR(?:\s+FR)?\s+(\d{1,6})(?:\s+preview citation details)?[.,]?(?:\s*(?:(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})|([A-Z][a-z]+)\.?\s+(\d{1,2}),\s*(\d{4})))?`)

// citations reads all citations of a cell. rest is what is left, without punctuation.
func citations(s string) (cs []citation, rest string) {
	at := cited.FindAllStringSubmatchIndex(s, -1)
	from := 0
	for _, m := range at {
		rest += s[from:m[0]]
		from = m[1]
		c := citation{volume: group(s, m, 1), page: group(s, m, 2)}
		if year := group(s, m, 5); year != "" {
			c.date = day(fullYear(year), group(s, m, 3), group(s, m, 4))
		} else if month, ok := monthNames[strings.ToLower(min3(group(s, m, 6)))]; ok {
			c.date = day(group(s, m, 8), month, group(s, m, 7))
		}
		cs = append(cs, c)
	}
	rest += s[from:]
	return cs, strings.Trim(rest, " .,;\n")
}

func min3(s string) string { return s[:min(len(s), 3)] }

var monthNames = map[string]string{
	"jan": "1", "feb": "2", "mar": "3", "apr": "4", "may": "5", "jun": "6",
	"jul": "7", "aug": "8", "sep": "9", "oct": "10", "nov": "11", "dec": "12",
}

// fullYear completes a year of two digits: the list began in 1997.
func fullYear(s string) string {
	if len(s) == 4 {
		return s
	}
	if s >= "90" {
		return "19" + s
	}
	return "20" + s
}

func day(year, month, day string) fact.Date {
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	date, err := fact.ParseDate(fmt.Sprintf("%s-%02d-%02d", year, m, d))
	if err != nil {
		return ""
	}
	return date
}
