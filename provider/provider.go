package provider

import (
	"iter"
	"net/netip"
	"strings"
	"sync"

	"github.com/longarm-project/longarm/fact"
)

// Options say what a Table is opened with. The zero value uses only what is embedded.
type Options struct {
	// Prefixes are files, or folders of files, with tables of address prefixes
	// in one of the forms of doc/formats/gazetteer.md.
	Prefixes []string
	// At is the day asked about: roles, interests, names and regions that have dates hold
	// on theirs. Empty: no day, so that one with dates may hold or not.
	At fact.Date
	// Seen is the day the files are read, for the citations.
	Seen fact.Date
	// Customers are the countries of the reviewed organisation, which decide the
	// company it contracts with: all of them, where there are several. Empty: US.
	Customers []fact.Country
}

// A Table attributes observations. It is safe for concurrent use.
type Table struct {
	at        fact.Date // the day asked about
	customers []fact.Country
	gazetteer *gazetteer
	hosts     *hostIndex
	terraform *terraformIndex
	systems   map[int64]systemOf
	aliases   map[string]*profile // by plainName of ids, names and aliases
	prefixes  *prefixTable
}

type systemOf struct {
	profile *profile
	system  *system
}

func (s systemOf) isShared() bool { return s.system != nil && s.system.shared }

// shared holds what Open makes of the embedded files, which never changes.
var shared = sync.OnceValues(func() (*Table, error) {
	g, err := readGazetteer(embedded)
	if err != nil {
		return nil, err
	}
	t := newTable(g)
	return t, t.conflict()
})

func newTable(g *gazetteer) *Table {
	t := &Table{gazetteer: g, hosts: newHostIndex(g), terraform: newTerraformIndex(g),
		systems: make(map[int64]systemOf), aliases: make(map[string]*profile)}
	for _, p := range g.profiles {
		for i := range p.systems {
			t.systems[p.systems[i].number] = systemOf{p, &p.systems[i]}
		}
		for _, a := range append([]string{string(p.ID), p.Name}, p.Aliases...) {
			t.aliases[plainName(a)] = p
		}
	}
	return t
}

// Open reads the gazetteer, the prefixes embedded with it, and the tables of o.
// A row of a table that cannot be read is no error: see [Table.Files].
// A file or folder that cannot be read at all is.
func Open(o Options) (*Table, error) {
	base, err := shared()
	if err != nil {
		return nil, err
	}
	t := *base
	t.at = o.At
	if t.customers = o.Customers; len(t.customers) == 0 {
		t.customers = []fact.Country{"US"}
	}
	t.prefixes, err = openPrefixes(&t, o)
	return &t, err
}

// For returns the table as customers of these countries, at least one, see it: the
// contracting companies may be others. It shares everything else with t.
func (t *Table) For(customers ...fact.Country) *Table {
	c := *t
	c.customers = customers
	return &c
}

// Provider returns the provider with this id.
func (t *Table) Provider(id fact.ProviderID) (Provider, bool) {
	p, ok := t.gazetteer.byID[id]
	if !ok {
		return Provider{}, false
	}
	return p.Provider, true
}

// Name returns the name of the provider with this id, or the id where it has none.
func (t *Table) Name(id fact.ProviderID) string {
	if p, ok := t.Provider(id); ok {
		return p.Name
	}
	return string(id)
}

// Purpose says what the gazetteer knows an endpoint to serve, in a word: "pixel", "sdk",
// "maps"; empty where it does not say.
func (t *Table) Purpose(endpoint string) string {
	h, ok := t.hosts.find(cleanHost(endpoint))
	if !ok || h.name == nil {
		return ""
	}
	return h.name.purpose
}

// plainName is a name of a provider as it is looked up: "google-cloud" and "Google Cloud" are one.
func plainName(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '-' || r == '_' }), " ")
}

// Find returns the provider with this id, name or alias, in any case, with blanks or hyphens.
func (t *Table) Find(name string) (Provider, bool) {
	p, ok := t.aliases[plainName(name)]
	if !ok {
		return Provider{}, false
	}
	return p.Provider, true
}

// Providers yields all providers by id.
func (t *Table) Providers() iter.Seq[Provider] {
	return func(yield func(Provider) bool) {
		for _, p := range t.gazetteer.profiles {
			if !yield(p.Provider) {
				return
			}
		}
	}
}

// Prefix returns the longest prefix of any table that holds a. All addresses
// with the same longest prefix are attributed alike, so that evidence may be
// folded into it. It returns false for an address that no table holds.
func (t *Table) Prefix(a netip.Addr) (netip.Prefix, bool) { return t.prefixes.longest(plain(a)) }

// Files lists the prefix tables that were read, the embedded one first.
func (t *Table) Files() []PrefixFile { return t.prefixes.files() }
