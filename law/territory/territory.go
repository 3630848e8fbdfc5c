// Package territory knows which territories with a country code of their own
// belong to which state, as dated data.
package territory

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

//go:embed territories.yaml
var embedded []byte

type table struct {
	States []struct {
		State       fact.Country   `yaml:"state"`
		Cite        string         `yaml:"cite"`
		Territories []held         `yaml:"territories"`
		Place       datafile.Place `yaml:"-"`
	} `yaml:"states"`
	Unverified []string `yaml:"unverified"`
}

// A held is a territory of a state from its first day on.
type held struct {
	Country fact.Country `yaml:"country"`
	From    fact.Date    `yaml:"from"`
	Source  string       `yaml:"source"`
	// Laws says why the territory has laws of its own by which people are compelled there; empty: those of the state.
	Laws string `yaml:"laws"`
}

// states holds the territories by state, and owners the states by territory.
type states struct {
	of     map[fact.Country][]held
	owners map[fact.Country]fact.Country
}

var known = sync.OnceValue(func() *states {
	s, err := parse(embedded, "territories.yaml")
	if err != nil {
		panic(err) // the file is embedded above
	}
	return s
})

func parse(b []byte, name string) (*states, error) {
	var t table
	if err := datafile.Decode(b, name, &t); err != nil {
		return nil, err
	}
	s := &states{map[fact.Country][]held{}, map[fact.Country]fact.Country{}}
	for _, x := range t.States {
		if x.Cite == "" {
			return nil, x.Place.Errorf("%s: cite is missing", x.State)
		}
		for _, h := range x.Territories {
			if err := h.check(x.State); err != nil {
				return nil, x.Place.Errorf("%s: %w", x.State, err)
			}
			if owner, ok := s.owners[h.Country]; ok {
				return nil, x.Place.Errorf("%s belongs to %s already", h.Country, owner)
			}
			s.owners[h.Country] = x.State
			s.of[x.State] = append(s.of[x.State], h)
		}
	}
	return s, nil
}

func (h held) check(state fact.Country) error {
	for _, c := range []fact.Country{state, h.Country} {
		if got, err := fact.ParseCountry(string(c)); err != nil || got != c {
			return fmt.Errorf("%q: want a two-letter country code in capitals", c)
		}
	}
	if _, ok := h.From.Days(); !ok || h.From != h.From.First() || h.Source == "" || h.Country == state {
		return fmt.Errorf("%s: want a first day and a source", h.Country)
	}
	return nil
}

func (h held) on(at fact.Date) bool { return at == "" || h.From <= at }

// Digest is that of the data.
func Digest() fact.Digest {
	sum := sha256.Sum256(embedded)
	return fact.Digest(hex.EncodeToString(sum[:]))
}

// Data returns the bytes of the data, for those who read them with code of their own.
func Data() []byte { return slices.Clone(embedded) }

// State returns the state to which a country code belongs on the day at: that of
// a territory, or the country itself. An empty day is any: the last known.
func State(c fact.Country, at fact.Date) fact.Country {
	s := known()
	state, ok := s.owners[c]
	if ok && slices.ContainsFunc(s.of[state], func(h held) bool { return h.Country == c && h.on(at) }) {
		return state
	}
	return c
}

// Laws returns whose laws compel people in a country on the day at: a territory's own,
// where it has such, or those of the state.
func Laws(c fact.Country, at fact.Date) fact.Country {
	state := State(c, at)
	if slices.ContainsFunc(known().of[state], func(h held) bool { return h.Country == c && h.Laws != "" && h.on(at) }) {
		return c
	}
	return state
}

// Of returns a state and its territories on the day at, the state first.
func Of(state fact.Country, at fact.Date) []fact.Country {
	out := []fact.Country{state}
	for _, h := range known().of[state] {
		if h.on(at) {
			out = append(out, h.Country)
		}
	}
	return out
}
