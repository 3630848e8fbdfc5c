package ownership

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// eachSeed hands out the seeds, certain and possible, in order of numbers. A rule that names
// seeds by designation alone is served from the designations, without a look at every party.
func (w *world) eachSeed(take func(uint32, fact.Truth)) {
	if len(w.rule.Seeds.By) == 0 {
		for _, x := range w.markedSeeds() {
			if t := w.seed(x).truth; t != fact.No {
				take(x, t)
			}
		}
		return
	}
	const many = 1 << 12
	n := uint32(w.g.Parties())
	for from := uint32(0); from < n; from += many {
		rows := w.g.nodes.Rows(from, min(from+many, n))
		for i := range rows {
			if !w.mayBeSeed(&rows[i]) && len(w.named) == 0 {
				continue
			}
			if t := w.seed(from + uint32(i)).truth; t != fact.No {
				take(from+uint32(i), t)
			}
		}
	}
}

// mayBeSeed is a quick look at the facts of a party: false is a sure no, named seeds apart.
func (w *world) mayBeSeed(n *registry.Node) bool {
	if n.Flags&(registry.NodeDesignated|registry.NodeAnonymous) != 0 {
		return true
	}
	var t fact.Truth = fact.No
	for _, f := range w.fields {
		switch f {
		case 'o':
			t = max(t, w.within(n.Organized))
		case 's':
			t = max(t, w.within(n.Seat))
		case 'r':
			t = max(t, w.within(n.Residence))
		case 'c':
			t = max(t, w.within(n.Citizenship))
		case 't':
			t = max(t, w.within(n.State))
		}
	}
	return t == fact.Yes || t == fact.Unknown && !w.opts.Closed
}

// look prepares quick looks: which fields the rule reads.
func (w *world) look() {
	for _, by := range w.rule.Seeds.By {
		w.fields += map[string]string{
			"state": "t", "organized": "o", "seat": "s", "residence": "r", "citizenship": "c", "organized-and-seat": "os", "foreign-national": "c",
		}[by]
	}
}

// markedSeeds lists the parties that are named, designated or anonymous, sorted.
func (w *world) markedSeeds() []uint32 {
	var some []uint32
	for x := range w.named {
		some = append(some, x)
	}
	const many = 1 << 12
	for from, n := uint32(0), uint32(w.g.marks.Len()); from < n; from += many {
		for _, m := range w.g.marks.Rows(from, min(from+many, n)) {
			if w.marked(m) != fact.No {
				some = append(some, m.Node)
			}
		}
	}
	for i := range uint32(w.g.anonymous.Len()) {
		some = append(some, w.g.anonymous.At(i))
	}
	slices.Sort(some)
	return slices.Compact(some)
}
