package law

import (
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/internal/datafile"
)

// A Given is what a pack says of a field that facts give: how to ask for it, what
// it may turn out to be, and what is taken as given where nobody states it.
type Given struct {
	On   string `yaml:"on"`
	Name string `yaml:"name"`
	// Ask is the question, with {name} for the record and, of an access, {dealing}.
	Ask string `yaml:"ask"`
	// First is the question for a list of which nothing is known; empty: Ask.
	First string  `yaml:"first"`
	May   Choices `yaml:"may"`
	// Presume holds alternatives, of which the first that holds is taken.
	Presume []*Supposition `yaml:"presume"`
	Place   Place          `yaml:"-"`
}

// Choices are the values that a field may have, one of each sort that the rules
// tell apart: written out, or as the name of a list under `choices` of facts.yaml.
type Choices struct {
	Named string
	List  []Choice
}

// UnmarshalYAML reads a list or the name of one.
func (c *Choices) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		c.Named = n.Value
		return nil
	}
	return datafile.DecodeNode(n, "", &c.List)
}

// A Choice is one value that a field may turn out to have.
type Choice struct {
	// Label is how the answer reads; empty: as Value.
	Label string
	// Value is that of a word; of words those that come to what is known, joined by commas, empty for none.
	Value string
	// Party holds the fields of a party that a record or a list may turn out to name, or to
	// give access; Data those of data. Words and lists not named are empty. Both nil: nothing more.
	Party, Data map[string]string
}

// UnmarshalYAML reads a word alone, which is label and value, or a mapping.
func (c *Choice) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		c.Label, c.Value = n.Value, n.Value
		return nil
	}
	var long struct {
		Label string            `yaml:"label"`
		Value string            `yaml:"value"`
		Party map[string]string `yaml:"party"`
		Data  map[string]string `yaml:"data"`
	}
	if err := datafile.DecodeNode(n, "", &long); err != nil {
		return err
	}
	if long.Label == "" {
		return errors.New("a value that a field may have needs its label")
	}
	*c = Choice(long)
	return nil
}

// A Supposition is a value of a given field that is taken as given until somebody
// states another, or states that it is not known.
type Supposition struct {
	// Value, or the value of the field As of the same record.
	Value string `yaml:"value"`
	As    string `yaml:"as"`
	Why   string `yaml:"why"`
	// Where names fields of the record and the words of which each must have one;
	// Outside those whose word must be known and not in the named set, which must be
	// in force; Unknown those that must not be known.
	Where   map[string][]string `yaml:"where"`
	Outside map[string]string   `yaml:"outside"`
	Unknown []string            `yaml:"unknown"`
}

// Holds reports whether s is to be taken of r, whose other fields are set.
func (s *Supposition) Holds(c *Code, r *Record) bool {
	for name, words := range s.Where {
		if !slices.Contains(words, r.word(name)) {
			return false
		}
	}
	for name, set := range s.Outside {
		members := c.Set(set).Words()
		if w := r.word(name); w == "" || len(members) == 0 || slices.Contains(members, w) {
			return false
		}
	}
	return !slices.ContainsFunc(s.Unknown, func(name string) bool { return r.word(name) != "" })
}

// Of returns the value taken of r; known is false where the field As is not known. Of a
// list only that is told: who asks makes the one record in it, of the record in As.
func (s *Supposition) Of(r *Record, f *Field) (v Value, known bool) {
	if s.As == "" {
		v, err := ParseValue(f.Type, s.Value)
		return v, err == nil
	}
	if f.Type == List {
		of, _, _ := r.Given(r.Kind.Field(s.As))
		return Unknown(List), of.Ref != nil
	}
	w := r.word(s.As)
	if f.Type == Words {
		return Value{Words: []string{w}}, w != ""
	}
	return Value{Word: w}, w != ""
}

// word returns the known word of a field, or nothing.
func (r *Record) word(name string) string {
	v, _, _ := r.Given(r.Kind.Field(name))
	return v.Word
}

