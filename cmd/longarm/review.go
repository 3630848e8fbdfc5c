package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/remedy"
	"github.com/longarm-project/longarm/report"
)

// reviewFlags are the flags that review and explain share.
type reviewFlags struct {
	at, readOn, format, out, failOn string
	cases, prefixes, governments    []string
	documents                       []string
	findings                        []string
	packs                           []string
	own                             []fs.FS // packs of the user's own, once options were read
	subject, home, flowLayout       string
	registry, clearings             string
	acceptedFile                    string
	accepted                        map[string]report.Acceptance // once it was read
	all, questions, remedy          bool
	elements                        bool            // of explain
	given                           string          // the flags as given, once options were read
	opened                          *longarm.Engine // once it is open
	done                            string          // how far the run has come
}

func (f *reviewFlags) register(c *cobra.Command) {
	fs := c.Flags()
	fs.StringVar(&f.at, "at", "", "the `DATE` of the law and the facts (default today)")
	fs.StringVar(&f.readOn, "read-on", "", "the `DATE` to note as the day of reading (default today)")
	fs.StringSliceVar(&f.cases, "case", nil, "further case `FILE`s")
	fs.StringSliceVar(&f.documents, "documents", nil, "`PATH`s of press and filings: what they report, by how many independent of one another")
	fs.StringSliceVar(&f.prefixes, "prefixes", nil, "`FILE`s or folders with tables of address prefixes")
	fs.StringVar(&f.registry, "registry", "", "a compiled registry `FILE`: who holds the parties, and the lists they are screened against")
	fs.StringVar(&f.clearings, "clearings", "", "a `FILE` of decisions that a name on a list is another's")
	fs.StringSliceVar(&f.packs, "law", nil, "the rule `PACK`s to apply, by name or by the folder of a pack of your own (default all in force)")
	fs.StringSliceVar(&f.governments, "government", nil, "judge only these governments, by country `CODE` (default all that reach something)")
	fs.StringVar(&f.subject, "subject", "", "the `PARTY` reviewed, if no case file says")
	fs.StringVar(&f.home, "home", "", "the `COUNTRY` of the reviewed organisation, if no case file says (default US)")
	fs.StringVar(&f.flowLayout, "flow-fields", "", "the `FIELDS` of VPC flow logs without a header, separated by blanks")
	fs.BoolVar(&f.all, "all", false, "print every finding in full")
}

func (f *reviewFlags) options(c *cobra.Command) (longarm.Options, error) {
	var err error
	f.given = asGiven(c.Flags())
	if f.own, err = f.ownPacks(); err != nil {
		return longarm.Options{}, err
	}
	today := today()
	o := longarm.Options{At: today, ReadOn: today, Packs: f.packs, Documents: f.documents, Prefixes: f.prefixes, Subject: fact.PartyID(f.subject), FlowLayout: f.flowLayout}
	for _, d := range []struct {
		text string
		to   *fact.Date
	}{{f.at, &o.At}, {f.readOn, &o.ReadOn}} {
		if d.text == "" {
			continue
		}
		date, err := fact.ParseDate(d.text)
		if err != nil || len(date) != 10 {
			return o, usage("%q is not a date such as 2025-06-01", d.text)
		}
		*d.to = date
	}
	if f.home != "" {
		cc, err := parseCountry(f.home)
		if err != nil {
			return o, usage("--home: %w", err)
		}
		o.Home = cc
	}
	for _, g := range f.governments {
		cc, err := parseCountry(g)
		if err != nil {
			return o, usage("--government: %w", err)
		}
		o.Governments = append(o.Governments, cc)
	}
	o.Progress = f.watched(progress(c))
	return o, nil
}

// watched remembers how far a run has come, and tells it on where it is to be told.
func (f *reviewFlags) watched(tell func(string)) func(string) {
	return func(s string) {
		if s != "" {
			f.done = s
		}
		if tell != nil {
			tell(s)
		}
	}
}

// interrupted says of a run that was interrupted how far it had come, and that it decided nothing.
func (f *reviewFlags) interrupted(err error) error {
	if !errors.Is(err, context.Canceled) {
		return err
	}
	done := "before anything was read"
	if f.done != "" {
		done = "after it had " + f.done
	}
	return &exit{exitInterrupted, fmt.Errorf("interrupted %s; nothing was decided, and nothing was written or replaced", done)}
}

// parseCountry reads the code of a country that there is.
func parseCountry(s string) (fact.Country, error) {
	c, err := fact.ParseCountry(s)
	if err == nil {
		err = country.Check(string(c))
	}
	return c, err
}

