package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ledongthuc/pdf"

	"github.com/longarm-project/longarm/census"
)

// PDF reads the text of PDF files; each page is a document. Pages of images alone are not read, and said so.
type PDF struct{}

// Name implements census.Format.
func (PDF) Name() string { return "pdf" }

// Recognise implements census.Format.
func (PDF) Recognise(head []byte, _ string) bool {
	return bytes.HasPrefix(head, []byte("%PDF-"))
}

// maxPages bounds the pages read.
const maxPages = 100_000

// Scan implements census.Format.
func (PDF) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	at, size, err := src.Random()
	if err != nil {
		return err
	}
	d, err := pdf.NewReader(at, size)
	if err != nil {
		if errors.Is(err, pdf.ErrInvalidPassword) {
			f.Cipher("pdf-encryption")
			return nil
		}
		return errors.New("damaged PDF")
	}
	f.Bytes = size
	blank := 0
	n := min(d.NumPage(), maxPages)
	for i := 1; i <= n; i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		text, err := pageText(d, i)
		if err != nil {
			f.Fault(fmt.Sprintf("page %d cannot be read", i))
			continue
		}
		if strings.TrimSpace(text) == "" {
			blank++
			continue
		}
		f.Document([]byte(text), int64(i))
	}
	if blank > 0 {
		f.Fault(fmt.Sprintf("%d pages without text: images are not read", blank))
	}
	return nil
}

// pageText returns the text of a page, in rows.
func pageText(d *pdf.Reader, i int) (text string, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("damaged")
		}
	}()
	p := d.Page(i)
	if p.V.IsNull() {
		return "", nil
	}
	return p.GetPlainText(nil)
}
