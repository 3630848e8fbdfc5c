package provider

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

//go:embed gazetteer
var embedded embed.FS

// Digest is that of the gazetteer and of the prefixes that come with it: those who use the same gazetteer attribute alike.
var Digest = sync.OnceValues(func() (fact.Digest, error) {
	sum, err := datafile.Sum(embedded)
	return fact.Digest(sum), err
})

// A Kind says what sort of network a provider runs.
type Kind string

// The kinds of provider.
const (
	Cloud   Kind = "cloud"
	Carrier Kind = "carrier" // access lines and leased lines share its address blocks
	Front   Kind = "front"   // a content delivery network: says nothing of the origin
	Network Kind = "network" // search, mail or other services of its own
)

// A Provider is one brand of service, as its file in the gazetteer describes it.
// Who operates it and who holds the operator are parties: see [Table.Parties].
type Provider struct {
	ID   fact.ProviderID
	Name string
	// Home is the jurisdiction that the provider is directed from, as the gazetteer sees it.
	Home    fact.Country
	Kind    Kind
	Aliases []string
	// Technology is the provider whose technology it runs on, where that is another.
	Technology fact.ProviderID
	// Note holds what a reviewer should know, in a sentence or two.
	Note string
}

// A file is one gazetteer or prefix file as it is cited.
type file struct {
	name   string
	digest fact.Digest
	seen   fact.Date
	place  string // of every citation: what the table says of its own date
}

func newFile(name string, content []byte, seen fact.Date) *file {
	sum := sha256.Sum256(content)
	return &file{name: name, digest: fact.Digest(hex.EncodeToString(sum[:])), seen: seen}
}

// A value is where an entry stands, on which days it holds, and how far it can be trusted.
type value struct {
	file       *file
	line       int
	from, to   fact.Date // the first day, and the first day no longer; empty: open
	sources    []string  // keys of sources.yaml
	unverified []string  // names of fields not seen in a source, or "all"
}

func (v *value) cite() fact.Source {
	return fact.Source{Digest: v.file.digest, Line: int64(v.line), Name: v.file.name, Place: v.file.place, Seen: v.file.seen}
}

// doubts reports whether the field named by any of names rests on memory, not on a source.
func (v *value) doubts(names ...string) bool {
	for _, u := range v.unverified {
		if u == "all" || slices.Contains(names, u) {
			return true
		}
	}
	return false
}

// on reports whether v holds on the day at. Where no day is asked about, an entry
// that has a bound may hold or not.
func (v *value) on(at fact.Date) fact.Truth {
	if at == "" {
		if v.from != "" || v.to != "" {
			return fact.Unknown
		}
		return fact.Yes
	}
	return fact.Active(v.from, v.to, at)
}

// outside says in words why v does not hold on the day at, or may not; empty: it holds.
func (v *value) outside(at fact.Date) string {
	switch {
	case v.on(at) == fact.Yes:
		return ""
	case v.to != "" && (at == "" || v.to.First() <= at):
		return "closed since " + string(v.to)
	}
	return "open from " + string(v.from)
}

// A region is a place that a provider names by a code.
type region struct {
	value
	code    string
	country fact.Country // empty: not known
	place   string
	apart   bool // has accounts and agreements of its own: a use whose region is not known is elsewhere
}

// A name is a host pattern, suffix or Terraform address.
type name struct {
	value
	text       string
	country    fact.Country // where it stands, whatever the name
	region     string       // fixed region code
	technology fact.ProviderID
	front      bool
	byPlace    bool   // decides only together with a region of this provider
	purpose    string // what it serves: "pixel", "api"; empty: not said
	foreign    bool   // an endpoint of another provider decides instead
}

// A system is an autonomous system of a provider.
type system struct {
	value
	number     int64
	holder     fact.PartyID
	registrant string // as a registry of numbers has it
	shared     bool   // carries access lines or other services too
}

// A profile is all the gazetteer says about one provider.
type profile struct {
	Provider
	head      value
	sites     fact.Country // where every site stands, empty: in several countries or not known
	suffixes  []name
	endpoints []name
	terraform []name // addresses namespace/type
	types     []name // prefixes of resource types
	systems   []system
	regions   map[string]*region
	zones     []string // region codes in file order
	placing   sync.Once
	places    map[string]*region // by a name of the place, made when first asked
	parties   []*party
	roles     []role
	interests []interest
	staff     []staff
}

type gazetteer struct {
	profiles []*profile // by ID
	byID     map[fact.ProviderID]*profile
	parties  map[fact.PartyID]*party
	sources  map[string]rank              // by key
	cited    map[string]Source            // by key
	holders  map[fact.PartyID][]*interest // by what they hold
}

