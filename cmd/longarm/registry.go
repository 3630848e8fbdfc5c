package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening"
)

func registryCommand() *cobra.Command {
	c := &cobra.Command{Use: "registry", Short: "Compile public registers and lists into one file, and look into it"}
	c.AddCommand(registryImportCommand(), registryInfoCommand())
	return c
}

func registryImportCommand() *cobra.Command {
	var out, memory, at string
	c := &cobra.Command{
		Use:   "import --out FILE PATH...",
		Short: "Compile GLEIF, BODS, FollowTheMoney, UK PSC files and lists",
		Long: `Import reads registers and lists, recognised by content and unpacked as needed,
joins parties by LEI and by register number with jurisdiction, never by name
alone, and compiles one immutable file that control, screen and review use.
It prints what was read, mapped and skipped, by reason, for each file.`,
		Example: "  longarm registry import --out world.registry ./gleif ./bods ./psc ./lists",
		Args:    args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, roots []string) (err error) {
			if out == "" {
				return usage("say where to write with --out FILE")
			}
			limit, err := parseBytes(memory)
			if err != nil {
				return err
			}
			day, err := dateOr(at, today())
			if err != nil {
				return err
			}
			stdin, release, err := spool(c, roots...)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, release()) }()
			records, report := registry.Import(c.Context(), roots, importersOf(roots, false), registry.Options{At: day, Stdin: stdin})
			names, read := &screening.Builder{}, editions{}
			sum, err := registry.Create(out, entriesTo(names, read, records), registry.BuildOptions{
				Refuse: func() error {
					return errors.Join(nothingRead(roots, report), notOver(out, roots, recognised(report)))
				},
				Memory:  limit,
				Digests: report.Digest,
				Sections: func(w *registry.Writer) error {
					read.addTo(names, report)
					return w.Section("screening", 1, bytes.NewReader(names.Bytes()))
				},
			})
			if err != nil {
				return err
			}
			writeImport(c.OutOrStdout(), report)
			writeSummary(c.OutOrStdout(), sum)
			for _, f := range names.Faults() {
				fmt.Fprintf(c.OutOrStdout(), "    %s: its names cannot be screened for a fault of longarm: %s; please report it\n", f.Entry, f.What)
			}
			return unread(len(report.Problems) + len(names.Faults()))
		},
	}
	c.Flags().StringVarP(&out, "out", "o", "", "the `FILE` to write")
	c.Flags().StringVar(&memory, "memory", "1GiB", "bound of the rows held in memory")
	c.Flags().StringVar(&at, "at", "", "the `DATE` after which statements are noted as in the future (default today)")
	return c
}

// recognised names the files that importers took.
func recognised(r *registry.Report) (names []string) {
	for _, f := range r.Files {
		if f.Kind != "" {
			names = append(names, f.Name)
		}
	}
	return names
}

// nothingRead is an error where no file gave a record: a registry of nothing would answer "no" to all that is asked of it.
func nothingRead(roots []string, r *registry.Report) error {
	for _, f := range r.Files {
		if f.Records > 0 {
			return nil
		}
	}
	return fmt.Errorf("nothing was read below %s, so no registry was written%s", strings.Join(roots, ", "), whyNothing(r))
}