// engine opens the rooms with the packs, the registry and the clearings that the
// flags name; options must have been read.
func (f *reviewFlags) engine() (e *longarm.Engine, closeAll func(), err error) {
	if e, err = engine(f.own...); err != nil {
		return nil, nil, err
	}
	f.opened = e
	if e.Clearings, e.Cleared, err = readClearings(f.clearings); err != nil {
		return nil, nil, err
	}
	if f.registry == "" {
		return e, func() {}, nil
	}
	if e.Registry, err = registry.Open(f.registry); err != nil {
		return nil, nil, err
	}
	closeAll = func() { e.Registry.Close() }
	if e.Names, err = namesOf(e.Registry); err != nil {
		closeAll()
		return nil, nil, err
	}
	return e, closeAll, nil
}

// assess reviews what lies at paths; closeAll ends the use of it.
func (f *reviewFlags) assess(c *cobra.Command, paths []string) (a *assess.Assessment, closeAll func(), err error) {
	o, err := f.options(c)
	if err != nil {
		return nil, nil, err
	}
	roots := append(paths, f.cases...)
	stdin, release, err := spool(c, roots...)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	o.Stdin = stdin
	e, closeAll, err := f.engine()
	if err != nil {
		return nil, nil, err
	}
	if a, err = e.Assess(c.Context(), roots, o); err != nil {
		closeAll()
		return nil, nil, f.interrupted(err)
	}
	return a, closeAll, nil
}

// ownPacks finds the folders among the packs asked for and leaves their names in their place.
func (f *reviewFlags) ownPacks() ([]fs.FS, error) {
	var own []fs.FS
	for i, name := range f.packs {
		if !strings.ContainsRune(name, os.PathSeparator) && name != "." {
			continue
		}
		dir, err := filepath.Abs(name)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(filepath.Join(dir, "pack.yaml")); err != nil {
			return nil, usage("--law %s: no pack.yaml there; longarm law lint checks a pack", name)
		}
		own = append(own, os.DirFS(filepath.Dir(dir)))
		f.packs[i] = filepath.Base(dir)
	}
	return own, nil
}

var levels = []string{"none", "prohibited", "restricted"}

func reviewCommand() *cobra.Command {
	var f reviewFlags
	c := &cobra.Command{
		Use:   "review PATH...",
		Short: "From evidence to a determination with its proof",
		Long: `Review reads evidence files, folders and archives, recognised by content (- is
standard input), and
prints what needs action, what waits for an answer, who can read, cut and enter,
and what was not read.

Exit codes: 0 nothing at or above --fail-on; 3 the level was reached;
4 a finding is undetermined, nothing was assessed, or something could not be read;
1 failure; 2 wrong use; 130 interrupted.`,
		Example: "  longarm review ./estate\n  longarm review --at 2025-06-01 --format json -o review.json ./estate\n  longarm review --format html -o report.html ./estate",
		Args:    args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, paths []string) error {
			if len(f.findings) > 0 && !f.remedy {
				return usage("--finding chooses what --remedy looks at; longarm explain NAME shows one finding")
			}
			if !slices.Contains(levels, f.failOn) {
				return usage("--fail-on %q is none of %s", f.failOn, strings.Join(levels, ", "))
			}
			a, closeAll, err := f.assess(c, paths)
			if err != nil {
				return err
			}
			defer closeAll()
			if f.accepted, err = readAccepted(f.acceptedFile, a.Determination); err != nil {
				return err
			}
			if err := f.write(c, a, paths); err != nil {
				return err
			}
			return f.verdict(a.Determination)
		},
	}
	f.register(c)
	c.Flags().StringVar(&f.format, "format", "text", formatsOf("text"))
	c.Flags().StringVarP(&f.out, "output", "o", "", "write to `FILE` instead of standard output")
	c.Flags().StringVar(&f.failOn, "fail-on", "prohibited", "exit with 3 at this level or above: none, prohibited, restricted")
	c.Flags().StringVar(&f.acceptedFile, "accepted", "", "a `FILE` of findings that somebody accepted until a day; --fail-on does not stop at these")
	c.Flags().BoolVar(&f.remedy, "remedy", false, "print what would make findings better, each way decided again, and what would not")
	c.Flags().StringSliceVar(&f.findings, "finding", nil, "with --remedy: only the findings of these `NAME`s")
	c.Flags().BoolVar(&f.questions, "questions", false, "print only the questions that would decide what is undetermined")
	return c
}

