package longarm

import (
	"fmt"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening"
)

// catalogue compiles an index of the names that the catalogue of instruments has on a
// day: of parties listed, and of those that an instrument in force is about. It is a
// selection, and no list: a name that is not there may stand on the list.
func catalogue(il *instrument.Library, at fact.Date) []byte {
	var b screening.Builder
	view := il.At(at, "")
	for _, h := range view.Listings {
		if h.Binds != fact.No && !h.Category && h.Group == 0 {
			b.Add(entryOf(h.List, h.From, append([]string{h.Subject}, h.Also...)...))
		}
	}
	for _, s := range view.Instruments {
		if s.InForce != fact.No && s.Kind != instrument.Warning {
			for _, name := range s.Subjects {
				b.Add(entryOf(s.ID, s.From, name))
			}
		}
	}
	return b.Bytes()
}

func entryOf(list string, from fact.Date, names ...string) *registry.Entry {
	e := &registry.Entry{List: list, Number: fmt.Sprintf("%.60s", names[0]), Quality: "positional", Listed: from}
	for i, n := range names {
		kind := fact.PrimaryName
		if i > 0 {
			kind = fact.AlsoKnownAs
		}
		e.Names = append(e.Names, fact.Name{Kind: kind, Text: n})
	}
	return e
}
