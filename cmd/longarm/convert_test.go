package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"testing"

	"github.com/longarm-project/longarm/report/reporttest"
)

// TestWritersAreSafe tries every writer on names of strangers: what comes out holds no control
// character and no markup of theirs, and is the same each time.
func TestWritersAreSafe(t *testing.T) {
	control := regexp.MustCompile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\u009b")
	deceives := regexp.MustCompile("<script>|<img|[\u202a-\u202e\u2066-\u2069]")
	for _, w := range writers {
		t.Run(w.format, func(t *testing.T) {
			var first, second bytes.Buffer
			for _, to := range []io.Writer{&first, &second} {
				if err := w.write(to, reporttest.View(reporttest.Hostile())); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Error("the same determination was written in two ways")
			}
			texts, read := []string{first.String()}, true
			switch w.format {
			case "xlsx":
				texts = unzipped(t, first.Bytes())
			case "json", "jsonl", "sarif", "oscal":
				read = false // for programs, which find each character as it was, escaped
				for d := json.NewDecoder(&first); ; {
					var v any
					if err := d.Decode(&v); err == io.EOF {
						break
					} else if err != nil {
						t.Fatal(err)
					}
				}
			}
			for _, text := range texts {
				for _, bad := range []*regexp.Regexp{control, deceives} {
					if at := bad.FindStringIndex(text); at != nil && (read || bad == control) {
						t.Errorf("%q", text[max(0, at[0]-60):min(len(text), at[1]+60)])
					}
				}
			}
		})
	}
}

func unzipped(t *testing.T, b []byte) (texts []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}
