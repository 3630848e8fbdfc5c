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
	stated bool // a person names it
	arms   [3]map[fact.Country]fact.Truth
}

func (p *page) reach() {
	rows := p.rows()
	if len(rows) == 0 {
		return
	}
	const lines = 10
	t := [][]string{{"who can", "read", "cut", "enter"}}
	for i, r := range rows {
		if i == lines && !p.s.All {
			t = append(t, []string{fmt.Sprintf("and %d more (--all shows them)", len(rows)-lines), "", "", ""})
			break
		}
		t = append(t, []string{string(r.asset), p.cell(r.arms[0]), p.cell(r.arms[1]), p.cell(r.arms[2])})
	}
	p.table(t)
	legend := "? marks what is possible, - is no"
	for _, c := range slices.Sorted(maps.Keys(p.codes)) {
		legend += ", " + string(c) + " is " + country(c)
	}
	p.faint(0, legend)
	if i := slices.IndexFunc(rows, func(r row) bool { return !r.folded }); i >= 0 && !p.s.Quiet {
		p.faint(0, "The path of each:")
		p.command(2, p.s.run("explain", string(rows[i].asset)))
	}
	p.blank()
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
		loose.folded = true
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

// most is how many governments a cell tells; with --all it tells them all.
const most = 6

// cell lists governments, those of concern first, then the sure ones; those of which the
// answer is possible carry a mark. The first is named, the others are told by the codes that p.codes remembers.
func (p *page) cell(arm map[fact.Country]fact.Truth) string {
	concern := p.concern()
	var cs []fact.Country
	for c, v := range arm {
		if v != fact.No {
			cs = append(cs, c)
		}
	}
	slices.SortFunc(cs, func(a, b fact.Country) int {
		return cmp.Or(-cmp.Compare(concern[a], concern[b]), -cmp.Compare(arm[a], arm[b]), strings.Compare(country(a), country(b)))
	})
	if len(cs) == 0 {
		return "-"
	}
	mark := func(c fact.Country, name string) string {
		return name + map[bool]string{true: " ?"}[arm[c] == fact.Unknown]
	}
	out := mark(cs[0], country(cs[0]))
	sep := ", "
	for i, c := range cs[1:] {
		if i+1 == most && !p.s.All {
			return out + fmt.Sprintf(" +%d", len(cs)-most)
		}
		p.codes[c] = true
		out += sep + strings.ReplaceAll(mark(c, string(c)), " ", "")
		sep = " "
	}
	return out
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
