package law

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

type memo struct {
	epoch  uint32
	era    uint32 // of a trial: since when what it rests on is known
	busy   bool
	value  Value
	leaves []Leaf
	step   int
	rests  []rest // of a trial: what was read, in order
	made   uint32 // of a trial: by which making it came to what it is
}

// A Leaf is a field, not known, on which an answer depends. For a number Cut
// is the last value on the lower side of the comparison it is needed for.
type Leaf struct {
	Record *Record
	Field  *Field
	Cut    int64
	HasCut bool
}

// A Read is one value that went into a derivation.
type Read struct {
	Record   *Record
	Field    *Field
	Value    Value
	Facts    []fact.ID
	Presumed string
	// Derivation is the number of the derivation of a derived value, -1 for a given one.
	Derivation int
	// Element is the index of the element it was read for; exceptions follow the elements, -1 is the condition.
	Element int
}

// A Derivation is one application of a rule to a record.
type Derivation struct {
	Rule   *Rule
	Record *Record
	// Elements holds the elements, and the exceptions after them, that were
	// looked at. A definition is looked at up to the element that settles it, a
	// provision whole unless its first element fails.
	Elements []ElementValue
	Reads    []Read
	Value    Value
}

// An ElementValue is what one element of a rule came to. Exceptions are counted after the elements.
type ElementValue struct {
	Index int
	Value fact.Truth
}

// A Machine applies the rules of a Code to records. It is not safe for concurrent
// use, and records may be given to one machine and one trial machine only.
type Machine struct {
	code    *Code
	made    []Derivation
	taken   int
	epoch   uint32
	work    int
	tracing bool
	leaves  []Leaf
	element int
	// Derivations under way, one for each depth, with room for their reads, which
	// move to the arenas when they are done.
	open     []Derivation
	depth    int
	reads    []Read
	elements []ElementValue
	free     map[*Kind][][]memo // memory of records released
	lent     []*Record          // those to which a trial gave memory
	// Of a trial: what the derivations under way have read, the innermost last; the era; and
	// whether in it a rule needed its own value, so that what it came to is good for one try.
	rests    []rest
	era      uint32
	circular bool
	makes    uint32
}

// NewMachine returns a machine for c that keeps derivations.
func NewMachine(c *Code) *Machine {
	return &Machine{code: c, epoch: 1, tracing: true, free: map[*Kind][][]memo{}}
}

// NewTrial returns a machine for trying values: it keeps no derivations and asks which leaves matter.
func NewTrial(c *Code) *Machine {
	return &Machine{code: c, epoch: 1, era: 1, free: map[*Kind][][]memo{}}
}

// Forget drops what the machine remembers, because a field was changed.
func (m *Machine) Forget() {
	m.epoch++
	m.era++
	m.circular, m.rests = false, m.rests[:0]
}

// Work counts the rules applied so far: what a search may spend is measured by it.
func (m *Machine) Work() int { return m.work }

// Value returns the value of field f of r.
func (m *Machine) Value(r *Record, f *Field) Value {
	v, _, _ := m.read(r, f)
	return v
}

// Leaves returns the value of field f of r, and, where it is not known, the
// leaves that stand in the way. It is for machines made by NewTrial.
func (m *Machine) Leaves(r *Record, f *Field) (Value, []Leaf) {
	m.leaves = m.leaves[:0]
	v := m.Value(r, f)
	return v, slices.Clone(m.leaves)
}

// Derive returns the value of field f of r and the number of its derivation, counted from 0 over all that were made.
func (m *Machine) Derive(r *Record, f *Field) (Value, int) {
	v, step, _ := m.read(r, f)
	return v, step
}

// Reset lets go of the derivations taken so far: their memory is used again.
func (m *Machine) Reset() { m.reads, m.elements = m.reads[:0], m.elements[:0] }

// Take returns the derivations made since the last call, premises before
// conclusions. What they hold is good until Reset; the slice until the next use of the machine.
func (m *Machine) Take() []Derivation {
	out := m.made
	m.taken += len(out)
	m.made = m.made[:0]
	return out
}

