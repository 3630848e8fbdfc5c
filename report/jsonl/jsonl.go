// Package jsonl writes the findings of a determination as lines of JSON.
package jsonl

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// A line is a finding with the places that its dealing was read at.
type line struct {
	Schema        string      `json:"schema"` // "longarm-finding/1"
	Determination fact.Digest `json:"determination"`
	At            fact.Date   `json:"at"`
	NeedsAction   bool        `json:"needs_action"`
	Accepted      *accepted   `json:"accepted,omitempty"`
	Places        []place     `json:"places,omitempty"`
	*determination.Finding
}

type accepted struct {
	Reason string    `json:"reason"`
	Author string    `json:"author"`
	Until  fact.Date `json:"until"`
	Stands bool      `json:"stands"`
}

type place struct {
	File   string      `json:"file"`
	Line   int64       `json:"line,omitempty"`
	Place  string      `json:"place,omitempty"`
	Digest fact.Digest `json:"digest"`
}

const maxPlaces = 20

// Write writes one line for each finding, in the order of the determination.
func Write(w io.Writer, v *report.View) error {
	b := bufio.NewWriterSize(w, 1<<16)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	for i := range v.Findings {
		f := &v.Findings[i]
		l := line{Schema: "longarm-finding/1", Determination: v.Digest, At: v.At, NeedsAction: f.NeedsAction(), Finding: f}
		if a, ok := v.Accepted[f.Name]; ok {
			l.Accepted = &accepted{a.Reason, a.Author, a.Until, a.Stands}
		}
		for _, s := range v.Places(f.Fact, maxPlaces) {
			l.Places = append(l.Places, place{s.Name, s.Line, s.Place, s.Digest})
		}
		if err := e.Encode(l); err != nil {
			return err
		}
	}
	return b.Flush()
}
