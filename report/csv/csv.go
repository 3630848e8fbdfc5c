// Package csv writes the findings of a determination as comma-separated values (RFC 4180).
package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/longarm-project/longarm/report"
)

// Write writes a row of names and then one row for each finding. No cell begins as a formula of a spreadsheet does: an
// apostrophe stands before one that would.
func Write(w io.Writer, v *report.View) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	sheet := v.Sheets()[0]
	c.Write(sheet.Head)
	for _, row := range sheet.Rows {
		cells := make([]string, len(row))
		for i, x := range row {
			cells[i] = inert(report.Clean(fmt.Sprint(x)))
		}
		c.Write(cells)
	}
	c.Flush()
	return c.Error()
}

// inert is text that no spreadsheet takes for a formula.
func inert(s string) string {
	if t := strings.TrimLeft(s, " \ufeff\ufffd"); t != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(t)[0]) {
		return "'" + s
	}
	return s
}
