package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/document/prose"
)

// A pair is what comparing a text with one it may have been made from shows.
type pair struct {
	root, copy *text
	points     []point
	found      []finding
	quotes     []reading
	forth      alignment // units of the root in the copy
	back       alignment // units of the copy in the root
	statements int       // statements of the root
	kept       int       // of these, found in the copy
	matched    int       // units of the copy found in the root
	order      float64   // share of the found statements that stand in the order of the root
	runs       []prose.Span
	closeness  float64                // sum of the scores of the units of the copy
	covered    float64                // the same, a score of enough and more counting one
	vocabulary map[prose.Concept]bool // of the root; made when the copy's own is listed
}

// compare aligns two texts and judges copy by root.
func compare(root, copy *text) *pair {
	p := &pair{root: root, copy: copy, points: root.points()}
	p.forth, p.back = align(root, copy), align(copy, root)
	p.quotes = readQuotes(root, copy)
	p.found = hold(root, copy, p.points, &p.forth, p.quotes)
	var places []int
	for i, f := range p.found {
		if p.points[i].laid >= 0 {
			continue
		}
		p.statements++
		if f.verdict != Absent {
			p.kept++
			places = append(places, f.span.From)
		}
	}
	p.order = inOrder(places)
	for _, m := range p.back.matches {
		if m.window >= 0 && m.score >= present {
			p.matched++
			p.closeness += float64(m.score)
		}
		p.covered += min(1, float64(m.score)/enough)
	}
	p.runs = runs(root, copy)
	return p
}

// enough is the score from which a unit is covered by another text, however it is worded.
const enough = 0.75

// coverage is the share of the copy's units that the root has.
func (p *pair) coverage() float64 {
	if len(p.copy.units) == 0 {
		return 0
	}
	return float64(p.matched) / float64(len(p.copy.units))
}

// inOrder is the longest increasing run through places, as a share of them.
func inOrder(places []int) float64 {
	if len(places) == 0 {
		return 0
	}
	var tails []int
	for _, x := range places {
		i, _ := slices.BinarySearch(tails, x+1)
		if i == len(tails) {
			tails = append(tails, x)
		} else {
			tails[i] = x
		}
	}
	return float64(len(tails)) / float64(len(places))
}

// runLength is how many words in a row, the same in two texts and outside
// quotation marks, are held to be copied rather than met by chance.
const runLength = 8

// maxRuns bounds the runs that are told.
const maxRuns = 50

// runs finds stretches of runLength words or more that two texts share, in the copy.
func runs(root, copy *text) []prose.Span {
	if root.runs == nil {
		root.runs = map[uint64]bool{}
		for i := range root.said {
			grams(root.said[i], func(h uint64, _, _ int) { root.runs[h] = true })
		}
	}
	seen := root.runs
	var out []prose.Span
	for i := range copy.said {
		ts := copy.said[i]
		grams(ts, func(h uint64, from, to int) {
			if !seen[h] || len(out) >= maxRuns {
				return
			}
			s := prose.Span{From: ts[from].From, To: ts[to-1].To}
			if k := len(out) - 1; k >= 0 && out[k].To >= s.From {
				out[k].To = s.To
				return
			}
			out = append(out, s)
		})
	}
	return out
}

// spoken is the words of a sentence outside quotation marks.
func (t *text) spoken(i int) []prose.Token {
	s := &t.sentences[i]
	out := make([]prose.Token, 0, len(s.Tokens))
	quotes := t.quotes[endsAfter(t.quotes, s.From):min(len(t.quotes), endsAfter(t.quotes, s.To)+1)]
	for k := range s.Tokens {
		tok := &s.Tokens[k]
		if tok.Shape == prose.Mark || slices.ContainsFunc(quotes, func(q quote) bool { return tok.From >= q.From && tok.To <= q.To }) {
			continue
		}
		out = append(out, *tok)
	}
	return out
}

