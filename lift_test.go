package longarm_test

import (
	"slices"
	"testing"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/remedy"
	"github.com/longarm-project/longarm/verify"
)

// What lifts a use is graded again: a store with an American provider needs keys and a copy out of reach and
// every showing, and still an operator in the Union; a store with a German one needs one document.
func TestLifts(t *testing.T) {
	e := forgeEngine(t)
	a, err := e.Assess(t.Context(), []string{"examples/estate-eu"}, longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01", Home: "DE"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verify.Determination(t.Context(), a.Determination, verify.Rules{Law: e.Law, Compels: e.Compels}); err != nil {
		t.Error(err)
	}
	r, err := remedy.New(a).All()
	if err != nil {
		t.Fatal(err)
	}
	lift := func(dealing string) *determination.Lift {
		i := slices.IndexFunc(r.Lifts, func(l determination.Lift) bool { return l.Dealing == dealing })
		if i < 0 {
			t.Fatalf("no lift of %s", dealing)
		}
		return &r.Lifts[i]
	}
	aws := lift("befunde on aws")
	var ids []string
	for _, c := range aws.Way {
		ids = append(ids, c.ID)
	}
	if !slices.Contains(ids, string(fact.KeysOutOfReach)) || !slices.Contains(ids, string(fact.ReplicaOutOfReach)) || slices.Contains(ids, string(fact.NoStandingAccess)) {
		t.Errorf("the way of befunde on aws is %v", ids)
	}
	if aws.Level != 2 || aws.After != 1 || !slices.Equal(aws.Without, []string{"a"}) {
		t.Errorf("befunde on aws: level %d, after %d, without %v", aws.Level, aws.After, aws.Without)
	}
	moved := slices.IndexFunc(aws.Tried, func(l determination.Lifted) bool { return l.Moved })
	if moved < 0 || aws.Tried[moved].Reached != 0 || aws.Tried[moved].Possible != 4 {
		t.Errorf("moved: %+v", aws.Tried)
	}
	if h := lift("termine on hetzner"); h.After != 2 || h.AfterPossible != 3 || len(h.Way) != 1 || len(h.Without) != 0 {
		t.Errorf("termine on hetzner: %+v", h)
	}
}
