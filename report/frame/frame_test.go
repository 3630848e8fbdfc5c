package frame

import (
	"io"
	"strings"
	"testing"
)

// TestNothingDeceives: whatever a body writes, no control character and no override of direction leaves a page.
func TestNothingDeceives(t *testing.T) {
	var b strings.Builder
	bad := "a\x00b\x1b[31mc\u202ed\u2066e\u009bf\xffg\x7fh"
	p := Page{Lang: "en", Dir: "ltr", Title: "</title><script>" + bad, Head: `";} </style>` + bad, Right: "\\", Foot: "\n"}
	if err := Write(&b, p, func(w io.Writer) error { _, err := io.WriteString(w, bad); return err }); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	if strings.ContainsAny(text, "\x00\x1b\u202e\u2066\u009b\x7f") || strings.Contains(text, "\xff") || strings.Contains(text, "<script") || strings.Count(text, "</style>") != 1 {
		t.Errorf("%q", text)
	}
	if !strings.Contains(text, "a\ufffdb\ufffd[31mc\ufffdd\ufffde\ufffdf\ufffdg\ufffdh") {
		t.Errorf("the body is not as it should be: %q", text[len(text)-80:])
	}
}