// endsAfter is the index of the first quotation that ends after i.
func endsAfter(quotes []quote, i int) int {
	k, _ := slices.BinarySearchFunc(quotes, i, func(q quote, i int) int { return cmp.Compare(q.To, i) })
	return k
}

func grams(ts []prose.Token, f func(h uint64, from, to int)) {
	for i := 0; i+runLength <= len(ts); i++ {
		h := uint64(14695981039346656037)
		for _, t := range ts[i : i+runLength] {
			for k := range len(t.Word) {
				h = (h ^ uint64(t.Word[k])) * 1099511628211
			}
			h = (h ^ ' ') * 1099511628211
		}
		f(h, i, i+runLength)
	}
}

// A sign is one reason to hold that copy was made from root, with its weight.
type sign struct {
	Evidence
	copying   int // that one was made from the other, or both from one
	direction int // that it was copy from root
}

// signs collects the reasons. known holds the publishers of the set.
func (p *pair) signs(known map[string]bool) []sign {
	var out []sign
	add := func(kind string, copying, direction int, at []Place, format string, args ...any) {
		out = append(out, sign{Evidence{kind, fmt.Sprintf(format, args...), at}, copying, direction})
	}
	p.credits(known, add)
	if n := p.kept; n > 0 {
		copying := 0
		switch c := p.coverage(); {
		case c >= 0.75 && p.matched >= 4:
			copying = 2
		case c >= 0.5 && p.matched >= 4:
			copying = 1
		}
		add("shared-facts", copying, 0, nil, "%d of %d statements of %s stand in %s", n, p.statements, p.root.doc.ID, p.copy.doc.ID)
		if p.order >= 0.7 && n >= 5 {
			add("order", 1, 0, nil, "%.0f %% of them in the same order", p.order*100)
		}
	}
	if len(p.runs) > 0 {
		var at []Place
		for _, r := range p.runs[:min(3, len(p.runs))] {
			at = append(at, p.copy.place(r))
		}
		add("verbatim", min(2, len(p.runs)), 0, at, "%s of %d words or more outside quotation marks: %q", many(len(p.runs), "run", "runs"), runLength, snippet(p.runs[0].In(p.copy.doc.Page.Prose)))
	}
	p.losses(add)
	p.sourcing(add)
	p.dates(add)
	p.against(add)
	return out
}

type adder func(kind string, copying, direction int, at []Place, format string, args ...any)

// credits looks for the publisher of the root among those the copy names.
func (p *pair) credits(known map[string]bool, add adder) {
	from := p.root.publisher()
	for _, n := range p.copy.nods(known) {
		if n.publisher == from && from != "" && p.copy.publisher() != from {
			add("credit", 3, 4, []Place{p.copy.place(n.span)}, "names %s: %q", n.publisher, snippet(p.copy.doc.Page.Text[n.span.From:n.span.To]))
			break
		}
	}
	if v := p.copy.doc.Page.Translated(); v != "" && p.root.doc.Page.Translated() == "" {
		add("translated", 1, 3, p.copy.apart("credit"), "says that it is a version in another language: %q", v)
	}
	if from != "" && p.copy.publisher() == from {
		add("publisher", 2, 0, p.copy.apart("dateline"), "both are published by %s", from)
	}
}

