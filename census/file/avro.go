package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/hamba/avro/v2"
	"github.com/hamba/avro/v2/ocf"

	"github.com/longarm-project/longarm/census"
)

// Avro reads Avro object container files.
type Avro struct{}

// Name implements census.Format.
func (Avro) Name() string { return "avro" }

// Recognise implements census.Format.
func (Avro) Recognise(head []byte, _ string) bool { return bytes.HasPrefix(head, []byte("Obj\x01")) }

// Scan implements census.Format.
func (Avro) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	api := avro.Config{MaxByteSliceSize: 8 << 20, MaxSliceAllocSize: 1 << 20}.Freeze()
	d, err := ocf.NewDecoder(src.Reader, ocf.WithDecoderConfig(api))
	if err != nil {
		return errors.New("the header is damaged")
	}
	a := &tree{t: f.NewTable(), columns: map[string]int{}}
	defer a.t.Close()
	for n := 0; d.HasNext(); n++ {
		if n%512 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var v any
		if err := d.Decode(&v); err != nil {
			return fmt.Errorf("a block is damaged after %d records", n)
		}
		a.leaves = 0
		a.walk("", v, 0)
		a.t.EndRow()
	}
	if d.Error() != nil {
		return errors.New("a block is damaged: the rest was not read")
	}
	return nil
}

// A tree turns decoded values into rows: each leaf is a cell of the column of its path.
type tree struct {
	t       *census.Table
	columns map[string]int
	leaves  int
}

// maxNesting bounds how deep values may nest.
const maxNesting = 64

func (a *tree) walk(path string, v any, depth int) {
	if depth > maxNesting {
		return
	}
	switch x := v.(type) {
	case nil, bool:
	case map[string]any:
		for _, k := range sortedKeys(x) {
			name := k
			if union := len(x) == 1 && isAvroType(k); union {
				name = ""
			}
			a.walk(join(path, name), x[k], depth+1)
		}
	case []any:
		for _, e := range x {
			a.walk(path, e, depth+1)
		}
	case string:
		a.cell(path, []byte(x))
	case []byte:
		a.cell(path, x)
	case time.Time:
		a.cell(path, []byte(x.UTC().Format(time.RFC3339)))
	case int:
		a.cell(path, strconv.AppendInt(nil, int64(x), 10))
	case int32:
		a.cell(path, strconv.AppendInt(nil, int64(x), 10))
	case int64:
		a.cell(path, strconv.AppendInt(nil, x, 10))
	case float64:
		a.cell(path, strconv.AppendFloat(nil, x, 'f', -1, 64))
	case float32:
		a.cell(path, strconv.AppendFloat(nil, float64(x), 'f', -1, 32))
	default:
		a.cell(path, fmt.Append(nil, x))
	}
}

// isAvroType reports whether a key names the branch of a union rather than a member.
func isAvroType(k string) bool {
	switch k {
	case "string", "bytes", "int", "long", "float", "double", "boolean", "null", "array", "map":
		return true
	}
	return false
}

func (a *tree) cell(path string, v []byte) {
	if a.leaves++; a.leaves > maxLeaves {
		return
	}
	c, ok := a.columns[path]
	if !ok {
		if len(a.columns) < census.MaxColumns {
			c = len(a.columns)
			a.columns[path] = c
		}
		a.t.Column(c, path)
	}
	a.t.Add(c, v)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// join joins the parts of a path.
func join(path, name string) string {
	switch {
	case path == "":
		return name
	case name == "":
		return path
	}
	return path + "." + name
}
