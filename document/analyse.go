package document

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/longarm-project/longarm/document/prose"
)

// Analyse says what a set of documents is worth as evidence. The order of docs does not
// matter: texts are taken by their bytes, and the report is in the order of their IDs.
// workers bounds the goroutines; 0 is one for each processor. It ends early only with ctx.
func Analyse(ctx context.Context, docs []*Document, workers int) (*Report, error) {
	base, err := prose.New()
	if err != nil {
		return nil, err
	}
	docs = slices.SortedFunc(slices.Values(docs), func(a, b *Document) int {
		return cmp.Or(strings.Compare(string(a.Digest), string(b.Digest)), strings.Compare(a.ID, b.ID))
	})
	workers = cmp.Or(workers, runtime.GOMAXPROCS(0))
	sketches := make([]sketch, len(docs))
	err = each(ctx, len(docs), workers, base, func(i int, l *prose.Lexicon) {
		sketches[i] = newSketch(take(docs[i], l))
	})
	if err != nil {
		return nil, err
	}
	r := newRarity(sketches)
	known := map[string]bool{}
	for i := range sketches {
		r.finish(&sketches[i])
		if p := sketches[i].publisher; p != "" {
			known[p] = true
		}
	}
	groups := group(sketches)
	slices.SortStableFunc(groups, func(a, b []int) int { return -cmp.Compare(len(a), len(b)) }) // the large first: they take longest
	parts := make([]*Report, len(groups))
	err = each(ctx, len(groups), workers, base, func(i int, l *prose.Lexicon) {
		parts[i] = judge(docs, sketches, groups[i], known, l)
	})
	if err != nil {
		return nil, err
	}
	return merge(parts), nil
}

// each calls f for 0 to n-1 from several goroutines, each with a Lexicon of its own.
func each(ctx context.Context, n, workers int, base *prose.Lexicon, f func(int, *prose.Lexicon)) error {
	g, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range min(workers, max(1, n)) {
		g.Go(func() error {
			l := base.Clone()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := context.Cause(ctx); err != nil {
					return err
				}
				f(i, l)
			}
			return nil
		})
	}
	return g.Wait()
}

// judge reports on one group of documents.
func judge(docs []*Document, sketches []sketch, members []int, known map[string]bool, l *prose.Lexicon) *Report {
	r := newReport()
	s := newSet(docs, members, l)
	for i := range s.size() {
		r.Documents = append(r.Documents, s.get(i).list(known))
	}
	r.add(s, trace(s, candidates(sketches, members), known), known)
	return r
}

func newReport() *Report {
	return &Report{Documents: []Listed{}, Clusters: []Cluster{}, Edges: []Edge{}, Claims: []Claim{}, Alterations: []Alteration{},
		Quotations: []Quotation{}, Contradictions: []Contradiction{}, Own: []Own{}, NotRead: []Problem{}}
}

// list says what a document is.
func (t *text) list(known map[string]bool) Listed {
	p := t.doc.Page
	d := Listed{ID: t.doc.ID, Name: t.doc.Name, Copies: t.doc.Copies, Digest: t.doc.Digest, Format: p.Format, Encoding: p.Encoding,
		Characters: t.doc.character(len(p.Text)), Language: "en", Publisher: t.publisher(), Title: snippet(p.Title), Date: p.Date, Links: p.Links, Address: p.Address, Notes: p.Notes}
	if !t.english {
		d.Language = "not read"
	}
	if t.short {
		d.Notes = append(slices.Clone(d.Notes), fmt.Sprintf("only the first %d KiB of prose and %d quotations were compared", maxProse>>10, maxQuotes))
	}
	if p.Place != "" {
		d.Dateline = strings.Trim(p.Place+", "+p.Day, ", ")
	}
	for _, n := range t.nods(known) {
		d.Credits = append(d.Credits, Credit{n.publisher, snippet(p.Text[n.span.From:n.span.To]), t.place(n.span)})
	}
	for _, b := range p.Blocks {
		if b.Kind != "body" {
			d.Apart = append(d.Apart, Apart{string(b.Kind), snippet(p.Text[b.From:b.To]), t.doc.place(b.From, b.To)})
		}
	}
	return d
}

