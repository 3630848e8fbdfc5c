// Package bounded keeps decoders of foreign bytes from reading one value without end.
package bounded

import (
	"errors"
	"io"
)

// ErrTooLarge is returned by Read when a value has used up its budget.
var ErrTooLarge = errors.New("one record is larger than a file of this kind has")

// A Reader lets at most Max bytes through between two calls of Refill. A decoder
// on top of it may read ahead, so Max should exceed its buffer by far.
type Reader struct {
	r         io.Reader
	max, left int64
}

// New returns a Reader of r with a full budget of max bytes.
func New(r io.Reader, max int64) *Reader { return &Reader{r: r, max: max, left: max} }

// Refill restores the budget; it is called where a new value begins.
func (b *Reader) Refill() { b.left = b.max }

// Read implements io.Reader.
func (b *Reader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrTooLarge
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}
