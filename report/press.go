package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// reported tells what press and filings report, by how many independent of one another.
func (p *page) reported() {
	var claims []*fact.Claim
	for _, f := range p.d.Facts {
		if c, ok := f.Body.(*fact.Claim); ok && c.Reported != nil {
			claims = append(claims, c)
		}
	}
	if len(claims) == 0 {
		return
	}
	texts := func(c *fact.Claim) string { return strings.Join(c.Reported.Texts, "\n") }
	slices.SortFunc(claims, func(a, b *fact.Claim) int {
		return cmp.Or(-cmp.Compare(len(a.Reported.Texts), len(b.Reported.Texts)), strings.Compare(texts(a), texts(b)),
			strings.Compare(string(a.Date), string(b.Date)), strings.Compare(a.Author, b.Author), strings.Compare(a.Text, b.Text))
	})
	p.strong(0, "Reported by press and filings, which decides nothing here")
	for i, c := range claims {
		if i == maxLines && !p.s.All {
			p.faint(2, fmt.Sprintf("and %d more (--all shows them)", len(claims)-i))
			break
		}
		p.wrap(2, fmt.Sprintf(`%s%s: "%s"`, c.Author, dated(c.Date), c.Text))
		if i+1 == len(claims) || texts(claims[i+1]) != texts(c) {
			p.faint(4, rests(c.Reported))
		}
	}
	p.blank()
}

func dated(d fact.Date) string {
	if d == "" {
		return ""
	}
	return ", " + string(d)
}

// rests says how many texts tell it, and on whom they rest.
func rests(r *fact.Reported) string {
	s := count(len(r.Texts), "text")
	if len(r.Texts) > 1 {
		s += ", " + number(int(r.Reports)) + " independent"
	}
	switch lo, hi := r.Persons.Lo, r.Persons.Hi; {
	case hi == fact.Unbounded && lo == 0:
		s += "; on how many persons it rests is not known"
	case hi == fact.Unbounded:
		s += "; rests on " + thousands(lo) + " or more unnamed persons"
	case hi > lo:
		s += fmt.Sprintf("; rests on %s to %s unnamed persons", thousands(lo), thousands(hi))
	case hi > 0:
		s += "; rests on " + count(int(hi), "unnamed person")
	default:
		s += "; rests on no unnamed person"
	}
	switch r.Confirmed {
	case fact.Yes:
		s += "; somebody on the record stands behind it"
	case fact.No:
		s += "; nobody on the record confirms it"
	default:
		s += "; whether somebody on the record confirms it is not known"
	}
	if n := len(r.Firmer); n > 0 {
		s += "; stated as fact, where it may be so, in " + strings.Join(r.Firmer, ", ")
	}
	if r.Undetermined != "" {
		s += "; undetermined: " + r.Undetermined
	}
	return s
}
