package provider

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/provider/blocks"
)

// A compiled is a table made by [Compile], and what its words mean in the gazetteer. It
// stays mapped as long as the process lives.
type compiled struct {
	file  *blocks.File
	table *Table
	files map[*blocks.Source]*file
}

func isCompiled(f *os.File) bool {
	var head [len(blocks.Magic)]byte
	n, _ := f.ReadAt(head[:], 0)
	return string(head[:n]) == blocks.Magic
}

var errSeveral = errors.New("a second compiled table: longarm update makes one of all that lies in a folder")

// compiledFile opens a compiled table. Each file that it was made of is one of the files read.
func (l *loader) compiledFile(path, name string, seen fact.Date) error {
	if l.compiled != nil {
		return fmt.Errorf("%s: %w", name, errSeveral)
	}
	f, err := blocks.Open(path)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	l.compiled = &compiled{file: f, table: l.table, files: map[*blocks.Source]*file{}}
	l.read = append(l.read, PrefixFile{Name: name, Digest: fact.Digest(f.Digest())})
	for i := range f.Sources {
		s := &f.Sources[i]
		made := &file{name: name + "!" + s.Name, digest: fact.Digest(s.Digest), seen: seen}
		if s.Date != "" {
			made.place = "table of " + s.Date
		}
		l.compiled.files[s] = made
		l.read = append(l.read, PrefixFile{Name: made.name, Digest: made.digest, Date: fact.Date(s.Date), Rows: s.Rows, Bad: s.Bad})
	}
	return nil
}

// row makes a row of what was found, nil where the gazetteer does not know whose it is.
func (c *compiled) row(x *blocks.Found) *row {
	r := &row{prefix: x.Prefix, file: c.files[x.Source], region: x.Region, asn: x.ASN, front: x.Front, own: true, place: x.Prefix.String(), rank: byList}
	switch x.Kind {
	case blocks.Announced:
		s, ok := c.table.systems[int64(x.ASN)]
		if !ok {
			return nil
		}
		r.profile, r.rank = s.profile, byHolder
		if s.profile.Kind == Carrier || s.profile.Kind == Cloud && s.isShared() {
			r.rank = byCarrier
		}
		return r
	case blocks.Published:
		r.rank = byPublished
	case blocks.Registered:
		return nil
	}
	r.profile = c.table.aliases[plainName(x.Provider)]
	if china := c.table.gazetteer.byID["aws-china"]; x.Provider == "aws" && china != nil && china.regions[x.Region] != nil {
		r.profile = china // one list for both
	}
	if r.profile == nil {
		return nil
	}
	return r
}

// decide puts what the table says of p into the place of what decides in each rank. A row
// of the user's own in another table stands where its prefix is longer, or the same.
// Where the table says that another system announces p, no embedded holder does.
func (c *compiled) decide(p netip.Prefix, by *[numRanks]*row) {
	found := c.file.Find(p)
	for i := range found {
		x := &found[i]
		if x.Kind == blocks.Announced {
			for _, k := range []rank{byHolder, byCarrier} {
				if old := by[k]; old != nil && !old.own {
					by[k] = nil
				}
			}
		}
	}
	var mine [numRanks]*row
	for i := range found {
		r := c.row(&found[i])
		if r == nil {
			continue
		}
		if first := mine[r.rank]; first != nil {
			if first.profile != r.profile || first.region != r.region {
				first.others = append(first.others, r)
			}
			continue
		}
		mine[r.rank] = r
	}
	for k, r := range mine {
		if old := by[k]; r != nil && (old == nil || !old.own || old.prefix.Bits() < r.prefix.Bits()) {
			by[k] = r
		}
	}
}

// registered returns what the table knows besides providers. What two sources tell differently is not known.
func (c *compiled) registered(p netip.Prefix) (out Registered) {
	found := c.file.Find(p)
	countries, systems := map[string]bool{}, map[uint32]bool{}
	for i := range found {
		switch x := &found[i]; x.Kind {
		case blocks.Registered:
			countries[x.Country] = true
			out.Country = fact.Country(x.Country)
		case blocks.Announced:
			systems[x.ASN] = true
			out.ASN = int64(x.ASN)
			if x.Holder != "" {
				out.Holder = x.Holder
			}
		}
	}
	if _, err := fact.ParseCountry(string(out.Country)); len(countries) > 1 || err != nil {
		out.Country = ""
	}
	if len(systems) > 1 {
		out.ASN, out.Holder = 0, ""
	}
	return out
}

// A Compiling says what became of a file that was compiled.
type Compiling = blocks.Source

// Compile reads every file below dir, as doc/formats/prefixes.md describes, and writes
// what they say as one table to w. It returns what became of each file.
func Compile(dir string, w io.Writer) ([]Compiling, error) {
	t, err := shared()
	if err != nil {
		return nil, err
	}
	var b blocks.Builder
	if err := b.ReadDir(dir, blocks.Options{Provider: t.named, Special: isSpecial}); err != nil {
		return nil, err
	}
	if b.Len() == 0 {
		return b.Sources(), nil
	}
	_, err = b.WriteTo(w)
	return b.Sources(), err
}

// named finds the provider that the path of a file names: in a folder, then in its name.
// DigitalOcean's list is called google.csv, so that word tells nothing.
func (t *Table) named(name string) string {
	name = strings.ToLower(strings.TrimSuffix(name, path.Ext(name)))
	for part := range strings.SplitSeq(name, "/") {
		words := strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune("-_. ", r) })
		for n := min(len(words), 4); n > 0; n-- {
			for i := 0; i+n <= len(words); i++ {
				called := strings.Join(words[i:i+n], " ")
				if p := t.aliases[called]; p != nil && called != "google" {
					return string(p.ID)
				}
			}
		}
	}
	return ""
}
