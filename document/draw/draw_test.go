package draw

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/document"
)

func report(t *testing.T) *document.Report {
	t.Helper()
	docs, _, err := document.Read(context.Background(), []string{"../testdata/wire"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := document.Analyse(context.Background(), docs, 1)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The picture is well-formed, shows each document and edge, and holds nothing that runs.
func TestSVG(t *testing.T) {
	r := report(t)
	r.Documents[0].Publisher = `<script>alert("x")</script>`
	var b bytes.Buffer
	if err := SVG(&b, r); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(bytes.NewReader(b.Bytes()))
	rects, paths := 0, 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok {
			switch e.Name.Local {
			case "rect":
				rects++
			case "path":
				paths++
			case "script", "image", "foreignObject", "a":
				t.Errorf("the picture holds a %s", e.Name.Local)
			}
		}
	}
	if rects != 1+len(r.Documents) || paths != 1+len(r.Edges) {
		t.Errorf("%d boxes and %d lines for %d documents and %d edges", rects-1, paths-1, len(r.Documents), len(r.Edges))
	}
}

// No line of the page is wider than it should be, and no control character of a text reaches the terminal.
func TestText(t *testing.T) {
	r := report(t)
	r.Claims[0].Text = "evil \x1b[2J " + r.Claims[0].Text
	var b bytes.Buffer
	if err := Text(&b, r, true); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsRune(b.String(), 0x1b) {
		t.Error("a control character is on the page")
	}
	for line := range strings.Lines(b.String()) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > width+2 {
			t.Errorf("%d characters: %s", n, line)
		}
	}
}
