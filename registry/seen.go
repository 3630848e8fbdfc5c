package registry

import (
	"crypto/sha256"
	"encoding/binary"
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
	s, full := in.seen.look(SeriesOf(scope, id), contentHash(content))
	if full {
		in.Tally.Note("duplicates-not-checked")
	}
	return s
}

const (
	seenLimit    = 3<<24 - 1 // slots used: one GiB, half as much again while the table grows
	seenVariants = 8         // contents remembered for one id
)

// A seen holds the contents met of each id. Contents are hashed by SHA-256, so
// that nobody can write a record that passes for a duplicate of another one and vanishes.
type seen struct{ table }

func contentHash(b []byte) uint64 {
	sum := sha256.Sum256(b)
	return max(binary.LittleEndian.Uint64(sum[:8]), 1)
}

func (t *seen) look(id, content uint64) (s Sight, full bool) {
	t.room()
	variants := 0
	i := t.home(id)
	for ; t.slots[i].key != 0; i = t.after(i) {
		if t.slots[i].key != id {
			continue
		}
		if t.slots[i].value == content {
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
	t.slots[i] = slot{id, content}
	t.used++
	return s, false
}

// A table is a hash table by open addressing, of keys that are hashes and not 0.
type table struct {
	slots []slot // length a power of two
	used  int
}

type slot struct{ key, value uint64 }

func (t *table) home(key uint64) uint64 { return key & uint64(len(t.slots)-1) }
func (t *table) after(i uint64) uint64  { return (i + 1) & uint64(len(t.slots)-1) }

// entry returns where the value of key is kept, and whether it was there before.
// full is set where there is no room for a new key.
func (t *table) entry(key uint64) (value *uint64, found, full bool) {
	t.room()
	i := t.home(key)
	for ; t.slots[i].key != 0; i = t.after(i) {
		if t.slots[i].key == key {
			return &t.slots[i].value, true, false
		}
	}
	if t.used >= seenLimit {
		return nil, false, true
	}
	t.slots[i].key = key
	t.used++
	return &t.slots[i].value, false, false
}

// room doubles the table when three quarters are used.
func (t *table) room() {
	if t.used*4 < len(t.slots)*3 {
		return
	}
	old := t.slots
	t.slots = make([]slot, max(1024, 2*len(old)))
	for _, e := range old {
		if e.key == 0 {
			continue
		}
		i := t.home(e.key)
		for t.slots[i].key != 0 {
			i = t.after(i)
		}
		t.slots[i] = e
	}
}
