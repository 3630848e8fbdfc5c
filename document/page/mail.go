package page

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"

	"golang.org/x/net/html/charset"
)

// Bounds of a mail.
const (
	maxMailDepth = 8
	maxMailParts = 200
)

// isMail reports whether bytes begin with the header of a mail: two of its usual fields
// before the first empty line.
func isMail(b []byte) bool {
	head := b[:min(len(b), 16<<10)]
	if !isText(head) {
		return false
	}
	known := 0
	s := bufio.NewScanner(bytes.NewReader(head))
	for n := 0; s.Scan() && n < 200; n++ {
		line := s.Text()
		if strings.TrimSpace(line) == "" {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			continue
		}
		name, _, ok := strings.Cut(line, ":")
		if !ok || strings.ContainsAny(name, " \t") {
			return n == 1 && strings.HasPrefix(string(head), "From ") && known > 0
		}
		switch strings.ToLower(name) {
		case "from", "date", "subject", "received", "message-id", "mime-version", "return-path", "to", "content-type":
			known++
		}
	}
	return known >= 3
}

func readMail(b []byte) ([]*Page, error) {
	m, err := mail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	w := &mailReader{}
	w.part(textproto.MIMEHeader(m.Header), m.Body, 0)
	p := w.page
	if p == nil {
		return nil, ErrEmpty
	}
	p.Format = "mail"
	p.Notes = append(p.Notes, w.notes...)
	if s, err := decoder.DecodeHeader(m.Header.Get("Subject")); err == nil && s != "" {
		p.Title = cutText(s)
	}
	if d, err := m.Header.Date(); err == nil && p.Date == "" {
		p.Date = d.Format("2006-01-02")
	}
	return []*Page{p}, nil
}

var decoder = &mime.WordDecoder{CharsetReader: charset.NewReaderLabel}

// A mailReader looks for the text of a mail: the first plain part, else the first HTML part.
type mailReader struct {
	page  *Page
	parts int
	notes []string
}

func (w *mailReader) part(h textproto.MIMEHeader, body io.Reader, depth int) {
	if w.parts++; w.parts > maxMailParts || depth > maxMailDepth {
		return
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" {
		w.multipart(params["boundary"], body, depth)
		return
	}
	disposition, dp, _ := mime.ParseMediaType(h.Get("Content-Disposition"))
	if disposition == "attachment" || kind != "text/plain" && kind != "text/html" {
		if len(w.notes) < 20 && kind != "" {
			w.notes = append(w.notes, strings.TrimSpace("a part of the mail was not read: "+cutText(kind+" "+dp["filename"])))
		}
		return
	}
	if w.page != nil && (w.page.Format == "text" || kind == "text/html") {
		return
	}
	b, err := io.ReadAll(io.LimitReader(transfer(h.Get("Content-Transfer-Encoding"), body), MaxHTML))
	if err != nil && len(b) == 0 {
		return
	}
	w.take(kind, params["charset"], b)
}

func (w *mailReader) take(kind, label string, b []byte) {
	if kind == "text/html" {
		if p, err := htmlPage(b, label); err == nil {
			w.page = p
		}
		return
	}
	text, encoding := decode(b, label)
	p := &Page{Format: "text", Encoding: encoding}
	p.lay(strings.ReplaceAll(text, "\r\n", "\n"))
	if strings.TrimSpace(p.Text) != "" {
		w.page = p
	}
}

func (w *mailReader) multipart(boundary string, body io.Reader, depth int) {
	r := multipart.NewReader(body, boundary)
	for w.parts <= maxMailParts {
		p, err := r.NextRawPart()
		if err != nil {
			return
		}
		w.part(p.Header, p, depth+1)
	}
}

func transfer(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}