// add writes a cluster into the report.
func (r *Report) add(s *set, l *lineage, known map[string]bool) {
	root := s.get(l.root)
	c := Cluster{Root: root.doc.ID, Members: []string{}, Independent: []string{}, OnRecord: []Record{}, Persons: Persons{Groups: []Person{}}}
	r.Edges = append(r.Edges, l.edges...)
	r.addClaims(root, root.points())
	held := make([][]prose.Span, s.size()) // where each text holds each claim
	var seats []seat
	for i := range s.size() {
		t := s.get(i)
		c.Members = append(c.Members, t.doc.ID)
		r.Contradictions = append(r.Contradictions, t.selfContrary()...)
		seats = append(seats, t.seats()...)
		if i == l.root {
			continue
		}
		p := l.pair(l.root, i)
		for _, f := range p.found {
			held[i] = append(held[i], f.span)
		}
		r.addCopy(p, l.descends(i))
	}
	if s.large() {
		c.Undetermined = "in a group of this size, alterations that two copies share were not compared"
	}
	slices.Sort(c.Members)
	r.Contradictions = append(r.Contradictions, seatContrary(seats)...)
	r.count(&c, s, l, held, known)
	r.Clusters = append(r.Clusters, c)
}

// descends reports whether a text was made from the root, over however many others.
func (l *lineage) descends(i int) bool {
	for k := l.parent[i]; k >= 0; k = l.parent[k] {
		if k == l.root {
			return true
		}
	}
	return false
}

func (r *Report) addClaims(root *text, points []point) {
	of := map[int]string{}
	for _, p := range points {
		u := &root.units[p.unit]
		k := Claim{ID: fmt.Sprintf("C%02d", len(r.Claims)+1), Text: snippet(p.span.In(root.doc.Page.Prose)), At: root.place(p.span),
			Kind: "statement", Documents: map[string]Verdict{root.doc.ID: Kept}, Places: map[string]Place{root.doc.ID: root.place(p.span)},
			Attribution: root.attribution(u), Certainty: root.certainty(u)}
		if p.laid >= 0 {
			k.Kind, k.Of, k.Certainty = "source", of[p.unit], Asserted
		} else {
			of[p.unit] = k.ID
		}
		r.Claims = append(r.Claims, k)
	}
}

// addCopy writes down how a text holds the claims of the root. What an independent
// text says otherwise is a contradiction or a matter of words, never an alteration.
func (r *Report) addCopy(p *pair, derived bool) {
	id := p.copy.doc.ID
	for i, f := range p.found {
		k := &r.Claims[i]
		k.Documents[id] = f.verdict
		if f.verdict == Absent {
			continue
		}
		k.Places[id] = p.copy.place(f.span)
		if !derived {
			if f.verdict == Altered {
				k.Documents[id] = Paraphrased
			}
			continue
		}
		for _, ch := range f.changes {
			r.Alterations = append(r.Alterations, Alteration{k.ID, id, ch.kind, snippet(ch.root.In(p.root.doc.Page.Prose)), snippet(ch.copy.In(p.copy.doc.Page.Prose)), ch.says, p.root.place(ch.root), p.copy.place(ch.copy)})
		}
	}
	r.addQuotes(p, derived)
	r.Contradictions = append(r.Contradictions, p.contrary()...)
	if derived {
		r.Own = append(r.Own, p.own()...)
	} else {
		r.Contradictions = append(r.Contradictions, p.figures()...)
	}
}

func (r *Report) addQuotes(p *pair, derived bool) {
	for i, q := range p.quotes {
		mine := &p.copy.quotes[i]
		k := Quotation{Doc: p.copy.doc.ID, Text: snippet(mine.In(p.copy.doc.Page.Prose)), Speaker: p.copy.speaker(mine), Verdict: q.verdict, Says: q.says, At: p.copy.place(mine.Span)}
		if q.ref >= 0 {
			ref := &p.root.quotes[q.ref]
			at := p.root.place(ref.Span)
			k.Reference, k.Ref = snippet(ref.In(p.root.doc.Page.Prose)), &at
			if k.Speaker == "" {
				k.Speaker = p.root.speaker(ref)
			}
		}
		if !derived && q.verdict == Garbled {
			k.Verdict, k.Says = OwnQuote, "another report quotes the same words otherwise: "+q.says
		}
		r.Quotations = append(r.Quotations, k)
	}
}

