// Package zeek reads the conn, dns, ssl, quic and http logs of Zeek, as
// tab-separated text and as JSON.
//
// The order of fields is read from each #fields line, of which a file may hold
// several; a log is told by its fields taken together, in either form. Fields of
// JSON may be nested, wrapped and renamed as those who ship logs do. The asset of a record is the address on our side. What was attempted
// and refused is counted apart from what was used. A DNS answer shows aliases
// and addresses of a name, a TLS record the address that a name was sent to:
// they stand in Observation.Names, and aliases are observations of their own.
package zeek

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"iter"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/jsontokens"
)

// A Reader reads Zeek logs. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "zeek" }

// Recognizes implements evidence.Reader: by a header that names the fields of a
// connection, or by the first records in JSON, of which one has them.
func (Reader) Recognizes(head []byte) evidence.Strength {
	text := bytes.TrimLeft(head, " \t\r\n")
	if bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("[")) {
		return evidence.Strong.If(sniff(text))
	}
	if !bytes.HasPrefix(text, []byte("#")) {
		return evidence.No
	}
	l := logReader{separator: '\t'}
	for line := range bytes.Lines(text) {
		if line[0] != '#' {
			return evidence.No
		}
		line = bytes.TrimRight(line, "\r\n")
		if l.header(line); bytes.HasPrefix(line, []byte("#fields")) {
			told := bytes.Contains(text, []byte("#separator ")) && bytes.Contains(text, []byte("\n#path\t")) // of Zeek, and perhaps a log that is not read
			return evidence.Strong.If(told || l.at[origH] >= 0 && l.at[respH] >= 0 && l.columns > 3 && (l.log != noLog || l.at[ts] >= 0))
		}
	}
	return evidence.No
}

// sniff reports whether JSON begins with records of connections, some of them
// of a log that is read, or all with the identifier that Zeek gives.
func sniff(text []byte) bool {
	in := &evidence.Input{}
	l := newLogReader(in, bytes.NewReader(text))
	known := func() bool { return in.Records > 0 || in.Skipped["no query"] > 0 }
	if oneValue(text) {
		l.scanJSON(func(evidence.Item, error) bool { return false })
		return known() || l.uids > 0
	}
	for range 50 {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		if len(bytes.TrimSpace(line)) > 0 && line[0] == '{' {
			l.json.Reset(line)
			if k, err := l.json.Next(); err == nil && k == '{' {
				if _, err := l.jsonRecord(); err == nil && known() {
					return true
				}
			}
		}
		if text = rest; !whole {
			break
		}
	}
	return l.uids > 0
}

// Read implements evidence.Reader. It yields its observations at the end of the
// log: one for each asset and public address, and one for each asset and name.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		text := bufio.NewReaderSize(in.R, 64<<10)
		head, _ := text.Peek(64 << 10)
		l := newLogReader(in, text)
		scan := l.scan
		if oneValue(head) {
			scan = l.scanJSON
		}
		if !scan(yield) || !l.give(yield) {
			return
		}
		if err := cmp.Or(l.failed, l.lines.Err()); err != nil {
			yield(evidence.Item{}, err)
		}
	}
}

func newLogReader(in *evidence.Input, r io.Reader) *logReader {
	return &logReader{
		in: in, input: r, lines: evidence.NewLines(r), tally: evidence.NewTally(in.Options),
		names: evidence.NewNames(in.Options), separator: '\t', set: []byte(","),
		json: new(jsontokens.Scanner),
	}
}

// give yields what was counted.
func (l *logReader) give(yield func(evidence.Item, error) bool) bool {
	for item := range l.tally.Items(func(service string) (string, string) { return service, "" }) {
		if !yield(item, nil) {
			return false
		}
	}
	for item := range l.names.Items() {
		if !yield(item, nil) {
			return false
		}
	}
	for _, note := range []string{l.tally.Note(), l.names.Note()} {
		if note != "" && l.in.Note != "" {
			l.in.Note += "; "
		}
		l.in.Note += note
	}
	if l.tally.Lossy() || l.names.Lossy() {
		return yield(evidence.Item{}, evidence.BadLine(0, "%s", l.in.Note))
	}
	return true
}
