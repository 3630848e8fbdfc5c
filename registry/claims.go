package registry

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/graph"
)

// maxClaimed bounds the parties of a registry file whose records become claims of one run.
const maxClaimed = 20_000

// A Claimer turns what a registry file knows of parties, and of those above them, into claims by
// its publishers. Parties are joined by id and by published identifier, never by name. A party that the run
// calls by several ids is claimed under each of them: whoever asks by one of them finds what is known.
type Claimer struct {
	file    *File
	seen    fact.Date
	ids     map[uint32][]fact.PartyID // by node, as the run calls the party, sorted
	owners  map[uint32]fact.PartyID   // by node, the one id under which it holds interests: a holding counts once
	queue   []uint32
	queued  map[uint32]bool
	digests map[string]fact.Digest
}

// Claims returns a Claimer of f; seen is the day on which it is read.
func (f *File) Claims(seen fact.Date) *Claimer {
	t := &Claimer{file: f, seen: seen, ids: map[uint32][]fact.PartyID{}, owners: map[uint32]fact.PartyID{}, queued: map[uint32]bool{}, digests: map[string]fact.Digest{}}
	for _, s := range f.Sources() {
		t.digests[s.Name] = s.Digest
	}
	return t
}

// Want asks for the party that the file knows by id, and that the run calls as.
func (t *Claimer) Want(id, as fact.PartyID) {
	n, ok := t.file.Find(id)
	if !ok {
		return
	}
	if i, known := slices.BinarySearch(t.ids[n], as); !known {
		t.ids[n] = slices.Insert(t.ids[n], i, as)
		t.enqueue(n)
	}
}

// Wants reports whether the party that the file knows by id is asked for already, under whatever ids.
func (t *Claimer) Wants(id fact.PartyID) bool {
	n, ok := t.file.Find(id)
	return ok && len(t.ids[n]) > 0
}

func (t *Claimer) enqueue(n uint32) {
	if !t.queued[n] {
		t.queued[n] = true
		t.queue = append(t.queue, n)
	}
}

// owner returns the id under which a party holds interests: the first of those known when it is first asked for.
func (t *Claimer) owner(n uint32) fact.PartyID {
	if _, known := t.owners[n]; !known {
		t.owners[n] = t.ids[n][0]
	}
	return t.owners[n]
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
		delete(t.queued, n)
		out = append(out, t.party(n)...)
		from, to := inAt.At(n), inAt.At(n+1)
		for k, e := range in.Rows(from, to) {
			if len(t.ids[e.Other]) == 0 {
				if len(t.ids) >= maxClaimed {
					continue
				}
				t.ids[e.Other] = []fact.PartyID{t.file.ID(e.Other)}
				t.enqueue(e.Other)
			}
			for _, asset := range t.ids[n] {
				out = append(out, t.interest(asset, from+uint32(k), e))
			}
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
	refs := t.file.PartyRefs(n)
	if len(refs) == 0 {
		return nil // named by an interest only
	}
	var sources []fact.Source
	var authors []string
	var date fact.Date
	for _, ref := range refs {
		sources = append(sources, t.source(ref))
		authors = append(authors, author(ref))
		date = max(date, ref.Date)
	}
	slices.Sort(authors)
	by := strings.Join(slices.Compact(authors), " and ")
	var out []fact.Fact
	for _, id := range t.ids[n] {
		p := t.file.Party(n)
		p.ID = id
		out = append(out, fact.New(&fact.Claim{Author: by, Authority: fact.Registered, Date: date, Party: p}, sources, ""))
	}
	return out
}

func (t *Claimer) interest(asset fact.PartyID, place uint32, e graph.Edge) fact.Fact {
	ref := t.file.EdgeRef(place)
	i := e.Interest(t.owner(e.Other), asset, t.file.Spans())
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
