// Package mmap maps files for reading and views their bytes as rows of fixed size.
//
// It is the only place where bytes are reinterpreted. Rows are little-endian; on
// a big-endian machine views are refused rather than wrong.
package mmap

import (
	"errors"
	"fmt"
	"os"
	"unsafe"
)

// Errors of this package.
var (
	ErrOrder = errors.New("this machine is big-endian and cannot view little-endian rows")
	ErrRows  = errors.New("the bytes are not a whole number of aligned rows")
)

// A File is a file mapped for reading. Whoever opens it closes it; views of its
// bytes must not be used after Close.
type File struct {
	data   []byte
	mapped bool
}

// Open maps the file at path. An empty file has no bytes and is no error.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	if info.Size() == 0 {
		return &File{}, nil
	}
	if int64(int(info.Size())) != info.Size() {
		return nil, fmt.Errorf("%s has %d bytes, more than this machine can map", path, info.Size())
	}
	data, err := mapFile(f, int(info.Size()))
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", path, err)
	}
	return &File{data: data, mapped: true}, nil
}

// Bytes returns the bytes of the file. They must not be written to.
func (f *File) Bytes() []byte { return f.data }

// Close unmaps the file. Closing twice is no error.
func (f *File) Close() error {
	if !f.mapped {
		return nil
	}
	f.mapped = false
	data := f.data
	f.data = nil
	return unmap(data)
}

// View returns b as rows of type T, which must have no pointers and no padding.
func View[T any](b []byte) ([]T, error) {
	var row T
	size := unsafe.Sizeof(row)
	switch {
	case len(b) == 0:
		return nil, nil
	case !little():
		return nil, ErrOrder
	case uintptr(len(b))%size != 0, uintptr(unsafe.Pointer(unsafe.SliceData(b)))%unsafe.Alignof(row) != 0:
		return nil, fmt.Errorf("%d bytes of %d each: %w", len(b), size, ErrRows)
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b))/size), nil
}

// Bytes returns rows of type T, which must have no pointers and no padding, as bytes.
func Bytes[T any](rows []T) ([]byte, error) {
	if !little() {
		return nil, ErrOrder
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(rows))), uintptr(len(rows))*unsafe.Sizeof(rows[0])), nil
}

// little reports whether the machine stores the low byte first.
func little() bool {
	one := uint16(1)
	return *(*byte)(unsafe.Pointer(&one)) == 1
}

func sizeOf[T any](row T) uintptr { return unsafe.Sizeof(row) }
