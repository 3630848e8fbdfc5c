// Package bis reads the lists of the Bureau of Industry and Security from the
// text of the law: the Entity List, the Unverified List and the Military
// End-User List, which are supplements 4, 6 and 7 to 15 CFR part 744, in the
// XML of the eCFR. The eCFR serves every past date, so these are true as-of lists.
//
// One table cell holds names, aliases, subordinate parties and addresses in
// prose; what the reading of a cell rests on is told by flags of the record,
// and the cell itself is kept in Entry.Raw. The format is described in
// doc/formats/lists.md.
package bis

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/bounded"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// Short ids of the lists.
const (
	EntityList  = "us_bis_el"  // supplement No. 4
	Unverified  = "us_bis_uvl" // supplement No. 6
	MilitaryEnd = "us_bis_meu" // supplement No. 7
)

const publisher = "US Bureau of Industry and Security"

// Bounds of one file. The complete part 744 has 3,700 rows of at most 20 kB.
const (
	maxRows = 1 << 18
	maxCell = 1 << 15
	maxRow  = 1 << 20 // with markup
	maxText = 1 << 28 // of all rows
)

// Errors of a file.
var (
	ErrNoSupplement = errors.New("the XML holds none of supplements 4, 6 and 7 to 15 CFR part 744")
	ErrTooLarge     = fmt.Errorf("a supplement has more than %d rows, or %d bytes of text, or a cell more than %d", maxRows, maxText, maxCell)
)

// ECFR imports the XML of 15 CFR part 744, of a supplement to it, or of the whole title.
type ECFR struct{}

// Name returns "ecfr-744".
func (ECFR) Name() string { return "ecfr-744" }

var (
	supplement = pattern.New(`^Supplement No\. ([467]) to Part 744$`)
	ecfrHead   = pattern.New(`<DIV9\b[^>]*"Supplement No\. [467] to Part 744"|<DIV5\b[^>]*\bN="744"|<(?:ECFR|DIV1)\b`)
)

// Recognizes says how surely head begins eCFR XML in which the supplements may stand.
func (ECFR) Recognizes(head []byte) registry.Strength {
	return registry.Strong.If(strings.HasPrefix(strings.TrimLeft(string(head[:min(len(head), 256)]), " \t\r\n"), "<") && ecfrHead.Match(head))
}

// A row is one row of a table.
type row struct {
	line   int64
	offset int64
	cells  []cell
}

// Read yields an entry for each party. Entries of supplement 4 that point to
// each other under several countries are one entry, at the place of the first.
func (ECFR) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		budget := bounded.New(in, maxRow)
		x := &reader{d: xml.NewDecoder(budget), budget: budget, in: in}
		found := false
		for {
			number, err := x.nextSupplement()
			if err == io.EOF && found {
				return
			}
			if err != nil {
				if err == io.EOF {
					err = ErrNoSupplement
				}
				yield(registry.Record{}, x.located(err))
				return
			}
			found = true
			rows, err := x.rows()
			for _, r := range x.records(number, rows) {
				if !yield(r.rec, r.err) {
					return
				}
			}
			if err != nil {
				yield(registry.Record{}, x.located(err))
				return
			}
		}
	}
}

type reader struct {
	d      *xml.Decoder
	budget *bounded.Reader // of one row, or of one token between rows
	in     *registry.Input
	size   int
}

// located adds the place to an error that ends the reading.
func (x *reader) located(err error) error {
	line, _ := x.d.InputPos()
	if errors.Is(err, ErrNoSupplement) {
		return err
	}
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("line %d: %s", syntax.Line, syntax.Msg)
	}
	return fmt.Errorf("line %d: %w", line, err)
}

