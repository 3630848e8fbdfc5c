package zeek

import (
	"bytes"
	"errors"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/jsontokens"
)

// maxNested bounds objects within a record: what ships logs wraps them.
const maxNested = 8

// wrappers are names around a record, or around its fields, that tell nothing:
// those of Elasticsearch and Splunk exports, message queues and collectors.
var wrappers = map[string]bool{
	"_source": true, "event": true, "fields": true, "result": true, "log": true, "data": true, "record": true, "payload": true, "message": true,
	"body": true, "json": true, "value": true, "zeek": true, "bro": true, "corelight": true, "conn": true, "connection": true, "dns": true,
	"ssl": true, "tls": true, "quic": true, "http": true, "hits": true, "results": true, "records": true, "events": true, "session": true,
}

// fromJSON reads a line that is one object.
func (l *logReader) fromJSON(line []byte) (wrong string) {
	l.json.Reset(line)
	l.line = l.lines.Number()
	if k, err := l.json.Next(); err != nil || k != '{' {
		return "not one JSON object"
	}
	wrong, err := l.jsonRecord()
	if err != nil {
		return "not one JSON object"
	}
	return wrong
}

// scanJSON reads text that is one value of JSON: an array of records, or an object around one.
func (l *logReader) scanJSON(yield func(evidence.Item, error) bool) bool {
	l.json = jsontokens.New(l.input)
	l.told = func(wrong string) bool {
		l.in.Skip("unreadable record", 1)
		return yield(evidence.Item{}, evidence.BadLine(l.line, "%s", wrong))
	}
	for {
		k, err := l.json.Next()
		if err == nil && (k == '{' || k == '[') {
			err = l.value("", k, 0)
		}
		switch {
		case errors.Is(err, errEnough):
			return false
		case err != nil:
			if se, ok := errors.AsType[*jsontokens.SyntaxError](err); ok {
				return yield(evidence.Item{}, evidence.BadLine(se.Line, "%s", se.What))
			}
			l.failed = err
			return true
		case k == jsontokens.End:
			return true
		}
	}
}

// errEnough ends a reading because nobody wants more of it.
var errEnough = errors.New("enough")

// jsonRecord reads an object that was opened, and what it says.
func (l *logReader) jsonRecord() (wrong string, err error) {
	l.rec = record{answers: l.rec.answers[:0]}
	l.arena = l.arena[:0]
	if err := l.object("", 0); err != nil {
		return "", err
	}
	r := &l.rec
	if r.values[origH] == nil && len(r.raw) > 0 {
		raw := r.raw
		l.rec = record{answers: r.answers[:0]}
		outer := l.json
		l.json = new(jsontokens.Scanner)
		l.json.Reset(raw)
		if k, err := l.json.Next(); err == nil && k == '{' {
			_ = l.object("", 0) // what it holds counts as far as it goes
		}
		l.json = outer
	}
	return l.judge(), nil
}

// judge counts the record at hand, or skips it.
func (l *logReader) judge() (wrong string) {
	r := &l.rec
	if r.values[origH] == nil || r.values[respH] == nil {
		if !r.empty() {
			l.in.Skip("other log", 1)
		}
		return ""
	}
	if r.uid {
		l.uids++
	}
	if l.log = logOf(r.path, r.have); l.log == noLog {
		if r.have&signAnswer != 0 && r.have&signOther == 0 {
			l.in.Skip("no query", 1)
		} else {
			l.in.Skip("other log", 1)
		}
		return ""
	}
	return l.record()
}

func (r *record) empty() bool { return r.have == 0 && r.path == "" && r.values[ts] == nil }

// object reads the members of an object that was opened.
func (l *logReader) object(prefix string, depth int) error {
	if depth > maxNested {
		return l.json.Close()
	}
	for {
		k, err := l.json.Next()
		if err != nil || k == '}' {
			return err
		}
		name := string(l.json.Text())
		if prefix != "" {
			name = prefix + "." + name
		}
		if k, err = l.json.Next(); err != nil {
			return err
		}
		if err := l.value(name, k, depth+1); err != nil {
			return err
		}
	}
}

