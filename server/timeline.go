package server

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"time"

	"github.com/longarm-project/longarm/docket"
	"github.com/longarm-project/longarm/fact"
)

// A Bar is a clock drawn on the timeline of a case, in units of the drawing.
type Bar struct {
	Clock        *docket.Clock
	Says         string
	Class        string // runs, soon, late, ended, stopped
	X, Y, W      int
	TextX, TextY int
}

// A Timeline is the clocks of a case as bars from their start to their last day.
type Timeline struct {
	Bars          []Bar
	Width, Height int
	TodayX        int
	Months        []Month
}

// A Month is a line of the timeline at the first of a month.
type Month struct {
	X    int
	Says string
}

const (
	lineWidth = 960
	barGap    = 46
	barTop    = 40
)

func day(d fact.Date) time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// timeline draws the clocks of a case; nil where it has none.
func timeline(c *docket.Case, today fact.Date) *Timeline {
	if len(c.Clocks) == 0 {
		return nil
	}
	first, last := day(today), day(today)
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if k.Years > 0 {
			continue // a period of retention would make all others a dot
		}
		first, last = earlier(first, day(k.Started)), later(last, day(k.Due))
	}
	days := max(30, int(last.Sub(first).Hours()/24)+1)
	at := func(t time.Time) int { return min(lineWidth, max(0, int(t.Sub(first).Hours()/24)*lineWidth/days)) }
	t := &Timeline{Width: lineWidth, TodayX: at(day(today))}
	clocks := slices.Clone(c.Clocks)
	slices.SortStableFunc(clocks, func(a, b docket.Clock) int {
		return cmp.Or(cmp.Compare(min(1, len(a.Ended)), min(1, len(b.Ended))), cmp.Compare(a.Due, b.Due)) // those that run first
	})
	for i := range clocks {
		k := &clocks[i]
		end := day(k.Due)
		if k.Ended != "" {
			end = day(k.Ended)
		}
		b := Bar{Clock: k, X: at(day(k.Started)), Y: barTop + i*barGap}
		b.W = max(4, at(end)-b.X)
		b.Says, b.Class = standing(k, today)
		b.TextX, b.TextY = min(b.X, lineWidth*2/3), b.Y-5
		t.Bars = append(t.Bars, b)
	}
	t.Height = barTop + len(t.Bars)*barGap
	step := 1
	for days/30/step > 12 {
		step++
	}
	for m, n := time.Date(first.Year(), first.Month()+1, 1, 0, 0, 0, 0, time.UTC), 0; m.Before(last); m, n = m.AddDate(0, 1, 0), n+1 {
		if n%step == 0 {
			t.Months = append(t.Months, Month{at(m), m.Format("2006-01")})
		}
	}
	return t
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// standing says how a clock stands, and the class of its drawing.
func standing(k *docket.Clock, today fact.Date) (says, class string) {
	left, runs := k.Left(today)
	switch {
	case k.Ended != "":
		return "ended " + string(k.Ended), "ended"
	case !runs:
		return "suspended since " + string(k.Stopped), "stopped"
	case k.Minimum && left < 0:
		return "passed " + string(k.Due), "ended"
	case left < 0:
		return fmt.Sprintf("overdue since %s, by %s", k.Due, days(-left)), "late"
	case left <= 7:
		return fmt.Sprintf("due %s, in %s", k.Due, days(left)), "soon"
	}
	return fmt.Sprintf("due %s, in %s", k.Due, days(left)), "runs"
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// words are the functions of the pages.
var words = template.FuncMap{
	"standing": func(k docket.Clock, today fact.Date) string { s, _ := standing(&k, today); return s },
	"short":    func(s any) string { t := fmt.Sprint(s); return t[:min(12, len(t))] },
	"what":     func(b docket.Body) string { return string(fact.Canonical(b)) },
	"bytes": func(n int64) string {
		for _, u := range []struct {
			size int64
			name string
		}{{1 << 30, "GB"}, {1 << 20, "MB"}, {1 << 10, "kB"}} {
			if n >= u.size {
				return fmt.Sprintf("%.1f %s", float64(n)/float64(u.size), u.name)
			}
		}
		return fmt.Sprintf("%d bytes", n)
	},
	"inc": func(n int) int { return n + 1 },
}
