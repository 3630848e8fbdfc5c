package longarm

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

//go:embed changes.yaml
var changesFile []byte

// A catalogue holds what remedies are made of, in words; remedy.go has the deeds.
type catalogue struct {
	Changes []catalogued      `yaml:"changes"`
	Ends    map[string]ending `yaml:"ends"` // by pack
}

type catalogued struct {
	ID    string            `yaml:"id"`
	Says  string            `yaml:"says"`
	Shows string            `yaml:"shows"`
	Cite  string            `yaml:"cite"`
	From  fact.Date         `yaml:"from"`
	Rule  string            `yaml:"rule"`
	Terms map[string]string `yaml:"terms"`
	Why   map[string]string `yaml:"why"` // by pack, "*" for any
	Place datafile.Place    `yaml:"-"`
}

// An ending says by when a dealing must end under a pack of law, or meet its conditions.
type ending struct {
	Prohibited string `yaml:"prohibited"`
	Conditions string `yaml:"conditions"`
}

var changes = sync.OnceValues(func() (*catalogue, error) {
	var c catalogue
	if err := datafile.Decode(changesFile, "changes.yaml", &c); err != nil {
		return nil, err
	}
	for _, x := range c.Changes {
		if x.ID == "" || x.Says == "" || x.Shows == "" || x.Cite == "" || len(x.Why) == 0 {
			return nil, x.Place.Errorf("change %q needs says, shows, cite and why", x.ID)
		}
	}
	return &c, nil
})

func (c *catalogue) named(id string) *catalogued {
	i := slices.IndexFunc(c.Changes, func(x catalogued) bool { return x.ID == id })
	if i < 0 {
		panic("longarm: no change is named " + id) // the names stand in this package
	}
	return &c.Changes[i]
}

func (c *catalogued) why(pack string) string {
	if w, ok := c.Why[pack]; ok {
		return w
	}
	return c.Why["*"]
}

// fill makes a change of c with the words of pairs: "asset", "claims-db", ...
func (c *catalogued) fill(pairs ...string) determination.Change {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return determination.Change{ID: c.ID, Says: strings.NewReplacer(pairs...).Replace(c.Says), Shows: c.Shows, Citation: c.Cite, From: c.From}
}

// A change is one step of the catalogue, made out for one finding.
type change struct {
	determination.Change
	of *catalogued
	// law is set if the rules of law may read the facts it alters.
	law bool
	// unheard is set if the change alters only what no rule of law reads: the
	// answer is then that of before, and only reach is judged again.
	unheard bool
	// wide is set if dealings with other parties may be altered too, so that all are decided again.
	wide bool
	// apply alters the facts.
	apply func(*draft)
}

// A draft is a list of facts that changes alter. Facts put into it cite the
// sources of those they take the place of, and name the change as their rule.
type draft struct {
	facts []fact.Fact
	// ground is a fact whose sources those put in stand on.
	ground fact.Fact
	// owned is set if claims changed, so that who controls whom must be solved again.
	owned bool
}

// replace alters facts in place: edit returns the body to put instead, nil to drop the fact, or the body itself to keep it.
func (d *draft) replace(id string, edit func(fact.Fact) fact.Body) {
	out := make([]fact.Fact, 0, len(d.facts)+4)
	for _, f := range d.facts {
		switch b := edit(f); b {
		case nil:
			continue
		case f.Body:
			out = append(out, f)
		default:
			out = append(out, fact.New(b, f.Sources, "remedy/"+id, f.From...))
		}
	}
	d.facts = out
}

// put adds a fact that stands on the sources of the ground.
func (d *draft) put(id string, b fact.Body) {
	d.facts = append(d.facts, fact.New(b, d.ground.Sources, "remedy/"+id))
}
