// Package resolver reads what DNS resolvers log of the names that were asked for:
// Route 53 Resolver, Google Cloud DNS and AdGuard Home (JSON lines), the query logs
// of BIND, Unbound and CoreDNS, the log of dnsmasq and Pi-hole, with its answers, and
// the debugging log of Windows. The asset is the client. Names that do not exist are
// passed over; those that the resolver refused count as rejected.
package resolver

import (
	"bytes"
	"iter"
	"net/netip"
	"slices"
	"strings"

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
	{pattern.New(`\bquery\[[A-Za-z0-9=]+\] (\S+) from ([0-9a-fA-F.:]+)`), 2, 1},                                                       // dnsmasq
	{pattern.New(`\bunbound\[\d+:[0-9a-f]+\] (?:info|query|reply): ([0-9a-fA-F.:]+) (\S+) [A-Z0-9]+ IN`), 1, 2},                       // Unbound
	{pattern.New(`\[?([0-9a-fA-F.:]+)\]?:\d+ - \d+ "[A-Z0-9]+ IN (\S+) (?:udp|tcp|https|tls)`), 1, 2},                                 // CoreDNS
	{pattern.New(`\b(?:UDP|TCP) Rcv ([0-9a-fA-F.:]+)\s+[0-9a-f]{4}   Q \[.*?\]\s+[A-Z0-9]+\s+((?:\(\d+\)[^()\s]*)+)`), 1, 2},          // Windows
}

var (
	noSuchName = pattern.New(`(?:"|IN) NXDOMAIN\b`) // of CoreDNS, and of the replies of Unbound
	replied    = pattern.New(`\] (?:info|reply): \S+ \S+ [A-Z0-9]+ IN [A-Z]+ \d`)
)

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	text := bytes.TrimLeft(head, " \t\r\n")
	if isJSON(text) {
		return evidence.Strong.If(slices.ContainsFunc(jsonMarks, func(marks []string) bool {
			return !slices.ContainsFunc(marks, func(m string) bool { return !bytes.Contains(text, []byte(m)) })
		}))
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

// jsonMarks are the members that tell records of Route 53, of Google Cloud DNS and of AdGuard Home.
var jsonMarks = [][]string{
	{`"query_name"`, `"query_type"`, `"srcaddr"`}, {`"queryName"`, `"queryType"`, `"responseCode"`}, {`"QH"`, `"QT"`, `"IP"`},
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
			return m[f.client], plainName(m[f.name])
		}
	}
	return "", ""
}

// plainName returns a name that Windows writes with the lengths of its labels, "(3)www(4)acme(0)", as names are written.
func plainName(name string) string {
	if !strings.HasPrefix(name, "(") {
		return name
	}
	labels := strings.FieldsFunc(name, func(r rune) bool { return r == '(' || r == ')' })
	var out []string
	for i := 1; i < len(labels); i += 2 {
		out = append(out, labels[i])
	}
	return strings.Join(out, ".")
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
	d := newDialogue(l)
	for lines.Next() {
		client, name := query(lines.Bytes())
		switch {
		case client == "" && d.answer(lines.Bytes()):
		case client == "":
			l.in.Skip("no query", 1)
		case noSuchName.Match(lines.Bytes()):
			l.in.Skip("no such name", 1)
		case replied.Match(lines.Bytes()): // the query stands before it
			l.in.Skip("reply to a query", 1)
		default:
			a, err := netip.ParseAddr(client)
			if err != nil {
				if !l.bad(yield, lines.Number()) {
					return false
				}
				continue
			}
			d.ask(asking{client: a, name: name, line: lines.Number()}, bytes.Contains(lines.Bytes(), []byte("query[")))
		}
	}
	d.end()
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
		q := fromJSON(o)
		if q.name == "" || q.none {
			l.in.Skip("no such name", 1)
			continue
		}
		a, err := netip.ParseAddr(q.from)
		if err != nil {
			if !l.bad(yield, o.Line) {
				return false
			}
			continue
		}
		q.client, q.line = a, o.Line
		l.asked(q.asking)
	}
	return true
}

func (l *log) bad(yield func(evidence.Item, error) bool, line int64) bool {
	l.in.Skip("unreadable record", 1)
	return yield(evidence.Item{}, evidence.BadLine(line, "the client is no address"))
}

// An asking is one query, with what was answered.
type asking struct {
	client  netip.Addr
	name    string
	at      int64 // in seconds; 0: not told
	line    int64
	answers []string
	refused bool // by a list of what may not be asked
}

// asked counts a query, and each alias in its answer.
func (l *log) asked(q asking) {
	a := evidence.Plain(q.client)
	l.in.Records++
	h := evidence.Host(q.name)
	if h == "" {
		l.in.Skip("not a name of the internet", 1)
		return
	}
	var aliases, addresses []string
	for _, v := range q.answers {
		for _, t := range evidence.Targets(v) {
			if evidence.PublicAddress(t) != "" {
				addresses = append(addresses, t)
			} else if t != h && !strings.Contains(t, "/") {
				aliases = append(aliases, t)
			}
		}
	}
	u := evidence.Use{First: q.at, Last: q.at, Line: q.line, Rejected: q.refused}
	l.names.Add(a, h, "dns", u, aliases, addresses)
	for _, alias := range aliases {
		l.names.Add(a, alias, "dns", u, addresses)
	}
}