// losses tells what the copy lacks, alters and damages.
func (p *pair) losses(add adder) {
	lacks := p.statements - p.kept
	more := len(p.copy.units) - p.matched
	if lacks > 0 {
		d := 0
		switch {
		case lacks >= 2*more+2:
			d = 2
		case lacks > more:
			d = 1
		}
		add("lacks", 0, d, nil, "%s lacks %d statements of %s and has %d of its own", p.copy.doc.ID, lacks, p.root.doc.ID, more)
	}
	losses, at := 0, []Place{}
	var what []string
	for _, f := range p.found {
		for _, c := range f.changes {
			if c.loss {
				losses++
				at = append(at, p.copy.place(c.copy))
				if !slices.Contains(what, c.kind) {
					what = append(what, c.kind)
				}
			}
		}
	}
	if losses > 0 {
		add("alters", 0, min(losses, 3), at, "%s: %s", many(losses, "alteration", "alterations"), strings.Join(what, ", "))
	}
	garbled, exact := 0, 0
	at = nil
	for i, q := range p.quotes {
		switch q.verdict {
		case Garbled:
			garbled++
			at = append(at, p.copy.place(p.copy.quotes[i].Span))
		case Exact, Fuller:
			exact++
		}
	}
	if garbled > 0 {
		d := 1
		if p.firstPerson() {
			d = 2
		}
		add("damages", 1, d, at, "%s of %s garbled", many(garbled, "quotation", "quotations"), p.root.doc.ID)
	}
	if exact > 0 {
		add("quotations", 1, 0, nil, "%s of %s word for word", many(exact, "quotation", "quotations"), p.root.doc.ID)
	}
	if n := len(p.copy.doc.Page.Of("damage")); n > 0 && len(p.root.doc.Page.Of("damage")) == 0 {
		add("damages", 0, 1, p.copy.apart("damage"), "leftovers of another page in %s", p.copy.doc.ID)
	}
}

func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// firstPerson reports whether the root quotes somebody speaking of himself where the copy quotes a third person.
func (p *pair) firstPerson() bool {
	me := func(w []string) bool {
		return slices.ContainsFunc(w, func(s string) bool { return s == "us" || s == "our" || s == "we" || s == "i" || s == "my" })
	}
	for i, q := range p.quotes {
		if q.verdict == Garbled && me(p.root.quotes[q.ref].words) && !me(p.copy.quotes[i].words) {
			return true
		}
	}
	return false
}

// sourcing compares the unnamed groups that two texts rest on.
func (p *pair) sourcing(add adder) {
	a, b := p.root.firstGroup(), p.copy.firstGroup()
	if a == nil || b == nil || a.Sources[0].Count == 0 || a.Sources[0].Count != b.Sources[0].Count {
		return
	}
	add("source", 1, 0, []Place{p.root.place(a.Span), p.copy.place(b.Span)}, "both rest on %d unnamed persons", a.Sources[0].Count)
}

func (p *pair) dates(add adder) {
	a, b := p.root.doc.Page.Date, p.copy.doc.Page.Date
	switch {
	case a == "" || b == "" || a == b:
	case a < b:
		add("date", 0, 2, nil, "%s is of %s, %s of %s", p.root.doc.ID, a, p.copy.doc.ID, b)
	default:
		add("date", 0, -4, nil, "%s is of %s, %s of %s", p.root.doc.ID, a, p.copy.doc.ID, b)
	}
}

// against tells what speaks against copying: voices and figures of the copy's own.
func (p *pair) against(add adder) {
	own, spoke := 0, false
	for i, q := range p.quotes {
		if q.verdict == OwnQuote && len(p.copy.quotes[i].words) > maxTerm {
			own++
		}
		spoke = spoke || q.verdict != OwnQuote
	}
	if own > 0 && !spoke {
		add("own-voices", -1, 0, nil, "quotes nobody whom %s quotes, and %s of its own", p.root.doc.ID, many(own, "quotation", "quotations"))
	}
	contrary := 0
	for _, f := range p.found {
		for _, c := range f.changes {
			if c.kind == kindNumber || c.kind == kindNegated || c.kind == kindCounted {
				contrary++
			}
		}
	}
	if contrary > 0 {
		add("own-figures", -min(contrary, 2), 0, nil, "%s otherwise", many(contrary, "figure or statement is", "figures or statements are"))
	}
	if me := p.copy.publisher(); me != "" && me != p.root.publisher() {
		for i := range p.copy.laid {
			for _, a := range p.copy.laid[i] {
				if a.Credit != "" && canonical(a.Credit) == me {
					add("own-source", -2, 0, []Place{p.copy.place(a.Span)}, "%s was told itself: %q", p.copy.doc.ID, snippet(a.In(p.copy.doc.Page.Prose)))
					return
				}
			}
		}
	}
}
