package document

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/document/prose"
)

// copied is the sum of reasons from which a text is held to be made from another,
// or both from one.
const copied = 3

// directed is how much more must speak for one direction than for the other.
const directed = 2

// A lineage is who was made from whom within a group.
type lineage struct {
	set    *set
	pairs  map[[2]int]*pair // by root, copy; kept in small groups only
	units  []int            // of each text
	parent []int            // index; -1: none
	bound  [][2]int         // pairs that belong together, the direction not known
	edges  []Edge
	root   int
}

// A link is what speaks for the copy having been made from the root.
type link struct {
	pair      *pair
	signs     []sign
	copying   int
	direction int
}

// trace finds who was made from whom. candidates gives for each text those that it
// may have been made from.
func trace(s *set, candidates [][]int, known map[string]bool) *lineage {
	l := &lineage{set: s, pairs: map[[2]int]*pair{}, parent: make([]int, s.size()), units: make([]int, s.size())}
	for c := range l.parent {
		l.parent[c] = -1
		l.units[c] = len(s.get(c).units)
		var best *link
		from := -1
		for _, r := range candidates[c] {
			k := l.link(r, c, known)
			if k.copying < copied {
				continue
			}
			back := l.link(c, r, known)
			if k.direction-back.direction < directed {
				if back.direction-k.direction < directed && !slices.Contains(l.bound, [2]int{r, c}) {
					l.bound = append(l.bound, [2]int{c, r})
				}
				continue
			}
			if best == nil || k.closer(best) {
				best, from = k, r
			}
		}
		if best != nil {
			l.parent[c] = from
			l.edges = append(l.edges, best.edge())
		}
	}
	l.breakRings()
	l.open(known)
	if !s.large() {
		l.coincidences()
	}
	l.root = l.chooseRoot()
	return l
}

// pair compares two texts, or recalls it.
func (l *lineage) pair(r, c int) *pair {
	if p := l.pairs[[2]int{r, c}]; p != nil {
		return p
	}
	p := compare(l.set.get(r), l.set.get(c))
	if !l.set.large() {
		l.pairs[[2]int{r, c}] = p
	}
	return p
}

func (l *lineage) link(r, c int, known map[string]bool) *link {
	k := &link{pair: l.pair(r, c)}
	k.signs = k.pair.signs(known)
	for _, s := range k.signs {
		k.copying += s.copying
		k.direction += s.direction
	}
	return k
}

// closer reports whether the copy is nearer to the root of k than to that of o. A text
// that has not what the copy has is not its source, however alike the rest is; among
// those that have as much, the one in nearer words is. Names and order decide nothing.
func (k *link) closer(o *link) bool {
	a, b := k.pair, o.pair
	slack := slack * float64(len(a.copy.units))
	x := cmp.Or(differs(a.covered, b.covered, slack), differs(a.closeness+a.shares(), b.closeness+b.shares(), slack), cmp.Compare(a.statements, b.statements), cmp.Compare(a.kept, b.kept))
	if x == 0 {
		return a.root.doc.Digest < b.root.doc.Digest
	}
	return x > 0
}

// slack is how much of the copy two candidates may differ in, and still be held to have as much of it.
const slack = 0.04

// differs compares two sums that are equal within slack.
func differs(a, b, slack float64) int {
	if a-b <= slack && b-a <= slack {
		return 0
	}
	return cmp.Compare(a, b)
}

// shares is how much speaks for a near relation beside the closeness of statements.
func (p *pair) shares() float64 { return 0.5 * float64(len(p.runs)) }

// breakRings cuts a ring of parents at its richest member, which loses its parent.
func (l *lineage) breakRings() {
	for start := range l.parent {
		seen := map[int]bool{}
		c := start
		for c >= 0 && !seen[c] {
			seen[c] = true
			c = l.parent[c]
		}
		if c < 0 {
			continue
		}
		richest := c
		for k := l.parent[c]; k != c; k = l.parent[k] {
			if l.richer(k, richest) {
				richest = k
			}
		}
		l.parent[richest] = -1
		id := l.set.docs[richest].ID
		l.edges = slices.DeleteFunc(l.edges, func(e Edge) bool { return e.From == id })
	}
}

// richer reports whether the text a states more than b. Between equals the bytes decide.
func (l *lineage) richer(a, b int) bool {
	return cmp.Or(cmp.Compare(l.units[a], l.units[b]), cmp.Compare(string(l.set.docs[b].Digest), string(l.set.docs[a].Digest))) > 0
}

// edge writes down why the copy is held to be made from the root.
func (k *link) edge() Edge {
	e := Edge{From: k.pair.copy.doc.ID, To: k.pair.root.doc.ID, Kind: k.pair.kind()}
	for _, s := range k.signs {
		e.Evidence = append(e.Evidence, s.Evidence)
	}
	return e
}

