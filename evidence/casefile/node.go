package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/datafile"
)

// A reader collects the statements and the errors of one file.
type reader struct {
	name    string
	c       Case
	errs    []error
	author  string
	date    fact.Date
	parties map[fact.PartyID]int // declared, with line
	assets  map[fact.AssetID]int
	refs    []ref // checked when all is read
	areas   Areas // may be nil
}

// A ref is a name used at a line, to be declared anywhere in the file.
type ref struct {
	line  int
	kind  string // "party", "asset" or "dealing"
	value string
}

func (r *reader) errorf(n *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, &Error{r.name, n.Line, fmt.Sprintf(format, args...)})
}

func (r *reader) add(n *yaml.Node, b fact.Body) {
	r.c.Items = append(r.c.Items, Item{Body: b, Line: int64(n.Line)})
}

// An object is a mapping whose keys were checked.
type object struct {
	r    *reader
	node *yaml.Node
	vals map[string]*yaml.Node
}

// object reads a mapping; keys outside fields are errors that name the nearest one.
func (r *reader) object(n *yaml.Node, what string, fields []field) object {
	o := object{r: r, node: n, vals: map[string]*yaml.Node{}}
	if n.Kind != yaml.MappingNode {
		r.errorf(n, "%s: want keys and values, such as %q", what, fields[0].key+": ...")
		return o
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if number, first := parted(n, i); number != "" {
			if first {
				r.errorf(k, "%s: a comma ends a value within braces; write %s without commas, as in 18000, or in quotation marks", what, number)
			}
			continue
		}
		if !slices.ContainsFunc(fields, func(f field) bool { return f.key == k.Value }) {
			r.errorf(k, "%s: unknown key %q%s", what, k.Value, datafile.Nearest(k.Value, keys(fields)))
			continue
		}
		if _, twice := o.vals[k.Value]; twice {
			r.errorf(k, "%s: key %q stands twice; keep one", what, k.Value)
			continue
		}
		o.vals[k.Value] = v
	}
	return o
}

// entries yields the named members of a mapping such as "parties".
func (r *reader) entries(n *yaml.Node, what string, each func(name string, key, val *yaml.Node)) {
	if n == nil || isUnknown(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.errorf(n, "%s: want names with keys below each", what)
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if line, twice := seen[k.Value]; twice {
			r.errorf(k, "%s: %q is already used at line %d; one id cannot stand for two: choose another", what, k.Value, line)
			continue
		}
		seen[k.Value] = k.Line
		if k.Value == "" {
			r.errorf(k, "%s: a name is empty", what)
			continue
		}
		each(k.Value, k, v)
	}
}

// isNull says that nothing stands below a name but comments: it states nothing.
func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// hollow says that nothing but names stands in a value, as long as no question in it is answered.
func hollow(n *yaml.Node) bool {
	switch {
	case isNull(n):
		return true
	case n.Kind == yaml.SequenceNode:
		return len(n.Content) > 0 && !slices.ContainsFunc(n.Content, func(e *yaml.Node) bool { return !hollow(e) })
	case n.Kind != yaml.MappingNode || len(n.Content) == 0:
		return false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k, v := n.Content[i], n.Content[i+1]; !hollow(v) || k.Value == "terms" && !isNull(v) {
			return false
		}
	}
	return true
}

// list yields the elements of a sequence; a single value counts as a list of one.
func (r *reader) list(n *yaml.Node, each func(*yaml.Node)) {
	if n == nil || isUnknown(n) {
		return
	}
	if n.Kind != yaml.SequenceNode {
		each(n)
		return
	}
	for _, e := range n.Content {
		each(e)
	}
}

// isUnknown says that a value is "unknown", empty or null.
func isUnknown(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && (n.Value == "unknown" || n.Tag == "!!null" || n.Value == "")
}

// scalar returns the text of key, or "" if it is absent or unknown.
func (o object) scalar(key string) (string, *yaml.Node) {
	n, ok := o.vals[key]
	if !ok || isUnknown(n) {
		return "", n
	}
	if n.Kind != yaml.ScalarNode {
		o.r.errorf(n, "%s: want one value", key)
		return "", n
	}
	return n.Value, n
}

func (o object) text(key string) string {
	s, _ := o.scalar(key)
	return s
}

