package longarm

import (
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/screening"
)

// Listed compares the names of the parties that set names with those that the catalogue of
// instruments has on a day, as a review does.
func Listed(il *instrument.Library, set *fact.Set, at, seen fact.Date) ([]*fact.Listing, error) {
	x, err := screening.Open(catalogue(il, at))
	if err != nil {
		return nil, err
	}
	facts, _, err := screening.Listings(x, set, screening.Listing{At: at, Seen: seen})
	if err != nil {
		return nil, err
	}
	var out []*fact.Listing
	for _, f := range facts {
		if l, ok := f.Body.(*fact.Listing); ok {
			out = append(out, l)
		}
	}
	return out, nil
}
