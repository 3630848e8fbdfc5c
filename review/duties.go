package review

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// duties lists what rule asks of the subject of the dealing, with days where these follow
// from the facts. Where it is not known whether a duty stands, it is put as a condition.
func (d *decider) duties(rule *law.Rule, r *law.Record, deal dealing) []determination.Duty {
	var out []determination.Duty
	for _, duty := range d.world.code.Pack.Duties {
		if !slices.Contains(rule.Duties, duty.ID) {
			continue
		}
		stands := fact.Yes
		if duty.When != "" {
			t, _ := d.term(r, duty.When)
			stands = t.Truth
		}
		if stands == fact.No {
			continue
		}
		if o, ok := d.duty(duty, r, deal); ok {
			if stands == fact.Unknown && duty.If != "" {
				o.Says = duty.If + ": " + o.Says
			}
			out = append(out, o)
		}
	}
	return out
}

func (d *decider) duty(duty law.Duty, r *law.Record, deal dealing) (determination.Duty, bool) {
	out := determination.Duty{ID: duty.ID, Says: duty.Says, Citation: duty.Citation}
	at := d.world.at
	switch {
	case duty.Event != "":
		v, _, presumed := r.Given(r.Kind.Field(duty.Event))
		if day := law.DayDate(v.Lo); !v.Known(law.Date) || presumed != "" || day > at {
			return out, false // the event has not been stated, or is still to come
		}
		out.Due = law.Deadline(law.DayDate(v.Lo), duty.Days)
	case duty.Every == "year":
		out.Due = nextYearly(max(at, duty.From), duty.By)
		out.Past = d.past(duty, r, deal)
	case duty.Months > 0:
		if deal.To != "" {
			out.Due = law.AddMonths(deal.To.Last(), duty.Months)
		}
	case duty.From > at:
		out.Due = duty.From
	}
	return out, true
}

// past lists the days since the dealing and the duty began on which a yearly duty fell
// due, unless it is known that what fell due was done. Of a dealing of which nobody says
// since when it runs, nothing is known to have fallen due.
func (d *decider) past(duty law.Duty, r *law.Record, deal dealing) []fact.Date {
	if duty.Done == "" || deal.From == "" {
		return nil
	}
	if t, ok := d.term(r, duty.Done); ok && t.Truth == fact.Yes {
		return nil
	}
	var out []fact.Date
	since := max(duty.From, deal.From.First())
	for y := year(since); y <= year(d.world.at); y++ {
		due := fact.Date(fmt.Sprintf("%04d-%s", y, duty.By))
		about := due
		if duty.For == "previous-year" {
			about = fact.Date(fmt.Sprintf("%04d-12-31", y-1))
		}
		if since <= about && due < d.world.at {
			out = append(out, due)
		}
	}
	return out
}

func year(d fact.Date) int {
	y, _ := strconv.Atoi(string(d)[:4])
	return y
}

// nextYearly returns the next day by (month-day) on or after at.
func nextYearly(at fact.Date, by string) fact.Date {
	this := fact.Date(string(at)[:4] + "-" + by)
	if this >= at {
		return this
	}
	return fact.Date(fmt.Sprintf("%04d-%s", year(at)+1, by))
}
