package remedy

import (
	"slices"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/reach"
)

// A Study is an assessment that is made again under other facts. Nothing in it
// changes once it is made, so that several goroutines may ask it.
type Study struct {
	*assess.Assessment
	// Limit bounds the facts that are gone through to lift one use; 0: four millions. Each
	// grading goes through all. What is then not tried is named.
	Limit int
	index *index
}

// New prepares an assessment with its determination for the search of remedies.
func New(a *assess.Assessment) *Study {
	return &Study{Assessment: a, index: newIndex(a)}
}

// An index finds the facts of a study by what they are about.
type index struct {
	base       map[fact.ID]bool
	claims     map[fact.PartyID][]fact.Fact // about a party, or on what is held in it
	controls   map[fact.PartyID][]fact.Fact
	assets     map[fact.AssetID]*reach.Asset
	pairs      map[pair][]fact.Fact // dealings
	about      map[fact.AssetID][]fact.Fact
	safeguards map[string][]fact.ID // of dealings
	places     []*fact.Attribution  // in use, in order of ID
	used       []fact.ProviderID    // of places, sorted
	ranks      map[answered]int     // of the findings
}

// An answered is a dealing that was decided under a pack.
type answered struct{ pack, dealing string }

// A pair is the parties between whom the law counts.
type pair struct{ subject, counterparty fact.PartyID }

func pairOf(d *fact.Dealing) pair { return pair{d.Subject, d.Counterparty} }

func newIndex(a *assess.Assessment) *index {
	x := &index{
		base: map[fact.ID]bool{}, claims: map[fact.PartyID][]fact.Fact{}, controls: map[fact.PartyID][]fact.Fact{},
		assets: map[fact.AssetID]*reach.Asset{}, pairs: map[pair][]fact.Fact{}, about: map[fact.AssetID][]fact.Fact{}, safeguards: map[string][]fact.ID{},
		ranks: map[answered]int{},
	}
	n := 0
	for f := range a.Set.All() {
		if n++; n <= a.Given {
			x.base[f.ID] = true
		}
	}
	for _, f := range a.Set.Sorted() {
		x.sort(f)
	}
	for _, a := range a.Assets {
		x.assets[a.ID] = a
	}
	for i, at := range x.places {
		if i == 0 || !slices.Contains(x.used, at.Provider) {
			x.used = append(x.used, at.Provider)
		}
	}
	slices.Sort(x.used)
	for i := range a.Determination.Findings {
		f := &a.Determination.Findings[i]
		x.ranks[answered{f.Pack, f.Dealing}] = f.Worst()
	}
	return x
}

func (x *index) sort(f fact.Fact) {
	switch b := f.Body.(type) {
	case *fact.Claim:
		if b.Party != nil {
			x.claims[b.Party.ID] = append(x.claims[b.Party.ID], f)
		}
		if b.Interest != nil {
			x.claims[b.Interest.Asset] = append(x.claims[b.Interest.Asset], f)
		}
	case *fact.Control:
		x.controls[b.Party] = append(x.controls[b.Party], f)
	case *fact.Dealing:
		x.pairs[pairOf(b)] = append(x.pairs[pairOf(b)], f)
		for _, a := range b.Assets {
			x.about[a] = append(x.about[a], f)
		}
	case *fact.Attribution:
		x.places = append(x.places, b)
	case *fact.Safeguard:
		if b.Dealing != "" {
			x.safeguards[b.Dealing] = append(x.safeguards[b.Dealing], f.ID)
		}
	}
}
