package law

import (
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A Kind is a kind of record that rules are about: "party", "dealing", "data", "access", "reach".
type Kind struct {
	Name   string
	Fields []*Field
	byName map[string]*Field
	// rules counts the fields that rules define; it sizes the memory of a record.
	rules int
}

// Field returns the field of that name, or nil.
func (k *Kind) Field(name string) *Field { return k.byName[name] }

// A Field is one thing that may be known of a record: given by facts, stated
// in a case file, or defined by a rule.
type Field struct {
	Name  string
	Type  Type
	Of    *Kind // Ref and List: the kind of record
	Index int   // in Kind.Fields
	// Term is set for a field of the vocabulary, which case files state; Given for
	// one that facts give and of which the pack says something.
	Term  *Term
	Given *Given
	// Choices are what a word, words, a record or a list not known may turn out to be.
	Choices []Choice
	// Rule is set for a field that a rule defines; slot is its place among those.
	Rule *Rule
	slot int
}

// A Record is one party, dealing, data entry or access, as rules see it.
type Record struct {
	Kind *Kind
	// ID names the record in proofs, such as "party foo"; Name is short, for people.
	ID, Name string
	// Path is where a case file states things of it: "parties.foo".
	Path string
	// Facts are those the record rests on, unless a field has its own.
	Facts []fact.ID

	oneOf  []*Record // see OneOf
	chosen *Record

	given  []given
	memo   []memo
	trial  []memo
	labels []string
	// changes counts, once a trial reads the record, how often each field was set or taken back, and after these all of it.
	changes []uint32
}

// Label returns the id of the record and the name of the field, as proofs write
// it. It is made once: the same text is used again and again.
func (r *Record) Label(f *Field) string {
	if r.labels == nil {
		r.labels = make([]string, len(r.Kind.Fields))
	}
	if r.labels[f.Index] == "" {
		r.labels[f.Index] = r.ID + " " + f.Name
	}
	return r.labels[f.Index]
}

type given struct {
	field   int
	value   Value
	facts   []fact.ID
	own     bool
	presume string
}

// Set gives field f the value v; facts, where given, are what shows it.
func (r *Record) Set(f *Field, v Value, facts ...fact.ID) {
	r.put(given{field: f.Index, value: v, facts: facts, own: len(facts) > 0})
}

// Presume gives field f a value that nobody stated, and says why; facts are those it leans on.
func (r *Record) Presume(f *Field, v Value, why string, facts ...fact.ID) {
	r.put(given{field: f.Index, value: v, presume: why, facts: facts})
}

func (r *Record) put(g given) {
	r.changed(g.field)
	for i := range r.given {
		if r.given[i].field == g.field {
			r.given[i] = g
			return
		}
	}
	r.given = append(r.given, g)
}

// Has reports whether Set or Presume gave field f a value.
func (r *Record) Has(f *Field) bool { return r.get(f) != nil }

// Clear takes back what Set or Presume gave field f.
func (r *Record) Clear(f *Field) {
	r.changed(f.Index)
	for i := range r.given {
		if r.given[i].field == f.Index {
			r.given = append(r.given[:i], r.given[i+1:]...)
			return
		}
	}
}

func (r *Record) get(f *Field) *given {
	for i := range r.given {
		if r.given[i].field == f.Index {
			return &r.given[i]
		}
	}
	return nil
}

// Given returns the value of field f that is not defined by a rule, the facts
// that show it, and, for a presumption, why it is presumed.
func (r *Record) Given(f *Field) (v Value, facts []fact.ID, presumed string) {
	if r.oneOf != nil {
		of := r.may()
		values := make([]Value, len(of))
		for i, o := range of {
			var ids []fact.ID
			values[i], ids, _ = o.Given(f)
			facts = append(facts, ids...)
		}
		return Common(f.Type, values), facts, ""
	}
	if g := r.get(f); g != nil {
		if g.own || g.presume != "" {
			return g.value, g.facts, g.presume
		}
		return g.value, r.Facts, ""
	}
	if f.Term != nil {
		for _, p := range f.Term.Presume {
			if p.holds(r) {
				return p.value, nil, p.Why
			}
		}
	}
	return Unknown(f.Type), nil, ""
}

// holds reports whether every term that the presumption depends on has one of its values.
func (p *Presume) holds(r *Record) bool {
	for name, values := range p.Where {
		f := r.Kind.Field(name)
		if v, _, _ := r.Given(f); !slices.Contains(values, v.Format(f.Type)) {
			return false
		}
	}
	for name, values := range p.Unless {
		f := r.Kind.Field(name)
		if g := r.get(f); g != nil && g.presume == "" && slices.Contains(values, g.value.Format(f.Type)) {
			return false
		}
	}
	return true
}

// A Schema is the set of kinds with the fields that facts give. Packs add their terms to a copy.
type Schema struct {
	Kinds []*Kind
}

// Kind returns the kind of that name, or nil.
func (s *Schema) Kind(name string) *Kind {
	for _, k := range s.Kinds {
		if k.Name == name {
			return k
		}
	}
	return nil
}

func (k *Kind) add(f *Field) {
	f.Index = len(k.Fields)
	k.Fields = append(k.Fields, f)
	if k.byName == nil {
		k.byName = make(map[string]*Field)
	}
	k.byName[f.Name] = f
}

// NewSchema returns the kinds that facts give, with no terms of any pack:
//
//   - party: kind, organized, seat, residence, present, citizenship, status, state,
//     designated (programmes in effect), head (of a branch), employers, control
//     ("yes", "no", "open" for a dsp Control fact, "none" without one), owned
//     (by covered persons, in 1e-7 percent), controllers (the countries from which the Control fact starts)
//   - holding: owner, tie (the kind of interest), share (in 1e-7 percent): one that is stated of a party, its holders
//   - affiliation: party, share (in 1e-7 percent): one that is connected with a party, its affiliations, by holdings of at least so much
//   - dealing: class (as stated), subject, counterparty, access, data, from, to, at (day of review),
//     safeguarded (what safeguards show of the pack's catalogue of measures), courses, places (countries where
//     what is used stands), reach (what governments can do to its assets)
//   - course: with (a party), dealings (those of the subject within the pack's window that are or may be with it)
//   - access: party, able, hired (by the counterparty, as staff or contractor), in_group (of the subject), role, dealing
//   - reach: government, arm ("read", "cut", "enter"), holds, dealing
//   - data: category, identifiers, number, window (number over the pair's window), joined
//     (the same over all categories that the window joins), dealing
func NewSchema() *Schema {
	affiliation := &Kind{Name: "affiliation"}
	party, holding, dealing, access, data, course, reach := &Kind{Name: "party"}, &Kind{Name: "holding"}, &Kind{Name: "dealing"}, &Kind{Name: "access"}, &Kind{Name: "data"}, &Kind{Name: "course"}, &Kind{Name: "reach"}
	for _, f := range []struct {
		kind *Kind
		name string
		typ  Type
		of   *Kind
	}{
		{party, "kind", Word, nil}, {party, "organized", Words, nil}, {party, "seat", Word, nil},
		{party, "residence", Word, nil}, {party, "present", Word, nil}, {party, "citizenship", Words, nil},
		{party, "status", Word, nil}, {party, "state", Word, nil}, {party, "designated", Words, nil}, {party, "announced", Words, nil},
		{party, "head", Ref, party}, {party, "employers", List, party}, {party, "control", Word, nil},
		{party, "owned", Number, nil}, {party, "controllers", Words, nil}, {party, "holders", List, holding}, {holding, "owner", Ref, party}, {holding, "tie", Word, nil}, {holding, "share", Number, nil},
		{party, "affiliations", List, affiliation}, {affiliation, "party", Ref, party}, {affiliation, "share", Number, nil},
		{dealing, "class", Word, nil}, {dealing, "subject", Ref, party}, {dealing, "counterparty", Ref, party},
		{dealing, "access", List, access}, {dealing, "data", List, data}, {dealing, "from", Date, nil},
		{dealing, "to", Date, nil}, {dealing, "at", Date, nil}, {dealing, "safeguarded", YesNo, nil},
		{dealing, "courses", List, course}, {course, "dealings", List, dealing}, {course, "with", Ref, party},
		{access, "party", Ref, party}, {access, "able", YesNo, nil}, {access, "hired", YesNo, nil}, {access, "in_group", YesNo, nil}, {access, "role", Word, nil}, {access, "dealing", Ref, dealing},
		{dealing, "places", Words, nil}, {dealing, "reach", List, reach},
		{reach, "government", Word, nil}, {reach, "arm", Word, nil}, {reach, "holds", YesNo, nil}, {reach, "dealing", Ref, dealing},
		{data, "category", Word, nil}, {data, "identifiers", Words, nil}, {data, "number", Number, nil},
		{data, "window", Number, nil}, {data, "joined", Number, nil}, {data, "dealing", Ref, dealing},
	} {
		f.kind.add(&Field{Name: f.name, Type: f.typ, Of: f.of})
	}
	return &Schema{Kinds: []*Kind{party, dealing, access, data, course, reach, holding, affiliation}}
}
