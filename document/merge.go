package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// merge puts the reports on the groups into one, in the order of their first member,
// and gives clusters and claims their numbers.
func merge(parts []*Report) *Report {
	slices.SortFunc(parts, func(a, b *Report) int { return strings.Compare(a.Clusters[0].Members[0], b.Clusters[0].Members[0]) })
	out := newReport()
	for i, p := range parts {
		p.number(fmt.Sprintf("K%d", i+1), len(out.Claims))
		p.sort()
		out.Documents = append(out.Documents, p.Documents...)
		out.Clusters = append(out.Clusters, p.Clusters...)
		out.Edges = append(out.Edges, p.Edges...)
		out.Claims = append(out.Claims, p.Claims...)
		out.Alterations = append(out.Alterations, p.Alterations...)
		out.Quotations = append(out.Quotations, p.Quotations...)
		out.Contradictions = append(out.Contradictions, p.Contradictions...)
		out.Own = append(out.Own, p.Own...)
	}
	slices.SortFunc(out.Documents, func(a, b Listed) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// number shifts the numbers of the claims of one group by those before it.
func (r *Report) number(cluster string, before int) {
	ids := map[string]string{}
	for i := range r.Claims {
		id := fmt.Sprintf("C%02d", before+i+1)
		ids[r.Claims[i].ID] = id
		r.Claims[i].ID, r.Claims[i].Cluster = id, cluster
		if of := r.Claims[i].Of; of != "" {
			r.Claims[i].Of = ids[of]
		}
	}
	for i := range r.Alterations {
		r.Alterations[i].Claim = ids[r.Alterations[i].Claim]
	}
	c := &r.Clusters[0]
	c.ID = cluster
	if c.Core != "" {
		c.Core = ids[c.Core]
	}
}

// sort puts the lists of one group in the order of documents and places.
func (r *Report) sort() {
	slices.SortStableFunc(r.Edges, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(a.Undetermined, b.Undetermined), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	slices.SortStableFunc(r.Alterations, func(a, b Alteration) int {
		return cmp.Or(cmp.Compare(a.Doc, b.Doc), cmp.Compare(a.From.From, b.From.From), cmp.Compare(a.At.From, b.At.From))
	})
	slices.SortStableFunc(r.Quotations, func(a, b Quotation) int {
		return cmp.Or(cmp.Compare(a.Doc, b.Doc), cmp.Compare(a.At.From, b.At.From))
	})
	slices.SortStableFunc(r.Own, func(a, b Own) int {
		return cmp.Or(cmp.Compare(a.Doc, b.Doc), cmp.Compare(a.At.From, b.At.From))
	})
	slices.SortStableFunc(r.Contradictions, func(a, b Contradiction) int {
		return cmp.Or(cmp.Compare(a.At[0].Doc, b.At[0].Doc), cmp.Compare(a.At[0].From, b.At[0].From), cmp.Compare(a.At[1].Doc, b.At[1].Doc), cmp.Compare(a.At[1].From, b.At[1].From))
	})
}
