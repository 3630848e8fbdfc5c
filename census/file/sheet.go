package file

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/longarm-project/longarm/census"
)

// maxStrings bounds the shared strings of a workbook, which are held in memory.
const maxStrings = 32 << 20

// Scan implements census.Format (ECMA-376, part 1, 18).
func (Sheet) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	at, size, err := src.Random()
	if err != nil {
		return err
	}
	z, err := zip.NewReader(at, size)
	if err != nil || len(z.File) > maxMembers {
		return errors.New("damaged workbook")
	}
	f.Bytes = size
	w := &workbook{f: f, left: maxUnzipped}
	slices.SortFunc(z.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	for _, m := range z.File {
		switch m.Name {
		case "xl/sharedStrings.xml":
			err = w.each(ctx, m, w.string)
		case "xl/styles.xml":
			err = w.each(ctx, m, w.style)
		}
		if err != nil {
			return err
		}
	}
	for _, m := range z.File {
		if strings.HasPrefix(m.Name, "xl/worksheets/") && strings.HasSuffix(m.Name, ".xml") && !strings.Contains(m.Name, "_rels") {
			w.sheet = &sheet{t: f.NewTable()}
			err := w.each(ctx, m, w.cell)
			w.sheet.t.Close()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// A workbook is what sheets share, and the sheet under way.
type workbook struct {
	f       *census.File
	strings []string
	held    int
	left    int64           // bytes that may yet be unpacked, of all parts together
	dates   []bool          // by style of cells
	formats map[string]bool // own formats of numbers that are dates
	styles  bool            // within cellXfs
	sheet   *sheet
	text    bytes.Buffer
	inside  bool // within an element whose text counts
}

type sheet struct {
	t      *census.Table
	named  bool
	row    []string
	column int
	kind   string
	date   bool
	value  string
}

// each calls take for every token of a part.
func (w *workbook) each(ctx context.Context, m *zip.File, take func(xml.Token) error) error {
	r, err := m.Open()
	if err != nil {
		return errors.New("a part of the workbook cannot be unpacked")
	}
	defer r.Close()
	in := &io.LimitedReader{R: r, N: w.left}
	defer func() { w.left = in.N }()
	d := newXML(in)
	for n := 0; ; n++ {
		if n%8192 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		tok, err := d.RawToken()
		if err == io.EOF && in.N > 0 {
			return nil
		}
		if err != nil {
			return errors.New("a part of the workbook is damaged or too large: the rest was not read")
		}
		if err := take(tok); err != nil {
			return err
		}
	}
}

// string gathers the shared strings.
func (w *workbook) string(tok xml.Token) error {
	switch e := tok.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "si":
			w.text.Reset()
		case "t":
			w.inside = true
		}
	case xml.CharData:
		if w.inside {
			w.text.Write(e)
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "t":
			w.inside = false
		case "si":
			if w.held += w.text.Len() + 16; w.held > maxStrings {
				return errors.New("the strings of the workbook take more than 32 MiB: save it as CSV")
			}
			w.strings = append(w.strings, w.text.String())
		}
	}
	return nil
}

// style notes which styles show numbers as dates (18.8.30).
func (w *workbook) style(tok xml.Token) error {
	switch e := tok.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "numFmt":
			if w.formats == nil {
				w.formats = map[string]bool{}
			}
			w.formats[attr(e, "numFmtId")] = dateFormat(attr(e, "formatCode"))
		case "cellXfs":
			w.styles = true
		case "xf":
			if w.styles && len(w.dates) < 100_000 {
				id := attr(e, "numFmtId")
				n, _ := strconv.Atoi(id)
				w.dates = append(w.dates, n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 58 || w.formats[id])
			}
		}
	case xml.EndElement:
		if e.Name.Local == "cellXfs" {
			w.styles = false
		}
	}
	return nil
}

// dateFormat reports whether a format of numbers shows a day or a year.
func dateFormat(code string) bool {
	quoted := false
	for _, c := range strings.ToLower(code) {
		switch {
		case c == '"' || c == '[' || c == ']':
			quoted = c == '[' || c == '"' && !quoted
		case !quoted && (c == 'y' || c == 'd'):
			return true
		}
	}
	return false
}

// cell takes the cells of a sheet.
func (w *workbook) cell(tok xml.Token) error {
	s := w.sheet
	switch e := tok.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "c":
			s.kind, s.value = attr(e, "t"), ""
			if c := columnOf(attr(e, "r")); c >= 0 {
				s.column = c
			}
			style, _ := strconv.Atoi(attr(e, "s"))
			s.date = s.kind == "" && style >= 0 && style < len(w.dates) && w.dates[style]
			w.text.Reset()
		case "v", "t":
			w.inside = true
		}
	case xml.CharData:
		if w.inside && w.text.Len() < 1<<20 {
			w.text.Write(e)
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "v", "t":
			w.inside = false
		case "c":
			w.put()
			s.column++
		case "row":
			w.endRow()
			s.column = 0
		}
	}
	return nil
}

// put takes the value of a cell.
func (w *workbook) put() {
	s, v := w.sheet, w.text.String()
	switch {
	case v == "" || s.column >= census.MaxColumns:
		return
	case s.kind == "s":
		i, err := strconv.Atoi(v)
		if err != nil || i < 0 || i >= len(w.strings) {
			return
		}
		v = w.strings[i]
	case s.date:
		if n, err := strconv.ParseFloat(v, 64); err == nil && n > 0 && n < 2958466 {
			v = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n)).Format("2006-01-02")
		}
	case s.kind == "" && strings.ContainsAny(v, "eE."):
		if n, err := strconv.ParseFloat(v, 64); err == nil && n == float64(int64(n)) && n < 1e17 && n > -1e17 {
			v = strconv.FormatInt(int64(n), 10)
		}
	}
	for len(s.row) <= s.column {
		s.row = append(s.row, "")
	}
	s.row[s.column] = v
}

// endRow gives a row to the table; the first names the columns if it holds no value.
func (w *workbook) endRow() {
	s := w.sheet
	defer func() { s.row = s.row[:0] }()
	if len(s.row) == 0 {
		return
	}
	if !s.named {
		s.named = true
		if headings(s.row) {
			for i, c := range s.row {
				s.t.Column(i, strings.TrimSpace(c))
			}
			return
		}
	}
	for i, c := range s.row {
		if c != "" {
			s.t.Add(i, []byte(c))
		}
	}
	s.t.EndRow()
}

// columnOf reads the column of a reference such as AB12, from 0; -1 if there is none.
func columnOf(ref string) int {
	n := 0
	for i := range len(ref) {
		c := ref[i] | 0x20
		if c < 'a' || c > 'z' {
			break
		}
		if n = n*26 + int(c-'a') + 1; n > 1<<20 {
			return -1
		}
	}
	return n - 1
}