// nextSupplement moves to the next of the three appendices, wherever it hangs.
func (x *reader) nextSupplement() (number string, err error) {
	for {
		x.budget.Refill()
		t, err := x.d.Token()
		if err != nil {
			return "", err
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "DIV9" && attr(e, "TYPE") == "APPENDIX" {
			if m := supplement.FindStringSubmatch(attr(e, "N")); m != nil {
				return m[1], nil
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// rows reads the table rows up to the end of the supplement. With an error it
// returns those before it.
func (x *reader) rows() ([]row, error) {
	var rows []row
	for depth := 1; depth > 0; {
		x.budget.Refill()
		t, err := x.d.Token()
		if err != nil {
			return rows, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			depth++
			switch t.Name.Local {
			case "TR":
				r, err := x.row()
				depth--
				if err != nil {
					return rows, err
				}
				if len(r.cells) > 0 {
					rows = append(rows, r)
				}
				if len(rows) > maxRows || x.size > maxText {
					return rows, ErrTooLarge
				}
			case "EFFDNOT":
				x.in.Tally.Note("effective-date-note")
			case "EDNOTE":
				x.in.Tally.Note("editorial-note")
			}
		}
	}
	return rows, nil
}

// row reads one row. A row of headings has no cell.
func (x *reader) row() (row, error) {
	line, _ := x.d.InputPos()
	r := row{line: int64(line), offset: x.d.InputOffset()}
	for {
		t, err := x.d.Token()
		if err != nil {
			return row{}, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			if t.Name.Local == "TR" {
				return r, nil
			}
		case xml.StartElement:
			if t.Name.Local != "TD" {
				continue
			}
			c, err := x.cell()
			if err != nil {
				return row{}, err
			}
			r.cells = append(r.cells, c)
		}
	}
}

// cell reads one cell up to its end.
func (x *reader) cell() (cell, error) {
	var c cell
	var text, italic strings.Builder
	var l line
	inItalic, size := 0, 0
	end := func() {
		l.text = collapse(text.String())
		c.lines = append(c.lines, l)
		text.Reset()
		l = line{}
	}
	for depth := 1; depth > 0; {
		t, err := x.d.Token()
		if err != nil {
			return cell{}, err
		}
		switch t := t.(type) {
		case xml.CharData:
			if size += len(t); size > maxCell {
				return cell{}, ErrTooLarge
			}
			text.Write(t)
			if inItalic > 0 {
				italic.Write(t)
			}
		case xml.StartElement:
			depth++
			switch t.Name.Local {
			case "br":
				end()
			case "sup":
				mark, err := x.superscript()
				depth--
				if err != nil {
					return cell{}, err
				}
				c.marks = append(c.marks, mark)
				text.WriteString(superscriptText(text.String(), mark))
			case "E", "I":
				if inItalic == 0 {
					italic.Reset()
					if collapse(text.String()) != "" {
						italic.WriteByte(0) // not at the start of the line
					}
				}
				inItalic = depth
			}
		case xml.EndElement:
			if depth == inItalic {
				inItalic = 0
				if s := italic.String(); !strings.HasPrefix(s, "\x00") && collapse(s) != "and" && l.head == "" {
					l.head = collapse(s)
				}
			}
			depth--
		}
	}
	end()
	x.size += size
	return c, nil
}

// superscript reads the text of a raised mark.
func (x *reader) superscript() (string, error) {
	var b strings.Builder
	for {
		t, err := x.d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t[:min(len(t), 16)])
		case xml.EndElement:
			return strings.TrimSpace(b.String()), nil
		}
	}
}

// superscriptText keeps ordinals ("3rd") and the numerators of fractions, parted
// from a whole number before them; other marks are footnotes and no part of the text.
func superscriptText(before, mark string) string {
	switch {
	case mark == "" || strings.Trim(mark, "0123456789,") != "":
		return mark
	case strings.HasSuffix(strings.TrimSpace(before), ","), strings.HasSuffix(before, ")"):
		return ""
	case before != "" && strings.ContainsAny(before[len(before)-1:], "0123456789"):
		return " " + mark
	}
	return mark
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// fileDate is the date asked of the eCFR, in the name of the file: the XML itself does not tell it.
var fileDate = pattern.New(`(?:^|[^0-9])((?:19|20)\d\d-\d\d-\d\d)(?:[^0-9]|$)`)

func versionOf(name string) fact.Date {
	if m := fileDate.FindStringSubmatch(name[strings.LastIndexAny(name, "/!")+1:]); m != nil {
		if d, err := fact.ParseDate(m[1]); err == nil {
			return d
		}
	}
	return ""
}
