package terraform

import (
	"bytes"
	"cmp"
	"errors"
	"iter"
	"strconv"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/jsontokens"
)

// State reads state files of all versions.
type State struct{}

// Name implements evidence.Reader.
func (State) Name() string { return "terraform-state" }

// Recognizes implements evidence.Reader.
func (State) Recognizes(head []byte) evidence.Strength {
	head = fromObject(head)
	return evidence.Strong.If(bytes.HasPrefix(head, []byte("{")) && !bytes.Contains(head, []byte(`"format_version"`)) &&
		bytes.Contains(head, []byte(`"version"`)) &&
		(bytes.Contains(head, []byte(`"terraform_version"`)) || bytes.Contains(head, []byte(`"lineage"`))))
}

// Read implements evidence.Reader. Observations come in the order of the file.
func (State) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		r := &stateReader{in: in, s: jsontokens.New(afterConsole(in.R)), yield: yield, kinds: make(kinds)}
		if err := r.read(); err != nil && !errors.Is(err, errEnough) {
			yield(evidence.Item{}, placed(err))
		}
	}
}

// errEnough ends a reading because nobody wants more of it.
var errEnough = errors.New("enough")

// placed makes syntax errors *evidence.LineErrors; others stay as they are.
func placed(err error) error {
	if se, ok := errors.AsType[*jsontokens.SyntaxError](err); ok {
		return evidence.BadLine(se.Line, "%s", se.What)
	}
	return err
}

type stateReader struct {
	in      *evidence.Input
	s       *jsontokens.Scanner
	yield   func(evidence.Item, error) bool
	kinds   kinds
	version string
	lineage string
	backend bool
}

func (r *stateReader) read() error {
	err := r.s.Members(func(name string) error {
		switch name {
		case "version":
			v, _, err := r.s.Value()
			r.version = v
			return err
		case "lineage":
			v, _, err := r.s.Value()
			r.lineage = v
			return err
		case "resources":
			return r.s.Elements(r.resource)
		case "modules":
			return r.s.Elements(r.module)
		case "backend":
			r.backend = true
			return r.readBackend()
		}
		return r.s.Skip()
	})
	if err == nil && r.version != "4" && !oldVersions[r.version] && !r.backend {
		err = evidence.BadLine(1, "state of version %.10q is not known: its resources are read as those of version 4", r.version)
	}
	return err
}

// An instance is what stands in "instances", before the resource is known.
type instance struct {
	index any
	res   resource
}

// resource reads one element of "resources".
func (r *stateReader) resource() error {
	var module, mode, kind, name, provider string
	var instances []instance
	line := r.s.Line()
	first := true
	err := r.s.Members(func(member string) (err error) {
		if first {
			line, first = r.s.Line(), false
		}
		switch member {
		case "module":
			module, _, err = r.s.Value()
		case "mode":
			mode, _, err = r.s.Value()
		case "type":
			kind, _, err = r.s.Value()
		case "name":
			name, _, err = r.s.Value()
		case "provider":
			provider, _, err = r.s.Value()
		case "instances":
			err = r.s.Elements(func() error {
				i := instance{}
				if kind != "" {
					i.res.kindInfo = r.kinds.of(kind)
				}
				if err := r.instance(&i); err != nil {
					return err
				}
				instances = append(instances, i)
				return nil
			})
		default:
			err = r.s.Skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	if kind == "" || name == "" {
		if !r.yield(evidence.Item{}, evidence.BadLine(line, "resource without type or name")) {
			return errEnough
		}
		return nil
	}
	provider = providerAddress(provider)
	if provider == "" {
		provider = typePrefix(kind)
	}
	for _, i := range instances {
		i.res.kindInfo, i.res.provider, i.res.data, i.res.line = r.kinds.of(kind), provider, mode == "data", line
		i.res.address = address(module, kind, name, mode == "data", i.index)
		i.res.place = i.res.address
		if err := r.give(&i.res); err != nil {
			return err
		}
	}
	return nil
}

// give yields the observations of a resource whose attributes were read.
func (r *stateReader) give(res *resource) error {
	if isLocal(res.provider) && res.kind != remoteState {
		r.in.Skip("local provider", 1)
		return nil
	}
	r.in.Records++
	res.done()
	for _, item := range res.items() {
		item.Root = cmp.Or(r.lineage, r.in.Name)
		if !r.yield(item, nil) {
			return errEnough
		}
	}
	for _, name := range res.unread {
		if !r.yield(evidence.Item{}, evidence.BadLine(res.line, "%s of %s %s", name, res.address, notRead)) {
			return errEnough
		}
	}
	return nil
}

// instance reads one element of "instances".
func (r *stateReader) instance(i *instance) error {
	return r.s.Members(func(member string) error {
		switch member {
		case "index_key":
			k, err := r.s.Next()
			if err != nil {
				return err
			}
			switch k {
			case jsontokens.String:
				i.index = string(r.s.Text())
			case jsontokens.Number:
				if n, err := strconv.ParseInt(string(r.s.Text()), 10, 64); err == nil {
					i.index = n
				}
			case '{', '[':
				return r.s.Close()
			}
			return nil
		case "attributes":
			return attributes(r.s, &i.res, spot{})
		case "attributes_flat":
			return r.flatAttributes(&i.res)
		}
		return r.s.Skip()
	})
}

// attributes reads any value; strings within it count under the nearest name.
func attributes(s *jsontokens.Scanner, r *resource, at spot) error {
	k, err := s.Next()
	if err != nil {
		return err
	}
	return attributesFrom(s, r, at, k)
}

func attributesFrom(s *jsontokens.Scanner, r *resource, at spot, k jsontokens.Kind) error {
	switch k {
	case jsontokens.String, jsontokens.Number:
		r.attribute(at, string(s.Text()))
	case jsontokens.True:
		r.attribute(at, "true")
	case '{':
		inner := at
		if at.name != "" {
			inner = at.within(at.name)
		}
		for {
			k, err := s.Next()
			if err != nil || k == '}' {
				return err
			}
			inner.name = string(s.Text())
			if err := attributes(s, r, inner); err != nil {
				return err
			}
		}
	case '[':
		for {
			k, err := s.Next()
			if err != nil || k == ']' {
				return err
			}
			if err := attributesFrom(s, r, at, k); err != nil {
				return err
			}
		}
	}
	return nil
}

// typePrefix is the provider that a type of resource belongs to by its name.
func typePrefix(kind string) string {
	prefix, _, _ := bytes.Cut([]byte(kind), []byte("_"))
	return string(prefix)
}

// readBackend reads the pointer to a remote state that "terraform init" leaves.
func (r *stateReader) readBackend() error {
	line := r.s.Line()
	var b backend
	pointer := resource{kindInfo: kindInfo{kind: remoteState}}
	err := r.s.Members(func(name string) (err error) {
		switch name {
		case "type":
			b.kind, _, err = r.s.Value()
		case "config":
			pointer.state.kind = "?"
			err = attributes(r.s, &pointer, spot{})
		default:
			err = r.s.Skip()
		}
		return err
	})
	if err != nil || b.kind == "" {
		return err
	}
	kind := b.kind
	b = pointer.state
	b.kind = kind
	r.in.Records++
	asset := fact.AssetID("backend." + kind)
	for _, ob := range b.observations(asset) {
		if !r.yield(evidence.Item{Body: ob, Line: line, Place: string(asset), Root: cmp.Or(r.lineage, r.in.Name)}, nil) {
			return errEnough
		}
	}
	return nil
}
