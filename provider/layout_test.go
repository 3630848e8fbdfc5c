package provider

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

func TestLayout(t *testing.T) {
	text := "# remark\nname: A: B\nname: \"A: B\"\nlist:\n  - one\n  - {k: v, other-key: \"x, y\"}\n\n  - {k: v\nname: last\n  - astray\n"
	entries, bad := parseLayout("f.yaml", text)
	want := []entry{
		{section: "name", line: 3, fields: []field{{"", "A: B"}}},
		{section: "list", item: true, line: 5, fields: []field{{"", "one"}}},
		{section: "list", item: true, line: 6, fields: []field{{"k", "v"}, {"other-key", "x, y"}}},
		{section: "name", line: 9, fields: []field{{"", "last"}}},
	}
	if d := cmp.Diff(want, entries, cmp.AllowUnexported(entry{}, field{})); d != "" {
		t.Errorf("entries (-want +got):\n%s", d)
	}
	var lines []int
	for _, b := range bad {
		lines = append(lines, b.Line)
	}
	if d := cmp.Diff([]int{2, 8, 10}, lines); d != "" {
		t.Errorf("bad lines (-want +got):\n%s", d)
	}
}

func TestLayoutRefuses(t *testing.T) {
	for name, line := range map[string]string{
		"a tab":              "\tname: x",
		"a key of capitals":  "Name: x",
		"no space":           "name:x",
		"an open quote":      `name: "x`,
		"a backslash":        `name: "x\n"`,
		"text after a quote": `name: "x" y`,
		"a remark behind":    "name: x # y",
		"a bare list":        "name: [x]",
		"an anchor":          "name: &x y",
		"a key twice":        "list:\n  - {k: v, k: w}",
		"a nested map":       "list:\n  - {k: {a: b}}",
		"an empty value":     "list:\n  - {k: , a: b}",
		"not UTF-8":          "name: \xff",
		"a line separator":   "name: a\u2028b",
		"a long line":        "name: " + strings.Repeat("x", maxLine),
		"many fields":        "list:\n  - {" + strings.Repeat("k: v, ", maxFields) + "k: v}",
	} {
		if e, bad := parseLayout("f.yaml", line+"\n"); len(bad) != 1 {
			t.Errorf("%s: read as %v", name, e)
		}
	}
}

// Every file of the gazetteer says to a YAML reader what it says to ours.
func TestLayoutIsYAML(t *testing.T) {
	names, err := fs.Glob(embedded, "gazetteer/*.yaml")
	if err != nil || len(names) < 58 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	for _, n := range names {
		raw, err := embedded.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		entries, bad := parseLayout(n, string(raw))
		if len(bad) > 0 {
			t.Fatal(bad[0])
		}
		if d := cmp.Diff(byYAML(t, raw), entries, cmp.AllowUnexported(entry{}, field{})); d != "" {
			t.Errorf("%s (-yaml +ours):\n%s", n, d)
		}
	}
}

// byYAML is the oracle: the entries as a YAML library reads them.
func byYAML(t *testing.T, raw []byte) []entry {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		t.Fatalf("yaml: %v in %q", err, raw)
	}
	if len(doc.Content) == 0 {
		return nil
	}
	var out []entry
	top := doc.Content[0].Content
	for i := 0; i+1 < len(top); i += 2 {
		key, val := top[i].Value, top[i+1]
		if val.Kind == yaml.ScalarNode && val.Tag != "!!null" || val.Kind == yaml.ScalarNode && val.Value != "" {
			out = append(out, entry{section: key, line: val.Line, fields: []field{{"", val.Value}}})
		}
		for _, item := range val.Content {
			e := entry{section: key, item: true, line: item.Line}
			if item.Kind == yaml.ScalarNode {
				e.fields = []field{{"", item.Value}}
			}
			for j := 0; j+1 < len(item.Content); j += 2 {
				e.fields = append(e.fields, field{item.Content[j].Value, item.Content[j+1].Value})
			}
			out = append(out, e)
		}
	}
	return out
}

// What our reader takes whole, a YAML reader takes and reads the same.
func FuzzLayout(f *testing.F) {
	f.Add("provider: a\nname: B\nkind: cloud\nasns:\n  - {asn: 1, source: x}\n")
	f.Add("# r\nnote: \"a: b\"\naliases:\n  - 阿里云\n  - {k: \"\"}\n")
	f.Add("k:\n  - {a: b, c: https://x/y?z=1}\n")
	f.Add("k: ~\nl: null\nm: 0x1F\n")
	f.Fuzz(func(t *testing.T, text string) {
		entries, bad := parseLayout("f", text)
		if n := strings.Count(text, "\n") + 1; len(entries)+len(bad) > n {
			t.Fatalf("%d entries and %d bad lines of %d", len(entries), len(bad), n)
		}
		if len(bad) > 0 || strings.Contains(text, "\r") || len(entries) == 0 {
			return
		}
		if d := cmp.Diff(byYAML(t, []byte(text)), entries, cmp.AllowUnexported(entry{}, field{})); d != "" {
			t.Errorf("(-yaml +ours):\n%s", d)
		}
		r, errs := readProfile(newFile("f", []byte(text), ""), text, nil)
		if r == nil || len(errs) == 0 && r.ID == "" {
			t.Error("a profile without an id")
		}
	})
}
