package law

import "testing"

// BenchmarkOpen opens every pack that comes with longarm, which each command that
// touches the law does once.
func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		lib, err := NewLibrary(Embedded())
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range lib.Names() {
			p, err := lib.Pack(name)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := p.At("2026-11-01"); err != nil {
				b.Fatal(err)
			}
		}
	}
}
