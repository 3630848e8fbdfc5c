package bounded

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestReader(t *testing.T) {
	b := New(strings.NewReader("abcdefghij"), 4)
	got, err := io.ReadAll(b)
	if string(got) != "abcd" || !errors.Is(err, ErrTooLarge) {
		t.Errorf("read %q, %v, want abcd and ErrTooLarge", got, err)
	}
	b.Refill()
	if _, err := io.ReadFull(b, make([]byte, 4)); err != nil {
		t.Errorf("after Refill: %v", err)
	}
	b.Refill()
	if got, err := io.ReadAll(b); string(got) != "ij" || err != nil {
		t.Errorf("the rest is %q, %v", got, err)
	}
}
