package ownership

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/fact"
)

// A circle is a toy with own shares and indirect statements, whose worlds are all written out.
//
// A world fixes every share, every statement, whether a statement takes in what a holder has whom its owner is behind
// without holding half at each step, and whether own shares count as outstanding.
type circle struct {
	toy
	stated []*row // by company, what is stated of a holder indirectly; nil for nothing
}

func randomCircle(rng *rand.Rand) *circle {
	for {
		c := &circle{toy: *randomToy(rng)}
		c.stated = make([]*row, c.companies)
		for x := range c.companies {
			if rng.IntN(3) == 0 {
				lo := rng.IntN(3)
				c.tables[x] = append(c.tables[x], row{x, lo, min(4, lo+rng.IntN(3))})
			}
			if owner := rng.IntN(c.n); rng.IntN(3) == 0 && owner != x && !c.complete[x] {
				lo := rng.IntN(4)
				c.stated[x] = &row{owner, lo, min(4, lo+rng.IntN(3))}
			}
		}
		if c.feasible() {
			return c
		}
	}
}

func (c *circle) feasible() bool {
	for x := range c.companies {
		if len(c.parts(x)) == 0 {
			return false
		}
		s := c.stated[x]
		if s == nil {
			continue
		}
		room := 4
		for _, r := range c.tables[x] {
			if !c.mayTakeIn(x, r.owner) {
				room -= r.lo
			}
		}
		if s.lo > room {
			return false
		}
	}
	return true
}

func (c *circle) direct(owner, asset int) *row {
	for i := range c.tables[asset] {
		if c.tables[asset][i].owner == owner {
			return &c.tables[asset][i]
		}
	}
	return nil
}

// leads reports whether direct rows of at least so much lead from owner to x, other than over but.
func (c *circle) leads(owner, x, but, least int, seen map[int]bool) bool {
	if seen[x] || x == but || x >= c.companies {
		return false
	}
	seen[x] = true
	for _, r := range c.tables[x] {
		if r.hi > 0 && r.lo >= least && r.owner != x && (r.owner == owner || c.leads(owner, r.owner, but, least, seen)) {
			return true
		}
	}
	return false
}

// mayTakeIn reports whether what is stated in x may have what holder has of x in it, takesIn whether it must.
func (c *circle) mayTakeIn(x, holder int) bool {
	s := c.stated[x]
	if holder == s.owner {
		d := c.direct(holder, x)
		return d.lo <= s.hi && s.lo <= d.hi
	}
	return holder != x && c.leads(s.owner, holder, x, 0, map[int]bool{})
}

func (c *circle) takesIn(x, holder int) bool {
	return holder != c.stated[x].owner && holder != x && c.leads(c.stated[x].owner, holder, x, 2, map[int]bool{})
}

// A tableWorld is all that one world says of one company.
type tableWorld struct {
	part   []int // by row
	value  int   // of the statement
	within []bool
}

func (c *circle) tableWorlds(x int) (out []tableWorld) {
	s := c.stated[x]
	for _, part := range c.parts(x) {
		if s == nil {
			out = append(out, tableWorld{part: part})
			continue
		}
		open := []int{}
		within := make([]bool, len(part))
		for i, r := range c.tables[x] {
			if within[i] = c.takesIn(x, r.owner); !within[i] && c.mayTakeIn(x, r.owner) {
				open = append(open, i)
			}
		}
		for v := s.lo; v <= s.hi; v++ {
			for guess := range 1 << len(open) {
				w := tableWorld{part, v, append([]bool(nil), within...)}
				room := 4
				for k, i := range open {
					w.within[i] = guess&(1<<k) != 0
				}
				for i, p := range part {
					if !w.within[i] {
						room -= p
					}
				}
				if v <= room {
					out = append(out, w)
				}
			}
		}
	}
	return out
}

