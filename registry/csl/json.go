package csl

import (
	"bytes"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/registry"
)

// JSON imports consolidated.json: an object with the listings under results, an array, or lines.
type JSON struct{}

// Name returns "csl-json".
func (JSON) Name() string { return "csl-json" }

// Recognizes says how surely head begins the list: a listing has these names even where their values are null.
func (JSON) Recognizes(head []byte) registry.Strength {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return registry.No
	}
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	return registry.Strong.If(has(`"source"`) && has(`"name"`) &&
		(has(`"entity_number"`) || has(`"federal_register_notice"`) || has(`"source_list_url"`) || has(`"alt_names"`) && has(`"programs"`)))
}

// results holds the listings of the download and of answers of the interface.
const results = "results"

// members are what the object around the listings may begin with.
var members = []string{results, "total", "sources", "offset", "size", "sources_used", "search_performed_at", "source_last_updated"}

// Read yields an entry for each listing, in file order.
func (JSON) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		e := registry.NewEmitter(in, yield)
		e.Values(jsonvalues.NewScanner(in, members...), func(s *jsonvalues.Scanner) {
			if k := s.Key(); k == "" || k == results {
				listing(&e, s)
			}
		})
	}
}

func listing(em *registry.Emitter, s *jsonvalues.Scanner) {
	v := s.Value()
	if !v.Is(jsonvalues.Object) {
		em.In.Tally.Skip("not-an-object")
		return
	}
	f := jsonFields{v}
	em.Begin(s.Line(), s.Offset(), f.text("source"))
	if f.text("name") == "" {
		em.End("no-name")
		return
	}
	rec := registry.Record{Entry: &registry.Entry{List: listOf(f.text("source")), Raw: string(v.AppendCompact(nil))}}
	fill(em.In, &rec, f)
	em.Ref.ID = rec.Ref.ID
	em.Emit(rec, rec.Flags...)
	em.End("")
}

// jsonFields is an object of the file.
type jsonFields struct{ v jsonvalues.Value }

func (f jsonFields) text(name string) string { return strings.TrimSpace(f.v.Get(name).String()) }

func (f jsonFields) list(name string) []string {
	v := f.v.Get(name)
	if v.Is(jsonvalues.String) {
		return items(v.String())
	}
	var out []string
	for x := range v.Elems() {
		if s := strings.TrimSpace(x.String()); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (f jsonFields) addresses() (out []registry.Address) {
	v := f.v.Get("addresses")
	for _, s := range items(v.String()) {
		out = append(out, address(s))
	}
	for a := range v.Elems() {
		if a.Is(jsonvalues.String) {
			out = append(out, address(a.String()))
			continue
		}
		var parts []string
		for _, name := range []string{"address", "city", "state", "postal_code", "country"} {
			if s := strings.TrimSpace(a.Get(name).String()); s != "" {
				parts = append(parts, s)
			}
		}
		out = append(out, registry.Address{Text: strings.Join(parts, ", "), Country: code(a.Get("country").String())})
	}
	return out
}

func (f jsonFields) identify(e *registry.Entry) {
	v := f.v.Get("ids")
	readIDs(e, v.String(), true)
	for id := range v.Elems() {
		if id.Is(jsonvalues.String) {
			readIDs(e, id.String(), true)
			continue
		}
		kind := strings.TrimSpace(id.Get("type").String())
		if value := strings.TrimSpace(id.Get("number").String()); value != "" {
			addID(e, kind, value, id.Get("country").String())
		}
	}
}