// parsed reads key with parse and reports its error at the line.
func parsed[T any](o object, key string, parse func(string) (T, error)) T {
	var zero T
	s, n := o.scalar(key)
	if s == "" {
		return zero
	}
	v, err := parse(s)
	if err != nil {
		o.r.errorf(n, "%s: %v", key, err)
		return zero
	}
	return v
}

func (o object) country(key string) fact.Country { return parsed(o, key, parseCountry) }
func (o object) date(key string) fact.Date       { return parsed(o, key, fact.ParseDate) }
func (o object) truth(key string) fact.Truth     { return parsed(o, key, parseTruth) }

// parseCountry reads the code of a country that there is: a typing error would be one of no concern.
func parseCountry(s string) (fact.Country, error) {
	c, err := fact.ParseCountry(s)
	if err == nil {
		err = country.Check(string(c))
	}
	return c, err
}

func parseTruth(s string) (t fact.Truth, err error) {
	err = t.UnmarshalText([]byte(s))
	return t, err
}

func (o object) number(key string) int {
	return parsed(o, key, func(s string) (int, error) {
		i, err := strconv.Atoi(s)
		if err != nil || i < 0 || i > 1_000_000 {
			return 0, fmt.Errorf("%q is not a number from 0 to 1,000,000", s)
		}
		return i, nil
	})
}

// word reads one of the given words.
func (o object) word(key string, words []string) string {
	return parsed(o, key, func(s string) (string, error) {
		if !slices.Contains(words, s) {
			return "", fmt.Errorf("%q is none of: %s%s", s, strings.Join(words, ", "), datafile.Nearest(s, words))
		}
		return s, nil
	})
}

func (o object) texts(key string) []string {
	var out []string
	o.r.list(o.vals[key], func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode {
			o.r.errorf(n, "%s: want a list of words", key)
			return
		}
		out = append(out, n.Value)
	})
	return out
}

func (o object) countries(key string) []fact.Country {
	var out []fact.Country
	o.r.list(o.vals[key], func(n *yaml.Node) {
		c, err := parseCountry(n.Value)
		if err != nil {
			o.r.errorf(n, "%s: %v", key, err)
			return
		}
		out = append(out, c)
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// party reads a reference to a party, which must be declared or be an outside id with ":" or "/".
func (o object) party(key string) fact.PartyID {
	s, n := o.scalar(key)
	return o.r.partyRef(n, s)
}

// oneOf reads one party, or a list of those of whom it is one.
func (o object) oneOf(key string) (one fact.PartyID, of []fact.PartyID) {
	n := o.vals[key]
	if n == nil || n.Kind != yaml.SequenceNode {
		return o.party(key), nil
	}
	for _, e := range n.Content {
		if e.Kind != yaml.ScalarNode || isUnknown(e) {
			o.r.errorf(e, "%s: want the ids of those of whom it is one; if it may be others too, write unknown instead of a list", key)
			return "", nil
		}
		of = append(of, o.r.partyRef(e, e.Value))
	}
	slices.Sort(of)
	if of = slices.Compact(of); len(of) == 1 {
		return of[0], nil
	}
	return "", of
}

func (r *reader) partyRef(n *yaml.Node, s string) fact.PartyID {
	if s != "" && !strings.ContainsAny(s, ":/") {
		r.refs = append(r.refs, ref{n.Line, "party", s})
	}
	return fact.PartyID(s)
}

// terms reads facts that a law asks for by name; lists become words joined by commas.
func (o object) terms(key string) map[string]string {
	n := o.vals[key]
	if n == nil || isUnknown(n) {
		return nil
	}
	out := map[string]string{}
	o.r.entries(n, key, func(name string, k, v *yaml.Node) {
		switch v.Kind {
		case yaml.ScalarNode:
			out[name] = cmp.Or(v.Value, "unknown")
		case yaml.SequenceNode:
			var words []string
			for _, e := range v.Content {
				words = append(words, e.Value)
			}
			slices.Sort(words)
			out[name] = strings.Join(slices.Compact(words), ",")
		default:
			o.r.errorf(v, "%s.%s: want yes, no, unknown, a number, a date, a word or a list of words", key, name)
		}
	})
	return out
}
