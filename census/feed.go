package census

// Feed judges a batch whose text the caller owns; the first one is also the sample by which columns are typed.
// The batch may be used again after Feed returns.
func (t *Table) Feed(b *Batch) {
	if len(b.Ends) == 0 {
		return
	}
	t.plan(b)
	t.judge(b)
	t.rows += int64(len(b.Ends))
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
