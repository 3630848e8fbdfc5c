package workload

import (
	"bytes"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
)

// Dockerfile reads the files that images are built from.
type Dockerfile struct{}

// Name implements evidence.Reader.
func (Dockerfile) Name() string { return "dockerfile" }

var (
	firstWord = pattern.New(`(?i)^(FROM[ \t]+\S|ARG[ \t]+\w)`)
	fromLine  = pattern.New(`(?im)^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*[\w$"{.][^ \t\r\n]*([ \t]+AS[ \t]+\S+)?[ \t]*\r?$`)
	address   = pattern.New(`\b(?:https?|ftp|git\+https|s3|oss)://[^\s"'<>|;)]+`)
)

// Recognizes implements evidence.Reader.
func (Dockerfile) Recognizes(head []byte) evidence.Strength {
	if bytes.IndexByte(head, 0) >= 0 {
		return evidence.No
	}
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		return evidence.Strong.If(firstWord.Match(line) && fromLine.Match(head))
	}
	return evidence.No
}

// Read implements evidence.Reader. Observations come in the order of the file.
func (Dockerfile) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		lines := evidence.NewLines(in.R)
		f := &finder{in: in, seen: map[string]bool{}}
		stages := map[string]bool{"scratch": true}
		for lines.Next() {
			f.instruction(string(lines.Bytes()), int(lines.Number()), stages)
		}
		for _, item := range f.items {
			if !yield(item, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(evidence.Item{}, err)
		}
	}
}

// instruction reads one line: the image it begins with, and hosts that it fetches from.
func (f *finder) instruction(text string, line int, stages map[string]bool) {
	words := strings.Fields(text)
	if len(words) == 0 || strings.HasPrefix(words[0], "#") {
		return
	}
	f.in.Records++
	for _, w := range words[1:] {
		if image, ok := strings.CutPrefix(w, "--from="); ok && !stages[strings.ToLower(image)] && strings.Trim(image, "0123456789") != "" {
			f.registry(image, line)
		}
	}
	if strings.EqualFold(words[0], "FROM") {
		for len(words) > 1 && strings.HasPrefix(words[1], "--") {
			words = words[1:]
		}
		if len(words) > 1 && !stages[strings.ToLower(words[1])] {
			f.registry(words[1], line)
		}
		if n := len(words); n > 3 && strings.EqualFold(words[n-2], "AS") && len(stages) < 1000 {
			stages[strings.ToLower(words[n-1])] = true
		}
		return
	}
	rest := text
	for range 100 {
		m := address.FindStringSubmatch(rest)
		if m == nil {
			return
		}
		if h := evidence.HostIn(m[0]); h != "" {
			f.add(line, fact.Observation{Endpoint: h, Service: "build"})
		}
		_, rest, _ = strings.Cut(rest, m[0])
	}
}
