package longarm

import (
	"context"
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/screening"
)

// ScreenRule is the rule by which a party is held to be one on a list.
const ScreenRule = fact.RuleListing

// screenLeast is the lowest score, in thousandths, of which a review speaks;
// doc/performance.md tells how many strangers reach it.
const screenLeast = 850

// screen compares the names of every party that matters with the lists.
func (r *journey) screen(context.Context) error {
	for _, x := range r.indexes {
		if err := r.screenAgainst(x); err != nil {
			return err
		}
	}
	return nil
}

func (r *journey) screenAgainst(x *screening.Index) error {
	for _, f := range r.set.Sorted() {
		c, ok := f.Body.(*fact.Claim)
		if !ok || c.Party == nil || c.Text != "" {
			continue
		}
		for _, n := range c.Party.Names {
			if err := r.match(x, f.ID, c.Party, n.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

// match adds the listings that one name of a party is like.
func (r *journey) match(x *screening.Index, claim fact.ID, p *fact.Party, name string) error {
	q := screening.Query{Name: name, Schema: schemaOf(p.Kind), Least: screenLeast, At: r.At, Born: p.Born, Identifiers: p.Identifiers}
	if len(p.Organized) == 1 {
		q.Country = p.Organized[0]
	}
	hits, err := x.Match(q)
	if err != nil {
		return nil // a name without a letter to compare is on no list
	}
	if err := r.Clearings.Apply(x, &q, hits); err != nil {
		return err
	}
	for _, h := range hits {
		e, err := x.Entry(h.Index)
		if err != nil {
			return err
		}
		l := &fact.Listing{
			Entry: h.ID, From: e.Effective, List: e.List, Name: h.Reason.Name, Party: p.ID,
			Reasons: reasons(h), Score: int64(h.Score), To: e.Removed,
		}
		if len(e.Programs) > 0 {
			l.Program = e.Programs[0]
		}
		if l.From == "" {
			l.From = e.Listed
		}
		var row []fact.Source
		if h.Reason.Digest != "" {
			row = []fact.Source{{Digest: fact.Digest(h.Reason.Digest), Name: e.List, Place: "entry " + e.Number, Seen: r.ReadOn}}
		}
		if _, err := r.set.Add(fact.New(l, row, ScreenRule, claim)); err != nil {
			return err
		}
	}
	return nil
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

// reasons tells the assignment of words, what else is known of both, and a reviewer's decision.
func reasons(h screening.Hit) []string {
	var out []string
	for _, p := range h.Reason.Parts {
		switch p.Rule {
		case screening.RuleNotListed:
			out = append(out, fmt.Sprintf("%q is not in the listed name", p.Asked))
		case screening.RuleNotAsked:
			out = append(out, fmt.Sprintf("%q is only in the listed name", p.Listed))
		case screening.RuleConflict:
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
