// Package flowlog reads AWS VPC and transit gateway flow logs: as text, as tables
// of query services, and as the events of CloudWatch in JSON, whose messages are records.
//
// The columns are told by the header. Without one, as CloudWatch exports have
// it, they are those of Options.FlowLayout, or inferred where the number of
// columns and the content of each leave no doubt; else nothing is read. The
// version in a record is not the version of the layout.
package flowlog

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
	"net/netip"
	"strings"

	"github.com/longarm-project/longarm/evidence"
)

// sampled is how many records a layout is inferred from.
const sampled = 64

// A Reader reads flow logs. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "vpc-flow" }

// Recognizes implements evidence.Reader.
func (r Reader) Recognizes(head []byte) evidence.Strength {
	return r.Selects("", head, evidence.Options{})
}

// Selects implements evidence.Selector: a log fits the columns that the user names.
func (Reader) Selects(_ string, head []byte, o evidence.Options) evidence.Strength {
	lines := whole(head)
	if isEvents(head) {
		lines = whole(messages(head))
	}
	if len(lines) == 0 {
		return evidence.No
	}
	if header(lines[0]) != nil {
		return evidence.Certain
	}
	if l, err := given(o); l != nil && err == nil && l.fits(lines) {
		return evidence.Certain
	}
	if _, _, err := infer(lines); err == nil {
		return evidence.Strong
	}
	return evidence.Weak.If(likely(lines))
}

// whole returns the first whole lines of head that are not blank.
func whole(head []byte) (lines [][]byte) {
	for len(head) > 0 && len(lines) < sampled {
		line, rest, found := bytes.Cut(head, []byte("\n"))
		if line = bytes.TrimRight(line, "\r"); len(bytes.TrimSpace(line)) > 0 && (found || len(lines) == 0) {
			lines = append(lines, line)
		}
		head = rest
	}
	return lines
}

// likely reports whether lines look like flow records whose layout is not known:
// each has an interface, an attachment or two addresses, and a state of delivery.
func likely(lines [][]byte) bool {
	for _, l := range lines {
		var id, status, none bool
		addresses := 0
		for _, f := range bytes.Fields(l) {
			s := string(f)
			id = id || strings.HasPrefix(s, "eni-") || strings.HasPrefix(s, "tgw-attach-")
			none = none || s == "NODATA" || s == "SKIPDATA"
			status = status || s == "OK" || none || s == "ACCEPT" || s == "REJECT"
			if _, ok := evidence.Address(f); ok {
				addresses++
			}
		}
		if !status || !id && !none && addresses < 2 {
			return false
		}
	}
	return true
}

// Read implements evidence.Reader. It yields its observations at the end of the
// log: one for each pair of interface and public address.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		text := bufio.NewReaderSize(in.R, 64<<10)
		var lines io.Reader = text
		if head, _ := text.Peek(64 << 10); isEvents(head) {
			lines, yield = newEvents(text), placedByEvent(yield)
		}
		s := &scanner{in: in, lines: evidence.NewLines(lines), tally: evidence.NewTally(in.Options), skipped: make(map[string]*int64)}
		defer s.count()
		if !s.scan(yield) {
			return
		}
		s.count()
		for item := range s.tally.Items(serve) {
			if !yield(item, nil) {
				return
			}
		}
		if in.Note = s.tally.Note(); s.tally.Lossy() {
			if !yield(evidence.Item{}, evidence.BadLine(0, "%s", in.Note)) {
				return
			}
		}
		if s.layout != nil && len(s.layout.unknown) > 0 {
			in.Note = strings.TrimPrefix(in.Note+"; columns that are not known are passed over: "+strings.Join(s.layout.unknown, ", "), "; ")
		}
		if s.lost > 0 {
			if !yield(evidence.Item{}, evidence.BadLine(s.lostAt, "SKIPDATA: AWS lost records here, and in %d such lines in all", s.lost)) {
				return
			}
		}
		if err := s.lines.Err(); err != nil {
			yield(evidence.Item{}, err)
		}
	}
}

// serve names the AWS service that a log says stands behind an address.
func serve(service string) (name, provider string) {
	if service == "" {
		return "", ""
	}
	return strings.ToLower(service), "aws"
}

// A scanner reads one log.
type scanner struct {
	in      *evidence.Input
	lines   *evidence.Lines
	tally   *evidence.Tally
	layout  *layout
	stamped bool
	row     evidence.Columns
	named   []named
	owns    map[uint32]*owner
	service []byte // the last one
	number  uint16
	first   moment
	last    moment
	skipped map[string]*int64
	lost    int64
	lostAt  int64
}

// scan reads all lines; false if yield wants no more.
func (s *scanner) scan(yield func(evidence.Item, error) bool) bool {
	bad := func(format string, args ...any) bool {
		s.skip("unreadable line")
		return yield(evidence.Item{}, evidence.BadLine(s.lines.Number(), format, args...))
	}
	for s.lines.Next() {
		line := s.lines.Bytes()
		if s.lines.TooLong() {
			if !bad("line of more than %d bytes", evidence.MaxLine) {
				return false
			}
			continue
		}
		if len(line) == 0 {
			continue
		}
		if s.layout == nil {
			done, err := s.start(line)
			if err != nil {
				return yield(evidence.Item{}, &evidence.LineError{Line: s.lines.Number(), Err: err})
			}
			if done {
				continue
			}
		}
		if what := s.record(line); what != "" {
			if l := header(line); l != nil {
				s.layout, s.stamped = l, false
				continue
			}
			if !bad("%s", what) {
				return false
			}
		}
	}
	return true
}

