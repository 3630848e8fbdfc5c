package census

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// decoded returns the source as UTF-8 where its first bytes show another encoding: by a mark,
// by the zeros of UTF-16 and UTF-32, or, for text that is no UTF-8, as Windows-1252. Lines that end with carriage returns
// alone end with line feeds then.
func decoded(src *Source) *Source {
	out := *src
	switch e := encodingOf(src.Head); {
	case e != nil:
		out.Reader = transform.NewReader(src.Reader, e.NewDecoder())
	case carriage(src.Head):
		out.Reader = lineFeeds{src.Reader}
	default:
		return src
	}
	out.At, out.Size = nil, 0
	head := make([]byte, HeadSize)
	n, err := io.ReadFull(out.Reader, head)
	out.Head = head[:n]
	rest := out.Reader
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		rest = failing{err}
	}
	out.Reader = io.MultiReader(bytes.NewReader(out.Head), rest)
	return &out
}

// recoded reports whether a source with this head is read in another form than it is stored.
func recoded(head []byte) bool { return encodingOf(head) != nil || carriage(head) }

// carriage reports whether the lines of a text end with carriage returns alone, as those of old spreadsheets do. Messages
// of HL7 do too, and are read so.
func carriage(head []byte) bool {
	return bytes.IndexByte(head, '\n') < 0 && bytes.Count(head, []byte{'\r'}) > 1 && IsText(head) &&
		!bytes.HasPrefix(bytes.TrimLeft(head, "\x0b\r "), []byte("MSH|")) && !bytes.HasPrefix(head, []byte("%PDF"))
}

// lineFeeds turns carriage returns into line feeds.
type lineFeeds struct{ io.Reader }

// Read implements io.Reader.
func (l lineFeeds) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// HeadSize is the most of a file that formats are recognised by.
const HeadSize = 64 << 10

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func encodingOf(head []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(head, []byte{0, 0, 0xfe, 0xff}):
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	if e := wide(head); e != nil {
		return e
	}
	if len(head) == 0 || bytes.IndexByte(head, 0) >= 0 || utf8.Valid(cutRune(head)) || !legacy(head) {
		return nil
	}
	return charmap.Windows1252
}

// wide tells UTF-16 and UTF-32 without a mark by where the zeros stand in text that is mostly Latin.
func wide(head []byte) encoding.Encoding {
	if len(head) < 16 {
		return nil
	}
	var zeros [4]int
	n := min(len(head), 4096) &^ 3
	for i, c := range head[:n] {
		if c == 0 {
			zeros[i%4]++
		}
	}
	most := n / 4 * 9 / 10
	none := n / 4 / 20
	switch {
	case zeros[0] <= none && zeros[1] >= most && zeros[2] >= most && zeros[3] >= most:
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case zeros[3] <= none && zeros[0] >= most && zeros[1] >= most && zeros[2] >= most:
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case zeros[0] <= none && zeros[2] <= none && zeros[1] >= most && zeros[3] >= most:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros[1] <= none && zeros[3] <= none && zeros[0] >= most && zeros[2] >= most:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// cutRune takes off a rune that the end of the head cuts.
func cutRune(head []byte) []byte {
	for i := 1; i <= 3 && i <= len(head); i++ {
		if c := head[len(head)-i]; c >= 0xc0 {
			return head[:len(head)-i]
		} else if c < 0x80 {
			break
		}
	}
	return head
}

// legacy reports whether bytes above 127 are few enough among text for a single-byte encoding.
func legacy(head []byte) bool {
	high, control := 0, 0
	for _, c := range head {
		switch {
		case c >= 0x80:
			high++
		case c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != 0x0c:
			control++
		}
	}
	return control*200 < len(head) && high*4 < len(head)
}

// IsText reports whether a head reads as text in UTF-8.
func IsText(head []byte) bool {
	if len(head) == 0 {
		return false
	}
	control := 0
	for _, c := range head {
		if c == 0 {
			return false
		}
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != 0x0c && c != 0x1b {
			control++
		}
	}
	return control*100 < len(head) && utf8.Valid(cutRune(head))
}
