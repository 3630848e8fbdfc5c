package main

import (
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/instrument"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "The commit that this program was built from, and the days to which the law was read",
		Args:  args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			fmt.Fprintln(c.OutOrStdout(), "longarm", version())
			return lawDays(c.OutOrStdout())
		},
	}
}

// version is the release, or else the commit, with the toolchain.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(built from source)"
	}
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	out := info.Main.Version
	if out == "" {
		out = "(built from source)"
	}
	if rev := set["vcs.revision"]; rev != "" {
		out += fmt.Sprintf(", commit %.12s", rev)
		if day, _, _ := strings.Cut(set["vcs.time"], "T"); day != "" {
			out += " of " + day
		}
		if set["vcs.modified"] == "true" {
			out += ", changed since"
		}
	}
	return out + ", " + info.GoVersion
}

// lawDays says to which day each pack, and the catalogue of instruments, was read.
func lawDays(w io.Writer) error {
	packs, err := law.NewLibrary(law.Embedded())
	if err != nil {
		return err
	}
	for _, name := range packs.Names() {
		day, err := packs.ReadOn(name)
		if err != nil {
			return err
		}
		if day != "" {
			fmt.Fprintf(w, "law %-14s read to %s\n", name, day)
		}
	}
	lib, err := instrument.Default()
	if err != nil {
		return err
	}
	var seen []string
	for _, i := range lib.Instruments() {
		if i.Seen != "" {
			seen = append(seen, string(i.Seen))
		}
	}
	if len(seen) > 0 {
		fmt.Fprintf(w, "law %-14s %d of %d instruments seen unchanged between %s and %s\n", "catalogue", len(seen), len(lib.Instruments()), slices.Min(seen), slices.Max(seen))
	}
	return nil
}
