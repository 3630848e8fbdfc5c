package census

import (
	"bytes"
	"slices"

	"github.com/longarm-project/longarm/census/detect"
)

// Lines judges text in which each line is a record, such as a log; first is the number of the first line.
// It returns how many lines there were.
func (f *File) Lines(text []byte, first int64) int64 {
	hits := f.scan.finder.Scan(text)
	line, at := first, 0
	var r record
	for len(hits) > 0 {
		for {
			i := bytes.IndexByte(text[at:], '\n')
			if i < 0 || at+i >= hits[0].Start {
				break
			}
			at += i + 1
			line++
		}
		end := len(text)
		if i := bytes.IndexByte(text[hits[0].Start:], '\n'); i >= 0 {
			end = hits[0].Start + i
		}
		n := 0
		for n < len(hits) && hits[n].Start < end {
			n++
		}
		r.reset()
		for _, h := range hits[:n] {
			f.hit(&r, h, text[h.Start:h.End], line, "")
		}
		if r.kinds&^contactOnly != 0 { // a name makes no difference to contact data
			f.names(&r, text[at:end], line)
		}
		f.finish(&r)
		hits = hits[n:]
	}
	n := line - first + int64(bytes.Count(text[at:], []byte("\n")))
	if len(text) > 0 && text[len(text)-1] != '\n' {
		n++
	}
	f.Rows += n
	return n
}

// Document judges the text of a page, a message or another short piece of prose. Where it names one person at most it
// is one record; else each line is.
func (f *File) Document(text []byte, number int64) {
	hits := slices.Clone(f.scan.finder.Scan(text))
	names := detect.Names(text)
	var seen [detect.Kinds]map[string]bool
	for _, h := range hits {
		if seen[h.Kind] == nil {
			seen[h.Kind] = map[string]bool{}
		}
		seen[h.Kind][string(bytes.ToLower(text[h.Start:h.End]))] = true
	}
	if len(seen[detect.Email]) > 1 || len(seen[detect.SSN]) > 1 || len(seen[detect.Phone]) > 2 || len(names) > 1 {
		f.eachLine(text, number)
		return
	}
	f.Rows++
	var r record
	for _, h := range hits {
		f.hit(&r, h, text[h.Start:h.End], number, "")
	}
	if len(seen[detect.Phone]) == 0 {
		for _, h := range detect.CuedPhones(text) {
			f.hit(&r, h, text[h.Start:h.End], number, "")
		}
	}
	f.addNames(&r, names, number)
	f.finish(&r)
}

// eachLine judges each line of a document as a record.
func (f *File) eachLine(text []byte, number int64) {
	f.Rows++
	for line := range bytes.Lines(text) {
		var r record
		for _, h := range f.scan.finder.Scan(line) {
			f.hit(&r, h, line[h.Start:h.End], number, "")
		}
		f.names(&r, line, number)
		f.finish(&r)
	}
}

func (f *File) names(r *record, text []byte, number int64) {
	if len(text) <= 16<<10 {
		f.addNames(r, detect.Names(text), number)
	}
}

func (f *File) addNames(r *record, names []string, number int64) {
	for i, n := range names {
		f.value(r, detect.Name, detect.B, []byte(n), []byte(n), number, "")
		if i == 0 {
			r.set(keyName, f.scan.key.token("demographic.name", []byte(n)))
		}
	}
}

// Find looks for values by their shape in text whose hits make no record: secrets and marks.
func (f *File) Find(text []byte, first int64) {
	for _, h := range f.scan.finder.Scan(text) {
		if h.Kind.Secret() {
			line := first + int64(bytes.Count(text[:h.Start], []byte("\n")))
			f.ident(h.Kind, h.Confidence, f.scan.key.token(h.Kind.String(), text[h.Start:h.End]), text[h.Start:h.End], line, "")
		}
	}
}

// Note notes a mark of property or a secret.
func (f *File) Note(k detect.Kind, c detect.Confidence, raw []byte, row int64) {
	f.ident(k, c, f.scan.key.token(k.String(), raw), raw, row, "")
}

// A Person is what a structured document says about one person.
type Person struct {
	Categories []Category
	Values     []Value
	Name       string // in one spelling for one person: given and family
	Birth      string // day of birth, as written
	Patient    string // number by which a provider of care knows the person
	Subject    string // what tells the person from others where nothing else does
	Country    string
	State, Zip string
}

// A Value is an identifier that a format itself declares to be of a kind.
type Value struct {
	Kind detect.Kind
	Text string
}

// Person counts one person; row is the place for examples.
func (f *File) Person(p Person, row int64) {
	var r record
	f.Rows++
	r.cats = setOf(p.Categories...)
	for _, v := range p.Values {
		raw := []byte(v.Text)
		if norm := detect.Value(v.Kind, raw, true); norm != nil {
			f.value(&r, v.Kind, detect.A, norm, raw, row, "")
		}
	}
	r.signal(detect.Nation([]byte(p.Country)), byCountry)
	if detect.IsState([]byte(p.State)) && detect.IsZip([]byte(p.Zip)) {
		r.signal(1, byPostal)
	}
	if p.Patient != "" {
		r.set(keyPatient, f.scan.key.token("id:patient", bytes.ToLower([]byte(p.Patient))))
	}
	if p.Subject != "" {
		r.set(keySubject, f.scan.key.token("subject", []byte(p.Subject)))
	}
	name := bytes.ToLower(bytes.TrimSpace([]byte(p.Name)))
	if len(name) > 0 {
		f.value(&r, detect.Name, detect.A, name, name, row, "")
		r.set(keyName, f.scan.key.token("demographic.name", name))
	}
	if b := detect.Value(detect.BirthDate, []byte(p.Birth), true); b != nil {
		f.value(&r, detect.BirthDate, detect.A, b, []byte(p.Birth), row, "")
		if len(name) > 0 {
			r.set(keyNameBirth, f.scan.key.token("name-birth", append(append(name, 0), b...)))
		}
	}
	f.finish(&r)
}

// A Point is where a device was.
type Point struct{ Lat, Lon float64 }

// Track counts one device and the places where it was. A device without a name is one that nothing tells from others.
func (f *File) Track(device string, points []Point) {
	var r record
	f.Rows++
	if device != "" {
		r.set(keyDevice, f.scan.key.token("id:device", []byte(device)))
	}
	for _, p := range points {
		f.located(&r, p.Lat, p.Lon)
	}
	f.finish(&r)
}

// Uncountable notes that there is data of a category about persons whom nothing tells apart, nobody knows how many.
func (f *File) Uncountable(c Category) { f.Unbounded |= setOf(c) }

// Code judges source code: secrets and marks only. Values in it are examples and constants, not somebody's data. It returns how many lines there were.
func (f *File) Code(text []byte, first int64) int64 {
	f.Find(text, first)
	n := int64(bytes.Count(text, []byte("\n")))
	if len(text) > 0 && text[len(text)-1] != '\n' {
		n++
	}
	f.Rows += n
	return n
}
