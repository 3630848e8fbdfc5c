package report

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/review"
)

// JSON writes a determination in its canonical form, as doc/formats/determination.md describes it, with a final newline.
func JSON(w io.Writer, d *review.Determination) error {
	_, err := w.Write(append(fact.Canonical(d), '\n'))
	return err
}

// MaxSize bounds a saved determination, in bytes.
const MaxSize = 1 << 30

// Read reads what JSON wrote. Unknown keys and other schemas are errors.
func Read(r io.Reader) (*review.Determination, error) {
	d := json.NewDecoder(io.LimitReader(r, MaxSize))
	d.DisallowUnknownFields()
	var out review.Determination
	if err := d.Decode(&out); err != nil {
		return nil, fmt.Errorf("not a determination: %w", err)
	}
	if out.Schema != review.Schema {
		return nil, fmt.Errorf("schema %q, want %q", out.Schema, review.Schema)
	}
	return &out, nil
}
