package file

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/census"
)

// Bounds of office files.
const (
	maxUnzipped = 1 << 30
	maxMembers  = 10_000
)

// Sheet reads workbooks (OOXML): each sheet is a table, its first row the names of the columns.
type Sheet struct{}

// Name implements census.Format.
func (Sheet) Name() string { return "xlsx" }

// officeKind tells the kind of a zip file by its directory of parts; "" if it is none of these.
func officeKind(head []byte) string {
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return ""
	}
	for _, k := range []struct{ mark, kind string }{
		{"mimetypeapplication/vnd.oasis.opendocument.text", "odt"},
		{"mimetypeapplication/vnd.oasis.opendocument.presentation", "odp"},
		{"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"},
		{"mimetypeapplication/epub+zip", "epub"},
	} {
		if bytes.Contains(head[:min(len(head), 200)], []byte(k.mark)) {
			return k.kind
		}
	}
	for _, k := range []struct{ mark, kind string }{{"xl/", "xlsx"}, {"word/", "docx"}, {"ppt/", "pptx"}} {
		if i := bytes.Index(head, []byte("PK\x03\x04")); i >= 0 && memberIn(head, k.mark) {
			return k.kind
		}
	}
	return ""
}

// memberIn reports whether the head shows a member below a folder.
func memberIn(head []byte, folder string) bool {
	for at := 0; ; {
		i := bytes.Index(head[at:], []byte("PK\x03\x04"))
		if i < 0 {
			return false
		}
		at += i + 4
		if at+26+len(folder) <= len(head) && bytes.HasPrefix(head[at+26:], []byte(folder)) {
			return true
		}
	}
}

// Recognise implements census.Format.
func (Sheet) Recognise(head []byte, _ string) bool { return officeKind(head) == "xlsx" }

// headings reports whether a row holds names of columns and no value.
func headings(cells []string) bool {
	words := 0
	for _, c := range cells {
		if c = strings.TrimSpace(c); c == "" {
			continue
		}
		if value([]byte(c)) || len(c) > 200 {
			return false
		}
		words++
	}
	return words > 0
}

// Prose reads the text of documents and presentations: DOCX, PPTX, ODT, ODP and ODS.
type Prose struct{}

// Name implements census.Format.
func (Prose) Name() string { return "document" }

// Recognise implements census.Format.
func (Prose) Recognise(head []byte, _ string) bool {
	k := officeKind(head)
	return k != "" && k != "xlsx" && k != "epub"
}

// Scan implements census.Format.
func (Prose) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	f.Format = officeKind(src.Head)
	at, size, err := src.Random()
	if err != nil {
		return err
	}
	z, err := zip.NewReader(at, size)
	if err != nil || len(z.File) > maxMembers {
		return errors.New("damaged document")
	}
	f.Bytes = size
	slices.SortFunc(z.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	n, left, images := int64(0), int64(maxUnzipped), 0
	for _, m := range z.File {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if strings.HasPrefix(path.Dir(m.Name), "word/media") || strings.HasPrefix(path.Dir(m.Name), "ppt/media") || strings.HasPrefix(m.Name, "Pictures/") {
			images++
		}
		if !isText(m.Name) {
			continue
		}
		n++
		used, err := xmlDocument(m, left, f, n)
		if left -= used; err != nil {
			f.Fault(err.Error())
		}
	}
	if n == 0 {
		return errors.New("damaged document: no text in it")
	}
	if images > 0 {
		f.Fault(fmt.Sprintf("%d images are not read", images))
	}
	return nil
}

// isText reports whether a part of a document holds its text.
func isText(name string) bool {
	if name == "content.xml" {
		return true
	}
	dir, base := path.Split(name)
	if path.Ext(base) != ".xml" {
		return false
	}
	switch dir {
	case "word/":
		return base == "document.xml" || base == "footnotes.xml" || base == "endnotes.xml" || base == "comments.xml" || strings.HasPrefix(base, "header") || strings.HasPrefix(base, "footer")
	case "ppt/slides/", "ppt/notesSlides/":
		return true
	}
	return false
}

// xmlDocument judges the text of one part, in pieces at ends of paragraphs.
func xmlDocument(m *zip.File, most int64, f *census.File, number int64) (used int64, err error) {
	r, err := m.Open()
	if err != nil {
		return 0, errors.New("a part cannot be unpacked")
	}
	defer r.Close()
	in := &io.LimitedReader{R: r, N: most}
	d := newXML(in)
	var b bytes.Buffer
	depth := 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil || in.N <= 0 {
			return most - in.N, errors.New("a part is damaged or too large: its rest was not read")
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return most - in.N, errors.New("a part is nested too deeply")
			}
			if e.Name.Local == "tab" || e.Name.Local == "br" || e.Name.Local == "s" {
				b.WriteByte(' ')
			}
		case xml.CharData:
			b.Write(e)
		case xml.EndElement:
			depth--
			switch e.Name.Local {
			case "p", "h", "tr", "table-row":
				b.WriteByte('\n')
				if b.Len() > 8<<10 {
					f.Document(b.Bytes(), number)
					b.Reset()
				}
			case "tc", "table-cell":
				b.WriteByte(' ')
			}
		}
	}
	if b.Len() > 0 {
		f.Document(b.Bytes(), number)
	}
	return most - in.N, nil
}
