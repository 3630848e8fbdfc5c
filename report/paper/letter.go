package paper

import (
	"fmt"
	"html/template"
	"io"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
	"github.com/longarm-project/longarm/report/frame"
)

// A Letter asks a party what only it can answer.
type Letter struct {
	To, From  string
	At        fact.Date
	Digest    fact.Digest
	Questions []determination.Question
	Sheet     string // the case file that takes the answers
}

var letter = template.Must(template.New("letter").Funcs(template.FuncMap{"clean": report.Clean}).Parse(
	`<header class="page"><h1>Questions to <bdi>{{clean .To}}</bdi></h1><p class="meta">{{with .From}}from <bdi>{{clean .}}</bdi> · {{end}}{{.At}}</p></header>
<main><p>We review which governments can reach the data and services that we use, as the law asks of us. Some of it only you can say. Please answer what you can; what is
not answered stays open, and is taken neither as yes nor as no. Please add what shows your answer, such as an extract of a register.</p>
<h2>The questions</h2><ol class="next">{{range .Questions}}<li><p><strong><bdi>{{clean .Ask}}</bdi></strong></p>{{if .Values}}<ul class="plain">{{range .Values}}<li>&#9744; <bdi>{{clean .}}</bdi></li>{{end}}</ul>{{else}}<p>&hellip;</p>{{end}}</li>{{end}}</ol>
<h2>Who answers</h2><table><tbody><tr><th scope="row">name and position</th><td></td></tr><tr><th scope="row">date</th><td></td></tr><tr><th scope="row">signature</th><td></td></tr></tbody></table>
<h2>Answer sheet</h2><p class="soft">The same questions as a file: take the # from the line that is right, and send it back. longarm review --case FILE reads the answers as yours.</p>
<pre><code>{{.Sheet}}</code></pre>
</main><footer><p>Determination <code>{{.Digest}}</code>.</p></footer>
`))

// HTML writes the letter as a page.
func (l *Letter) HTML(w io.Writer) error {
	f := frame.Page{Lang: "en", Dir: "ltr", Title: "Questions to " + report.Clean(l.To), Head: "Questions to " + report.Clean(l.To), Right: string(l.At), Foot: fmt.Sprintf("%.16s", l.Digest)}
	return frame.Write(w, f, func(w io.Writer) error { return letter.Execute(w, l) })
}
