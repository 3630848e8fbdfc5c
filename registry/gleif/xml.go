package gleif

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxRecord bounds a record or a tag, in bytes.
const maxRecord = 4 << 20

var (
	errRecord = errors.New("the record is not closed")
	errLong   = fmt.Errorf("the record is longer than %d bytes", maxRecord)
)

// records names the elements that hold one record, headers those in which a file says what it holds.
var (
	records = []string{"LEIRecord", "RelationshipRecord", "Exception"}
	headers = []string{"ContentDate", "RecordCount"}
)

// An xmlFile finds the records of a file one after another. encoding/xml is not
// used: it cannot go on after a record that is not well formed, and bounds nothing.
type xmlFile struct {
	r            *bufio.Reader
	offset, line int64  // of what comes next
	tag          []byte // from "<" to ">", valid until the next read
	tagOffset    int64
	tagLine      int64
	again        bool            // the tag is to be looked at once more
	ours         map[string]bool // prefixes that stand for a namespace of GLEIF
}

// xml reads the records of a file, whichever prefix its elements have.
func (r *reader) xml(body *bufio.Reader) error {
	f := &xmlFile{r: body, line: 1, ours: make(map[string]bool)}
	for !r.Stopped() {
		if err := f.next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		f.declare()
		switch local := f.local(); {
		case slices.Contains(headers, local):
			r.header(strings.ToLower(local), f.text())
		case slices.Contains(records, local) && !bytes.HasSuffix(f.tag, []byte("/>")):
			line, offset := f.tagLine, f.tagOffset
			rec, err := f.record()
			if err == nil {
				err = r.element(rec)
			}
			switch {
			case err == nil:
				r.record(line, offset)
			case errors.Is(err, errRecord), errors.Is(err, errLong), errors.Is(err, errTags):
				r.fields.reset()
				r.recoded = false
				r.Malformed(line, offset, err)
			default:
				return err
			}
		}
	}
	return nil
}

func (f *xmlFile) count(b []byte) {
	f.offset += int64(len(b))
	f.line += int64(bytes.Count(b, []byte{'\n'}))
}

// next reads up to and with the next tag. Comments and what else begins with "<!"
// or "<?" are tags too, of no name.
func (f *xmlFile) next() error {
	if f.again {
		f.again = false
		return nil
	}
	for {
		text, err := f.r.ReadSlice('<')
		f.count(text)
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil {
			return err
		}
		f.tag = append(f.tag[:0], '<')
		f.tagOffset, f.tagLine = f.offset-1, f.line
		if f.tag, err = f.more(f.tag); err != errLong {
			return err
		}
	}
}

// more appends up to and with the next ">" to b.
func (f *xmlFile) more(b []byte) ([]byte, error) {
	for {
		part, err := f.r.ReadSlice('>')
		f.count(part)
		b = append(b, part...)
		switch {
		case err == nil:
			return b, nil
		case err != bufio.ErrBufferFull:
			return b, err
		case len(b) > maxRecord:
			return b, errLong
		}
	}
}

// text returns the text up to the next tag.
func (f *xmlFile) text() string {
	text, err := f.r.ReadSlice('<')
	if err != nil {
		f.count(text)
		return ""
	}
	_ = f.r.UnreadByte() // ReadSlice has just read it
	text = text[:len(text)-1]
	f.count(text)
	return strings.TrimSpace(string(text))
}

// record returns the element that f.tag opens, whole, valid until the next call.
// Where another record begins before it is closed, that one's tag comes next.
func (f *xmlFile) record() ([]byte, error) {
	name := tagName(f.tag)
	closing := append([]byte("</"), name...)
	rec := slices.Clone(f.tag)
	for {
		from := len(rec)
		offset, line := f.offset, f.line
		var err error
		switch rec, err = f.more(rec); {
		case err == io.EOF:
			return nil, errRecord
		case err != nil:
			return nil, err
		case len(rec) > maxRecord:
			return nil, errLong
		}
		at := bytes.LastIndexByte(rec[from:], '<')
		if at < 0 {
			continue
		}
		last := rec[from+at:]
		switch {
		case bytes.HasPrefix(last, closing) && len(bytes.TrimSpace(last[len(closing):len(last)-1])) == 0:
			return rec, nil
		case bytes.Equal(tagName(last), name):
			before := rec[from : from+at]
			f.tag, f.again = slices.Clone(last), true
			f.tagOffset, f.tagLine = offset+int64(at), line+int64(bytes.Count(before, []byte{'\n'}))
			return nil, errRecord
		}
	}
}

// tagName returns the name of an opening tag, nil for any other.
func tagName(tag []byte) []byte {
	end := 1 + bytes.IndexAny(tag[1:], " \t\r\n/>")
	if end < 2 || tag[1] == '!' || tag[1] == '?' {
		return nil
	}
	return tag[1:end]
}

// declare takes the prefixes that f.tag declares.
func (f *xmlFile) declare() {
	if !bytes.Contains(f.tag, []byte("xmlns")) {
		return
	}
	for name, value := range attributes(f.tag) {
		if prefix, ok := strings.CutPrefix(string(name), "xmlns"); ok && len(f.ours) < 100 {
			f.ours[strings.TrimPrefix(prefix, ":")] = slices.Contains(namespaces, string(value))
		}
	}
}

// local returns the name of f.tag without its prefix where that stands for a namespace of GLEIF, else "".
func (f *xmlFile) local() string {
	prefix, local, ok := strings.Cut(string(tagName(f.tag)), ":")
	if !ok {
		prefix, local = "", prefix
	}
	if !f.ours[prefix] {
		return ""
	}
	return local
}
