package remedy

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

//go:embed changes.yaml
var changesFile []byte

// A catalogue holds what remedies are made of, in words; kinds has what each change does.
type catalogue struct {
	Changes []entry           `yaml:"changes"`
	Ends    map[string]ending `yaml:"ends"` // by pack

	entries map[string]*entry // by id: one for each of kinds
}

// An entry is a change in words.
type entry struct {
	ID    string            `yaml:"id"`
	Says  string            `yaml:"says"`
	Shows string            `yaml:"shows"`
	Cite  string            `yaml:"cite"`
	Cites map[string]string `yaml:"cites"` // by pack, in place of Cite
	From  fact.Date         `yaml:"from"`
	Rule  string            `yaml:"rule"`
	Terms map[string]string `yaml:"terms"`
	// States holds, by pack, what a case file would say of the dealing besides.
	States map[string]map[string]string `yaml:"states"`
	Why    map[string]string            `yaml:"why"` // by pack, "*" for any
	Place  datafile.Place               `yaml:"-"`
}

// under returns the entry as it is cited under one pack.
func (e *entry) under(pack string) *entry {
	cite, ok := e.Cites[pack]
	if !ok {
		return e
	}
	x := *e
	x.Cite = cite
	return &x
}

// An ending says by when a dealing must end under a pack of law, or meet its conditions.
type ending struct {
	Prohibited string `yaml:"prohibited"`
	Conditions string `yaml:"conditions"`
}

var changes = sync.OnceValues(func() (*catalogue, error) { return readCatalogue(changesFile) })

// readCatalogue reads the words of every change that can be made, and of no other.
func readCatalogue(b []byte) (*catalogue, error) {
	c := catalogue{entries: map[string]*entry{}}
	if err := datafile.Decode(b, "changes.yaml", &c); err != nil {
		return nil, err
	}
	for i := range c.Changes {
		x := &c.Changes[i]
		if x.ID == "" || x.Says == "" || x.Shows == "" || x.Cite == "" || len(x.Why) == 0 {
			return nil, x.Place.Errorf("change %q needs says, shows, cite and why", x.ID)
		}
		if c.entries[x.ID] != nil {
			return nil, x.Place.Errorf("change %q stands twice", x.ID)
		}
		c.entries[x.ID] = x
	}
	for _, k := range kinds {
		if c.entries[k.id] == nil {
			return nil, fmt.Errorf("changes.yaml: there are no words for the change %q", k.id)
		}
	}
	if len(c.Changes) > len(kinds) {
		return nil, fmt.Errorf("changes.yaml: %d changes, of which %d can be made", len(c.Changes), len(kinds))
	}
	return &c, nil
}

func (c *entry) why(pack string) string {
	if w, ok := c.Why[pack]; ok {
		return w
	}
	return c.Why["*"]
}

// fill makes a change of c with the words of pairs: "asset", "claims-db", ...
func (c *entry) fill(pairs ...string) determination.Change {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return determination.Change{ID: c.ID, Says: strings.NewReplacer(pairs...).Replace(c.Says), Shows: c.Shows, Citation: c.Cite, From: c.From}
}
