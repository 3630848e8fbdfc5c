package review

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// nameAll gives every finding and grade a short name made of its asset, or its dealing,
// and its counterparty, with the suffix of the pack. Names that would be alike grow
// until they differ, and at last are numbered in the order of the findings' dealings.
func nameAll(d *determination.Determination, suffixes map[string]string) {
	fs := make([]*named, 0, len(d.Findings)+len(d.Grades))
	for i := range d.Findings {
		f := &d.Findings[i]
		fs = append(fs, &named{&f.Name, f.Pack, f.Dealing, f.Assets, f.Counterparty})
	}
	for i := range d.Grades {
		g := &d.Grades[i]
		fs = append(fs, &named{&g.Name, g.Pack, g.Dealing, g.Assets, g.Counterparty})
	}
	level := make([]int, len(fs))
	for grown := true; grown; {
		grown = false
		seen := map[string]int{}
		for i := range fs {
			*fs[i].name = nameOf(fs[i], level[i]) + suffixes[fs[i].pack]
			seen[*fs[i].name]++
		}
		for i := range fs {
			if seen[*fs[i].name] > 1 && level[i] < longest {
				level[i]++
				grown = true
			}
		}
	}
	tellApart(fs)
}

// A named is a finding or grade that is given its name.
type named struct {
	name         *string
	pack         string
	dealing      string
	assets       []fact.AssetID
	counterparty fact.PartyID
}

// tellApart numbers the findings that still have one name.
func tellApart(fs []*named) {
	taken := map[string]bool{}
	for i := range fs {
		name := *fs[i].name
		for n := 2; taken[*fs[i].name]; n++ {
			*fs[i].name = fmt.Sprintf("%s-%d", name, n)
		}
		taken[*fs[i].name] = true
	}
}

const longest = 2 // the level of the longest names

// nameOf is the name of a finding: at level 0 the shortest, such as "gen-ali", then
// with the asset's whole name, then with the dealing's.
func nameOf(f *named, level int) string {
	if len(f.assets) != 1 || strings.HasPrefix(f.dealing, "use of ") || level == longest {
		name := slug(f.dealing)
		if level == 0 {
			name = cut(name, 24)
		}
		return strings.Trim(name, "-")
	}
	other := string(f.counterparty)
	if other == "" { // "claims-db on alibaba-cloud"
		other = f.dealing[strings.LastIndexByte(f.dealing, ' ')+1:]
	}
	asset := string(f.assets[0])
	if kind, place, alike := strings.Cut(asset, "@"); alike && level == 0 { // "alicloud_oss_bucket@us-west-1"
		return three(kind) + "-" + strings.Trim(slug(place), "-")
	}
	if level == 0 {
		return three(asset) + "-" + three(other)
	}
	return strings.Trim(slug(last(asset)), "-") + "-" + three(other)
}

// last is the last part of a name that has some, or the first of "provider/party".
func last(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("./:", r) })
	switch {
	case len(parts) == 0:
		return "x"
	case len(parts) > 1 && strings.Contains(s, "/"):
		return parts[0]
	}
	return parts[len(parts)-1]
}

// three returns the first letters of the last part of a name.
func three(s string) string { return cut(strings.ReplaceAll(slug(last(s)), "-", ""), 3) }

func cut(s string, n int) string { return s[:min(n, len(s))] }

func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return cmp.Or(b.String(), "x")
}
