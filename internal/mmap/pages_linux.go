package mmap

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// large asks for large pages; a system that has none says so, and small ones do.
func large(data []byte) { _ = unix.Madvise(data, unix.MADV_HUGEPAGE) }

// Ahead asks for the pages of mapped bytes at once, where one fault for each
// sixteen of them would come otherwise. A system that cannot do so says so, and faults.
func Ahead(b []byte) {
	page := os.Getpagesize()
	at := unsafe.Pointer(unsafe.SliceData(b))
	if skip := int(uintptr(at) % uintptr(page)); skip != 0 {
		b = b[min(page-skip, len(b)):]
	}
	if n := len(b) / page * page; n > 0 {
		_ = unix.Madvise(b[:n], unix.MADV_POPULATE_READ)
	}
}
