package file

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/internal/pattern"
)

// Mail reads messages (RFC 5322) and mailboxes (RFC 4155): each text part is a document.
type Mail struct{}

// Name implements census.Format.
func (Mail) Name() string { return "mail" }

var mailHead = pattern.New(`(?i)^(?:(?:return-path|received|delivered-to|message-id|mime-version|from|to|subject|date|x-[a-z-]+|dkim-signature|reply-to|content-type|authentication-results):[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){3}`)

// Recognise implements census.Format: three headers of mail in a row, or the line that begins a mailbox before them.
func (Mail) Recognise(head []byte, _ string) bool {
	h := head
	if bytes.HasPrefix(h, []byte("From ")) {
		if i := bytes.IndexByte(h, '\n'); i > 0 {
			h = h[i+1:]
		}
	}
	return mailHead.Match(h[:min(len(h), 16<<10)])
}

// Bounds of messages.
const (
	maxMessage = 32 << 20
	maxParts   = 1000
)

// Scan implements census.Format.
func (Mail) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	m := &mailbox{f: f}
	var buf []byte
	box := bytes.HasPrefix(src.Head, []byte("From "))
	chunk := make([]byte, 256<<10)
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		n, err := src.Reader.Read(chunk)
		buf = append(buf, chunk[:n]...)
		f.Bytes += int64(n)
		for box {
			i := bytes.Index(buf, []byte("\nFrom "))
			if i < 0 {
				break
			}
			m.message(buf[:i+1])
			buf = append(buf[:0], buf[i+1:]...)
		}
		if len(buf) > maxMessage {
			f.Fault(fmt.Sprintf("a message of more than %d MiB was read in part", maxMessage>>20))
			m.message(buf)
			buf = buf[:0]
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	if len(buf) > 0 {
		m.message(buf)
	}
	if m.attached > 0 {
		f.Fault(fmt.Sprintf("%d attachments that are not text are not read: save them and give them as files", m.attached))
	}
	return nil
}

type mailbox struct {
	f        *census.File
	n        int64
	attached int
}

// message reads one message.
func (m *mailbox) message(b []byte) {
	m.n++
	if bytes.HasPrefix(b, []byte("From ")) {
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			b = b[i+1:]
		}
	}
	msg, err := mail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		m.f.Fault("a message without headers was read as text")
		m.f.Document(b, m.n)
		return
	}
	var text bytes.Buffer
	for _, h := range []string{"From", "To", "Cc", "Subject"} {
		if v := msg.Header.Get(h); v != "" {
			text.WriteString(decodedHeader(v) + "\n")
		}
	}
	left := maxParts
	m.part(msg.Header.Get("Content-Type"), msg.Header.Get("Content-Transfer-Encoding"), "", msg.Body, &text, &left, 0)
	m.f.Document(text.Bytes(), m.n)
}

func decodedHeader(v string) string {
	d := mime.WordDecoder{CharsetReader: func(_ string, in io.Reader) (io.Reader, error) { return in, nil }}
	if s, err := d.DecodeHeader(v); err == nil {
		return s
	}
	return v
}

// part gathers the text of a part and of what it holds.
func (m *mailbox) part(contentType, encoding, disposition string, body io.Reader, text *bytes.Buffer, left *int, depth int) {
	if *left--; *left < 0 || depth > 16 {
		m.f.Fault("a message of too many parts was read in part")
		return
	}
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "text/plain"
	}
	switch strings.ToLower(encoding) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, &noLines{body})
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err != nil {
				if !errors.Is(err, io.EOF) {
					m.f.Fault("a message is damaged: its rest was not read")
				}
				return
			}
			m.part(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-Disposition"), p, text, left, depth+1)
		}
	case strings.HasPrefix(kind, "text/"):
		b, err := io.ReadAll(io.LimitReader(body, maxMessage))
		if err != nil {
			m.f.Fault("a message is damaged: its rest was not read")
		}
		if kind == "text/html" {
			b = withoutTags(b)
		}
		text.Write(b)
		text.WriteByte('\n')
	default:
		m.attached++
	}
}

// noLines leaves out what is not base64.
type noLines struct{ r io.Reader }

func (n *noLines) Read(p []byte) (int, error) {
	k, err := n.r.Read(p)
	out := p[:0]
	for _, c := range p[:k] {
		if c != '\r' && c != '\n' && c != ' ' {
			out = append(out, c)
		}
	}
	return len(out), err
}

// withoutTags takes the marks of HTML out.
func withoutTags(b []byte) []byte {
	out := b[:0:len(b)]
	in := false
	for _, c := range b {
		switch {
		case c == '<':
			in = true
			out = append(out, ' ')
		case c == '>':
			in = false
		case !in:
			out = append(out, c)
		}
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(out, []byte("&nbsp;"), []byte(" ")), []byte("&#64;"), []byte("@"))
}
