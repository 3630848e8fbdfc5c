package page

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/longarm-project/longarm/internal/pdf"
)

func isPDF(b []byte) bool { return bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-")) }

// readPDF reads the text of a PDF; hyphens at the ends of lines are undone.
func readPDF(b []byte) ([]*Page, error) {
	d, err := pdf.Text(b)
	if err != nil {
		return nil, err
	}
	p := &Page{Format: "pdf", Encoding: "pdf", Title: cutText(d.Title), Date: d.Date, Notes: d.Notes}
	p.lay(unhyphenate(strings.Join(d.Pages, "\n")))
	return []*Page{p}, nil
}

// unhyphenate joins a word that a hyphen at the end of a line cuts.
func unhyphenate(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "-\n")
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		next, _ := utf8.DecodeRuneInString(s[i+2:])
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		if unicode.IsLower(next) && unicode.IsLower(before) {
			b.WriteString(s[:i])
		} else {
			b.WriteString(s[:i+2])
		}
		s = s[i+2:]
	}
}
