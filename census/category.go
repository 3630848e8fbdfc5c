package census

import (
	"math/bits"

	"github.com/longarm-project/longarm/census/count"
	"github.com/longarm-project/longarm/fact"
)

// A Category is a category of data in which persons or devices are counted.
type Category int

// The categories of 28 CFR 202.205 and 202.222, and Described: everybody of whom
// any listed identifier is held, contact data included.
const (
	Genomic Category = iota
	Omic
	Biometric
	Geolocation
	Health
	Financial
	Covered
	Government
	Described
	Categories
)

// categoryInfo tells of a category. A threshold is exclusive: bulk is more than it (28 CFR 202.205).
var categoryInfo = [Categories]struct {
	name      string
	threshold int64
	unit      string
	fact      fact.Category
}{
	Genomic:     {"human_genomic", 100, "persons", fact.HumanGenomic},
	Omic:        {"human_omic", 1_000, "persons", fact.HumanTranscriptomic},
	Biometric:   {"biometric", 1_000, "persons", fact.Biometric},
	Geolocation: {"precise_geolocation", 1_000, "devices", fact.PreciseGeolocation},
	Health:      {"personal_health", 10_000, "persons", fact.PersonalHealth},
	Financial:   {"personal_financial", 10_000, "persons", fact.PersonalFinancial},
	Covered:     {"covered_personal_identifiers", 100_000, "persons", fact.CoveredIdentifiers},
	Government:  {"government_related", 0, "devices", fact.PreciseGeolocation},
	Described:   {"described", 0, "persons", fact.ListedIdentifiers},
}

// String returns the name of the category in reports.
func (c Category) String() string { return categoryInfo[c].name }

// Threshold is the number above which data of the category is bulk. Zero is any at all.
func (c Category) Threshold() int64 { return categoryInfo[c].threshold }

// Each category has three classes in a count table: all, those with a U.S. signal, those with a foreign one.
const (
	everybody = iota
	american
	foreign
	sides
)

func class(c Category, side int) int { return int(c)*sides + side }

// limits keeps sets exact to four times the threshold.
var limits = func() (l count.Limits) {
	for c := range Categories {
		for s := range sides {
			l[class(c, s)] = max(count.Floor, int(4*categoryInfo[c].threshold))
		}
	}
	l[class(Described, everybody)], l[class(Described, american)], l[class(Described, foreign)] = 400_000, 400_000, 400_000
	return l
}()

// A catSet is a set of categories.
type catSet uint16

func (s catSet) has(c Category) bool { return s>>c&1 == 1 }
func setOf(cs ...Category) (s catSet) {
	for _, c := range cs {
		s |= 1 << c
	}
	return s
}

// flags returns the classes of a person of the given categories.
func (s catSet) flags(nation int) (f count.Flags) {
	for ; s != 0; s &= s - 1 {
		c := Category(bits.TrailingZeros16(uint16(s)))
		f |= count.In(class(c, everybody))
		if nation > 0 {
			f |= count.In(class(c, american))
		}
		if nation < 0 {
			f |= count.In(class(c, foreign))
		}
	}
	return f
}
