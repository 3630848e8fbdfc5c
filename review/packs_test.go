package review

import (
	"sync"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/law"
)

var opened sync.Map

// packs reads the packs of a library as the checker does, once.
func packs(lib *law.Library) *check.Packs {
	p, ok := opened.Load(lib)
	if !ok {
		made, err := check.NewPacks(lib.Files()...)
		if err != nil {
			panic(err)
		}
		p, _ = opened.LoadOrStore(lib, made)
	}
	return p.(*check.Packs)
}
