package ownership

import "github.com/longarm-project/longarm/graph"

// gather finds what each party of a batch holds, and reads the cells of that.
func (r *fastRun) gather(batch []uint32, rows *[ahead][]graph.Edge) {
	h := &r.prefetch
	sum := uint32(0)
	for _, x := range batch {
		sum += h.at[x]
	}
	for _, x := range batch {
		if i := h.at[x]; int(i) < len(h.out) {
			sum += h.out[i].Other
		}
	}
	for k, x := range batch {
		rows[k] = r.assets(x)
	}
	for _, edges := range rows[:len(batch)] {
		for k := range edges[:min(len(edges), ahead)] {
			sum += r.cells.warm(edges[k].Other)
		}
	}
	h.read += sum
}

// prefetch are rows that may not have been checked: they are read to be in the cache, and what
// they hold says nothing.
type prefetch struct {
	at      []uint32
	out     []graph.Edge
	lows    []uint32
	persons []uint64
	read    uint32
}

// warmTotals reads the sums of lower bounds of companies.
func (h *prefetch) warmTotals(companies []uint32) {
	if len(h.lows) == 0 {
		return
	}
	sum := uint32(0)
	for _, d := range companies {
		sum += h.lows[d]
	}
	h.read += sum
}

// warm reads what the upper bound asks of the parties held.
func (h *prefetch) warm(rows [][]graph.Edge) {
	sum := uint32(0)
	for _, edges := range rows {
		for k := range edges[:min(len(edges), ahead)] {
			x := edges[k].Other
			if sum += uint32(h.persons[x/64]); len(h.lows) > 0 {
				sum += h.lows[x]
			}
		}
	}
	h.read += sum
}

// warm reads the cells of parties.
func (r *fastRun) warm(batch []uint32) {
	sum := uint32(0)
	for _, x := range batch {
		sum += r.cells.warm(x)
	}
	r.prefetch.read += sum
}
