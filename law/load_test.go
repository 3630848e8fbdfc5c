package law

import "testing"

func TestEmbeddedLoads(t *testing.T) {
	lib, err := NewLibrary(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	p, err := lib.Pack("us-dsp")
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(p.Rules), len(p.Terms), p.Digest)
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		lib, _ := NewLibrary(Embedded())
		if _, err := lib.Pack("us-dsp"); err != nil {
			b.Fatal(err)
		}
	}
}
