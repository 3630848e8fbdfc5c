package file

import (
	"bytes"
	"strings"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/detect"
)

// A dialect is how a table of text is written.
type dialect struct {
	comma  byte
	skip   int // bytes before the first row: a byte order mark, comment lines
	fields int
	header bool
}

// dialectOf tells the dialect from the first bytes of a file; its name decides only whether words in one column are a table.
func dialectOf(head []byte, name string) (d dialect, ok bool) {
	start, comment := preamble(head)
	d.skip = start
	best := 0
	for _, comma := range []byte{',', '\t', ';', '|', 0x01} {
		if n, share := regular(head[d.skip:], comma); n >= 2 && share > best {
			best, d.comma, d.fields = share, comma, n
		}
	}
	if best < 80 {
		return single(head, start, name)
	}
	d.header = d.hasHeader(head[d.skip:])
	if !d.header && comment >= 0 { // the last comment names the columns
		s := splitter{comma: d.comma}
		if cells, _ := s.row(head[comment:], nil); len(cells) == d.fields && d.hasHeader(head[comment:]) {
			d.header, d.skip = true, comment
		}
	}
	return d, true
}

// preamble returns where the first row begins: behind a byte order mark, empty lines, comments and the line by which
// spreadsheets name the separator. Comment is where the text of the last comment begins, or -1.
func preamble(head []byte) (start, comment int) {
	start, comment = len(head)-len(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))), -1
	for {
		rest := head[start:]
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			return start, comment
		}
		switch line := bytes.TrimSpace(rest[:i]); {
		case len(line) == 0:
		case rest[0] == '#':
			comment = start + 1
		case len(line) == 5 && bytes.EqualFold(line[:4], []byte("sep=")):
		default:
			return start, comment
		}
		start += i + 1
	}
}

// single tells a table of one column: its first row says what stands below it, and values of that kind do; or the name
// of the file says that it is a table.
func single(head []byte, start int, name string) (d dialect, ok bool) {
	d = dialect{skip: start, fields: 1} // no byte of text separates
	text := head[start:]
	s := splitter{}
	cells, n := s.row(text, nil)
	heading := bytes.TrimSpace(text[cells[0].Start:cells[0].End])
	if len(heading) == 0 || len(heading) > 64 || value(heading) {
		return d, named(name) && n < len(text)
	}
	kind := detect.Hint(string(heading))
	hashed := detect.HashedName(string(heading))
	filled, fits, small := 0, 0, 0
	for rest := text[n:]; len(rest) > 0 && filled < 200; {
		cells, n := s.row(rest, nil)
		if n == len(rest) && rest[n-1] != '\n' && len(head) >= census.HeadSize {
			break // cut by the end of the head
		}
		v := bytes.TrimSpace(rest[cells[0].Start:cells[0].End])
		rest = rest[n:]
		if detect.Missing(v) {
			continue
		}
		filled++
		if detect.Value(kind, v, true) != nil || hashed && len(v) >= 16 && bytes.IndexByte(v, ' ') < 0 {
			fits++
		}
		if identifier(v) {
			small++
		}
	}
	told := (kind != detect.None || hashed) && filled > 0 && fits*10 >= filled*8
	d.header = told || identifier(heading) && small*2 < filled
	return d, told || named(name) && filled > 0
}

// named reports whether a file is called a table.
func named(name string) bool {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".zst", ".bz2", ".xz", ".lz4", ".sz"} {
		name = strings.TrimSuffix(name, packed)
	}
	return strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".tsv") || strings.HasSuffix(name, ".tab")
}

// identifier reports whether a cell is written as programs name columns: small letters, digits and _.
func identifier(v []byte) bool {
	for i, c := range v {
		if !(c-'a' < 26 || c == '_' || i > 0 && c-'0' < 10) {
			return false
		}
	}
	return len(v) > 0 && len(v) <= 64
}

// regular returns the most frequent number of fields in the first rows, and the share of rows that have it, in percent.
func regular(text []byte, comma byte) (fields, share int) {
	counts := map[int]int{}
	rows := 0
	s := splitter{comma: comma}
	for rows < 200 && len(text) > 0 {
		cells, n := s.row(text, nil)
		if n == len(text) && rows > 0 && text[n-1] != '\n' { // cut by the end of the head
			break
		}
		if len(cells) > 1 || len(cells) == 1 && cells[0].End > cells[0].Start {
			counts[len(cells)]++
			rows++
		}
		text = text[n:]
	}
	if rows < 2 {
		return 0, 0
	}
	for n, c := range counts {
		if c*100/rows > share || c*100/rows == share && n > fields {
			fields, share = n, c*100/rows
		}
	}
	return fields, share
}

// hasHeader judges the first row: words, some of which are known, and no value.
func (d *dialect) hasHeader(text []byte) bool {
	s := splitter{comma: d.comma}
	cells, n := s.row(text, nil)
	hints, words, given, family := 0, 0, false, false
	seen := map[string]bool{}
	for _, c := range cells {
		v := bytes.TrimSpace(text[c.Start:c.End])
		if len(v) == 0 {
			continue
		}
		if value(v) || len(v) > 200 || seen[string(v)] {
			return false
		}
		seen[string(v)] = true
		words++
		given, family = given || detect.IsGiven(string(v)), family || detect.IsFamily(string(v))
		if detect.FullName(v) || given && family {
			return false // it names somebody
		}
		if detect.Hint(string(v)) != detect.None {
			hints++
		}
	}
	if words*2 < len(cells) {
		return false
	}
	if hints > 0 {
		return true
	}
	next, _ := s.row(text[n:], nil)
	for _, c := range next {
		if value(bytes.TrimSpace(text[n:][c.Start:c.End])) {
			return true // words above numbers
		}
	}
	return false
}

// value reports whether a cell holds a value rather than a name of a column: a number, a date, an address.
func value(v []byte) bool {
	if len(v) == 0 {
		return false
	}
	digits := 0
	for _, c := range v {
		if c-'0' < 10 {
			digits++
		}
	}
	return digits*2 > len(v) || bytes.IndexByte(v, '@') > 0 && detect.Value(detect.Email, v, false) != nil
}