// start finds the layout at the first line; done if that line is a header.
func (s *scanner) start(line []byte) (done bool, err error) {
	if s.layout = header(line); s.layout != nil {
		return true, nil
	}
	if s.layout, err = given(s.in.Options); s.layout != nil || err != nil {
		s.stamped = isStamp(firstField(line))
		return false, err
	}
	ahead := append(append(bytes.Clone(line), '\n'), s.lines.Ahead()...)
	s.layout, s.stamped, err = infer(whole(ahead))
	if err != nil {
		return false, fmt.Errorf("%w: there is no header, and %d columns; name them in order with --flow-fields", err, len(bytes.Fields(line)))
	}
	return false, nil
}

// record counts one record, or says what is wrong with it.
func (s *scanner) record(line []byte) (wrong string) {
	from := 0
	if s.stamped {
		from = len(firstField(line)) + 1
	}
	r, l := &s.row, s.layout
	if l.quoted {
		line = bytes.ReplaceAll(line, []byte(`"`), nil)
	}
	if r.Cut(line, min(from, len(line)), l.separator); r.N != l.columns {
		return fmt.Sprintf("%d columns, where the layout has %d", r.N, l.columns)
	}
	if l.status >= 0 {
		if status := r.At(l.status); len(status) != 2 && s.noData(status) {
			return ""
		}
	}
	src, wrongSrc := end2end(r, l.pktSrc, l.src)
	dst, wrongDst := end2end(r, l.pktDst, l.dst)
	if wrongSrc || wrongDst {
		return "a column of addresses holds none"
	}
	s.in.Records++
	return s.use(evidence.Plain(src), evidence.Plain(dst))
}

// noData counts the records that stand for none; false for other states.
func (s *scanner) noData(status []byte) bool {
	switch string(status) {
	case "NODATA":
	case "SKIPDATA":
		if s.lost++; s.lost == 1 {
			s.lostAt = s.lines.Number()
		}
	default:
		return false
	}
	s.in.Records++
	s.skip(string(status))
	return true
}

// end2end returns the address of the packet, or of the interface where that is
// not given; the zero Addr where neither is.
func end2end(r *evidence.Columns, packet, iface int) (a netip.Addr, wrong bool) {
	at := packet
	if r.Null(packet) {
		at = iface
	}
	if r.Null(at) {
		return netip.Addr{}, false
	}
	a, ok := evidence.Address(r.At(at))
	return a, !ok
}

// use counts the public ends of a record.
func (s *scanner) use(src, dst netip.Addr) (wrong string) {
	if !src.IsValid() || !dst.IsValid() {
		s.skip("no address")
		return ""
	}
	u, wrong := s.amount()
	if wrong != "" {
		return wrong
	}
	from, to := evidence.Public(src), evidence.Public(dst)
	if from && to {
		from, to = s.peers(src, dst)
	}
	size := u.In
	if from {
		u.In, u.Out = size, 0
		s.tally.Add(s.assetOf(dst), s.serviceOf(s.layout.srcService), src, u)
	}
	if to {
		u.In, u.Out = 0, size
		s.tally.Add(s.assetOf(src), s.serviceOf(s.layout.dstService), dst, u)
	}
	if !from && !to {
		s.skip("internal or special address")
	}
	return ""
}

// amount reads what was carried, and when; bytes in In.
func (s *scanner) amount() (u evidence.Use, wrong string) {
	r, l := &s.row, s.layout
	u.Line = s.lines.Number()
	size, start, end := true, true, true
	if !r.Null(l.bytes) {
		u.In, size = evidence.Number(r.At(l.bytes))
	}
	if !r.Null(l.start) {
		u.First, start = s.first.read(r.At(l.start))
	}
	if !r.Null(l.end) {
		u.Last, end = s.last.read(r.At(l.end))
	}
	if !size || !start || !end {
		return u, "bytes, start or end is no number"
	}
	if !r.Null(l.action) {
		switch a := r.At(l.action); {
		case string(a) == "REJECT":
			u.Rejected = true
		case string(a) != "ACCEPT":
			return u, "action is neither ACCEPT nor REJECT"
		}
	}
	return u, ""
}

// A moment remembers the last time that was read: records that follow each other mostly share it.
type moment struct {
	text  [10]byte
	value int64
}

func (m *moment) read(b []byte) (int64, bool) {
	if len(b) == len(m.text) && string(b) == string(m.text[:]) {
		return m.value, true
	}
	n, ok := evidence.Number(b)
	if ok && len(b) == len(m.text) {
		m.value = n
		copy(m.text[:], b)
	}
	return n, ok
}

func (s *scanner) skip(reason string) {
	n := s.skipped[reason]
	if n == nil {
		n = new(int64)
		s.skipped[reason] = n
	}
	*n++
}

// count hands the skipped over to the input.
func (s *scanner) count() {
	for reason, n := range s.skipped {
		s.in.Skip(reason, *n)
		*n = 0
	}
}
