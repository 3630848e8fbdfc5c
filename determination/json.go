package determination

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/longarm-project/longarm/fact"
)

// Write writes a determination in its canonical form, as doc/formats/determination.md describes it, with a final newline.
func Write(w io.Writer, d *Determination) error {
	_, err := w.Write(append(fact.Canonical(d), '\n'))
	return err
}

// MaxSize bounds a saved determination, in bytes.
const MaxSize = 1 << 30

// Read reads what Write wrote. Unknown keys and other schemas are errors.
func Read(r io.Reader) (*Determination, error) {
	d := json.NewDecoder(io.LimitReader(r, MaxSize))
	d.DisallowUnknownFields()
	var out Determination
	if err := d.Decode(&out); err != nil {
		return nil, fmt.Errorf("not a determination: %w", err)
	}
	if out.Schema != Schema {
		return nil, fmt.Errorf("schema %q, want %q", out.Schema, Schema)
	}
	return &out, nil
}
