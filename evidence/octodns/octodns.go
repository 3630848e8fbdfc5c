// Package octodns reads zones as octoDNS keeps them: one YAML file for a zone, named
// after it, with the records of each name and their values.
package octodns

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

const (
	maxFile   = 32 << 20
	maxValues = 1000 // of one record
)

// A Reader reads zones. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "octodns" }

var (
	recordType = pattern.New(`(?m)^[ \t]+(?:- )?type:[ \t]*["']?(A|AAAA|ALIAS|CAA|CNAME|DNAME|HTTPS|MX|NAPTR|NS|PTR|SPF|SRV|SVCB|TXT)["']?[ \t]*\r?$`)
	recordData = pattern.New(`(?m)^[ \t]+(?:- )?values?:`)
	topName    = pattern.New(`(?m)^(''|""|['"]?[*@A-Za-z0-9_][\w.*-]*['"]?):[ \t]*(#.*)?\r?$`)
)

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	return evidence.Strong.If(bytes.IndexByte(head, 0) < 0 && topName.Match(head) && recordType.Match(head) && recordData.Match(head) && !bytes.Contains(head, []byte("apiVersion:")) && !bytes.Contains(head, []byte("{{")))
}

// targets are the types of which the values point elsewhere.
var targets = pattern.New(`^(A|AAAA|ALIAS|CNAME|DNAME|HTTPS|MX|NS|SPF|SRV|SVCB|TXT)$`)

// Read implements evidence.Reader. Observations come in the order of the file.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		text, err := io.ReadAll(io.LimitReader(in.R, maxFile+1))
		switch {
		case err != nil:
			yield(evidence.Item{}, err)
			return
		case len(text) > maxFile:
			yield(evidence.Item{}, fmt.Errorf("a zone of more than %d MiB is not read", maxFile>>20))
			return
		case nested(text):
			yield(evidence.Item{}, evidence.BadLine(1, "values nest too deep"))
			return
		}
		var doc yaml.Node
		if yaml.Unmarshal(text, &doc) != nil || doc.Kind != yaml.DocumentNode || doc.Content[0].Kind != yaml.MappingNode {
			yield(evidence.Item{}, evidence.BadLine(1, "no zone in YAML"))
			return
		}
		z := &zone{in: in, name: zoneOf(in.Name)}
		if in.Note = "the zone is " + z.name + ", after the name of the file"; z.name == "" {
			in.Note = "the domain of this zone is not known: its file is not named after one"
		}
		top := doc.Content[0]
		for i := 0; i+1 < len(top.Content); i += 2 {
			if !z.records(top.Content[i], top.Content[i+1], yield) {
				return
			}
		}
	}
}

// nested reports whether text nests further than records do.
func nested(text []byte) bool {
	depth := 0
	for line := range bytes.Lines(text) {
		if len(line)-len(bytes.TrimLeft(line, " -")) > 80 {
			return true
		}
		for _, c := range line {
			switch c {
			case '[', '{':
				if depth++; depth > 40 {
					return true
				}
			case ']', '}':
				depth = max(0, depth-1)
			}
		}
	}
	return false
}

// zoneOf is the zone that a file is named after: "example.com.yaml".
func zoneOf(name string) string {
	base := evidence.BaseName(name)
	for _, end := range []string{".yaml", ".yml"} {
		base = strings.TrimSuffix(base, end)
	}
	return evidence.Host(strings.TrimSuffix(base, "."))
}

type zone struct {
	in   *evidence.Input
	name string
}

// records gives the records of one name: a record, or a list of them.
func (z *zone) records(name, of *yaml.Node, yield func(evidence.Item, error) bool) bool {
	list := []*yaml.Node{of}
	if of.Kind == yaml.SequenceNode {
		list = of.Content
	}
	owner := strings.ToLower(name.Value)
	switch {
	case len(owner) > 253:
		return true
	case owner == "" || owner == "@":
		owner = z.name
	case z.name != "":
		owner += "." + z.name
	}
	if owner == "" {
		owner = "@ (" + evidence.BaseName(z.in.Name) + ")"
	}
	for _, r := range list {
		typ := text(r, "type")
		if typ == "" {
			continue
		}
		z.in.Records++
		if !targets.MatchString(typ) {
			z.in.Skip("record of another type", 1)
			continue
		}
		for _, v := range values(r) {
			for _, end := range evidence.Targets(v) {
				if z.name != "" && (end == z.name || strings.HasSuffix(end, "."+z.name)) {
					z.in.Skip("name within the zone", 1)
					continue
				}
				ob := &fact.Observation{Asset: fact.AssetID(owner), Endpoint: end, Service: strings.ToLower(typ), What: fact.ObservedRecord}
				if !yield(evidence.Item{Body: ob, Line: int64(r.Line), Place: owner}, nil) {
					return false
				}
			}
		}
	}
	return true
}

// values are those of a record: texts, or the exchange or target of structured ones.
func values(r *yaml.Node) (out []string) {
	var each func(n *yaml.Node, depth int)
	each = func(n *yaml.Node, depth int) {
		switch {
		case depth > 4 || len(out) >= maxValues:
		case n.Kind == yaml.ScalarNode:
			out = append(out, strings.ReplaceAll(n.Value, `\;`, ";"))
		case n.Kind == yaml.SequenceNode:
			for _, c := range n.Content {
				each(c, depth+1)
			}
		case n.Kind == yaml.MappingNode:
			for _, key := range []string{"exchange", "target", "targetname", "value"} {
				if s := text(n, key); s != "" {
					out = append(out, s)
					return
				}
			}
		}
	}
	for i := 0; i+1 < len(r.Content) && r.Kind == yaml.MappingNode; i += 2 {
		switch r.Content[i].Value {
		case "value", "values":
			each(r.Content[i+1], 0)
		}
	}
	return out
}

func text(n *yaml.Node, key string) string {
	if n.Kind != yaml.MappingNode {
		return ""
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && n.Content[i+1].Kind == yaml.ScalarNode {
			return n.Content[i+1].Value
		}
	}
	return ""
}
