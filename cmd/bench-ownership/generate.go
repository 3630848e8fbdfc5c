//go:build unix

package main

import (
	"bufio"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// A holding is one generated interest, in units of fact.Share.
type holding struct {
	owner, asset, lo, hi uint32
}

// A network is a synthetic scale-free register: companies have the first numbers, persons the others.
//
// Its shape follows the literature on national registers: holders per company by a
// Pareto law of exponent 2.5 (at most 5,000), owners half copied from earlier holdings,
// so that their out-degrees have a tail of exponent about 3, and few cycles.
type network struct {
	nodes    int
	holdings []holding
	light    []uint32 // 0.1 % of all parties, the ten largest owners among them, sorted
	heavy    []uint32 // 20 % of all parties, sorted
}

// Parts of a thousand by which a holder is chosen.
const (
	copied    = 500.0   // the owner of an earlier holding
	person    = 800.0   // a new person
	earlier   = 999.5   // an earlier company
	maxHolder = 5_000   // holders of one company
	pareto    = 1 / 1.5 // exponent of the inverse law
)

func generate(nodes int) *network {
	rng := rand.New(rand.NewPCG(7, 11))
	n := &network{nodes: nodes}
	companies := int(float64(nodes) / 1.78)
	next := companies // the next new person
	owners := make([]uint32, 0, maxHolder)
	for c := range companies {
		owners = owners[:0]
		for range min(maxHolder, int(math.Pow(1-rng.Float64(), -pareto))) {
			o := n.owner(rng, c, companies, &next)
			if !slices.Contains(owners, o) {
				owners = append(owners, o)
			}
		}
		n.share(rng, uint32(c), owners)
	}
	n.seed(rng)
	return n
}

func (n *network) owner(rng *rand.Rand, c, companies int, next *int) uint32 {
	switch p := rng.Float64() * 1000; {
	case p < copied && len(n.holdings) > 0:
		return n.holdings[rng.IntN(len(n.holdings))].owner
	case p < person && *next < n.nodes:
		*next++
		return uint32(*next - 1)
	case p < earlier && c > 0:
		return uint32(rng.IntN(c))
	}
	return uint32(rng.IntN(companies))
}

// share splits a company: one holder has all or 50 to 100 %, several an exponential split.
func (n *network) share(rng *rand.Rand, c uint32, owners []uint32) {
	total := 100.0
	switch {
	case len(owners) == 1 && rng.IntN(10) == 0:
		total = 50 + 50*rng.Float64()
	case len(owners) > 1 && rng.IntN(5) == 0:
		total = 60 + 40*rng.Float64()
	}
	parts, sum := make([]float64, len(owners)), 0.0
	for i := range parts {
		parts[i] = rng.ExpFloat64()
		sum += parts[i]
	}
	for i, o := range owners {
		lo, hi := bounds(rng, math.Floor(parts[i]/sum*total*100)/100)
		n.holdings = append(n.holdings, holding{o, c, lo, hi})
	}
}

// bounds tells a share exactly, as a quartile, or not at all.
func bounds(rng *rand.Rand, percent float64) (lo, hi uint32) {
	exact := uint32(math.Round(percent*100)) * uint32(fact.Percent/100)
	switch p := rng.IntN(100); {
	case p < 75:
		return exact, exact
	case p < 95:
		quarter := min(uint32(percent/25), 3)
		return quarter * 25 * uint32(fact.Percent), (quarter + 1) * 25 * uint32(fact.Percent)
	}
	return 0, uint32(fact.Whole)
}

// seed draws the two sets of seeds.
func (n *network) seed(rng *rand.Rand) {
	degree := make([]uint32, n.nodes)
	for _, h := range n.holdings {
		degree[h.owner]++
	}
	light := make(map[uint32]bool)
	for range 10 {
		best := uint32(0)
		for x, d := range degree {
			if d > degree[best] && !light[uint32(x)] {
				best = uint32(x)
			}
		}
		light[best] = true
		degree[best] = 0
	}
	for len(light) < n.nodes/1000 {
		light[uint32(rng.IntN(n.nodes))] = true
	}
	for x := range light {
		n.light = append(n.light, x)
	}
	slices.Sort(n.light)
	for x := range uint32(n.nodes) {
		if rng.IntN(5) == 0 {
			n.heavy = append(n.heavy, x)
		}
	}
}

func partyID(x uint32) fact.PartyID { return fact.PartyID(fmt.Sprintf("n%09d", x)) }

// records yields the network as a register would tell it.
func (n *network) records() iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		light, heavy := n.light, n.heavy
		for x := range uint32(n.nodes) {
			p := &fact.Party{ID: partyID(x), Kind: fact.Company, Organized: []fact.Country{"DE"}}
			if len(light) > 0 && light[0] == x {
				p.Designated, light = []fact.Designation{{Programme: "light"}}, light[1:]
			}
			if len(heavy) > 0 && heavy[0] == x {
				p.Organized[0], heavy = "CN", heavy[1:]
			}
			if !yield(registry.Record{Ref: registry.Ref{File: "synthetic", Line: int64(x) + 1}, Party: p}, nil) {
				return
			}
		}
		for i, h := range n.holdings {
			in := &fact.Interest{Owner: partyID(h.owner), Asset: partyID(h.asset), Kind: fact.Shares, Lo: fact.Share(h.lo), Hi: fact.Share(h.hi)}
			if !yield(registry.Record{Ref: registry.Ref{File: "synthetic", Line: int64(i) + 1, Offset: int64(i) * 40}, Interest: in}, nil) {
				return
			}
		}
	}
}

// tables writes the network as CSV for the SQL baselines.
func (n *network) tables(dir string) error {
	write := func(name string, body func(w *bufio.Writer)) error {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		w := bufio.NewWriterSize(f, 1<<20)
		body(w)
		if err := w.Flush(); err != nil {
			return err
		}
		return f.Close()
	}
	if err := write("holdings.csv", func(w *bufio.Writer) {
		for _, h := range n.holdings {
			fmt.Fprintf(w, "%d,%d,%d,%d\n", h.owner, h.asset, h.lo, h.hi)
		}
	}); err != nil {
		return err
	}
	for name, seeds := range map[string][]uint32{"light.csv": n.light, "heavy.csv": n.heavy} {
		if err := write(name, func(w *bufio.Writer) {
			for _, x := range seeds {
				fmt.Fprintln(w, x)
			}
		}); err != nil {
			return err
		}
	}
	return nil
}