// reached reports whether those in hold half of x in one world.
func (c *circle) reached(x int, w tableWorld, in []bool, outstanding bool) bool {
	sum, apart, own := 0, 0, 0
	for i, r := range c.tables[x] {
		switch {
		case r.owner == x:
			own = w.part[i]
		case in[r.owner]:
			sum += w.part[i]
			if w.within != nil && !w.within[i] {
				apart += w.part[i]
			}
		}
	}
	if s := c.stated[x]; s != nil && in[s.owner] {
		sum = max(sum, w.value+apart)
	}
	if outstanding {
		own = 0
	}
	return sum > 0 && 2*sum >= 4-own
}

// verdicts walks all worlds. Companies are independent of each other but for who is in, and more in is never worse: the least and
// the greatest set over all worlds come of the worst and the best world of each company.
func (c *circle) verdicts() []fact.Truth {
	worlds := make([][]tableWorld, c.companies)
	for x := range worlds {
		worlds[x] = c.tableWorlds(x)
	}
	always, ever := make([]bool, c.n), make([]bool, c.n)
	for i := range c.n {
		always[i], ever[i] = true, false
	}
	chosen := make([]tableWorld, c.companies)
	var walk func(x int)
	walk = func(x int) {
		if x < c.companies {
			for _, w := range worlds[x] {
				chosen[x] = w
				walk(x + 1)
			}
			return
		}
		for guess := range 4 {
			in := make([]bool, c.n)
			for i := range in {
				in[i] = c.seeds[i] || c.anonymous[i] && guess&1 != 0
			}
			for changed := true; changed; {
				changed = false
				for x := range c.companies {
					if !in[x] && c.reached(x, chosen[x], in, guess&2 != 0) {
						in[x], changed = true, true
					}
				}
			}
			for i, yes := range in {
				always[i], ever[i] = always[i] && yes, ever[i] || yes
			}
		}
	}
	walk(0)
	out := make([]fact.Truth, c.n)
	for i := range out {
		switch {
		case always[i]:
			out[i] = fact.Yes
		case !ever[i]:
			out[i] = fact.No
		}
	}
	return out
}

func (c *circle) graph() *Graph {
	var b Builder
	for x, table := range c.tables {
		for _, r := range table {
			b.Interest(&fact.Interest{Owner: id(r.owner), Asset: id(x), Kind: fact.Shares, Lo: fact.Share(r.lo) * quarter, Hi: fact.Share(r.hi) * quarter}, claimID(fmt.Sprint(x, r)))
		}
		if r := c.stated[x]; r != nil {
			b.Interest(&fact.Interest{Owner: id(r.owner), Asset: id(x), Kind: fact.Shares, Direct: fact.No, Lo: fact.Share(r.lo) * quarter, Hi: fact.Share(r.hi) * quarter}, claimID(fmt.Sprint("stated", x, *r)))
		}
	}
	for i := range c.n {
		b.Party(&fact.Party{ID: id(i), Anonymous: c.anonymous[i], Complete: fact.Is(c.complete[i])}, claimID(fmt.Sprint("party", i)))
	}
	return b.Build()
}

func (c *circle) String() string {
	s := fmt.Sprintf("%d companies, seeds %v, anonymous %v, complete %v\n", c.companies, c.seeds, c.anonymous, c.complete)
	for x, table := range c.tables {
		for _, r := range table {
			s += fmt.Sprintf("p%d %d-%d p%d\n", r.owner, r.lo, r.hi, x)
		}
		if r := c.stated[x]; r != nil {
			s += fmt.Sprintf("p%d %d-%d p%d indirectly\n", r.owner, r.lo, r.hi, x)
		}
	}
	return s
}

// TestCircles compares the solver, by rounds and by the hot path, with every world of random graphs with own shares, rings and
// indirect statements.
func TestCircles(t *testing.T) {
	half := rule(t, "own50")
	rng := rand.New(rand.NewPCG(13, 17))
	graphs := 10_000
	if testing.Short() {
		graphs = 1_000
	}
	told := map[fact.Truth]int{}
	for i := range graphs {
		c := randomCircle(rng)
		want, g := c.verdicts(), c.graph()
		for _, rounds := range []bool{false, true} {
			o := c.options()
			o.rounds = rounds
			got := c.toy.verdicts(g.SolveWith(half, "", o))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("graph %d, by rounds %v (-worlds +solver):\n%s%s", i, rounds, diff, c)
			}
		}
		for x := range c.companies {
			told[want[x]]++
		}
	}
	for v, n := range told {
		if n < graphs/5 {
			t.Errorf("%d verdicts of %s: the graphs are too tame", n, v)
		}
	}
}

