package law

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/longarm-project/longarm/fact"
)

// A Group says from which share on parties are of one group: one holds so much of the
// other, or a third so much of both, directly or through such holdings.
type Group struct {
	Surely   string `yaml:"surely"`  // in percent: from here on they are
	Perhaps  string `yaml:"perhaps"` // from here on, or with another tie, they may be
	Citation string `yaml:"cite"`
	Reading  string `yaml:"reading"`

	surely, perhaps fact.Share
}

// Shares returns the two shares.
func (g *Group) Shares() (surely, perhaps fact.Share) { return g.surely, g.perhaps }

// A Named says whom a programme names by the full name: a party of that name in one of
// the countries is the one named, unless somebody states that it is designated under none.
type Named struct {
	Programme string   `yaml:"programme"`
	Names     []string `yaml:"names"`
	Countries []string `yaml:"countries"`
	Citation  string   `yaml:"cite"`
}

// Is reports whether a name is one of those that n gives, whatever its case and signs.
func (n *Named) Is(name string) bool {
	return slices.ContainsFunc(n.Names, func(s string) bool { return bare(s) == bare(name) })
}

// bare is a name in lower case, without signs.
func bare(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// groups reads the shares of a pack's group, and whom it names.
func (l *loader) groups(p *Pack) {
	if g := p.Group; g != nil {
		var errs [2]error
		g.surely, _, errs[0] = fact.ParseShare(g.Surely)
		g.perhaps, _, errs[1] = fact.ParseShare(g.Perhaps)
		for _, err := range errs {
			if err != nil {
				l.errs = append(l.errs, p.Place.Errorf("group: %w", err))
			}
		}
		if g.Citation == "" || g.surely == 0 || g.perhaps == 0 || g.perhaps > g.surely {
			l.errs = append(l.errs, p.Place.Errorf("group: want surely and perhaps in percent, no more than surely, and a citation"))
		}
	}
	for _, n := range p.Named {
		if n.Programme == "" || len(n.Names) == 0 || len(n.Countries) == 0 || n.Citation == "" {
			l.errs = append(l.errs, p.Place.Errorf("%w", fmt.Errorf("named: want a programme, names, countries and a citation")))
		}
	}
}
