package document

import (
	"cmp"
	"math"
	"slices"

	"github.com/longarm-project/longarm/document/prose"
)

// A match is where in another text a unit is found.
type match struct {
	window int     // index in windows; -1: nowhere
	score  float32 // 0 to 1
	bare   float32 // score without the sentence around
}

// An alignment finds the units of one text in another.
type alignment struct {
	of, in  *text
	matches []match // one for each unit of of
}

// present is the score from which a unit is held to be found. It was set on the
// made texts of the tests: at this score one in two words with content agrees, or
// fewer that are rarer.
const present = 0.48

// lead is what a match gains where both are the first sentences of their texts: texts that
// are compared are of one event, and that is where each says what happened.
const lead = 0.12

// taken is what a match loses where another sentence has the same words with more right.
const taken = 0.22

// A candidate is a window that may state a unit.
type candidate struct {
	unit, window int
	score, bare  float32
}

// maxCandidates is how many windows are kept for a unit.
const maxCandidates = 6

// align finds each unit of a in b. Concepts are weighted by how much they tell in
// themselves, less where many units of the two texts have them.
func align(a, b *text) alignment {
	w := weights(a, b)
	al := alignment{of: a, in: b, matches: make([]match, len(a.units))}
	index := map[prose.Concept][]int32{}
	total := make([]float32, len(b.windows))
	for i := range b.windows {
		for _, t := range b.windows[i].bag {
			index[t.concept] = append(index[t.concept], int32(i))
			total[i] += w[t.concept]
		}
	}
	f := finder{b: b, w: w, index: index, total: total, hit: make([]float32, len(b.windows)), around: contexts(a, b, w)}
	var all []candidate
	for i := range a.units {
		al.matches[i] = match{window: -1}
		all = append(all, f.candidates(i, &a.units[i])...)
	}
	al.settle(all)
	return al
}

// settle gives windows to units, the best first. A window that overlaps one given
// to a unit of another sentence, not the next, counts less: two sentences are often
// made one.
func (al *alignment) settle(all []candidate) {
	order := func(x, y candidate) int {
		return cmp.Or(-cmp.Compare(x.score, y.score), cmp.Compare(x.unit, y.unit), cmp.Compare(x.window, y.window))
	}
	slices.SortFunc(all, order)
	type given struct {
		span     prose.Span
		sentence int
	}
	var held []given
	var late []candidate
	penalty := func(c candidate) float32 {
		v := al.in.windows[c.window].Span
		for _, g := range held {
			if apart := g.sentence - al.of.units[c.unit].Sentence; (apart > 1 || apart < -1) && overlap(v, g.span)*3 > v.Len() {
				return taken
			}
		}
		return 0
	}
	give := func(c candidate) {
		al.matches[c.unit] = match{c.window, c.score, c.bare}
		held = append(held, given{al.in.windows[c.window].Span, al.of.units[c.unit].Sentence})
	}
	for _, c := range all {
		if al.matches[c.unit].window >= 0 {
			continue
		}
		if p := penalty(c); p > 0 {
			c.score -= p
			late = append(late, c)
			continue
		}
		give(c)
	}
	slices.SortFunc(late, order)
	for _, c := range late {
		if c.score > al.matches[c.unit].score {
			al.matches[c.unit] = match{c.window, c.score, c.bare}
		}
	}
}

func overlap(a, b prose.Span) int { return max(0, min(a.To, b.To)-max(a.From, b.From)) }

// weights gives each concept of two texts its weight.
func weights(a, b *text) map[prose.Concept]float32 {
	df := map[prose.Concept]int{}
	w := map[prose.Concept]float32{}
	for _, t := range []*text{a, b} {
		for i := range t.units {
			for _, m := range t.units[i].bag {
				df[m.concept]++
				w[m.concept] = max(w[m.concept], m.weight)
			}
		}
	}
	for c := range w {
		w[c] /= float32(1 + 0.7*math.Log(float64(max(1, df[c]))))
	}
	return w
}

// commonplace is how many windows may have a concept that is still looked up: one in more tells none of them from another.
const commonplace = 300

// A finder looks up windows of one text.
type finder struct {
	b          *text
	w          map[prose.Concept]float32
	index      map[prose.Concept][]int32
	total, hit []float32
	around     func(int, int) float32
}

// candidates finds the windows that state most of u and little else.
func (f *finder) candidates(i int, u *unit) []candidate {
	var out []candidate
	var own float32
	var touched []int32
	for _, t := range u.bag {
		own += f.w[t.concept]
		places := f.index[t.concept]
		if len(places) > commonplace {
			continue
		}
		for _, k := range places {
			if f.hit[k] == 0 {
				touched = append(touched, k)
			}
			f.hit[k] += f.w[t.concept]
		}
	}
	for _, k := range touched {
		v := &f.b.windows[k]
		cont, prec := f.hit[k]/own, f.hit[k]/f.total[k]
		f.hit[k] = 0
		bare := 0.7*cont + 0.3*prec
		if len(v.bag) >= 2 && prec > 0.75 && cont < 0.5 {
			bare = max(bare, 0.5*prec) // a short statement of part of it
		}
		if bare < 0.25 {
			continue
		}
		score := 0.88*bare + 0.12*f.around(u.Sentence, v.sentence)
		if u.Sentence == 0 && v.sentence == 0 {
			score += lead
		}
		out = append(out, candidate{i, int(k), score, bare})
	}
	slices.SortFunc(out, func(x, y candidate) int {
		return cmp.Or(-cmp.Compare(x.score, y.score), cmp.Compare(x.window, y.window))
	})
	return out[:min(len(out), maxCandidates)]
}

// contexts says how much of one sentence's weight another shares.
func contexts(a, b *text, w map[prose.Concept]float32) func(int, int) float32 {
	memo := make([]float32, len(a.bags)*len(b.bags))
	return func(i, j int) float32 {
		k := i*len(b.bags) + j
		if memo[k] == 0 {
			memo[k] = 1 + shared(a.bags[i], b.bags[j], w)
		}
		return memo[k] - 1
	}
}

// shared is the weight that two bags share, as a share of the smaller.
func shared(a, b []term, w map[prose.Concept]float32) float32 {
	var both, left, right float32
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && a[i].concept < b[j].concept:
			left += w[a[i].concept]
			i++
		case i == len(a) || b[j].concept < a[i].concept:
			right += w[b[j].concept]
			j++
		default:
			both += w[a[i].concept]
			i++
			j++
		}
	}
	if both == 0 {
		return 0
	}
	return both / (both + min(left, right))
}
