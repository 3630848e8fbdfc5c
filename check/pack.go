package check

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
)

// A pack holds of the files of a pack of law what decides, as doc/formats/rules.md describes them.
type pack struct {
	ID        string `yaml:"id"`
	Title     string `yaml:"title"`
	For       string `yaml:"for"`
	Concerns  string `yaml:"concerns"`
	Catalogue bool   `yaml:"catalogue"`
	Scale     *struct {
		Of string `yaml:"of"`
	} `yaml:"scale"`
	Decide    []string `yaml:"decide"`
	Otherwise struct {
		Outcome string `yaml:"outcome"`
	} `yaml:"otherwise"`
	Outcomes  []string `yaml:"outcomes"`
	Window    *window  `yaml:"window"`
	Ownership struct {
		Test      string `yaml:"test"`
		Threshold string `yaml:"threshold"`
		Others    bool   `yaml:"others"`
	} `yaml:"ownership"`
	Group *struct {
		Surely  string `yaml:"surely"`
		Perhaps string `yaml:"perhaps"`
	} `yaml:"group"`
	Named []struct {
		Programme string   `yaml:"programme"`
		Names     []string `yaml:"names"`
		Countries []string `yaml:"countries"`
	} `yaml:"named"`
	Sets []struct {
		Name     string `yaml:"name"`
		Versions []struct {
			From  fact.Date `yaml:"from"`
			Words []string  `yaml:"words"`
		} `yaml:"versions"`
	} `yaml:"sets"`
	Tables []struct {
		Name     string `yaml:"name"`
		Versions []struct {
			From   fact.Date        `yaml:"from"`
			Values map[string]int64 `yaml:"values"`
		} `yaml:"versions"`
	} `yaml:"tables"`
	Measures []struct {
		ID     fact.Measure `yaml:"id"`
		Group  string       `yaml:"group"`
		Option string       `yaml:"option"`
	} `yaml:"measures"`

	words  vocabulary
	rules  []*rule
	digest fact.Digest
}

// A window says which numbers of the dealings of two parties are added.
type window struct {
	Months   int      `yaml:"months"`
	Dealings string   `yaml:"dealings"`
	Data     string   `yaml:"data"`
	Category string   `yaml:"category"`
	Joined   []string `yaml:"joined"`
	Access   string   `yaml:"access"`
}

// A vocabulary is what facts.yaml holds, and the files that it has in common with other packs.
type vocabulary struct {
	Common  []string               `yaml:"common"`
	Terms   []*term                `yaml:"terms"`
	Given   []*assumed             `yaml:"given"`
	Choices map[string][]yaml.Node `yaml:"choices"`
}

// A term is a word of the vocabulary.
type term struct {
	Name    string    `yaml:"name"`
	On      string    `yaml:"on"`
	Type    string    `yaml:"type"`
	Presume yaml.Node `yaml:"presume"`
	Use     string    `yaml:"use"`
	presume []presumed
}

// What is presumed of a term.
type presumed struct {
	Value      string              `yaml:"value"`
	Where      map[string][]string `yaml:"where"`
	Unless     map[string][]string `yaml:"unless"`
	UnlessTerm string              `yaml:"unless_term"`
}

// What is presumed of a field that facts give, and what it may be.
type assumed struct {
	On      string     `yaml:"on"`
	Name    string     `yaml:"name"`
	May     yaml.Node  `yaml:"may"`
	Presume []supposed `yaml:"presume"`
}

// One alternative of it.
type supposed struct {
	Value   string              `yaml:"value"`
	As      string              `yaml:"as"`
	Where   map[string][]string `yaml:"where"`
	Outside map[string]string   `yaml:"outside"`
	Unknown []string            `yaml:"unknown"`
}

// A rule is one file of a rule.
type rule struct {
	ID         string      `yaml:"rule"`
	Citation   string      `yaml:"cite"`
	Quote      string      `yaml:"quote"`
	From       fact.Date   `yaml:"from"`
	To         fact.Date   `yaml:"to"`
	On         string      `yaml:"on"`
	Defines    string      `yaml:"defines"`
	Type       string      `yaml:"type"`
	Value      string      `yaml:"value"`
	All        []element   `yaml:"all"`
	Any        []element   `yaml:"any"`
	Exceptions []exception `yaml:"exceptions"`
	Outcome    string      `yaml:"outcome"`
	Level      int         `yaml:"level"`
	Condition  string      `yaml:"condition"`
	Met        string      `yaml:"met"`
	Unmet      string      `yaml:"unmet"`
	DecidedBy  []string    `yaml:"decided_by"`
	value      *node
}

// An element is one sentence of a rule.
type element struct {
	ID       string `yaml:"id"`
	Says     string `yaml:"says"`
	When     string `yaml:"when"`
	Citation string `yaml:"cite"`
	when     *node
}

type exception struct {
	element  `yaml:",inline"`
	Priority int    `yaml:"priority"`
	Then     string `yaml:"then"`
}

