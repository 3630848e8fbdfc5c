package registry

import (
	"errors"
	"fmt"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// maxClaimed bounds the parties of a registry file whose records become claims of one run.
const maxClaimed = 20_000

// A Claimer turns what a registry file knows of parties, and of those above them, into claims by
// its publishers. Parties are joined by id and by published identifier, never by name.
type Claimer struct {
	file    *File
	seen    fact.Date
	ids     map[uint32]fact.PartyID // by node, as the run calls the party
	queue   []uint32
	digests map[string]fact.Digest
}

// Claims returns a Claimer of f; seen is the day on which it is read.
func (f *File) Claims(seen fact.Date) *Claimer {
	t := &Claimer{file: f, seen: seen, ids: map[uint32]fact.PartyID{}, digests: map[string]fact.Digest{}}
	for _, s := range f.Sources() {
		t.digests[s.Name] = s.Digest
	}
	return t
}

// Want asks for the party that the file knows by id, and that the run calls as.
func (t *Claimer) Want(id, as fact.PartyID) {
	if n, ok := t.file.Find(id); ok {
		if _, known := t.ids[n]; !known {
			t.ids[n] = as
			t.queue = append(t.queue, n)
		}
	}
}

// WantAll asks for the parties of claims: by their ids and by their identifiers.
func (t *Claimer) WantAll(set *fact.Set) {
	for _, f := range set.Sorted() {
		c, ok := f.Body.(*fact.Claim)
		if !ok || c.Party == nil {
			continue
		}
		for _, id := range c.Party.Identifiers {
			t.Want(fact.PartyID(id.Scheme+":"+id.Value), c.Party.ID)
		}
	}
}

// Facts walks upwards from the parties wanted since it was last called, and returns the claims of all that it reaches, of 20,000
// parties in all. Ask Err of the file afterwards.
func (t *Claimer) Facts() []fact.Fact {
	var out []fact.Fact
	in, inAt := t.file.In(), t.file.InAt()
	for len(t.queue) > 0 {
		n := t.queue[0]
		t.queue = t.queue[1:]
		out = append(out, t.party(n)...)
		from, to := inAt.At(n), inAt.At(n+1)
		for k, e := range in.Rows(from, to) {
			if _, known := t.ids[e.Other]; !known {
				if len(t.ids) >= maxClaimed {
					continue
				}
				t.ids[e.Other] = t.file.ID(e.Other)
				t.queue = append(t.queue, e.Other)
			}
			out = append(out, t.interest(n, from+uint32(k), e))
		}
	}
	return out
}

// AddClaims adds to a set what files know of the parties that wanted lists, of those that claims
// identify, and of all above them. What one file knows of a party above is followed further in the others.
func AddClaims(files []*File, set *fact.Set, wanted func(*fact.Set) []fact.PartyID, seen fact.Date) error {
	claimers := make([]*Claimer, len(files))
	for i, f := range files {
		claimers[i] = f.Claims(seen)
	}
	for more := len(claimers) > 0; more; {
		before := set.Len()
		for _, c := range claimers {
			for _, p := range wanted(set) {
				c.Want(p, p)
			}
			c.WantAll(set)
			if err := set.AddAll(c.Facts()...); err != nil {
				return err
			}
		}
		more = len(claimers) > 1 && set.Len() > before
	}
	var errs []error
	for _, f := range files {
		errs = append(errs, f.Err())
	}
	return errors.Join(errs...)
}

func (t *Claimer) party(n uint32) []fact.Fact {
	p := t.file.Party(n)
	p.ID = t.ids[n]
	refs := t.file.PartyRefs(n)
	if len(refs) == 0 {
		return nil // named by an interest only
	}
	var sources []fact.Source
	for _, ref := range refs {
		sources = append(sources, t.source(ref))
	}
	return []fact.Fact{fact.New(&fact.Claim{Author: author(refs[0]), Authority: fact.Registered, Date: refs[0].Date, Party: p}, sources, "")}
}

func (t *Claimer) interest(asset, place uint32, e graph.Edge) fact.Fact {
	ref := t.file.EdgeRef(place)
	i := e.Interest(t.ids[e.Other], t.ids[asset], t.file.Spans())
	return fact.New(&fact.Claim{Author: author(ref), Authority: fact.Registered, Date: ref.Date, Interest: &i}, []fact.Source{t.source(ref)}, "")
}

func author(r Ref) string {
	if r.Publisher != "" {
		return r.Publisher
	}
	return "publisher of " + r.File
}

func (t *Claimer) source(r Ref) fact.Source {
	return fact.Source{Digest: t.digests[r.File], Line: r.Line, Name: r.File, Place: fmt.Sprintf("record %s, byte %d", r.ID, r.Offset), Seen: t.seen}
}
