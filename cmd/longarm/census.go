package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/file"
	"github.com/longarm-project/longarm/census/folder"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/geofence"
)

// censusFlags are the flags of census.
type censusFlags struct {
	format, out string
	workers     int
	quiet       bool
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

It ends with exit code 4 if anything was not read.`,
		Example: `  longarm census ./data
  longarm census ./data --format json -o census.json`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, uris []string) error { return f.run(c, uris) },
	}
	fs := c.Flags()
	fs.StringVar(&f.format, "format", "text", "text or json")
	fs.StringVarP(&f.out, "output", "o", "", "write to `FILE`")
	fs.IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "files read at a time")
	fs.BoolVar(&f.quiet, "quiet", false, "no progress")
	return c
}

func (f *censusFlags) run(c *cobra.Command, uris []string) error {
	if f.format != "text" && f.format != "json" {
		return usage("--format %s: text or json", f.format)
	}
	var key census.Key
	if _, err := rand.Read(key[:]); err != nil {
		return err
	}
	report := &census.Report{Version: census.Version, Complete: true}
	var stopped error
	for _, uri := range uris {
		s, err := f.store(c.Context(), key, uri)
		if s == nil {
			return err
		}
		if err != nil {
			report.Complete = false
			stopped = err
		}
		report.Stores = append(report.Stores, s.Report())
		if stopped != nil {
			break
		}
	}
	if err := f.write(c, report); err != nil {
		return err
	}
	return censusExit(report, stopped)
}

// store scans one store. The error of an interrupted scan comes with what was scanned.
func (f *censusFlags) store(ctx context.Context, key census.Key, uri string) (*census.Store, error) {
	if strings.Contains(uri, "://") {
		return nil, usage("%s: stores of this kind are not read", uri)
	}
	h, err := folder.Open(ctx, uri)
	if err != nil {
		return nil, err
	}
	s := census.NewStore(h.URI())
	r := &census.Runner{Formats: file.Formats(), Key: key, Fence: fence, Workers: f.workers}
	r.Progress.Total.Store(h.Bytes)
	return s, r.Scan(ctx, h, s)
}

// fence judges a location by the list of 28 CFR 202.1401.
func fence(lat, lon float64) (fact.Truth, []int64) {
	return geofence.Judge(geofence.Box{South: lat, West: lon, North: lat, East: lon})
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
	if f.out == "" {
		return print(c.OutOrStdout())
	}
	return replaceFile(f.out, 0o644, print)
}

// replaceFile writes a file beside name and renames it, so that name never holds half of it.
func replaceFile(name string, mode os.FileMode, write func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	err = errors.Join(tmp.Chmod(mode), write(tmp), tmp.Sync(), tmp.Close())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.Rename(tmp.Name(), name)
}
