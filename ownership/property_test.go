package ownership

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/fact"
)

// A toy is a small graph whose worlds can all be written out: shares are multiples of a quarter.
type toy struct {
	n         int // parties
	companies int // the first of them have holders
	seeds     []bool
	anonymous []bool
	complete  []bool
	tables    [][]row // by company
}

type row struct{ owner, lo, hi int } // in quarters

const quarter = 25 * fact.Percent

// parts lists the ways to give out a table: within bounds, at most (or exactly) four quarters.
func (t *toy) parts(company int) [][]int {
	var out [][]int
	table := t.tables[company]
	part := make([]int, len(table))
	var fill func(i, left int)
	fill = func(i, left int) {
		if i == len(table) {
			if left == 0 || !t.complete[company] {
				out = append(out, append([]int(nil), part...))
			}
			return
		}
		for v := table[i].lo; v <= min(table[i].hi, left); v++ {
			part[i] = v
			fill(i+1, left-v)
		}
	}
	fill(0, 4)
	return out
}

func randomToy(rng *rand.Rand) *toy {
	for {
		t := &toy{companies: 2 + rng.IntN(2)}
		t.n = t.companies + 2
		t.seeds, t.anonymous, t.complete = make([]bool, t.n), make([]bool, t.n), make([]bool, t.n)
		for i := t.companies; i < t.n; i++ {
			t.seeds[i], t.anonymous[i] = rng.IntN(2) == 0, rng.IntN(4) == 0
		}
		feasible := true
		t.tables = make([][]row, t.companies)
		for c := range t.companies {
			t.complete[c] = rng.IntN(3) == 0
			for o := range t.n {
				if o == c || rng.IntN(2) == 0 {
					continue
				}
				lo := rng.IntN(4)
				t.tables[c] = append(t.tables[c], row{o, lo, min(4, lo+rng.IntN(3))})
			}
			feasible = feasible && len(t.parts(c)) > 0
		}
		if feasible {
			return t
		}
	}
}

// graph builds the toy for the solver, rows in the order of perm.
func (t *toy) graph(perm []int, twice bool) *Graph {
	var b Builder
	var rows []*fact.Interest
	for c, table := range t.tables {
		for _, r := range table {
			rows = append(rows, &fact.Interest{
				Owner: id(r.owner), Asset: id(c), Kind: fact.Shares, Lo: fact.Share(r.lo) * quarter, Hi: fact.Share(r.hi) * quarter,
			})
		}
	}
	for i := range rows {
		r := rows[i]
		if perm != nil {
			r = rows[perm[i]]
		}
		claim := claimID(fmt.Sprint(*r))
		b.Interest(r, claim)
		if twice {
			b.Interest(r, claim)
		}
	}
	for i := range t.n {
		b.Party(&fact.Party{ID: id(i), Anonymous: t.anonymous[i], Complete: fact.Is(t.complete[i])}, claimID(fmt.Sprint("party", i)))
	}
	return b.Build()
}

func id(i int) fact.PartyID { return fact.PartyID(fmt.Sprintf("p%d", i)) }

func (t *toy) options() Options {
	o := Options{Closed: true}
	for i, s := range t.seeds {
		if s {
			o.Seeds = append(o.Seeds, id(i))
		}
	}
	return o
}

// worlds walks every world and returns, for each party, in how many of how many it is in.
func (t *toy) worlds() (in []int, total int) {
	in = make([]int, t.n)
	parts := make([][][]int, t.companies)
	for c := range parts {
		parts[c] = t.parts(c)
	}
	world := make([][]int, t.companies)
	var walk func(c int, seeds []bool)
	walk = func(c int, seeds []bool) {
		if c < t.companies {
			for _, p := range parts[c] {
				world[c] = p
				walk(c+1, seeds)
			}
			return
		}
		total++
		for i, yes := range t.least(world, seeds) {
			if yes {
				in[i]++
			}
		}
	}
	for guess := range 1 << t.n {
		seeds, fits := append([]bool(nil), t.seeds...), true
		for i := range t.n {
			if guess&(1<<i) != 0 {
				fits = fits && t.anonymous[i] && !t.seeds[i]
				seeds[i] = true
			}
		}
		if fits {
			walk(0, seeds)
		}
	}
	return in, total
}

