// Package resolver reads what DNS resolvers log of the names that were asked
// for: Route 53 Resolver (JSON lines), and the query logs of BIND, dnsmasq,
// Unbound and CoreDNS. The asset is the client.
package resolver

import (
	"bytes"
	"iter"
	"net/netip"
	"strings"
	"time"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

// A Reader reads query logs. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "resolver-log" }

// forms are the lines that log a query, with the client and the name.
var forms = []struct {
	line         *pattern.Pattern
	client, name int
}{
	{pattern.New(`client (?:@0x[0-9a-f]+ )?([0-9a-fA-F.:]+)#\d+(?: \([^)]*\))?: (?:view \S+: )?query: (\S+) (?:IN|CH|HS) \S+`), 1, 2}, // BIND
	{pattern.New(`\bquery\[[A-Z0-9=a-z]+\] (\S+) from ([0-9a-fA-F.:]+)`), 2, 1},                                                       // dnsmasq
	{pattern.New(`\bunbound\[\d+:[0-9a-f]+\] (?:info|query): ([0-9a-fA-F.:]+) (\S+) [A-Z0-9]+ IN`), 1, 2},                             // Unbound
	{pattern.New(`\[?([0-9a-fA-F.:]+)\]?:\d+ - \d+ "[A-Z0-9]+ IN (\S+) (?:udp|tcp|https|tls)`), 1, 2},                                 // CoreDNS
}

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	text := bytes.TrimLeft(head, " \t\r\n")
	if isJSON(text) {
		return evidence.Strong.If(bytes.Contains(text, []byte(`"query_name"`)) && bytes.Contains(text, []byte(`"query_type"`)) && bytes.Contains(text, []byte(`"srcaddr"`)))
	}
	lines, found := 0, 0
	for line := range bytes.Lines(text) {
		if lines++; lines > 40 {
			break
		}
		if client, _ := query(line); client != "" {
			found++
		}
	}
	return evidence.Strong.If(found > 0 && found*5 >= lines)
}

// isJSON tells JSON from lines that begin with a bracket: "[INFO]", "[1764547200]".
func isJSON(text []byte) bool {
	rest := bytes.TrimLeft(bytes.TrimPrefix(text, []byte("[")), " \t\r\n")
	return bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("[")) && bytes.HasPrefix(rest, []byte("{"))
}

// query returns the client and the name of a line that logs a query.
func query(line []byte) (client, name string) {
	if len(line) > 4096 {
		return "", ""
	}
	for _, f := range forms {
		if m := f.line.FindStringSubmatch(string(line)); m != nil {
			return m[f.client], m[f.name]
		}
	}
	return "", ""
}

// Read implements evidence.Reader. It yields its observations at the end of the log.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		l := &log{in: in, names: evidence.NewNames(in.Options)}
		read := l.text
		head, rest, err := evidence.Peek(in.R, 64)
		if err != nil {
			yield(evidence.Item{}, err)
			return
		}
		in.R = rest
		if isJSON(head) {
			read = l.json
		}
		if !read(yield) {
			return
		}
		for item := range l.names.Items() {
			if !yield(item, nil) {
				return
			}
		}
		if in.Note = l.names.Note(); l.names.Lossy() {
			yield(evidence.Item{}, evidence.BadLine(0, "%s", in.Note))
		}
	}
}

type log struct {
	in    *evidence.Input
	names *evidence.Names
}

func (l *log) text(yield func(evidence.Item, error) bool) bool {
	lines := evidence.NewLines(l.in.R)
	for lines.Next() {
		client, name := query(lines.Bytes())
		if client == "" {
			l.in.Skip("no query", 1)
			continue
		}
		if !l.asked(client, name, 0, lines.Number(), nil) && !l.bad(yield, lines.Number()) {
			return false
		}
	}
	if err := lines.Err(); err != nil {
		return yield(evidence.Item{}, err)
	}
	return true
}

func (l *log) json(yield func(evidence.Item, error) bool) bool {
	for o, err := range evidence.Objects(l.in.R) {
		if err != nil {
			if !yield(evidence.Item{}, err) {
				return false
			}
			continue
		}
		name := o.Text("query_name")
		if name == "" || o.Text("rcode") == "NXDOMAIN" {
			l.in.Skip("no such name", 1)
			continue
		}
		at := int64(0)
		if t, err := time.Parse(time.RFC3339, o.Text("query_timestamp")); err == nil {
			at = t.Unix()
		}
		var answers []string
		for _, a := range o.List("answers") {
			data, _ := evidence.At(a, "Rdata").(string)
			answers = append(answers, data)
		}
		if !l.asked(o.Text("srcaddr"), name, at, o.Line, answers) && !l.bad(yield, o.Line) {
			return false
		}
	}
	return true
}

func (l *log) bad(yield func(evidence.Item, error) bool, line int64) bool {
	l.in.Skip("unreadable record", 1)
	return yield(evidence.Item{}, evidence.BadLine(line, "the client is no address"))
}

// asked counts a query, and each alias in its answer; false if the client is no address.
func (l *log) asked(client, name string, at, line int64, answers []string) bool {
	a, err := netip.ParseAddr(client)
	if err != nil {
		return false
	}
	a = evidence.Plain(a)
	l.in.Records++
	h := evidence.Host(name)
	if h == "" {
		l.in.Skip("not a name of the internet", 1)
		return true
	}
	var aliases, addresses []string
	for _, v := range answers {
		for _, t := range evidence.Targets(v) {
			if evidence.PublicAddress(t) != "" {
				addresses = append(addresses, t)
			} else if t != h && !strings.Contains(t, "/") {
				aliases = append(aliases, t)
			}
		}
	}
	u := evidence.Use{First: at, Last: at, Line: line}
	l.names.Add(a, h, "dns", u, aliases, addresses)
	for _, alias := range aliases {
		l.names.Add(a, alias, "dns", u, addresses)
	}
	return true
}
