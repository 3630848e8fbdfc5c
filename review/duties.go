package review

import (
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// duties lists what rule asks of the subject of the dealing, with days where these follow from the facts.
func (d *decider) duties(rule *law.Rule, r *law.Record, deal dealing) []determination.Duty {
	var out []determination.Duty
	for _, duty := range d.world.code.Pack.Duties {
		if !slices.Contains(rule.Duties, duty.ID) {
			continue
		}
		if duty.When != "" {
			if t, ok := d.term(r, duty.When); !ok || t.Truth == fact.No {
				continue
			}
		}
		if o, ok := d.duty(duty, r, deal); ok {
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
		v, _, _ := r.Given(r.Kind.Field(duty.Event))
		if !v.Known(law.Date) {
			return out, false // the event has not been stated
		}
		out.Due = law.Deadline(law.DayDate(v.Lo), duty.Days)
	case duty.Every == "year":
		out.Due = nextYearly(max(at, duty.From), duty.By)
	case duty.Months > 0:
		if deal.To != "" {
			out.Due = law.AddMonths(deal.To.Last(), duty.Months)
		}
	case duty.From > at:
		out.Due = duty.From
	}
	return out, true
}

// nextYearly returns the next day by (month-day) on or after at.
func nextYearly(at fact.Date, by string) fact.Date {
	this := fact.Date(string(at)[:4] + "-" + by)
	if this >= at {
		return this
	}
	var y int
	fmt.Sscanf(string(at)[:4], "%d", &y)
	return fact.Date(fmt.Sprintf("%04d-%s", y+1, by))
}
