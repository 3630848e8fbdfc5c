package census

import (
	"math"

	"github.com/longarm-project/longarm/census/count"
	"github.com/longarm-project/longarm/fact"
)

// A Number bounds how many persons or devices there are. Estimate and High are nil where not known.
type Number struct {
	Low      int64  `json:"low"`
	Estimate *int64 `json:"estimate"`
	High     *int64 `json:"high"`
	// Exact is false where sets were sampled; the bounds then hold three standard errors.
	Exact bool `json:"exact"`
}

// A Counted is what was counted in one category.
type Counted struct {
	Number
	Unit string `json:"unit"`
	// US counts those with a signal that they are U.S. persons or devices; its high bound also those with no signal at all.
	US Number `json:"us"`
	// Foreign estimates those with a foreign signal only, and Unknown those with none.
	Foreign int64 `json:"foreign_only"`
	Unknown int64 `json:"no_signal"`
	// Unkeyed counts records about somebody whom nothing tells from others.
	Unkeyed int64 `json:"unkeyed,omitempty"`
	// Threshold is the number above which the category is bulk (28 CFR 202.205), and Bulk
	// whether the U.S. persons or devices are more: yes, possible or no. Absent where no threshold stands.
	Threshold int64  `json:"threshold,omitempty"`
	Bulk      string `json:"bulk,omitempty"`
}

// tableSet is the tables of a file or of a whole store.
type tableSet = [keys]*count.Table

// counted works out one category, or nil where there is nothing of it.
func counted(tables *tableSet, unkeyed int64, unbounded bool, c Category) *Counted {
	all := sumOf(tables, c, everybody)
	us := sumOf(tables, c, american)
	abroad := 0.0
	for _, t := range tables {
		if t != nil {
			abroad += t.Without(class(c, foreign), class(c, american)).N
		}
	}
	if unkeyed == 0 && !unbounded && all.sum == 0 {
		return nil
	}
	out := &Counted{Unit: categoryInfo[c].unit, Unkeyed: unkeyed, Threshold: c.Threshold()}
	out.Number = all.number(unkeyed, unbounded)
	out.US = us.number(0, false)
	if out.High == nil {
		out.US.High = nil
	} else {
		high := max(0, *out.High-int64(abroad))
		out.US.High = &high
	}
	if out.Estimate == nil {
		out.US.Estimate = nil
	}
	out.Foreign = int64(math.Round(abroad))
	if out.Estimate != nil {
		out.Unknown = max(0, *out.Estimate-out.Foreign-int64(math.Round(us.union)))
	}
	if c != Described {
		out.Bulk = bulk(out.US, c.Threshold())
	}
	return out
}

// A sum is what the tables of all keys say of one class.
type sum struct {
	low        float64 // the largest number of one key that tells persons apart
	union, sum float64 // those not known under a stronger key; all
	spread     float64 // three standard errors of the union and sum
	exact      bool
}

func sumOf(tables *tableSet, c Category, side int) sum {
	s := sum{exact: true}
	cl := class(c, side)
	variance := 0.0
	for k, t := range tables {
		if t == nil {
			continue
		}
		d, u := t.Distinct(cl), t.Unaliased(cl)
		s.sum += d.N
		s.union += u.N
		variance += d.Error * d.Error
		s.exact = s.exact && d.Exact()
		switch sure := !unsure[k] || key(k) == keyDevice && (c == Geolocation || c == Government); {
		case d.N == 0:
		case sure:
			s.low = max(s.low, d.N-3*d.Error)
		default:
			s.low = max(s.low, 1)
		}
	}
	s.spread = 3 * math.Sqrt(variance)
	return s
}

// number bounds the class. Records without a key are about one person each, who may be one counted already or not.
func (s sum) number(unkeyed int64, unbounded bool) Number {
	n := Number{Low: int64(math.Ceil(max(0, s.low))), Exact: s.exact}
	if unkeyed > 0 {
		n.Low = max(n.Low, 1) // somebody it is about
	}
	estimate, high := max(int64(math.Round(s.union)), n.Low), int64(math.Floor(s.sum+s.spread))+unkeyed
	if s.sum > 0 || unkeyed == 0 && !unbounded {
		n.Estimate = &estimate
	} // else somebody, nobody knows how many
	if !unbounded {
		high = max(high, estimate)
		n.High = &high
	}
	return n
}

// bulk compares with a threshold, which is exclusive.
func bulk(us Number, threshold int64) string {
	switch {
	case us.Low > threshold:
		return "yes"
	case us.High != nil && *us.High <= threshold:
		return "no"
	}
	return "possible"
}

// Range is the number as facts have it.
func (n Number) Range() fact.Range {
	if n.High == nil {
		return fact.Range{Lo: n.Low, Hi: fact.Unbounded}
	}
	return fact.Range{Lo: n.Low, Hi: *n.High}
}

// A Combined judges data of more than one category, or of one linked to listed identifiers, by the lowest threshold among them (28 CFR 202.205(g)).
type Combined struct {
	Categories []string `json:"categories"`
	Threshold  int64    `json:"threshold"`
	Bulk       string   `json:"bulk"`
}

// combine judges the categories of one file or store together, or nil where there is nothing to combine.
func combine(by *[Categories]*Counted) *Combined {
	var out Combined
	low, high := int64(0), int64(0)
	known := true
	linked := by[Described] != nil
	for c := Genomic; c <= Covered; c++ {
		n := by[c]
		if n == nil {
			continue
		}
		out.Categories = append(out.Categories, c.String())
		if out.Threshold == 0 || c.Threshold() < out.Threshold {
			out.Threshold = c.Threshold()
		}
		low = max(low, n.US.Low)
		if n.US.High == nil {
			known = false
		} else {
			high += *n.US.High
		}
	}
	if len(out.Categories) < 2 && !(len(out.Categories) == 1 && linked && by[Covered] == nil) {
		return nil
	}
	number := Number{Low: low}
	if known {
		number.High = &high
	}
	out.Bulk = bulk(number, out.Threshold)
	return &out
}
