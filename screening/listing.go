package screening

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// leastListed is the lowest score, in thousandths, of which a review speaks;
// doc/performance.md says how many names of others reach it.
const leastListed = 850

// Listing are the settings of Listings. At is required.
type Listing struct {
	At   fact.Date // of the review: entries that were not listed then are left out
	Seen fact.Date // the day the lists were read
	// Clearings are reviewers' decisions that a name on a list is another's. Optional.
	Clearings *Clearings
}

// An Unscreened is a name that could not be compared.
type Unscreened struct {
	Party  fact.PartyID
	Source fact.Source // where it is stated; the zero Source for one that cites none
	Err    error       // wraps ErrEmpty or ErrLong
}

// Listings compares every name of every party that a set states, and the identifiers of one without
// a name, with the entries of an index. It returns a listing for each entry that is like enough, which cites
// the claim that states the name and the row of the list, and the names that could
// not be compared. An error is a fault of the index.
func Listings(x *Index, set *fact.Set, o Listing) (listings []fact.Fact, not []Unscreened, err error) {
	for _, f := range set.Sorted() {
		c, ok := f.Body.(*fact.Claim)
		if !ok || c.Party == nil || c.Text != "" {
			continue
		}
		names := c.Party.Names
		bare := len(names) == 0 && len(c.Party.Identifiers) > 0
		if bare {
			names = []fact.Name{{}} // its numbers are asked for by themselves
		}
		for _, n := range names {
			found, err := o.match(x, f.ID, c.Party, n.Text)
			switch {
			case bare && errors.Is(err, ErrEmpty): // no entry bears one of them
			case errors.Is(err, ErrEmpty), errors.Is(err, ErrLong):
				u := Unscreened{Party: c.Party.ID, Err: err}
				if len(f.Sources) > 0 {
					u.Source = f.Sources[0]
				}
				not = append(not, u)
			case err != nil:
				return nil, nil, err
			}
			listings = append(listings, found...)
		}
	}
	return listings, not, nil
}

// match returns the listings that one name of a party is like.
func (o Listing) match(x *Index, claim fact.ID, p *fact.Party, name string) ([]fact.Fact, error) {
	q := Query{Name: name, Schema: schemaOf(p.Kind), Least: leastListed, At: o.At, Born: p.Born, Identifiers: p.Identifiers}
	if name == "" {
		q.Party = string(p.ID)
	}
	switch {
	case len(p.Organized) == 1:
		q.Country = p.Organized[0]
	case len(p.Citizenship) == 1:
		q.Country = p.Citizenship[0]
	}
	hits, err := x.Match(q)
	if err != nil {
		return nil, err
	}
	if err := o.Clearings.Apply(x, &q, hits); err != nil {
		return nil, err
	}
	var out []fact.Fact
	for _, h := range hits {
		e, err := x.Entry(h.Index)
		if err != nil {
			return nil, err
		}
		l := &fact.Listing{
			Entry: h.ID, From: e.Effective, List: e.List, Name: h.Reason.Name, Party: p.ID,
			Reasons: h.reasons(), Score: int64(h.Score), To: e.Removed,
		}
		l.Program = strings.Join(e.Programs, ", ")
		for _, n := range e.Names {
			l.Names = append(l.Names, n.Text)
		}
		if l.From == "" {
			l.From = e.Listed
		}
		var row []fact.Source
		if h.Reason.Digest != "" {
			row = []fact.Source{{Digest: fact.Digest(h.Reason.Digest), Name: e.List, Place: "entry " + e.Number, Seen: o.Seen}}
		}
		out = append(out, fact.New(l, row, fact.RuleListing, claim))
	}
	return out, nil
}

func schemaOf(k fact.PartyKind) string {
	switch k {
	case fact.Person:
		return "Person"
	case "":
		return ""
	}
	return "Organization"
}

// reasons says which word is which, what else is known of both, and what a reviewer decided.
func (h *Hit) reasons() []string {
	var out []string
	for _, p := range h.Reason.Parts {
		switch p.Rule {
		case RuleIdentifier:
			out = append(out, fmt.Sprintf("the entry bears its identifier %s (%s)", p.Asked, p.Listed))
		case RuleNotListed:
			out = append(out, fmt.Sprintf("%q is not in the listed name", p.Asked))
		case RuleNotAsked:
			out = append(out, fmt.Sprintf("%q is only in the listed name", p.Listed))
		case RuleConflict:
		default:
			if p.Asked == "" && p.Listed == "" {
				continue // an adjustment of the whole, about no word
			}
			out = append(out, fmt.Sprintf("%q is %q by %s", p.Asked, p.Listed, p.Rule))
		}
	}
	for _, e := range h.Evidence {
		out = append(out, fmt.Sprintf("%s %s: agrees %s", e.Kind, e.Asked, e.Agrees))
	}
	if c := h.Cleared; c != nil && c.Holds {
		out = append(out, fmt.Sprintf("cleared by %s on %s: %s", c.Decision.Author, c.Decision.Date, c.Decision.Reason))
	}
	return slices.Clip(out)
}
