package provider

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/longarm-project/longarm/fact"
)

// region finds the region that code names for p: a region, a zone of one
// ("eu-central-1a", "ru-central1-a", "ap-guangzhou-3"), a display name
// ("East US") or a code behind a service word ("oss-cn-hangzhou").
// It returns nil where p has no such region.
func (p *profile) region(code string) *region {
	written := code
	code = strings.ToLower(strings.ReplaceAll(code, " ", ""))
	if g := p.zone(code); g != nil {
		return g
	}
	if _, rest, ok := strings.Cut(code, "-"); ok && p.regions[rest] != nil {
		return p.regions[rest]
	}
	return p.byPlace(written)
}

// byPlace finds the one region that people call by this name of a place, as
// consoles and price lists do: "EU (Frankfurt)", "(Europe) West Europe".
func (p *profile) byPlace(written string) *region {
	p.placing.Do(func() {
		p.places = make(map[string]*region)
		for _, g := range p.regions {
			for _, name := range placeNames(g.place) {
				if old, ok := p.places[name]; ok && old != g {
					p.places[name] = nil // several: the name tells nothing
				} else {
					p.places[name] = g
				}
			}
		}
	})
	for _, name := range placeNames(written) {
		if g := p.places[name]; g != nil {
			return g
		}
		if g := p.regions[name]; g != nil {
			return g
		}
	}
	return nil
}

// placeNames returns the names that a place goes by: the whole, what stands in
// brackets, and what stands beside them, in small letters and figures alone.
func placeNames(place string) []string {
	names := []string{place}
	if before, rest, ok := strings.Cut(place, "("); ok {
		if in, after, ok := strings.Cut(rest, ")"); ok {
			names = append(names, in, before+after)
		}
	}
	out := names[:0]
	for _, n := range names {
		n = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, n)
		if n = strings.TrimSuffix(n, "region"); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// zone cuts zone letters and numbers off code until a region is left.
func (p *profile) zone(code string) *region {
	for range 4 {
		if g := p.regions[code]; g != nil {
			return g
		}
		n := len(code)
		if n < 3 {
			return nil
		}
		if last := code[n-1]; last >= 'a' && last <= 'z' && code[n-2] >= '0' && code[n-2] <= '9' {
			code = code[:n-1]
			continue
		}
		i := strings.LastIndexByte(code, '-')
		if i < 1 {
			return nil
		}
		code = code[:i]
	}
	return nil
}

// lastRegion finds the longest region that stands at the end of s behind a hyphen.
func (p *profile) lastRegion(s string) (string, *region) {
	for {
		_, rest, ok := strings.Cut(s, "-")
		if !ok {
			return "", nil
		}
		if g := p.regions[rest]; g != nil {
			return rest, g
		}
		s = rest
	}
}

// A Region is a region of a provider as its code and the place where it stands.
type Region struct{ Code, Place string }

// Regions returns the regions that the provider is known to have, sorted by code.
func (t *Table) Regions(id fact.ProviderID) []Region {
	p, ok := t.gazetteer.byID[id]
	if !ok {
		return nil
	}
	var out []Region
	for _, g := range p.regions {
		out = append(out, Region{g.code, g.place})
	}
	slices.SortFunc(out, func(a, b Region) int {
		return cmp.Or(strings.Compare(a.Code, b.Code), strings.Compare(a.Place, b.Place))
	})
	return slices.Compact(out)
}

// HasRegion reports whether code is a region of the provider, or a zone of one.
func (t *Table) HasRegion(id fact.ProviderID, code string) bool {
	p, ok := t.gazetteer.byID[id]
	return ok && p.region(code) != nil
}
