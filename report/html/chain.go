package html

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// Measures of a picture of owners, in pixels.
const (
	boxWidth  = 196
	boxGap    = 22
	layerGap  = 74
	boxPad    = 9
	perLayer  = 4  // boxes side by side
	maxBoxes  = 24 // beyond them the picture folds; the table has all
	nameLines = 4
)

// A box is a party of a picture of owners, or a government.
type box struct {
	party      fact.PartyID
	name       string
	sub        string
	government bool
	subject    bool // one that gets access
	verdict    fact.Truth
	layer      int
	x, y, h    int
	text       []string
	named      int // lines of the name
}

// A hold is an interest of one box in another, or a tie to a government.
type hold struct {
	from, to int
	label    string
	claim    fact.ID
}

// chains draws who holds those that get access, as the ownership test of the pack has it.
func (p *page) chains(f *determination.Finding, id string) *figure {
	test := p.tests[f.Pack]
	if test == "" {
		return nil
	}
	var g owners
	for _, party := range p.withAccess(f) {
		c := p.controls[control{party, test}]
		if c == nil || c.Verdict == fact.No {
			continue
		}
		g.subject(p, party, c)
	}
	g.layers()
	g.govern(p)
	if len(g.holds) == 0 {
		return nil
	}
	t := p.t
	fig := figure{ID: id, Title: t.say("chain.title", test), Head: []string{t.say("chain.owner"), t.say("chain.how"), t.say("chain.of"), t.say("chain.read")}}
	for _, h := range g.holds {
		fig.Rows = append(fig.Rows, []string{short(g.boxes[h.from].name), h.label, short(g.boxes[h.to].name), p.places(h.claim)})
	}
	var who []string
	for _, b := range g.boxes {
		if b.subject {
			who = append(who, short(b.name)+": "+t.say("verdict."+b.verdict.String()))
		}
	}
	fig.Desc = t.say("chain.desc", strings.Join(who, "; "))
	if left := len(g.boxes) - maxBoxes; left > 0 {
		g.fold()
		fig.Desc += " " + t.say("chain.folded", left)
	}
	return g.draw(p, fig)
}

// withAccess lists who gets access under a finding, or is its other party.
func (p *page) withAccess(f *determination.Finding) []fact.PartyID {
	var out []fact.PartyID
	d, ok := p.v.Fact(f.Fact).Body.(*fact.Dealing)
	if !ok {
		return nil
	}
	for _, a := range d.Access {
		if a.Able != fact.No {
			out = append(out, a.Parties()...)
		}
	}
	if d.Counterparty != "" {
		out = append(out, d.Counterparty)
	}
	out = append(out, d.CounterpartyOneOf...)
	slices.Sort(out)
	return slices.Compact(out)
}

// owners is the graph of one picture.
type owners struct {
	boxes []box
	holds []hold
	ties  []bond
	at    map[string]int
}

// A bond ties a box to a government.
type bond struct {
	at    int
	tie   tie
	claim fact.ID
}

// govern puts each government one layer above those it is tied to, so that no line passes a box.
func (g *owners) govern(p *page) {
	for _, b := range g.ties {
		layer := g.boxes[b.at].layer + 1
		gov := g.add(fmt.Sprint("government ", b.tie.country, layer), box{name: report.Country(b.tie.country), sub: p.t.say("chain.government"), government: true, layer: layer})
		g.hold(hold{gov, b.at, b.tie.how, b.claim})
	}
}

func (g *owners) box(p *page, id fact.PartyID) int {
	return g.add(string(id), box{party: id, name: p.v.Party(id), sub: p.seat(id)})
}

func (g *owners) add(key string, b box) int {
	if g.at == nil {
		g.at = map[string]int{}
	}
	i, ok := g.at[key]
	if !ok {
		i = len(g.boxes)
		g.at[key] = i
		g.boxes = append(g.boxes, b)
	}
	return i
}

func (g *owners) hold(h hold) {
	if h.from != h.to && !slices.ContainsFunc(g.holds, func(o hold) bool { return o.from == h.from && o.to == h.to && o.label == h.label }) {
		g.holds = append(g.holds, h)
	}
}

