package census

import (
	"bytes"
	"slices"

	"github.com/longarm-project/longarm/census/detect"
)

// judge takes each row of a typed table as one record.
func (t *Table) judge(b *Batch) {
	hits := t.f.scan.finder.Scan(b.Text)
	row := rowJudge{t: t, b: b}
	start := int32(0)
	for i, end := range b.Ends {
		row.cells, row.number = b.Cells[start:end], b.number(i)
		n, last := 0, int32(0)
		for _, c := range row.cells {
			last = max(last, c.End)
		}
		for n < len(hits) && hits[n].Start < int(last) {
			n++
		}
		t.f.again = b.times(i) - 1
		row.judge(hits[:n])
		t.f.Rows += t.f.again + 1
		hits, start = hits[n:], end
	}
	t.f.again = 0
}

// A rowJudge judges rows of one batch.
type rowJudge struct {
	t      *Table
	b      *Batch
	cells  []Cell
	number int64
	rec    record
	// of the row
	given, family, name, birth, address, zip, state []byte
	lat, lon                                        []byte
	calls                                           int
	buf                                             []byte
}

func (j *rowJudge) judge(hits []detect.Hit) {
	rec, buf := &j.rec, j.buf
	rec.reset()
	*j = rowJudge{t: j.t, b: j.b, cells: j.cells, number: j.number, buf: buf[:0]}
	for _, c := range j.cells {
		if int(c.Column) >= len(j.t.columns) {
			j.t.Column(int(c.Column), "")
		}
		col := &j.t.columns[c.Column]
		typed := !idle[col.kind] || col.digest
		if !typed && len(hits) == 0 {
			continue
		}
		if typed {
			if v := bytes.TrimSpace(j.b.Text[c.Start:c.End]); !detect.Missing(v) && j.cell(col, v) {
				continue // what its shape says is said
			}
		}
		for _, h := range hits {
			if h.Start >= int(c.Start) && h.End <= int(c.End) {
				j.hit(col, h)
			}
		}
	}
	j.finish()
}

// hit takes a value found by its shape in a cell.
func (j *rowJudge) hit(col *column, h detect.Hit) {
	if h.Kind < detect.LastListed && col.reject.has(h.Kind) || col.kind == detect.Free && h.Kind == detect.IP {
		return
	}
	j.t.f.hit(&j.rec, h, j.b.Text[h.Start:h.End], j.number, col.name)
}

// idle are kinds of columns whose single values say nothing: what the table is about is known from the heading.
var idle = [detect.Kinds]bool{
	detect.None: true, detect.Free: true, detect.City: true, detect.HealthWeak: true, detect.TrackData: true, detect.TripData: true, detect.Direction: true,
	detect.Moment: true, detect.RowID: true, detect.Genotype: true, detect.Attribute: true, detect.SWIFT: true, detect.EIN: true, detect.ABA: true, detect.NPI: true,
	detect.Amount: true, detect.TransactionID: true,
}

// cell takes the value of a typed column; false if it is none of the column's kind.
func (j *rowJudge) cell(col *column, v []byte) bool {
	rec := &j.rec
	if col.digest {
		col.filled++
		if k := col.kind; k.Listed() {
			rec.kinds |= 1 << k
		} else {
			rec.kinds |= 1 << detect.AdvertisingID
		}
		return true
	}
	switch col.kind {
	case detect.Given, detect.Family, detect.Name:
		norm := detect.Value(col.kind, v, true)
		if norm == nil {
			return false
		}
		switch {
		case col.kind == detect.Name:
			j.name = norm
		case col.kind == detect.Given && j.given == nil:
			j.given = norm
		case col.kind == detect.Family && j.family == nil:
			j.family = norm
		}
		return true
	case detect.State:
		j.state = v
		return false
	case detect.Country:
		rec.signal(detect.Nation(v), byCountry)
		return false
	case detect.Latitude:
		j.lat = v
		return true
	case detect.Longitude:
		j.lon = v
		return true
	case detect.HealthStrong:
		rec.present = true
		return false
	}
	norm := detect.Value(col.kind, v, col.hinted)
	if norm == nil {
		return false
	}
	j.typed(col, norm, v)
	return true
}