// least is the obvious fixpoint in one world: half or more is enough.
func (t *toy) least(world [][]int, seeds []bool) []bool {
	in := append([]bool(nil), seeds...)
	for changed := true; changed; {
		changed = false
		for c, part := range world {
			sum := 0
			for i, r := range t.tables[c] {
				if in[r.owner] {
					sum += part[i]
				}
			}
			if sum >= 2 && !in[c] {
				in[c], changed = true, true
			}
		}
	}
	return in
}

func (t *toy) verdicts(r *Result) []fact.Truth {
	out := make([]fact.Truth, t.n)
	for i := range out {
		out[i] = r.Verdict(id(i))
	}
	return out
}

// TestWorlds compares the solver with every admissible world of random graphs.
func TestWorlds(t *testing.T) {
	own := rule(t, "own50")
	rng := rand.New(rand.NewPCG(7, 11))
	graphs := 10_000
	if testing.Short() {
		graphs = 500
	}
	certain, possible := 0, 0
	for i := range graphs {
		toy := randomToy(rng)
		got := toy.verdicts(toy.graph(nil, false).SolveWith(own, "", toy.options()))
		in, total := toy.worlds()
		want := make([]fact.Truth, toy.n)
		for p := range want {
			switch in[p] {
			case total:
				want[p] = fact.Yes
				certain++
			case 0:
				want[p] = fact.No
			default:
				possible++
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("graph %d %+v (-worlds +solver):\n%s", i, toy, diff)
		}
	}
	if certain < graphs/2 || possible < graphs/2 {
		t.Errorf("%d certain and %d possible verdicts: the graphs are too tame", certain, possible)
	}
}

// TestHotPath holds the hot path equal to the solving by rounds, on graphs with
// dates, repeated and indirect records, employment, unknown facts and designations.
func TestHotPath(t *testing.T) {
	rules := []*Rule{rule(t, "dsp"), rule(t, "ofac50"), rule(t, "bis-affiliates"), rule(t, "own50")}
	rng := rand.New(rand.NewPCG(5, 6))
	verdicts := map[fact.Truth]int{}
	for i := range 400 {
		g := randomGraph(rng, 40)
		for _, rule := range rules {
			o := Options{Closed: rng.IntN(2) == 0, Seeds: []fact.PartyID{id(rng.IntN(40))}}
			quick := g.SolveWith(rule, "2025-06-01", o)
			o.rounds = true
			slow := g.SolveWith(rule, "2025-06-01", o)
			for p := range 40 {
				if got, want := quick.Verdict(id(p)), slow.Verdict(id(p)); got != want {
					t.Fatalf("graph %d, %s of %s: %s by the hot path, %s by rounds", i, rule.Name, id(p), got, want)
				}
				verdicts[quick.Verdict(id(p))]++
				if _, ok := quick.Why(id(p)); !ok && quick.Verdict(id(p)) != fact.No {
					t.Fatalf("graph %d, %s of %s: no proof", i, rule.Name, id(p))
				}
			}
		}
	}
	for _, v := range []fact.Truth{fact.No, fact.Unknown, fact.Yes} {
		if verdicts[v] < 1000 {
			t.Errorf("%d verdicts of %s: the graphs are too tame", verdicts[v], v)
		}
	}
}

// TestAdd continues results and holds them equal to results solved anew.
func TestAdd(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	own := rule(t, "own50")
	total := 0
	for i := range 400 {
		g := randomGraph(rng, 60)
		o := Options{Closed: true, Seeds: []fact.PartyID{id(rng.IntN(60))}}
		r := g.SolveWith(own, "2025-06-01", o)
		for range 3 {
			before := map[fact.PartyID]fact.Truth{}
			for p := range 60 {
				before[id(p)] = r.Verdict(id(p))
			}
			more := []fact.PartyID{id(rng.IntN(60)), id(rng.IntN(60))}
			changed, err := r.Add(more)
			if err != nil {
				t.Fatal(err)
			}
			total += len(changed)
			o.Seeds = append(o.Seeds, more...)
			anew := g.SolveWith(own, "2025-06-01", o)
			for p := range 60 {
				p := id(p)
				if got, want := r.Verdict(p), anew.Verdict(p); got != want {
					t.Fatalf("graph %d: %s is %s, solved anew %s", i, p, got, want)
				}
				if told := slices.Contains(changed, p); told != (before[p] != r.Verdict(p)) {
					t.Fatalf("graph %d: %s was %s and is %s; told as changed: %v", i, p, before[p], r.Verdict(p), told)
				}
				if r.Verdict(p) != fact.No {
					if _, ok := r.Why(p); !ok {
						t.Fatalf("graph %d: no proof of %s", i, p)
					}
				}
			}
		}
	}
	if total < 1000 {
		t.Errorf("%d verdicts changed: the graphs are too tame", total)
	}
	if _, err := randomGraph(rng, 5).Solve(rule(t, "dsp"), "").Add(nil); !errors.Is(err, ErrContinue) {
		t.Errorf("a rule of two readings: %v, want %v", err, ErrContinue)
	}
}

// TestAddToFew is TestAdd on graphs so wide that what was touched is kept in a hash table, until so
// much is that an array takes its place.
func TestAddToFew(t *testing.T) {
	const n = 20_000
	rng := rand.New(rand.NewPCG(10, 11))
	own := rule(t, "own50")
	g := wideGraph(rng, n)
	draw := func(k int) (out []fact.PartyID) {
		for range k {
			out = append(out, id(rng.IntN(n)))
		}
		return out
	}
	o := Options{Closed: true, Seeds: draw(20)}
	r := g.SolveWith(own, "", o)
	cells := r.runs[0].lower.fastRun.cells
	if cells.dense != nil {
		t.Fatal("some twenty seeds took an array of all parties")
	}
	for _, more := range []int{1, 300, 2_000, 6_000} {
		seeds := draw(more)
		if _, err := r.Add(seeds); err != nil {
			t.Fatal(err)
		}
		o.Seeds = append(o.Seeds, seeds...)
		o.rounds = true
		anew := g.SolveWith(own, "", o)
		verdicts := map[fact.Truth]int{}
		for p := range n {
			p := id(p)
			got, want := r.Verdict(p), anew.Verdict(p)
			if got != want {
				t.Fatalf("after %d more: %s is %s, solved anew %s", more, p, got, want)
			}
			if verdicts[got]++; got != fact.No && p[len(p)-1] == '7' {
				if _, ok := r.Why(p); !ok {
					t.Fatalf("after %d more: no proof of %s", more, p)
				}
			}
		}
		yes, possible := r.Counts()
		if yes != verdicts[fact.Yes] || possible != verdicts[fact.Unknown] || yes <= len(seeds)/2 || possible == 0 {
			t.Errorf("after %d more: %d certain, %d possible counted, of %v", more, yes, possible, verdicts)
		}
	}
	if cells.dense == nil {
		t.Error("an array did not take the place of the table")
	}
}

// wideGraph has many companies, each with one to three holders, some of whose shares are ranges.
func wideGraph(rng *rand.Rand, n int) *Graph {
	var b Builder
	for i := range n {
		b.Party(&fact.Party{ID: id(i), Kind: fact.Company, Anonymous: i%4_000 == 7, Complete: fact.Is(rng.IntN(5) == 0)}, claimID(fmt.Sprint("p", i)))
		rest := 100
		for k := range 1 + rng.IntN(3) {
			part := rng.IntN(rest + 1)
			rest -= part
			x := &fact.Interest{Owner: id(rng.IntN(n)), Asset: id(i), Kind: fact.Shares, Lo: fact.Share(part) * fact.Percent, Hi: fact.Share(part) * fact.Percent}
			if rng.IntN(3) == 0 {
				x.Lo, x.Hi = x.Lo/2, min(x.Hi+30*fact.Percent, fact.Whole)
			}
			b.Interest(x, claimID(fmt.Sprint(i, "/", k)))
		}
	}
	return b.Build()
}

// TestManyUnknownHolders: upper bounds far above 100 % in sum are kept without overflow, whether seeds
// push what they hold or companies pull it.
func TestManyUnknownHolders(t *testing.T) {
	own := rule(t, "own50")
	for holders := 1; holders < 12; holders++ {
		for _, others := range []int{0, 400} {
			var b Builder
			o := Options{Closed: true}
			for i := range holders {
				b.Interest(&fact.Interest{Owner: id(i), Asset: "company", Kind: fact.Shares, Hi: fact.Whole}, claimID(fmt.Sprint(i)))
				o.Seeds = append(o.Seeds, id(i))
			}
			for i := range others {
				b.Party(&fact.Party{ID: id(100 + i)}, claimID(fmt.Sprint("other", i)))
			}
			if got := b.Build().SolveWith(own, "", o).Verdict("company"); got != fact.Unknown {
				t.Errorf("%d unknown holders beside %d others: %s, want unknown", holders, others, got)
			}
		}
	}
}

// randomGraph has a little of everything.
func randomGraph(rng *rand.Rand, n int) *Graph {
	var b Builder
	countries := []fact.Country{"CN", "SG", "US", "DE", ""}
	kinds := []fact.PartyKind{fact.Company, fact.Company, fact.Company, fact.Person, fact.State, fact.StateBody, ""}
	for i := range n {
		p := &fact.Party{ID: id(i), Kind: kinds[rng.IntN(len(kinds))], Complete: fact.Is(rng.IntN(6) == 0), Anonymous: rng.IntN(20) == 0}
		c := countries[rng.IntN(len(countries))]
		switch p.Kind {
		case fact.Person:
			p.Residence, p.Status = c, []string{"none", "", "us-citizen"}[rng.IntN(3)]
		case fact.State, fact.StateBody:
			p.State = c
		default:
			p.Seat = countries[rng.IntN(len(countries))]
			if c != "" {
				p.Organized = []fact.Country{c}
			}
		}
		if rng.IntN(10) == 0 {
			p.Designated = []fact.Designation{{Programme: []string{"sdn", "entity-list", "dsp-covered-person"}[rng.IntN(3)], From: "2025"}}
		}
		b.Party(p, claimID(fmt.Sprint("p", i)))
	}
	for i := range n * 2 {
		x := &fact.Interest{Owner: id(rng.IntN(n)), Asset: id(rng.IntN(n)), Kind: fact.Shares}
		x.Lo = fact.Share(rng.IntN(8)) * 10 * fact.Percent
		x.Hi = min(x.Lo+fact.Share(rng.IntN(3))*20*fact.Percent, fact.Whole)
		switch rng.IntN(12) {
		case 0:
			x.Kind = fact.Employment
		case 1:
			x.From = "2025-06"
		case 2:
			x.To = "2025"
		case 3:
			x.Direct = fact.No
		case 4:
			x.Conditional = true
		case 5:
			x.Kind, x.Lo, x.Hi = fact.UnknownInterest, 0, fact.Whole
		case 6:
			again := *x
			again.Hi = min(again.Hi+10*fact.Percent, fact.Whole)
			b.Interest(&again, claimID(fmt.Sprint("again", i)))
		}
		b.Interest(x, claimID(fmt.Sprint("i", i)))
	}
	return b.Build()
}

func TestOrderAndRepetition(t *testing.T) {
	own := rule(t, "own50")
	rapid.Check(t, func(r *rapid.T) {
		toy := randomToy(rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "graph"), 1)))
		rows := 0
		for _, table := range toy.tables {
			rows += len(table)
		}
		perm := make([]int, rows)
		for i := range perm {
			perm[i] = i
		}
		plain := toy.graph(nil, false).SolveWith(own, "", toy.options())
		other := toy.graph(rapid.Permutation(perm).Draw(r, "order"), true).SolveWith(own, "", toy.options())
		for p := range toy.n {
			if diff := cmp.Diff(about(plain, id(p)), about(other, id(p))); diff != "" {
				r.Fatalf("%+v, party %d (-once +shuffled twice):\n%s", toy, p, diff)
			}
		}
	})
}

