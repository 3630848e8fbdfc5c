package screening

import (
	"sync"
	"sync/atomic"
)

// A Holder keeps the index in force and lets it be replaced while queries run: each query
// sees one index from beginning to end, none fails, and an old index is released when its last
// query is done. It is safe for concurrent use; make one with NewHolder.
type Holder struct {
	p atomic.Pointer[held]
}

type held struct {
	x       *Index
	mu      sync.RWMutex // held for reading by queries
	gone    bool
	release func()
}

// NewHolder returns a holder of x. release, which may be nil, is called once no query uses x any more
// after it was replaced; it may unmap the bytes x reads.
func NewHolder(x *Index, release func()) *Holder {
	h := new(Holder)
	h.p.Store(&held{x: x, release: release})
	return h
}

// Do calls f with the index in force, which stays valid until f returns and no longer.
func (h *Holder) Do(f func(*Index)) {
	for {
		c := h.p.Load()
		c.mu.RLock()
		if c.gone {
			c.mu.RUnlock()
			continue
		}
		defer c.mu.RUnlock()
		f(c.x)
		return
	}
}

// Swap puts x in force, waits for the queries under way on the index before, and releases that.
func (h *Holder) Swap(x *Index, release func()) {
	old := h.p.Swap(&held{x: x, release: release})
	old.mu.Lock()
	old.gone = true
	old.mu.Unlock()
	if old.release != nil {
		old.release()
	}
}
