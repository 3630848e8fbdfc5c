package provider

import "strings"

// region finds the region that code names for p: a region, a zone of one
// ("eu-central-1a", "ru-central1-a", "ap-guangzhou-3"), a display name
// ("East US") or a code behind a service word ("oss-cn-hangzhou").
// It returns nil where p has no such region.
func (p *profile) region(code string) *region {
	code = strings.ToLower(strings.ReplaceAll(code, " ", ""))
	if g := p.zone(code); g != nil {
		return g
	}
	if _, rest, ok := strings.Cut(code, "-"); ok {
		return p.regions[rest]
	}
	return nil
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