// about is everything a result says of a party, as text.
func about(r *Result, p fact.PartyID) []string {
	out := []string{r.Verdict(p).String()}
	if proof, ok := r.Why(p); ok {
		out = append(out, proof.String())
	}
	if c, ok := r.WhyNot(p); ok {
		out = append(out, c.String())
	}
	return out
}

// TestMonotone adds a holding by a party surely in; no verdict may go down.
func TestMonotone(t *testing.T) {
	own := rule(t, "own50")
	rapid.Check(t, func(r *rapid.T) {
		toy := randomToy(rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "graph"), 2)))
		toy.seeds[toy.n-1] = true
		before := toy.verdicts(toy.graph(nil, false).SolveWith(own, "", toy.options()))
		c := rapid.IntRange(0, toy.companies-1).Draw(r, "n")
		for _, x := range toy.tables[c] {
			if x.owner == toy.n-1 {
				return
			}
		}
		v := rapid.IntRange(1, 4).Draw(r, "n")
		toy.tables[c] = append(toy.tables[c], row{toy.n - 1, v, v})
		after := toy.verdicts(toy.graph(nil, false).SolveWith(own, "", toy.options()))
		for p := range before {
			if after[p] < before[p] {
				r.Fatalf("%+v: party %d was %s and is %s", toy, p, before[p], after[p])
			}
		}
	})
}

