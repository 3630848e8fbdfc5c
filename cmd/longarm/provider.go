package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/datafile"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/provider"
)

// A card is a provider with the names of its companies that the catalogue of law has.
type card struct {
	*provider.Card
	Listed []onList `json:"listed"`
}

type onList struct {
	List  string       `json:"list"`
	Name  string       `json:"name"`
	Party fact.PartyID `json:"party"`
	Score int64        `json:"score"`
}

func providerCommand() *cobra.Command {
	var at, format string
	var prefixes []string
	var list bool
	c := &cobra.Command{
		Use:   "provider NAME",
		Short: "A provider's card: names, networks, regions, companies, who holds them, sources",
		Long: `Provider prints all that the gazetteer says of a provider on a day: the names and
networks by which it is recognised, its regions on a small map, the companies that
operate and contract, who holds them, which of them the catalogue of law names, and
where each value was read. What was not seen in a source is marked with a star.`,
		Example: "  longarm provider alibaba-cloud\n  longarm provider huawei-cloud --at 2024-06-01\n  longarm provider --list",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, names []string) error {
			day := today()
			if at != "" {
				d, err := fact.ParseDate(at)
				if err != nil || len(d) != 10 {
					return usage("%q is not a date such as 2025-06-01", at)
				}
				day = d
			}
			table, err := provider.Open(provider.Options{At: day, Seen: day, Prefixes: prefixes})
			if err != nil {
				return err
			}
			if list == (len(names) == 1) {
				return usage("say which provider, or --list")
			}
			if list {
				return listProviders(c.OutOrStdout(), table, format)
			}
			got, ok := table.Card(names[0])
			if !ok {
				_, ids := provider.Entry("")
				return usage("no provider %q%s; longarm provider --list names all", names[0], datafile.Nearest(names[0], ids))
			}
			all := card{Card: got}
			if all.Listed, err = listedOf(table, got.ID, day); err != nil {
				return err
			}
			if format == "json" {
				return writeJSON(c.OutOrStdout(), all)
			}
			return all.write(c.OutOrStdout(), min(styleOf(c.OutOrStdout(), false, "").Width, 100))
		},
	}
	c.Flags().StringVar(&at, "at", "", "the `DATE`: who operated what on that day (default today)")
	c.Flags().StringVar(&format, "format", "text", "text or json")
	c.Flags().StringSliceVar(&prefixes, "prefixes", nil, "`FILE`s or folders with tables of address prefixes, to count its blocks in")
	c.Flags().BoolVar(&list, "list", false, "list all providers")
	return c
}

func listProviders(w io.Writer, table *provider.Table, format string) error {
	all := slices.Collect(table.Providers())
	if format == "json" {
		type row struct {
			ID   fact.ProviderID `json:"id"`
			Name string          `json:"name"`
			Home fact.Country    `json:"home"`
			Kind provider.Kind   `json:"kind"`
		}
		out := []row{}
		for _, p := range all {
			out = append(out, row{p.ID, p.Name, p.Home, p.Kind})
		}
		return writeJSON(w, out)
	}
	for _, p := range all {
		if _, err := fmt.Fprintf(w, "%-22s %-2s  %-8s %s\n", p.ID, p.Home, p.Kind, p.Name); err != nil {
			return err
		}
	}
	return nil
}

// listedOf finds the companies of a provider in the catalogue of law.
func listedOf(table *provider.Table, id fact.ProviderID, day fact.Date) ([]onList, error) {
	var set fact.Set
	if err := set.AddAll(table.Parties(id)...); err != nil {
		return nil, err
	}
	il, err := instrument.Default()
	if err != nil {
		return nil, err
	}
	found, err := longarm.Listed(il, &set, day, day)
	if err != nil {
		return nil, err
	}
	out := []onList{}
	for _, l := range found {
		if x := (onList{l.List, l.Name, l.Party, l.Score}); !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b onList) int {
		return strings.Compare(a.List+" "+a.Name+" "+string(a.Party), b.List+" "+b.Name+" "+string(b.Party))
	})
	return out, nil
}

// A cardPage writes a card line by line.
type cardPage struct {
	w     io.Writer
	width int
	err   error
}

func (p *cardPage) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, strings.TrimRight(fmt.Sprintf(format, args...), " "))
	}
}

// wrap writes words at an indent; what follows the first line stands further in.
func (p *cardPage) wrap(indent, hang int, text string) {
	line, at := strings.Repeat(" ", indent), indent
	n := at
	for word := range strings.FieldsSeq(text) {
		l := len([]rune(word))
		if n > at && n+1+l > p.width {
			p.line("%s", line)
			at = indent + hang
			line, n = strings.Repeat(" ", at), at
		}
		if n > at {
			line, n = line+" ", n+1
		}
		line, n = line+word, n+l
	}
	p.line("%s", line)
}

// star marks what was not seen in a source.
func star(s *provider.Standing) string {
	if s.Certain() {
		return ""
	}
	return "*"
}

