package page

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode/utf32"

	utf "golang.org/x/text/encoding/unicode"
)

// isText reports whether bytes are text in some encoding: no byte that no text has,
// but for the zeros of UTF-16.
func isText(b []byte) bool {
	head := b[:min(len(b), 8192)]
	if wide(head) != nil {
		return true
	}
	control := 0
	for _, c := range head {
		if c == 0 {
			return false
		}
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			control++
		}
	}
	return control*100 <= len(head)
}

// wide gives the encoding of two- or four-byte text, by its mark or by where its zeros stand.
func wide(b []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe, 0, 0}):
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}), bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return utf.UTF16(utf.LittleEndian, utf.UseBOM)
	}
	if len(b) < 8 {
		return nil
	}
	var little, big int
	n := min(len(b), 1024) / 2
	for i := range n {
		switch u := binary.LittleEndian.Uint16(b[2*i:]); {
		case u < 0x80 && u >= 0x20:
			little++
		case u>>8 < 0x80 && u>>8 >= 0x20 && u&0xff == 0:
			big++
		}
	}
	switch {
	case little*10 > n*6:
		return utf.UTF16(utf.LittleEndian, utf.IgnoreBOM)
	case big*10 > n*6:
		return utf.UTF16(utf.BigEndian, utf.IgnoreBOM)
	}
	return nil
}

// decode turns bytes into UTF-8. label is the encoding that an outer form names, or "".
func decode(b []byte, label string) (text, name string) {
	if e := wide(b); e != nil {
		return convert(b, e), "utf-16"
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if utf8.Valid(b) {
		return string(b), "utf-8"
	}
	if label != "" {
		if e, canonical := charset.Lookup(label); e != nil && canonical != "utf-8" {
			return convert(b, e), canonical
		}
	}
	if broken(b) {
		return strings.ToValidUTF8(string(b), "\ufffd"), "utf-8 (damaged)"
	}
	name, e := guess(b)
	return convert(b, e), name + " (assumed)"
}

func convert(b []byte, e encoding.Encoding) string {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	return strings.ToValidUTF8(string(out), "\ufffd")
}

// broken reports whether bytes are UTF-8 but for a few: most sequences beyond ASCII are whole.
func broken(b []byte) bool {
	whole, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			whole++
		}
		b = b[n:]
	}
	return whole > 3*bad
}

// guess chooses among the encodings that press texts come in by what the bytes would
// then say: the one whose letters beyond ASCII are most often of its own script.
func guess(b []byte) (string, encoding.Encoding) {
	sample := b[:min(len(b), 16<<10)]
	for _, c := range []struct {
		name   string
		e      encoding.Encoding
		script []*unicode.RangeTable
	}{
		{"gb18030", simplifiedchinese.GB18030, []*unicode.RangeTable{unicode.Han}},
		{"shift_jis", japanese.ShiftJIS, []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana}},
		{"euc-kr", korean.EUCKR, []*unicode.RangeTable{unicode.Hangul}},
		{"big5", traditionalchinese.Big5, []*unicode.RangeTable{unicode.Han}},
	} {
		if common(convert(sample, c.e), c.script) {
			return c.name, c.e
		}
	}
	if cyrillic(convert(sample, charmap.Windows1251)) {
		return "windows-1251", charmap.Windows1251
	}
	return "windows-1252", charmap.Windows1252
}

// frequent holds the signs that any page of Chinese, Japanese or Korean has; they tell
// a right reading from a wrong one, which yields rare signs.
const frequent = "的一是在不了有和人这中大为上个国我以要他时来用们公司美元日月年这個國為會時のにはをたがでとしれさ다이는을에의한하고가도"

func common(s string, script []*unicode.RangeTable) bool {
	letters, own, known, bad := 0, 0, 0, 0
	for _, r := range s {
		switch {
		case r == utf8.RuneError:
			bad++
		case r < 0x80:
		default:
			letters++
			if unicode.IsOneOf(script, r) {
				own++
			}
			if strings.ContainsRune(frequent, r) {
				known++
			}
		}
	}
	return letters >= 8 && bad*50 <= letters && own*10 >= letters*7 && known*100 >= letters*8
}

// cyrillic reports whether most letters beyond ASCII are Cyrillic and stand in words, mostly small.
func cyrillic(s string) bool {
	small, latin, all := 0, 0, 0
	for _, r := range s {
		switch {
		case !unicode.IsLetter(r):
		case r < 0x80:
			latin++
		default:
			all++
			if r >= 'а' && r <= 'я' {
				small++
			}
		}
	}
	return all > latin && small*10 >= all*7
}
