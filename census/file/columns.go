package file

import (
	"context"
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/longarm-project/longarm/census"
)

var errGroup = errors.New("a row group is damaged: the rest was not read")

// readColumns reads a row group into the table by its columns. Rows are put together only where something of them matters:
// an entry of a dictionary is judged once, however many rows hold it, and numbers that matter to nobody are not read.
func readColumns(ctx context.Context, g parquet.RowGroup, t *census.Table, skip []bool) error {
	c := &columns{t: t, first: t.Rows() + 1}
	defer c.close()
	paths := g.Schema().Columns()
	for i, chunk := range g.ColumnChunks() {
		if i < len(skip) && !skip[i] && i < census.MaxColumns {
			node, _ := g.Schema().Lookup(paths[i]...)
			c.leaves = append(c.leaves, &leaf{column: i, matters: t.Named(i), pages: chunk.Pages(), text: chunk.Type().Kind() == parquet.ByteArray, highest: byte(node.MaxDefinitionLevel)})
		}
	}
	for left := g.NumRows(); left > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := c.block(left)
		if err != nil {
			return err
		}
		left -= n
	}
	for _, l := range c.leaves {
		c.repeat(l)
	}
	c.feed()
	return nil
}

// columns are those of a row group.
type columns struct {
	t      *census.Table
	leaves []*leaf
	first  int64   // number of the next row
	need   []uint8 // of each row of the block: none, found or beyond
	only   []int16 // of each row of the block: the one leaf of which a cell matters, or -1
	b      census.Batch
	buf    []byte
	starts []int32
}

func (c *columns) close() {
	for _, l := range c.leaves {
		parquet.Release(l.page)
		l.pages.Close()
	}
}

// A leaf reads one column, page by page.
type leaf struct {
	column  int
	matters bool // single values do, by the column's name
	text    bool
	pages   parquet.Pages
	page    parquet.Page

	levels  []byte // of the page: a row has a value where it is the highest; nil: every row has
	highest byte
	left    int // rows
	at      int // the next value

	index []int32 // of the page, into the dictionary; nil: its values follow each other
	data  []byte  // of the values or of the dictionary
	offs  []uint32

	dict parquet.Dictionary // of which hits tells
	hits []uint8            // of a value or of an entry of the dictionary: none, found or beyond
	some bool               // of hits
	once []repeated         // of an entry of the dictionary: rows in which it alone matters
	rows []int32            // of the block: the value of each row, or -1
}

// A repeated is an entry of a dictionary that alone matters in so many rows, from the first on.
type repeated struct {
	first int64
	times int32
}

// What a cell tells. Names in free text matter only beside what is no contact data.
const (
	found  = 1 // a shape was found
	beyond = 2 // more than contact data
)

// maxBlock is how many rows are looked at together.
const maxBlock = 4096

// block goes over the next rows, at most left, and says how many they were.
func (c *columns) block(left int64) (int64, error) {
	n := int(min(left, maxBlock))
	for _, l := range c.leaves {
		for l.left == 0 {
			if err := c.turn(l); err != nil {
				return 0, err
			}
		}
		n = min(n, l.left)
	}
	c.need = append(c.need[:0], make([]uint8, n)...)
	c.only = append(c.only[:0], make([]int16, n)...)
	any := c.t.EveryRow()
	if any {
		for r := range c.need {
			c.need[r], c.only[r] = found, -1
		}
	}
	for i, l := range c.leaves {
		l.rows = l.rows[:0]
		if !l.matters && !l.some {
			continue
		}
		for r, v := range l.ordinals(n) {
			switch {
			case v < 0:
			case l.matters:
				c.need[r], c.only[r], any = beyond, -1, true
			case l.hits[l.entry(v)] > 0:
				if c.only[r] = int16(i); c.need[r] > 0 || l.index == nil {
					c.only[r] = -1
				}
				c.need[r], any = max(c.need[r], l.hits[l.entry(v)]), true
			}
		}
	}
	if any {
		c.rows(n)
	} else {
		c.t.Skip(int64(n))
	}
	for _, l := range c.leaves {
		l.skip(n)
	}
	c.first += int64(n)
	return int64(n), nil
}

// rows puts the rows of the block together that are needed, of the cells that may matter.
func (c *columns) rows(n int) {
	skipped := int64(0)
	for r := range n {
		if c.need[r] == 0 {
			skipped++
			continue
		}
		if c.need[r] == found && c.only[r] >= 0 {
			l := c.leaves[c.only[r]]
			o := &l.once[l.index[l.rows[r]]]
			if o.times++; o.times == 1 {
				o.first = c.first + int64(r)
			}
			continue
		}
		for _, l := range c.leaves {
			v := l.ordinals(n)[r]
			if v < 0 {
				continue
			}
			cell := l.value(v)
			if l.matters || l.hits[l.entry(v)] > 0 || c.need[r] == beyond && c.t.Prose(l.column, cell) {
				c.b.Add(l.column, cell)
			}
		}
		c.end(c.first+int64(r), 1)
	}
	c.t.Skip(skipped)
}

