package terraform

import (
	"bytes"
	"cmp"
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/jsontokens"
)

// Show reads the JSON of "terraform show -json", for a state or a plan. A plan
// counts as if applied, and what it would destroy still counts: it is there now.
type Show struct{}

// Name implements evidence.Reader.
func (Show) Name() string { return "terraform-show" }

// Recognizes implements evidence.Reader. Lines of a console may stand before the JSON.
func (Show) Recognizes(head []byte) evidence.Strength {
	head = fromObject(head)
	return evidence.Strong.If(bytes.HasPrefix(head, []byte("{")) && bytes.Contains(head, []byte(`"format_version"`)) &&
		(bytes.Contains(head, []byte(`"terraform_version"`)) || bytes.Contains(head, []byte(`"root_module"`))))
}

// Read implements evidence.Reader. Observations come at the end, by address:
// the regions of providers stand behind the resources.
func (Show) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		r := &showReader{
			s: jsontokens.New(afterConsole(in.R)), resources: make(map[string]*resource), kinds: make(kinds),
			planned: planned{
				variables: make(map[string]string), providers: make(map[string]*plannedProvider), keys: make(map[string]string),
				calls: make(map[string]map[string]expression), defaults: make(map[string]map[string]string),
			},
		}
		err := r.read()
		for _, res := range r.sorted() {
			if isLocal(res.provider) && res.kind != remoteState {
				in.Skip("local provider", 1)
				continue
			}
			in.Records++
			r.complete(res)
			for _, item := range res.items() {
				item.Root = in.Name
				if !yield(item, nil) {
					return
				}
			}
			for _, name := range res.unread {
				if !yield(evidence.Item{}, evidence.BadLine(res.line, "%s of %s %s", name, res.address, notRead)) {
					return
				}
			}
		}
		if err != nil {
			yield(evidence.Item{}, placed(err))
		}
	}
}

type showReader struct {
	s         *jsontokens.Scanner
	resources map[string]*resource
	kinds     kinds
	planned
}

func (r *showReader) read() error {
	return r.s.Members(func(name string) error {
		switch name {
		case "variables":
			return r.readVariables()
		case "values", "planned_values":
			return r.values()
		case "prior_state":
			return r.s.Members(func(name string) error {
				if name == "values" {
					return r.values()
				}
				return r.s.Skip()
			})
		case "configuration":
			return r.configuration()
		}
		return r.s.Skip()
	})
}

// maxVariable bounds the values that are kept; nothing that is longer is a region or a host.
const maxVariable = 256

// readVariables keeps values, for providers that refer to them.
func (r *showReader) readVariables() error {
	return r.s.Members(func(variable string) error {
		return r.s.Members(func(name string) error {
			if name != "value" {
				return r.s.Skip()
			}
			v, ok, err := r.s.Value()
			if ok && len(v) <= maxVariable {
				r.variables[variable] = v
			}
			return err
		})
	})
}

func (r *showReader) values() error {
	return r.s.Members(func(name string) error {
		if name == "root_module" {
			return r.module(0)
		}
		return r.s.Skip()
	})
}

// maxModules bounds the nesting of modules.
const maxModules = 200

var errModules = errors.New("modules nested too deep")

func (r *showReader) module(depth int) error {
	if depth > maxModules {
		return errModules
	}
	return r.s.Members(func(name string) error {
		switch name {
		case "resources":
			return r.s.Elements(r.resource)
		case "child_modules":
			return r.s.Elements(func() error { return r.module(depth + 1) })
		}
		return r.s.Skip()
	})
}

func (r *showReader) resource() error {
	res := &resource{}
	first := true
	err := r.s.Members(func(name string) (err error) {
		if first {
			res.line, first = r.s.Line(), false
		}
		switch name {
		case "address":
			res.address, _, err = r.s.Value()
		case "mode":
			var mode string
			mode, _, err = r.s.Value()
			res.data = mode == "data"
		case "type":
			var kind string
			if kind, _, err = r.s.Value(); kind != "" {
				res.kindInfo = r.kinds.of(kind)
			}
		case "provider_name":
			res.provider, _, err = r.s.Value()
		case "values":
			err = attributes(r.s, res, spot{})
		default:
			err = r.s.Skip()
		}
		return err
	})
	if err != nil || res.address == "" || res.kind == "" {
		return err
	}
	res.done()
	res.place = res.address
	res.provider = cmp.Or(res.provider, typePrefix(res.kind))
	r.add(res)
	return nil
}

// add joins what is said of one resource in several places of a plan: what is first known of it stays.
func (r *showReader) add(res *resource) {
	have, ok := r.resources[res.address]
	if !ok {
		r.resources[res.address] = res
		return
	}
	if have.region == "" && !have.several {
		have.region, have.several = res.region, res.several
	}
	if len(have.further) == 0 {
		have.further = res.further
	}
	if len(have.endpoints) == 0 {
		have.endpoints = res.endpoints
	}
	if len(have.far) == 0 {
		have.far = res.far
	}
}

func (r *showReader) sorted() []*resource {
	out := make([]*resource, 0, len(r.resources))
	for _, res := range r.resources {
		out = append(out, res)
	}
	slices.SortFunc(out, func(a, b *resource) int { return strings.Compare(a.address, b.address) })
	return out
}

// withoutIndexes takes ["key"] and [0] out of an address.
func withoutIndexes(address string) string {
	var b strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(address); i++ {
		switch c := address[i]; {
		case quoted && c == '\\':
			i++
		case depth > 0 && c == '"':
			quoted = !quoted
		case !quoted && c == '[':
			depth++
		case !quoted && c == ']' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}
