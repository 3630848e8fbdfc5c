package ofac

import (
	"cmp"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/registry"
)

// Join puts the rows of each folder together. A file of aliases, addresses or
// comments belongs to the main file of its folder that has the most of its
// numbers, for the numbers of the two lists are of one series.
func (CSV) Join(parts []registry.Record) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		for _, folder := range folders(parts) {
			if !folder.join(yield) {
				return
			}
		}
	}
}

// A file holds the parts read from one file, in order.
type file struct {
	name  string
	part  string
	parts []registry.Record
	byNum map[string]int // of the first part with a number; main files only
}

type folder []*file

// folders groups parts by folder and file, in the order of names.
func folders(parts []registry.Record) []folder {
	files := make(map[string]*file)
	for i := range parts {
		name := parts[i].Ref.File
		f := files[name]
		if f == nil {
			f = &file{name: name, part: parts[i].Entry.Part, byNum: make(map[string]int)}
			files[name] = f
		}
		if _, ok := f.byNum[parts[i].Entry.Number]; !ok {
			f.byNum[parts[i].Entry.Number] = len(f.parts)
		}
		f.parts = append(f.parts, parts[i])
	}
	groups := make(map[string]folder)
	var names []string
	for name, f := range files {
		dir := folderOf(name)
		if groups[dir] == nil {
			names = append(names, dir)
		}
		groups[dir] = append(groups[dir], f)
	}
	slices.Sort(names)
	out := make([]folder, len(names))
	for i, dir := range names {
		out[i] = groups[dir]
		slices.SortFunc(out[i], func(a, b *file) int { return cmp.Compare(a.name, b.name) })
	}
	return out
}

// folderOf returns the folder or archive of a file name.
func folderOf(name string) string {
	if i := strings.LastIndexByte(name, '!'); i > strings.LastIndexByte(name, '/') {
		return name[:i+1]
	}
	return path.Dir(name)
}

func (dir folder) join(yield func(registry.Record, error) bool) bool {
	var mains []*file
	for _, f := range dir {
		if f.part == mainPart {
			mains = append(mains, f)
		}
	}
	for _, f := range dir {
		if f.part == mainPart {
			continue
		}
		if !f.addTo(home(f, mains), yield) {
			return false
		}
	}
	for _, f := range mains {
		list := f.list()
		for i := range f.parts {
			finish(&f.parts[i], list)
			if !yield(f.parts[i], nil) {
				return false
			}
		}
	}
	return true
}

// home returns the main file with the most numbers of f, the first of equals; nil for none.
func home(f *file, mains []*file) *file {
	var best *file
	most := 0
	for _, m := range mains {
		n := 0
		for num := range f.byNum {
			if _, ok := m.byNum[num]; ok {
				n++
			}
		}
		if n > most {
			best, most = m, n
		}
	}
	return best
}

// addTo adds the parts of f to the entries of main. Parts without an entry are yielded as errors.
func (f *file) addTo(main *file, yield func(registry.Record, error) bool) bool {
	for i := range f.parts {
		p := &f.parts[i]
		at, ok := 0, false
		if main != nil {
			at, ok = main.byNum[p.Entry.Number]
		}
		if !ok {
			err := &registry.LineError{Name: p.Ref.File, Line: p.Ref.Line, Offset: p.Ref.Offset, Err: ErrNoEntry}
			if !yield(registry.Record{}, err) {
				return false
			}
			continue
		}
		merge(&main.parts[at], p)
	}
	return true
}

// maxRemarks bounds the remarks of one entry; the longest at hand have 1,900 bytes.
const maxRemarks = 1 << 16

func merge(to, part *registry.Record) {
	e := to.Entry
	for _, n := range part.Entry.Names {
		e.AddName(n)
	}
	for _, a := range part.Entry.Addresses {
		e.AddAddress(a)
	}
	if part.Entry.Part == commentPart && len(e.Remarks) < maxRemarks {
		e.Remarks += part.Entry.Remarks // no blank: remarks are cut inside words
		to.Flags = slices.DeleteFunc(to.Flags, func(s string) bool { return s == remarksCut })
	}
	for _, flag := range part.Flags {
		if !slices.Contains(to.Flags, flag) {
			to.Flags = append(to.Flags, flag)
		}
	}
}

// list says which list a main file is: the consolidated one if most of its
// entries stand under programmes of that list alone. Some of them (those of
// directives under an order that also blocks) are on both, so one row proves nothing.
func (f *file) list() string {
	n := 0
	for i := range f.parts {
		if !slices.ContainsFunc(f.parts[i].Entry.Programs, func(p string) bool { return !onConsolidated(p) }) {
			n++
		}
	}
	if 2*n > len(f.parts) {
		return Consolidated
	}
	return SDN
}

// onConsolidated reports whether the programme tag is used on the consolidated
// list. Tags after OFAC's list of programme tags.
func onConsolidated(tag string) bool {
	switch tag {
	case "UKRAINE-EO13662", "RUSSIA-EO14024", "CMIC-EO13959", "561-Related", "IFCA", "HKAA", "BELARUS-EO14038":
		return true
	}
	return strings.HasPrefix(tag, "NS-") || strings.HasPrefix(tag, "FSE-") || strings.HasPrefix(tag, "SSI-") || strings.HasPrefix(tag, "CAPTA")
}

func finish(r *registry.Record, list string) {
	e := r.Entry
	e.List, e.Part = list, ""
	e.Remarks = strings.TrimSpace(e.Remarks)
	readRemarks(e)
	if list == SDN {
		forgetClocks(e)
	}
	if e.Remarks == "" && len(e.Programs) == 0 {
		r.Flags = append(r.Flags, "no-programme")
	}
}

// forgetClocks removes dates that remarks of a party tell of its place on other
// lists: NS-CMIC, or a directive. The SDN files do not date their own entries.
func forgetClocks(e *registry.Entry) { e.Listed, e.Effective, e.DivestBy = "", "", "" }
