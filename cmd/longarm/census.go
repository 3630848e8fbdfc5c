package main

import (
	"context"
	"errors"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/file"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/geofence"
)

// censusFlags are the flags of census.
type censusFlags struct {
	format, out, shard, key, plan, resume string
	workers                               int
	quiet                                 bool
}

func censusCommand() *cobra.Command {
	var f censusFlags
	c := &cobra.Command{
		Use:   "census URI...",
		Short: "What kinds of data lie in a store, and about how many persons",
		Long: `Census reads stores and says which categories of 28 CFR part 202 they hold and
about how many distinct persons or devices, with bounds, how many of them bear a
sign that they are U.S. persons, and whether that is bulk (28 CFR 202.205).

What could not be read or counted is said, and never taken for nothing. Values are
hashed at once with a key made for the scan and forgotten after it; the report
holds numbers and masked examples.

A scan can be cut: --shard 3/16 does the third of sixteen parts, on any machine,
and census merge joins them to the bytes that one process would give.

It ends with exit code 4 if anything was not read, and with 130, with a report of
what was read, if it was interrupted.`,
		Example: `  longarm census ./data
  longarm census ./data --format json -o census.json
  longarm census s3://bucket/prefix postgres://reader@host/db
  longarm census ./data --resume state
  longarm census plan ./data -o plan.json && longarm census ./data --plan plan.json --shard 1/2 -o part-1`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, uris []string) error { return f.run(c, uris) },
	}
	fs := c.Flags()
	fs.StringVar(&f.format, "format", "text", "text or json")
	fs.StringVarP(&f.out, "output", "o", "", "write to `FILE`")
	fs.IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "files read at a time")
	fs.BoolVar(&f.quiet, "quiet", false, "no progress")
	fs.StringVar(&f.shard, "shard", "", "scan part `I/N` and write a part; auto/N takes the index from the array job")
	fs.StringVar(&f.key, "key", "", "the key `FILE` of a scan in parts; made if it is not there")
	fs.StringVar(&f.plan, "plan", "", "the plan `FILE` that the parts follow; its key lies beside it")
	fs.StringVar(&f.resume, "resume", "", "keep what was read in `FILE` and go on from there")
	c.AddCommand(censusPlanCommand(), censusMergeCommand())
	return c
}

func (f *censusFlags) run(c *cobra.Command, uris []string) error {
	if f.format != "text" && f.format != "json" {
		return usage("--format %s: text or json", f.format)
	}
	if err := notAmong(f.out, uris); err != nil {
		return err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(50)) // a few per cent of time for a third of what lies unused
	if f.shard != "" || f.plan != "" {
		return f.part(c, uris)
	}
	key, state, err := f.begin()
	if err != nil {
		return err
	}
	s := &censusScan{flags: f, runner: &census.Runner{Formats: file.Formats(), Key: key, Fence: fence, Workers: f.workers}, state: state}
	stores, stopped := s.all(c.Context(), c.ErrOrStderr(), uris)
	if stopped != nil && len(stores) == 0 {
		return stopped
	}
	if f.resume != "" {
		if err := f.end(key, stores, stopped == nil); err != nil {
			return err
		}
	}
	report := reportOf(stores, stopped == nil)
	if err := f.write(c, report); err != nil {
		return err
	}
	return censusExit(report, stopped)
}

// A censusScan scans the stores of one command line.
type censusScan struct {
	flags  *censusFlags
	runner *census.Runner
	state  []*census.Store // what an earlier run had read
	saved  time.Time
}

// all scans each store in turn. The error of an interrupted scan comes with what was scanned.
func (s *censusScan) all(ctx context.Context, stderr io.Writer, uris []string) ([]*census.Store, error) {
	uris = slices.Compact(slices.Sorted(slices.Values(uris)))
	var opened []*openedStore
	for _, uri := range uris {
		o, err := openStore(ctx, uri)
		if err != nil {
			return nil, err
		}
		defer o.close()
		opened = append(opened, o)
		s.runner.Progress.Total.Add(o.size)
	}
	stop := showProgress(stderr, &s.runner.Progress, s.flags.quiet)
	defer stop()
	var stores []*census.Store
	for _, o := range opened {
		store := census.NewStore(o.uri)
		for _, kept := range s.state {
			if kept.URI == o.uri {
				store = kept
			}
		}
		stores = append(stores, store)
		if s.flags.resume != "" {
			s.runner.Done = func(*census.Store) { s.keep(stores) }
		}
		if err := o.scan(ctx, s.runner, store); err != nil {
			return stores, err
		}
	}
	return stores, nil
}

// fence judges a location by the list of 28 CFR 202.1401.
func fence(lat, lon float64) (fact.Truth, []int64) {
	return geofence.Judge(geofence.Box{South: lat, West: lon, North: lat, East: lon})
}

func reportOf(stores []*census.Store, complete bool) *census.Report {
	r := &census.Report{Version: census.Version, Complete: complete, Stores: []census.StoreReport{}}
	for _, s := range stores {
		r.Stores = append(r.Stores, s.Report())
	}
	return r
}

// censusExit says what a scan comes to: interrupted, something unread, or finished.
func censusExit(r *census.Report, stopped error) error {
	if stopped != nil {
		if errors.Is(stopped, context.Canceled) {
			return &exit{exitInterrupted, errors.New("interrupted; the report is of what was read so far")}
		}
		return stopped
	}
	for _, s := range r.Stores {
		if s.Status != census.Read {
			return &exit{exitUndetermined, nil}
		}
	}
	return nil
}

// write writes the report to standard output, or beside a file and renames it.
func (f *censusFlags) write(c *cobra.Command, r *census.Report) error {
	print := func(w io.Writer) error { return census.WriteText(w, r) }
	if f.format == "json" {
		print = func(w io.Writer) error { return census.WriteJSON(w, r) }
	}
	return writeTo(c, f.out, print)
}
