// Package sbom reads bills of materials: CycloneDX in JSON and XML with its
// services, SPDX 2 in JSON and as tags and values, SPDX 3. It finds the services
// that a product calls, with who provides them, and the hosts that its parts come
// from: the use of a vendor's vendor.
package sbom

import (
	"bytes"
	"io"
	"iter"
	"net/url"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// A Reader reads bills of materials. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "sbom" }

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	text := bytes.TrimLeft(head, " \t\r\n")
	return evidence.Certain.If(isXML(text) || isTags(text) || bytes.HasPrefix(text, []byte("{")) &&
		(bytes.Contains(text, []byte(`"bomFormat"`)) && bytes.Contains(text, []byte("CycloneDX")) ||
			bytes.Contains(text, []byte(`"spdxVersion"`)) || bytes.Contains(text, []byte("spdx.org/rdf/3"))))
}

// Read implements evidence.Reader. Observations come in the order of the file, one for each part and host.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		more := true
		give := func(line int64, m map[string]any) bool {
			in.Records++
			for _, ob := range observations(m, 0) {
				if more = more && yield(evidence.Item{Body: ob, Line: line, Place: string(ob.Asset)}, nil); !more {
					return false
				}
			}
			return true
		}
		head, whole, err := evidence.Peek(in.R, 8<<10)
		in.R = whole
		switch {
		case err != nil:
		case isXML(head):
			err = readXML(in.R, give)
		case isTags(head):
			err = readTags(in, give)
		default:
			err = readJSON(in.R, give)
		}
		if err != nil && more {
			yield(evidence.Item{}, err)
		}
	}
}

// readJSON gives each outermost component, service and package of JSON.
func readJSON(r io.Reader, give func(line int64, m map[string]any) bool) error {
	for o, err := range evidence.Objects(r, "components", "services", "packages", "@graph") {
		if err != nil || !give(o.Line, o.Members) {
			return err
		}
	}
	return nil
}

// maxWithin bounds services within services.
const maxWithin = 8

// observations reads a service, a component or a package, and services within it.
func observations(m map[string]any, depth int) (out []*fact.Observation) {
	o := evidence.Object{Members: m}
	name := o.Text("name")
	if name == "" || depth > maxWithin {
		return nil
	}
	seen := map[string]bool{}
	add := func(kind, provider, value string) {
		h := evidence.HostIn(value)
		if h == "" && provider == "" || seen[h+" "+provider] {
			return
		}
		seen[h+" "+provider] = true
		out = append(out, &fact.Observation{Asset: fact.AssetID(name), Endpoint: h, Provider: provider, Service: kind, What: fact.ObservedDeclaration})
	}
	provider := o.Text("provider", "name")
	endpoints := o.List("endpoints")
	if len(endpoints) == 0 && provider != "" {
		add("sbom.service", provider, "")
	}
	for _, e := range endpoints {
		s, _ := e.(string)
		add("sbom.service", provider, s)
	}
	for _, flow := range o.List("data") { // from where, and to where
		for _, end := range []string{"source", "destination"} {
			for _, e := range listOf(evidence.At(flow, end)) {
				s, _ := e.(string)
				add("sbom.data", "", address(s))
			}
		}
	}
	for _, u := range o.List("provider", "url") {
		s, _ := u.(string)
		add("sbom.provider", "", s)
	}
	for _, prefix := range []string{"", "software_"} { // the latter of SPDX 3
		add("sbom.part", "", source(o.Text(prefix+"purl")))
		add("sbom.part", "", source(o.Text(prefix+"packageUrl")))
		add("sbom.part", "", address(o.Text(prefix+"downloadLocation")))
	}
	for _, r := range o.List("externalReferences") {
		if kind, _ := evidence.At(r, "type").(string); strings.HasPrefix(kind, "distribution") {
			s, _ := evidence.At(r, "url").(string)
			add("sbom.part", "", s)
		}
	}
	for _, r := range o.List("externalRefs") {
		s, _ := evidence.At(r, "referenceLocator").(string)
		add("sbom.part", "", source(s))
	}
	for _, id := range o.List("externalIdentifier") {
		s, _ := evidence.At(id, "identifier").(string)
		add("sbom.part", "", source(s))
	}
	for _, inner := range []string{"services", "components"} {
		for _, e := range o.List(inner) {
			if m, ok := e.(map[string]any); ok {
				out = append(out, observations(m, depth+1)...)
			}
		}
	}
	return out
}

func listOf(v any) []any {
	l, _ := v.([]any)
	return l
}

// source returns the place that a package URL says its package comes from.
func source(purl string) string {
	_, query, ok := strings.Cut(purl, "?")
	if !ok || !strings.HasPrefix(purl, "pkg:") {
		return ""
	}
	query, _, _ = strings.Cut(query, "#")
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	if v := values.Get("repository_url"); v != "" {
		return v
	}
	return address(values.Get("download_url"))
}

// address returns a value that is a URL, also of a version control system; "" for NONE and NOASSERTION.
func address(v string) string {
	if !strings.Contains(v, "://") {
		return ""
	}
	return v
}
