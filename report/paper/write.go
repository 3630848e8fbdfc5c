package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/longarm-project/longarm/report"
	"github.com/longarm-project/longarm/report/frame"
)

// notice stands at the head of each paper.
const notice = "DRAFT. Filled in by a program from a determination; not reviewed, not certified, not legal advice. Each field names the paragraph that asks for it."

// unstated stands in a field that nobody stated.
const unstated = "NOT STATED: nobody states this in what was read. Fill it in, or say why it is not needed."

var page = template.Must(template.New("paper").Funcs(template.FuncMap{"clean": report.Clean, "capital": capital, "unstated": func() string { return unstated }, "notice": func() string { return notice }}).Parse(
	`<header class="page"><h1>{{.Title}}</h1><p class="meta">{{.Citation}} · asked of {{.When}}</p><p class="lead"><bdi>{{clean .Subject}}</bdi></p></header>
<main><p class="accepted bad"><strong>{{notice}}</strong></p>{{range .Notes}}<p class="soft">{{.}}</p>{{end}}
<p>{{len .Fields}} fields; {{.Unstated}} of which nobody states anything.</p>
{{range .Fields}}<section><h2>{{capital .Asks}}</h2><p class="meta">{{.Cite}}</p>{{if .Lines}}<ul class="plain">{{range .Lines}}<li>{{if .Open}}<strong class="open">not known:</strong> {{end}}<bdi>{{clean .Text}}</bdi>{{with .Places}} <span class="soft">[{{range $i, $p := .}}{{if $i}}, {{end}}{{clean $p}}{{end}}]</span>{{end}}</li>{{end}}</ul>{{else}}<p class="bad"><strong>{{unstated}}</strong></p>{{end}}</section>{{end}}
</main><footer><p>As of {{.At}}, determination <code>{{.Digest}}</code>.</p></footer>
`))

// HTML writes a paper as a page.
func HTML(w io.Writer, p *Paper) error {
	f := frame.Page{Lang: "en", Dir: "ltr", Title: p.Title + " (draft): " + report.Clean(p.Subject), Head: "DRAFT: " + p.Title, Right: p.Citation, Foot: fmt.Sprintf("%.16s", p.Digest)}
	return frame.Write(w, f, func(w io.Writer) error { return page.Execute(w, p) })
}

const (
	docHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
)

// DOCX writes a paper as a document of Office Open XML (ECMA-376), to be edited. What nobody stated is highlighted.
func DOCX(w io.Writer, p *Paper) error {
	var b bytes.Buffer
	para(&b, "Title", false, p.Title)
	para(&b, "", false, p.Citation+"; asked of "+p.When)
	para(&b, "", false, p.Subject)
	para(&b, "", true, notice)
	for _, n := range p.Notes {
		para(&b, "", false, n)
	}
	for _, f := range p.Fields {
		para(&b, "Heading1", false, capital(f.Asks))
		para(&b, "Cite", false, f.Cite)
		for _, l := range f.Lines {
			text := l.Text
			if len(l.Places) > 0 {
				text += " [" + strings.Join(l.Places, ", ") + "]"
			}
			if l.Open {
				text = "Not known: " + text
			}
			para(&b, "Item", l.Open, text)
		}
		if len(f.Lines) == 0 {
			para(&b, "", true, unstated)
		}
	}
	para(&b, "Cite", false, "As of "+string(p.At)+", determination "+string(p.Digest))
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/></Relationships>`},
		{"word/document.xml", `<w:document ` + wordNS + `><w:body>` + b.String() + `<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1304" w:bottom="1304" w:left="1304" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>`},
		{"word/styles.xml", `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="100"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="280" w:after="40"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="25"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Cite"><w:name w:val="Cite"/><w:basedOn w:val="Normal"/><w:rPr><w:color w:val="555555"/><w:sz w:val="18"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Item"><w:name w:val="Item"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:left="360" w:hanging="200"/></w:pPr></w:style></w:styles>`},
		{"word/header1.xml", `<w:hdr ` + wordNS + `><w:p><w:r><w:t xml:space="preserve">DRAFT: ` + text(p.Title) + `</w:t></w:r></w:p></w:hdr>`},
	} {
		to, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(to, docHead+part.text); err != nil {
			return err
		}
	}
	return z.Close()
}

// para writes a paragraph, marked where it is to be filled in.
func para(b *bytes.Buffer, style string, marked bool, s string) {
	b.WriteString("<w:p>")
	if style != "" {
		fmt.Fprintf(b, `<w:pPr><w:pStyle w:val="%s"/></w:pPr>`, style)
	}
	b.WriteString("<w:r>")
	if marked {
		b.WriteString(`<w:rPr><w:highlight w:val="yellow"/></w:rPr>`)
	}
	b.WriteString(`<w:t xml:space="preserve">` + text(s) + "</w:t></w:r></w:p>")
}

func text(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(report.Clean(s)))
	return b.String()
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
