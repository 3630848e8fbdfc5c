package html

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/longarm-project/longarm/report"
	"github.com/longarm-project/longarm/report/frame"
)

//go:embed page.tmpl
var layout string

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
	}).Parse(layout)
	if err != nil {
		return err
	}
	p := newPage(v, t)
	title, head := short(p.Title), short(p.Title)
	if p.Org != "" {
		title, head = title+": "+short(p.Org), head+": "+clip(plain(p.Org), 60)
	}
	day := t.say("asof") + " " + p.At
	f := frame.Page{Lang: t.say("lang"), Dir: t.say("dir"), Title: title + ", " + day, Head: head, Right: day, Foot: fmt.Sprintf("%.16s", p.Digest)}
	return frame.Write(w, f, func(w io.Writer) error { return page.Execute(w, p) })
}
