package ownership

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// A Picture is the chain of parties above one, as boxes and lines, to be drawn as
// SVG or DOT. Holders stand left of what they hold.
type Picture struct {
	Title, Text string
	Boxes       []Box // the party itself first
	Lines       []Line
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
	pic := &Picture{Title: fmt.Sprintf("Who holds %s", r.w.g.Name(x)), Text: b.text(x)}
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
	n := g.node(x)
	box := Box{ID: g.ID(x), Name: g.Name(x), Verdict: b.r.verdict(x), Subject: subject, More: b.more[x]}
	if c := b.r.w.seed(x); c.truth == fact.Yes {
		box.Basis = c.basis
	}
	words := []string{string(graph.PartyKind(n.Kind))}
	if n.Flags&graph.NodeAnonymous != 0 {
		words = []string{"anonymous"}
	}
	for _, f := range []struct {
		word string
		v    uint16
	}{{"", n.Organized}, {"seat ", n.Seat}, {"resides in ", n.Residence}, {"of ", n.State}} {
		if f.word == "seat " && f.v == n.Organized {
			continue
		}
		var cs []string
		for _, c := range g.unpack(f.v) {
			cs = append(cs, string(c))
		}
		if len(cs) > 0 {
			words = append(words, f.word+strings.Join(cs, "/"))
		}
	}
	box.Detail = strings.TrimPrefix(strings.Join(words, ", "), ", ")
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

// text describes the picture for those who cannot see it.
func (b *painter) text(x uint32) string {
	verdict := map[fact.Truth]string{fact.Yes: "yes", fact.No: "no", fact.Unknown: "possible"}[b.r.verdict(x)]
	s := fmt.Sprintf("%s under %s (%s): %s.", b.r.w.g.Name(x), b.r.Rule.Name, b.r.Rule.Title, verdict)
	if b.r.At != "" {
		s = "As of " + string(b.r.At) + ": " + s
	}
	return fmt.Sprintf("%s %d parties; holders stand left of what they hold.", s, len(b.nodes))
}

// DOT returns the picture in the language of Graphviz.
func (p *Picture) DOT() string {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph ownership {\n\tgraph [rankdir=LR, label=%s, comment=%s];\n\tnode [shape=box, fontname=\"sans-serif\"];\n", quote(p.Title), quote(p.Text))
	for i, box := range p.Boxes {
		style := map[fact.Truth]string{fact.Yes: "filled", fact.Unknown: "dashed", fact.No: "solid"}[box.Verdict]
		fmt.Fprintf(&b, "\tn%d [label=%s, style=%s];\n", i, quote(strings.Join(box.texts(), "\n")), style)
	}
	for _, l := range p.Lines {
		style := "solid"
		if l.Counts != fact.Yes {
			style = "dashed"
		}
		fmt.Fprintf(&b, "\tn%d -> n%d [label=%s, style=%s];\n", l.From, l.To, quote(l.Label), style)
	}
	b.WriteString("}\n")
	return b.String()
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "", "\x00", "").Replace(s) + `"`
}

// texts are the lines of text in a box.
func (b *Box) texts() []string {
	verdict := map[fact.Truth]string{fact.Yes: "yes", fact.No: "no", fact.Unknown: "possible"}[b.Verdict]
	if b.Basis != "" {
		verdict += ": " + strings.ReplaceAll(string(b.Basis), "-", " ")
	}
	lines := []string{b.Name, b.Detail, verdict}
	if b.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more holders", b.More))
	}
	return slices.DeleteFunc(lines, func(s string) bool { return s == "" })
}