// errGazetteer is wrapped by every refusal of a gazetteer file.
var errGazetteer = errors.New("gazetteer")

// readGazetteer reads every *.yaml below dir of fsys. A fault is an error that
// names each bad line: the gazetteer is ours, and is right or is not used.
func readGazetteer(fsys fs.FS) (*gazetteer, error) {
	g := &gazetteer{byID: make(map[fact.ProviderID]*profile), parties: make(map[fact.PartyID]*party),
		holders: make(map[fact.PartyID][]*interest)}
	var errs []error
	raw, err := fs.ReadFile(fsys, "gazetteer/sources.yaml")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errGazetteer, err)
	}
	g.sources, g.cited, errs = readSources("gazetteer/sources.yaml", string(raw))
	names, err := fs.Glob(fsys, "gazetteer/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errGazetteer, err)
	}
	for _, n := range names { // Glob sorts
		if n == "gazetteer/sources.yaml" {
			continue
		}
		raw, err := fs.ReadFile(fsys, n)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errGazetteer, err)
		}
		p, bad := readProfile(newFile(n, raw, ""), string(raw), g.sources)
		errs = append(errs, bad...)
		errs = append(errs, g.add(p)...)
	}
	errs = append(errs, g.check()...)
	if len(errs) > 0 {
		return nil, fmt.Errorf("%w: %w", errGazetteer, errors.Join(errs...))
	}
	return g, nil
}

func (g *gazetteer) add(p *profile) (errs []error) {
	if _, dup := g.byID[p.ID]; dup {
		errs = append(errs, p.head.fault("provider %q stands in two files", p.ID))
	}
	g.byID[p.ID] = p
	g.profiles = append(g.profiles, p)
	for _, pt := range p.parties {
		if _, dup := g.parties[pt.id]; dup {
			errs = append(errs, pt.fault("party %q stands twice", pt.id))
		}
		g.parties[pt.id] = pt
	}
	for i := range p.interests {
		g.holders[p.interests[i].asset] = append(g.holders[p.interests[i].asset], &p.interests[i])
	}
	return errs
}

// check finds references to parties and providers that are not there.
func (g *gazetteer) check() (errs []error) {
	need := func(v *value, id fact.PartyID) {
		if _, ok := g.parties[id]; !ok && stateOf(id) == "" {
			errs = append(errs, v.fault("no party %q", id))
		}
	}
	for _, p := range g.profiles {
		if _, ok := g.byID[p.Technology]; p.Technology != "" && !ok {
			errs = append(errs, p.head.fault("no provider %q", p.Technology))
		}
		for i := range p.roles {
			need(&p.roles[i].value, p.roles[i].party)
		}
		for i := range p.interests {
			need(&p.interests[i].value, p.interests[i].owner)
			need(&p.interests[i].value, p.interests[i].asset)
		}
		for i := range p.staff {
			need(&p.staff[i].value, p.staff[i].employer)
		}
		for i := range p.systems {
			if h := p.systems[i].holder; h != "" {
				need(&p.systems[i].value, h)
			}
		}
	}
	return errs
}

func (v *value) fault(format string, args ...any) error {
	return &LineError{v.file.name, v.line, fmt.Errorf(format, args...)}
}

// A Source is where values of the gazetteer were read.
type Source struct {
	Key  string    `json:"key"`
	At   string    `json:"at,omitempty"`   // an address, or a repository
	Path string    `json:"path,omitempty"` // in it
	Date fact.Date `json:"date,omitempty"` // of what was read; empty: not noted
	Note string    `json:"note,omitempty"`
}

// readSources reads the keys of sources.yaml.
func readSources(name, text string) (map[string]rank, map[string]Source, []error) {
	entries, bad := parseLayout(name, text)
	var errs []error
	for _, b := range bad {
		errs = append(errs, b)
	}
	keys, cited := make(map[string]rank), make(map[string]Source)
	for i := range entries {
		e := &entries[i]
		key := e.get("key")
		_, dup := keys[key]
		if e.section != "sources" || key == "" || dup || strings.Contains(key, " ") {
			errs = append(errs, &LineError{name, e.line, errors.New("want an item of sources with a key of its own")})
		}
		r, ok := ranks[e.get("says")]
		if !ok {
			errs = append(errs, &LineError{name, e.line, errors.New("says: want ranges, asn or list")})
		}
		keys[key] = r
		cited[key] = Source{Key: key, At: e.get("at"), Path: e.get("path"), Date: fact.Date(e.get("date")), Note: e.get("note")}
	}
	return keys, cited, errs
}
