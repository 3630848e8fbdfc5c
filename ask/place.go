package ask

import (
	"fmt"
	"slices"
	"strings"
)

// A place is a mapping or a list of a case file with what is to be added to it.
type place struct {
	key   string   // "[2]": an element of a list
	head  []string // before all else, where the place is new
	lines []string // at the level of its keys
	tail  []string // after them, where the place is new
	kids  []*place
}

// at returns the place below p that the keys lead to, made where it is not there.
func (p *place) at(keys ...string) *place {
	for _, k := range keys {
		i := slices.IndexFunc(p.kids, func(x *place) bool { return x.key == k })
		if i < 0 {
			p.kids = append(p.kids, &place{key: k})
			i = len(p.kids) - 1
		}
		p = p.kids[i]
	}
	return p
}

// index is the place of an element in its list, -1 for what is none.
func (p *place) index() int {
	var i int
	if n, err := fmt.Sscanf(p.key, "[%d]", &i); n == 1 && err == nil {
		return i
	}
	return -1
}

// empty reports whether there is nothing to add.
func (p *place) empty() bool {
	return len(p.lines) == 0 && !slices.ContainsFunc(p.kids, func(k *place) bool { return !k.empty() })
}

// write returns the lines of what is not there yet.
func (p *place) write(indent int) []string {
	pad := strings.Repeat(" ", indent)
	out := []string{pad + scalar(p.key) + ":"}
	if p.index() >= 0 {
		if below := p.below(indent+2, 0); len(p.head)+len(p.lines)+len(p.tail) == 0 {
			below[0] = pad + "- " + strings.TrimLeft(below[0], " ")
			return below
		}
		out[0] = pad + "-"
	}
	for _, l := range slices.Concat(p.head, p.lines, p.tail) {
		out = append(out, pad+"  "+l)
	}
	return append(out, p.below(indent+2, 0)...)
}

// below returns the lines of what is not there yet below p; of a list so many elements are there.
func (p *place) below(indent, there int) (out []string) {
	for _, k := range p.kids {
		if k.empty() {
			continue
		}
		for ; there < k.index(); there++ { // elements that state nothing
			out = append(out, strings.Repeat(" ", indent)+"-")
		}
		if k.index() >= 0 {
			there = k.index() + 1
		}
		out = append(out, k.write(indent)...)
	}
	return out
}

// wrap breaks a text after a first mark into comment lines of bounded width.
func wrap(mark, text string) []string {
	out := []string{strings.TrimRight(mark, " ")}
	for _, w := range strings.Fields(text) {
		last := &out[len(out)-1]
		if len(*last)+1+len(w) > columns-10 && len(*last) > len(mark) {
			out = append(out, strings.TrimRight(goesOn, " "))
			last = &out[len(out)-1]
			*last += "  "
		}
		*last += " " + w
	}
	return out
}

// goesOn begins a line that goes on with the question before.
const goesOn = "#   "
