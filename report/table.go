package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A row is one asset of the table of reach.
type row struct {
	asset  fact.AssetID
	folded bool // several that were seen
	n      int  // how many, where they are folded
	stated bool // a person names it
	arms   [3]map[fact.Country]fact.Truth
}

// reach writes a matrix of what each government can do to each asset. It is never cut: assets of
// which the same is so are one row, long names go on below, and what is too wide goes on in a block of its own.
func (p *page) reach() {
	rows := p.rows()
	if len(rows) == 0 {
		return
	}
	governments := p.governments(rows)
	lines := p.matrix(rows)
	const most = 16
	hidden := 0
	if len(lines) > most && !p.s.All {
		for _, l := range lines[most:] {
			hidden += l.n
		}
		lines = lines[:most]
	}
	name := columns("WHO CAN")
	for _, l := range lines {
		name = max(name, columns(l.name))
	}
	name = min(name, max(16, p.full*2/5))
	cell, per := len("R C E"), 0
	if per = (p.full - name) / (cell + 2); per < len(governments) {
		cell = len("RCE")
		per = max(1, (p.full-name)/(cell+2))
	}
	for cs := range slices.Chunk(governments, per) {
		head := pad("WHO CAN", name)
		for _, c := range cs {
			head += "  " + pad(string(c), cell)
		}
		p.line(0, p.dim(strings.TrimRight(head, " ")))
		for _, l := range lines {
			text := ""
			for _, c := range cs {
				text += "  " + p.arms(l.row, c, cell > len("RCE"))
			}
			for i, n := range p.lines(l.name, name) {
				if i > 0 {
					text = ""
				}
				p.line(0, pad(n, name)+text)
			}
		}
	}
	if hidden > 0 {
		p.faint(0, fmt.Sprintf("and %s more; --all shows them", count(hidden, "asset")))
	}
	p.faint(0, "R read, C cut, E enter; a small letter: possible; ·: no")
	var legend []string
	for _, c := range governments {
		legend = append(legend, string(c)+" "+country(c))
	}
	p.faint(0, strings.Join(legend, ", "))
	if i := slices.IndexFunc(rows, func(r row) bool { return !r.folded }); i >= 0 && !p.s.Quiet {
		p.commandRow(0, len("the path: "), "the path:", p.s.run("explain", string(rows[i].asset)))
	}
	p.blank()
}

// A line is a row of the matrix: an asset, or n of which the same is so.
type line struct {
	name string
	n    int
	row  *row
}

// matrix joins the rows of which the same is so; with --all each stands alone.
func (p *page) matrix(rows []row) []line {
	const named = 2
	var out []line
	at := map[string]int{}
	var names [][]string
	for i := range rows {
		r := &rows[i]
		key := r.key()
		k, ok := at[key]
		if !ok || p.s.All || r.folded {
			at[key] = len(out)
			out = append(out, line{string(r.asset), max(1, r.n), r})
			names = append(names, []string{string(r.asset)})
			continue
		}
		out[k].n++
		names[k] = append(names[k], string(r.asset))
	}
	for i := range out {
		if n := names[i]; len(n) > named+1 {
			out[i].name = strings.Join(n[:named], ", ") + fmt.Sprintf(" and %s more", thousands(int64(len(n)-named)))
		} else {
			out[i].name = strings.Join(n, ", ")
		}
	}
	return out
}

// key tells rows apart of which something else is so.
func (r *row) key() string {
	var b strings.Builder
	for _, arm := range r.arms {
		for _, c := range slices.Sorted(maps.Keys(arm)) {
			if arm[c] != fact.No {
				fmt.Fprintf(&b, "%s%d ", c, arm[c])
			}
		}
		b.WriteByte('/')
	}
	return b.String()
}

// governments lists those that can do something, or perhaps can: those of concern first, then
// those that surely reach most.
func (p *page) governments(rows []row) []fact.Country {
	weight := map[fact.Country]int{}
	for i := range rows {
		for _, arm := range rows[i].arms {
			for c, t := range arm {
				weight[c] += map[fact.Truth]int{fact.Yes: 1 << 20, fact.Unknown: 1}[t]
			}
		}
	}
	maps.DeleteFunc(weight, func(_ fact.Country, n int) bool { return n == 0 })
	concern := p.concern()
	return slices.SortedFunc(maps.Keys(weight), func(a, b fact.Country) int {
		return cmp.Or(-cmp.Compare(concern[a], concern[b]), -cmp.Compare(weight[a], weight[b]), strings.Compare(string(a), string(b)))
	})
}

