package pdf

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// A font says which characters its codes are.
type font struct {
	wide  bool              // codes of two bytes
	table map[uint32]string // from ToUnicode
	names map[byte]string   // from Differences
	mac   bool
	blind bool // its codes are glyphs, and nothing says which characters these are
}

// maxMappings bounds the table of one font.
const maxMappings = 70_000

func (f *file) font(v any) *font {
	d := f.dict(v)
	t := &font{wide: d["Subtype"] == name("Type0")}
	if s, ok := f.resolve(d["ToUnicode"]).(*stream); ok {
		t.table = readMap(f.content(s))
	}
	switch e := f.resolve(d["Encoding"]).(type) {
	case name:
		t.mac = e == "MacRomanEncoding"
	case dict:
		t.mac = f.resolve(e["BaseEncoding"]) == name("MacRomanEncoding")
		t.differences(f, e)
	}
	t.blind = t.wide && len(t.table) == 0
	return t
}

func (t *font) differences(f *file, e dict) {
	list, _ := f.resolve(e["Differences"]).(array)
	t.names = map[byte]string{}
	code := 0
	for _, v := range list {
		switch v := f.resolve(v).(type) {
		case float64:
			code = int(v)
		case name:
			if s, ok := glyph(string(v)); ok && code >= 0 && code < 256 {
				t.names[byte(code)] = s
			}
			code++
		}
	}
}

// glyphs names characters as the Adobe glyph list does, as far as press texts use them.
var glyphs = map[string]string{
	"space": " ", "hyphen": "-", "period": ".", "comma": ",", "colon": ":", "semicolon": ";", "quotesingle": "'", "quotedbl": "\"",
	"quoteright": "’", "quoteleft": "‘", "quotedblleft": "“", "quotedblright": "”", "endash": "–", "emdash": "—", "ellipsis": "…",
	"parenleft": "(", "parenright": ")", "slash": "/", "dollar": "$", "percent": "%", "ampersand": "&", "exclam": "!", "question": "?",
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "ffl": "ffl", "Euro": "€", "sterling": "£", "section": "§", "bullet": "•",
	"eacute": "é", "egrave": "è", "agrave": "à", "aacute": "á", "oacute": "ó", "iacute": "í", "uacute": "ú", "ntilde": "ñ", "ccedilla": "ç",
	"adieresis": "ä", "odieresis": "ö", "udieresis": "ü", "germandbls": "ß", "ecircumflex": "ê", "ocircumflex": "ô", "at": "@", "plus": "+",
}

func glyph(n string) (string, bool) {
	if s, ok := glyphs[n]; ok {
		return s, true
	}
	if len(n) == 1 {
		return n, true
	}
	if h, ok := strings.CutPrefix(n, "uni"); ok && len(h) >= 4 {
		if v, err := strconv.ParseUint(h[:4], 16, 16); err == nil {
			return string(rune(v)), true
		}
	}
	return "", false
}

// decode turns a shown string into characters; unknown codes of a blind font are counted.
func (t *font) decode(b []byte) (s string, unknown int) {
	var out strings.Builder
	if t.wide {
		for i := 0; i+1 < len(b); i += 2 {
			if c, ok := t.table[uint32(b[i])<<8|uint32(b[i+1])]; ok {
				out.WriteString(c)
			} else {
				unknown++
			}
		}
		return out.String(), unknown
	}
	for _, c := range b {
		switch s, ok := t.table[uint32(c)]; {
		case ok:
			out.WriteString(s)
		case t.names[c] != "":
			out.WriteString(t.names[c])
		case t.mac:
			out.WriteRune(charmap.Macintosh.DecodeByte(c))
		default:
			out.WriteRune(charmap.Windows1252.DecodeByte(c))
		}
	}
	return out.String(), 0
}

// readMap reads the mappings of a ToUnicode table (9.10.3).
func readMap(b []byte) map[uint32]string {
	out := map[uint32]string{}
	p := parser{b: b}
	var args array
	for {
		v, ok := p.next(0)
		if !ok || len(out) > maxMappings {
			return out
		}
		switch v {
		case keyword("beginbfchar"), keyword("beginbfrange"):
			args = args[:0]
		case keyword("endbfchar"):
			for i := 0; i+1 < len(args); i += 2 {
				from, a := args[i].(text)
				to, b := args[i+1].(text)
				if a && b {
					out[code(from)] = characters(to)
				}
			}
		case keyword("endbfrange"):
			for i := 0; i+2 < len(args); i += 3 {
				ranges(out, args[i], args[i+1], args[i+2])
			}
		default:
			if len(args) < 3*maxMappings {
				args = append(args, v)
			}
		}
	}
}

func ranges(out map[uint32]string, lo, hi, to any) {
	a, ok1 := lo.(text)
	b, ok2 := hi.(text)
	if !ok1 || !ok2 {
		return
	}
	from, last := code(a), code(b)
	for k := uint32(0); from+k <= last && k < 65536 && len(out) <= maxMappings; k++ {
		switch t := to.(type) {
		case text:
			u := []rune(characters(t))
			if len(u) == 0 {
				return
			}
			u[len(u)-1] += rune(k)
			out[from+k] = string(u)
		case array:
			if int(k) >= len(t) {
				return
			}
			if s, ok := t[k].(text); ok {
				out[from+k] = characters(s)
			}
		default:
			return
		}
	}
}

func code(b []byte) uint32 {
	var n uint32
	for _, c := range b[:min(len(b), 4)] {
		n = n<<8 | uint32(c)
	}
	return n
}

// characters reads UTF-16 of the greater end first.
func characters(b []byte) string {
	u := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b) && i < 64; i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(u))
}
