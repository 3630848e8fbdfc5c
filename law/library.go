package law

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
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

// A Library holds packs by name. Packs are read when first asked for. It is
// not safe for concurrent use.
type Library struct {
	where map[string]place
	packs map[string]*Pack
}

type place struct {
	fsys fs.FS
	dir  string
}

// NewLibrary returns a library of the packs in the given file systems: every
// folder with a pack.yaml, named by the folder. A later one replaces an earlier one of the same name.
func NewLibrary(all ...fs.FS) (*Library, error) {
	l := &Library{where: map[string]place{}, packs: map[string]*Pack{}}
	for _, fsys := range all {
		found, err := fs.Glob(fsys, "*/pack.yaml")
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			dir := path.Dir(name)
			l.where[dir] = place{fsys, dir}
		}
	}
	return l, nil
}

// Names returns the names of all packs, sorted.
func (l *Library) Names() []string {
	var out []string
	for name := range l.where {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Pack returns the pack of that name.
func (l *Library) Pack(name string) (*Pack, error) {
	if p := l.packs[name]; p != nil {
		return p, nil
	}
	w, ok := l.where[name]
	if !ok {
		return nil, fmt.Errorf("%q: %w%s", name, ErrNoPack, didYouMean(name, l.Names()))
	}
	p, err := LoadPack(w.fsys, w.dir)
	if err != nil {
		return nil, err
	}
	l.packs[name] = p
	return p, nil
}

// FS returns the file system and folder of a pack, for its cases.
func (l *Library) FS(name string) (fs.FS, string, bool) {
	w, ok := l.where[name]
	return w.fsys, w.dir, ok
}
