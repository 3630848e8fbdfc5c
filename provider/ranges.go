package provider

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

var errJSON = errors.New("not the address list that AWS publishes")

// readJSON reads the list that AWS publishes (ip-ranges.json: createDate, and
// objects with ip_prefix or ipv6_prefix, region and service). A region that
// belongs to the gazetteer's aws-china is attributed to its operators.
//
// Source: AWS General Reference, "AWS IP address ranges", syntax.
func (l *loader) readJSON(in *bufio.Reader) error {
	raw, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	at := lineCounter{text: raw, line: 1}
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		l.bad(1, errJSON)
		return nil
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			l.bad(at.to(place(err, d, len(raw))), fmt.Errorf("%w: %w", errJSON, err))
			return nil
		}
		switch key {
		case "prefixes", "ipv6_prefixes":
			err = l.list(d, &at)
		case "createDate":
			var s string
			if err = d.Decode(&s); err == nil && len(s) >= 10 {
				l.dated(s[:10])
			}
		default:
			var skip json.RawMessage
			err = d.Decode(&skip)
		}
		if err != nil {
			l.bad(at.to(place(err, d, len(raw))), fmt.Errorf("%w: %w", errJSON, err))
			return nil
		}
	}
	if l.read[len(l.read)-1].Rows == 0 {
		l.bad(1, errJSON)
	}
	return nil
}

// place is the offset of a fault in a text of size bytes.
func place(err error, d *json.Decoder, size int) int64 {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return syntax.Offset
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return int64(size)
	}
	return d.InputOffset()
}

func (l *loader) list(d *json.Decoder, at *lineCounter) error {
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return errors.New("want a list of prefixes")
	}
	for d.More() {
		var e struct {
			V4      string `json:"ip_prefix"`
			V6      string `json:"ipv6_prefix"`
			Region  string `json:"region"`
			Service string `json:"service"`
		}
		if err := d.Decode(&e); err != nil {
			return err
		}
		line := at.to(d.InputOffset())
		provider, region := "aws", strings.ToLower(e.Region)
		if p := l.table.gazetteer.byID["aws-china"]; p != nil && p.regions[region] != nil {
			provider = "aws-china"
		}
		if region == "global" {
			region = ""
		}
		if err := l.add(line, csvRow{prefix: e.V4 + e.V6, provider: provider, region: region, services: e.Service, source: "aws-ip-ranges"}); err != nil {
			l.bad(line, err)
		}
	}
	_, err := d.Token()
	return err
}

// A lineCounter turns rising byte offsets into line numbers.
type lineCounter struct {
	text []byte
	done int64
	line int
}

func (c *lineCounter) to(offset int64) int {
	offset = min(offset, int64(len(c.text)))
	if offset > c.done {
		c.line += bytes.Count(c.text[c.done:offset], []byte("\n"))
		c.done = offset
	}
	return c.line
}
