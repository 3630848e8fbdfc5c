package gleif

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/internal/delimited"
)

var errColumns = errors.New("the row has more columns than the header")

// A column is what a column of the file is about.
type column struct {
	field  field
	number int
}

// csv reads rows by the names of the header; their order and number has changed over the years.
func (r *reader) csv(body io.Reader) error {
	var columns []column
	for row, err := range delimited.Rows(body, ',') {
		if r.Stopped() {
			return nil
		}
		bad, isRow := errors.AsType[*delimited.RowError](err)
		switch {
		case isRow:
			r.Malformed(bad.Line, bad.Offset, bad.Err)
			continue
		case err != nil:
			return err
		case columns == nil:
			columns = columnsOf(row.Fields)
			continue
		case len(row.Fields) > len(columns):
			r.Malformed(row.Line, row.Offset, errColumns)
			continue
		}
		for i, text := range row.Fields {
			r.fields.put(columns[i].field, columns[i].number, text)
		}
		r.recoded = row.Recoded
		r.record(row.Line, row.Offset)
	}
	return nil
}

// columnsOf reads the names of columns: the path of the schema with dots, numbers
// for repetition and ".xmllang" or ".type" for attributes.
func columnsOf(names []string) []column {
	columns := make([]column, 0, len(names)+1)
	for _, name := range names {
		var c column
		var path []byte
		for part := range strings.SplitSeq(strings.TrimSpace(name), ".") {
			if n, err := strconv.Atoi(part); err == nil && n > 0 {
				c.number = n
				continue
			}
			if suffix := attribute([]byte(part)); suffix == "@lang" || suffix == "@type" && paths[string(path)+suffix] != noField {
				path = append(path, suffix...)
				continue
			}
			path = appendName(path, []byte(part))
		}
		c.field = paths[string(path)]
		columns = append(columns, c)
	}
	return columns
}
