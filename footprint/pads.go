package footprint

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// A Pad is a launch pad: standing access of another's side into the estate.
type Pad struct {
	Trust Text   `json:"trust"`
	Asset Text   `json:"asset"` // that gives it
	File  Text   `json:"file"`
	Place Text   `json:"place"`
	Owner Text   `json:"owner"` // the provider that the asset is on
	Far   string `json:"far"`   // the other side: an address, an issuer, an account; empty: not known
	// Provider is whose the other side is; empty: nobody's we know.
	Provider Text   `json:"far_provider"`
	Name     string `json:"far_name,omitempty"`
	Country  Text   `json:"far_country"`
	// Reach counts the assets that stand with it, an upper bound within the evidence, and Blast lists the first 50 of them.
	Reach int      `json:"assets_in_reach"`
	Blast []string `json:"blast_radius"`
}

// pads gathers the launch pads, by file and asset.
func pads(lines []Line) []Pad {
	type key struct{ trust, asset, file Text }
	type side struct{ provider, name, country Text }
	owners := map[key]Text{}
	far := map[key]map[string]side{}
	first := map[key]*Line{}
	var keys []key
	for i := range lines {
		l := &lines[i]
		if l.Trust == "" {
			continue
		}
		k := key{l.Trust, l.Asset, l.File}
		if first[k] == nil {
			first[k], far[k] = l, map[string]side{}
			keys = append(keys, k)
		}
		if l.Method == "resource" {
			owners[k] = l.Provider
			continue
		}
		if s, ok := far[k][string(l.Endpoint)]; !ok || s.provider == "" {
			far[k][string(l.Endpoint)] = side{l.Provider, Text(l.name), l.Country}
		}
	}
	all := resourcesOf(lines)
	out := []Pad{}
	for _, k := range keys {
		l := first[k]
		p := Pad{Trust: k.trust, Asset: k.asset, File: k.file, Place: l.Place, Owner: owners[k]}
		all.blast(&p)
		if len(far[k]) == 0 {
			out = append(out, p)
		}
		for end, s := range far[k] {
			p.Far, p.Provider, p.Name, p.Country = end, s.provider, string(s.name), s.country
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Pad) int {
		return cmp.Or(strings.Compare(string(a.File), string(b.File)), strings.Compare(string(a.Asset), string(b.Asset)), strings.Compare(string(a.Trust), string(b.Trust)), strings.Compare(a.Far, b.Far))
	})
	return out
}

// groupOf is what stands together: a file, or the folder of a configuration.
func groupOf(file Text) string {
	if f := string(file); strings.HasSuffix(f, ".tf") || strings.HasSuffix(f, ".tf.json") {
		return path.Dir(f) + "/"
	}
	return string(file)
}

// resources holds the assets that are declared, sorted, by what stands together and by provider; "" is of all.
type resources map[string]map[Text][]string

func resourcesOf(lines []Line) resources {
	all := resources{}
	for i := range lines {
		l := &lines[i]
		if l.Method != "resource" {
			continue
		}
		g := groupOf(l.File)
		if all[g] == nil {
			all[g] = map[Text][]string{}
		}
		for _, of := range []Text{"", l.Provider} {
			all[g][of] = append(all[g][of], string(l.Asset))
		}
	}
	for _, by := range all {
		for of, assets := range by {
			slices.Sort(assets)
			by[of] = slices.Compact(assets)
		}
	}
	return all
}

// maxBlast bounds the assets that a pad lists; Reach counts all.
const maxBlast = 50

// blast sets what stands with the pad, but itself.
func (r resources) blast(p *Pad) {
	p.Blast = []string{}
	for _, a := range r[groupOf(p.File)][p.Owner] {
		if a == string(p.Asset) {
			continue
		}
		if p.Reach++; p.Reach <= maxBlast {
			p.Blast = append(p.Blast, a)
		}
	}
}
