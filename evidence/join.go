package evidence

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
)

// A Joiner is a Reader whose files say more together than each by itself, as
// those of a Terraform configuration do. Its Read yields Items with a Part.
type Joiner interface {
	Reader
	// Join is called once, after all files were read, with the parts of all of
	// them, ordered by folder, name and place. It yields what they say together,
	// in an order that depends on the parts alone.
	Join(parts []Part) iter.Seq[Joined]
}

// A Part is what one file adds to a Join.
type Part struct {
	// Folder is the same for the files of one folder and for no others; it ends in
	// a slash, or in "!" within an archive, and begins that of a folder within it.
	Folder string
	Name   string // of the file, without its folder
	Value  any    // as Item.Part

	file *intake.Input
}

// A Joined is what files say together: a fact, or what could not be read.
type Joined struct {
	Body fact.Body
	Err  error // a *LineError of the file of From[0]; Body is then nil
	// From holds the places it rests on, the one that shows it first.
	From []Origin
	// Skipped, if not empty, counts one record of the file of From[0] as left out.
	Skipped string
	// Root, if not empty, is the Folder of a part within which the asset's name is unique.
	Root string
}

// An Origin is a place in the file of a part, given by its index.
type Origin struct {
	Part  int
	Line  int64
	Place string
}

// A Selector is a Reader to which more than the first bytes of a file matters:
// what the user says of it, or a name by which others know it.
type Selector interface {
	Reader
	// Selects is Recognizes, with the name of the file and the options of the reading.
	Selects(name string, head []byte, o Options) Strength
}

// Recognized says how sure r is of a file of this name that begins with head.
func Recognized(r Reader, name string, head []byte, o Options) Strength {
	if s, ok := r.(Selector); ok {
		return s.Selects(name, head, o)
	}
	return r.Recognizes(head)
}

// BaseName returns the last part of the name of a file, of disk or archive.
func BaseName(name string) string { return name[strings.LastIndexAny(name, "/!\\")+1:] }

// part keeps what f adds to the join of its reader.
func (c *Collector) part(f *intake.Input, value any) {
	if c.parts == nil {
		c.parts = make(map[string][]Part)
	}
	c.parts[f.Kind] = append(c.parts[f.Kind], Part{Folder: f.Folder, Name: BaseName(f.Name), Value: value, file: f})
}

// joinParts lets a reader say what its files say together.
func (c *Collector) joinParts(j Joiner) {
	parts := c.parts[j.Name()]
	if len(parts) == 0 {
		return
	}
	delete(c.parts, j.Name())
	slices.SortStableFunc(parts, func(a, b Part) int {
		return cmp.Or(strings.Compare(a.Folder, b.Folder), strings.Compare(a.file.Name, b.file.Name), strings.Compare(string(a.file.Digest), string(b.file.Digest)))
	})
	folders := make(map[string]*root)
	for _, p := range parts {
		if folders[p.Folder] == nil {
			folders[p.Folder] = &root{key: p.Folder, file: p.file, folder: true}
		}
	}
	skipped := make(map[*intake.Input]map[string]int64)
	for got := range j.Join(parts) {
		c.joinedOne(parts, got, folders[got.Root])
		if f := parts[got.From[0].Part].file; got.Skipped != "" {
			if skipped[f] == nil {
				skipped[f] = make(map[string]int64)
			}
			skipped[f][got.Skipped]++
		}
	}
	for f, counts := range skipped { // what is not here is told, though the file was read
		for _, reason := range slices.Sorted(maps.Keys(counts)) {
			f.AddNote(fmt.Sprintf("%d × %s", counts[reason], reason))
		}
	}
}

func (c *Collector) joinedOne(parts []Part, got Joined, in *root) {
	f := parts[got.From[0].Part].file
	switch {
	case got.Err != nil:
		f.Fault(got.Err, f.Records)
	case got.Skipped != "":
		counted := Input{Skipped: f.Skipped}
		counted.Skip(got.Skipped, 1)
		f.Skipped = counted.Skipped
	default:
		p := pending{body: got.Body, root: in}
		for _, o := range got.From[:min(len(got.From), maxSources)] {
			p.sources = append(p.sources, source{parts[o.Part].file, o.Line, o.Place})
		}
		c.addPending(p)
	}
}
