package longarm

import (
	"cmp"
	"net/netip"

	"github.com/longarm-project/longarm/fact"
)

// What one room hands to the next where their words differ.

// Presumed is the author of what is taken as given because nobody says otherwise.
const Presumed = "presumed"

// presume makes a subject where nobody names one: a company of Home. A review
// without a case file is mostly that of one's own organisation.
func (r *journey) presume() error {
	r.Subject = "reviewed-organisation"
	home := cmp.Or(r.Home, "US")
	p := &fact.Party{ID: r.Subject, Kind: fact.Company, Names: []fact.Name{{Text: "the reviewed organisation"}}, Organized: []fact.Country{home}, Seat: home}
	_, err := r.set.Add(fact.New(&fact.Claim{Author: Presumed, Authority: fact.Presumed, Party: p}, []fact.Source{{Name: "command line", Place: "--home " + string(home)}}, ""))
	return err
}

func (r *journey) fold(a netip.Addr) netip.Prefix {
	p, _ := r.providers.Prefix(a)
	return p
}
