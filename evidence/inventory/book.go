package inventory

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/evidence"
)

// Bounds of a workbook.
const (
	maxBook    = 32 << 20  // bytes as stored
	maxParts   = 128 << 20 // bytes of all parts unpacked
	maxStrings = 16 << 20  // bytes of the shared strings, which are held in memory
	maxMembers = 10_000
	maxCell    = 32 << 10
)

// Book reads inventories in workbooks (XLSX; ECMA-376, part 1, 18). What its sheets
// hold is seen only when it is read: every workbook is taken.
type Book struct{}

// Name implements evidence.Reader.
func (Book) Name() string { return "inventory-book" }

// Recognizes implements evidence.Reader: the directory of parts begins the file.
func (Book) Recognizes(head []byte) evidence.Strength {
	return evidence.Weak.If(bytes.HasPrefix(head, []byte("PK\x03\x04")) &&
		(bytes.Contains(head, []byte("xl/workbook.xml")) || bytes.Contains(head, []byte("xl/worksheets/"))))
}

// Read implements evidence.Reader. Observations come sheet by sheet, by the names of their parts.
func (Book) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		b := &book{in: in, yield: yield, left: maxParts}
		if err := b.read(); err != nil && !b.ended {
			yield(evidence.Item{}, err)
		}
	}
}

type book struct {
	in      *evidence.Input
	yield   func(evidence.Item, error) bool
	ended   bool
	strings []string
	held    int
	left    int64 // bytes that may yet be unpacked
}

func (b *book) read() error {
	data, err := io.ReadAll(io.LimitReader(b.in.R, maxBook+1))
	switch {
	case err != nil:
		return err
	case len(data) > maxBook:
		return fmt.Errorf("a workbook of more than %d MiB is not read: save its sheets as CSV", maxBook>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(z.File) > maxMembers {
		return errors.New("damaged workbook")
	}
	slices.SortFunc(z.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	for _, m := range z.File {
		if m.Name == "xl/sharedStrings.xml" {
			if err := b.shared(m); err != nil {
				return err
			}
		}
	}
	found := false
	for _, m := range z.File {
		if path.Dir(m.Name) != "xl/worksheets" || path.Ext(m.Name) != ".xml" || b.ended {
			continue
		}
		t := &table{in: b.in}
		if err := b.sheet(m, t); err != nil {
			return err
		}
		if found = found || t.header != nil; t.header == nil && t.rows > 0 {
			b.in.Skip("sheet without the columns of an inventory", 1)
		}
	}
	if !found {
		b.in.Note = "no sheet has the columns of an inventory"
	}
	return nil
}

// tokens calls f for each token of a part.
func (b *book) tokens(m *zip.File, f func(xml.Token) bool) error {
	r, err := m.Open()
	if err != nil {
		return errors.New("a part of the workbook cannot be unpacked")
	}
	defer r.Close()
	in := &io.LimitedReader{R: r, N: b.left}
	defer func() { b.left = in.N }()
	d := xml.NewDecoder(in)
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		t, err := d.RawToken()
		if err == io.EOF && in.N > 0 {
			return nil
		}
		if err != nil {
			return errors.New("a part of the workbook is damaged or too large: the rest was not read")
		}
		if !f(t) {
			return nil
		}
	}
}

// shared gathers the shared strings.
func (b *book) shared(m *zip.File) error {
	var text cellText
	inside, full := false, false
	err := b.tokens(m, func(t xml.Token) bool {
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local == "si" {
				text.Reset()
			}
			inside = e.Name.Local == "t"
		case xml.CharData:
			if inside {
				text.add(e)
			}
		case xml.EndElement:
			inside = false
			if e.Name.Local == "si" {
				if b.held += text.Len() + 16; b.held > maxStrings {
					full = true
					return false
				}
				b.strings = append(b.strings, text.String())
			}
		}
		return true
	})
	if full {
		err = fmt.Errorf("the strings of the workbook take more than %d MiB: save its sheets as CSV", maxStrings>>20)
	}
	return err
}

// sheet gives the rows of one sheet to a table.
func (b *book) sheet(m *zip.File, t *table) error {
	var row []string
	var text cellText
	kind, column, inside := "", 0, false
	line := int64(0)
	return b.tokens(m, func(tok xml.Token) bool {
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "row":
				line++
				if n, err := strconv.ParseInt(attribute(e, "r"), 10, 64); err == nil && n > 0 {
					line = n
				}
				row, column = row[:0], 0
			case "c":
				kind = attribute(e, "t")
				if c := columnOf(attribute(e, "r")); c >= 0 {
					column = c
				}
				text.Reset()
			case "v", "t":
				inside = true
			}
		case xml.CharData:
			if inside {
				text.add(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "v", "t":
				inside = false
			case "c":
				row = b.put(row, column, kind, text.String())
				column++
			case "row":
				for _, item := range t.row(0, fmt.Sprintf("%s, row %d", strings.TrimSuffix(path.Base(m.Name), ".xml"), line), row) {
					if !b.yield(item, nil) {
						b.ended = true
						return false
					}
				}
			}
		}
		return true
	})
}

// put adds the value of a cell to a row.
func (b *book) put(row []string, column int, kind, v string) []string {
	if column >= maxColumns {
		return row
	}
	if kind == "s" {
		i, err := strconv.Atoi(v)
		if err != nil || i < 0 || i >= len(b.strings) {
			return row
		}
		v = b.strings[i]
	}
	for len(row) <= column {
		row = append(row, "")
	}
	row[column] = v
	return row
}

// A cellText is the text of a cell, of which no more than maxCell is kept.
type cellText struct{ bytes.Buffer }

func (c *cellText) add(text []byte) { c.Write(text[:min(len(text), max(0, maxCell-c.Len()))]) }

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
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