// arms writes the cell of one government: a capital for what it surely can, a small letter for what it perhaps can.
func (p *page) arms(r *row, c fact.Country, wide bool) string {
	var cells []string
	for i, arm := range r.arms {
		letter := "RCE"[i : i+1]
		switch arm[c] {
		case fact.Yes:
			cells = append(cells, p.paint(red, letter))
		case fact.Unknown:
			if _, asked := arm[c]; !asked {
				cells = append(cells, "·")
				continue
			}
			cells = append(cells, p.paint(yellow, strings.ToLower(letter)))
		default:
			cells = append(cells, p.dim("·"))
		}
	}
	return strings.Join(cells, map[bool]string{true: " "}[wide])
}

// rows gathers the reach facts by asset: those that somebody can surely read first.
// What a person names, and what somebody surely reaches, has a line of its own; the
// rest is folded into one.
func (p *page) rows() []row {
	stated := p.stated()
	byAsset := map[fact.AssetID]*row{}
	var rows []*row
	for _, f := range p.d.Facts {
		b, ok := f.Body.(*fact.Reach)
		if !ok {
			continue
		}
		r := byAsset[b.Asset]
		if r == nil {
			r = &row{asset: b.Asset, stated: stated[b.Asset]}
			byAsset[b.Asset] = r
			rows = append(rows, r)
		}
		i := slices.Index([]fact.Arm{fact.Read, fact.Cut, fact.Enter}, b.Arm)
		if r.arms[i] == nil {
			r.arms[i] = map[fact.Country]fact.Truth{}
		}
		r.arms[i][b.Government] = b.Verdict
	}
	slices.SortFunc(rows, func(a, b *row) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), strings.Compare(string(a.asset), string(b.asset)))
	})
	var out []row
	loose := row{}
	n := 0
	for _, r := range rows {
		if r.stated || r.sure() || p.s.All {
			out = append(out, *r)
			continue
		}
		n++
		loose.asset = r.asset
		loose.join(r)
	}
	if n > 1 {
		loose.folded, loose.n = true, n
		loose.asset = fact.AssetID(count(n, "asset") + " in traffic or names")
	}
	if n > 0 {
		out = append(out, loose)
	}
	return out
}

// stated holds the assets that people name; reach has them under the names that these give.
func (p *page) stated() map[fact.AssetID]bool {
	out := map[fact.AssetID]bool{}
	for _, f := range p.d.Facts {
		if o, ok := f.Body.(*fact.Observation); ok && o.What == fact.ObservedAsset {
			out[o.Asset] = true
		}
	}
	return out
}

// sure reports whether some government surely has one of the arms.
func (r *row) sure() bool {
	for _, arm := range r.arms {
		for _, v := range arm {
			if v == fact.Yes {
				return true
			}
		}
	}
	return false
}

// join adds what is possible of another row.
func (r *row) join(o *row) {
	for i, arm := range o.arms {
		if r.arms[i] == nil {
			r.arms[i] = map[fact.Country]fact.Truth{}
		}
		for c, v := range arm {
			if old, ok := r.arms[i][c]; !ok || v > old {
				r.arms[i][c] = v
			}
		}
	}
}

// weight orders rows: reading before cutting before entering, what is sure before what is possible.
func (r *row) weight() int {
	n := 0
	for i, arm := range r.arms {
		for _, v := range arm {
			switch v {
			case fact.Yes:
				n += []int{10000, 3000, 1000}[i]
			case fact.Unknown:
				n++
			}
		}
	}
	return n
}

// concern counts, by government, the parties that a legal test ties to it.
func (p *page) concern() map[fact.Country]int {
	tests := map[string]bool{}
	for _, k := range p.d.Packs {
		tests[k.Test] = true
	}
	out := map[fact.Country]int{}
	for _, f := range p.d.Facts {
		if c, ok := f.Body.(*fact.Control); ok && c.On == "" && tests[c.Test] && c.Verdict != fact.No {
			for _, g := range c.Governments {
				out[g] = 1
			}
		}
	}
	return out
}
