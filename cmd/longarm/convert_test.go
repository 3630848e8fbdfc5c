package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/report/reporttest"
)

// TestWritersAreSafe tries every writer on names of strangers: what comes out holds no control
// character and no markup of theirs, and is the same each time.
func TestWritersAreSafe(t *testing.T) {
	control := regexp.MustCompile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\u009b")
	markup, deceives := regexp.MustCompile("<script>|<img"), regexp.MustCompile("[\u202a-\u202e\u2066-\u2069]")
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
				for _, bad := range []*regexp.Regexp{control, deceives, markup} {
					if at := bad.FindStringIndex(text); at != nil && (read || bad == control) && (bad != markup || w.format != "csv") {
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

// TestWritersGolden holds what each writer makes of a small determination; of a workbook, its parts.
func TestWritersGolden(t *testing.T) {
	for _, w := range writers {
		if w.format == "json" || w.format == "html" {
			continue // theirs stand beside them
		}
		t.Run(w.format, func(t *testing.T) {
			var b bytes.Buffer
			if err := w.write(&b, reporttest.View(reporttest.Small())); err != nil {
				t.Fatal(err)
			}
			got := b.String()
			if w.format == "xlsx" {
				got = strings.ReplaceAll(strings.Join(unzipped(t, b.Bytes()), "\n"), "<row", "\n<row")
			}
			name := filepath.Join("testdata", "report", "small."+w.format+".golden")
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; go test ./cmd/longarm -run WritersGolden -update rewrites it", name)
			}
		})
	}
}

// TestWritersKeepTheirSchemas validates what they write against the schemas of OASIS and NIST, where these are at hand.
func TestWritersKeepTheirSchemas(t *testing.T) {
	dir := os.Getenv("LONGARM_SCHEMAS")
	if dir == "" {
		t.Skip("LONGARM_SCHEMAS names no folder with sarif-schema-2.1.0.json (OASIS) and oscal_assessment-results_schema.json (NIST, 1.2.1)")
	}
	for format, file := range map[string]string{"sarif": "sarif-schema-2.1.0.json", "oscal": "oscal_assessment-results_schema.json"} {
		c := jsonschema.NewCompiler()
		text, err := os.Open(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		defer text.Close()
		parsed, err := jsonschema.UnmarshalJSON(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource("file:///"+file, parsed); err != nil {
			t.Fatal(err)
		}
		schema, err := c.Compile("file:///" + file)
		if err != nil {
			t.Fatal(err)
		}
		w, err := writerOf(format)
		if err != nil {
			t.Fatal(err)
		}
		for name, d := range map[string]*determination.Determination{"small": reporttest.Small(), "hostile": reporttest.Hostile(), "empty": {Schema: determination.Schema, At: "2026-11-01"}} {
			var b bytes.Buffer
			if err := w.write(&b, reporttest.View(d)); err != nil {
				t.Fatal(err)
			}
			instance, err := jsonschema.UnmarshalJSON(&b)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(instance); err != nil {
				t.Errorf("%s of %s: %.2000v", format, name, err)
			}
		}
	}
}

// TestCellsAreNoFormulas: what begins as a formula does not, and what is a number is one.
func TestCellsAreNoFormulas(t *testing.T) {
	w, err := writerOf("csv")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := w.write(&b, reporttest.View(reporttest.Hostile())); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a cell begins a formula: %.60q", cell)
			}
			if strings.HasPrefix(cell, "'=HYPERLINK") {
				seen++
			}
		}
	}
	if seen == 0 {
		t.Error("no hostile cell was written: this test looks at nothing")
	}
}
