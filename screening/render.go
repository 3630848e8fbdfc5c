package screening

import (
	"encoding/json"
	"fmt"
	"math/bits"
	"strconv"
	"unicode/utf8"

	"github.com/longarm-project/longarm/fact"
)

func appendError(dst []byte, id json.RawMessage, err error) []byte {
	dst = appendID(append(dst, `{"id":`...), id)
	dst = appendString(append(dst, `,"error":`...), err.Error())
	return append(dst, `,"results":[]}`+"\n"...)
}

func appendID(dst []byte, id json.RawMessage) []byte {
	if len(id) == 0 {
		return append(dst, "null"...)
	}
	return append(dst, id...)
}

func appendHits(dst []byte, id json.RawMessage, hits []Hit) []byte {
	dst = appendID(append(dst, `{"id":`...), id)
	dst = append(dst, `,"results":[`...)
	for i := range hits {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = hits[i].appendJSON(dst)
	}
	return append(dst, ']', '}', '\n')
}

// appendJSON appends the hit. It is written by hand for it is the greater part of an answer.
func (h *Hit) appendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"id":`...), h.ID)
	dst = appendThousandths(append(dst, `,"score":`...), h.Score)
	if h.Score >= ofacFrom {
		dst = appendNumber(append(dst, `,"ofac":`...), h.OFACScore)
	}
	if h.Active == fact.Unknown {
		dst = append(dst, `,"active":"unknown"`...)
	}
	dst = h.Reason.appendJSON(append(dst, `,"reason":`...))
	if len(h.Evidence) > 0 {
		dst = appendMarshal(append(dst, `,"evidence":`...), h.Evidence)
	}
	if h.Cleared != nil {
		dst = appendMarshal(append(dst, `,"cleared":`...), h.Cleared)
	}
	return append(dst, '}')
}

// MarshalJSON writes the hit as Serve does.
func (h Hit) MarshalJSON() ([]byte, error) { return h.appendJSON(nil), nil }

func (r *Reason) appendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"name":`...), r.Name)
	dst = appendField(dst, "kind", string(r.Kind))
	dst = appendField(dst, "row", r.Row)
	dst = appendNumber(append(dst, `,"points":`...), r.Points)
	dst = append(dst, `,"parts":[`...)
	for i := range r.Parts {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = r.Parts[i].appendJSON(dst)
	}
	dst = append(dst, ']')
	dst = appendField(dst, "version", r.Version)
	dst = appendField(dst, "digest", r.Digest)
	return append(dst, '}')
}

func (p *Part) appendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"rule":`...), p.Rule)
	dst = appendField(dst, "asked", p.Asked)
	dst = appendField(dst, "listed", p.Listed)
	if p.Alike > 0 {
		dst = appendNumber(append(dst, `,"alike":`...), p.Alike)
	}
	dst = appendNumber(append(dst, `,"weight":`...), p.Weight)
	dst = appendNumber(append(dst, `,"earned":`...), p.Earned)
	dst = appendNumber(append(dst, `,"lost":`...), p.Lost)
	return append(dst, '}')
}

// appendField appends a member with a text that is not empty.
func appendField(dst []byte, key, text string) []byte {
	if text == "" {
		return dst
	}
	dst = append(append(append(dst, ',', '"'), key...), '"', ':')
	return appendString(dst, text)
}

func appendThousandths(dst []byte, n int) []byte {
	return append(dst, byte('0'+n/1000%10), '.', byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10))
}

func appendMarshal(dst []byte, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("screening: %T does not encode: %v", v, err)) // our own types always do
	}
	return append(dst, b...)
}

// appendString appends a JSON string.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		if i = plainTo(s, i); i == len(s) {
			break
		}
		c := s[i]
		if c < utf8.RuneSelf {
			dst = append(dst, s[from:i]...)
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			default:
				const digits = "0123456789abcdef"
				dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
			}
			i++
			from = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || r == '\u2028' || r == '\u2029' {
			dst = append(dst, s[from:i]...)
			if n == 1 {
				dst = append(dst, `\ufffd`...)
			} else {
				dst = append(dst, `\u202`...)
				dst = append(dst, byte('8'+r-'\u2028'))
			}
			i += n
			from = i
			continue
		}
		i += n
	}
	return append(append(dst, s[from:]...), '"')
}

// plainTo returns the place from i on of the first byte that does not stand for itself in a JSON string, eight
// bytes at a time: a byte less than 32, a quote, a backslash (each nought after its exclusive or) or one above 127.
func plainTo[T string | []byte](s T, i int) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(s); i += 8 {
		p := s[i : i+8]
		w := uint64(p[0]) | uint64(p[1])<<8 | uint64(p[2])<<16 | uint64(p[3])<<24 | uint64(p[4])<<32 | uint64(p[5])<<40 | uint64(p[6])<<48 | uint64(p[7])<<56
		quote, slash := w^'"'*ones, w^'\\'*ones
		if odd := (w | (w-' '*ones)&^w | (quote-ones)&^quote | (slash-ones)&^slash) & high; odd != 0 {
			return i + bits.TrailingZeros64(odd)/8
		}
	}
	for ; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			break
		}
	}
	return i
}

// appendNumber appends a number, which is not negative and small as a rule.
func appendNumber(dst []byte, n int) []byte {
	if n < 0 || n > 9_999_999 {
		return strconv.AppendInt(dst, int64(n), 10)
	}
	var b [7]byte
	i, u := len(b), uint32(n)
	for {
		i--
		b[i] = byte('0' + u%10)
		if u /= 10; u == 0 {
			return append(dst, b[i:]...)
		}
	}
}
