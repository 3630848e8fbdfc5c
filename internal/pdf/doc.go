// Package pdf takes the text out of a PDF file (ISO 32000-1), as far as the file says
// which characters its glyphs are. It draws nothing, runs nothing and fetches nothing.
//
// Objects are found by scanning, not by the table of references, so that a damaged
// table does not matter and no offset of the file is trusted. Bounds: maxObjects,
// maxInflated, maxDepth, maxPages, maxText; beyond them the rest is left out and noted.
package pdf

import "errors"

// Errors of Text.
var (
	ErrEncrypted = errors.New("the PDF is encrypted: save it without a password")
	ErrNoText    = errors.New("the PDF holds no text that can be told: it may be a scan")
)

const (
	maxObjects  = 200_000
	maxInflated = 64 << 20 // bytes unpacked from all streams
	maxStream   = 16 << 20 // bytes unpacked from one stream
	maxDepth    = 24       // of objects within objects
	maxPages    = 2_000
	maxText     = 2 << 20
)

// A Document is the text of a PDF.
type Document struct {
	Pages []string // one for each page, lines separated by "\n", paragraphs by an empty line
	Title string
	Date  string // of creation, YYYY-MM-DD, or ""
	Notes []string
}
