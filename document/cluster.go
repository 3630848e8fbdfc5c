package document

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"github.com/cespare/xxhash/v2"
)

const (
	// alikeEnough is the share of the smaller text's facts from which two texts are held
	// to be of one event, if leadEnough of what one of them is about is in the other too.
	// Two stories about one firm share as many facts, and not what they are about.
	alikeEnough = 0.14
	leadEnough  = 0.4
	// hardEnough is the share of names and quantities; two stories told in one mould share none.
	hardEnough = 0.2
	// foreignEnough and foreignFacts hold where one text is not read as English: numbers and names alone.
	foreignEnough = 0.25
	foreignFacts  = 4
	// leastFacts is how many facts they share at least.
	leastFacts = 6
	// small is the size of a set in which all pairs are looked at.
	small = 64
	// samples is the number of minimal hashes of a text. Two texts that share a tenth of
	// their weight miss each other in all of them once in 150 times; a story of several
	// texts is joined by any of its pairs.
	samples = 48
	// heads is how many of the richest texts of a bucket the others are compared with.
	heads = 3
	// parents is how many candidates for its source a text is compared with in full.
	parents = 5
)

// A finder of groups joins texts of one event.
type grouping struct {
	all []sketch
	at  []int32 // union-find
}

// group finds which texts are of one event. It gives lists of indices, each in order,
// the lists in order of their first.
func group(all []sketch) [][]int {
	g := &grouping{all: all, at: make([]int32, len(all))}
	for i := range g.at {
		g.at[i] = int32(i)
	}
	if len(all) <= small {
		for i := range all {
			for k := i + 1; k < len(all); k++ {
				g.join(i, k)
			}
		}
	} else {
		for k := range uint64(samples) {
			g.bucket(k)
		}
	}
	lists := map[int32][]int{}
	for i := range all {
		r := g.find(int32(i))
		lists[r] = append(lists[r], i)
	}
	out := make([][]int, 0, len(lists))
	for _, l := range lists {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return out
}

func (g *grouping) find(i int32) int32 {
	for g.at[i] != i {
		g.at[i] = g.at[g.at[i]]
		i = g.at[i]
	}
	return i
}

// join puts two texts into one group if they are alike.
func (g *grouping) join(i, k int) {
	a, b := g.find(int32(i)), g.find(int32(k))
	if a == b {
		return
	}
	if !oneEvent(&g.all[i], &g.all[k]) {
		return
	}
	g.at[max(a, b)] = min(a, b)
}

// oneEvent reports whether two texts are held to be of one event.
func oneEvent(a, b *sketch) bool {
	c := similar(a, b)
	if len(a.lead) == 0 || len(b.lead) == 0 {
		return c.all >= foreignEnough && c.facts >= foreignFacts
	}
	return c.all >= alikeEnough && c.hard >= hardEnough && c.facts >= leastFacts && leads(a, b) >= leadEnough
}

// bucket takes one sample of each text and joins those with the same to the richest of them.
// Sampling is by weight: the chance that two texts agree is the share of weight that
// they have in common (Ioffe, Improved Consistent Sampling, 2010, for weights that
// are the same in both).
func (g *grouping) bucket(k uint64) {
	type member struct {
		fact uint64
		text int
	}
	members := make([]member, 0, len(g.all))
	for i := range g.all {
		if f, ok := g.all[i].sample(k); ok {
			members = append(members, member{f, i})
		}
	}
	slices.SortFunc(members, func(a, b member) int {
		return cmp.Or(cmp.Compare(a.fact, b.fact), -cmp.Compare(g.all[a.text].units, g.all[b.text].units), cmp.Compare(a.text, b.text))
	})
	for from := 0; from < len(members); {
		to := from + 1
		for to < len(members) && members[to].fact == members[from].fact {
			to++
		}
		for h := from; h < min(to, from+heads); h++ {
			for m := h + 1; m < to; m++ {
				g.join(members[h].text, members[m].text)
			}
		}
		from = to
	}
}

// sample is the fact of a text that comes first under the k-th hash, weighted.
func (s *sketch) sample(k uint64) (uint64, bool) {
	best, at := math.Inf(1), uint64(0)
	var b [16]byte
	binary.LittleEndian.PutUint64(b[8:], k)
	for _, f := range s.facts {
		binary.LittleEndian.PutUint64(b[:8], f.hash)
		u := (float64(xxhash.Sum64(b[:])>>11) + 0.5) / (1 << 53)
		if v := -math.Log(u) / float64(f.weight); v < best {
			best, at = v, f.hash
		}
	}
	return at, len(s.facts) > 0
}

// candidates gives for each text of a group those that it may have been made from:
// all others in a small group, else those that share most with it, and the richest.
func candidates(all []sketch, members []int) [][]int {
	out := make([][]int, len(members))
	if len(members) <= parents+1 {
		for i := range members {
			for k := range members {
				if k != i {
					out[i] = append(out[i], k)
				}
			}
		}
		return out
	}
	index := map[uint64][]int32{}
	for i, m := range members {
		for _, f := range all[m].facts {
			index[f.hash] = append(index[f.hash], int32(i))
		}
	}
	richest := rich(all, members)
	score := make([]float32, len(members))
	for i := range members {
		out[i] = nearest(all, members, i, index, richest, score)
	}
	return out
}

// crowd is how many texts of a group may have a fact that still tells relations within it.
const crowd = 40

// rich lists the members with most statements.
func rich(all []sketch, members []int) []int {
	idx := make([]int, len(members))
	for i := range idx {
		idx[i] = i
	}
	slices.SortFunc(idx, func(a, b int) int {
		return cmp.Or(-cmp.Compare(all[members[a]].units, all[members[b]].units), cmp.Compare(a, b))
	})
	return idx[:min(len(idx), 4)]
}

func nearest(all []sketch, members []int, i int, index map[uint64][]int32, richest []int, score []float32) []int {
	var touched []int32
	for _, f := range all[members[i]].facts {
		list := index[f.hash]
		if len(list) > crowd {
			continue
		}
		for _, k := range list {
			if int(k) == i {
				continue
			}
			if score[k] == 0 {
				touched = append(touched, k)
			}
			score[k] += f.weight
		}
	}
	slices.SortFunc(touched, func(a, b int32) int { return cmp.Or(-cmp.Compare(score[a], score[b]), cmp.Compare(a, b)) })
	var out []int
	for _, k := range touched[:min(len(touched), parents)] {
		out = append(out, int(k))
	}
	for _, k := range touched {
		score[k] = 0
	}
	for _, k := range richest[:min(2, len(richest))] {
		if k != i && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}
