// Package xlsx writes a determination as a workbook of Office Open XML (ECMA-376): a sheet for each table, with
// filters, a head that stays, and cells of the right type. No cell is a formula.
package xlsx

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// Bounds of the format.
const (
	maxText = 32767
	maxRows = 1<<20 - 1
)

// Styles of cells, in the order of styles.xml.
const (
	styleText = iota
	styleHead
	styleDate
	styleNumber
)

const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// Write writes the workbook. The same determination gives the same bytes: no part has a time.
func Write(w io.Writer, v *report.View) error {
	z := zip.NewWriter(w)
	sheets := v.Sheets()
	var types, rels, names strings.Builder
	for i, s := range sheets {
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		fmt.Fprintf(&names, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, s.Name, i+1, i+1)
	}
	fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>`, len(sheets)+1)
	for _, p := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + names.String() + `</sheets>` + filters(sheets) + `</workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() + `</Relationships>`},
		{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8ECF0"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf fontId="1" fillId="2" applyFont="1" applyFill="1"/><xf numFmtId="14" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf><xf numFmtId="3" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`},
	} {
		if err := part(z, p.name, func(b *bufio.Writer) { b.WriteString(p.text) }); err != nil {
			return err
		}
	}
	for i, s := range sheets {
		if err := part(z, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), func(b *bufio.Writer) { sheet(b, s) }); err != nil {
			return err
		}
	}
	return z.Close()
}

func part(z *zip.Writer, name string, write func(*bufio.Writer)) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	b.WriteString(head)
	write(b)
	return b.Flush()
}

// filters names the range of each filter, as the format asks.
func filters(sheets []report.Sheet) string {
	var b strings.Builder
	b.WriteString("<definedNames>")
	for i, s := range sheets {
		fmt.Fprintf(&b, `<definedName name="_xlnm._FilterDatabase" localSheetId="%d" hidden="1">%s!$A$1:$%s$%d</definedName>`, i, s.Name, column(len(s.Head)-1), rows(s)+1)
	}
	return b.String() + "</definedNames>"
}

func rows(s report.Sheet) int { return min(len(s.Rows), maxRows) }

func sheet(b *bufio.Writer, s report.Sheet) {
	b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/></sheetView></sheetViews><cols>`)
	for i := range s.Head {
		fmt.Fprintf(b, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width(s, i))
	}
	b.WriteString("</cols><sheetData>")
	b.WriteString(`<row r="1">`)
	for i, h := range s.Head {
		text(b, cell(i, 0), h, styleHead)
	}
	b.WriteString("</row>")
	for n, row := range s.Rows[:rows(s)] {
		fmt.Fprintf(b, `<row r="%d">`, n+2)
		for i, x := range row {
			value(b, cell(i, n+1), x)
		}
		b.WriteString("</row>")
	}
	fmt.Fprintf(b, `</sheetData><autoFilter ref="A1:%s%d"/></worksheet>`, column(len(s.Head)-1), rows(s)+1)
}

func value(b *bufio.Writer, at string, x any) {
	switch x := x.(type) {
	case int64:
		fmt.Fprintf(b, `<c r="%s" s="%d"><v>%d</v></c>`, at, styleNumber, x)
	case fact.Date:
		// days since 1899-12-30, which is day 0 of spreadsheets
		if n, ok := x.Days(); ok && len(x) == len("2006-01-02") {
			fmt.Fprintf(b, `<c r="%s" s="%d"><v>%d</v></c>`, at, styleDate, n+25569)
		} else if x != "" {
			text(b, at, string(x), styleText)
		}
	case report.Decimal:
		fmt.Fprintf(b, `<c r="%s"><v>%s</v></c>`, at, x)
	case string:
		if x != "" {
			text(b, at, x, styleText)
		}
	}
}

// text writes an inline string: never a formula, whatever it begins with.
func text(b *bufio.Writer, at, s string, style int) {
	s = report.Clean(s)
	if r := []rune(s); len(r) > maxText/2 { // of UTF-16, of which a rune may take two
		s = string(r[:maxText/2-1]) + "…"
	}
	fmt.Fprintf(b, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">`, at, style)
	xml.EscapeText(b, []byte(s))
	b.WriteString("</t></is></c>")
}

// width fits a column to its head and its first rows.
func width(s report.Sheet, i int) int {
	w := len(s.Head[i]) + 4
	for _, row := range s.Rows[:min(len(s.Rows), 200)] {
		w = max(w, min(len(fmt.Sprint(row[i]))+2, 60))
	}
	return w
}

func cell(col, row int) string { return column(col) + strconv.Itoa(row+1) }

func column(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return column(i/26-1) + column(i%26)
}
