package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/casetest"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/ecfr"
)

func lawShowCommand() *cobra.Command {
	var at, text string
	var code bool
	c := &cobra.Command{
		Use:   "show CITATION",
		Short: "A provision, pack, instrument, law that compels or gazetteer entry",
		Long: `Show prints every rule of the packs that is in force on the date and that is of the
provision, with its elements, exceptions, tables and citations, in whatever form a
lawyer writes it; the duties and measures that cite it; a pack or a part of the code as a list; instruments
and laws that compel by id, name or citation, with their words and sources; and an
entry of the gazetteer by the id of its provider or party. --code adds the
expressions that stand for the sentences. --text prints the official wording from an eCFR XML file that you have,
with its digest.`,
		Example: `  longarm law show "28 CFR 202.303" --at 2025-06-01
  longarm law show "28 CFR 202.211" --text title-28.xml
  longarm law show "28 C.F.R. § 202.303(a)"
  longarm law show us-dsp
  longarm law show "EO 13971"
  longarm law show US-FISA-702-RISAA
  longarm law show alibaba-cloud`,
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
			s, err := newShower(c.OutOrStdout(), day, code)
			if err != nil {
				return err
			}
			err = s.show(a[0])
			if text != "" && errors.Is(err, errNotShown) {
				return nil // its words are shown
			}
			return err
		},
	}
	c.Flags().StringVar(&at, "at", "", "the `DATE` asked about (default today)")
	c.Flags().BoolVar(&code, "code", false, "print the expression of each element too")
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
