package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/ecfr"
	"github.com/longarm-project/longarm/law/instrument"
)

// A lawSource is where one text of law was read, and to which day it stands. The
// address is a fact for a person to open: nothing fetches it.
type lawSource struct {
	Kind   string      `json:"kind"` // "pack", "instrument" or "compels"
	ID     string      `json:"id"`
	Read   fact.Date   `json:"read,omitempty"` // empty: not dated
	Digest fact.Digest `json:"digest,omitempty"`
	Source []string    `json:"source"`
	URL    string      `json:"url,omitempty"`
	// Unverified counts what of it was not read in an original.
	Unverified int `json:"unverified,omitempty"`
}

func lawSourcesCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "sources",
		Short: "Where each text of law was read, and to which day",
		Long: `Sources lists every pack, instrument and law that compels: the day to which its text
was read, its source and address, and of a pack the digest of its rules. What came
after that day is in no answer. Nothing is fetched; longarm law update compares a
newer text that you have with the rules.`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			all, err := lawSources()
			if err != nil {
				return err
			}
			if format == "json" {
				return writeJSON(c.OutOrStdout(), all)
			}
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, s := range all {
				read := string(s.Read)
				if read == "" {
					read = "not dated"
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%.12s\t%s\t%s\n", s.Kind, s.ID, read, s.Digest, s.URL, strings.Join(s.Source, "; "))
			}
			return w.Flush()
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

// lawSources lists packs, instruments and laws that compel, each by name.
func lawSources() ([]lawSource, error) {
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		return nil, err
	}
	var out []lawSource
	for _, name := range lib.Names() {
		p, err := lib.Pack(name)
		if err != nil {
			return nil, err
		}
		out = append(out, lawSource{"pack", p.ID, p.Read, p.Digest, []string{p.Source}, p.URL, len(p.Unverified)})
	}
	il, err := instrument.Default()
	if err != nil {
		return nil, err
	}
	for _, i := range il.Instruments() {
		out = append(out, lawSource{"instrument", i.ID, i.Seen, "", i.Sources, address(i.Sources), len(i.Unverified)})
	}
	cl, err := compel.Default()
	if err != nil {
		return nil, err
	}
	for _, l := range cl.All() {
		out = append(out, lawSource{"compels", l.ID, l.Seen, "", l.Sources, address(l.Sources), len(l.Unverified)})
	}
	return out, nil
}

// address returns the first of some sources that is one.
func address(sources []string) string {
	for _, s := range sources {
		if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
			return s
		}
	}
	return ""
}

func lawUpdateCommand() *cobra.Command {
	var at string
	c := &cobra.Command{
		Use:   "update TEXT.xml...",
		Short: "Which rules a newer official text no longer bears out",
		Long: `Update reads XML files of the eCFR that you have, such as title-28.xml of today, and
compares each rule in force that cites one of their sections with the wording: whether
the words that the rule quotes still stand there. It prints the digest of each wording,
and changes nothing. Rules whose words are gone are to be read again: exit code 4.`,
		Example: "  longarm law update title-28.xml",
		Args:    args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, files []string) error {
			day, err := dateOr(at, today())
			if err != nil {
				return err
			}
			return lawUpdate(c.OutOrStdout(), files, day)
		},
	}
	c.Flags().StringVar(&at, "at", "", "the `DATE` on which the rules are to be in force (default today)")
	return c
}

func lawUpdate(w io.Writer, files []string, day fact.Date) error {
	rules, err := quoting(day)
	if err != nil {
		return err
	}
	var cites []ecfr.Cite
	for _, r := range rules {
		for _, c := range sectionsOf(r) {
			if !slices.Contains(cites, c) {
				cites = append(cites, c)
			}
		}
	}
	slices.SortFunc(cites, func(a, b ecfr.Cite) int { return strings.Compare(a.String(), b.String()) })
	texts := map[ecfr.Cite]*ecfr.Wording{}
	for _, name := range files {
		for _, c := range cites {
			text, err := wordingIn(name, c)
			switch {
			case errors.Is(err, ecfr.ErrNotFound), errors.Is(err, ecfr.ErrTitle):
			case err != nil:
				return err
			default:
				texts[c] = text
				fmt.Fprintf(w, "%s  text sha256 %.16s\n", c, text.Text)
			}
		}
	}
	gone := 0
	for _, r := range rules {
		found := slices.DeleteFunc(sectionsOf(r), func(c ecfr.Cite) bool { return texts[c] == nil })
		all := len(found) == len(sectionsOf(r)) // else the words may stand in a section that is not here
		if len(found) > 0 && all && !slices.ContainsFunc(found, func(c ecfr.Cite) bool { return stands(r.Quote, texts[c].String()) }) {
			gone++
			fmt.Fprintf(w, "%s (%s): the words that it quotes are not there: %q\n", r.ID, r.Citation, r.Quote)
		}
	}
	fmt.Fprintf(w, "%d sections of rules in force on %s were found, %d quotations are not there\n", len(texts), day, gone)
	if gone > 0 || len(texts) == 0 {
		return &exit{code: exitUndetermined}
	}
	return nil
}

// sectionsOf lists the sections that a rule cites, with the title that the first names.
func sectionsOf(r *law.Rule) []ecfr.Cite {
	var out []ecfr.Cite
	for part := range strings.SplitSeq(r.Citation, ",") {
		c, err := ecfr.ParseCite(part)
		if err != nil {
			continue
		}
		if c.Title == "" && len(out) > 0 {
			c.Title = out[0].Title
		}
		out = append(out, c)
	}
	return out
}

func wordingIn(name string, cite ecfr.Cite) (*ecfr.Wording, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ecfr.Find(file, name, cite)
}

// quoting lists the rules in force that quote their text.
func quoting(day fact.Date) ([]*law.Rule, error) {
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		return nil, err
	}
	var out []*law.Rule
	for _, name := range lib.Names() {
		p, err := lib.Pack(name)
		if err != nil {
			return nil, err
		}
		code, err := p.At(day)
		if err != nil {
			return nil, err
		}
		for _, r := range code.Rules {
			if r.Quote != "" {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

// stands reports whether the parts of a quotation, which "[...]" divides, stand in a text in this order.
func stands(quote, text string) bool {
	plain := func(s string) string {
		return strings.Join(strings.Fields(strings.NewReplacer("\u201c", "", "\u201d", "", "\"", "", "\u2019", "'").Replace(s)), " ")
	}
	rest := plain(text)
	for part := range strings.SplitSeq(quote, "[...]") {
		_, after, ok := strings.Cut(rest, strings.TrimSpace(plain(part)))
		if !ok {
			return false
		}
		rest = after
	}
	return true
}
