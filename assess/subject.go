package assess

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// CommandLine is the name of the source of what is presumed of the reviewed organisation where nobody names it.
const CommandLine = "command line"

// Subject returns who is reviewed, and the countries under whose law it is
// organised. It is the party given or, where that is empty, the one that the case
// files of a set name; two are an error. Where nobody names one, Subject adds a
// company of home, or of the United States, to the set, and says of it that it is
// presumed: a review without a case file is mostly that of one's own organisation.
func Subject(set *fact.Set, given fact.PartyID, home fact.Country) (id fact.PartyID, at []fact.Country, err error) {
	named := subjects(set)
	switch {
	case given != "":
		if err := known(set, given); err != nil {
			return "", nil, err
		}
		id = given
	case len(named) > 1:
		return "", nil, fmt.Errorf("the case files name several reviewed organisations (%s, %s); choose one with --subject", named[0], named[1])
	case len(named) == 1:
		id = named[0]
	default:
		id = "reviewed-organisation"
		home = cmp.Or(home, fact.PresumedHome)
		p := &fact.Party{ID: id, Kind: fact.Company, Names: []fact.Name{{Text: "the reviewed organisation"}}, Organized: []fact.Country{home}, Seat: home}
		from := fact.Source{Name: CommandLine, Place: "--home " + string(home)}
		if _, err := set.Add(fact.New(&fact.Claim{Author: fact.AuthorPresumed, Authority: fact.Presumed, Party: p}, []fact.Source{from}, "")); err != nil {
			return "", nil, err
		}
	}
	for _, s := range fact.PartyClaims(set.All())[id] {
		at = append(at, s.Party.Organized...)
	}
	slices.Sort(at)
	return id, slices.Compact(at), nil
}

// known returns an error for a subject of whom nobody says anything.
func known(set *fact.Set, p fact.PartyID) error {
	parties := fact.PartyClaims(set.All())
	if len(parties[p]) > 0 {
		return nil
	}
	var ids []string
	for id := range parties {
		ids = append(ids, string(id))
	}
	slices.Sort(ids)
	return fmt.Errorf("--subject %s: no case file knows such a party%s", p, datafile.Nearest(string(p), ids))
}

// subjects lists the parties that facts name as the reviewed organisation, sorted.
func subjects(set *fact.Set) []fact.PartyID {
	var out []fact.PartyID
	for _, c := range fact.Of[*fact.Claim](set) {
		if c.Text == fact.TextSubject && c.Party != nil {
			out = append(out, c.Party.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
