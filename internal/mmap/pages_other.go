//go:build unix && !linux

package mmap

// large does nothing where large pages cannot be asked for.
func large([]byte) {}

// Ahead does nothing where pages cannot be asked for.
func Ahead([]byte) {}
