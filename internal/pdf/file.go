package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
)

// A file is the objects of a PDF.
type file struct {
	objects  map[int]any
	trailers []dict
	budget   int64
	short    bool // a bound was reached
}

// scan finds every "N G obj" of b. Where a number stands twice, the later one holds, as after an update.
func scan(b []byte) *file {
	f := &file{objects: map[int]any{}, budget: maxInflated}
	for at := 0; len(f.objects) < maxObjects; {
		k := bytes.Index(b[min(at, len(b)):], []byte("obj"))
		if k < 0 {
			break
		}
		k += at
		at = k + 3
		if k >= 3 && string(b[k-3:k]) == "end" {
			continue
		}
		if num, ok := numberBefore(b, k); ok {
			at = f.object(b, num, k+3)
		}
	}
	for at := 0; len(f.trailers) < 64; {
		k := bytes.Index(b[at:], []byte("trailer"))
		if k < 0 {
			break
		}
		at += k + 7
		p := parser{b: b[at:min(len(b), at+64<<10)]}
		if v, _ := p.next(0); v != nil {
			if d, ok := v.(dict); ok {
				f.trailers = append(f.trailers, d)
			}
		}
	}
	f.unpackObjects()
	return f
}

// numberBefore reads "12 0 " before "obj" at k.
func numberBefore(b []byte, k int) (int, bool) {
	from := max(0, k-24)
	fields := bytes.Fields(b[from:k])
	if len(fields) < 2 {
		return 0, false
	}
	num, err := strconv.Atoi(string(trimToDigits(fields[len(fields)-2])))
	if err != nil || num < 0 || num > 1<<30 {
		return 0, false
	}
	_, err = strconv.Atoi(string(fields[len(fields)-1]))
	return num, err == nil
}

// trimToDigits drops what stands before the digits at the end: "endobj12".
func trimToDigits(b []byte) []byte {
	i := len(b)
	for i > 0 && b[i-1] >= '0' && b[i-1] <= '9' {
		i--
	}
	return b[i:]
}

// object reads the object at i and returns where to go on.
func (f *file) object(b []byte, num, i int) int {
	p := parser{b: b, i: i}
	v, ok := p.next(0)
	if !ok {
		return p.i
	}
	d, isDict := v.(dict)
	if isDict {
		p.skip()
		if bytes.HasPrefix(b[p.i:], []byte("stream")) {
			raw, end := body(b, p.i+6, d)
			f.objects[num] = &stream{d, raw}
			return end
		}
	}
	f.objects[num] = v
	return p.i
}

// body is the bytes of a stream: as long as it says if "endstream" follows, else up to that word.
func body(b []byte, i int, d dict) ([]byte, int) {
	if i < len(b) && b[i] == '\r' {
		i++
	}
	if i < len(b) && b[i] == '\n' {
		i++
	}
	i = min(i, len(b))
	if n, ok := d["Length"].(float64); ok && n >= 0 && n <= float64(len(b)-i) {
		end := i + int(n)
		if rest := bytes.TrimLeft(b[end:min(len(b), end+8)], "\r\n \t"); bytes.HasPrefix(rest, []byte("ends")) || len(rest) == 0 {
			return b[i:end], end
		}
	}
	k := bytes.Index(b[i:], []byte("endstream"))
	if k < 0 {
		return b[i:], len(b)
	}
	return bytes.TrimRight(b[i:i+k], "\r\n"), i + k
}

// unpackObjects reads the objects that lie in streams (7.5.7).
func (f *file) unpackObjects() {
	for _, n := range f.numbers() {
		s, ok := f.objects[n].(*stream)
		if !ok || s.dict["Type"] != name("ObjStm") {
			continue
		}
		count, _ := f.resolve(s.dict["N"]).(float64)
		first, _ := f.resolve(s.dict["First"]).(float64)
		b := f.content(s)
		if first < 0 || first > float64(len(b)) || count < 0 || count > maxObjects {
			continue
		}
		head := parser{b: b[:int(first)]}
		for range int(count) {
			num, _ := head.next(0)
			off, ok := head.next(0)
			k, isNum := num.(float64)
			o, isOff := off.(float64)
			if !ok || !isNum || !isOff || o < 0 || o > float64(len(b))-first || k < 0 || k > 1<<30 || len(f.objects) >= maxObjects {
				break
			}
			if _, known := f.objects[int(k)]; known {
				continue
			}
			p := parser{b: b, i: int(first) + int(o)}
			if v, ok := p.next(0); ok {
				f.objects[int(k)] = v
			}
		}
	}
}

func (f *file) numbers() []int {
	out := make([]int, 0, len(f.objects))
	for n := range f.objects {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// resolve follows references.
func (f *file) resolve(v any) any {
	for range maxDepth {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		v = f.objects[int(r)]
	}
	return nil
}

func (f *file) dict(v any) dict {
	switch d := f.resolve(v).(type) {
	case dict:
		return d
	case *stream:
		return d.dict
	}
	return nil
}

// content unpacks a stream as far as its filters are known and the bounds allow.
func (f *file) content(s *stream) []byte {
	var filters []any
	switch v := f.resolve(s.dict["Filter"]).(type) {
	case name:
		filters = []any{v}
	case array:
		filters = v
	}
	b := s.raw
	for _, v := range filters[:min(len(filters), 4)] {
		n, _ := f.resolve(v).(name)
		var r io.Reader
		switch n {
		case "FlateDecode", "Fl":
			z, err := zlib.NewReader(bytes.NewReader(b))
			if err != nil {
				return nil
			}
			r = z
		case "ASCIIHexDecode", "AHx":
			r = hex.NewDecoder(bytes.NewReader(bytes.Map(hexOnly, b)))
		case "ASCII85Decode", "A85":
			b, _, _ = bytes.Cut(b, []byte("~>"))
			r = ascii85.NewDecoder(bytes.NewReader(bytes.TrimPrefix(b, []byte("<~"))))
		default:
			return nil // an image, or a filter that no text needs
		}
		out, _ := io.ReadAll(io.LimitReader(r, min(maxStream, f.budget)))
		if f.budget -= int64(len(out)); f.budget <= 0 || len(out) == maxStream {
			f.short = true
		}
		b = out
	}
	return b
}

func hexOnly(r rune) rune {
	if r >= '0' && r <= '9' || r >= 'a' && r <= 'f' || r >= 'A' && r <= 'F' {
		return r
	}
	return -1
}
