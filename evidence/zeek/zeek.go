// Package zeek reads the conn, dns and ssl logs of Zeek, as tab-separated text
// and as JSON lines.
//
// The order of fields is read from each #fields line, of which a file may hold
// several. The asset of a record is the address on our side. What was attempted
// and refused is counted apart from what was used. A DNS answer shows aliases
// and addresses of a name, a TLS record the address that a name was sent to:
// they stand in Observation.Names, and aliases are observations of their own.
package zeek

import (
	"bytes"
	"iter"

	"github.com/longarm-project/longarm/evidence"
)

// A Reader reads Zeek logs. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "zeek" }

// Recognizes implements evidence.Reader: by a header that names the fields of a
// connection, or a first line of JSON that has them.
func (Reader) Recognizes(head []byte) bool {
	text := bytes.TrimLeft(head, " \t\r\n")
	if bytes.HasPrefix(text, []byte("{")) {
		line, _, _ := bytes.Cut(text, []byte("\n"))
		return bytes.Contains(line, []byte(`orig_h"`)) && bytes.Contains(line, []byte(`resp_h"`)) && jsonPath(line) != noLog
	}
	if !bytes.HasPrefix(text, []byte("#")) {
		return false
	}
	for line := range bytes.Lines(text) {
		if names, ok := bytes.CutPrefix(line, []byte("#fields")); ok {
			return logOf(bytes.Fields(names)) != noLog
		}
		if line[0] != '#' {
			return false
		}
	}
	return false
}

// A log is one of the kinds of log that are read.
type log int

const (
	noLog log = iota
	connLog
	dnsLog
	sslLog
)

// logOf tells a log by its fields: the #path line may be missing or renamed.
func logOf(names [][]byte) log {
	have := make(map[string]bool, len(names))
	for _, n := range names {
		have[string(n)] = true
	}
	switch {
	case !have["id.orig_h"] || !have["id.resp_h"]:
		return noLog
	case have["conn_state"]:
		return connLog
	case have["query"] && (have["qtype_name"] || have["answers"]):
		return dnsLog
	case have["server_name"] && (have["cipher"] || have["version"]):
		return sslLog
	}
	return noLog
}

// Read implements evidence.Reader. It yields its observations at the end of the
// log: one for each asset and public address, and one for each asset and name.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		l := &logReader{
			in: in, lines: evidence.NewLines(in.R), tally: evidence.NewTally(in.Options),
			names: newNames(in.Options), separator: '\t', set: []byte(","),
		}
		if !l.scan(yield) || !l.give(yield) {
			return
		}
		if err := l.lines.Err(); err != nil {
			yield(evidence.Item{}, err)
		}
	}
}

// give yields what was counted.
func (l *logReader) give(yield func(evidence.Item, error) bool) bool {
	for item := range l.tally.Items(func(service string) (string, string) { return service, "" }) {
		if !yield(item, nil) {
			return false
		}
	}
	for item := range l.names.items() {
		if !yield(item, nil) {
			return false
		}
	}
	for _, note := range []string{l.tally.Note(), l.names.note()} {
		if note != "" && l.in.Note != "" {
			l.in.Note += "; "
		}
		l.in.Note += note
	}
	if l.tally.Lossy() || l.names.lossy() {
		return yield(evidence.Item{}, evidence.BadLine(0, "%s", l.in.Note))
	}
	return true
}