// write writes the determination where and how the flags say.
func (f *reviewFlags) write(c *cobra.Command, a *assess.Assessment, paths []string) (err error) {
	d := a.Determination
	w := c.OutOrStdout()
	style := f.style(c, w, report.Command("longarm review", paths), paths)
	style.Exit = fmt.Sprintf("exit %d", exitCode(f.verdict(d)))
	if f.out == "" || f.out == "-" {
		return f.writeAs(w, a, style)
	}
	style.Color, style.Digest = os.Getenv("NO_COLOR") == "" && forced(), true
	var read []string
	for _, file := range d.Evidence.Files {
		if file.Kind != "" {
			read = append(read, file.Name)
		}
	}
	if err := notOver(f.out, append(paths, f.cases...), read); err != nil {
		return err
	}
	return writeTo(c, f.out, func(w io.Writer) error { return f.writeAs(w, a, style) })
}

// writeAs writes in the form that the flags name.
func (f *reviewFlags) writeAs(w io.Writer, a *assess.Assessment, style report.Style) error {
	d := a.Determination
	switch {
	case f.remedy:
		return f.writeRemedy(w, a, style)
	case f.questions:
		return report.Questions(w, d, style)
	case f.format == "text":
		if err := report.Page(w, d, style); err != nil {
			return err
		}
		return report.Acceptances(w, d, f.accepted, style)
	}
	to, err := writerOf(f.format)
	if err != nil {
		return err
	}
	v := report.NewView(d)
	v.Read, v.Accepted = readDays(d, f.opened), f.accepted
	return to.write(w, v)
}

// writeRemedy writes what would make findings better.
func (f *reviewFlags) writeRemedy(w io.Writer, a *assess.Assessment, style report.Style) error {
	r, err := remedy.New(a).All(f.findings...)
	switch {
	case err != nil:
		return err
	case f.format == "text":
		style.Title = strings.Replace(style.Title, "review ", "review --remedy ", 1)
		return report.Remedy(w, r, style)
	case f.format == "json":
		return report.RemedyJSON(w, r)
	}
	return usage("--format %q with --remedy is none of text, json", f.format)
}

// verdict turns findings into the exit code.
func (f *reviewFlags) verdict(d *determination.Determination) error {
	at := slices.Index(levels, f.failOn)
	undetermined := len(d.Findings)+len(d.Grades) == 0 || len(d.Evidence.Problems) > 0 || len(d.Unseen) > 0
	for _, x := range d.Findings {
		level := 0
		switch {
		case x.Outcome == determination.Prohibited:
			level = 1
		case x.NeedsAction():
			level = 2
		case x.Outcome.Open():
			undetermined = true
		}
		if at > 0 && level > 0 && level <= at && !f.accepted[x.Name].Stands {
			return &exit{code: exitLevel}
		}
	}
	for i := range d.Grades {
		undetermined = undetermined || d.Grades[i].Open()
	}
	if undetermined {
		return &exit{code: exitUndetermined}
	}
	return nil
}

func explainCommand() *cobra.Command {
	var f reviewFlags
	c := &cobra.Command{
		Use:   "explain NAME PATH...",
		Short: "The proof of a finding, down to the line of the log",
		Long: `Explain prints why a finding is what it is: in a few lines; with --elements each
element of the law; with --all each fact too, down to the file and line it was read
from. NAME is the short name of a finding,
an asset (then it tells who can reach it, and how), or the beginning of a
fact's ID. PATH is a saved determination, or evidence to review again.`,
		Args: args(cobra.MinimumNArgs(2)),
		RunE: func(c *cobra.Command, a []string) error {
			d, err := saved(a[1:])
			if err != nil {
				return err
			}
			if d == nil {
				got, closeAll, err := f.assess(c, a[1:])
				if err != nil {
					return err
				}
				defer closeAll()
				d = got.Determination
			}
			style := f.style(c, c.OutOrStdout(), "", a[1:])
			style.Elements = f.elements
			return report.Explain(c.OutOrStdout(), d, a[0], style)
		},
	}
	f.register(c)
	c.Flags().BoolVar(&f.elements, "elements", false, "tell each element of the law")
	c.Flags().Lookup("all").Usage = "tell everything, down to where each fact was read"
	return c
}

// saved reads the determination that a single path names, if it is one.
func saved(paths []string) (*determination.Determination, error) {
	if len(paths) != 1 || paths[0] == "-" {
		return nil, nil
	}
	file, err := os.Open(paths[0])
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(file, head)
	if !strings.Contains(string(head[:n]), determination.Schema) {
		return nil, nil
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return determination.Read(file)
}
