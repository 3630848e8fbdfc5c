package registry

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/cespare/xxhash/v2"
)

// A Sight is what was seen before of a record of the same id.
type Sight uint8

// What Seen answers.
const (
	First    Sight = iota // the id is new
	Again                 // id and content were seen: a duplicate
	Conflict              // the id was seen with other content only
)

// Seen remembers the record id with its content, and says whether they were
// met before in the run, across files. The same id in two scopes (as a rule
// the importer and the publisher) is two ids.
//
// The table takes 16 bytes for each record and at most seenLimit of them;
// records beyond are First and noted as "duplicates-not-checked".
func (in *Input) Seen(scope, id string, content []byte) Sight {
	if in.seen == nil {
		in.seen = new(seen)
	}
	s, full := in.seen.look(idHash(scope, id), contentHash(content))
	if full {
		in.Tally.Note("duplicates-not-checked")
	}
	return s
}

const (
	seenLimit    = 1 << 26 // slots used: one GiB, twice that while the table grows
	seenVariants = 8       // contents remembered for one id
)

// A seen is an open-addressing table of (id, content) hashes. Contents are
// hashed by SHA-256, so that nobody can write a record that passes for a
// duplicate of another one and vanishes.
type seen struct {
	slots []sight // length a power of two; zero is free
	used  int
}

type sight struct{ id, content uint64 }

func idHash(scope, id string) uint64 {
	var d xxhash.Digest
	d.Reset()
	d.WriteString(scope)
	d.Write([]byte{0})
	d.WriteString(id)
	return max(d.Sum64(), 1)
}

func contentHash(b []byte) uint64 {
	sum := sha256.Sum256(b)
	return max(binary.LittleEndian.Uint64(sum[:8]), 1)
}

func (t *seen) look(id, content uint64) (s Sight, full bool) {
	if t.used*4 >= len(t.slots)*3 {
		t.grow()
	}
	variants := 0
	mask := uint64(len(t.slots) - 1)
	i := id & mask
	for ; t.slots[i].id != 0; i = (i + 1) & mask {
		if t.slots[i].id != id {
			continue
		}
		if t.slots[i].content == content {
			return Again, false
		}
		if variants++; variants == seenVariants {
			return Conflict, false
		}
	}
	if variants > 0 {
		s = Conflict
	}
	if t.used >= seenLimit {
		return s, true
	}
	t.slots[i] = sight{id, content}
	t.used++
	return s, false
}

func (t *seen) grow() {
	old := t.slots
	if len(old) > 2*seenLimit {
		return
	}
	t.slots = make([]sight, max(1024, 2*len(old)))
	mask := uint64(len(t.slots) - 1)
	for _, e := range old {
		if e.id == 0 {
			continue
		}
		i := e.id & mask
		for t.slots[i].id != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = e
	}
}