// boundsOf says when an entry holds, where that is bounded.
func boundsOf(s *provider.Standing) string {
	var out []string
	if s.From != "" {
		out = append(out, "from "+string(s.From))
	}
	if s.To != "" {
		out = append(out, "until "+string(s.To))
	}
	if s.On == fact.No {
		out = append(out, "not on the day")
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

func (c *card) write(w io.Writer, width int) error {
	if width <= 0 {
		width = 80
	}
	p := &cardPage{w: w, width: max(width, 60)}
	head := fmt.Sprintf("%s (%s) · %s", c.Name, c.ID, c.Kind)
	if c.Home != "" {
		head += " · directed from " + country.In(string(c.Home))
	}
	p.wrap(0, 2, head+" · as of "+string(c.At))
	if len(c.Aliases) > 0 {
		p.wrap(0, 2, "also called "+strings.Join(c.Aliases, ", "))
	}
	if c.Technology != "" {
		p.wrap(0, 2, "on the technology of "+string(c.Technology))
	}
	if c.Note != "" {
		p.wrap(0, 2, c.Note)
	}
	c.places(p)
	c.who(p)
	c.recognised(p)
	p.line("")
	p.line("Sources")
	for _, s := range c.Sources {
		text := s.Key + ": " + s.At
		if s.Path != "" {
			text += ", " + s.Path
		}
		if s.Date != "" {
			text += ", of " + string(s.Date)
		}
		p.wrap(2, 2, text)
	}
	p.wrap(2, 2, "* marks a value that was not seen in a source; longarm law show "+string(c.ID)+" prints the file of the gazetteer")
	return p.err
}

// places tells the regions, on a map and by country.
func (c *card) places(p *cardPage) {
	if len(c.Regions) == 0 {
		return
	}
	p.line("")
	open := map[fact.Country]int{}
	var countries []fact.Country
	by := map[fact.Country][]string{}
	for i := range c.Regions {
		r := &c.Regions[i]
		if by[r.Country] == nil {
			countries = append(countries, r.Country)
		}
		if r.On == fact.Yes {
			open[r.Country]++
		}
		by[r.Country] = append(by[r.Country], r.Code+star(&r.Standing)+boundsOf(&r.Standing))
	}
	p.line("Regions: %d in %d countries", len(c.Regions), len(countries))
	for _, l := range worldMap(open, p.width) {
		p.line("%s", l)
	}
	p.line("  a figure counts those open on the day, + is ten or more")
	slices.Sort(countries)
	for _, cc := range countries {
		name := "country not known"
		if cc != "" {
			name = country.Name(string(cc)) + " (" + string(cc) + ")"
		}
		p.wrap(2, 4, name+": "+strings.Join(by[cc], ", "))
	}
}

// who tells the companies, who holds them, and lists.
func (c *card) who(p *cardPage) {
	if len(c.Companies) > 0 {
		p.line("")
		p.line("Companies")
	}
	names := map[fact.PartyID]string{}
	for i := range c.Companies {
		x := &c.Companies[i]
		names[x.ID] = x.Names[0]
		text := x.Names[0] + star(&x.Standing)
		if x.Organized != "" {
			text += ", organised in " + country.In(string(x.Organized))
		}
		if x.Seat != "" && x.Seat != x.Organized {
			text += ", seated in " + country.In(string(x.Seat))
		}
		p.wrap(2, 4, text+boundsOf(&x.Standing))
		for k := range x.Does {
			d := &x.Does[k]
			what := d.Does
			if len(d.For) > 0 {
				what += " for " + strings.Join(d.For, ", ")
			}
			p.wrap(6, 2, what+star(&d.Standing)+boundsOf(&d.Standing))
		}
	}
	if len(c.Holders) > 0 {
		p.line("")
		p.line("Who holds whom")
	}
	called := func(id fact.PartyID) string {
		if n, ok := names[id]; ok {
			return n
		}
		if state, ok := strings.CutPrefix(string(id), "state:"); ok {
			return "the state of " + country.In(state)
		}
		return string(id)
	}
	for i := range c.Holders {
		h := &c.Holders[i]
		share := h.Lo.String()
		switch {
		case h.Lo == 0 && h.Hi == fact.Whole:
			share = "a share not known"
		case h.Lo != h.Hi:
			share += " to " + h.Hi.String()
		}
		text := fmt.Sprintf("%s: %s of %s%s%s", called(h.Owner), share, called(h.Asset), star(&h.Standing), boundsOf(&h.Standing))
		if h.Kind != fact.Shares {
			text += ", by " + string(h.Kind)
		}
		if h.Note != "" && h.Note != "share not known" {
			text += "; " + h.Note
		}
		p.wrap(2, 4, text)
	}
	for i := range c.Staff {
		s := &c.Staff[i]
		p.wrap(2, 4, fmt.Sprintf("staff of %s in %s: %s; able to get at data: %s%s", called(s.Employer), country.In(string(s.Country)), s.Means, s.Able, star(&s.Standing)))
	}
	if len(c.Listed) > 0 {
		p.line("")
		p.line("Names in the catalogue of law, which is a selection")
		for _, l := range c.Listed {
			p.wrap(2, 4, fmt.Sprintf("%s: %s (%s is %d.%03d like it)", l.List, l.Name, called(l.Party), l.Score/1000, l.Score%1000))
		}
	}
}

// recognised tells by what the provider is recognised.
func (c *card) recognised(p *cardPage) {
	p.line("")
	p.line("Recognised by")
	var names []string
	for i := range c.Names {
		names = append(names, c.Names[i].Name+star(&c.Names[i].Standing)+boundsOf(&c.Names[i].Standing))
	}
	if len(names) > 0 {
		p.wrap(2, 4, "names: "+strings.Join(names, ", "))
	}
	for i := range c.Networks {
		n := &c.Networks[i]
		text := fmt.Sprintf("AS%d%s", n.ASN, star(&n.Standing))
		if n.Registrant != "" {
			text += " " + n.Registrant
		}
		if n.Shared {
			text += ", shared with others"
		}
		p.wrap(2, 4, text)
	}
	if c.Blocks.V4+c.Blocks.V6 > 0 {
		p.wrap(2, 4, fmt.Sprintf("%d blocks of IPv4 addresses, %d of IPv6, in the tables in use", c.Blocks.V4, c.Blocks.V6))
	}
}
