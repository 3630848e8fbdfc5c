package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/intake"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening"
)

// screenFlags are the flags of screen.
type screenFlags struct {
	registry, queries, schema, at, format, clearings string
	country, born                                    string
	lists, identifiers                               []string
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
word was held to be which, by which rule and with what weight, and what the list
says of its entry. An equal identifier (IMO number, wallet, LEI, tax, passport or
registration number) is a hit by itself, also in the text of a name.

It ends with 3 where a name has a hit that no decision clears, with 4 where a name
could not be compared, and with 0 where no name is alike. With --queries the
answers say so, line by line, and the end is 0.

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
	fs.StringSliceVar(&f.identifiers, "identifier", nil, "an identifier of the party as `SCHEME:VALUE`, such as imo:9123451; an equal one is a hit by itself")
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
	if f.format != "text" && f.format != "jsonl" {
		return usage("--format %q: text or jsonl", f.format)
	}
	asked, err := f.query()
	if err != nil {
		return err
	}
	x, unread, release, err := openIndex(c, f.registry, f.lists)
	if err != nil {
		return err
	}
	defer release()
	for _, what := range unread {
		fmt.Fprintf(c.ErrOrStderr(), "longarm: not all of the lists was read: %s\n", what)
	}
	cleared, _, err := readClearings(f.clearings)
	if err != nil {
		return err
	}
	if f.queries != "" {
		return f.serve(c, x, screening.ServeOptions{At: asked.At, Clearings: cleared})
	}
	p := hitPrinter{w: c.OutOrStdout(), x: x, cleared: cleared, lines: f.format == "jsonl", not: len(unread)}
	for _, name := range names {
		asked.Name = name
		if err := p.screen(asked); err != nil {
			return err
		}
	}
	return p.outcome()
}

// query returns what the flags say of every name.
func (f *screenFlags) query() (q screening.Query, err error) {
	q = screening.Query{Schema: f.schema, Limit: f.limit, Least: int(f.least*1000 + 0.5)}
	if q.At, err = dateOr(f.at, ""); err != nil {
		return q, err
	}
	if f.country != "" {
		if q.Country, err = fact.ParseCountry(f.country); err != nil {
			return q, usage("--country: %w", err)
		}
	}
	if f.born != "" {
		if q.Born, err = fact.ParseDate(f.born); err != nil {
			return q, usage("--born: %w", err)
		}
	}
	for _, s := range f.identifiers {
		scheme, value, ok := strings.Cut(s, ":")
		if !ok || scheme == "" || value == "" {
			return q, usage("--identifier %q: write scheme:value, such as imo:9123451", s)
		}
		q.Identifiers = append(q.Identifiers, fact.Identifier{Scheme: scheme, Value: value})
	}
	if err := screening.CheckSchema(f.schema); err != nil {
		return q, usage("--schema: %w", err)
	}
	return q, nil
}

// openIndex opens the name index of a registry file, or compiles one from list files and says what of them could not be read.
func openIndex(c *cobra.Command, file string, lists []string) (x *screening.Index, unread []string, release func(), err error) {
	if file == "" {
		x, unread, err = indexOf(c, lists)
		return x, unread, func() {}, err
	}
	f, err := registry.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil, fmt.Errorf("%s: there is no such file, so no list to screen against; longarm registry import --out %s makes one", file, file)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	x, err = namesOf(f)
	if err == nil && f.Summary().Entries == 0 {
		err = errors.New("the registry holds no list entry, so nobody can be screened against it; longarm registry import reads lists")
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", file, errors.Join(err, f.Close()))
	}
	return x, nil, func() { f.Close() }, nil
}

// indexOf compiles the lists below paths.
func indexOf(c *cobra.Command, paths []string) (x *screening.Index, unread []string, err error) {
	stdin, release, err := spool(c, paths...)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	var b screening.Builder
	records, report := registry.Import(c.Context(), paths, importersOf(paths, true), registry.Options{Stdin: stdin})
	read := editions{}
	for r, err := range records {
		switch {
		case err != nil && !registry.GoesOn(err):
			return nil, nil, err
		case err == nil && r.Entry != nil:
			b.Add(r.Entry)
			read.add(r)
		}
	}
	if len(read) == 0 {
		return nil, nil, fmt.Errorf("no list entry was read below %s%s\na list of your own is a file named itself: a table with a column \"name\" (or vendor, company, entity ...), objects of JSON with a name, or a name on each line", strings.Join(paths, ", "), whyNothing(report))
	}
	read.addTo(&b, report)
	x, err = screening.Open(b.Bytes())
	for _, p := range report.Problems {
		unread = append(unread, fmt.Sprint(p))
	}
	for _, f := range b.Faults() {
		unread = append(unread, f.Entry+": "+f.What)
	}
	return x, unread, err
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

// editions gathers which files of which lists are read.
type editions map[screening.List]bool

// add notes the edition that an entry is from.
func (es editions) add(r registry.Record) {
	es[screening.List{ID: r.Entry.List, Version: string(r.Entry.Version), File: r.Ref.File}] = true
}

// addTo states the editions, with the digests of their files.
func (es editions) addTo(b *screening.Builder, r *registry.Report) {
	for l := range es {
		l.Digest = string(r.Digest(l.File))
		b.AddList(l)
	}
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

func readClearings(name string) (cs *screening.Clearings, file determination.Used, err error) {
	if name == "" {
		return nil, file, nil
	}
	b, err := readNamed(name)
	if err != nil {
		return nil, file, err
	}
	file = determination.Used{Kind: determination.UsedClearings, Name: name, Digest: fact.Digest(fmt.Sprintf("%x", sha256.Sum256(b)))}
	var ds []screening.Decision
	for d, err := range screening.ReadDecisions(bytes.NewReader(b), name) {
		if err != nil {
			return nil, file, err
		}
		ds = append(ds, d)
	}
	return screening.NewClearings(ds), file, nil
}