func (m *Machine) read(r *Record, f *Field) (v Value, step int, facts []fact.ID) {
	if r == nil {
		return Unknown(f.Type), -1, nil
	}
	if r.oneOf != nil {
		v, facts = m.readOneOf(r, f)
		return v, -1, facts
	}
	if f.Rule != nil {
		v, step = m.derive(r, f)
		m.note(Read{Record: r, Field: f, Value: v, Derivation: step})
		return v, step, nil
	}
	m.rest(r, f)
	v, facts, presumed := r.Given(f)
	if presumed != "" && m.bears(r, f) {
		v, facts, presumed = Unknown(f.Type), nil, ""
	}
	m.note(Read{Record: r, Field: f, Value: v, Facts: facts, Presumed: presumed, Derivation: -1})
	if !m.tracing && !v.Known(f.Type) {
		m.leaves = append(m.leaves, Leaf{Record: r, Field: f})
	}
	return v, -1, facts
}

// bears reports whether facts bear on what a term would be presumed to be, as a rule of the pack tells.
func (m *Machine) bears(r *Record, f *Field) bool {
	if f.Term == nil || r.Has(f) {
		return false
	}
	for _, p := range f.Term.Presume {
		if p.UnlessTerm == "" || !p.holds(r) {
			continue
		}
		if m.Value(r, r.Kind.Field(p.UnlessTerm)).Truth == fact.Yes {
			return true
		}
	}
	return false
}

func (m *Machine) note(rd Read) {
	if !m.tracing || m.depth == 0 {
		return
	}
	d := &m.open[m.depth-1]
	rd.Element = m.element
	for i := len(d.Reads) - 1; i >= 0 && d.Reads[i].Element == rd.Element; i-- {
		if d.Reads[i].Record == rd.Record && d.Reads[i].Field == rd.Field {
			return
		}
	}
	d.Reads = append(d.Reads, rd)
}

// derive applies the rule of f to r, once per epoch. A rule that needs its own
// value to find it comes to "not known".
func (m *Machine) derive(r *Record, f *Field) (Value, int) {
	mm := m.memo(r, f)
	if mm.busy {
		m.circular = true
		return Unknown(f.Type), -1
	}
	if mm.epoch == m.epoch || !m.tracing && m.holds(mm) {
		m.restOn(mm)
		m.leaves = append(m.leaves, mm.leaves...)
		return mm.value, mm.step
	}
	mm.busy = true
	m.work++
	mark, element, read := len(m.leaves), m.element, len(m.rests)
	if m.tracing {
		m.begin(f.Rule, r)
	}
	v := m.apply(f.Rule, r)
	if v.Known(f.Type) {
		m.leaves = m.leaves[:mark]
	}
	if !m.tracing {
		m.leaves = m.leaves[:mark+once(m.leaves[mark:])]
		m.keep(mm, f.Type, v, m.leaves[mark:], read)
		return v, -1
	}
	*mm = memo{epoch: m.epoch, value: v, step: -1}
	m.element = element
	m.end(v)
	mm.step = m.taken + len(m.made) - 1
	return v, mm.step
}

// once moves the first of each leaf to the front and returns how many there are. Many
// values rest on one leaf by many ways: kept twice, leaves would double with each rule.
func once(leaves []Leaf) int {
	const few = 8 // below, looking is faster than remembering
	n := 0
	if len(leaves) <= few {
		for _, l := range leaves {
			if !slices.Contains(leaves[:n], l) {
				leaves[n] = l
				n++
			}
		}
		return n
	}
	seen := make(map[Leaf]struct{}, len(leaves))
	for _, l := range leaves {
		if _, ok := seen[l]; !ok {
			seen[l] = struct{}{}
			leaves[n] = l
			n++
		}
	}
	return n
}

