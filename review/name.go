package review

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/longarm-project/longarm/determination"
)

// nameFindings gives every finding a short name made of its asset, or its dealing,
// and its counterparty, with the suffix of the pack. Names that would be alike grow
// until they differ, and at last are numbered in the order of the findings' dealings.
func nameFindings(fs []determination.Finding, suffixes map[string]string) {
	level := make([]int, len(fs))
	for grown := true; grown; {
		grown = false
		seen := map[string]int{}
		for i := range fs {
			fs[i].Name = nameOf(&fs[i], level[i]) + suffixes[fs[i].Pack]
			seen[fs[i].Name]++
		}
		for i := range fs {
			if seen[fs[i].Name] > 1 && level[i] < longest {
				level[i]++
				grown = true
			}
		}
	}
	tellApart(fs)
}

// tellApart numbers the findings that still have one name.
func tellApart(fs []determination.Finding) {
	taken := map[string]bool{}
	for i := range fs {
		name := fs[i].Name
		for n := 2; taken[fs[i].Name]; n++ {
			fs[i].Name = fmt.Sprintf("%s-%d", name, n)
		}
		taken[fs[i].Name] = true
	}
}

const longest = 2 // the level of the longest names

// nameOf is the name of a finding: at level 0 the shortest, such as "gen-ali", then
// with the asset's whole name, then with the dealing's.
func nameOf(f *determination.Finding, level int) string {
	if len(f.Assets) != 1 || strings.HasPrefix(f.Dealing, "use of ") || level == longest {
		name := slug(f.Dealing)
		if level == 0 {
			name = cut(name, 24)
		}
		return strings.Trim(name, "-")
	}
	other := string(f.Counterparty)
	if other == "" { // "claims-db on alibaba-cloud"
		other = f.Dealing[strings.LastIndexByte(f.Dealing, ' ')+1:]
	}
	asset := string(f.Assets[0])
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
