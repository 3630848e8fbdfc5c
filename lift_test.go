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

// Where trying costs too much, a lift says what was not tried; what all together comes to it tells all the same.
func TestLiftsAreBounded(t *testing.T) {
	e := forgeEngine(t)
	a, err := e.Assess(t.Context(), []string{"examples/estate-eu"}, longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01", Home: "DE"})
	if err != nil {
		t.Fatal(err)
	}
	lifts := func(limit int) []determination.Lift {
		s := remedy.New(a)
		s.Limit = limit
		out, err := s.Lifts()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	all := lifts(0)
	for _, limit := range []int{1, 3 * a.Set.Len()} {
		some := 0
		for i, l := range lifts(limit) {
			if some += len(l.NotTried) + l.Untested; len(l.Tried)+len(l.NotTried) != len(all[i].Tried) || l.After != all[i].After || l.AfterPossible != all[i].AfterPossible {
				t.Errorf("limit %d: %+v, want as far as it goes %+v", limit, l, all[i])
			}
			if len(all[i].NotTried)+all[i].Untested > 0 {
				t.Errorf("%s is not tried whole: %+v", l.Grade, all[i])
			}
			for _, c := range all[i].Way {
				if !slices.ContainsFunc(l.Way, func(o determination.Change) bool { return o.ID == c.ID && o.Says == c.Says }) {
					t.Errorf("limit %d: the way of %s lacks %s", limit, l.Grade, c.Says)
				}
			}
		}
		if some == 0 {
			t.Errorf("limit %d: nothing is said not to be tried", limit)
		}
	}
}
