// Package page reads one press text or filing, whatever it comes in, and sets
// apart what is not its prose: captions, addresses of links, bylines, datelines,
// credits, and what cookie banners and broken embeds left behind.
//
// What a file is is told by its bytes, never by its name. Nothing that a file
// names is fetched. Bounds: MaxBytes for a file, MaxText for its text.
package page

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxBytes is the largest file that is read: beyond it a file is not a press text.
const MaxBytes = 32 << 20

// MaxText bounds the text of one page, in bytes; what follows is left out and noted.
const MaxText = 2 << 20

// Errors of Read.
var (
	ErrEmpty    = errors.New("holds no text")
	ErrBinary   = errors.New("is not text: neither plain text, HTML, a mail, a PDF nor a WARC")
	ErrTooLarge = fmt.Errorf("is larger than %d MiB: cut out the article", MaxBytes>>20)
)

// A Kind says what a block of a page is.
type Kind string

// The kinds of block. All but Body are set apart.
const (
	Body     Kind = "body"
	Heading  Kind = "heading"
	Caption  Kind = "caption"
	Link     Kind = "link"
	Damage   Kind = "damage" // placeholders, cookie notices, leftovers
	Dateline Kind = "dateline"
	Byline   Kind = "byline"
	Credit   Kind = "credit"
	DateLine Kind = "date"
)

// A Block is a part of the text. Blocks of kind Body are paragraphs.
type Block struct {
	Kind     Kind
	From, To int // bytes of Page.Text
}

// A Page is a text as it was read.
type Page struct {
	Format   string // "text", "html", "mail", "pdf", "warc"
	Encoding string // "utf-8"; "windows-1252 (assumed)"
	Text     string // UTF-8
	// Prose is Text with all that is set apart blanked, byte for byte, so that positions agree.
	Prose  string
	Blocks []Block // in order of From
	// Agency is the agency in the dateline, Place its place, Day its month and day as written.
	Agency, Place, Day string
	Title              string
	Publisher          string // who published it, where the page says so
	Date               string // YYYY-MM-DD, where the page says so
	Credits            []string
	Links              []string // addresses that the text links to, where they are not printed in it
	Address            string   // that a WARC says it was fetched from
	Notes              []string // what was not read, and why
}

// Paragraphs gives the blocks of kind Body.
func (p *Page) Paragraphs() []Block {
	var out []Block
	for _, b := range p.Blocks {
		if b.Kind == Body {
			out = append(out, b)
		}
	}
	return out
}

// Of gives the blocks of a kind.
func (p *Page) Of(k Kind) []Block {
	var out []Block
	for _, b := range p.Blocks {
		if b.Kind == k {
			out = append(out, b)
		}
	}
	return out
}

func (p *Page) note(format string, args ...any) {
	p.Notes = append(p.Notes, fmt.Sprintf(format, args...))
}

// Read reads the pages of a file: one, or several where it is a WARC.
func Read(b []byte) ([]*Page, error) {
	switch {
	case len(b) > MaxBytes:
		return nil, ErrTooLarge
	case len(strings.TrimSpace(string(b[:min(len(b), 4096)]))) == 0 && len(strings.TrimSpace(string(b))) == 0:
		return nil, ErrEmpty
	}
	for _, f := range formats {
		if f.is(b) {
			pages, err := f.read(b)
			if err == nil && len(pages) == 0 {
				err = ErrEmpty
			}
			return pages, err
		}
	}
	return nil, ErrBinary
}

// A format is a form that is read.
type format struct {
	is   func([]byte) bool
	read func([]byte) ([]*Page, error)
}

// formats lists every form; the first that recognises the bytes reads them.
var formats = []format{
	{isWARC, readWARC},
	{isPDF, readPDF},
	{isMail, readMail},
	{isHTML, readHTML},
	{isText, readText}, // last: what is no other form
}

// readText reads plain text.
func readText(b []byte) ([]*Page, error) {
	text, encoding := decode(b, "")
	p := &Page{Format: "text", Encoding: encoding}
	p.lay(text)
	if strings.TrimSpace(p.Text) == "" {
		return nil, ErrEmpty
	}
	return []*Page{p}, nil
}

// lay cuts text to its bound and finds the blocks in it.
func (p *Page) lay(text string) {
	if len(text) > MaxText {
		text = text[:MaxText]
		for len(text) > 0 && !utf8.RuneStart(text[len(text)-1]) {
			text = text[:len(text)-1]
		}
		text = strings.ToValidUTF8(text, "")
		p.note("only the first %d MiB were read", MaxText>>20)
	}
	p.Text = text
	newSetter(p).run()
}
