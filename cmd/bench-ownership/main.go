//go:build unix

// Command bench-ownership builds the synthetic register of doc/performance.md and measures the solver on it.
//
//	go run ./cmd/bench-ownership generate -nodes 5000000 -dir DIR [-tables] [-memory BYTES]
//	go run ./cmd/bench-ownership solve -dir DIR
//	go run ./cmd/bench-ownership one -dir DIR
//	go run ./cmd/bench-ownership add -dir DIR
//	go run ./cmd/bench-ownership check -dir DIR
//
// The SQL baselines beside it read the tables that generate -tables writes. All
// times are CPU seconds, user and system, of the step alone.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/registry"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("one of generate, solve, one, add, check is wanted")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	dir := flags.String("dir", ".", "folder of the register and the tables")
	nodes := flags.Int("nodes", 1_000_000, "parties")
	tables := flags.Bool("tables", false, "write CSV tables too")
	only := flags.String("rule", "", "light or heavy; empty: both")
	times := flags.Int("runs", 4, "runs of each step")
	memory := flags.Int64("memory", 2<<30, "bytes for the build")
	profile := flags.String("cpuprofile", "", "write a CPU profile to this file")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	path := filepath.Join(*dir, "bench.registry")
	switch args[0] {
	case "generate":
		return build(path, *dir, *nodes, *tables, *memory)
	case "solve":
		return withGraph(path, func(g *ownership.Graph, _ func() error) error { return solve(g, *only, *times) })
	case "one":
		return withGraph(path, one)
	case "add":
		return withGraph(path, func(g *ownership.Graph, verify func() error) error { return add(g, verify, *times) })
	case "check":
		return withGraph(path, addAgain)
	}
	return fmt.Errorf("%q is none of generate, solve, one, add, check", args[0])
}

func build(path, dir string, nodes int, tables bool, memory int64) error {
	n := generate(nodes)
	fmt.Printf("%d parties, %d interests, %d and %d seeds\n", n.nodes, len(n.holdings), len(n.light), len(n.heavy))
	if tables {
		if err := n.tables(dir); err != nil {
			return err
		}
	}
	var sum *registry.BuildSummary
	err := timed("build", func() (err error) {
		sum, err = registry.Create(path, n.records(), registry.BuildOptions{Memory: memory})
		return err
	})
	if err == nil {
		fmt.Printf("%+v\n", *sum)
	}
	return err
}

func withGraph(path string, f func(*ownership.Graph, func() error) error) error {
	var file *registry.File
	err := timed("open", func() (err error) {
		file, err = registry.Open(path)
		return err
	})
	if err != nil {
		return err
	}
	defer file.Close()
	g := ownership.FromFile(file)
	fmt.Printf("%d parties, %d interests\n", g.Parties(), g.Interests())
	if err := f(g, file.Verify); err != nil {
		return err
	}
	return g.Err()
}

// timed prints the CPU and wall time of f, and the memory resident after it.
func timed(what string, f func() error) error {
	wall, cpu := time.Now(), cpuTime()
	err := f()
	fmt.Printf("%-28s %10.4f s CPU %10.4f s wall  %6d MB resident\n", what, (cpuTime() - cpu).Seconds(), time.Since(wall).Seconds(), resident())
	return err
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// resident returns the greatest resident set so far in megabytes (Linux counts in kilobytes).
func resident() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Maxrss >> 10
}

const rules = `
rules:
- name: light
  threshold: "50"
  sum: [shares]
  seeds: {programmes: [light]}
- name: heavy
  threshold: "50"
  sum: [shares]
  seeds: {countries: [CN], by: [organized]}
`

func tests() ([]*ownership.Rule, error) {
	return ownership.ReadRules(strings.NewReader(rules), "bench")
}

