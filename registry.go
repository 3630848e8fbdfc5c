package longarm

import (
	"context"
	"fmt"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// maxBehind bounds the parties of the registry that one review takes in.
const maxBehind = 20_000

// behind takes in what the registry knows of every party named so far, and of
// those above it: each record becomes a claim by its publisher. Parties are
// joined by id and by published identifier, never by name.
func (r *journey) behind(context.Context) error {
	if r.Registry == nil {
		return nil
	}
	t := taker{file: r.Registry, seen: r.ReadOn, ids: map[uint32]fact.PartyID{}, digests: map[string]fact.Digest{}}
	for _, s := range r.Registry.Sources() {
		t.digests[s.Name] = s.Digest
	}
	for _, p := range assess.Parties(&r.set) {
		t.find(p, p)
	}
	for _, c := range fact.Of[*fact.Claim](&r.set) {
		if c.Party == nil {
			continue
		}
		for _, id := range c.Party.Identifiers {
			t.find(fact.PartyID(id.Scheme+":"+id.Value), c.Party.ID)
		}
	}
	for _, f := range t.take() {
		if _, err := r.set.Add(f); err != nil {
			return err
		}
	}
	return r.Registry.Err()
}

// A taker turns records of a registry file into claims.
type taker struct {
	file    *registry.File
	seen    fact.Date
	ids     map[uint32]fact.PartyID // by node, as the review calls the party
	queue   []uint32
	digests map[string]fact.Digest
}

// find queues the node of a registry's id under the name of the review.
func (t *taker) find(id, as fact.PartyID) {
	if n, ok := t.file.Find(id); ok {
		if _, known := t.ids[n]; !known {
			t.ids[n] = as
			t.queue = append(t.queue, n)
		}
	}
}

// take walks upwards and returns the claims of all nodes reached.
func (t *taker) take() []fact.Fact {
	var out []fact.Fact
	in, inAt := t.file.In(), t.file.InAt()
	for i := 0; i < len(t.queue); i++ {
		n := t.queue[i]
		out = append(out, t.party(n)...)
		from, to := inAt.At(n), inAt.At(n+1)
		for k, e := range in.Rows(from, to) {
			if _, known := t.ids[e.Other]; !known {
				if len(t.ids) >= maxBehind {
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

func (t *taker) party(n uint32) []fact.Fact {
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

func (t *taker) interest(asset, place uint32, e registry.Edge) fact.Fact {
	ref := t.file.EdgeRef(place)
	i := e.Interest(t.ids[e.Other], t.ids[asset], t.file.Spans())
	return fact.New(&fact.Claim{Author: author(ref), Authority: fact.Registered, Date: ref.Date, Interest: &i}, []fact.Source{t.source(ref)}, "")
}

func author(r registry.Ref) string {
	if r.Publisher != "" {
		return r.Publisher
	}
	return "publisher of " + r.File
}

func (t *taker) source(r registry.Ref) fact.Source {
	return fact.Source{Digest: t.digests[r.File], Line: r.Line, Name: r.File, Place: fmt.Sprintf("record %s, byte %d", r.ID, r.Offset), Seen: t.seen}
}