// count says how many independent reports of the core claim there are, and what they rest on.
func (r *Report) count(c *Cluster, s *set, l *lineage, held [][]prose.Span, known map[string]bool) {
	core := coreOf(r.Claims, s.size())
	if core < 0 {
		c.Independent, c.IndependentReports = []string{c.Root}, 1
		if !s.get(l.root).english {
			c.Unread, c.Persons.Open = c.Independent, true
		}
		return
	}
	c.Core = r.Claims[core].ID
	held[l.root] = make([]prose.Span, len(r.Claims))
	held[l.root][core] = s.get(l.root).points()[core].span
	absent := absentPublishers(s, l, known)
	groups := l.groups(absent)
	var persons []Persons
	done := map[int]bool{}
	for _, i := range rootFirst(l.root, s.size()) {
		if held[i][core].Len() == 0 || done[groups[i]] {
			continue
		}
		done[groups[i]] = true
		best := l.headOf(groups, groups[i])
		t := s.get(best)
		c.Independent = append(c.Independent, t.doc.ID)
		if !t.english {
			c.Unread = append(c.Unread, t.doc.ID)
		}
		persons = append(persons, t.persons())
		c.OnRecord = append(c.OnRecord, t.record()...)
		if absent[best] != "" && !slices.Contains(c.Missing, absent[best]) {
			c.Missing = append(c.Missing, absent[best])
		}
		c.Confirmed = c.Confirmed || t.confirmed(held[best][core], known)
	}
	c.IndependentReports = len(c.Independent)
	c.Persons = joined(persons)
	c.Persons.Open = c.Persons.Open || len(c.Unread) > 0
	if absent[l.root] != "" {
		c.Undetermined = "the text of " + absent[l.root] + " is not here: " + c.Root + " only stands for it"
	}
}

func rootFirst(root, n int) []int {
	out := []int{root}
	for i := range n {
		if i != root {
			out = append(out, i)
		}
	}
	return out
}

// coreOf is the claim among the first three statements that most documents hold.
func coreOf(claims []Claim, n int) int {
	best, most, seen := -1, -1, 0
	for i := range claims {
		if claims[i].Kind != "statement" {
			continue
		}
		held := 0
		for _, v := range claims[i].Documents {
			if v != Absent {
				held++
			}
		}
		if held > most {
			best, most = i, held
		}
		if seen++; seen == 3 || most == n {
			break
		}
	}
	return best
}

// headOf is the text of a group that has no parent in it; the root where it is one.
func (l *lineage) headOf(groups []int, g int) int {
	best := -1
	for i := range groups {
		if groups[i] != g || l.parent[i] >= 0 {
			continue
		}
		if i == l.root {
			return i
		}
		if best < 0 || l.richer(i, best) {
			best = i
		}
	}
	return max(best, 0)
}

// confirmed reports whether a text lays what stands in a span to somebody on the record.
func (t *text) confirmed(at prose.Span, known map[string]bool) bool {
	for k := range t.units {
		if at.Len() > 0 && overlap(t.units[k].Span, at)*2 > at.Len() {
			return t.onRecord(&t.units[k], known)
		}
	}
	return false
}

// absentPublishers names for each text without a parent the publisher that it credits and
// that no text of the set is of.
func absentPublishers(s *set, l *lineage, known map[string]bool) []string {
	out := make([]string, s.size())
	for i := range out {
		if l.parent[i] >= 0 {
			continue
		}
		t := s.get(i)
		for _, n := range t.nods(known) {
			if !known[n.publisher] && n.publisher != t.publisher() {
				out[i] = n.publisher
				break
			}
		}
	}
	return out
}
