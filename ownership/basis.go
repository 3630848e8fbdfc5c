package ownership

import (
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// A Basis names what puts a party in.
type Basis string

// What puts a party in without an owner.
const (
	ByState       Basis = "state"
	ByOrganized   Basis = "organized"
	BySeat        Basis = "seat"
	ByResidence   Basis = "residence"
	ByCitizenship Basis = "citizenship"
	ByNationality Basis = "foreign-national"
	ByPlaces      Basis = "organized-and-seat"
	ByDesignation Basis = "designated"
	ByList        Basis = "listed"    // named as a seed by the caller
	ByAnonymity   Basis = "anonymous" // nobody knows who it is
	ByUnknown     Basis = "not-known" // the facts that would decide are not known
)

// What puts a party in through others.
const (
	ByOwnership   Basis = "ownership"
	ByVotes       Basis = "voting-majority"
	ByProfit      Basis = "profit-majority"
	BySurplus     Basis = "surplus-majority"
	ByEmployment  Basis = "employment"
	ByBoard       Basis = "board-majority"
	ByHalfBoard   Basis = "board-half"
	BySeats       Basis = "board-representation"
	BySpecial     Basis = "special-share"
	ByArticles    Basis = "articles"
	ByStatute     Basis = "statute"
	ByContract    Basis = "contract"
	ByProxy       Basis = "proxy"
	ByTrustee     Basis = "trustee"
	ByTrust       Basis = "trust" // settlor, protector or beneficiary
	ByNominator   Basis = "nominator"
	ByInfluence   Basis = "other-influence"
	ByConsolidate Basis = "consolidation"
	ByConcert     Basis = "acting-in-concert"
	ByDominance   Basis = "dominant-minority"
)

// bases numbers the bases; number 0 is none.
var bases = []Basis{
	"", ByState, ByOrganized, BySeat, ByResidence, ByCitizenship, ByNationality, ByPlaces, ByDesignation, ByList, ByAnonymity, ByUnknown,
	ByOwnership, ByVotes, ByProfit, BySurplus, ByEmployment, ByBoard, ByHalfBoard, BySeats, BySpecial, ByArticles, ByStatute, ByContract,
	ByProxy, ByTrustee, ByTrust, ByNominator, ByInfluence, ByConsolidate, ByConcert, ByDominance,
}

func (b Basis) code() uint8 { return uint8(max(slices.Index(bases, b), 0)) }

// controlMeans lists the means that a rule may accept.
var controlMeans = []Basis{
	ByBoard, BySpecial, ByArticles, ByStatute, ByContract, ByProxy, ByTrustee, ByTrust, ByNominator,
	ByInfluence, ByConsolidate, ByConcert, ByDominance,
}

// A dimension is what is summed: for each pair the first group of kinds that is
// stated counts, later ones stand in for it where it is not.
type dimension struct {
	name  string
	basis Basis
	kinds []uint32 // masks of kind numbers, first choice first
}

func mask(kinds ...fact.InterestKind) uint32 {
	var m uint32
	for _, k := range kinds {
		m |= 1 << graph.KindNumber(k)
	}
	return m
}

var dimensions = map[string]dimension{
	"shares":  {"shares", ByOwnership, []uint32{mask(fact.Shares), mask(fact.Beneficiary, fact.UnknownInterest, fact.Nominator)}},
	"votes":   {"votes", ByVotes, []uint32{mask(fact.Votes), mask(fact.Shares), mask(fact.UnknownInterest)}},
	"profit":  {"profit", ByProfit, []uint32{mask(fact.Profit)}},
	"surplus": {"surplus", BySurplus, []uint32{mask(fact.Surplus)}},
}

// countryTable marks countries, or all but those excepted where any are.
func countryTable(countries, except []fact.Country) (t [26*26 + 1]bool, err error) {
	for i := range t {
		t[i] = i > 0 && len(except) > 0
	}
	for i, c := range slices.Concat(countries, except) {
		n := graph.PackCountry(c)
		if n == 0 {
			return t, fmt.Errorf("%q is not a two-letter country code", c)
		}
		t[n] = i < len(countries)
	}
	return t, nil
}
