package walk

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// A found is one stored file to visit.
type found struct {
	name    string // File.Name
	path    string
	real    string // path free of links, by which a file is known
	size    int64
	skipped string
}

// A lister gathers the files below one root.
type lister struct {
	*walker
	ctx   context.Context
	root  string // free of links
	all   *[]found
	stack []string // real paths of the open folders, against loops
}

// list returns the files below roots by name, each once.
func (w *walker) list(ctx context.Context, roots []string) ([]found, error) {
	var all []found
	for _, root := range roots {
		before, told := len(all), len(w.problems)
		if err := w.listRoot(ctx, root, &all); err != nil {
			return nil, err
		}
		if len(all) == before && len(w.problems) == told {
			w.problem(".", 0, "the folder holds no file")
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		// The longer name of one file comes first, and is kept.
		return cmp.Or(strings.Compare(a.real, b.real), cmp.Compare(len(b.name), len(a.name)), strings.Compare(a.name, b.name))
	})
	all = slices.CompactFunc(all, func(a, b found) bool { return a.real == b.real })
	slices.SortStableFunc(all, func(a, b found) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

func (w *walker) listRoot(ctx context.Context, root string, all *[]found) error {
	stdin := root == "-" && w.o.Stdin != ""
	if stdin {
		root = w.o.Stdin
	}
	real, err := filepath.EvalSymlinks(root)
	if err == nil {
		real, err = filepath.Abs(real)
	}
	if err != nil {
		return fmt.Errorf("%s: %s", root, reason(err))
	}
	info, err := os.Stat(real)
	if err != nil {
		return fmt.Errorf("%s: %s", root, reason(err))
	}
	l := &lister{walker: w, ctx: ctx, root: real, all: all}
	if info.IsDir() {
		return l.folder("", real)
	}
	l.root = filepath.Dir(real)
	name := clean(filepath.Base(root))
	if stdin {
		name = StdinName
	}
	return l.add(name, real, info)
}

// folder lists the folder at the real path dir, whose name below the root is name.
func (l *lister) folder(name, dir string) error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	l.stack = append(l.stack, dir)
	defer func() { l.stack = l.stack[:len(l.stack)-1] }()
	entries, err := os.ReadDir(dir)
	if err != nil {
		l.problem(cmp.Or(name, "."), 0, "folder cannot be read: "+reason(err))
	}
	for _, e := range entries {
		if err := l.entry(path.Join(name, clean(e.Name())), filepath.Join(dir, e.Name()), e); err != nil {
			return err
		}
	}
	return nil
}

func (l *lister) entry(name, at string, e fs.DirEntry) error {
	if e.IsDir() {
		if why := passed(e.Name()); why != "" {
			*l.all = append(*l.all, found{name: name + "/", path: at, real: at, skipped: why})
			return nil
		}
		return l.folder(name, at)
	}
	info, err := e.Info()
	if err == nil && e.Type()&fs.ModeSymlink != 0 {
		return l.link(name, at)
	}
	if err != nil {
		l.problem(name, 0, "cannot be read: "+reason(err))
		return nil
	}
	return l.add(name, at, info)
}

// link deals with a symbolic link. What it leads to within the root is visited
// where it stands, so nothing is to be done but to tell of a loop.
func (l *lister) link(name, at string) error {
	real, err := filepath.EvalSymlinks(at)
	switch {
	case err != nil:
		l.problem(name, 0, "link cannot be followed: "+reason(err))
	case real == l.root || slices.Contains(l.stack, real):
		l.problem(name, 0, "link leads back to a folder above it: not followed")
	case !strings.HasPrefix(real, l.root+string(filepath.Separator)):
		l.problem(name, 0, "link leads out of the folder: not followed; give its target as a further path")
	}
	return nil
}

func (l *lister) add(name, real string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		l.problem(name, 0, "not a regular file: not read")
		return nil
	}
	if len(*l.all) >= l.o.Files {
		return fmt.Errorf("more than %d files: give fewer paths", l.o.Files)
	}
	*l.all = append(*l.all, found{name: name, path: real, real: real, size: info.Size()})
	return nil
}

// passed says why a folder of this name is not looked into, or "".
func passed(name string) string {
	switch {
	case name == ".git", name == ".hg", name == ".svn":
		return "version control"
	case strings.HasPrefix(name, ".") && strings.HasSuffix(name, ".build"):
		return "a file of this program being written"
	}
	return ""
}

// clean makes a name fit to print: valid UTF-8 with slashes, no control characters.
func clean(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\\':
			return '/'
		case unicode.IsControl(r):
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(name, string(unicode.ReplacementChar)))
}