// subject puts in one that gets access, with the chain that its control rests on.
func (g *owners) subject(p *page, party fact.PartyID, c *fact.Control) {
	i := g.box(p, party)
	g.boxes[i].subject, g.boxes[i].verdict = true, c.Verdict
	for _, id := range c.Chain {
		claim, ok := p.v.Fact(id).Body.(*fact.Claim)
		if !ok {
			continue
		}
		if in := claim.Interest; in != nil {
			label := strings.Trim(strings.TrimPrefix(p.v.Held(id), " "), "()")
			if in.Kind != fact.Shares && in.Kind != fact.Votes {
				label = report.Words(string(in.Kind), "")
			}
			g.hold(hold{g.box(p, in.Owner), g.box(p, in.Asset), label, id})
		}
		if x := claim.Party; x != nil {
			for _, tie := range ties(p, x, c.Governments) {
				b := bond{g.box(p, x.ID), tie, id}
				if !slices.ContainsFunc(g.ties, func(o bond) bool { return o.at == b.at && o.tie == b.tie }) {
					g.ties = append(g.ties, b)
				}
			}
		}
	}
}

// A tie is what binds a party to a government.
type tie struct {
	country fact.Country
	how     string
}

func ties(p *page, x *fact.Party, governments []fact.Country) (out []tie) {
	put := func(c fact.Country, how string) {
		if c != "" && slices.Contains(governments, c) && !slices.ContainsFunc(out, func(t tie) bool { return t.country == c }) {
			out = append(out, tie{c, p.t.say("tie." + how)})
		}
	}
	put(x.State, "state")
	for _, c := range x.Organized {
		put(c, "organized")
	}
	put(x.Seat, "seat")
	put(x.Residence, "residence")
	for _, c := range x.Citizenship {
		put(c, "citizenship")
	}
	return out
}

// layers gives each box its layer: owners above what they hold, governments on top.
func (g *owners) layers() {
	for round := 0; round <= len(g.boxes); round++ {
		changed := false
		for _, h := range g.holds {
			if l := g.boxes[h.to].layer + 1; g.boxes[h.from].layer < l && l <= len(g.boxes) {
				g.boxes[h.from].layer, changed = l, true
			}
		}
		if !changed {
			return
		}
	}
	// a ring: its boxes stand where the first rounds left them
	for i := range g.boxes {
		g.boxes[i].layer = min(g.boxes[i].layer, 12)
	}
}

// fold keeps the first boxes, those that get access and the governments among them.
func (g *owners) fold() {
	order := make([]int, len(g.boxes))
	for i := range order {
		order[i] = i
	}
	rank := func(i int) int {
		if b := &g.boxes[i]; b.subject || b.government {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(a), rank(b)) })
	at := map[int]int{}
	var boxes []box
	for _, i := range order[:maxBoxes] {
		at[i] = len(boxes)
		boxes = append(boxes, g.boxes[i])
	}
	var holds []hold
	for _, h := range g.holds {
		from, ok := at[h.from]
		if to, both := at[h.to]; ok && both {
			holds = append(holds, hold{from, to, h.label, h.claim})
		}
	}
	g.boxes, g.holds = boxes, holds
}

