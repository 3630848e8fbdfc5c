package census

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// WriteText writes a report as a page for a terminal: what each store holds, where, and what was not read.
func WriteText(w io.Writer, r *Report) error {
	p := &printer{w: w}
	for i := range r.Stores {
		if i > 0 {
			p.line("")
		}
		p.store(&r.Stores[i])
	}
	if !r.Complete {
		p.line("\nInterrupted: this is what was read so far.")
	}
	return p.err
}

// A printer keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) store(s *StoreReport) {
	p.line("%s · %s, %s rows, %s%s", s.URI, plural(s.Files, "file"), thousands(s.Rows), size(s.Bytes), notRead(s.NotRead))
	p.line("")
	if len(s.By) == 0 && s.NotRead == 0 {
		p.line("No category of 28 CFR part 202 was found.")
	}
	p.table(s.By, s.Persons)
	if c := s.Combined; c != nil {
		p.line("\nCombined data (28 CFR 202.205(g)): more than %s is bulk here: %s", thousands(c.Threshold), c.Bulk)
	}
	switch s.Listed {
	case "yes":
		p.line("\nGovernment-related in any number (28 CFR 202.222): locations in listed areas %s", areas(s.Areas))
	case "possible":
		p.line("\nGovernment-related possibly (28 CFR 202.222): locations at the edge of a listed area")
	}
	p.where(s)
	p.unread(s)
}

// table prints the categories.
func (p *printer) table(by map[string]*Counted, persons *Counted) {
	if len(by) == 0 && persons == nil {
		return
	}
	t := tabwriter.NewWriter(p.w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "category\tabout\tat least\tat most\tU.S.\tno sign of either\tbulk")
	for _, name := range slices.Sorted(maps.Keys(by)) {
		row(t, name, by[name])
	}
	if persons != nil {
		row(t, "(anybody described)", persons)
	}
	if err := t.Flush(); err != nil && p.err == nil {
		p.err = err
	}
}

func row(w io.Writer, name string, c *Counted) {
	if c.Unit == "records" {
		fmt.Fprintf(w, "%s\t%s\t\t\t\t\t\n", name, known(c.Estimate, c.Unit))
		return
	}
	bulk := c.Bulk
	if c.Threshold > 0 {
		bulk = fmt.Sprintf("%s (more than %s)", c.Bulk, thousands(c.Threshold))
	}
	none := ""
	if c.Estimate != nil {
		none = thousands(c.Unknown)
	}
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", name, known(c.Estimate, c.Unit), thousands(c.Low), known(c.High, ""), known(c.US.Estimate, ""), none, bulk)
}

// known prints a number that may not be known.
func known(n *int64, unit string) string {
	if n == nil {
		return "not known"
	}
	return strings.TrimSpace(thousands(*n) + " " + unit)
}

// where prints the files that hold something, the weightiest first, twenty at most.
func (p *printer) where(s *StoreReport) {
	var with []*FileReport
	for i := range s.List {
		if f := &s.List[i]; len(f.By) > 0 || len(f.Uncounted) > 0 || len(f.Safeguards) > 0 {
			with = append(with, f)
		}
	}
	if len(with) == 0 {
		return
	}
	slices.SortStableFunc(with, func(a, b *FileReport) int { return int(weight(b) - weight(a)) })
	p.line("\nWhere:")
	for i, f := range with {
		if i == 20 {
			p.line("  and %d more: --format json lists all", len(with)-20)
			break
		}
		p.line("  %s (%s): %s", f.URI, f.Format, strings.Join(slices.Sorted(maps.Keys(f.By)), ", "))
		for _, k := range slices.Sorted(maps.Keys(f.Identifiers)) {
			id := f.Identifiers[k]
			at := fmt.Sprintf("row %d", id.Row)
			if id.Column != "" {
				at += ", " + id.Column
			}
			p.line("      %-26s %s values, %s distinct, such as %s at %s (%s)", k, thousands(id.Cells), thousands(id.Distinct), id.Masked, at, id.Confidence)
		}
		if len(f.Uncounted) > 0 {
			p.line("      present and uncounted: digests or ciphertext in %s", strings.Join(f.Uncounted, ", "))
		}
		if len(f.Safeguards) > 0 {
			p.line("      encrypted by %s", strings.Join(f.Safeguards, ", "))
		}
	}
}

// weight orders files by how many persons they tell of.
func weight(f *FileReport) (n int64) {
	for _, c := range f.By {
		if c.Estimate != nil {
			n = max(n, *c.Estimate)
		}
	}
	return min(n, 1<<30)
}

// unread prints what was not read, forty at most.
func (p *printer) unread(s *StoreReport) {
	n := 0
	for i := range s.List {
		f := &s.List[i]
		if f.Status == Read {
			continue
		}
		if n == 0 {
			p.line("\nNot read, or not all of it (not taken for nothing):")
		}
		if n++; n <= 40 {
			p.line("  %s: %s: %s", f.URI, f.Status, strings.Join(f.Reasons, "; "))
		}
	}
	if n > 40 {
		p.line("  and %d more: --format json lists all", n-40)
	}
	for _, q := range s.Problems {
		p.line("  %s", q)
	}
}

func areas(ids []int64) string {
	var b strings.Builder
	for i, id := range ids {
		if i == 10 {
			fmt.Fprintf(&b, " and %d more", len(ids)-10)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprint(&b, id)
	}
	return b.String()
}

func notRead(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %s not read or not whole", plural(n, "file"))
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(int64(n)) + " " + what + "s"
}

func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func size(n int64) string {
	for _, u := range []struct {
		name string
		of   int64
	}{{"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}} {
		if n >= u.of {
			return fmt.Sprintf("%.1f %s", float64(n)/float64(u.of), u.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
