package census

import (
	"bytes"
	"cmp"
	"strings"

	"github.com/longarm-project/longarm/census/detect"
)

// sampleRows and sampleBytes bound what is looked at before a table's columns are typed.
// Every later cell is still looked at: typing decides what a value below a heading means, not which values are read.
const (
	sampleRows  = 2048
	sampleBytes = 1 << 20
)

// MaxColumns is the most columns of a table whose headings are used.
const MaxColumns = 100_000

// A Cell is one value of a batch: the column and where its bytes lie.
type Cell struct {
	Column     int32
	Start, End int32
}

// A Batch holds rows whose cells lie in one buffer, row after row. Cells of one row need not be in order.
type Batch struct {
	Text  []byte
	Cells []Cell
	Ends  []int32 // of each row, an index into Cells
	First int64   // number of the first row, from 1
	Rows  []int64 // numbers of the rows, where they do not follow each other
	Times []int32 // how many equal rows each stands for, where it stands for more
}

// times is how many rows the i-th stands for.
func (b *Batch) times(i int) int64 {
	if b.Times != nil {
		return int64(b.Times[i])
	}
	return 1
}

// number is that of the i-th row.
func (b *Batch) number(i int) int64 {
	if b.Rows != nil {
		return b.Rows[i]
	}
	return b.First + int64(i)
}

// Reset empties the batch for rows from number first.
func (b *Batch) Reset(first int64) {
	b.Text, b.Cells, b.Ends, b.Rows, b.Times, b.First = b.Text[:0], b.Cells[:0], b.Ends[:0], b.Rows[:0], b.Times[:0], first
}

// Add appends a cell to the row being built.
func (b *Batch) Add(column int, value []byte) {
	start := len(b.Text)
	b.Text = append(b.Text, value...)
	b.Cells = append(b.Cells, Cell{int32(column), int32(start), int32(len(b.Text))})
	b.Text = append(b.Text, 0) // so that no shape reaches over two cells
}

// EndRow ends the row being built.
func (b *Batch) EndRow() { b.Ends = append(b.Ends, int32(len(b.Cells))) }

// A column is what a table knows of one of its columns.
type column struct {
	name   string
	space  string // of the tokens of its ids
	kind   detect.Kind
	typed  bool // kind was decided
	hinted bool // by the name
	digest bool // its values are digests or ciphertext
	reject kindSet
	// of the sample
	filled, fits, runs, cards, full, digests int
}

// A Table reads rows into a File: columns are typed by their names and a sample of their values,
// then each row is judged as one record.
type Table struct {
	f       *File
	columns []column
	batch   Batch // being built, and until the columns are typed all rows so far
	typed   bool
	rows    int64
	roles   roles
}

// roles says what kind of table the columns make.
type roles struct {
	person, device, moment, track, trip, address bool
	healthStrong, healthWeak, attributes         int
	financial, transaction                       bool
	genotype, calls                              bool
	lat, lon, birth, given, family               int // column, or -1
}

// NewTable returns a table of the file; columns may be named later.
func (f *File) NewTable() *Table { return &Table{f: f, batch: Batch{First: 1}} }

// Column returns the number of the column of a name, at index i, which is the next free one or known already.
func (t *Table) Column(i int, name string) int {
	for len(t.columns) <= i {
		t.columns = append(t.columns, column{})
	}
	c := &t.columns[i]
	if c.name == "" {
		c.name = t.shown(name)
		c.kind = detect.Hint(name)
		c.hinted = c.kind != detect.None
		c.space = "id:" + strings.Join(detect.Words(lastOf(name)), " ")
		c.digest = detect.HashedName(name) && c.kind != detect.Password
		c.typed = t.typed
		if t.typed { // first seen after the sample
			t.setRoles()
		}
	}
	return i
}

// shown is a column's name as reports have it: where names are values themselves, such as the keys of a map from addresses to
// persons, only their shape.
func (t *Table) shown(name string) string {
	digits := 0
	for _, c := range []byte(name) {
		if c-'0' < 10 {
			digits++
		}
	}
	if name != "" && (digits >= 7 || len(name) > 200 || len(t.f.scan.finder.Scan([]byte(name))) > 0 || len(detect.Names([]byte(name))) > 0) {
		return Mask([]byte(name))
	}
	return name
}

