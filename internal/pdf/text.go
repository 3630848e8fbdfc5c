package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text takes the text out of a PDF.
func Text(b []byte) (*Document, error) {
	f := scan(b)
	d := &Document{}
	for _, t := range f.trailers {
		if t["Encrypt"] != nil {
			return nil, ErrEncrypted
		}
	}
	for _, n := range f.numbers() {
		if s, ok := f.objects[n].(*stream); ok && s.dict["Type"] == name("XRef") && s.dict["Encrypt"] != nil {
			return nil, ErrEncrypted
		}
	}
	unknown, size, fonts := 0, 0, map[any]*font{}
	for _, p := range f.pages() {
		s, u := f.page(p, fonts)
		unknown += u
		if size += len(s); size > maxText {
			d.Notes = append(d.Notes, fmt.Sprintf("only the first %d MiB of text were read", maxText>>20))
			break
		}
		d.Pages = append(d.Pages, s)
	}
	if f.short {
		d.Notes = append(d.Notes, "the file unpacks beyond the bound: the rest was not read")
	}
	if unknown > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%d characters are of fonts that do not say what they are, and are left out", unknown))
	}
	f.info(d)
	dropRunning(d.Pages)
	if strings.TrimSpace(strings.Join(d.Pages, "")) == "" {
		return nil, ErrNoText
	}
	return d, nil
}