// kind says how the copy was made.
func (p *pair) kind() EdgeKind {
	garbled, exact := 0, 0
	for _, q := range p.quotes {
		switch q.verdict {
		case Garbled:
			garbled++
		case Exact, Fuller:
			exact++
		}
	}
	own := len(p.copy.units) - p.matched
	words, same := 0, 0
	for i := range p.copy.units {
		words += len(p.copy.units[i].Tokens)
		if m := p.back.matches[i]; m.window >= 0 {
			same += int(alike(p.copy.units[i].Tokens, p.root.windows[m.window].tokens) * float64(len(p.copy.units[i].Tokens)))
		}
	}
	verbatim := float64(same) / float64(max(1, words))
	switch {
	case p.copy.doc.Page.Translated() != "" && p.root.doc.Page.Translated() == "", garbled >= 2 && exact == 0:
		return Translation
	case !p.copy.english || !p.root.english:
		return Translation
	case verbatim >= 0.9 && p.kept*10 >= p.statements*9:
		return Syndication
	case p.matched > 0 && p.matched*3 <= len(p.copy.units) && exact > 0:
		return Quoting
	case own*8 <= len(p.copy.units) && p.kept*4 <= p.statements*3 && verbatim >= 0.55:
		return Abridgement
	}
	return Rewrite
}

// open writes down the pairs that belong together without a direction, where neither has a parent of its own.
func (l *lineage) open(known map[string]bool) {
	for _, b := range l.bound {
		if l.parent[b[0]] >= 0 || l.parent[b[1]] >= 0 {
			continue
		}
		k := l.link(b[1], b[0], known)
		e := Edge{From: k.pair.copy.doc.ID, To: k.pair.root.doc.ID, Evidence: []Evidence{},
			Undetermined: "one was made from the other, or both from a text that is not here: nothing shows the direction"}
		for _, s := range k.signs {
			if s.copying > 0 {
				e.Evidence = append(e.Evidence, s.Evidence)
			}
		}
		l.edges = append(l.edges, e)
	}
}

// sharedRun is how many words a shared alteration has at least.
const sharedRun = 5

// maxSiblings bounds the copies of one root that are compared with each other.
const maxSiblings = 60

// coincidences finds alterations that two copies of one root share in the same words,
// though neither credits the other: a common intermediate, or chance.
func (l *lineage) coincidences() {
	for r := range l.parent {
		var kids []int
		for c, p := range l.parent {
			if p == r {
				kids = append(kids, c)
			}
		}
		kids = kids[:min(len(kids), maxSiblings)]
		for i, a := range kids {
			for _, b := range kids[i+1:] {
				l.coincide(r, a, b)
			}
		}
	}
}

func (l *lineage) coincide(r, a, b int) {
	pa, pb := l.pair(r, a), l.pair(r, b)
	var ev []Evidence
	for i := range pa.found {
		fa, fb := &pa.found[i], &pb.found[i]
		if fa.verdict != Altered || fb.verdict != Altered || !sameKind(fa.changes, fb.changes) {
			continue
		}
		run := commonRun(pa.copy, fa.span, pb.copy, fb.span)
		if run == "" || inText(pa.root, run) {
			continue
		}
		ev = append(ev, Evidence{"alters", fmt.Sprintf("both have %q, which %s has not", run, pa.root.doc.ID), []Place{pa.copy.place(fa.span), pb.copy.place(fb.span)}})
	}
	if len(ev) > 0 {
		l.edges = append(l.edges, Edge{From: pa.copy.doc.ID, To: pb.copy.doc.ID, Evidence: ev,
			Undetermined: "shared alteration without credit: common intermediate or coincidence"})
	}
}

func sameKind(a, b []change) bool {
	return slices.ContainsFunc(a, func(x change) bool {
		return slices.ContainsFunc(b, func(y change) bool { return x.kind == y.kind })
	})
}

// commonRun is the longest run of words that two spans share, of sharedRun words or more.
func commonRun(a *text, as prose.Span, b *text, bs prose.Span) string {
	aw := words(a.lexicon.Tokens(a.doc.Page.Prose, as.From, as.To))
	bw := words(b.lexicon.Tokens(b.doc.Page.Prose, bs.From, bs.To))
	best, at := 0, 0
	for i := range aw {
		for j := range bw {
			n := 0
			for i+n < len(aw) && j+n < len(bw) && aw[i+n] == bw[j+n] {
				n++
			}
			if n > best {
				best, at = n, i
			}
		}
	}
	if best < sharedRun {
		return ""
	}
	return join(aw[at : at+best])
}

// chooseRoot picks the text that most others were made from; among equals, the richest.
func (l *lineage) chooseRoot() int {
	below := make([]int, len(l.parent))
	for c := range l.parent {
		for k := l.parent[c]; k >= 0; k = l.parent[k] {
			below[k]++
		}
	}
	best := -1
	for i := range l.parent {
		if l.parent[i] >= 0 {
			continue
		}
		if best < 0 || below[i] > below[best] || below[i] == below[best] && l.richer(i, best) {
			best = i
		}
	}
	return best
}

// groups joins texts that are of one report: made from one another, in whichever
// direction, or from one publisher that is not among them. It gives for each text the
// least index of its group.
func (l *lineage) groups(absent []string) []int {
	at := make([]int, len(l.parent))
	for i := range at {
		at[i] = i
	}
	find := func(i int) int {
		for at[i] != i {
			at[i] = at[at[i]]
			i = at[i]
		}
		return i
	}
	union := func(a, b int) {
		a, b = find(a), find(b)
		at[max(a, b)] = min(a, b)
	}
	for c, r := range l.parent {
		if r >= 0 {
			union(c, r)
		}
	}
	for _, b := range l.bound {
		union(b[0], b[1])
	}
	first := map[string]int{}
	for i, p := range absent {
		if p == "" {
			continue
		}
		if k, ok := first[p]; ok {
			union(k, i)
		} else {
			first[p] = i
		}
	}
	for i := range at {
		at[i] = find(i)
	}
	return at
}
