package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening"
)

// screenFlags are the flags of screen.
type screenFlags struct {
	registry, queries, schema, at, format, clearings string
	country, born                                    string
	lists                                            []string
	limit                                            int
	least                                            float64
}

func screenCommand() *cobra.Command {
	var f screenFlags
	c := &cobra.Command{
		Use:   "screen NAME...",
		Short: "Names against lists, with the reason in every hit",
		Long: `Screen compares names with the lists of a registry file, or of list files read
now. A score of 1.000 is a name identical after normalising. Every hit says which
word was held to be which, by which rule and with what weight.

--queries reads JSON lines {"id","query","schema","limit"} and writes one answer
a line, in order, flushed after each: another program can talk to it over pipes.`,
		Example: `  longarm screen "Alibaba Cloud (Singapore) Private Limited" --list ./lists
  longarm screen --registry world.registry --queries names.jsonl > hits.jsonl`,
		RunE: func(c *cobra.Command, names []string) error { return f.run(c, names) },
	}
	fs := c.Flags()
	fs.StringVar(&f.registry, "registry", "", "the registry `FILE`")
	fs.StringSliceVar(&f.lists, "list", nil, "list `FILE`s or folders to read now")
	fs.StringVar(&f.queries, "queries", "", "read queries from `FILE`, or - for standard input")
	fs.StringVar(&f.schema, "schema", "", "what bears the names: Person, Organization, Vessel, Aircraft (default anything)")
	fs.IntVar(&f.limit, "limit", screening.DefaultLimit, "the greatest number of hits for a name")
	fs.Float64Var(&f.least, "least", 0.7, "the lowest score shown for names on the command line")
	fs.StringVar(&f.at, "at", "", "leave out entries not in force on this `DATE`")
	fs.StringVar(&f.country, "country", "", "the party's country, set beside the hits")
	fs.StringVar(&f.born, "born", "", "the person's date of birth, set beside the hits")
	fs.StringVar(&f.clearings, "clearings", "", "a `FILE` of decisions that a hit is not the party")
	fs.StringVar(&f.format, "format", "text", "text or jsonl")
	return c
}

func (f *screenFlags) run(c *cobra.Command, names []string) error {
	if (f.queries == "") == (len(names) == 0) {
		return usage("give names, or queries with --queries FILE")
	}
	if f.queries == "-" && slices.Contains(f.lists, "-") {
		return usage("standard input holds queries or a list, not both")
	}
	if (f.registry == "") == (len(f.lists) == 0) {
		return usage("say where the lists are: --registry FILE or --list PATH")
	}
	x, release, err := openIndex(c, f.registry, f.lists)
	if err != nil {
		return err
	}
	defer release()
	at, err := dateOr(f.at, "")
	if err != nil {
		return err
	}
	cleared, err := readClearings(f.clearings)
	if err != nil {
		return err
	}
	if f.queries != "" {
		return f.serve(c, x, screening.ServeOptions{At: at, Clearings: cleared})
	}
	for _, name := range names {
		if err := f.one(c.OutOrStdout(), x, cleared, name, at); err != nil {
			return err
		}
	}
	return nil
}

// openIndex opens the name index of a registry file, or compiles one from list files.
func openIndex(c *cobra.Command, file string, lists []string) (index *screening.Index, closeIt func(), err error) {
	if file != "" {
		f, err := registry.Open(file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil, fmt.Errorf("%s: there is no such file, so no list to screen against; longarm registry import --out %s makes one", file, file)
		}
		if err != nil {
			return nil, nil, err
		}
		x, err := namesOf(f)
		if err == nil && f.Summary().Entries == 0 {
			err = errors.New("the registry holds no list entry, so nobody can be screened against it; longarm registry import reads lists")
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", file, errors.Join(err, f.Close()))
		}
		return x, func() { f.Close() }, nil
	}
	stdin, release, err := spool(c, lists...)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	var b screening.Builder
	records, report := registry.Import(c.Context(), lists, importers, registry.Options{Stdin: stdin})
	n := 0
	for r, err := range records {
		if err != nil && !registry.GoesOn(err) {
			return nil, nil, err
		}
		if err == nil && r.Entry != nil {
			b.Add(r.Entry)
			n++
		}
	}
	if n == 0 {
		return nil, nil, fmt.Errorf("no list entry was read below %s%s", strings.Join(lists, ", "), whyNothing(report))
	}
	for _, k := range listsOf(report) {
		b.AddList(k)
	}
	for _, p := range report.Problems {
		fmt.Fprintln(c.ErrOrStderr(), "not read:", p)
	}
	index, err = screening.Open(b.Bytes())
	return index, func() {}, err
}

// namesOf opens the name index of a registry file.
func namesOf(f *registry.File) (*screening.Index, error) {
	b, err := f.Section("screening")
	if err != nil {
		return nil, err
	}
	return screening.Open(b)
}