// field is the name under which others read what a rule comes to.
func (r *rule) field() string {
	if r.Defines != "" {
		return r.Defines
	}
	return "rule " + r.ID
}

const (
	maxRules = 4096    // files of one pack
	maxBytes = 4 << 20 // of one file
)

// A reader adds the bytes of each file that it reads to a digest, with the name and the length before them.
type reader struct {
	fsys fs.FS
	all  []byte
}

func (r *reader) read(name string, into any) error {
	b, err := fs.ReadFile(r.fsys, name)
	if err != nil {
		return err
	}
	if len(b) > maxBytes {
		return fmt.Errorf("%s has more than %d bytes", name, maxBytes)
	}
	r.all = append(fmt.Appendf(r.all, "%s %d\n", name, len(b)), b...)
	if err := yaml.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// readPack reads the pack in a folder.
func readPack(fsys fs.FS, dir string) (*pack, error) {
	r, p := &reader{fsys: fsys}, &pack{}
	if err := r.read(dir+"/pack.yaml", p); err != nil {
		return nil, err
	}
	if err := r.read(dir+"/facts.yaml", &p.words); err != nil {
		return nil, err
	}
	for _, name := range p.words.Common {
		var more vocabulary
		if err := r.read(path.Join("common", name+".yaml"), &more); err != nil {
			return nil, err
		}
		p.words.join(more)
	}
	for _, t := range p.words.Terms {
		if err := t.alternatives(); err != nil {
			return nil, fmt.Errorf("term %s: %w", t.Name, err)
		}
	}
	folders, err := fs.Glob(fsys, dir+"/*/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range folders {
		if path.Base(path.Dir(name)) == "cases" {
			continue
		}
		x := &rule{}
		if err := r.read(name, x); err != nil {
			return nil, err
		}
		if p.rules = append(p.rules, x); len(p.rules) > maxRules {
			return nil, fmt.Errorf("%s has more than %d rules", dir, maxRules)
		}
	}
	sum := sha256.Sum256(r.all)
	p.digest = fact.Digest(hex.EncodeToString(sum[:]))
	return p, nil
}

// join adds what a common file says and the pack does not.
func (v *vocabulary) join(more vocabulary) {
	for _, t := range more.Terms {
		if !slices.ContainsFunc(v.Terms, func(o *term) bool { return o.On == t.On && o.Name == t.Name }) {
			v.Terms = append(v.Terms, t)
		}
	}
	for _, g := range more.Given {
		if !slices.ContainsFunc(v.Given, func(o *assumed) bool { return o.On == g.On && o.Name == g.Name }) {
			v.Given = append(v.Given, g)
		}
	}
	for name, list := range more.Choices {
		if v.Choices == nil {
			v.Choices = map[string][]yaml.Node{}
		}
		if _, ok := v.Choices[name]; !ok {
			v.Choices[name] = list
		}
	}
}

// alternatives reads what is presumed of a term: one presumption, or a list.
func (t *term) alternatives() error {
	switch t.Presume.Kind {
	case 0:
		return nil
	case yaml.SequenceNode:
		return t.Presume.Decode(&t.presume)
	}
	t.presume = make([]presumed, 1)
	return t.Presume.Decode(&t.presume[0])
}

// parsed returns a copy of a rule with its expressions read. Of its exceptions the one of lowest priority comes first.
func (r rule) parsed() (out *rule, err error) {
	one := func(n **node, text string) {
		if err == nil {
			if *n, err = parse(text); err != nil {
				err = fmt.Errorf("%q: %w", text, err)
			}
		}
	}
	r.All, r.Any, r.Exceptions = slices.Clone(r.All), slices.Clone(r.Any), slices.Clone(r.Exceptions)
	if r.Value != "" {
		one(&r.value, r.Value)
	}
	for _, list := range [][]element{r.All, r.Any} {
		for i := range list {
			one(&list[i].when, list[i].When)
		}
	}
	slices.SortStableFunc(r.Exceptions, func(a, b exception) int { return cmp.Compare(a.Priority, b.Priority) })
	for i := range r.Exceptions {
		one(&r.Exceptions[i].when, r.Exceptions[i].When)
	}
	return &r, err
}

// inForce reports whether a rule is in force on a day.
func (r *rule) inForce(at fact.Date) bool { return r.From <= at && (r.To == "" || at < r.To) }

// choicesOf lists the words that a field may be, where the pack lists them.
func (v *vocabulary) choicesOf(on, name string) (out []string) {
	for _, g := range v.Given {
		if g.On != on || g.Name != name {
			continue
		}
		list := v.Choices[g.May.Value]
		if g.May.Kind == yaml.SequenceNode {
			list = nil
			for _, n := range g.May.Content {
				list = append(list, *n)
			}
		}
		for i := range list {
			var long struct {
				Value string `yaml:"value"`
			}
			if list[i].Kind == yaml.ScalarNode {
				long.Value = list[i].Value
			} else if list[i].Decode(&long) != nil {
				continue
			}
			out = append(out, strings.TrimSpace(long.Value))
		}
	}
	return out
}