// value reads a value whose first token was read, under its full name.
func (l *logReader) value(name string, k jsontokens.Kind, depth int) error {
	plain := plainName(name)
	f, known := fieldByName[plain]
	if k != '{' {
		l.rec.have |= signs[plain]
	}
	l.rec.uid = l.rec.uid || plain == "uid" || plain == "zeek.session_id" || plain == "session_id"
	switch k {
	case '{':
		if logNames[plain] != noLog && l.rec.path == "" {
			l.rec.path = plain
		}
		if name == "" {
			return l.one()
		}
		return l.object(name, depth)
	case '[':
		return l.array(name, known && f == answers, depth)
	case jsontokens.String, jsontokens.Number:
		switch {
		case known && f == answers:
			l.rec.answers = append(l.rec.answers, l.kept(l.json.Text()))
		case known && l.rec.values[f] == nil:
			l.rec.values[f] = l.kept(l.json.Text())
		case pathNames[plain]:
			l.rec.path = string(l.json.Text()[:min(len(l.json.Text()), 60)])
		case rawNames[plain] && k == jsontokens.String && bytes.HasPrefix(l.json.Text(), []byte("{")):
			l.rec.raw = bytes.Clone(l.json.Text())
		}
	case jsontokens.True, jsontokens.False:
		if known {
			l.rec.values[f] = []byte{"FT"[b2i(k == jsontokens.True)]}
		}
	}
	return nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// array reads an array that was opened: answers, records, or what is passed over.
func (l *logReader) array(name string, answered bool, depth int) error {
	for {
		k, err := l.json.Next()
		if err != nil || k == ']' {
			return err
		}
		last := name[strings.LastIndexByte(name, '.')+1:]
		switch {
		case answered && k == jsontokens.String:
			l.rec.answers = append(l.rec.answers, l.kept(l.json.Text()))
		case answered && k == '{': // of ECS: {"data": "..."}
			err = l.object("dns.answers", depth+1)
		case k == '{' && (name == "" || wrappers[last]) && depth <= maxNested && l.told != nil:
			err = l.one()
		case k == '{' || k == '[':
			err = l.json.Close()
		}
		if err != nil {
			return err
		}
	}
}

// one reads a record of a list.
func (l *logReader) one() error {
	outer := l.rec
	outer.answers = nil
	l.rec.answers = nil
	l.line = l.json.Line()
	wrong, err := l.jsonRecord()
	l.rec = outer
	if err == nil && wrong != "" && !l.told(wrong) {
		return errEnough
	}
	return err
}

// plainName takes wrappers off the name of a field, up to one that is known.
func plainName(name string) string {
	for {
		if _, ok := fieldByName[name]; ok || signs[name] != 0 || pathNames[name] || rawNames[name] {
			return name
		}
		first, rest, ok := strings.Cut(name, ".")
		if !ok || !wrappers[first] {
			return name
		}
		name = rest
	}
}

// pathNames are the fields that name the log of a record; rawNames those that may hold the record as text.
var (
	pathNames = map[string]bool{"_path": true, "event.dataset": true, "log_type": true, "sourcetype": true, "path": true}
	rawNames  = map[string]bool{"message": true, "_raw": true, "event.original": true}
)

// oneValue reports whether text is JSON whose records do not stand on a line each.
func oneValue(head []byte) bool {
	text := bytes.TrimLeft(head, " \t\r\n")
	if bytes.HasPrefix(text, []byte("[")) {
		return true
	}
	line, _, more := bytes.Cut(text, []byte("\n"))
	line = bytes.TrimRight(line, " \t\r")
	if !bytes.HasPrefix(line, []byte("{")) {
		return false
	}
	if more && !bytes.HasSuffix(line, []byte("}")) {
		return true // spread over lines
	}
	for _, list := range []string{`{"hits"`, `{"took"`, `{"results"`, `{"records"`, `{"events"`} {
		if bytes.HasPrefix(bytes.ReplaceAll(line[:min(len(line), 40)], []byte(" "), nil), []byte(list)) {
			return true
		}
	}
	return false
}
