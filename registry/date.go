package registry

import (
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// ParseDate reads a date as registers write it: like [fact.ParseDate], and with
// a time after a blank, or surrounded by blanks. ok is false for text that is no
// date; the empty text is the empty date.
func ParseDate(s string) (d fact.Date, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", true
	}
	if len(s) > 10 && s[10] == ' ' {
		s = s[:10]
	}
	d, err := fact.ParseDate(s)
	return d, err == nil
}

// Future reports whether d lies after the date of review, with certainty.
func (in *Input) Future(d fact.Date) bool {
	return in.At != "" && d != "" && d.First() > in.At
}
