package terraform

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/evidence"
)

// oldVersions are those of states that are made of modules with flat attributes (Terraform up to 0.11).
var oldVersions = map[string]bool{"1": true, "2": true, "3": true}

// An oldResource is a resource of a state of version 3 or earlier, before its module is known.
type oldResource struct {
	key  string // "aws_instance.web.0", "data.aws_ami.a"
	line int64
	res  resource
}

// module reads one element of "modules".
func (r *stateReader) module() error {
	var path []string
	var resources []oldResource
	err := r.s.Members(func(name string) error {
		switch name {
		case "path":
			return r.s.Elements(func() error {
				v, ok, err := r.s.Value()
				if ok && len(path) < maxModules {
					path = append(path, v)
				}
				return err
			})
		case "resources":
			return r.s.Members(func(key string) error {
				o := oldResource{key: key, line: r.s.Line()}
				err := r.oldResource(&o)
				resources = append(resources, o)
				return err
			})
		}
		return r.s.Skip()
	})
	if err != nil {
		return err
	}
	module := ""
	for _, p := range path[min(1, len(path)):] { // the first is "root"
		module = strings.TrimPrefix(module+".module."+p, ".")
	}
	for i := range resources {
		if err := r.giveOld(module, &resources[i]); err != nil {
			return err
		}
	}
	return nil
}

// oldResource reads the value of one member of "resources".
func (r *stateReader) oldResource(o *oldResource) error {
	kind, _, _ := oldKey(o.key)
	o.res.kindInfo = r.kinds.of(kind)
	return r.s.Members(func(member string) (err error) {
		switch member {
		case "provider":
			o.res.provider, _, err = r.s.Value()
		case "primary":
			err = r.s.Members(func(name string) error {
				if name != "attributes" {
					return r.s.Skip()
				}
				return r.flatAttributes(&o.res)
			})
		default:
			err = r.s.Skip()
		}
		return err
	})
}

// flatAttributes reads attributes whose keys are paths: "network_interface.0.nat_ip".
func (r *stateReader) flatAttributes(res *resource) error {
	return r.s.Members(func(key string) error {
		v, ok, err := r.s.Value()
		if at, plain := flat(key); ok && plain {
			res.attribute(at, v)
		}
		return err
	})
}

// giveOld yields the observations of a resource.
func (r *stateReader) giveOld(module string, o *oldResource) error {
	kind, name, index := oldKey(o.key)
	if kind == "" || name == "" {
		if !r.yield(evidence.Item{}, evidence.BadLine(o.line, "resource without type or name")) {
			return errEnough
		}
		return nil
	}
	res := &o.res
	res.data = strings.HasPrefix(o.key, "data.")
	res.provider = cmp.Or(providerAddress(res.provider), typePrefix(kind))
	res.address = address(module, kind, name, res.data, index)
	res.line, res.place = o.line, res.address
	return r.give(res)
}

// oldKey takes the key of a resource apart.
func oldKey(key string) (kind, name string, index any) {
	parts := strings.Split(strings.TrimPrefix(key, "data."), ".")
	if len(parts) < 2 {
		return "", "", nil
	}
	if len(parts) > 2 {
		if n, err := strconv.ParseInt(parts[2], 10, 64); err == nil {
			index = n
		}
	}
	return parts[0], parts[1], index
}
