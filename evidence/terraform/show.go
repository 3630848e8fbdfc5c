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

// Recognizes implements evidence.Reader.
func (Show) Recognizes(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	return bytes.HasPrefix(head, []byte("{")) && bytes.Contains(head, []byte(`"format_version"`)) &&
		(bytes.Contains(head, []byte(`"terraform_version"`)) || bytes.Contains(head, []byte(`"root_module"`)))
}

// Read implements evidence.Reader. Observations come at the end, by address:
// the regions of providers stand behind the resources.
func (Show) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		r := &showReader{
			s: jsontokens.New(in.R), resources: make(map[string]*resource), variables: make(map[string]string),
			providers: make(map[string]*providerConfig), keys: make(map[string]string), kinds: make(kinds),
		}
		err := r.read()
		for _, res := range r.sorted() {
			if isLocal(res.provider) {
				in.Skip("local provider", 1)
				continue
			}
			in.Records++
			if res.region == "" {
				res.region = r.regionOf(res)
			}
			for _, item := range res.items() {
				if !yield(item, nil) {
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
	variables map[string]string          // those that look like regions
	providers map[string]*providerConfig // by key, such as "alicloud" or "alicloud.hz" or "module.x:aws"
	kinds     kinds
	keys      map[string]string // provider key by address without indexes
}

// A providerConfig is one entry of configuration.provider_config.
type providerConfig struct {
	full, region string
	references   []string
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

// readVariables keeps values that look like regions, for providers that refer to them; nothing else is kept.
func (r *showReader) readVariables() error {
	return r.s.Members(func(variable string) error {
		return r.s.Members(func(name string) error {
			if name != "value" {
				return r.s.Skip()
			}
			v, ok, err := r.s.Value()
			if ok && regionLike.MatchString(v) {
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
			err = attributes(r.s, res, "")
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
	if have.region == "" {
		have.region = res.region
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

// configuration reads where providers are configured, and which one each resource uses.
func (r *showReader) configuration() error {
	return r.s.Members(func(name string) error {
		switch name {
		case "provider_config":
			return r.s.Members(r.providerConfig)
		case "root_module":
			return r.configModule("", 0)
		}
		return r.s.Skip()
	})
}

func (r *showReader) providerConfig(key string) error {
	p := &providerConfig{}
	r.providers[key] = p
	return r.s.Members(func(name string) (err error) {
		switch name {
		case "full_name":
			p.full, _, err = r.s.Value()
		case "name":
			if p.full == "" {
				p.full, _, err = r.s.Value()
				return err
			}
			err = r.s.Skip()
		case "expressions":
			err = r.s.Members(func(name string) error { return r.expression(p, name) })
		default:
			err = r.s.Skip()
		}
		return err
	})
}

// expression reads the region of a provider: a constant, or references.
func (r *showReader) expression(p *providerConfig, name string) error {
	if name != "region" {
		return r.s.Skip()
	}
	return r.s.Members(func(name string) error {
		switch name {
		case "constant_value":
			v, ok, err := r.s.Value()
			if v = strings.ToLower(v); ok && regionLike.MatchString(v) {
				p.region = v
			}
			return err
		case "references":
			return r.s.Elements(func() error {
				v, ok, err := r.s.Value()
				if ok && len(p.references) < 10 {
					p.references = append(p.references, v)
				}
				return err
			})
		}
		return r.s.Skip()
	})
}

// configModule reads which provider configuration the resources of a module use.
func (r *showReader) configModule(path string, depth int) error {
	if depth > maxModules {
		return errModules
	}
	return r.s.Members(func(name string) error {
		switch name {
		case "resources":
			return r.s.Elements(func() error {
				var addr, key string
				err := r.s.Members(func(name string) (err error) {
					switch name {
					case "address":
						addr, _, err = r.s.Value()
					case "provider_config_key":
						key, _, err = r.s.Value()
					default:
						err = r.s.Skip()
					}
					return err
				})
				r.keys[path+addr] = key
				return err
			})
		case "module_calls":
			return r.s.Members(func(call string) error {
				return r.s.Members(func(name string) error {
					if name == "module" {
						return r.configModule(path+"module."+call+".", depth+1)
					}
					return r.s.Skip()
				})
			})
		}
		return r.s.Skip()
	})
}

// regionOf returns the region of the provider configuration that a resource
// uses, or where that is not told, the only region that the provider has.
func (r *showReader) regionOf(res *resource) string {
	if p := r.providers[r.keys[withoutIndexes(res.address)]]; p != nil {
		return r.region(p)
	}
	var regions []string
	for _, p := range r.providers {
		if p.full == res.provider {
			regions = append(regions, r.region(p))
		}
	}
	if regions = unique(regions); len(regions) == 1 {
		return regions[0]
	}
	return ""
}

func (r *showReader) region(p *providerConfig) string {
	if p.region != "" {
		return p.region
	}
	for _, ref := range p.references {
		if v, ok := r.variables[strings.TrimPrefix(ref, "var.")]; ok && strings.HasPrefix(ref, "var.") {
			return v
		}
	}
	return ""
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
