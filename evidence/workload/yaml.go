package workload

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
)

// Bounds: a file is read whole; values beyond maxValues of a document are left out.
const (
	maxFile    = 8 << 20
	maxValues  = 200_000
	maxNesting = 200
)

// Manifest reads Kubernetes manifests, Helm charts and values, and Compose files.
type Manifest struct{}

// Name implements evidence.Reader.
func (Manifest) Name() string { return "workload" }

var (
	apiVersion = pattern.New(`(?m)^[ \t]*-?[ \t]*"?apiVersion"?[ \t]*:`)
	kindLine   = pattern.New(`(?m)^[ \t]*-?[ \t]*"?kind"?[ \t]*:`)
	services   = pattern.New(`(?m)^services:[ \t]*(#.*)?\r?$`)
	runs       = pattern.New(`(?m)^[ \t]+(image|build):`)
	imageBlock = pattern.New(`(?m)^[ \t]*(image|repository|registry|imageRegistry):[ \t]*["']?[\w-]+(\.[\w-]+)+(:\d+)?/?`)
	firstYAML  = pattern.New(`^(---|%YAML|- |\{|\[|"?[\w./-]+"?[ \t]*:([ \t]|$))`)
	flatLine   = pattern.New(`^[ \t]*(?:-[ \t]+)?["']?([\w./-]+)["']?[ \t]*:[ \t]+(\S.*)$`)
)

// Recognizes implements evidence.Reader. Values of a chart have no mark of their own but an image.
func (Manifest) Recognizes(head []byte) evidence.Strength {
	switch {
	case bytes.IndexByte(head, 0) >= 0, !beginsAsYAML(head):
		return evidence.No
	case apiVersion.Match(head) && kindLine.Match(head), services.Match(head) && runs.Match(head):
		return evidence.Strong
	}
	return evidence.Weak.If(imageBlock.Match(head) && !bytes.Contains(head, []byte(";\n")))
}

// beginsAsYAML reports whether the first line that is no comment is one of YAML,
// JSON or a template: prose and other languages may quote manifests further down.
func beginsAsYAML(head []byte) bool {
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return firstYAML.Match(line)
		}
	}
	return false
}

// Read implements evidence.Reader. Observations come in the order of the file.
func (Manifest) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		text, err := io.ReadAll(io.LimitReader(in.R, maxFile+1))
		switch {
		case err != nil:
			yield(evidence.Item{}, err)
			return
		case len(text) > maxFile:
			yield(evidence.Item{}, fmt.Errorf("a file of more than %d MiB is not read", maxFile>>20))
			return
		}
		line := 1
		for doc := range documents(text) {
			f := &finder{in: in, offset: line - 1, seen: map[string]bool{}}
			f.document(doc)
			in.Records++
			for _, item := range f.items {
				if !yield(item, nil) {
					return
				}
			}
			line += bytes.Count(doc, []byte("\n"))
		}
		if n := in.Skipped[unknownImage]; n > 0 { // told, though the file was read
			in.Note = fmt.Sprintf("%d × %s", n, unknownImage)
		}
	}
}

// documents yields the documents of a stream, each with the line that begins it.
func documents(text []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		start := 0
		for at := 0; at < len(text); {
			end := len(text)
			if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
				end = at + i + 1
			}
			if at > start && bytes.HasPrefix(text[at:end], []byte("---")) {
				if !yield(text[start:at]) {
					return
				}
				start = at
			}
			at = end
		}
		if start < len(text) {
			yield(text[start:])
		}
	}
}

// A finder reads one document.
type finder struct {
	in         *evidence.Input
	offset     int // lines before the document
	kind, name string
	items      []evidence.Item
	seen       map[string]bool
	left       int
}

func (f *finder) document(text []byte) {
	var node yaml.Node
	if !bytes.Contains(text, []byte("{{")) && !deep(text) && yaml.Unmarshal(text, &node) == nil && node.Kind == yaml.DocumentNode {
		f.left = maxValues
		root := node.Content[0]
		f.kind, f.name = scalar(root, "kind"), scalar(child(root, "metadata"), "name")
		f.node(root, "", "", 0)
		return
	}
	f.lines(text)
}

