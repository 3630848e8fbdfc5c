package bundle_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/report/bundle"
	"github.com/longarm-project/longarm/report/reporttest"
)

// TestProvIsWhole: whatever a record of provenance names is one that stands there.
func TestProvIsWhole(t *testing.T) {
	var b bytes.Buffer
	if err := bundle.Prov(&b, reporttest.View(reporttest.Hostile())); err != nil {
		t.Fatal(err)
	}
	var d map[string]map[string]map[string]any
	text := b.String()
	prefix := strings.Index(text, ` "prefix"`)
	if prefix < 0 {
		t.Fatal("no prefixes")
	}
	var loose map[string]json.RawMessage
	if err := json.Unmarshal(b.Bytes(), &loose); err != nil {
		t.Fatal(err)
	}
	delete(loose, "prefix")
	rest, err := json.Marshal(loose)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(rest, &d); err != nil {
		t.Fatal(err)
	}
	named := map[string]string{"prov:entity": "entity", "prov:usedEntity": "entity", "prov:generatedEntity": "entity", "prov:collection": "entity", "prov:activity": "activity", "prov:agent": "agent"}
	looked := 0
	for kind, records := range d {
		for id, r := range records {
			for key, of := range named {
				if name, ok := r[key].(string); ok {
					looked++
					if d[of][name] == nil {
						t.Errorf("%s %s: %s %q is nowhere", kind, id, key, name)
					}
				}
			}
		}
	}
	if looked < 100 || len(d["wasAttributedTo"]) == 0 {
		t.Errorf("%d names and %d statements looked at", looked, len(d["wasAttributedTo"]))
	}
}

// TestBundle: the members are those that the list of digests names, and the same parts give the same bytes.
func TestBundle(t *testing.T) {
	v := reporttest.View(reporttest.Hostile())
	part := bundle.Part{Name: bundle.Determination, Write: func(w io.Writer) error { _, err := io.WriteString(w, "{}"); return err }}
	var first, second bytes.Buffer
	for _, w := range []io.Writer{&first, &second} {
		if err := bundle.Write(w, v, part); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same was packed in two ways")
	}
	z, err := zip.NewReader(bytes.NewReader(first.Bytes()), int64(first.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	texts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names, texts[f.Name] = append(names, f.Name), string(b)
	}
	for _, line := range strings.Split(strings.TrimSpace(texts["SHA256SUMS"]), "\n") {
		if _, name, _ := strings.Cut(line, "  "); texts[name] == "" {
			t.Errorf("a digest of %q, which is not there: %q", name, names)
		}
	}
	if n := strings.Count(texts["sources.sha256"], "\n"); n != 2 {
		t.Errorf("%d lines of sources, want one for each of 2 files:\n%q", n, texts["sources.sha256"])
	}
	if strings.ContainsAny(texts["CHECK.md"]+texts["sources.sha256"], "\x00\x1b") || !strings.Contains(texts["CHECK.md"], "no signature") {
		t.Errorf("instructions: %q", texts["CHECK.md"])
	}
}
