package ecfr

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Wording is the text of a provision as the file has it.
type Wording struct {
	Cite Cite
	// Title is the title that the file says it is of; empty where it does not say.
	Title string
	Head  string
	// Paragraphs holds the text, one paragraph or row of a table each, white space joined.
	Paragraphs []string
	// Source holds the citations of the Federal Register at the end of the provision.
	Source []string
	// Notes holds effective-date and editorial notes, which may say that the text does not apply.
	Notes []string
	// File and Text are SHA-256 digests in hexadecimal: of the whole file, and of String.
	File, Text string
}

// Conditions that a caller may act on.
var (
	ErrNotFound = errors.New("not in this file")
	ErrTitle    = errors.New("file of another title")
	ErrTooLong  = errors.New("longer than can be real")
)

// Bounds on what is read.
const (
	maxToken = 8 << 20  // bytes of one tag, text or comment
	maxText  = 64 << 20 // bytes of one provision
	maxDepth = 200
)

// Find reads an XML file of the Code to its end and returns the wording of c.
// The name is that of the file, for errors. It returns ErrNotFound, ErrTitle or
// ErrTooLong, wrapped, or what is wrong with the XML and at which line.
func Find(r io.Reader, name string, c Cite) (*Wording, error) {
	sum := sha256.New()
	g := &guard{r: io.TeeReader(r, sum), limit: maxToken}
	dec := xml.NewDecoder(g)
	dec.Entity = xml.HTMLEntity
	f := &finder{cite: c}
	for {
		t, err := dec.RawToken()
		if err == io.EOF {
			break
		}
		if err == nil {
			g.limit = dec.InputOffset() + maxToken
			err = f.token(t)
		}
		if err != nil {
			return nil, fault(name, dec, err)
		}
	}
	if f.depth != 0 {
		return nil, fault(name, dec, io.ErrUnexpectedEOF)
	}
	if f.found == nil {
		return nil, fmt.Errorf("%s: %v: %w", name, c, ErrNotFound)
	}
	w := f.found
	w.Cite, w.Title, w.File = c, f.title, hex.EncodeToString(sum.Sum(nil))
	text := sha256.Sum256([]byte(w.String()))
	w.Text = hex.EncodeToString(text[:])
	return w, nil
}

func fault(name string, dec *xml.Decoder, err error) error {
	if s, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("%s:%d: %s", name, s.Line, s.Msg)
	}
	line, _ := dec.InputPos()
	return fmt.Errorf("%s:%d: %w", name, line, err)
}

// A guard ends the reading of a token that is too long to be real.
type guard struct {
	r        io.Reader
	n, limit int64
}

func (g *guard) Read(p []byte) (int, error) {
	if g.n > g.limit {
		return 0, ErrTooLong
	}
	n, err := g.r.Read(p)
	g.n += int64(n)
	return n, err
}

// A finder walks the tokens of a file and keeps the text of one provision.
type finder struct {
	cite  Cite
	title string
	names [maxDepth]string // of the open elements
	depth int

	found  *Wording
	inside int // depth of the provision's element; 0 outside
	size   int
	buf    strings.Builder
	into   *[]string // where the text under way goes
}

func (f *finder) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		return f.start(t)
	case xml.EndElement:
		return f.end(t.Name.Local)
	case xml.CharData:
		if f.inside == 0 {
			return nil
		}
		if f.size += len(t); f.size > maxText {
			return fmt.Errorf("%v: %w", f.cite, ErrTooLong)
		}
		f.buf.Write(t)
	}
	return nil
}

func (f *finder) start(t xml.StartElement) error {
	if f.depth == maxDepth {
		return fmt.Errorf("elements nested deeper than %d", maxDepth)
	}
	f.names[f.depth] = t.Name.Local
	f.depth++
	typ, n := attr(t, "TYPE"), attr(t, "N")
	switch {
	case typ == "TITLE":
		if err := f.setTitle(attr(t, "NODE"), n); err != nil {
			return err
		}
	case f.inside == 0 && f.cite.names(typ, n):
		if f.found != nil {
			return fmt.Errorf("%v stands twice", f.cite)
		}
		f.found, f.inside = &Wording{}, f.depth
		f.into = &f.found.Paragraphs
	case f.inside > 0:
		f.open(strings.ToUpper(t.Name.Local))
	}
	return nil
}

// setTitle takes the title of the file from a node such as "28:1.0.1", or from its number.
func (f *finder) setTitle(node, n string) error {
	title, _, ok := strings.Cut(node, ":")
	if !ok {
		title = n
	}
	f.title = title
	if f.cite.Title != "" && title != f.cite.Title {
		return fmt.Errorf("%v asked of title %.20s: %w", f.cite, title, ErrTitle)
	}
	return nil
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// open begins an element within the provision.
func (f *finder) open(name string) {
	switch name {
	case "CITA", "SECAUTH", "APPRO":
		f.flush()
		f.into = &f.found.Source
	case "EFFDNOT", "EDNOTE", "CROSSREF":
		f.flush()
		f.into = &f.found.Notes
	case "TD", "TH":
		if f.buf.Len() > 0 {
			f.buf.WriteString(" | ")
		}
	case "BR":
		f.buf.WriteByte(' ')
	default:
		if block(name) {
			f.flush()
		}
	}
}

func (f *finder) end(name string) error {
	if f.depth == 0 || f.names[f.depth-1] != name {
		return fmt.Errorf("</%.40s> ends what was not begun", name)
	}
	if f.inside > 0 {
		f.close(strings.ToUpper(name))
	}
	f.depth--
	return nil
}

// close ends an element within the provision, or the provision.
func (f *finder) close(name string) {
	switch {
	case f.depth == f.inside:
		f.flush()
		f.inside = 0
	case name == "HEAD" && f.depth == f.inside+1 && f.found.Head == "":
		f.found.Head = words(f.buf.String())
		f.buf.Reset()
	case slices.Contains([]string{"CITA", "SECAUTH", "APPRO", "EFFDNOT", "EDNOTE", "CROSSREF"}, name):
		f.flush()
		f.into = &f.found.Paragraphs
	case block(name):
		f.flush()
	}
}

// block says whether an element stands on its own line; the others are parts of a sentence.
func block(name string) bool {
	switch name {
	case "P", "FP", "FP-1", "FP-2", "FP1", "FP2", "HEAD", "HED", "HED1", "HED2", "PSPACE", "TR", "DIV", "TABLE", "TFOOT", "LI",
		"EXTRACT", "NOTE", "EXAMPLE", "FTNT", "MATH", "BOXTXT":
		return true
	}
	return strings.HasPrefix(name, "DIV")
}

func (f *finder) flush() {
	if s := words(f.buf.String()); s != "" {
		*f.into = append(*f.into, s)
	}
	f.buf.Reset()
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// String returns head, paragraphs, sources and notes, a line each.
func (w *Wording) String() string {
	lines := slices.Concat([]string{w.Head}, w.Paragraphs, w.Source, w.Notes)
	return strings.Join(lines, "\n") + "\n"
}

// WriteText writes the wording for a reader, with a blank line between
// paragraphs and the two digests at the end.
func (w *Wording) WriteText(out io.Writer) error {
	b := bufio.NewWriter(out)
	fmt.Fprintf(b, "%s\n", w.Head)
	for _, p := range slices.Concat(w.Paragraphs, w.Source, w.Notes) {
		fmt.Fprintf(b, "\n%s\n", p)
	}
	fmt.Fprintf(b, "\nfile     sha256:%s\nwording  sha256:%s\n", w.File, w.Text)
	return b.Flush()
}