// info reads the title and the date of creation.
func (f *file) info(d *Document) {
	for _, t := range f.trailers {
		i := f.dict(t["Info"])
		if s, ok := f.resolve(i["Title"]).(text); ok {
			d.Title = plain(s)
		}
		if s, ok := f.resolve(i["CreationDate"]).(text); ok {
			if v := strings.TrimPrefix(string(s), "D:"); len(v) >= 8 && digits(v[:8]) {
				d.Date = v[:4] + "-" + v[4:6] + "-" + v[6:8]
			}
		}
	}
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

func plain(b []byte) string {
	if bytes.HasPrefix(b, []byte{0xfe, 0xff}) {
		return characters(b[2:])
	}
	s, _ := (&font{}).decode(b)
	return s
}

// pages lists the pages in order: through the tree, or where there is none by number.
func (f *file) pages() []dict {
	var out []dict
	seen := map[ref]bool{}
	var visit func(v any, inherited any, depth int)
	visit = func(v any, inherited any, depth int) {
		r, ok := v.(ref)
		if ok && seen[r] || depth > maxDepth || len(out) >= maxPages {
			return
		}
		seen[r] = ok || seen[r]
		d := f.dict(v)
		if d == nil {
			return
		}
		if d["Resources"] == nil && inherited != nil {
			d["Resources"] = inherited
		}
		if kids, ok := f.resolve(d["Kids"]).(array); ok {
			for _, k := range kids {
				visit(k, d["Resources"], depth+1)
			}
			return
		}
		out = append(out, d)
	}
	for _, n := range f.numbers() {
		if d := f.dict(f.objects[n]); d["Type"] == name("Catalog") {
			visit(d["Pages"], nil, 0)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, n := range f.numbers() {
		if d := f.dict(f.objects[n]); d["Type"] == name("Page") && len(out) < maxPages {
			out = append(out, d)
		}
	}
	return out
}

// page gives the text of one page and how many characters of it are not known.
func (f *file) page(p dict, fonts map[any]*font) (string, int) {
	var content []byte
	switch c := f.resolve(p["Contents"]).(type) {
	case *stream:
		content = f.content(c)
	case array:
		for _, v := range c {
			if s, ok := f.resolve(v).(*stream); ok && len(content) < maxStream {
				content = append(append(content, f.content(s)...), '\n')
			}
		}
	}
	w := &shower{f: f, fonts: f.dict(f.dict(p["Resources"])["Font"]), made: fonts, font: &font{}, lead: 12, size: 12}
	w.run(content)
	return w.String(), w.unknown
}

// A shower carries out the operators of a page that show text.
type shower struct {
	strings.Builder
	f          *file
	fonts      dict
	made       map[any]*font
	font       *font
	size, lead float64
	x, y       float64 // start of the line, in text space of the page
	scale      float64
	lastY      float64
	begun      bool
	unknown    int
}

func (w *shower) run(content []byte) {
	p := parser{b: content}
	var args array
	for {
		v, ok := p.next(0)
		if !ok || w.Len() > maxText {
			return
		}
		op, isOp := v.(keyword)
		if !isOp {
			if len(args) < 64 {
				args = append(args, v)
			}
			continue
		}
		w.operator(string(op), args)
		args = args[:0]
		if op == "BI" { // an image in the page: go to its end
			if k := bytes.Index(content[p.i:], []byte("EI")); k >= 0 {
				p.i += k + 2
			}
		}
	}
}

func (w *shower) operator(op string, a array) {
	switch op {
	case "BT":
		w.x, w.y, w.scale = 0, 0, 1
	case "Tf":
		if len(a) >= 2 {
			w.use(a[0])
			w.size = num(a[1])
		}
	case "TL":
		w.lead = num(last(a))
	case "Td", "TD":
		if len(a) >= 2 {
			w.move(num(a[0])*w.scaled(), num(a[1])*w.scaled())
			if op == "TD" {
				w.lead = -num(a[1])
			}
		}
	case "Tm":
		if len(a) >= 6 {
			w.scale = num(a[3])
			w.move(num(a[4])-w.x, num(a[5])-w.y)
		}
	case "T*":
		w.move(0, -w.lead*w.scaled())
	case "Tj":
		w.show(last(a))
	case "'", "\"":
		w.move(0, -w.lead*w.scaled())
		w.show(last(a))
	case "TJ":
		list, _ := last(a).(array)
		for _, v := range list {
			if n, ok := v.(float64); ok && n < -180 {
				w.gap()
			}
			w.show(v)
		}
	}
}

func (w *shower) scaled() float64 {
	if w.scale == 0 {
		return 1
	}
	return w.scale
}

func last(a array) any {
	if len(a) == 0 {
		return nil
	}
	return a[len(a)-1]
}

func num(v any) float64 {
	f, _ := v.(float64)
	return f
}

func (w *shower) use(v any) {
	n, _ := v.(name)
	key := w.fonts[n]
	r, isRef := key.(ref)
	if isRef && w.made[r] != nil {
		w.font = w.made[r]
		return
	}
	w.font = w.f.font(key)
	if isRef {
		w.made[r] = w.font
	}
}

// move goes to a new place: another line, a new paragraph where the gap is wide, or on along the line.
func (w *shower) move(dx, dy float64) {
	w.x += dx
	w.y += dy
	if !w.begun {
		w.lastY = w.y
		return
	}
	height := max(1, abs(w.size*w.scaled()))
	switch down := abs(w.lastY - w.y); {
	case down > height*1.7:
		w.newline("\n\n")
	case down > height*0.4:
		w.newline("\n")
	case dx != 0:
		w.gap()
	}
	w.lastY = w.y
}

func abs(f float64) float64 { return max(f, -f) }

func (w *shower) newline(s string) {
	t := w.String()
	switch {
	case t == "" || strings.HasSuffix(t[max(0, len(t)-2):], "\n\n"):
	case strings.HasSuffix(t, "\n"):
		if s == "\n\n" {
			w.WriteString("\n")
		}
	default:
		w.WriteString(s)
	}
}

func (w *shower) gap() {
	t := w.String()
	if r, _ := utf8.DecodeLastRuneInString(t); t != "" && !unicode.IsSpace(r) {
		w.WriteByte(' ')
	}
}

func (w *shower) show(v any) {
	b, ok := v.(text)
	if !ok {
		return
	}
	s, u := w.font.decode(b)
	w.unknown += u
	w.begun = true
	w.WriteString(strings.Map(printable, s))
}

func printable(r rune) rune {
	switch {
	case r == 0xad || r == 0xfeff:
		return -1
	case r == 0xa0 || unicode.IsControl(r):
		return ' '
	}
	return r
}

// dropRunning blanks lines that stand on three pages or more but for their digits: running heads and feet.
func dropRunning(pages []string) {
	count := map[string]int{}
	key := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) || unicode.IsSpace(r) {
				return -1
			}
			return r
		}, s)
	}
	for _, p := range pages {
		seen := map[string]bool{}
		for line := range strings.Lines(p) {
			if k := key(line); !seen[k] {
				seen[k] = true
				count[k]++
			}
		}
	}
	for i, p := range pages {
		var b strings.Builder
		for line := range strings.Lines(p) {
			if count[key(line)] < 3 || len(line) > 200 || strings.TrimSpace(line) == "" {
				b.WriteString(line)
			}
		}
		pages[i] = b.String()
	}
}
