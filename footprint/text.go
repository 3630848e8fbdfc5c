package footprint

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// A Style says how a page is laid out.
type Style struct {
	Width int  // of a line; 0: 100
	All   bool // every row, where a page tells the first
	Color bool
}

const (
	maxPads = 12 // told on a page without Style.All
	maxUses = 40
	maxEnds = 5
)

// WriteText writes the page for people.
func (fp *Footprint) WriteText(w io.Writer, s Style) error {
	p := &page{w: w, s: s, width: min(max(s.Width, 40), 140)}
	if s.Width == 0 {
		p.width = 100
	}
	p.uses("Used by the organisation itself", fp.Providers)
	p.uses("Used by those it uses (second degree)", fp.Second)
	p.collectors(fp.Collectors)
	p.pads(fp.Pads)
	p.unknown(fp.Unknown)
	if len(fp.Lines) == 0 {
		p.line("Nothing was read that shows a use of anything.")
	}
	return p.err
}

// WriteLines writes one JSON object a line.
func (fp *Footprint) WriteLines(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range fp.Lines {
		l := &fp.Lines[i]
		if l.Unverified == nil {
			l.Unverified = []string{}
		}
		if err := e.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

type page struct {
	w     io.Writer
	s     Style
	width int
	err   error
}

func (p *page) line(s string) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, strings.TrimRight(clean(s), " "))
	}
}

// head writes the heading of a part.
func (p *page) head(s string) {
	if p.err == nil && p.s.Color {
		_, p.err = fmt.Fprintf(p.w, "\x1b[1m%s\x1b[0m\n", clean(s))
		return
	}
	p.line(s)
}

// wrap writes text at an indent, and what follows its first line two further in.
func (p *page) wrap(indent int, s string) {
	at := strings.Repeat(" ", indent)
	line := at
	for word := range strings.FieldsSeq(s) {
		if cells(line)+1+cells(word) > p.width && strings.TrimSpace(line) != "" {
			p.line(line)
			line = at + "  "
		}
		if strings.TrimSpace(line) != "" {
			line += " "
		}
		line += word
	}
	p.line(line)
}

