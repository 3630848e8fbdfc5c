package longarm_test

import (
	"bytes"
	"context"
	"sync"
	"testing"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/evidence/dns"
	"github.com/longarm-project/longarm/evidence/flowlog"
	"github.com/longarm-project/longarm/evidence/terraform"
	"github.com/longarm-project/longarm/evidence/zeek"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/geofence"
)

// Reviews may share an engine. Four at once, two days each with other rules in
// force, give the bytes that each gives alone; under the race detector nothing
// that they share is written.
func TestConcurrentReviews(t *testing.T) {
	days := []fact.Date{"2025-06-01", "2026-11-01"}
	want := map[fact.Date][]byte{}
	for _, day := range days {
		want[day] = reviewEstate(t, openEngine(t), day)
	}
	shared := openEngine(t)
	var wg sync.WaitGroup
	for range 2 {
		for _, day := range days {
			wg.Go(func() {
				if got := reviewEstate(t, shared, day); !bytes.Equal(got, want[day]) {
					t.Errorf("the review of %s differs from the one that ran alone", day)
				}
			})
		}
	}
	wg.Wait()
}

func openEngine(tb testing.TB) *longarm.Engine {
	tb.Helper()
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		tb.Fatal(err)
	}
	compels, err := compel.Default()
	if err != nil {
		tb.Fatal(err)
	}
	return &longarm.Engine{
		Readers: []evidence.Reader{casefile.Reader{Areas: geofence.Judge}, terraform.State{}, zeek.Reader{}, flowlog.Reader{}, dns.Reader{}},
		Law:     lib, Compels: compels,
	}
}

// reviewEstate reviews the example, checks the determination again and returns
// it as it is saved; nil where something failed.
func reviewEstate(tb testing.TB, e *longarm.Engine, day fact.Date) []byte {
	d, err := e.Review(context.Background(), []string{"examples/estate"}, longarm.Options{At: day, ReadOn: day})
	if err != nil {
		tb.Error(err)
		return nil
	}
	packs, err := check.NewPacks(e.Law.Files()...)
	if err == nil {
		err = check.Steps(d, packs)
	}
	if err != nil {
		tb.Error(err)
	}
	var b bytes.Buffer
	if err := determination.Write(&b, d); err != nil {
		tb.Error(err)
	}
	return b.Bytes()
}
