package ownership

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// A Picture is the chain of parties above one, as boxes and lines, to be drawn. Holders stand left of what they hold.
type Picture struct {
	Title string
	// Answer is the test, the answer and the day, in one sentence.
	Answer string
	// Text describes the picture for those who cannot see it.
	Text  string
	Boxes []Box // the party itself first
	Lines []Line
}

// A Box is one party.
type Box struct {
	ID      fact.PartyID
	Name    string
	Detail  string // kind and country
	Verdict fact.Truth
	Basis   Basis // of a party in without an owner
	Subject bool  // whom the picture is about
	More    int   // holders left out
}

// A Line is an interest from one box to another, by their places in Boxes.
type Line struct {
	From, To int
	Label    string
	Counts   fact.Truth // whether it counts towards the verdict
}

// Picture gathers p and the parties above it, those that count and the largest first, at most limit of them.
func (r *Result) Picture(p fact.PartyID, limit int) (*Picture, bool) {
	x, ok := r.w.g.Find(p)
	if !ok {
		return nil, false
	}
	b := &painter{r: r, at: map[uint32]int{x: 0}, nodes: []uint32{x}}
	for i := 0; i < len(b.nodes); i++ {
		b.above(b.nodes[i], max(limit, 1))
	}
	pic := &Picture{Title: fmt.Sprintf("Who holds %s", r.w.g.Name(x)), Answer: b.answer(x)}
	pic.Text = fmt.Sprintf("%s %d parties; holders stand left of what they hold.", pic.Answer, len(b.nodes))
	for i, n := range b.nodes {
		pic.Boxes = append(pic.Boxes, b.box(n, i == 0))
	}
	for i, n := range b.nodes {
		pic.Lines = append(pic.Lines, b.lines(n, i)...)
	}
	return pic, true
}

// A painter gathers the parties of a picture.
type painter struct {
	r     *Result
	at    map[uint32]int // place of each party drawn
	nodes []uint32
	more  map[uint32]int
}

// above adds the holders of x that still fit.
func (b *painter) above(x uint32, limit int) {
	var owners []uint32
	weight := map[uint32]uint32{}
	for _, e := range b.r.w.g.owners(x) {
		if b.r.w.spans[e.Meta.Span()] == fact.No || e.Other == x {
			continue
		}
		if _, ok := weight[e.Other]; !ok {
			owners = append(owners, e.Other)
		}
		weight[e.Other] = max(weight[e.Other], e.Hi, 1)
	}
	slices.SortStableFunc(owners, func(a, c uint32) int {
		return cmp.Or(cmp.Compare(b.r.counts(c), b.r.counts(a)), cmp.Compare(weight[c], weight[a]))
	})
	for _, o := range owners {
		if _, ok := b.at[o]; ok {
			continue
		}
		if len(b.nodes) >= limit {
			if b.more == nil {
				b.more = make(map[uint32]int)
			}
			b.more[x]++
			continue
		}
		b.at[o] = len(b.nodes)
		b.nodes = append(b.nodes, o)
	}
}

func (b *painter) box(x uint32, subject bool) Box {
	g := b.r.w.g
	box := Box{ID: g.ID(x), Name: g.Name(x), Verdict: b.r.verdict(x), Subject: subject, More: b.more[x]}
	if c := b.r.w.seed(x); c.truth == fact.Yes {
		box.Basis = c.basis
	}
	d := g.describe(x)
	kind := strings.ReplaceAll(string(d.Kind), "-", " ")
	if d.Anonymous {
		kind = "anonymous"
	}
	box.Detail = strings.Trim(kind+", "+d.Countries, ", ")
	return box
}

// lines joins the interests of each pair into one line.
func (b *painter) lines(x uint32, to int) []Line {
	var out []Line
	edges := b.r.w.g.owners(x)
	for i := 0; i < len(edges); {
		j := i + 1
		for j < len(edges) && edges[j].Other == edges[i].Other {
			j++
		}
		from, drawn := b.at[edges[i].Other]
		if label := b.label(edges[i:j]); drawn && label != "" && from != to {
			out = append(out, Line{From: from, To: to, Label: label, Counts: b.r.counts(edges[i].Other)})
		}
		i = j
	}
	return out
}

// label says what the interests of one pair are on the day; "" for nothing.
func (b *painter) label(edges []graph.Edge) string {
	var words []string
	for _, d := range []dimension{dimensions["shares"], dimensions["votes"]} {
		d.kinds = d.kinds[:1]
		direct, indirect := b.r.w.join(edges, d)
		for _, s := range []pairStake{direct, indirect} {
			if !s.stated {
				continue
			}
			text := shortRange(s.lo, s.hi)
			if d.basis == ByVotes {
				text += " votes"
			}
			if s.indirect {
				text += " indirectly"
			}
			words = append(words, text)
		}
	}
	for _, e := range edges {
		switch k := e.Meta.Kind(); {
		case b.r.w.spans[e.Meta.Span()] == fact.No, k == fact.Shares, k == fact.Votes:
		case k == fact.Employment:
			words = append(words, "employs")
		case !slices.Contains(words, string(k)):
			words = append(words, strings.ReplaceAll(string(k), "-", " "))
		}
	}
	return strings.Join(words, ", ")
}

func shortRange(lo, hi uint32) string {
	switch {
	case lo == 0 && hi == uint32(fact.Whole):
		return "share not known"
	case lo == hi:
		return fact.Share(lo).String()
	case lo == 0:
		return "up to " + fact.Share(hi).String()
	}
	return strings.TrimSuffix(fact.Share(lo).String(), " %") + " to " + fact.Share(hi).String()
}

// answer says what the picture answers.
func (b *painter) answer(x uint32) string {
	s := fmt.Sprintf("%s (%s): %s", b.r.Rule.Title, b.r.Rule.Citation, answers[b.r.verdict(x)])
	if b.r.At != "" {
		s += ", as of " + string(b.r.At)
	}
	if why := b.r.Exception(b.r.w.g.ID(x)); why != "" {
		s += "; " + why
	}
	return s + "."
}

var answers = map[fact.Truth]string{fact.Yes: "yes", fact.No: "no", fact.Unknown: "possible"}

// Texts are the texts in a box: its name, what the party is, the verdict, and how many holders were left out.
func (b *Box) Texts() []string {
	verdict := answers[b.Verdict]
	if b.Basis != "" {
		verdict += ": " + strings.ReplaceAll(string(b.Basis), "-", " ")
	}
	lines := []string{b.Name, b.Detail, verdict}
	if b.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more holders", b.More))
	}
	return slices.DeleteFunc(lines, func(s string) bool { return s == "" })
}
