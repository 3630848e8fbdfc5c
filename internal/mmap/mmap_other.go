//go:build !unix

package mmap

import (
	"errors"
	"io"
	"os"
)

// mapFile reads the whole file where mapping is not supported.
func mapFile(f *os.File, size int) ([]byte, error) {
	data := make([]byte, size)
	_, err := io.ReadFull(f, data)
	return data, err
}

func unmap([]byte) error { return nil }

func anonymous(int) ([]byte, error) { return nil, errors.ErrUnsupported }

// Ahead does nothing where files are not mapped.
func Ahead([]byte) {}
