package sbom

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/bounded"
	"github.com/longarm-project/longarm/internal/pattern"
)

// Bounds of one component or service in XML.
const (
	maxElements  = 100_000
	maxDepth     = 64
	maxText      = 64 << 10
	maxComponent = 64 << 20 // bytes of a component with all that is in it
)

var cycloneRoot = pattern.New(`<bom[ \t\r\n][^>]*xmlns="https?://cyclonedx\.org/schema/bom/`)

// An element is an element of XML with its children; a name space is left out.
type element struct {
	name, kind string // kind is its attribute "type"
	text       string
	children   []*element
}

// readXML reads CycloneDX in XML, and gives each outermost component and service as JSON has them.
func readXML(r io.Reader, give func(line int64, m map[string]any) bool) error {
	budget := bounded.New(r, maxComponent)
	d := xml.NewDecoder(budget)
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		budget.Refill()
		line, _ := d.InputPos()
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return faultOf(err)
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name.Local != "component" && start.Name.Local != "service" {
			continue
		}
		left := maxElements
		e, err := readElement(d, start, 0, &left)
		if err != nil {
			return faultOf(err)
		}
		if !give(int64(line), e.members(0)) {
			return nil
		}
	}
}

// faultOf places what is no XML, and leaves a failure of the input as it is.
func faultOf(err error) error {
	if se, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return evidence.BadLine(int64(se.Line), "no XML: %s", se.Msg)
	}
	return err
}

// readElement reads an element that was opened to its end; what is beyond the bounds is passed over.
func readElement(d *xml.Decoder, start xml.StartElement, depth int, left *int) (*element, error) {
	e := &element{name: start.Name.Local}
	for _, a := range start.Attr {
		if a.Name.Local == "type" {
			e.kind = a.Value
		}
	}
	if *left--; *left < 0 || depth > maxDepth {
		return e, d.Skip()
	}
	for {
		t, err := d.Token()
		if err != nil {
			return e, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			c, err := readElement(d, t, depth+1, left)
			if err != nil {
				return e, err
			}
			e.children = append(e.children, c)
		case xml.CharData:
			if len(e.text) < maxText {
				e.text += string(t[:min(len(t), maxText)])
				*left -= len(t) / 64
			}
		case xml.EndElement:
			e.text = strings.TrimSpace(e.text)
			return e, nil
		}
	}
}

// members makes of an element what JSON has in its place: lists by the name of
// the element around them, texts, objects.
func (e *element) members(depth int) map[string]any {
	m := map[string]any{}
	for _, c := range e.children {
		switch c.name {
		case "provider":
			p := map[string]any{}
			var urls []any
			for _, inner := range c.children {
				if inner.name == "url" {
					urls = append(urls, inner.text)
				} else if inner.name == "name" {
					p["name"] = inner.text
				}
			}
			p["url"] = urls
			m["provider"] = p
		case "endpoints":
			m["endpoints"] = c.texts()
		case "data":
			m["data"] = c.flows()
		case "externalReferences":
			var refs []any
			for _, r := range c.children {
				refs = append(refs, map[string]any{"type": r.kind, "url": r.childText("url")})
			}
			m["externalReferences"] = refs
		case "services", "components":
			var list []any
			for _, inner := range c.children {
				if depth < maxWithin {
					list = append(list, inner.members(depth+1))
				}
			}
			m[c.name] = list
		case "name", "purl":
			m[c.name] = c.text
		}
	}
	return m
}

// flows are the sources and destinations of what a service sends and gets.
func (e *element) flows() (out []any) {
	for _, flow := range e.children {
		m := map[string]any{}
		for _, c := range flow.children {
			if c.name == "source" || c.name == "destination" {
				m[c.name] = c.texts()
			}
		}
		out = append(out, m)
	}
	return out
}

func (e *element) texts() (out []any) {
	for _, c := range e.children {
		out = append(out, c.text)
	}
	return out
}

func (e *element) childText(name string) string {
	for _, c := range e.children {
		if c.name == name {
			return c.text
		}
	}
	return ""
}

// isXML reports whether head begins a bill of materials in XML.
func isXML(head []byte) bool {
	return bytes.HasPrefix(head, []byte("<")) && cycloneRoot.Match(head[:min(len(head), 8<<10)])
}
