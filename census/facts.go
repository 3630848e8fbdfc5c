package census

import (
	"slices"

	"github.com/longarm-project/longarm/census/detect"
	"github.com/longarm-project/longarm/fact"
)

// Counts returns what the store says of an asset, as facts have it, by category: U.S. persons, or U.S. devices.
// A store of which not all was read may hold more of everything, and data of a category not known. One that was read
// and holds nothing of the law holds other data.
func (s *Store) Counts(asset fact.AssetID) []*fact.Count {
	r := s.Report()
	var out []*fact.Count
	for c := Genomic; c <= Covered; c++ {
		n := r.By[c.String()]
		if n == nil {
			continue
		}
		b := &fact.Count{Asset: asset, Category: categoryInfo[c].fact, Number: n.US.Range(), Unit: fact.USPersons, Identifiers: s.letters()}
		if r.Status != Read {
			b.Number.Hi = fact.Unbounded
		}
		if c == Geolocation {
			b.Unit, b.Areas, b.Listed = fact.USDevices, r.Areas, truthOf(r.Listed)
		}
		out = append(out, b)
	}
	switch {
	case r.Status != Read:
		out = append(out, &fact.Count{Asset: asset, Number: fact.Range{Hi: fact.Unbounded}, Unit: fact.USPersons})
	case len(out) == 0:
		out = append(out, &fact.Count{Asset: asset, Category: fact.OtherData, Unit: fact.USPersons})
	}
	return out
}

// truthOf reads the word about listed areas.
func truthOf(listed string) fact.Truth {
	switch listed {
	case "yes":
		return fact.Yes
	case "possible":
		return fact.Unknown
	}
	return fact.No
}

// letters returns the paragraphs of 28 CFR 202.234 of which identifiers were found.
func (s *Store) letters() []string {
	var out []string
	for _, f := range s.files() {
		f.eachIdent(func(k detect.Kind, _ *Ident) {
			if k.Listed() {
				out = append(out, string(rune(k.Letter())))
			}
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}