func (g *owners) draw(p *page, fig figure) *figure {
	top := 0
	for _, b := range g.boxes {
		top = max(top, b.layer)
	}
	w, y := 0, 4
	rows := g.order(top)
	for layer := top; layer >= 0; layer-- {
		row := rows[layer]
		for from := 0; from < len(row); from += perLayer { // a wide layer takes several rows
			part := row[from:min(from+perLayer, len(row))]
			tall := 0
			for k, i := range part {
				b := &g.boxes[i]
				b.text = wrap(b.name, boxWidth-2*boxPad, nameLines)
				b.named = len(b.text)
				b.text = append(b.text, wrap(b.sub, boxWidth-2*boxPad, 2)...)
				if b.subject {
					b.text = append(b.text, wrap(p.t.say("verdict."+b.verdict.String()), boxWidth-2*boxPad, 1)...)
				}
				b.h = 2*boxPad + len(b.text)*lineHeight
				b.x, b.y = k*(boxWidth+boxGap)+4, y
				tall = max(tall, b.h)
			}
			w = max(w, len(part)*(boxWidth+boxGap)-boxGap+8)
			y += tall + 26
		}
		if len(row) > 0 {
			y += layerGap - 26
		}
	}
	g.center(w)
	var d drawing
	ends := map[int]int{}
	for _, h := range g.holds {
		g.line(&d, h, ends)
	}
	for _, b := range g.boxes {
		class := "box"
		switch {
		case b.government:
			class = "box government"
		case b.subject:
			class = "box subject"
		}
		d.add(`<rect x="%d" y="%d" width="%d" height="%d" rx="%d" class="%s"/>`, b.x, b.y, boxWidth, b.h, map[bool]int{true: 14, false: 5}[b.government], class)
		for k, l := range b.text {
			style := "mid small faint"
			if k < b.named {
				style = "mid strong small"
			}
			d.text(b.x+boxWidth/2, b.y+boxPad+13+k*lineHeight, style, l)
		}
	}
	return d.close(fig, w, y-layerGap+8)
}

// order sorts each layer by the mean place of what its boxes hold, and then of who holds them.
func (g *owners) order(top int) [][]int {
	rows := make([][]int, top+1)
	for i := range g.boxes {
		rows[g.boxes[i].layer] = append(rows[g.boxes[i].layer], i)
	}
	at := make([]int, len(g.boxes))
	sort := func(row []int, down bool) {
		mean := func(i int) float64 {
			sum, n := 0, 0
			for _, h := range g.holds {
				if down && h.from == i {
					sum, n = sum+at[h.to], n+1
				} else if !down && h.to == i {
					sum, n = sum+at[h.from], n+1
				}
			}
			if n == 0 {
				return float64(at[i])
			}
			return float64(sum) / float64(n)
		}
		slices.SortStableFunc(row, func(a, b int) int { return cmp.Compare(mean(a), mean(b)) })
		for k, i := range row {
			at[i] = k
		}
	}
	for _, row := range rows {
		for k, i := range row {
			at[i] = k
		}
	}
	for range 2 {
		for layer := 1; layer <= top; layer++ {
			sort(rows[layer], true)
		}
		for layer := top - 1; layer >= 0; layer-- {
			sort(rows[layer], false)
		}
	}
	return rows
}

// center moves the rows to the middle.
func (g *owners) center(w int) {
	right := map[int]int{}
	for _, b := range g.boxes {
		right[b.y] = max(right[b.y], b.x+boxWidth+4)
	}
	for i := range g.boxes {
		b := &g.boxes[i]
		b.x += (w - right[b.y]) / 2
	}
}

// line draws a line from an owner down to what it holds, with the share beside it.
func (g *owners) line(d *drawing, h hold, ends map[int]int) {
	a, b := &g.boxes[h.from], &g.boxes[h.to]
	n := 0
	for _, o := range g.holds {
		if o.to == h.to {
			n++
		}
	}
	ends[h.to]++
	x1, y1 := a.x+boxWidth/2, a.y+a.h
	x2, y2 := b.x+boxWidth*ends[h.to]/(n+1), b.y
	if y2 < y1 { // a ring runs upwards, at the side
		y1, y2 = a.y, b.y+b.h
	}
	middle := (y1 + y2) / 2
	d.add(`<path d="M%d %d C%d %d %d %d %d %d" class="line"/><path d="M%d %d l-4 -8 h8 z" class="head"/>`, x1, y1, x1, middle, x2, middle, x2, y2, x2, y2)
	if h.label != "" {
		lx, ly := x2, y2-20-(ends[h.to]-1)%2*15
		label := wrap(h.label, 150, 1)[0]
		wide := pixels(label)*6/letter + 8
		d.add(`<rect x="%d" y="%d" width="%d" height="15" rx="3" class="paper"/>`, lx-wide/2, ly-12, wide)
		d.text(lx, ly, "mid tiny", label)
	}
}
