package html

import (
	"bufio"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/longarm-project/longarm/report"
)

//go:embed page.tmpl
var layout string

//go:embed style.css
var style string

// Write writes a determination as a page of HTML: one file, which asks for nothing from outside.
// What is alike is told once, and a page says what it leaves to the determination.
func Write(w io.Writer, v *report.View) error {
	t, err := readTexts(english)
	if err != nil {
		return err
	}
	page, err := template.New("page").Funcs(template.FuncMap{
		"t":     t.say,
		"n":     t.count,
		"short": short,
		"many":  func(n int) string { return thousands(int64(n)) },
		"style": func() template.CSS { return template.CSS(style) },
	}).Parse(layout)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 1<<16)
	if err := page.Execute(cleaner{b}, newPage(v, t)); err != nil {
		return err
	}
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

// Sheet is the style of a printed page: its head names what it is, its foot the digest and the number.
func (p *page) Sheet() template.CSS {
	head := short(p.Title)
	if p.Org != "" {
		head += ": " + clip(plain(p.Org), 60)
	}
	const box = "@%s{content:%s;font:8pt sans-serif;color:#444}"
	var b strings.Builder
	b.WriteString("@page{size:A4;margin:20mm 16mm 18mm;")
	fmt.Fprintf(&b, box, "top-left", quoteCSS(head))
	fmt.Fprintf(&b, box, "top-right", quoteCSS(p.t.say("asof")+" "+p.At))
	fmt.Fprintf(&b, box, "bottom-left", quoteCSS(fmt.Sprintf("%.16s", p.Digest)))
	fmt.Fprintf(&b, box, "bottom-right", `counter(page) " / " counter(pages)`)
	return template.CSS(b.String() + "}")
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
