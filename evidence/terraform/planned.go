package terraform

import (
	"strings"

	"github.com/longarm-project/longarm/internal/jsontokens"
)

// A planned is what the configuration in a plan says of providers and modules.
// Modules are named by their path without indexes: "module.a.module.b.".
type planned struct {
	variables map[string]string                // of the root
	providers map[string]*plannedProvider      // by key, such as "alicloud" or "module.x:aws.hk"
	keys      map[string]string                // provider key by address without indexes
	calls     map[string]map[string]expression // arguments, by path of the module called
	defaults  map[string]map[string]string     // of variables, by path of the module
}

// A plannedProvider is one entry of configuration.provider_config.
type plannedProvider struct {
	full, name string
	module     string // path
	settings   []plannedSetting
}

type plannedSetting struct {
	at spot
	expression
}

// An expression is a value of configuration: a constant, or what it refers to.
type expression struct {
	constant   string
	known      bool
	references []string
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
	p := &plannedProvider{}
	r.providers[key] = p
	return r.s.Members(func(name string) (err error) {
		switch name {
		case "full_name":
			p.full, _, err = r.s.Value()
		case "name":
			p.name, _, err = r.s.Value()
		case "module_address":
			p.module, _, err = r.s.Value()
			p.module += "."
		case "expressions":
			err = r.settings(p, spot{})
		default:
			err = r.s.Skip()
		}
		return err
	})
}

// maxSettings bounds the settings of one provider.
const maxSettings = 500

// settings reads the expressions of a block: each one, or blocks of them.
func (r *showReader) settings(p *plannedProvider, at spot) error {
	k, err := r.s.Next()
	if err != nil {
		return err
	}
	return r.settingsFrom(p, at, k)
}

func (r *showReader) settingsFrom(p *plannedProvider, at spot, k jsontokens.Kind) error {
	switch k {
	case '[':
		for {
			k, err := r.s.Next()
			if err != nil || k == ']' {
				return err
			}
			if err := r.settingsFrom(p, at, k); err != nil {
				return err
			}
		}
	case '{':
		e := plannedSetting{at: at}
		leaf := false
		for {
			k, err := r.s.Next()
			if err != nil {
				return err
			}
			if k == '}' {
				break
			}
			switch name := string(r.s.Text()); name {
			case "constant_value", "references":
				leaf = true
				if err := r.expressionMember(&e.expression, name); err != nil {
					return err
				}
			default:
				inner := at
				if at.name != "" {
					inner = at.within(at.name)
				}
				inner.name = name
				if err := r.settings(p, inner); err != nil {
					return err
				}
			}
		}
		if leaf && len(p.settings) < maxSettings {
			p.settings = append(p.settings, e)
		}
	}
	return nil
}

func (r *showReader) expressionMember(e *expression, name string) error {
	switch name {
	case "constant_value":
		v, ok, err := r.s.Value()
		if ok && len(v) <= maxVariable {
			e.constant, e.known = v, true
		}
		return err
	case "references":
		return r.s.Elements(func() error {
			v, ok, err := r.s.Value()
			if ok && len(e.references) < 10 {
				e.references = append(e.references, v)
			}
			return err
		})
	}
	return r.s.Skip()
}

func (r *showReader) expression() (e expression, err error) {
	err = r.s.Members(func(name string) error { return r.expressionMember(&e, name) })
	return e, err
}

// configModule reads which provider configuration the resources of a module use, and how it calls others.
func (r *showReader) configModule(path string, depth int) error {
	if depth > maxModules {
		return errModules
	}
	return r.s.Members(func(name string) error {
		switch name {
		case "resources":
			return r.s.Elements(func() error { return r.configResource(path) })
		case "variables":
			return r.s.Members(func(variable string) error {
				return r.s.Members(func(name string) error {
					if name != "default" {
						return r.s.Skip()
					}
					v, ok, err := r.s.Value()
					if ok && len(v) <= maxVariable {
						keep(r.defaults, path, variable, v)
					}
					return err
				})
			})
		case "module_calls":
			return r.s.Members(func(call string) error { return r.configCall(path+"module."+call+".", depth) })
		}
		return r.s.Skip()
	})
}

func (r *showReader) configResource(path string) error {
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
}

func (r *showReader) configCall(path string, depth int) error {
	return r.s.Members(func(name string) error {
		switch name {
		case "module":
			return r.configModule(path, depth+1)
		case "expressions":
			return r.s.Members(func(argument string) error {
				e, err := r.expression()
				keep(r.calls, path, argument, e)
				return err
			})
		}
		return r.s.Skip()
	})
}

func keep[T any](in map[string]map[string]T, path, name string, v T) {
	if in[path] == nil {
		in[path] = make(map[string]T)
	}
	in[path][name] = v
}

// complete gives a resource what the provider configuration says that it uses,
// or where that is not told, the only one that the provider has.
func (r *showReader) complete(res *resource) {
	p := r.providers[r.keys[withoutIndexes(res.address)]]
	if p == nil {
		for _, other := range r.providers {
			switch {
			case other.full != res.provider && other.name != res.provider:
			case p != nil:
				return
			default:
				p = other
			}
		}
	}
	if p == nil {
		return
	}
	c := r.configured(p)
	if res.region == "" && !res.several {
		res.region = c.region
	}
	res.pointed(c)
}

// configured evaluates a provider configuration.
func (p *planned) configured(of *plannedProvider) *providerConfig {
	c := &providerConfig{source: of.full}
	var region, zone string
	var regionGiven bool
	for _, s := range of.settings {
		v, known := p.value(of.module, s.expression, 0)
		switch {
		case s.at.outer == "" && s.at.name == "region":
			region, regionGiven = regionOf(of.name, "region", v), true
		case s.at.outer == "" && (s.at.name == "zone" || s.at.name == "location"):
			zone = regionOf(of.name, "zone", v)
		case s.at.outer == "" && s.at.name == "environment":
			if h := azureManagement[strings.ToLower(v)]; h != "" {
				c.hosts = append(c.hosts, h)
			}
		default:
			c.point(s.at, v, known)
		}
	}
	if c.region = region; !regionGiven {
		c.region = zone
	}
	return c
}

// value returns what an expression within a module comes to: a constant, or the
// one variable that it refers to; where it refers to more, it is not known.
func (p *planned) value(module string, e expression, depth int) (v string, known bool) {
	if e.known {
		return e.constant, true
	}
	if len(e.references) != 1 || depth > maxModules {
		return "", false
	}
	name, ok := strings.CutPrefix(e.references[0], "var.")
	if !ok {
		return "", false
	}
	if module == "" {
		v, known = p.variables[name]
		return v, known
	}
	if call, ok := p.calls[module][name]; ok {
		return p.value(callerOf(module), call, depth+1)
	}
	v, known = p.defaults[module][name]
	return v, known
}

// callerOf returns the path of the module that calls a module: "module.a." of "module.a.module.b.".
func callerOf(module string) string {
	i := strings.LastIndex(strings.TrimSuffix(module, "."), "module.")
	return module[:max(i, 0)]
}
