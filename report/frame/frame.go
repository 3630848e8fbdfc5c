// Package frame is the head and the look of every page of HTML that longarm writes: one file, which asks for
// nothing from outside, in light, dark and print.
package frame

import (
	"bufio"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode/utf8"
)

//go:embed style.css
var style string

// A Page is what a page says of itself.
type Page struct {
	Lang, Dir string // of its texts: "en", "ltr"
	Title     string
	// Head, Right and Foot stand on each printed page, beside its number.
	Head, Right, Foot string
}

// Write writes a page of which body writes what stands between its head and its end.
func Write(w io.Writer, p Page, body func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, 1<<16)
	c := cleaner{b}
	fmt.Fprintf(c, `<!DOCTYPE html>
<html lang="%s" dir="%s">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>%s</title>
<style>%s%s</style>
</head>
<body>
`, template.HTMLEscapeString(p.Lang), template.HTMLEscapeString(p.Dir), template.HTMLEscapeString(p.Title), style, p.sheet())
	if err := body(c); err != nil {
		return err
	}
	io.WriteString(c, "</body>\n</html>\n")
	return b.Flush()
}

// A cleaner is the last to see what is written, a text at a time: no control character and no
// override of direction leaves it, whatever came with a name.
type cleaner struct{ w io.Writer }

// Write implements io.Writer.
func (c cleaner) Write(b []byte) (int, error) {
	var out []byte
	from := 0
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == utf8.RuneError && n == 1 {
			out = append(append(out, b[from:i]...), "\ufffd"...)
			from = i + n
		}
		i += n
	}
	if from > 0 {
		_, err := c.w.Write(append(out, b[from:]...))
		return len(b), err
	}
	return c.w.Write(b)
}

// sheet is the style of a printed page: its head names what it is, its foot the digest and the number.
func (p *Page) sheet() string {
	const box = "@%s{content:%s;font:8pt sans-serif;color:#444}"
	var b strings.Builder
	b.WriteString("@page{size:A4;margin:20mm 16mm 18mm;")
	fmt.Fprintf(&b, box, "top-left", quoteCSS(p.Head))
	fmt.Fprintf(&b, box, "top-right", quoteCSS(p.Right))
	fmt.Fprintf(&b, box, "bottom-left", quoteCSS(p.Foot))
	fmt.Fprintf(&b, box, "bottom-right", `counter(page) " / " counter(pages)`)
	return b.String() + "}"
}

// quoteCSS writes a string of CSS in which every character but letters and digits is a number.
func quoteCSS(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "\\%06x", r)
	}
	return `"` + b.String() + `"`
}
