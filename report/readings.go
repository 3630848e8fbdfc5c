package report

import (
	"io"

	"github.com/longarm-project/longarm/determination"
)

// Unread writes what was not read of evidence, as a page of a review tells it.
func Unread(w io.Writer, e *determination.Evidence, s Style) error {
	told := *e
	told.Unknown = nil // who writes this page tells of it in full
	p := &page{pen: newPen(w, s), d: &determination.Determination{Evidence: told}, s: s}
	p.line(0, filesRead(e))
	p.unread()
	return p.err
}
