package census

import "github.com/longarm-project/longarm/census/detect"

// Feed judges a batch whose text the caller owns; the first one is also the sample by which columns are typed.
// The batch may be used again after Feed returns.
func (t *Table) Feed(b *Batch) {
	if len(b.Ends) == 0 {
		return
	}
	t.plan(b)
	t.judge(b)
	for i := range b.Ends {
		t.rows += b.times(i)
	}
}

// Sample types the columns by a batch that is counted elsewhere: the head of a file of which a later range is read.
func (t *Table) Sample(b *Batch) { t.plan(b) }

// Rows returns how many rows were judged.
func (t *Table) Rows() int64 { return t.rows }

// Named reports whether the name of a column makes its single values matter.
func (t *Table) Named(column int) bool {
	c := &t.columns[column]
	return !idle[c.kind] || c.digest
}

// Skip counts rows in which nothing matters: none of their cells stands in a column whose single values do, and Find finds
// nothing in the others.
func (t *Table) Skip(rows int64) {
	t.rows += rows
	t.f.Rows += rows
}

// Find looks for values by their shape. The hits are valid until the table judges or finds the next.
func (t *Table) Find(text []byte) []detect.Hit { return t.f.scan.finder.Scan(text) }

// EveryRow reports whether a row counts even where none of its cells matters: the table is one of transactions.
func (t *Table) EveryRow() bool { return t.roles.transaction }

// Prose reports whether a cell of a column whose values do not matter may name somebody, which matters beside what does.
func (t *Table) Prose(column int, v []byte) bool {
	return t.columns[column].prose(v) && detect.MayName(v)
}
