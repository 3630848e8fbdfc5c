package page

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"

	"mime"
)

// Bounds of a WARC file (ISO 28500).
const (
	maxRecords = 20_000
	maxPages   = 5_000
)

func isWARC(b []byte) bool { return bytes.HasPrefix(b, []byte("WARC/")) }

// readWARC reads the pages among the records of a WARC file. Damage ends the reading;
// what stood before it is kept, and the last page notes it.
func readWARC(b []byte) ([]*Page, error) {
	var out []*Page
	var damage error
	seen := map[string]bool{}
	for n := 0; len(b) > 0 && n < maxRecords && len(out) < maxPages; n++ {
		h, content, rest, err := warcRecord(b)
		if err != nil {
			damage = err
			break
		}
		b = rest
		id := h.Get("WARC-Payload-Digest")
		if id != "" && seen[id] {
			continue
		}
		if p := warcPage(h, content); p != nil {
			seen[id] = true
			out = append(out, p)
		}
	}
	switch {
	case len(out) == 0 && damage != nil:
		return nil, damage
	case len(out) == 0:
		return nil, fmt.Errorf("holds no record with a text: %w", ErrEmpty)
	case damage != nil:
		out[len(out)-1].note("the file is damaged after this record: %v", damage)
	}
	return out, nil
}

// warcRecord takes the first record off b.
func warcRecord(b []byte) (h textproto.MIMEHeader, content, rest []byte, err error) {
	end := bytes.Index(b, []byte("\r\n\r\n"))
	if end < 0 || end > 64<<10 || !isWARC(b) {
		return nil, nil, nil, fmt.Errorf("a WARC record without a header")
	}
	_, head, _ := bytes.Cut(b[:end+4], []byte("\r\n"))
	h, err = textproto.NewReader(bufio.NewReader(bytes.NewReader(head))).ReadMIMEHeader()
	if err != nil {
		return nil, nil, nil, fmt.Errorf("a WARC record with a broken header")
	}
	size, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64)
	body := b[end+4:]
	if err != nil || size < 0 || size > int64(len(body)) {
		return nil, nil, nil, fmt.Errorf("a WARC record whose length is not that of the file")
	}
	return h, body[:size], bytes.TrimLeft(body[size:], "\r\n"), nil
}

// warcPage reads the page of a record, or gives nil where it holds none.
func warcPage(h textproto.MIMEHeader, content []byte) *Page {
	kind := h.Get("Content-Type")
	switch h.Get("WARC-Type") {
	case "response":
		if !strings.HasPrefix(kind, "application/http") {
			break
		}
		r, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(content)), nil)
		if err != nil || r.StatusCode != http.StatusOK {
			return nil
		}
		defer r.Body.Close()
		kind = r.Header.Get("Content-Type")
		if content, err = payload(r); err != nil && len(content) == 0 {
			return nil
		}
	case "resource", "conversion":
	default:
		return nil
	}
	p := typed(kind, content)
	if p == nil {
		return nil
	}
	p.Format = "warc"
	p.Address = cutText(strings.Trim(h.Get("WARC-Target-URI"), "<>"))
	return p
}

// payload reads the body of a response, unpacked where it is gzip.
func payload(r *http.Response) ([]byte, error) {
	var body io.Reader = io.LimitReader(r.Body, MaxBytes)
	if strings.EqualFold(r.Header.Get("Content-Encoding"), "gzip") {
		z, err := gzip.NewReader(body)
		if err != nil {
			return nil, err
		}
		body = z
	}
	return io.ReadAll(io.LimitReader(body, MaxHTML))
}

// typed reads content by its media type.
func typed(kind string, content []byte) *Page {
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return nil
	}
	var pages []*Page
	switch media {
	case "text/html", "application/xhtml+xml":
		p, err := htmlPage(content, params["charset"])
		if err != nil {
			return nil
		}
		return p
	case "text/plain":
		text, encoding := decode(content, params["charset"])
		p := &Page{Encoding: encoding}
		p.lay(text)
		if strings.TrimSpace(p.Text) == "" {
			return nil
		}
		return p
	case "application/pdf":
		pages, _ = readPDF(content)
	}
	if len(pages) == 0 {
		return nil
	}
	return pages[0]
}
