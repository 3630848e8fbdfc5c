package review

import (
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/law"
)

// What one search finds holds for all dealings that are alike to the rules, but for names.
// A search makes a tape of what it decided again; for a like dealing the tape is played: it
// asks in the words of that dealing, states what that dealing's answers would state, and
// decides nothing again. Of ten thousand like dealings one is searched for.

// maxScene bounds the records that are looked at to tell whether dealings are alike.
const maxScene = 2000

// A tape is what a search found.
type tape struct {
	possible []determination.Outcome
	exact    bool
	takes    []*take

	keys  [2]law.Likeness // as far as rules tell numbers apart, and with all numbers
	scene *law.Scene      // of the dealing it was made of, while it is made
	turns *law.Turns
	// numbers is set where it holds for dealings with the same numbers only.
	numbers bool
	broken  bool // something was not to be put on it
}

// A take is one set of questions: those of its leaves, or, with steps, of one leaf after another.
type take struct {
	leaves []mark
	came   []cameTo // what each combination of answers came to
	steps  []asking
}

// A cameTo is what an answer leaves open, and whether it changes nothing.
type cameTo struct {
	still []determination.Outcome
	idle  bool
}

// An asking is what stood open, and in the way, before a question was asked.
type asking struct {
	still  []determination.Outcome
	leaves []mark
}

// A mark is a leaf, by the number of its record.
type mark struct {
	record int
	leaf   law.Leaf // without record
}

// likeness looks up the tape of a dealing like r; made is for a new one where there is none.
func (d *decider) likeness(r *law.Record) (told, made *tape) {
	scene := law.NewScene(r, maxScene)
	if d.slow || scene == nil {
		return nil, nil
	}
	made = &tape{scene: scene, turns: d.turns, numbers: d.turns == nil}
	made.keys[0] = scene.Likeness(d.turns)
	if told = d.found[made.keys[0]]; told == nil || told.numbers {
		made.keys[1] = scene.Likeness(nil)
		told = d.found[made.keys[1]]
	}
	return told, made
}

// keep keeps a tape that is whole.
func (d *decider) keep(t *tape, f *determination.Finding) {
	if t == nil || t.broken {
		return
	}
	t.possible, t.exact, t.scene = f.Possible, f.Exact, nil
	d.found[t.keys[0]] = t
	if t.numbers {
		d.found[t.keys[1]] = t
	}
}

// play finds what was found for a like dealing. ok is false where the tape does not fit.
func (s *search) play(f *determination.Finding) (ok bool) {
	f.Exact, f.Possible = s.told.exact, s.told.possible
	f.Deciding = nil
	for _, t := range s.told.takes {
		if t.steps != nil {
			f.Deciding = append(f.Deciding, s.path(t))
			continue
		}
		set, _ := s.try(s.marked(t.leaves), t)
		f.Deciding = append(f.Deciding, set)
	}
	return !s.lost
}

// record puts a take on the tape that is made.
func (s *search) record(t *take) {
	if s.tape != nil {
		s.tape.takes = append(s.tape.takes, t)
	}
}

// marks puts leaves on the tape.
func (s *search) marks(leaves []law.Leaf) []mark {
	if s.tape == nil {
		return nil
	}
	out := make([]mark, len(leaves))
	for i, l := range leaves {
		n, ok := s.scene.Number(l.Record)
		s.tape.broken = s.tape.broken || !ok
		l.Record = nil
		out[i] = mark{n, l}
	}
	return out
}

// marked returns the leaves of this dealing that a tape means.
func (s *search) marked(marks []mark) []law.Leaf {
	out := make([]law.Leaf, 0, len(marks))
	for _, m := range marks {
		l := m.leaf
		if l.Record = s.scene.Record(m.record); l.Record == nil || l.Record.Kind.Fields[l.Field.Index] != l.Field {
			s.lost = true
			continue
		}
		out = append(out, l)
	}
	return out
}

// settled gives numbers to the records that come with an answer.
func (s *search) settled(l law.Leaf) {
	if s.scene != nil && l.Record.OneOf() == nil {
		v, _, _ := l.Record.Given(l.Field)
		s.scene.Follow(v)
	}
}

// cuts notes numbers at which answers turn: where rules do not name them, a tape is good for the same numbers only.
func (t *tape) cuts(leaves []law.Leaf) {
	if t == nil || t.numbers {
		return
	}
	for _, l := range leaves {
		if l.HasCut && !t.turns.Has(l.Cut) {
			t.numbers = true
		}
	}
}
