package sbom

import (
	"bytes"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

var tagFirst = pattern.New(`(?m)^SPDXVersion:[ \t]*SPDX-[0-9]`)

// isTags reports whether head begins a document of SPDX as tags and values.
func isTags(head []byte) bool {
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return tagFirst.Match(head) && bytes.IndexByte(line, ':') > 0
		}
	}
	return false
}

// readTags reads SPDX 2 as tags and values, and gives each package as JSON has it.
func readTags(in *evidence.Input, give func(line int64, m map[string]any) bool) error {
	lines := evidence.NewLines(in.R)
	var at int64
	var m map[string]any
	done := func() bool { return m == nil || give(at, m) }
	for lines.Next() {
		tag, value, _ := strings.Cut(string(lines.Bytes()), ":")
		value = strings.TrimSpace(value)
		switch {
		case tag == "PackageName":
			if !done() {
				return nil
			}
			at, m = lines.Number(), map[string]any{"name": value}
		case m == nil:
		case tag == "PackageDownloadLocation":
			m["downloadLocation"] = value
		case tag == "ExternalRef": // category, type, locator
			if words := strings.Fields(value); len(words) == 3 {
				refs, _ := m["externalRefs"].([]any)
				if len(refs) < maxElements {
					m["externalRefs"] = append(refs, map[string]any{"referenceLocator": words[2]})
				}
			}
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	done()
	return nil
}
