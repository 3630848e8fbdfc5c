package main

import (
	"html/template"
	"io"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/ownership/draw"
	"github.com/longarm-project/longarm/report"
	"github.com/longarm-project/longarm/report/frame"
)

var ownersPage = template.Must(template.New("owners").Funcs(template.FuncMap{"clean": report.Clean, "verdict": verdict}).Parse(
	`<header class="page"><h1>{{clean .Title}}</h1><p class="lead">{{clean .Answer}}</p></header>
<main><figure><div class="scroll light" tabindex="0" role="region" aria-label="{{clean .Title}}">{{.SVG}}</div></figure>
{{with .Left}}<p class="soft">{{.}} further holders are not drawn: --boxes draws more.</p>{{end}}
<h2>The same as a table</h2>
<table><thead><tr><th scope="col">holder</th><th scope="col">interest</th><th scope="col">in</th><th scope="col">counts</th></tr></thead><tbody>{{range .Lines}}<tr><td><bdi>{{clean .From}}</bdi></td><td>{{clean .How}}</td><td><bdi>{{clean .To}}</bdi></td><td>{{verdict .Counts}}</td></tr>{{end}}</tbody></table>
<h2>Parties</h2>
<table><thead><tr><th scope="col">party</th><th scope="col">name</th><th scope="col">kind, countries</th><th scope="col">meets the test</th></tr></thead><tbody>{{range .Boxes}}<tr><td><code>{{clean (printf "%s" .ID)}}</code></td><td><bdi>{{clean .Name}}</bdi></td><td>{{clean .Detail}}</td><td>{{verdict .Verdict}}</td></tr>{{end}}</tbody></table>
</main><footer><p>{{clean .Citation}}. No legal advice: this says what a legal test says of the interests given.</p></footer>
`))

// ownersHTML writes the picture of owners as a page, with tables that say the same.
func ownersHTML(w io.Writer, pic *ownership.Picture, rule *ownership.Rule, day fact.Date) error {
	type line struct {
		From, To, How string
		Counts        fact.Truth
	}
	of := struct {
		*ownership.Picture
		SVG      template.HTML
		Lines    []line
		Left     int
		Citation string
	}{Picture: pic, SVG: template.HTML(draw.SVG(pic)), Citation: rule.Title + ", " + rule.Citation}
	for _, l := range pic.Lines {
		of.Lines = append(of.Lines, line{pic.Boxes[l.From].Name, pic.Boxes[l.To].Name, l.Label, l.Counts})
	}
	for _, b := range pic.Boxes {
		of.Left += b.More
	}
	title := report.Clean(pic.Title)
	f := frame.Page{Lang: "en", Dir: "ltr", Title: title + ", as of " + string(day), Head: title, Right: "as of " + string(day), Foot: rule.Name}
	return frame.Write(w, f, func(w io.Writer) error { return ownersPage.Execute(w, of) })
}