func (m *Machine) begin(rule *Rule, r *Record) {
	if m.depth == len(m.open) {
		m.open = append(m.open, Derivation{})
	}
	d := &m.open[m.depth]
	*d = Derivation{Rule: rule, Record: r, Reads: d.Reads[:0], Elements: d.Elements[:0]}
	m.depth++
}

// end moves the innermost derivation to the arenas.
func (m *Machine) end(v Value) {
	m.depth--
	d := m.open[m.depth]
	d.Value = v
	i, j := len(m.reads), len(m.elements)
	m.reads, m.elements = append(m.reads, d.Reads...), append(m.elements, d.Elements...)
	d.Reads, d.Elements = m.reads[i:len(m.reads):len(m.reads)], m.elements[j:len(m.elements):len(m.elements)]
	m.made = append(m.made, d)
}

// memo returns where the value of f of r is kept; trials have their own place.
func (m *Machine) memo(r *Record, f *Field) *memo {
	memos := &r.memo
	if !m.tracing {
		memos = &r.trial
	}
	if *memos == nil {
		*memos = m.memos(r.Kind)
		if !m.tracing {
			m.lent = append(m.lent, r)
		}
	}
	return &(*memos)[f.slot]
}

// memos returns room for the values of one record of kind k, perhaps used before.
func (m *Machine) memos(k *Kind) []memo {
	free := m.free[k]
	if len(free) == 0 {
		return make([]memo, k.rules)
	}
	ms := free[len(free)-1]
	m.free[k] = free[:len(free)-1]
	for i := range ms {
		ms[i] = memo{rests: ms[i].rests[:0]}
	}
	return ms
}

// ReleaseAll takes back the memory that a trial gave to any record. It gives it again where one is asked.
func (m *Machine) ReleaseAll() {
	for _, r := range m.lent {
		m.Release(r)
	}
	clear(m.lent)
	m.lent = m.lent[:0]
}

// Release takes back the memory that m gave to a record that will not be asked again.
func (m *Machine) Release(r *Record) {
	memos := &r.memo
	if !m.tracing {
		memos = &r.trial
	}
	if *memos != nil {
		m.free[r.Kind] = append(m.free[r.Kind], *memos)
		*memos = nil
		m.era++ // other values may rest on these
	}
}

func (m *Machine) apply(rule *Rule, r *Record) Value {
	f := frame{this: r}
	if rule.Value.node != nil {
		m.element = 0
		return m.value(rule.Value.node, &f)
	}
	elements, any := rule.Elements()
	t, settled := fact.Is(!any), fact.Is(any)
	for i := range elements {
		e := m.elementTruth(&elements[i], i, &f)
		if any {
			t = max(t, e)
		} else {
			t = min(t, e)
		}
		if t == settled && (any || !rule.Whole(i) || !m.tracing) {
			break
		}
	}
	t = m.exceptions(rule, t, len(elements), &f)
	if m.tracing && rule.Condition != "" && t != fact.No {
		m.element = -1
		m.read(r, r.Kind.Field(rule.Condition))
	}
	return Value{Truth: t}
}

// exceptions applies the exceptions of a rule to what its elements came to. They
// are sorted by priority, the highest first; the lowest is applied first.
func (m *Machine) exceptions(rule *Rule, t fact.Truth, after int, f *frame) fact.Truth {
	for i := len(rule.Exceptions) - 1; i >= 0; i-- {
		x := &rule.Exceptions[i]
		if x.Then == t {
			continue // it would change nothing
		}
		switch m.elementTruth(&x.Element, after+i, f) {
		case fact.Yes:
			t = x.Then
		case fact.Unknown:
			t = fact.Unknown
		}
	}
	return t
}

func (m *Machine) elementTruth(e *Element, i int, f *frame) fact.Truth {
	m.element = i
	t := m.truth(e.When.node, f)
	if m.tracing {
		d := &m.open[m.depth-1]
		d.Elements = append(d.Elements, ElementValue{i, t})
	}
	return t
}