// end ends a row that stands for so many.
func (c *columns) end(number int64, times int32) {
	c.b.EndRow()
	c.b.Rows = append(c.b.Rows, number)
	c.b.Times = append(c.b.Times, times)
	if len(c.b.Text) >= blockSize {
		c.feed()
	}
}

// repeat judges the entries of a leaf's dictionary that alone mattered in rows so far.
func (c *columns) repeat(l *leaf) {
	for e, o := range l.once {
		if o.times > 0 {
			c.b.Add(l.column, l.data[l.offs[e]:l.offs[e+1]])
			c.end(o.first, o.times)
		}
	}
	l.once = l.once[:0]
}

// feed gives the rows gathered so far to the table.
func (c *columns) feed() {
	c.t.Feed(&c.b)
	c.b.Reset(0)
}

// turn turns to the next page of a leaf and looks for shapes in it, or in a dictionary that is new.
func (c *columns) turn(l *leaf) error {
	parquet.Release(l.page)
	l.page = nil
	page, err := l.pages.ReadPage()
	if err != nil { // the end too: there are fewer rows than the row group says
		return errGroup
	}
	l.page, l.left, l.at, l.index = page, int(page.NumRows()), 0, nil
	if l.levels = page.DefinitionLevels(); len(l.levels) > 0 {
		l.left = len(l.levels)
	} else {
		l.levels = nil
	}
	d := page.Dictionary()
	switch {
	case !l.text:
		if err := l.spell(); err != nil {
			return err
		}
	case d != nil:
		data := page.Data()
		if l.index = data.Int32(); d == l.dict {
			return nil
		}
		c.repeat(l)
		data = d.Page().Data()
		l.data, l.offs = data.ByteArray()
		l.once = append(l.once, make([]repeated, max(0, len(l.offs)-1))...)
	default:
		c.repeat(l)
		data := page.Data()
		l.data, l.offs = data.ByteArray()
	}
	l.dict = d
	c.look(l)
	return nil
}

// spell writes the values of a page that are no text as text.
func (l *leaf) spell() error {
	values := make([]parquet.Value, l.page.NumValues())
	n, err := l.page.Values().ReadValues(values)
	if err != nil && err != io.EOF || n < len(values) {
		return errGroup
	}
	l.data, l.offs = nil, []uint32{0}
	for _, v := range values {
		if !v.IsNull() {
			l.data = appendValue(l.data, v)
			l.offs = append(l.offs, uint32(len(l.data)))
		}
	}
	return nil
}

// look finds shapes in the values or the entries of the dictionary.
func (c *columns) look(l *leaf) {
	n := max(0, len(l.offs)-1)
	l.hits = append(l.hits[:0], make([]uint8, n)...)
	l.some = false
	if l.matters {
		return
	}
	for from := 0; from < n; {
		c.buf, c.starts = c.buf[:0], c.starts[:0]
		to := from
		for ; to < n && len(c.buf) < blockSize; to++ {
			c.starts = append(c.starts, int32(len(c.buf)))
			c.buf = append(append(c.buf, l.data[l.offs[to]:l.offs[to+1]]...), 0)
		}
		v := 0
		for _, h := range c.t.Find(c.buf) {
			for v+1 < len(c.starts) && int(c.starts[v+1]) <= h.Start {
				v++
			}
			l.some = true
			if l.hits[from+v] = max(l.hits[from+v], found); h.Kind.Listed() && h.Kind.Letter() != 'd' {
				l.hits[from+v] = beyond
			}
		}
		from = to
	}
}

// ordinals returns which value each of the next n rows has, or -1.
func (l *leaf) ordinals(n int) []int32 {
	if len(l.rows) == n {
		return l.rows
	}
	l.rows = l.rows[:0]
	at := int32(l.at)
	for r := range n {
		if l.levels != nil && l.levels[l.row()+r] != l.highest {
			l.rows = append(l.rows, -1)
			continue
		}
		l.rows = append(l.rows, at)
		at++
	}
	return l.rows
}

// row is the next row of the page.
func (l *leaf) row() int { return len(l.levels) - l.left }

// entry is where the v-th value of the page stands in data and hits.
func (l *leaf) entry(v int32) int {
	if l.index != nil {
		return int(l.index[v])
	}
	return int(v)
}

// value is the v-th value of the page.
func (l *leaf) value(v int32) []byte {
	e := l.entry(v)
	return l.data[l.offs[e]:l.offs[e+1]]
}

// skip goes on by n rows.
func (l *leaf) skip(n int) {
	if l.levels == nil {
		l.at += n
	} else {
		for _, x := range l.levels[l.row() : l.row()+n] {
			if x == l.highest {
				l.at++
			}
		}
	}
	l.left -= n
}
