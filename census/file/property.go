package file

import (
	"bytes"
	"context"
	"path"
	"strings"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/detect"
	"github.com/longarm-project/longarm/internal/pattern"
)

// Design recognises drawings, circuits and models by their first bytes. They are about nobody, and are not read further.
type Design struct{}

// Name implements census.Format.
func (Design) Name() string { return "design" }

// designs lists the marks of files that hold designs or models.
var designs = []struct {
	at    int
	magic string
	kind  detect.Kind
	name  string
}{
	{0, "ISO-10303-21;", detect.CAD, "step"},
	{0, "AC1012", detect.CAD, "dwg"}, {0, "AC1014", detect.CAD, "dwg"}, {0, "AC1015", detect.CAD, "dwg"}, {0, "AC1018", detect.CAD, "dwg"},
	{0, "AC1021", detect.CAD, "dwg"}, {0, "AC1024", detect.CAD, "dwg"}, {0, "AC1027", detect.CAD, "dwg"}, {0, "AC1032", detect.CAD, "dwg"},
	{0, "**PARASOLID", detect.CAD, "parasolid"},
	{0, "\x00\x06\x00\x02", detect.CAD, "gdsii"},
	{0, "%SEMI-OASIS", detect.CAD, "oasis"},
	{0, "  0\r\nSECTION", detect.CAD, "dxf"}, {0, "0\r\nSECTION", detect.CAD, "dxf"}, {0, "  0\nSECTION", detect.CAD, "dxf"},
	{72, "S      1", detect.CAD, "iges"},
	{0, "solid ", detect.CAD, "stl"},
	{0, "%FSLA", detect.CAD, "gerber"},
	{0, "GGUF", detect.Model, "gguf"},
	{8, "{\"__metadata__\"", detect.Model, "safetensors"},
}

func designOf(head []byte) int {
	for i, d := range designs {
		if len(head) >= d.at+len(d.magic) && string(head[d.at:d.at+len(d.magic)]) == d.magic {
			if d.name == "stl" && !bytes.Contains(head, []byte("facet normal")) {
				continue
			}
			return i
		}
	}
	return -1
}

// Recognise implements census.Format.
func (Design) Recognise(head []byte, _ string) bool { return designOf(head) >= 0 }

// Scan implements census.Format.
func (Design) Scan(_ context.Context, src *census.Source, f *census.File) error {
	d := designs[designOf(src.Head)]
	f.Format, f.Rows, f.Bytes = d.name, 1, src.Size
	f.Note(d.kind, detect.A, src.Head[:min(len(src.Head), 16)], 1)
	return nil
}

// Code reads source code: secrets in it count, and, where it says that it is not free, it is property. What it spells as examples is nobody's data.
type Code struct{}

// Name implements census.Format.
func (Code) Name() string { return "source" }

var sourceEndings = map[string]bool{
	".go": true, ".py": true, ".js": true, ".ts": true, ".tsx": true, ".jsx": true, ".java": true, ".kt": true, ".scala": true, ".c": true, ".h": true, ".cc": true, ".cpp": true, ".hpp": true,
	".cs": true, ".rb": true, ".rs": true, ".swift": true, ".php": true, ".pl": true, ".sh": true, ".v": true, ".sv": true, ".vhd": true, ".vhdl": true, ".lua": true, ".ipynb": true, ".m": true,
}

var (
	codeLine = pattern.New(`(?m)^\s*(?:package \w+$|import [\w."(]|from \w+ import |#include [<"]|using [\w.]+;|func \w+\(|def \w+\(.*\):|class \w+[\s({:]|public (?:class|static|interface) |module \w+\s*[(;]|entity \w+ is|fn \w+\(|const \w+ = require\(|#!/.*(?:sh|python|perl|ruby|node))`)
	open     = pattern.New(`(?i)\b(?:MIT License|Apache License|GNU (?:Lesser |Affero )?General Public|BSD-\d-Clause|Mozilla Public License|SPDX-License-Identifier: (?:MIT|Apache|BSD|GPL|LGPL|MPL|ISC)|Permission is hereby granted, free of charge)`)
	closed   = pattern.New(`(?i)\b(?:proprietary (?:and|&) confidential|confidential and proprietary|all rights reserved|trade secret|"private":\s*true|do not distribute|internal use only)`)
)

// Recognise implements census.Format.
func (Code) Recognise(head []byte, name string) bool {
	if !census.IsText(head) {
		return false
	}
	h := head[:min(len(head), 8<<10)]
	ext := strings.ToLower(path.Ext(strings.SplitN(name, "#", 2)[0]))
	return codeLine.Match(h) && (sourceEndings[ext] || bytes.HasPrefix(head, []byte("#!")) || len(codeLine.FindAllIndex(h, 3)) >= 3)
}

// Scan implements census.Format.
func (Code) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	h := src.Head[:min(len(src.Head), 8<<10)]
	if closed.Match(h) && !open.Match(h) {
		i := closed.FindIndex(h)
		f.Note(detect.SourceCode, detect.B, h[i[0]:i[1]], int64(1+bytes.Count(h[:i[0]], []byte("\n"))))
	}
	return eachBlock(ctx, src.Reader, f, func(text []byte, first int64, _ bool) int64 {
		return f.Code(text, first)
	})
}
