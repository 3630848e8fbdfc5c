package mmap

import "golang.org/x/sys/unix"

// large asks for large pages; a system that has none says so, and small ones do.
func large(data []byte) { _ = unix.Madvise(data, unix.MADV_HUGEPAGE) }
