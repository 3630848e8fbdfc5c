package law

import (
	"time"

	"github.com/longarm-project/longarm/fact"
)

// DayDate returns the date that is n days after 1 January 1970.
func DayDate(n int64) fact.Date {
	return fact.Date(time.Unix(n*86400, 0).UTC().Format("2006-01-02"))
}

// AddMonths returns the day n months after d, or before it for negative n. A
// day that the month does not have becomes the last of that month.
func AddMonths(d fact.Date, n int) fact.Date {
	t, err := time.Parse("2006-01-02", string(d.First()))
	if err != nil {
		return d
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return fact.Date(first.AddDate(0, 0, min(t.Day(), last)-1).Format("2006-01-02"))
}

// Deadline returns the last day of a period of n calendar days that the event
// of day d starts, as 28 CFR 202.102(c) counts: the day of the event is left
// out, every day counts, and a period that would end on a Saturday, Sunday or
// Federal holiday runs to the end of the next day that is none of these.
func Deadline(d fact.Date, n int) fact.Date {
	t, err := time.Parse("2006-01-02", string(d.First()))
	if err != nil {
		return ""
	}
	t = t.AddDate(0, 0, n)
	for !businessDay(t) {
		t = t.AddDate(0, 0, 1)
	}
	return fact.Date(t.Format("2006-01-02"))
}

func businessDay(t time.Time) bool {
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && !FederalHoliday(t)
}

// FederalHoliday reports whether t is a legal public holiday of 5 U.S.C.
// 6103(a), or the weekday on which one is observed (6103(b) and Executive Order
// 11582: Friday for a Saturday, Monday for a Sunday). Inauguration Day counts
// only in the District of Columbia and is left out.
func FederalHoliday(t time.Time) bool {
	y := t.Year()
	for _, h := range []time.Time{
		day(y, time.January, 1), day(y+1, time.January, 1), day(y, time.June, 19), day(y, time.July, 4),
		day(y, time.November, 11), day(y, time.December, 25),
	} {
		if sameDay(t, observed(h)) || sameDay(t, h) {
			return true
		}
	}
	for _, h := range []time.Time{
		nth(y, time.January, time.Monday, 3), nth(y, time.February, time.Monday, 3), nth(y, time.June, time.Monday, 0),
		nth(y, time.September, time.Monday, 1), nth(y, time.October, time.Monday, 2), nth(y, time.November, time.Thursday, 4),
	} {
		if sameDay(t, h) {
			return true
		}
	}
	return false
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func sameDay(a, b time.Time) bool { return a.Format("20060102") == b.Format("20060102") }

func observed(t time.Time) time.Time {
	switch t.Weekday() {
	case time.Saturday:
		return t.AddDate(0, 0, -1)
	case time.Sunday:
		return t.AddDate(0, 0, 1)
	}
	return t
}

// nth returns the nth weekday w on or after the first of month m; n 0 is the last weekday w before it.
func nth(y int, m time.Month, w time.Weekday, n int) time.Time {
	first := day(y, m, 1)
	ahead := (int(w) - int(first.Weekday()) + 7) % 7
	return first.AddDate(0, 0, ahead+7*(n-1))
}
