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
	err := d.Decode(&out)
	switch { // the schema stands first, so that it is read even where the rest has other keys
	case out.Schema != "" && out.Schema != Schema:
		return nil, fmt.Errorf("schema %q, want %q; review the evidence again, or use a release that writes it", out.Schema, Schema)
	case err != nil:
		return nil, fmt.Errorf("not a determination: %w", err)
	case out.Schema == "":
		return nil, fmt.Errorf("not a determination: it has no schema, want %q", Schema)
	}
	return &out, nil
}
