package review

import (
	"cmp"
	"slices"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// Bounds of the search for deciding facts, for one dealing.
const (
	maxTries  = 1500    // decisions tried again
	maxWork   = 120_000 // rules applied again; where many dealings count together each try costs many
	maxAsked  = 10      // facts considered
	maxSets   = 5       // sets reported
	maxDepth  = 12      // facts settled one after another
	maxTriple = 3       // facts in a set
)

// A search tries values of unknown facts and decides again.
type search struct {
	d     *decider
	r     *law.Record
	tries int
	limit int                     // of the work of the trial machine
	open  []law.Leaf              // what is not known at first
	may   []determination.Outcome // what is possible at first
	// tape is what is found, made while searching; nil where told is set, a tape of a
	// like dealing that is played in place of searching.
	tape, told *tape
	scene      *law.Scene
	lost       bool // the tape does not fit
}

// undetermined finds which outcomes are really possible, and which facts would decide.
func (d *decider) undetermined(f *determination.Finding, r *law.Record) {
	told, made := d.likeness(r)
	if told != nil {
		if (&search{d: d, r: r, told: told, scene: made.scene}).play(f) {
			if d.played != nil {
				d.played()
			}
			return
		}
		f.Deciding, made = nil, nil
	}
	s := &search{d: d, r: r, tape: made}
	if made != nil {
		s.scene = made.scene
	}
	d.trial.Forget()
	s.limit = d.trial.Work() + maxWork/4
	first := s.leaves()
	set, exact := s.outcomes(0)
	f.Exact = exact
	f.Possible = d.listed(set)
	s.open, s.may = first, f.Possible
	s.limit = d.trial.Work() + maxWork
	if len(f.Possible) > 1 && !d.brief {
		f.Deciding = s.sets(first)
	}
	d.keep(s.tape, f)
}

// spent reports whether the search has tried enough.
func (s *search) spent() bool { return s.tries > maxTries || s.d.trial.Work() > s.limit }

// decideAgain returns the outcomes possible under the present values, and the facts that stand in the way of one.
func (s *search) decideAgain() (map[determination.Outcome]bool, []law.Leaf) {
	s.tries++
	t := s.d.trial
	s.d.again()
	out := map[determination.Outcome]bool{}
	var leaves []law.Leaf
	for _, rule := range s.d.world.code.Decide {
		v, need := t.Leaves(s.r, rule.Field())
		if v.Truth == fact.No {
			continue
		}
		out[s.outcome(rule)] = true
		s.tape.cuts(need)
		leaves = append(leaves, need...)
		if v.Truth == fact.Yes {
			return out, distinct(leaves)
		}
	}
	out[determination.Outcome(s.d.world.code.Pack.Otherwise.Outcome)] = true
	return out, distinct(leaves)
}

// again lets the machine look again at what was changed; where it is slow, at everything.
func (d *decider) again() {
	if d.slow {
		d.trial.Forget()
		return
	}
	d.trial.Again()
}

func (s *search) outcome(rule *law.Rule) determination.Outcome {
	if rule.Condition != "" {
		switch s.d.trial.Value(s.r, s.r.Kind.Field(rule.Condition)).Truth {
		case fact.Yes:
			return determination.Outcome(rule.Met)
		case fact.No:
			return determination.Outcome(rule.Unmet)
		}
	}
	return determination.Outcome(rule.Outcome)
}

func distinct(leaves []law.Leaf) []law.Leaf {
	var out []law.Leaf
	for _, l := range leaves {
		if !slices.ContainsFunc(out, func(o law.Leaf) bool { return o.Record == l.Record && (o.Field == l.Field || l.Record.OneOf() != nil) }) {
			out = append(out, l)
		}
	}
	return out
}

func (s *search) leaves() []law.Leaf {
	_, leaves := s.decideAgain()
	return leaves
}

// outcomes returns the outcomes of all ways to settle what is not known. exact
// is false where the search was cut short and the set may hold too much.
func (s *search) outcomes(depth int) (set map[determination.Outcome]bool, exact bool) {
	set, leaves := s.decideAgain()
	if len(set) == 1 || len(leaves) == 0 {
		return set, true
	}
	if depth >= maxDepth || s.spent() {
		return set, false
	}
	i := slices.IndexFunc(leaves, func(l law.Leaf) bool { return len(s.d.settlings(l)) > 0 })
	if i < 0 {
		return set, false
	}
	exact = true
	union := map[determination.Outcome]bool{}
	s.each(leaves[i], func(string) {
		below, ok := s.outcomes(depth + 1)
		exact = exact && ok
		for o := range below {
			union[o] = true
		}
	})
	return union, exact
}

// each settles one leaf in every way in turn and takes it back.
func (s *search) each(l law.Leaf, visit func(label string)) {
	if l.Record.OneOf() != nil {
		for _, c := range s.d.settlings(l) {
			c.set()
			visit(c.label)
			l.Record.Choose(nil)
		}
		return
	}
	old, facts, why := l.Record.Given(l.Field)
	had := l.Record.Has(l.Field)
	for _, c := range s.d.settlings(l) {
		c.set()
		visit(c.label)
		l.Record.Clear(l.Field)
		switch {
		case had && why != "":
			l.Record.Presume(l.Field, old, why)
		case had:
			l.Record.Set(l.Field, old, facts...)
		}
	}
}

// sets returns the smallest sets of facts that decide, the most decisive first:
// sets that decide whatever the answers, then single facts of which some answer does.
func (s *search) sets(leaves []law.Leaf) []determination.DecidingSet {
	leaves = slices.DeleteFunc(leaves, func(l law.Leaf) bool { return len(s.d.settlings(l)) == 0 })
	if len(leaves) > maxAsked {
		leaves = leaves[:maxAsked]
	}
	type tried struct {
		determination.DecidingSet
		take *take
	}
	var sure, partly []tried
	for size := 1; size <= maxTriple && len(sure) == 0; size++ {
		combinations(leaves, size, func(c []law.Leaf) {
			if s.spent() || len(sure) >= maxSets {
				return
			}
			set, t := s.try(c, nil)
			switch {
			case set.Surely:
				sure = append(sure, tried{set, t})
			case size == 1 && decides(set) > 0:
				partly = append(partly, tried{set, t})
			}
		})
	}
	slices.SortStableFunc(partly, func(a, b tried) int { return cmp.Compare(decides(b.DecidingSet), decides(a.DecidingSet)) })
	all := append(sure, partly...)
	var out []determination.DecidingSet
	for _, t := range all[:min(len(all), maxSets-1)] {
		out = append(out, t.DecidingSet)
		s.record(t.take)
	}
	if len(sure) == 0 {
		if set := s.path(nil); len(set.Questions) > 0 {
			out = append(out, set)
		}
	}
	return out
}

// path asks for facts one after the other, each with the first answer to those
// before, until that decides: what to ask where no few facts decide by themselves.
func (s *search) path(told *take) determination.DecidingSet {
	var out determination.DecidingSet
	var labels []string
	made := &take{}
	var visit func(depth int)
	visit = func(depth int) {
		still, leaves := s.standing(told, made, depth)
		i := slices.IndexFunc(leaves, func(l law.Leaf) bool {
			return slices.ContainsFunc(s.d.settlings(l), func(c settling) bool { return c.write() != nil })
		})
		if len(still) == 1 || i < 0 || depth == maxAsked {
			if len(out.Questions) > 0 {
				a := determination.Answer{Values: slices.Clone(labels), Outcome: determination.Undetermined, Still: still}
				if len(still) == 1 {
					a.Outcome, a.Still = a.Still[0], nil
				}
				out.Answers = append(out.Answers, a)
			}
			return
		}
		q, by := s.d.question(leaves[i]), map[string]string{}
		var offered []string
		for _, c := range s.d.settlings(leaves[i]) {
			offered, by[c.label] = append(offered, c.label), c.write().text()
		}
		written(&q, offered, by)
		out.Questions = append(out.Questions, q)
		first := true
		s.each(leaves[i], func(label string) {
			if first {
				first = false
				labels = append(labels, label)
				s.settled(leaves[i])
				visit(depth + 1)
			}
		})
	}
	visit(0)
	if len(out.Questions) > 0 {
		s.record(made)
	}
	return out
}

// standing returns what stands open, and in the way, at one depth of a path, as told or as decided again.
func (s *search) standing(told, made *take, depth int) ([]determination.Outcome, []law.Leaf) {
	if told != nil {
		if depth >= len(told.steps) {
			s.lost = true
			return nil, nil
		}
		return told.steps[depth].still, s.marked(told.steps[depth].leaves)
	}
	set, leaves := s.decideAgain()
	still := s.d.listed(set)
	made.steps = append(made.steps, asking{still, s.marks(leaves)})
	return still, leaves
}

// decides returns the share of answers, in percent, that decide.
func decides(d determination.DecidingSet) int {
	n := 0
	for _, a := range d.Answers {
		if a.Outcome != determination.Undetermined {
			n++
		}
	}
	return 100 * n / max(1, len(d.Answers))
}

// try settles the leaves in every combination, and decides each again, or takes what it is told.
func (s *search) try(leaves []law.Leaf, told *take) (determination.DecidingSet, *take) {
	set, made := determination.DecidingSet{Surely: true}, &take{leaves: s.marks(leaves)}
	idle := map[string]bool{} // answers of a single question that change nothing
	for _, l := range leaves {
		set.Questions = append(set.Questions, s.d.question(l))
	}
	var labels []string
	var visit func(int)
	visit = func(i int) {
		if i < len(leaves) {
			s.each(leaves[i], func(label string) {
				labels = append(labels, label)
				visit(i + 1)
				labels = labels[:i]
			})
			return
		}
		came := s.came(leaves, told, len(set.Answers))
		made.came = append(made.came, came)
		a := determination.Answer{Values: slices.Clone(labels), Outcome: determination.Undetermined}
		if len(came.still) == 1 {
			a.Outcome = came.still[0]
		} else {
			a.Still = came.still
			set.Surely = false
			if came.idle {
				idle[labels[0]] = true
			}
		}
		set.Answers = append(set.Answers, a)
	}
	visit(0)
	s.lost = s.lost || told != nil && len(told.came) != len(set.Answers)
	for i := range set.Questions {
		by := map[string]string{}
		for _, c := range s.d.settlings(leaves[i]) {
			by[c.label] = c.write().text()
		}
		offered := answers(set.Answers, i)
		if some := slices.DeleteFunc(slices.Clone(offered), func(l string) bool { return idle[l] }); len(some) > 0 {
			offered = some
		}
		written(&set.Questions[i], offered, by)
	}
	return set, made
}

// came returns what answer n of a set came to, as told or as decided again.
func (s *search) came(leaves []law.Leaf, told *take, n int) cameTo {
	if told != nil {
		if n < len(told.came) {
			return told.came[n]
		}
		s.lost = true
		return cameTo{}
	}
	possible, _ := s.outcomes(maxDepth - 4)
	c := cameTo{still: s.d.listed(possible)}
	c.idle = len(c.still) != 1 && len(leaves) == 1 && !whole(leaves[0]) && slices.Equal(c.still, s.may) && s.same(leaves[0])
	return c
}

// whole reports whether all answers to a question are offered though some change nothing: one of
// them is right, and whoever knows it must be able to say so.
func whole(l law.Leaf) bool {
	switch l.Field.Type {
	case law.YesNo, law.Number, law.Date:
		return true
	}
	return l.Field.Name == "class"
}

// same reports whether all is open still that was at first, but for what was answered.
func (s *search) same(answered law.Leaf) bool {
	now := s.leaves()
	of := func(ls []law.Leaf) int {
		n := 0
		for _, l := range ls {
			if l.Record != answered.Record || l.Field != answered.Field {
				n++
			}
		}
		return n
	}
	in := func(l law.Leaf) bool {
		return l.Record == answered.Record && l.Field == answered.Field ||
			slices.ContainsFunc(s.open, func(o law.Leaf) bool { return o.Record == l.Record && o.Field == l.Field })
	}
	return of(now) == of(s.open) && !slices.ContainsFunc(now, func(l law.Leaf) bool { return !in(l) })
}

func answers(all []determination.Answer, i int) []string {
	var out []string
	for _, a := range all {
		if !slices.Contains(out, a.Values[i]) {
			out = append(out, a.Values[i])
		}
	}
	return out
}

func combinations(leaves []law.Leaf, size int, visit func([]law.Leaf)) {
	pick := make([]law.Leaf, 0, size)
	var walk func(int)
	walk = func(from int) {
		if len(pick) == size {
			visit(pick)
			return
		}
		for i := from; i < len(leaves); i++ {
			pick = append(pick, leaves[i])
			walk(i + 1)
			pick = pick[:len(pick)-1]
		}
	}
	walk(0)
}
