package check

import (
	"fmt"
	"io/fs"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
)

// A Test is an ownership test, as the checker reads it from the table that the
// solver reads too.
type Test struct {
	Name            string   `yaml:"name"`
	Aliases         []string `yaml:"aliases"`
	Threshold       string   `yaml:"threshold"`
	Strict          bool     `yaml:"strict"`
	Sum             []string `yaml:"sum"`
	VotesFromShares bool     `yaml:"votes-from-shares"`
	Seeds           struct {
		Countries  []fact.Country `yaml:"countries"`
		Except     []fact.Country `yaml:"except"`
		By         []string       `yaml:"by"`
		Foreign    string         `yaml:"foreign"`
		Programmes []string       `yaml:"programmes"`
	} `yaml:"seeds"`
	ForeignOnly bool      `yaml:"foreign-only"`
	Employment  string    `yaml:"employment"`
	Control     []string  `yaml:"control"`
	Undisclosed bool      `yaml:"undisclosed"`
	Readings    []Reading `yaml:"readings"`
}

// A Reading is one way to read the text of a test.
type Reading struct {
	Name    string `yaml:"name"`
	Lists   bool   `yaml:"lists"`
	Through string `yaml:"through"`
	Tiers   int    `yaml:"tiers"` // levels below the seeds; 0: all
}

// ReadTests reads one file of tests.
func ReadTests(b []byte) ([]*Test, error) {
	var file struct {
		Rules []*Test `yaml:"rules"`
	}
	if err := yaml.Unmarshal(b, &file); err != nil {
		return nil, err
	}
	return file.Rules, nil
}

// Tests reads every file of tests below fsys.
func Tests(fsys fs.FS) (out []*Test, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		tests, err := ReadTests(b)
		out = append(out, tests...)
		return err
	})
	return out, err
}

// Named returns the test of that name or alias.
func Named(tests []*Test, name string) (*Test, error) {
	for _, t := range tests {
		if t.Name == name || slices.Contains(t.Aliases, name) {
			return t, nil
		}
	}
	return nil, fmt.Errorf("no ownership test is named %q", name)
}

// Government is the question whether the arm of the government of countries, a
// state and its territories, reaches a party; name is that of the test in facts.
func Government(name string, countries []fact.Country) *Test {
	t := &Test{Name: name, Threshold: "50", Sum: []string{"shares", "votes"}, Control: []string{
		"board-majority", "special-share", "articles", "statute", "contract", "proxy", "trustee", "nominator", "other-influence", "consolidation", "acting-in-concert",
	}}
	t.Seeds.Countries, t.Seeds.By = countries, []string{"state", "organized", "seat", "residence"}
	return t
}

func (t *Test) readings() []Reading {
	if len(t.Readings) == 0 {
		return []Reading{{}}
	}
	return t.Readings
}
