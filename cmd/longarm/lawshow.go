package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/casetest"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/ecfr"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/report"
)

func lawShowCommand() *cobra.Command {
	var at, text string
	c := &cobra.Command{
		Use:   "show PROVISION",
		Short: "One provision, instrument or law that compels, as prose and table",
		Long: `Show prints every rule of the packs that is in force on the date and that cites
the provision, with its elements, exceptions and citations; or an instrument and
the laws that compel by their id, with their words and sources. --text prints the official wording from an eCFR XML file that you have,
with its digest.`,
		Example: `  longarm law show "28 CFR 202.303" --at 2025-06-01
  longarm law show "28 CFR 202.211" --text title-28.xml
  longarm law show US-FISA-702-RISAA`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			day, err := dateOr(at, today())
			if err != nil {
				return err
			}
			if text != "" {
				if err := showText(c.OutOrStdout(), text, a[0]); err != nil {
					return err
				}
			}
			shown, err := showRules(c.OutOrStdout(), a[0], day)
			if err != nil || shown || text != "" {
				return err
			}
			return showEntries(c.OutOrStdout(), a[0], day)
		},
	}
	c.Flags().StringVar(&at, "at", "", "the `DATE` asked about (default today)")
	c.Flags().StringVar(&text, "text", "", "an eCFR XML `FILE` to print the official wording from")
	return c
}

// showText prints the official wording of a provision.
func showText(w io.Writer, name, provision string) error {
	cite, err := ecfr.ParseCite(provision)
	if err != nil {
		return usage("%w", err)
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	text, err := ecfr.Find(file, name, cite)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n\nfile %s, sha256 %s\ntext sha256 %s\n\n", text, name, text.File, text.Text)
	return err
}

// showRules prints the rules in force that cite a provision, and reports whether there are any.
func showRules(w io.Writer, provision string, day fact.Date) (shown bool, err error) {
	e, err := engine()
	if err != nil {
		return false, err
	}
	for _, name := range e.Law.Names() {
		p, err := e.Law.Pack(name)
		if err != nil {
			return shown, err
		}
		code, err := p.At(day)
		if err != nil {
			return shown, err
		}
		for _, r := range code.Rules {
			if !cites(r, provision) {
				continue
			}
			shown = true
			if err := report.Rule(w, p, r, styleOf(w, true, "")); err != nil {
				return shown, err
			}
		}
	}
	return shown, nil
}

// cites reports whether a rule is of the provision asked: its id, or its citation up to a paragraph.
func cites(r *law.Rule, provision string) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(r.Citation), strings.ToLower(strings.TrimSpace(provision)))
	return r.ID == provision || ok && (rest == "" || strings.ContainsRune("(, ", rune(rest[0])))
}

// showEntries prints the instrument of that id, and the laws that compel of that id or instrument.
func showEntries(w io.Writer, id string, day fact.Date) error {
	lib, err := instrument.Default()
	if err != nil {
		return err
	}
	laws, err := compel.Default()
	if err != nil {
		return err
	}
	var texts []func(io.Writer) error
	if s, ok := lib.Standing(id, day, day); ok {
		texts = append(texts, s.WriteText)
	}
	for _, l := range laws.Named(id) {
		texts = append(texts, l.WriteText)
	}
	if len(texts) == 0 {
		return fmt.Errorf("no rule in force on %s cites %q, and no instrument or law that compels has that id; longarm law and longarm law compel list them", day, id)
	}
	for i, text := range texts {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := text(w); err != nil {
			return err
		}
	}
	return nil
}

func lawCompelCommand() *cobra.Command {
	var at string
	c := &cobra.Command{
		Use:   "compel",
		Short: "The laws by which governments compel, in force on a date",
		Long: `Compel lists the laws that make a company or a person hand over data or keys,
open premises or help, with whom they reach and what they demand. longarm law show
prints one with its words and sources.`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			day, err := dateOr(at, today())
			if err != nil {
				return err
			}
			laws, err := compel.Default()
			if err != nil {
				return err
			}
			return laws.WriteText(c.OutOrStdout(), day)
		},
	}
	c.Flags().StringVar(&at, "at", "", "the `DATE` asked about (default today)")
	return c
}

func lawLintCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lint DIR...",
		Short: "Check rule packs of your own",
		Long: `Lint loads packs as a review does, with every error at its line, and then asks for
what a pack should not be without: a positive, a negative and a missing-fact case
for each rule, and no word that nothing reads.`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, dirs []string) error {
			var errs []error
			for _, dir := range dirs {
				if err := lint(c, dir); err != nil {
					errs = append(errs, err)
				}
			}
			return errors.Join(errs...)
		},
	}
}

func lint(c *cobra.Command, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, "pack.yaml")); err != nil {
		return usage("%s: no pack.yaml there", dir)
	}
	e, err := engine(os.DirFS(filepath.Dir(dir)))
	if err != nil {
		return err
	}
	name := filepath.Base(dir)
	p, err := e.Law.Pack(name)
	if err != nil {
		return err
	}
	missing, err := casetest.Lint(e.Law, name)
	if err != nil || len(missing) > 0 {
		return errors.Join(err, errors.Join(missing...))
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "%s: %d rules, %d words, no error\n", p.ID, len(p.Rules), len(p.Terms))
	return err
}
