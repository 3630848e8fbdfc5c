package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/casetest"
	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/law/procedure"
)

func lawCommand() *cobra.Command {
	var at, known, format string
	c := &cobra.Command{
		Use:   "law",
		Short: "What was in force on a date, who was competent, and the rules with their cases",
		Long: `Law prints the instruments in force on a date, the sets of foreign adversaries
and countries of concern, and who was competent. --known asks what was known of
it on another date.`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			day, err := dateOr(at, today())
			if err != nil {
				return err
			}
			seen, err := dateOr(known, day)
			if err != nil {
				return err
			}
			lib, err := instrument.Default()
			if err != nil {
				return err
			}
			v := lib.At(day, seen)
			if format == "json" {
				return writeJSON(c.OutOrStdout(), v)
			}
			return v.WriteText(c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&at, "at", "", "the `DATE` asked about (default today)")
	c.Flags().StringVar(&known, "known", "", "what was known on this `DATE` (default as --at)")
	c.Flags().StringVar(&format, "format", "text", "text or json")
	c.AddCommand(lawTestCommand(), lawShowCommand(), lawCompelCommand(), lawLintCommand(), lawProcedureCommand(), lawGradeCommand(), lawSourcesCommand(), lawUpdateCommand())
	return c
}

func today() fact.Date { return fact.Date(time.Now().UTC().Format("2006-01-02")) }

func dateOr(text string, or fact.Date) (fact.Date, error) {
	if text == "" {
		return or, nil
	}
	d, err := fact.ParseDate(text)
	if err != nil || len(d) != 10 {
		return "", usage("%q is not a date such as 2025-06-01", text)
	}
	return d, nil
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func lawTestCommand() *cobra.Command {
	var verbose bool
	c := &cobra.Command{
		Use:   "test [PACK|CASE.yaml...]",
		Short: "Run the cases beside the rules, or cases of your own",
		Long: `Test decides each case that stands beside a rule and compares the answers with
those it expects. A case file given by path is run under the pack us-dsp, or the
one named before it.`,
		RunE: func(c *cobra.Command, a []string) error {
			e, err := engine()
			if err != nil {
				return err
			}
			results, err := runCases(c, e, a)
			if err != nil {
				return err
			}
			if len(a) == 0 {
				dated, err := datedCases()
				if err != nil {
					return err
				}
				results = append(results, dated...)
			}
			return tell(c.OutOrStdout(), results, verbose)
		},
	}
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "print the cases that pass too")
	return c
}

// A result is one case that was run.
type result struct {
	name string
	err  error
}

// runCases runs packs and case files in the order given.
func runCases(c *cobra.Command, e *longarm.Engine, a []string) ([]result, error) {
	var out []result
	var packs []string
	pack := "us-dsp"
	for _, arg := range a {
		info, err := os.Stat(arg)
		switch {
		case err != nil:
			pack = arg
			packs = append(packs, arg)
			continue
		case info.IsDir():
			files, err := filepath.Glob(filepath.Join(arg, "*.yaml"))
			if err != nil {
				return nil, err
			}
			for _, f := range files {
				out = append(out, runCase(c, e, pack, f))
			}
		default:
			out = append(out, runCase(c, e, pack, arg))
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	results, err := casetest.Law(e.Law, packs...)
	for _, r := range results {
		out = append(out, result{r.Pack + " " + r.Case.Rule + " " + filepath.Base(r.Case.Place.File), r.Err})
	}
	return out, err
}

func runCase(c *cobra.Command, e *longarm.Engine, pack, file string) result {
	b, err := readNamed(file)
	if err != nil {
		return result{file, err}
	}
	k, err := law.ReadCase(b, file)
	if err != nil {
		return result{file, err}
	}
	own, err := check.NewPacks(e.Law.Files()...)
	if err != nil {
		return result{file, err}
	}
	return result{file, casetest.LawCase(e.Law, own, pack, k)}
}

func lawProcedureCommand() *cobra.Command {
	var at string
	c := &cobra.Command{
		Use:   "procedure",
		Short: "Steps, clocks and contents of an ICTS review under the regime of a day",
		Args:  args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			day, err := dateOr(at, today())
			if err != nil {
				return err
			}
			p, err := procedure.Default()
			if err != nil {
				return err
			}
			sheet, err := p.At(day)
			if err != nil {
				return err
			}
			return sheet.WriteText(c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&at, "at", "", "the `DATE` asked about (default today)")
	return c
}

// datedCases runs the as-of tests of the instruments and of the laws that compel.
func datedCases() ([]result, error) {
	lib, err := instrument.Default()
	if err != nil {
		return nil, err
	}
	var out []result
	for _, k := range lib.Cases() {
		out = append(out, result{"instruments " + k.String(), lib.Run(k)})
	}
	laws, err := compel.Default()
	if err != nil {
		return nil, err
	}
	for _, k := range laws.Cases() {
		out = append(out, result{"compelling laws " + k.String(), laws.Run(k)})
	}
	return out, nil
}

// tell prints failures and the closing count; a failure is exit 1.
func tell(w io.Writer, results []result, verbose bool) error {
	passed, failed := 0, 0
	for _, r := range results {
		if r.err == nil {
			passed++
			if verbose {
				fmt.Fprintln(w, "ok   ", r.name)
			}
			continue
		}
		failed++
		fmt.Fprintf(w, "FAIL  %s\n      %s\n", r.name, strings.ReplaceAll(r.err.Error(), "\n", "\n      "))
	}
	fmt.Fprintf(w, "%d passed, %d failed\n", passed, failed)
	switch {
	case failed > 0:
		return &exit{code: exitFailure}
	case passed == 0:
		return errors.New("no case was run")
	}
	return nil
}