// deep reports whether text opens so many brackets, or is so far indented, that a parser would recurse far.
func deep(text []byte) bool {
	depth := 0
	for line := range bytes.Lines(text) {
		if len(line)-len(bytes.TrimLeft(line, " -")) > 2*maxNesting {
			return true
		}
		for _, c := range line {
			switch c {
			case '[', '{':
				if depth++; depth > maxNesting {
					return true
				}
			case ']', '}':
				depth = max(0, depth-1)
			}
		}
	}
	return false
}

func child(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

func scalar(n *yaml.Node, name string) string {
	if c := child(n, name); c != nil && c.Kind == yaml.ScalarNode {
		return c.Value
	}
	return ""
}

// node goes through a value that stands under key, within above. Aliases are not followed.
func (f *finder) node(n *yaml.Node, above, key string, depth int) {
	if f.left--; f.left < 0 || depth > maxNesting {
		return
	}
	switch n.Kind {
	case yaml.ScalarNode:
		f.value(above, key, n.Value, n.Line)
	case yaml.SequenceNode:
		if key == "items" && f.kind == "List" { // each is a manifest of its own
			for _, e := range n.Content {
				f.kind, f.name = scalar(e, "kind"), scalar(child(e, "metadata"), "name")
				f.node(e, "", "", depth+1)
			}
			f.kind = "List"
			return
		}
		for _, e := range n.Content {
			f.node(e, above, key, depth+1)
		}
	case yaml.MappingNode:
		if named := scalar(n, "name"); key == "env" && named != "" { // {name: ENDPOINT, value: ...}
			if v := child(n, "value"); v != nil && v.Kind == yaml.ScalarNode {
				f.value("env", named, v.Value, v.Line)
			}
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			name := n.Content[i].Value
			if above == "" && key == "services" && f.kind == "" { // of Compose
				f.name = name
			}
			f.annotation(name, n.Content[i].Line)
			f.node(n.Content[i+1], key, name, depth+1)
		}
	}
}

// lines reads a template line by line.
func (f *finder) lines(text []byte) {
	n, block := 0, ""
	for line := range bytes.Lines(text) {
		n++
		m := flatLine.FindStringSubmatch(strings.TrimRight(string(line[:min(len(line), 4096)]), "\r\n"))
		if m == nil {
			if name, ok := strings.CutSuffix(strings.TrimSpace(string(line)), ":"); ok {
				block = name
			}
			continue
		}
		key, value := m[1], strings.Trim(strings.TrimSpace(m[2]), `"'`)
		if indent := len(line) - len(bytes.TrimLeft(line, " ")); indent == 0 && key == "kind" {
			f.kind, f.name = value, ""
		} else if key == "name" && f.name == "" && block == "metadata" && !strings.Contains(value, "{{") {
			f.name = value
		}
		if !strings.Contains(value, "{{") {
			value, _, _ = strings.Cut(value, " #")
			f.annotation(key, n)
			f.value(block, key, strings.TrimSpace(value), n)
		}
	}
}

func (f *finder) add(line int, ob fact.Observation) {
	ob.Asset, ob.What = f.asset(), fact.ObservedDeclaration
	key := fmt.Sprint(ob.Asset, " ", ob.Service, " ", ob.Provider, " ", ob.Endpoint)
	if f.seen[key] {
		return
	}
	f.seen[key] = true
	f.items = append(f.items, evidence.Item{Body: &ob, Line: int64(line + f.offset), Place: string(ob.Asset)})
}

func (f *finder) asset() fact.AssetID {
	switch {
	case f.kind != "" && f.name != "":
		return fact.AssetID(f.kind + "/" + f.name)
	case f.kind != "" || f.name != "":
		return fact.AssetID(f.in.Name + " " + f.kind + f.name)
	}
	return fact.AssetID(f.in.Name)
}