func solve(g *ownership.Graph, only string, times int) error {
	rules, err := tests()
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if only != "" && only != rule.Name {
			continue
		}
		for i := range times {
			var r *ownership.Result
			what := fmt.Sprintf("%s, both bounds, run %d", rule.Name, i+1)
			if err := timed(what, func() error { r = g.Solve(rule, ""); return nil }); err != nil {
				return err
			}
			if i == times-1 {
				yes, possible := r.Counts()
				fmt.Printf("%s: %d certain, %d possible\n", rule.Name, yes, possible)
			}
			r = nil
			runtime.GC()
		}
	}
	return nil
}

// one asks for one party at a time, with verdict and proof.
func one(g *ownership.Graph, verify func() error) error {
	rules, err := tests()
	if err != nil {
		return err
	}
	if err := timed("verify every byte", verify); err != nil {
		return err
	}
	inquiry := g.Inquire(rules[1], "", ownership.Options{})
	rng := rand.New(rand.NewPCG(1, 2))
	var times []time.Duration
	edges, proofs, most := 0, 0, 0
	for i := range 220_000 {
		x := uint32(rng.IntN(g.Parties()))
		p := g.ID(x)
		begin := time.Now()
		answer, ok := inquiry.Ask(p)
		if !ok {
			return fmt.Errorf("party %s is not there", p)
		}
		proof, in := answer.Why(p)
		if i < 20_000 {
			continue // warming up
		}
		times = append(times, time.Since(begin))
		if in {
			proofs++
			edges += proof.Edges()
			most = max(most, proof.Edges())
		}
	}
	slices.Sort(times)
	at := func(q float64) time.Duration { return times[int(q*float64(len(times)-1))] }
	fmt.Printf("verdict and proof: p50 %v  p90 %v  p99 %v  p99.9 %v  max %v\n", at(.5), at(.9), at(.99), at(.999), at(1))
	fmt.Printf("%d proofs, %.2f interests each, at most %d\n", proofs, float64(edges)/float64(max(proofs, 1)), most)
	return nil
}

// add lists a thousand more parties after the solve.
func add(g *ownership.Graph, verify func() error, times int) error {
	rules, err := tests()
	if err != nil {
		return err
	}
	r := g.Solve(rules[0], "")
	if err := timed("verify every byte", verify); err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range times {
		var seeds, changed []uint32
		for range 1000 {
			seeds = append(seeds, uint32(rng.IntN(g.Parties())))
		}
		if err := timed(fmt.Sprintf("1,000 more seeds, run %d", i+1), func() (err error) {
			changed, err = r.AddNodes(seeds)
			return err
		}); err != nil {
			return err
		}
		fmt.Printf("%d verdicts changed\n", len(changed))
	}
	return nil
}

// addAgain re-adds every yes of both rules from what its proof cites, and refuses each proof
// that lacks its first or last interest.
func addAgain(g *ownership.Graph, _ func() error) error {
	rules, err := tests()
	if err != nil {
		return err
	}
	tables, err := check.Tests(ownership.Tables())
	if err != nil {
		return err
	}
	for _, rule := range rules {
		own, err := check.Named(tables, rule.Name)
		if err != nil {
			return err
		}
		r := g.Solve(rule, "")
		yes, refused := 0, 0
		err = timed("re-add "+rule.Name, func() error {
			for _, p := range r.Parties(fact.Yes) {
				proof, _ := r.Why(p)
				claims := r.Claims(proof)
				c := &fact.Control{Party: p, Test: rule.Name, Verdict: fact.Yes}
				if err := check.Chain(c, claims, own, ""); err != nil {
					return err
				}
				yes++
				for _, i := range []int{0, len(claims) - 1} {
					if err := check.Chain(c, slices.Delete(slices.Clone(claims), i, i+1), own, ""); err == nil {
						return fmt.Errorf("%s holds without claim %d of %d", p, i, len(claims))
					}
					refused++
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d re-added, %d mutated proofs refused\n", rule.Name, yes, refused)
	}
	return nil
}
