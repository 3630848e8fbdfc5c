package mmap

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

type row struct {
	A uint32
	B uint16
	C uint16
}

func TestViewOfBytes(t *testing.T) {
	rows := []row{{1, 2, 3}, {1 << 31, 65535, 0}}
	b, err := Bytes(rows)
	if err != nil {
		t.Fatal(err)
	}
	got, err := View[row](b)
	if err != nil || !slices.Equal(got, rows) {
		t.Errorf("View(Bytes(rows)) = %v, %v, want %v", got, err, rows)
	}
	if want := []byte{1, 0, 0, 0, 2, 0, 3, 0}; !slices.Equal(b[:8], want) {
		t.Errorf("first row is % x, want % x", b[:8], want)
	}
	for _, bad := range [][]byte{b[:7], b[1:9]} {
		if _, err := View[row](bad); !errors.Is(err, ErrRows) {
			t.Errorf("View of %d bytes: %v, want %v", len(bad), err, ErrRows)
		}
	}
}

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("rows"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(f.Bytes()); got != "rows" {
		t.Errorf("bytes are %q", got)
	}
	for range 2 {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := Open(t.TempDir()); err == nil {
		t.Error("a folder was mapped")
	}
	if _, err := Open(path + ".absent"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent file: %v", err)
	}
}

func TestScratchIsZero(t *testing.T) {
	for _, n := range []int{0, 10, smallScratch / 4} {
		s := NewScratch[row](n)
		if len(s.Rows) != n {
			t.Fatalf("%d rows, want %d", len(s.Rows), n)
		}
		for i := range s.Rows {
			if s.Rows[i] != (row{}) {
				t.Fatalf("row %d of %d is %v", i, n, s.Rows[i])
			}
			s.Rows[i].A = uint32(i)
		}
	}
}