// whyNothing names the files that were not understood.
func whyNothing(r *registry.Report) string {
	var out strings.Builder
	for _, f := range r.Files {
		if f.State != intake.Read {
			fmt.Fprintf(&out, "\n  %s: %s", f.Name, why(f))
		}
	}
	for _, p := range r.Problems {
		fmt.Fprintf(&out, "\n  %v", p)
	}
	return out.String()
}

// listsOf gives the editions that were read: one for each file that holds entries.
func listsOf(r *registry.Report) []screening.List {
	var out []screening.List
	for _, f := range r.Files {
		if f.Kind != "" && f.Mapped > 0 {
			out = append(out, screening.List{ID: f.Kind, File: f.Name, Digest: string(f.Digest)})
		}
	}
	return out
}

func (f *screenFlags) serve(c *cobra.Command, x *screening.Index, o screening.ServeOptions) error {
	var in io.Reader = c.InOrStdin()
	if f.queries != "-" {
		file, err := os.Open(f.queries)
		if err != nil {
			return err
		}
		defer file.Close()
		in = file
	}
	if os.Getenv("GOGC") == "" {
		// What start-up leaves behind is not worth collecting at once, and answers leave little: fewer collections cost some 4 MB.
		defer debug.SetGCPercent(debug.SetGCPercent(200))
	}
	o.Stop = c.Context().Done()
	return screening.Serve(in, c.OutOrStdout(), screening.NewHolder(x, nil), o)
}

func readClearings(name string) (*screening.Clearings, error) {
	if name == "" {
		return nil, nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var ds []screening.Decision
	for d, err := range screening.ReadDecisions(bytes.NewReader(b), name) {
		if err != nil {
			return nil, err
		}
		ds = append(ds, d)
	}
	return screening.NewClearings(ds), nil
}

func (f *screenFlags) one(w io.Writer, x *screening.Index, cleared *screening.Clearings, name string, at fact.Date) error {
	q := screening.Query{Name: name, Schema: f.schema, Limit: f.limit, Least: int(f.least * 1000), At: at}
	var err error
	if f.country != "" {
		if q.Country, err = fact.ParseCountry(f.country); err != nil {
			return usage("--country: %w", err)
		}
	}
	if f.born != "" {
		if q.Born, err = fact.ParseDate(f.born); err != nil {
			return usage("--born: %w", err)
		}
	}
	hits, err := x.Match(q)
	if err != nil {
		return fmt.Errorf("%.80q: %w", name, err)
	}
	if err := cleared.Apply(x, &q, hits); err != nil {
		return err
	}
	if f.format == "jsonl" {
		return writeJSON(w, map[string]any{"query": name, "results": hits})
	}
	return writeHits(w, x, name, hits)
}

func writeHits(w io.Writer, x *screening.Index, name string, hits []screening.Hit) error {
	if len(hits) == 0 {
		_, err := fmt.Fprintf(w, "%s: no name alike on the lists\n", name)
		return err
	}
	fmt.Fprintf(w, "%s\n", name)
	for _, h := range hits {
		e, err := x.Entry(h.Index)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "  %5.3f  %s  %s", float64(h.Score)/1000, h.ID, h.Reason.Name)
		if k := h.Reason.Kind; k != fact.PrimaryName {
			fmt.Fprintf(w, " (%s of %s)", k, primary(e))
		}
		fmt.Fprintln(w)
		for _, p := range h.Reason.Parts {
			fmt.Fprintf(w, "           %s\n", part(p))
		}
		for _, ev := range h.Evidence {
			fmt.Fprintf(w, "           %s %s: agrees %s with %s\n", ev.Kind, ev.Asked, ev.Agrees, strings.Join(ev.Listed, ", "))
		}
		if h.Cleared != nil {
			d := h.Cleared.Decision
			if h.Cleared.Holds {
				fmt.Fprintf(w, "           cleared by %s on %s: %s\n", d.Author, d.Date, d.Reason)
			} else {
				fmt.Fprintf(w, "           cleared by %s on %s, but the %s has changed since\n", d.Author, d.Date, h.Cleared.Changed)
			}
		}
	}
	return nil
}

func primary(e *registry.Entry) string {
	if len(e.Names) == 0 {
		return e.ID()
	}
	return e.Names[0].Text
}

// part says one line of the reason.
func part(p screening.Part) string {
	switch p.Rule {
	case screening.RuleNotListed:
		return fmt.Sprintf("%q is not in the listed name: costs %d", p.Asked, p.Lost/1000)
	case screening.RuleNotAsked:
		return fmt.Sprintf("%q is only in the listed name: costs %d", p.Listed, p.Lost/1000)
	case screening.RuleCalibration:
		return fmt.Sprintf("calibration: adds %d", p.Earned/1000)
	case screening.RuleConflict:
		return fmt.Sprintf("both names have words of their own: costs %d", p.Lost/1000)
	}
	return fmt.Sprintf("%q is %q by %s: earns %d of %d", p.Asked, p.Listed, p.Rule, p.Earned/1000, (p.Earned+p.Lost)/1000)
}