// entriesTo passes records on and gives the entries of lists to b on the way.
func entriesTo(b *screening.Builder, read editions, records iter.Seq2[registry.Record, error]) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		for r, err := range records {
			if err == nil && r.Entry != nil {
				b.Add(r.Entry)
				read.add(r)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// parseBytes reads "512MiB", "2GiB" or a number of bytes.
func parseBytes(s string) (int64, error) {
	for unit, n := range map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30} {
		if num, ok := strings.CutSuffix(s, unit); ok {
			v, err := strconv.ParseInt(strings.TrimSpace(num), 10, 32)
			if err != nil || v <= 0 {
				break
			}
			return v * n, nil
		}
	}
	if v, err := strconv.ParseInt(s, 10, 64); err == nil && v > 0 {
		return v, nil
	}
	return 0, usage("%q is not an amount of memory such as 512MiB or 2GiB", s)
}

func writeImport(w io.Writer, r *registry.Report) {
	for _, f := range r.Files {
		if f.Kind == "" {
			fmt.Fprintf(w, "%s: %s\n", f.Name, why(f))
			continue
		}
		fmt.Fprintf(w, "%s: %s, %d read, %d mapped", f.Name, f.Kind, f.Read, f.Mapped)
		if f.HasDeclared {
			fmt.Fprintf(w, ", %d declared (%s)", f.Declared, map[fact.Truth]string{fact.Yes: "agrees", fact.No: "DIFFERS"}[f.Agrees()])
		}
		if f.SameAs != "" {
			fmt.Fprintf(w, ", same as %s", f.SameAs)
		}
		if f.Note != "" {
			fmt.Fprintf(w, ", %s", f.Note)
		}
		fmt.Fprintln(w)
		for _, k := range registry.Reasons(f.Skipped) {
			fmt.Fprintf(w, "    skipped %d: %s\n", f.Skipped[k], k)
		}
		for _, k := range registry.Reasons(f.Noted) {
			fmt.Fprintf(w, "    noted %d: %s\n", f.Noted[k], k)
		}
	}
	for _, p := range r.Problems {
		fmt.Fprintf(w, "not read: %v\n", p)
	}
}

// why says in words why nothing of a file was read.
func why(f registry.Summary) string {
	if f.Kind == "" && f.State == intake.Skipped {
		return "skipped: " + f.Note
	}
	return string(f.State)
}

func writeSummary(w io.Writer, s *registry.BuildSummary) {
	fmt.Fprintf(w, "%d parties (%d only named), %d ids joined, %d interests, %d list entries\n",
		s.Parties, s.Dangling, s.Joined, s.Interests, s.Entries)
	for _, x := range []struct {
		n    int64
		what string
	}{
		{s.Repeated, "interests told twice in the same words"}, {s.Ended, "interests ended by a later statement"},
		{s.Withdrawn, "records taken back"}, {s.Gaps, "reasons why a holder is missing"}, {s.Unreadable, "records that could not be read"},
	} {
		if x.n > 0 {
			fmt.Fprintf(w, "    %d %s\n", x.n, x.what)
		}
	}
}

func registryInfoCommand() *cobra.Command {
	var check, audit bool
	c := &cobra.Command{
		Use:   "info FILE",
		Short: "What a registry file holds and what it was built from",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			f, err := registry.Open(a[0])
			if err != nil {
				return err
			}
			defer f.Close()
			if check {
				if err := f.Verify(); err != nil {
					return &exit{exitUnverified, err}
				}
			}
			w := c.OutOrStdout()
			info, err := os.Stat(a[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%s: %d bytes\n", a[0], info.Size())
			sum := f.Summary()
			writeSummary(w, &sum)
			for _, s := range f.Sources() {
				fmt.Fprintf(w, "from %s sha256 %.12s %s\n", s.Name, s.Digest, s.Publisher)
			}
			if audit {
				writeAudit(w, f.Audit())
			}
			return f.Err()
		},
	}
	c.Flags().BoolVar(&audit, "audit", false, "look for circles, sums above the whole and parties that are nowhere described")
	c.Flags().BoolVar(&check, "verify", false, "check every block of the file")
	return c
}

// audited says each oddity that a whole register can have, in words.
var audited = map[string]string{
	"cycle":            "circles of parties that hold each other",
	"self-holding":     "parties that hold shares in themselves",
	"shares-above-100": "parties whose holders together have more than all shares",
	"votes-above-100":  "parties whose holders together have more than all votes",
	"dangling":         "parties that are named and nowhere described",
	"not-checked":      "interests beyond what can be looked through",
}

// writeAudit writes what an audit found. It stands in the registers, and is no error of the file.
func writeAudit(w io.Writer, found []registry.Finding) {
	if len(found) == 0 {
		fmt.Fprintln(w, "audit: no circle, no sum above the whole, no party that is nowhere described")
	}
	for _, f := range found {
		fmt.Fprintf(w, "audit: %d %s", f.Count, audited[f.Reason])
		for i, id := range f.Examples {
			fmt.Fprintf(w, "%s%s", map[bool]string{true: ": ", false: ", "}[i == 0], id)
		}
		fmt.Fprintln(w)
	}
}