// lastOf is the part of a path after its last dot.
func lastOf(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// Add appends a cell to the current row.
func (t *Table) Add(column int, value []byte) { t.batch.Add(column, value) }

// Text appends text in which cells of the current row lie, and returns where it begins.
func (t *Table) Text(text []byte) int {
	start := len(t.batch.Text)
	t.batch.Text = append(append(t.batch.Text, text...), 0)
	return start
}

// Cell adds a cell that lies in the text appended before.
func (t *Table) Cell(column, start, end int) {
	t.batch.Cells = append(t.batch.Cells, Cell{int32(column), int32(start), int32(end)})
}

// EndRow ends the current row.
func (t *Table) EndRow() {
	t.batch.EndRow()
	t.rows++
	if len(t.batch.Text) >= batchBytes && t.typed || !t.typed && (len(t.batch.Ends) >= sampleRows || len(t.batch.Text) >= sampleBytes) {
		t.flush()
	}
}

const batchBytes = 64 << 10

// flush judges the rows gathered so far.
func (t *Table) flush() {
	t.plan(&t.batch)
	t.judge(&t.batch)
	t.batch.Reset(t.batch.First + int64(len(t.batch.Ends)))
}

// Close judges what is left.
func (t *Table) Close() {
	if len(t.batch.Ends) > 0 {
		t.flush()
	}
	t.plan(&t.batch)
	for i := range t.columns {
		if c := &t.columns[i]; c.digest && c.filled > 0 {
			t.f.Uncounted = addSorted(t.f.Uncounted, cmp.Or(c.name, "(unnamed)"))
		}
	}
}

// plan types the columns from the first rows, once.
func (t *Table) plan(b *Batch) {
	if t.typed {
		return
	}
	t.typed = true
	start := int32(0)
	for r, end := range b.Ends {
		if r >= sampleRows {
			break
		}
		for _, c := range b.Cells[start:end] {
			if int(c.Column) >= len(t.columns) {
				t.Column(int(c.Column), "")
			}
			t.columns[c.Column].sample(b.Text[c.Start:c.End])
		}
		start = end
	}
	for i := range t.columns {
		t.columns[i].decide()
	}
	t.settleNames()
	t.setRoles()
}

// sample looks at one value for typing.
func (c *column) sample(v []byte) {
	v = bytes.TrimSpace(v)
	if detect.Missing(v) {
		return
	}
	c.filled++
	if c.kind != detect.None {
		if detect.Value(c.kind, v, true) != nil || c.kind == detect.Latitude || c.kind == detect.Longitude || noValue[c.kind] {
			c.fits++
		}
	}
	if digest(v) {
		c.digests++
	}
	if len(v) >= 13 && len(v) <= 19 && v[0]-'0' < 10 && v[len(v)-1]-'0' < 10 {
		c.runs++
		if detect.Value(detect.Card, v, false) != nil {
			c.cards++
		}
	}
	if detect.FullName(v) {
		c.full++
	}
}

// noValue are kinds whose values are not judged one by one.
var noValue = [detect.Kinds]bool{
	detect.HealthStrong: true, detect.HealthWeak: true, detect.Attribute: true, detect.State: true, detect.Country: true, detect.Moment: true,
	detect.TrackData: true, detect.TripData: true, detect.Direction: true, detect.Genotype: true, detect.RowID: true, detect.Free: true,
	detect.SWIFT: true, detect.EIN: true,
}

// decide keeps the name's hint if values agree, or takes what the values say by themselves.
func (c *column) decide() {
	c.typed = true
	switch {
	case c.filled == 0:
	case c.digests*10 >= c.filled*9 && (c.kind == detect.None || c.kind.Listed() && c.kind != detect.Password && c.kind != detect.AdvertisingID && c.kind != detect.Token && c.kind != detect.Crypto && c.kind != detect.Cookie) && (c.kind.Listed() || detect.HashedName(c.name)):
		c.digest = true
	case c.digest && c.digests*2 < c.filled:
		c.digest = false
		fallthrough
	case c.kind != detect.None && c.fits*10 < c.filled:
		c.kind, c.hinted = detect.None, false
	}
	if c.runs >= 20 && c.cards*10 < c.runs*6 && c.kind != detect.Card {
		c.reject |= 1 << detect.Card // ids of so many digits, of which some pass by chance
	}
	if c.kind == detect.None && !c.digest && c.filled >= 5 && c.full*10 >= c.filled*6 && c.name == "" {
		c.kind = detect.Name
	}
}

// digest reports whether a value looks like a hash or ciphertext.
func digest(v []byte) bool {
	n := len(v)
	if n != 32 && n != 40 && n != 56 && n != 64 && n != 96 && n != 128 {
		return false
	}
	letters := false
	for _, c := range v {
		switch {
		case c-'0' < 10:
		case (c|0x20)-'a' < 6:
			letters = true
		default:
			return false
		}
	}
	return letters
}

// settleNames drops the hint of a column called only "name" where neither its values nor its neighbours are about persons.
func (t *Table) settleNames() {
	person := false
	for i := range t.columns {
		switch t.columns[i].kind {
		case detect.Given, detect.Family, detect.BirthDate, detect.SSN, detect.Email, detect.PatientID, detect.MBI, detect.Passport, detect.DriverLicence, detect.Attribute:
			person = true
		}
	}
	for i := range t.columns {
		c := &t.columns[i]
		if c.kind != detect.Name || !bare(c.name) {
			continue
		}
		if c.full*10 < c.filled*3 && !(person && c.full*20 >= c.filled) {
			c.kind, c.hinted = detect.None, false
		}
	}
}

// bare reports whether a heading says "name" and not whose.
func bare(name string) bool {
	w := detect.Words(lastOf(name))
	return len(w) == 1 && (w[0] == "name" || w[0] == "names")
}

// setRoles works out what kind of table the columns make.
func (t *Table) setRoles() {
	r := roles{lat: -1, lon: -1, birth: -1, given: -1, family: -1}
	weak := map[string]bool{}
	amount, direction, transaction, moment := false, false, false, false
	caller, callee, duration, cell := false, false, false, false
	for i := range t.columns {
		c := &t.columns[i]
		switch c.kind {
		case detect.Given:
			r.person = true
			if r.given < 0 {
				r.given = i
			}
		case detect.Family:
			r.person = true
			if r.family < 0 {
				r.family = i
			}
		case detect.Name, detect.Email, detect.SSN, detect.PersonID, detect.Username, detect.MBI, detect.Passport, detect.DriverLicence, detect.NationalID:
			r.person = true
		case detect.PatientID:
			r.person = true
			r.healthStrong++
		case detect.BirthDate:
			r.birth = i
			r.attributes++
		case detect.Attribute:
			r.attributes++
		case detect.HealthStrong:
			r.healthStrong++
		case detect.HealthWeak:
			weak[strings.ToLower(c.name)] = true
		case detect.FinancialData, detect.Card, detect.IBAN, detect.BankAccount, detect.MaskedCard:
			r.financial = true
		case detect.Amount:
			amount = true
		case detect.Direction:
			direction = true
		case detect.TransactionID:
			transaction = true
		case detect.Moment:
			moment = true
		case detect.Latitude:
			if r.lat < 0 {
				r.lat = i
			}
		case detect.Longitude:
			if r.lon < 0 {
				r.lon = i
			}
		case detect.DeviceID, detect.IMEI, detect.MAC, detect.AdvertisingID, detect.IMSI, detect.ICCID, detect.Serial:
			r.device = true
		case detect.TrackData:
			r.track = true
		case detect.TripData:
			r.trip = true
		case detect.Address, detect.Zip:
			r.address = true
		case detect.Caller:
			caller = true
		case detect.Callee:
			callee = true
		case detect.Duration:
			duration = true
		case detect.CellID:
			cell = true
		case detect.Genotype:
			r.genotype = true
		}
	}
	r.healthWeak, r.moment = len(weak), moment
	r.transaction = amount && direction && (transaction || moment)
	calls := 0
	for _, b := range []bool{caller, callee, duration, cell, moment} {
		if b {
			calls++
		}
	}
	r.calls = calls >= 3 && (caller || callee)
	t.roles = r
}

// health reports whether the table is about the health of persons.
func (r *roles) health() bool {
	return r.healthStrong > 0 || r.healthWeak >= 2 && r.attributes > 0
}

// located reports whether its coordinates are those of a person or device, not of a place.
func (r *roles) located() bool {
	return r.lat >= 0 && r.lon >= 0 && (r.device || r.person && !r.address || (r.moment && (r.track || r.trip)))
}