// TestCircleProofs re-adds every yes from its claims beside all that the set claims; without any one of them it must not hold.
func TestCircleProofs(t *testing.T) {
	half := rule(t, "own50")
	half.Seeds.Programmes = []string{"listed"}
	rng := rand.New(rand.NewPCG(19, 23))
	proofs := 0
	for range 2_000 {
		c := randomCircle(rng)
		var set fact.Set
		claims := map[fact.ID]*fact.Claim{}
		state := func(claim *fact.Claim) {
			f := fact.New(claim, []fact.Source{{Name: "toy"}}, "")
			claims[f.ID] = claim
			if _, err := set.Add(f); err != nil {
				t.Fatal(err)
			}
		}
		for i := range c.n {
			p := &fact.Party{ID: id(i), Complete: fact.Is(c.complete[i])}
			if c.seeds[i] {
				p.Designated = []fact.Designation{{Programme: "listed"}}
			}
			state(&fact.Claim{Author: "toy", Party: p})
		}
		for x, table := range c.tables {
			for _, r := range table {
				state(&fact.Claim{Author: "toy", Interest: &fact.Interest{Owner: id(r.owner), Asset: id(x), Kind: fact.Shares, Lo: fact.Share(r.lo) * quarter, Hi: fact.Share(r.hi) * quarter}})
			}
			if r := c.stated[x]; r != nil {
				state(&fact.Claim{Author: "toy", Interest: &fact.Interest{Owner: id(r.owner), Asset: id(x), Kind: fact.Shares, Direct: fact.No, Lo: fact.Share(r.lo) * quarter, Hi: fact.Share(r.hi) * quarter}})
			}
		}
		var b Builder
		b.Claims(set.All())
		res := b.Build().SolveWith(half, "", Options{Closed: true})
		for _, p := range res.Parties(fact.Yes) {
			f, _ := res.Fact(p)
			if err := check.Control(&set, f, checked(t, half), ""); err != nil {
				t.Fatalf("%v\n%s", err, c)
			}
			refuseMutations(t, f.Body.(*fact.Control), claims, half)
			proofs++
		}
	}
	if proofs < 1_000 {
		t.Errorf("%d proofs: the graphs are too tame", proofs)
	}
}

// TestSumOfParts: a proof that adds to an indirect statement what may be a part of it is refused.
func TestSumOfParts(t *testing.T) {
	g := parseGraph(t, `
		person P residence=CN status=none
		person Q residence=CN status=none
		company B organized=SG seat=SG
		company A organized=SG seat=SG
		P 30 A indirect
		Q 30 A
		P 60 B`)
	res := g.builder.Build().Solve(rule(t, "dsp"), "2025-06-01")
	f, _ := res.Fact("A")
	if res.Verdict("A") != fact.Yes {
		t.Fatalf("P and Q, of whom neither is behind the other: %s, want yes", res.Verdict("A"))
	}
	if err := check.Control(&g.set, f, checked(t, res.Rule), res.At); err != nil {
		t.Fatal(err)
	}
	link := fact.New(&fact.Claim{Author: "test", Interest: &fact.Interest{Owner: "P", Asset: "Q", Kind: fact.Shares, Lo: fact.Percent, Hi: fact.Percent}}, []fact.Source{{Name: "test", Line: 99}}, "")
	if _, err := g.set.Add(link); err != nil {
		t.Fatal(err)
	}
	if err := check.Control(&g.set, f, checked(t, res.Rule), res.At); err == nil {
		t.Error("verified though P is behind Q")
	}
}