// givens puts what the pack says of given fields beside these, checked.
func (c *Code) givens(p *Pack) error {
	for _, g := range p.Givens {
		if err := c.given(p, g); err != nil {
			return g.Place.Errorf("given %s of a %s: %w", g.Name, g.On, err)
		}
	}
	return nil
}

func (c *Code) given(p *Pack, g *Given) error {
	k := c.Schema.Kind(g.On)
	if k == nil {
		return fmt.Errorf("there is no kind of record %q; want party, dealing, access or data", g.On)
	}
	f := k.Field(g.Name)
	switch {
	case f == nil || f.Term != nil || f.Rule != nil:
		return fmt.Errorf("facts give no such field%s", datafile.Nearest(g.Name, fieldNames(k)))
	case f.Given != nil:
		return errors.New("it stands already")
	case g.Ask == "":
		return errors.New("it has no question (ask)")
	}
	f.Given = g
	var err error
	if f.Choices, err = c.choices(p, g.May, f); err != nil {
		return err
	}
	for _, s := range g.Presume {
		if err := c.supposition(s, k, f); err != nil {
			return fmt.Errorf("presume: %w", err)
		}
	}
	return nil
}

func (c *Code) choices(p *Pack, may Choices, f *Field) ([]Choice, error) {
	list := may.List
	if may.Named != "" {
		var ok bool
		if list, ok = p.Choices[may.Named]; !ok {
			return nil, fmt.Errorf("may: there is no list of choices %q", may.Named)
		}
	}
	for _, one := range list {
		if err := c.choice(one, f); err != nil {
			return nil, fmt.Errorf("may: %s: %w", one.Label, err)
		}
	}
	return list, nil
}

func (c *Code) choice(one Choice, f *Field) error {
	switch f.Type {
	case Word, Words:
		if _, err := ParseValue(f.Type, one.Value); one.Party != nil || one.Data != nil || err != nil {
			return fmt.Errorf("want a value that is a %s", f.Type)
		}
		return nil
	case Ref, List:
		if one.Value != "" {
			return errors.New("want a party or data, not a value")
		}
		return errors.Join(checkFields(c.Schema.Kind("party"), one.Party), checkFields(c.Schema.Kind("data"), one.Data))
	}
	return fmt.Errorf("a %s is asked by its bounds, not by choices", f.Type)
}

func checkFields(k *Kind, fields map[string]string) error {
	for name, text := range fields {
		f := k.Field(name)
		if f == nil || f.Rule != nil || f.Type == Ref || f.Type == List {
			return fmt.Errorf("a %s has no field %q to fill", k.Name, name)
		}
		if _, err := ParseValue(f.Type, text); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (c *Code) supposition(s *Supposition, k *Kind, f *Field) error {
	plain := func(name string) bool {
		o := k.Field(name)
		return o != nil && o.Rule == nil && o.Type == Word
	}
	if s.Why == "" {
		return errors.New("it needs its why")
	}
	of := k.Field(s.As)
	list := f.Type == List && of != nil && of.Type == Ref
	if (s.As == "") == (s.Value == "") || s.As != "" && !list && (!plain(s.As) || f.Type != Word && f.Type != Words) {
		return errors.New("want a value, or as and the name of a word of the same record, for a list of a record")
	}
	if _, err := ParseValue(f.Type, s.Value); err != nil {
		return err
	}
	for name := range s.Where {
		if !plain(name) {
			return fmt.Errorf("where: a %s has no word %q", k.Name, name)
		}
	}
	for name, set := range s.Outside {
		if !plain(name) || c.sets[set] == nil {
			return fmt.Errorf("outside: want a word of a %s and a set, not %s: %s", k.Name, name, set)
		}
	}
	for _, name := range s.Unknown {
		if !plain(name) {
			return fmt.Errorf("unknown: a %s has no word %q", k.Name, name)
		}
	}
	return nil
}
