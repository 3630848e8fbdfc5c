package zeek

import (
	"bytes"
	"encoding/hex"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/jsontokens"
)

// A field is one that is read.
type field int

const (
	ts field = iota
	origH
	respH
	proto
	connState
	localOrig
	localResp
	origBytes
	respBytes
	origIPBytes
	respIPBytes
	query
	rcodeName
	answers
	rejected
	serverName
	established
	hostName
	fieldCount
)

var fieldNames = [fieldCount]string{
	ts: "ts", origH: "id.orig_h", respH: "id.resp_h", proto: "proto", connState: "conn_state",
	localOrig: "local_orig", localResp: "local_resp", origBytes: "orig_bytes", respBytes: "resp_bytes",
	origIPBytes: "orig_ip_bytes", respIPBytes: "resp_ip_bytes", query: "query", rcodeName: "rcode_name",
	answers: "answers", rejected: "rejected", serverName: "server_name", established: "established", hostName: "host",
}

// fieldByName finds fields by the names that Zeek gives them, with another
// separator (Log::default_scope_sep), and by those of the Elastic Common Schema.
var fieldByName = func() map[string]field {
	m := map[string]field{
		"id_orig_h": origH, "id_resp_h": respH, "orig_h": origH, "resp_h": respH, "id.orig_host": origH, "id.resp_host": respH,
		"@timestamp": ts, "timestamp": ts,
		"source.ip": origH, "destination.ip": respH, "source.address": origH, "destination.address": respH,
		"network.transport": proto, "source.bytes": origBytes, "destination.bytes": respBytes,
		"connection.state": connState, "connection.local_orig": localOrig, "connection.local_resp": localResp,
		"dns.question.name": query, "dns.response_code": rcodeName, "dns.answers": answers, "dns.answers.data": answers, "dns.resolved_ip": answers,
		"tls.client.server_name": serverName, "ssl.server.name": serverName, "tls.established": established,
		"url.domain": hostName, "destination.domain": hostName,
	}
	for f, n := range fieldNames {
		m[n] = field(f)
	}
	return m
}()

// A record holds the values of one line; nil: unset. Answers are apart, being many.
type record struct {
	values  [fieldCount][]byte
	answers [][]byte
	have    sign
	path    string // the log that it says it is of
	uid     bool
	raw     []byte // text that may be the record itself
}

// A logReader reads one file.
type logReader struct {
	in     *evidence.Input
	input  io.Reader
	lines  *evidence.Lines
	line   int64                   // of the record at hand
	told   func(wrong string) bool // of records of a list; nil where each has its line
	failed error
	uids   int // records with the identifier that Zeek gives, and both addresses
	tally  *evidence.Tally
	names  *evidence.Names

	log       log
	path      string // as #path names it
	columns   int
	at        [fieldCount]int // column of each field, -1: none
	separator byte
	set       []byte // between the elements of a vector
	empty     []byte
	row       evidence.Columns
	rec       record

	json  *jsontokens.Scanner
	arena []byte // the decoded values of a line of JSON
}

// scan reads all lines; false if yield wants no more.
func (l *logReader) scan(yield func(evidence.Item, error) bool) bool {
	for l.lines.Next() {
		line := l.lines.Bytes()
		wrong := ""
		switch {
		case l.lines.TooLong():
			wrong = "line of more than 1 MiB"
		case len(bytes.TrimSpace(line)) == 0:
		case line[0] == '#':
			wrong = l.header(line)
		case line[0] == '{':
			wrong = l.fromJSON(line)
		case l.columns == 0:
			wrong = "record before any #fields line"
		default:
			wrong = l.fromText(line)
		}
		if wrong != "" {
			l.in.Skip("unreadable line", 1)
			if !yield(evidence.Item{}, evidence.BadLine(l.lines.Number(), "%s", wrong)) {
				return false
			}
		}
	}
	return true
}

// header takes a line that begins with "#".
func (l *logReader) header(line []byte) (wrong string) {
	name, value, _ := strings.Cut(string(line[:min(len(line), 64<<10)]), string(l.separator))
	switch {
	case strings.HasPrefix(name, "#separator"):
		v := strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(name+string(l.separator)+value, "#separator"), " "))
		if l.separator, wrong = separator(v); wrong != "" {
			l.separator = '\t'
		}
	case name == "#set_separator" && value != "":
		l.set = []byte(value)
	case name == "#empty_field":
		l.empty = []byte(value)
	case name == "#path":
		l.path = value
	case name == "#fields":
		l.fields(strings.Split(value, string(l.separator)))
	}
	return wrong
}

// separator reads `\x09`.
func separator(v string) (byte, string) {
	if after, ok := strings.CutPrefix(v, `\x`); ok {
		if b, err := hex.DecodeString(after); err == nil && len(b) == 1 {
			return b[0], ""
		}
	} else if len(v) == 1 {
		return v[0], ""
	}
	return 0, "#separator is not one byte"
}

func (l *logReader) fields(names []string) {
	l.columns = len(names)
	var have sign
	for f := range l.at {
		l.at[f] = -1
	}
	for i, n := range names {
		have |= signs[n]
		if f, ok := fieldByName[n]; ok && l.at[f] < 0 {
			l.at[f] = i
		}
	}
	if l.log = logOf(l.path, have); l.at[origH] < 0 || l.at[respH] < 0 {
		l.log = noLog
	}
}

// fromText reads a line of separated columns.
func (l *logReader) fromText(line []byte) (wrong string) {
	if l.log == noLog {
		l.in.Skip("other log", 1)
		return ""
	}
	if l.row.Cut(line, 0, l.separator); l.row.N != l.columns || l.columns > evidence.MaxColumns {
		return "has " + strconv.Itoa(l.row.N) + " columns, where #fields names " + strconv.Itoa(l.columns)
	}
	for f, i := range l.at {
		l.rec.values[f] = nil
		if i >= 0 && !l.row.Null(i) {
			if v := l.row.At(i); !bytes.Equal(v, l.empty) || len(l.empty) == 0 {
				l.rec.values[f] = v
			}
		}
	}
	l.rec.answers = l.rec.answers[:0]
	if v := l.rec.values[answers]; v != nil {
		for a := range bytes.SplitSeq(v, l.set) {
			l.rec.answers = append(l.rec.answers, a)
		}
	}
	l.line = l.lines.Number()
	return l.record()
}

// kept copies a value that must outlive the scanner's next token.
func (l *logReader) kept(v []byte) []byte {
	n := len(l.arena)
	l.arena = append(l.arena, v...)
	return l.arena[n:len(l.arena):len(l.arena)]
}

// seconds reads a time: seconds since 1970 with a fraction, or ISO 8601. 0 is not known.
func seconds(v []byte) int64 {
	whole, _, _ := bytes.Cut(v, []byte("."))
	if n, ok := evidence.Number(whole); ok {
		return n
	}
	if len(v) > 40 {
		return 0
	}
	t, err := time.Parse(time.RFC3339Nano, string(v))
	if err != nil {
		return 0
	}
	return t.Unix()
}
