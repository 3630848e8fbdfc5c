package review

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/longarm-project/longarm/determination"
)

// nameFindings gives every finding a short name made of its asset, or its
// dealing, and its counterparty, with the suffix of the pack. Two that would be alike get part of a digest.
func nameFindings(fs []determination.Finding, suffixes map[string]string) {
	seen := map[string]int{}
	for i := range fs {
		fs[i].Name = shortName(&fs[i]) + suffixes[fs[i].Pack]
		seen[fs[i].Name]++
	}
	for i := range fs {
		if seen[fs[i].Name] > 1 {
			sum := sha256.Sum256([]byte(fs[i].Pack + " " + fs[i].Dealing + " " + fs[i].Fact.String()))
			fs[i].Name += "-" + hex.EncodeToString(sum[:4])
		}
	}
}

func shortName(f *determination.Finding) string {
	if len(f.Assets) == 1 {
		other := string(f.Counterparty)
		if other == "" { // "claims-db on alibaba-cloud"
			other = f.Dealing[strings.LastIndexByte(f.Dealing, ' ')+1:]
		}
		return three(string(f.Assets[0])) + "-" + three(other)
	}
	return strings.Trim(cut(slug(f.Dealing), 24), "-")
}

// three returns the first letters of the last part of a name that has some.
func three(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("./:", r) })
	if len(parts) > 1 && strings.Contains(s, "/") {
		parts = parts[:1] // "provider/party"
	}
	if len(parts) == 0 {
		return "x"
	}
	return cut(strings.ReplaceAll(slug(parts[len(parts)-1]), "-", ""), 3)
}

func cut(s string, n int) string { return s[:min(n, len(s))] }

func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0:
			b.WriteByte('-')
		}
	}
	return cmp.Or(b.String(), "x")
}
