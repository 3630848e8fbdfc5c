package mmap

import "runtime"

// A Scratch is rows of working memory, all zero at first, outside of the garbage
// collector's heap and on large pages where the system has them: random access
// to hundreds of megabytes then misses the page tables far less. The memory is
// given back when the Scratch is no longer reachable, so whoever holds Rows holds the Scratch.
type Scratch[T any] struct {
	Rows []T
}

// smallScratch is the size in bytes below which ordinary memory does.
const smallScratch = 1 << 21

// NewScratch returns n rows of type T, which must have no pointers.
func NewScratch[T any](n int) *Scratch[T] {
	var row T
	size := n * int(sizeOf(row))
	if size >= smallScratch {
		if data, err := anonymous(size); err == nil {
			if rows, err := View[T](data); err == nil {
				s := &Scratch[T]{Rows: rows}
				runtime.AddCleanup(s, func(b []byte) { unmap(b) }, data)
				return s
			}
			unmap(data)
		}
	}
	return &Scratch[T]{Rows: make([]T, n)}
}
