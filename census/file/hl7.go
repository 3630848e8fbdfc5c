package file

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/detect"
)

// HL7 reads messages of HL7 version 2: the patient of each PID segment, and next of kin.
type HL7 struct{}

// Name implements census.Format.
func (HL7) Name() string { return "hl7v2" }

// Recognise implements census.Format: a message, or a batch of them.
func (HL7) Recognise(head []byte, _ string) bool {
	h := bytes.TrimLeft(head, "\x0b\r\n ")
	for _, s := range []string{"MSH|", "FHS|", "BHS|"} {
		if bytes.HasPrefix(h, []byte(s)) && len(h) > 8 {
			return true
		}
	}
	return false
}

// maxSegment bounds one segment.
const maxSegment = 1 << 20

// Scan implements census.Format.
func (HL7) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	s := bufio.NewScanner(src.Reader)
	s.Buffer(make([]byte, 64<<10), maxSegment)
	s.Split(segments)
	n := int64(0)
	for s.Scan() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f.Bytes += int64(len(s.Bytes())) + 1
		if line := s.Text(); strings.HasPrefix(line, "PID|") {
			n++
			f.Person(pid(strings.Split(line, "|")), n)
		}
	}
	if s.Err() != nil {
		if errors.Is(s.Err(), bufio.ErrTooLong) {
			return errors.New("a segment of more than 1 MiB")
		}
		return s.Err()
	}
	if n == 0 {
		f.Uncountable(census.Health)
	}
	return nil
}

// segments ends a segment at a carriage return or a line feed.
func segments(data []byte, end bool) (int, []byte, error) {
	if i := bytes.IndexAny(data, "\r\n"); i >= 0 {
		return i + 1, data[:i], nil
	}
	if end && len(data) > 0 {
		return len(data), data, nil
	}
	if end {
		return 0, nil, io.EOF
	}
	return 0, nil, nil
}

// pid reads a PID segment (HL7 v2.5.1, 3.4.2).
func pid(fields []string) census.Person {
	at := func(i int) string {
		if i < len(fields) {
			return fields[i]
		}
		return ""
	}
	part := func(v string, i int) string {
		v, _, _ = strings.Cut(v, "~")
		if p := strings.Split(v, "^"); i < len(p) {
			return p[i]
		}
		return ""
	}
	p := census.Person{Categories: []census.Category{census.Health}}
	for id := range strings.SplitSeq(at(3), "~") {
		switch code := part(id, 4); code {
		case "SS", "MC", "DL", "PPN":
			p.Values = append(p.Values, census.Value{Kind: codes[code], Text: part(id, 0)})
		default:
			if p.Patient == "" {
				p.Patient = part(id, 0)
			}
		}
	}
	p.Name = strings.TrimSpace(part(at(5), 1) + " " + part(at(5), 0))
	if len(at(7)) >= 8 {
		p.Birth = at(7)[:8]
	}
	if line := part(at(11), 0); line != "" {
		p.Values = append(p.Values, census.Value{Kind: detect.Address, Text: line + ", " + part(at(11), 2)})
	}
	p.State, p.Zip, p.Country = part(at(11), 3), part(at(11), 4), part(at(11), 5)
	if p.Zip != "" {
		p.Values = append(p.Values, census.Value{Kind: detect.Zip, Text: p.Zip})
	}
	for _, i := range []int{13, 14} {
		if v := part(at(i), 0); v != "" {
			p.Values = append(p.Values, census.Value{Kind: detect.Phone, Text: v})
		}
	}
	if v := at(19); v != "" {
		p.Values = append(p.Values, census.Value{Kind: detect.SSN, Text: part(v, 0)})
	}
	return p
}
