package intake

import (
	"bytes"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decoded returns r, which begins with head, as UTF-8 without a byte order mark,
// and its head. UTF-16 is decoded, with a mark or where every other byte is zero.
func decoded(head []byte, r io.Reader) (text io.Reader, textHead []byte, note string) {
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		return &skipping{r: r, n: 3}, head[3:], ""
	}
	endian, ok := utf16(head)
	if !ok {
		return r, head, ""
	}
	decode := func() *transform.Reader {
		return transform.NewReader(r, unicode.UTF16(endian, unicode.UseBOM).NewDecoder())
	}
	text, textHead = decode(), nil
	r = bytes.NewReader(head)
	textHead, _ = io.ReadAll(decode()) // the last character may be cut: no matter
	return text, textHead, "decoded from UTF-16"
}

// utf16 tells UTF-16 by its byte order mark, or by zero bytes at every other place.
func utf16(head []byte) (unicode.Endianness, bool) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.BigEndian, true
	}
	sample := head[:min(len(head), 256)&^1]
	var zero [2]int
	for i, c := range sample {
		if c == 0 {
			zero[i&1]++
		}
	}
	half := len(sample) / 2
	switch {
	case half < 4:
		return unicode.BigEndian, false
	case zero[1] > half*9/10 && zero[0] == 0:
		return unicode.LittleEndian, true
	case zero[0] > half*9/10 && zero[1] == 0:
		return unicode.BigEndian, true
	}
	return unicode.BigEndian, false
}

// A skipping leaves out the first n bytes of r.
type skipping struct {
	r io.Reader
	n int64
}

func (s *skipping) Read(p []byte) (int, error) {
	if s.n > 0 {
		if _, err := io.CopyN(io.Discard, s.r, s.n); err != nil {
			return 0, err
		}
		s.n = 0
	}
	return s.r.Read(p)
}
