package census

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// A RowSource is the answer of a database, as database/sql has it.
type RowSource interface {
	Columns() ([]string, error)
	Next() bool
	Scan(dest ...any) error
	Err() error
}

// ReadRows reads all rows of a table.
func (f *File) ReadRows(ctx context.Context, r RowSource) error {
	names, err := r.Columns()
	if err != nil {
		return err
	}
	t := f.NewTable()
	defer t.Close()
	cells, into := make([]any, len(names)), make([]any, len(names))
	for i, n := range names {
		t.Column(i, n)
		into[i] = &cells[i]
	}
	for n := 0; r.Next(); n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := r.Scan(into...); err != nil {
			return err
		}
		for i, c := range cells {
			if v := cellText(c); v != nil {
				t.Add(i, v)
			}
		}
		t.EndRow()
	}
	return r.Err()
}

// cellText is the value of a cell as text; nil for none.
func cellText(c any) []byte {
	switch v := c.(type) {
	case []byte:
		return v
	case string:
		return []byte(v)
	case int64:
		return strconv.AppendInt(nil, v, 10)
	case int32:
		return strconv.AppendInt(nil, int64(v), 10)
	case float64:
		return strconv.AppendFloat(nil, v, 'f', -1, 64)
	case float32:
		return strconv.AppendFloat(nil, float64(v), 'f', -1, 32)
	case time.Time:
		if v.Hour() == 0 && v.Minute() == 0 && v.Second() == 0 {
			return []byte(v.Format("2006-01-02"))
		}
		return []byte(v.Format(time.RFC3339))
	}
	if c == nil {
		return nil
	}
	if _, ok := c.(bool); ok {
		return nil // says nothing by itself
	}
	return fmt.Append(nil, c)
}
