package law

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

//go:embed pack
var embedded embed.FS

// Embedded returns the packs that come with longarm, one folder each.
func Embedded() fs.FS {
	sub, err := fs.Sub(embedded, "pack")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// ErrNoPack is returned for a name that is no pack of the library.
var ErrNoPack = errors.New("no such pack of law")

// A Library holds packs by name. Each is opened once, when first asked for, and
// does not change; several may use a library at once.
type Library struct {
	files []fs.FS
	packs map[string]func() (*Pack, error)
	heads map[string]func() (fact.Date, error)
}

// NewLibrary returns a library of the packs in the given file systems: every
// folder with a pack.yaml, named by the folder. A later one replaces an earlier one of the same name.
func NewLibrary(all ...fs.FS) (*Library, error) {
	l := &Library{files: all, packs: map[string]func() (*Pack, error){}, heads: map[string]func() (fact.Date, error){}}
	for _, fsys := range all {
		found, err := fs.Glob(fsys, "*/pack.yaml")
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			dir := path.Dir(name)
			l.heads[dir] = func() (fact.Date, error) { return readOn(fsys, name) }
			l.packs[dir] = sync.OnceValues(func() (*Pack, error) { return LoadPack(fsys, dir) })
		}
	}
	return l, nil
}

// Files returns the file systems that the library was made of: what is shared with who checks it.
func (l *Library) Files() []fs.FS { return l.files }

// Names returns the names of all packs, sorted.
func (l *Library) Names() []string { return slices.Sorted(maps.Keys(l.packs)) }

// For returns the names of the packs that are for organisations of home on a day,
// and of those that decide what is in force, are for others and are left out; where none is for it, all are taken.
func (l *Library) For(home []fact.Country, at fact.Date) (take, left []string, err error) {
	var others []string
	for _, name := range l.Names() {
		p, err := l.Pack(name)
		if err != nil {
			return nil, nil, err
		}
		c, err := p.At(at)
		if err != nil {
			return nil, nil, err
		}
		of := c.For()
		if len(of) == 0 {
			of = p.versions[len(p.versions)-1].For() // the day lies before the pack
		}
		if p.For == "" || slices.ContainsFunc(home, func(h fact.Country) bool { return slices.Contains(of, h) }) {
			take = append(take, name)
		} else {
			others = append(others, name)
			if p.Status == "" && !p.Catalogue && len(c.Decide)+len(c.Levels) > 0 {
				left = append(left, name)
			}
		}
	}
	if len(take) == 0 {
		return others, nil, nil
	}
	return take, left, nil
}

// ReadOn returns the day to which the text of a pack was read; empty: not known. It opens no more than that takes.
func (l *Library) ReadOn(name string) (fact.Date, error) {
	head := l.heads[name]
	if head == nil {
		return "", fmt.Errorf("%q: %w%s", name, ErrNoPack, datafile.Nearest(name, l.Names()))
	}
	return head()
}

// readOn reads the day of a pack.
func readOn(fsys fs.FS, name string) (fact.Date, error) {
	b, err := datafile.ReadFile(fsys, name)
	if err != nil {
		return "", err
	}
	n, err := datafile.Parse(b, name)
	if err != nil {
		return "", err
	}
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "read" {
			return fact.ParseDate(n.Content[i+1].Value)
		}
	}
	return "", nil
}

// Pack returns the pack of that name.
func (l *Library) Pack(name string) (*Pack, error) {
	open := l.packs[name]
	if open == nil {
		return nil, fmt.Errorf("%q: %w%s", name, ErrNoPack, datafile.Nearest(name, l.Names()))
	}
	return open()
}
