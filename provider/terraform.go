package provider

import "strings"

// A terraformIndex finds providers by Terraform provider address, then by the prefix of a resource type.
type terraformIndex struct {
	byAddress map[string][]suffix // namespace/type, whatever the host
	byType    map[string][]suffix // last part of an address, for legacy forms without or with an old namespace
	byPrefix  map[string][]suffix // "alicloud_"
}

func newTerraformIndex(g *gazetteer) *terraformIndex {
	x := &terraformIndex{make(map[string][]suffix), make(map[string][]suffix), make(map[string][]suffix)}
	for _, p := range g.profiles {
		for i := range p.terraform {
			n := &p.terraform[i]
			parts := strings.Split(n.text, "/")
			typ := parts[len(parts)-1]
			address := strings.Join(parts[max(0, len(parts)-2):], "/")
			x.byAddress[address] = append(x.byAddress[address], suffix{p, n})
			x.byType[typ] = append(x.byType[typ], suffix{p, n})
		}
		for i := range p.types {
			n := &p.types[i]
			x.byPrefix[n.text] = append(x.byPrefix[n.text], suffix{p, n})
		}
	}
	return x
}

// find returns all claims on a provider address and resource type: by
// namespace/type, whatever host serves it, then by resource type prefix.
// Several providers may claim one address: hashicorp/aws.
func (x *terraformIndex) find(address, resource string) []suffix {
	a := cleanAddress(address)
	parts := strings.Split(a, "/")
	typ := parts[len(parts)-1]
	if n := len(parts); n >= 2 {
		if s := x.byAddress[strings.Join(parts[n-2:], "/")]; s != nil {
			return s
		}
		if ns := parts[n-2]; ns == "hashicorp" || ns == "terraform-providers" || ns == "-" {
			if s := x.byType[typ]; s != nil {
				return s
			}
		}
	} else if s := x.byType[typ]; s != nil && typ != "" {
		return s
	}
	if i := strings.IndexByte(resource, '_'); i > 0 {
		if s := x.byPrefix[strings.ToLower(resource[:i+1])]; s != nil {
			return s
		}
	}
	return nil
}

// cleanAddress takes the bare address out of the forms that state files use:
// provider["host/ns/type"].alias, module.x.provider["..."], provider.type.
func cleanAddress(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if _, after, ok := strings.Cut(s, `provider["`); ok {
		s, _, _ = strings.Cut(after, `"`)
		return s
	}
	if _, after, ok := strings.Cut("."+s, ".provider."); ok && !strings.Contains(s, "/") {
		s, _, _ = strings.Cut(after, ".")
	}
	return s
}