// typed takes a value that is of its column's kind.
func (j *rowJudge) typed(col *column, norm, v []byte) {
	rec, f := &j.rec, j.t.f
	switch col.kind {
	case detect.PersonID:
		rec.set(keyPerson, f.scan.key.token(col.space, norm))
	case detect.PatientID:
		rec.set(keyPatient, f.scan.key.token("id:patient", norm))
		rec.present = true
	case detect.AccountID:
		rec.set(keyAccount, f.scan.key.token(col.space, norm))
	case detect.DeviceID:
		rec.set(keyDevice, f.scan.key.token("id:device", norm))
	case detect.Duration, detect.CellID:
		j.calls++
	case detect.Caller, detect.Callee:
		j.calls++
		if detect.Value(detect.Phone, v, true) != nil {
			f.value(rec, detect.Phone, detect.B, detect.Value(detect.Phone, v, true), v, j.number, col.name)
		}
	case detect.FinancialData:
		rec.cats |= setOf(Financial)
	case detect.MaskedCard:
		rec.cats |= setOf(Financial)
	case detect.Template:
		rec.cats |= setOf(Biometric)
	case detect.BirthDate:
		j.birth = norm
		f.value(rec, col.kind, detect.B, norm, v, j.number, col.name)
	case detect.Address:
		j.address = norm
		f.value(rec, col.kind, detect.B, norm, v, j.number, col.name)
	case detect.Zip:
		j.zip = v
		f.value(rec, col.kind, detect.B, norm, v, j.number, col.name)
	default:
		c := detect.B
		if !col.hinted || strong[col.kind] {
			c = detect.A
		}
		f.value(rec, col.kind, c, norm, v, j.number, col.name)
		if financialKinds[col.kind] {
			rec.cats |= setOf(Financial)
		}
	}
}

// strong are kinds whose check digits, below a heading that names them, settle what they are.
var strong = [detect.Kinds]bool{detect.SSN: true, detect.MBI: true, detect.Card: true, detect.IBAN: true, detect.IMEI: true, detect.ICCID: true, detect.MAC: true, detect.Email: true, detect.IP: true, detect.VIN: true, detect.USCISReceipt: true}

var financialKinds = [detect.Kinds]bool{detect.Card: true, detect.IBAN: true, detect.BankAccount: true}

// finish joins what the row's cells say and counts it.
func (j *rowJudge) finish() {
	rec, t := &j.rec, j.t
	j.person()
	if !rec.kinds.has(detect.Name) && rec.kinds&^contactOnly != 0 {
		j.prose()
	}
	if j.state != nil && j.zip != nil && detect.IsState(j.state) && detect.IsZip(j.zip) {
		rec.signal(1, byPostal)
	}
	identified := rec.kinds != 0 || slices.IndexFunc(rec.keys[:], func(k uint64) bool { return k != 0 }) >= 0
	r := &t.roles
	if identified && r.health() && (rec.present || r.healthWeak >= 2 && r.healthStrong == 0) {
		rec.cats |= setOf(Health)
	}
	if r.financial && !identified {
		rec.cats &^= setOf(Financial) // a figure about nobody
	}
	if r.transaction && (identified || !r.person) {
		rec.cats |= setOf(Financial)
	}
	if r.calls && j.calls >= 2 {
		rec.kinds |= 1 << detect.CallDetail
	}
	if r.located() {
		j.place()
	}
	t.f.finish(rec)
}

// person makes one name of its parts, and the keys that need it.
func (j *rowJudge) person() {
	rec, f := &j.rec, j.t.f
	name := j.name
	column := "name"
	if j.given != nil || j.family != nil {
		name = append(append(append(j.buf, j.given...), ' '), j.family...)
		if j.t.roles.given >= 0 {
			column = j.t.columns[j.t.roles.given].name
		} else if j.t.roles.family >= 0 {
			column = j.t.columns[j.t.roles.family].name
		}
	} else if name != nil {
		column = ""
		for i := range j.t.columns {
			if j.t.columns[i].kind == detect.Name {
				column = j.t.columns[i].name
				break
			}
		}
	}
	if name == nil {
		return
	}
	token := f.scan.key.token("demographic.name", name)
	f.ident(detect.Name, detect.B, token, name, j.number, column)
	rec.kinds |= 1 << detect.Name
	rec.set(keyName, token)
	if j.birth != nil {
		rec.set(keyNameBirth, f.scan.key.token("name-birth", append(append(append([]byte(nil), name...), 0), j.birth...)))
	}
	if j.address != nil {
		rec.set(keyNameAddress, f.scan.key.token("name-address", append(append(append([]byte(nil), name...), 0), j.address...)))
	}
}

// prose looks for names in the row's free text.
func (j *rowJudge) prose() {
	for _, c := range j.cells {
		col := &j.t.columns[c.Column]
		if v := j.b.Text[c.Start:c.End]; col.prose(v) {
			j.t.f.names(&j.rec, v, j.number)
		}
	}
}

// prose reports whether a value of the column may be free text.
func (c *column) prose(v []byte) bool {
	return c.kind == detect.None && len(v) >= 20 && len(v) <= 16<<10 && bytes.IndexByte(v, ' ') > 0
}

// place judges the row's coordinates.
func (j *rowJudge) place() {
	lat, n, ok := detect.Coordinate(j.lat, 90)
	lon, m, ok2 := detect.Coordinate(j.lon, 180)
	if !ok || !ok2 || lat == 0 && lon == 0 || min(n, m) < 3 {
		return
	}
	j.t.f.located(&j.rec, lat, lon)
}