func (p *page) uses(title string, uses []Use) {
	if len(uses) == 0 {
		return
	}
	p.head(title)
	rows := [][]string{{"provider", "operator", "country", "assets", "bytes", "how we know"}}
	shown := uses
	if len(uses) > maxUses && !p.s.All {
		shown = uses[:maxUses]
	}
	for _, u := range shown {
		how := strings.Join(u.Methods, ", ")
		if u.Confidence != sure {
			how += " (" + string(u.Confidence) + ")"
		}
		if u.Refused > 0 {
			how += fmt.Sprintf("; %d refused", u.Refused)
		}
		bytes := "-"
		if n := u.BytesIn + u.BytesOut; n > 0 {
			bytes = size(n)
		}
		rows = append(rows, []string{u.Name, or(u.Operated, "?"), or(string(u.Country), "?"), fmt.Sprint(u.Assets), bytes, how})
	}
	p.table(rows)
	if more := len(uses) - len(shown); more > 0 {
		p.line(fmt.Sprintf("and %d more rows (--all shows them)", more))
	}
	p.line("")
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// collectors asks the question that law puts to pixels and kits.
func (p *page) collectors(all []Collector) {
	if len(all) == 0 {
		return
	}
	p.head("Pixels, kits and telemetry")
	for i, c := range all {
		if i == maxPads && !p.s.All {
			p.line(fmt.Sprintf("and %d more (--all shows them)", len(all)-i))
			break
		}
		assets := "assets"
		if c.Assets == 1 {
			assets = "asset"
		}
		p.wrap(2, fmt.Sprintf("%s  %s of %s, in %d %s", c.Endpoint, c.Service, c.Name, c.Assets, assets))
	}
	p.wrap(2, "to answer in the case file: what they pass on about whom, and whether that is data brokerage, which 28 CFR 202.214 says of tracking pixels and software development kits")
	p.line("")
}

func (p *page) pads(pads []Pad) {
	if len(pads) == 0 {
		return
	}
	p.head("Launch pads: standing access of another's side")
	for i, x := range pads {
		if i == maxPads && !p.s.All {
			p.line(fmt.Sprintf("and %d more (--all shows them)", len(pads)-i))
			break
		}
		end := x.Far
		switch {
		case end == "account:*":
			end = "anybody's account"
		case end == "":
			end = "a side that is not known"
		}
		whose := "nobody's we know"
		if x.Provider != "" {
			whose = x.Name
		}
		if x.Country != "" {
			whose += ", " + string(x.Country)
		}
		p.wrap(2, fmt.Sprintf("%s  %s to %s (%s)", x.Trust, x.Asset, end, whose))
		radius := "blast radius: nothing else in the evidence stands with it"
		if x.Reach > 0 {
			named := slices.Clone(x.Blast[:min(len(x.Blast), maxEnds)])
			radius = fmt.Sprintf("blast radius: at most %d of the assets read: %s", x.Reach, strings.Join(named, ", "))
			if x.Reach > len(named) {
				radius += ", ..."
			}
		}
		p.wrap(6, radius)
	}
	p.line("")
}

var sortNames = map[string][2]string{"peer": {"peer", "peers"}, "pad": {"far side of a launch pad", "far sides of launch pads"}, "name": {"name", "names"}, "record": {"target of DNS records", "targets of DNS records"}, "declaration": {"endpoint of configuration", "endpoints of configuration"}}

func (p *page) unknown(groups []Strangers) {
	if len(groups) == 0 {
		return
	}
	p.head("What nobody knows")
	for _, g := range groups {
		p.group(&g)
	}
	p.line("")
}

// group tells of the strangers of one sort, and below them what would settle whose they are.
func (p *page) group(g *Strangers) {
	verb, n := "are", sortNames[g.Sort][1]
	if g.Unknown == 1 {
		verb = "is"
	}
	if g.Seen == 1 {
		n = sortNames[g.Sort][0]
	}
	s := fmt.Sprintf("%d of %d %s %s nobody's we know", g.Unknown, g.Seen, n, verb)
	if t := traffic(g.BytesOut, g.BytesIn); t != "" {
		s += ", " + t
	}
	if g.Refused > 0 {
		s += fmt.Sprintf(" (and %d of which all was refused)", g.Refused)
	}
	p.wrap(2, s+"; the largest:")
	var settles []string
	for i, x := range g.All {
		if i == maxEnds && !p.s.All {
			p.line(fmt.Sprintf("      and %d more (--all shows them)", len(g.All)-i))
			break
		}
		p.stranger(x)
		if !slices.Contains(settles, x.Settles) {
			settles = append(settles, x.Settles)
		}
	}
	for _, s := range settles {
		p.wrap(4, "to settle it: "+s)
	}
}

func (p *page) stranger(x Stranger) {
	s := x.Endpoint
	var notes []string
	if t := traffic(x.BytesOut, x.BytesIn); t != "" {
		notes = append(notes, t)
	}
	if x.Refused > 0 {
		notes = append(notes, fmt.Sprintf("%d refused", x.Refused))
	}
	if x.Known != "" {
		notes = append(notes, x.Known)
	}
	if x.Country != "" {
		notes = append(notes, "registered in "+string(x.Country)+": possible, says nothing of the place")
	}
	if len(notes) > 0 {
		s += " (" + strings.Join(notes, "; ") + ")"
	}
	p.wrap(6, s)
}

// table lays out rows under a header; the last column takes what is left, and wraps.
func (p *page) table(rows [][]string) {
	n := len(rows[0])
	limit := []int{24, 24, 7, 6, 9}
	if p.width < 100 {
		limit = []int{17, 17, 7, 6, 8}
	}
	wide := make([]int, n)
	for _, r := range rows {
		for i, c := range r {
			wide[i] = max(wide[i], cells(clean(c)))
		}
	}
	last := p.width
	for i := range n - 1 {
		wide[i] = min(wide[i], limit[i])
		last -= wide[i] + 2
	}
	wide[n-1] = max(last, 12)
	for _, r := range rows {
		parts := make([][]string, n)
		height := 1
		for i, c := range r {
			parts[i] = fold(clean(c), wide[i])
			height = max(height, len(parts[i]))
		}
		for k := range height {
			var b strings.Builder
			for i := range n {
				c := ""
				if k < len(parts[i]) {
					c = parts[i][k]
				}
				space := strings.Repeat(" ", max(wide[i]-cells(c), 0))
				if i == 3 || i == 4 {
					c = space + c
				} else if i < n-1 {
					c += space
				}
				b.WriteString(c)
				if i < n-1 {
					b.WriteString("  ")
				}
			}
			p.line(b.String())
		}
	}
}

// fold breaks text into lines of a width, at blanks where there are any.
func fold(s string, wide int) (out []string) {
	line := ""
	for word := range strings.FieldsSeq(s) {
		for cells(word) > wide {
			if line != "" {
				out, line = append(out, line), ""
			}
			cut, n := 0, 0
			for i, r := range word {
				if n += cells(string(r)); n > wide && i > 0 {
					break
				}
				cut = i + len(string(r))
			}
			out, word = append(out, word[:cut]), word[cut:]
		}
		switch {
		case line == "":
			line = word
		case cells(line)+1+cells(word) > wide:
			out, line = append(out, line), word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}

// cells is how many columns of a terminal text takes.
func cells(s string) (n int) {
	for _, r := range s {
		switch k := width.LookupRune(r).Kind(); {
		case unicode.Is(unicode.Mn, r):
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// clean takes out what would steer a terminal or break a line.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return '?'
		}
		return r
	}, s)
}

// traffic says amounts from the assets' side; empty where there are none.
func traffic(out, in int64) string {
	var parts []string
	if out > 0 {
		parts = append(parts, size(out)+" out")
	}
	if in > 0 {
		parts = append(parts, size(in)+" in")
	}
	return strings.Join(parts, ", ")
}

// size says bytes with one decimal in units of 1,000.
func size(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	v, unit := float64(n), 0
	for ; v >= 999.95 && unit < 5; unit++ {
		v /= 1000
	}
	return fmt.Sprintf("%.1f %s", v, strings.Fields("B kB MB GB TB PB")[unit])
}