// TestProofs re-adds every yes from its claims; without any one of them it must not hold.
func TestProofs(t *testing.T) {
	half := rule(t, "own50")
	half.Seeds.Programmes = []string{"listed"}
	rapid.Check(t, func(r *rapid.T) {
		toy := randomToy(rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "graph"), 3)))
		claims := map[fact.ID]*fact.Claim{}
		var b Builder
		state := func(c *fact.Claim) {
			f := fact.New(c, []fact.Source{{Name: "toy"}}, "")
			claims[f.ID] = c
			if c.Party != nil {
				b.Party(c.Party, f.ID)
			} else {
				b.Interest(c.Interest, f.ID)
			}
		}
		for i := range toy.n {
			p := &fact.Party{ID: id(i), Complete: fact.Is(toy.complete[i])}
			if toy.seeds[i] {
				p.Designated = []fact.Designation{{Programme: "listed"}}
			}
			state(&fact.Claim{Author: "toy", Party: p})
		}
		for c, table := range toy.tables {
			for _, x := range table {
				state(&fact.Claim{Author: "toy", Interest: &fact.Interest{
					Owner: id(x.owner), Asset: id(c), Kind: fact.Shares, Lo: fact.Share(x.lo) * quarter, Hi: fact.Share(x.hi) * quarter,
				}})
			}
		}
		res := b.Build().SolveWith(half, "", Options{Closed: true})
		for _, p := range res.Parties(fact.Yes) {
			f, _ := res.Fact(p)
			c := f.Body.(*fact.Control)
			refuseMutations(r, c, claims, half)
		}
	})
}

func refuseMutations(r interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, c *fact.Control, all map[fact.ID]*fact.Claim, rule *Rule) {
	var cited []*fact.Claim
	for _, id := range c.Chain {
		cited = append(cited, all[id])
	}
	if err := check.Chain(c, cited, checked(r, rule), ""); err != nil {
		r.Fatal(err)
	}
	complete := map[fact.PartyID]bool{}
	for _, x := range cited {
		if x.Party != nil && x.Party.Complete == fact.Yes {
			complete[x.Party.ID] = true
		}
	}
	for i := range cited {
		if x := cited[i].Interest; x != nil && complete[x.Asset] {
			continue // that a complete table lacks a row only Verify can see
		}
		if err := check.Chain(c, append(append([]*fact.Claim{}, cited[:i]...), cited[i+1:]...), checked(r, rule), ""); err == nil {
			r.Fatalf("%s holds without %s of\n%s", c.Party, fact.Canonical(cited[i]), fact.Canonical(cited))
		}
	}
}
