package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/census"
)

// An endless object says that it is so long, and gives a text again and again behind a beginning. It notes the most memory
// that was in use while it was read.
type endless struct {
	begin, again string
	size         int64
	peak         uint64
}

func (e *endless) URI() string { return "endless" }
func (e *endless) Objects(context.Context) iter.Seq2[census.Object, error] {
	return func(yield func(census.Object, error) bool) { yield(census.Object{Name: "x", Size: e.size}, nil) }
}
func (e *endless) Open(context.Context, census.Object) (census.StoredObject, error) {
	return &endlessReader{e: e}, nil
}

type endlessReader struct {
	e   *endless
	pos int64
}

func (r *endlessReader) Close() error { return nil }

func (r *endlessReader) Read(p []byte) (int, error) {
	n, err := r.ReadAt(p, r.pos)
	if before := r.pos; before>>24 != (before+int64(n))>>24 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		r.e.peak = max(r.e.peak, m.HeapInuse)
	}
	r.pos += int64(n)
	return n, err
}

func (r *endlessReader) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) && off+int64(n) < r.e.size {
		at, src := off+int64(n), r.e.begin
		if at >= int64(len(r.e.begin)) {
			src, at = r.e.again, (at-int64(len(r.e.begin)))%int64(len(r.e.again))
		}
		k := copy(p[n:], src[at:])
		n += int(min(int64(k), r.e.size-off-int64(n)))
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// A line without end is read in bounded memory, and what stands in it is found.
func TestEndlessLines(t *testing.T) {
	size := int64(10 << 30)
	if testing.Short() {
		size = 64 << 20
	} else {
		size = 1 << 30 // ten of them take minutes and hold no more
	}
	filler := strings.Repeat("the rain in the plain falls mainly ", 30_000)
	for name, e := range map[string]*endless{
		"text": {begin: "notes of the day ", again: filler + "my name is Mary Smith 531-21-7351 "},
		"csv":  {begin: "full_name,ssn\nMary Smith,531-21-7351\nJohn Brown,531-21-7352\n\"", again: filler},
		"json": {begin: "{\"ssn\":\"531-21-7351\",\"name\":\"Mary Smith\"}\n{\"ssn\":\"531-21-7352\",\"note\":\"", again: filler},
	} {
		e.size = size
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		s := census.NewStore("endless")
		r := census.Runner{Formats: Formats(), Key: census.Key{1}, Range: 1 << 40}
		if err := r.Scan(t.Context(), e, s); err != nil {
			t.Fatal(err)
		}
		got := s.Report()
		if more := int64(e.peak) - int64(m.HeapInuse); more > 160<<20 {
			t.Errorf("%s: %d MB more in use", name, more>>20)
		}
		if got.List[0].Identifiers["gov_id.ssn"] == nil {
			t.Errorf("%s: %s, the number was not found: %+v", name, got.Status, got.List[0])
		}
		if name != "text" && got.Status == census.Read {
			t.Errorf("%s: a row of %d MB is told as read", name, size>>20)
		}
	}
}

// A table may have 100,000 columns.
func TestManyColumns(t *testing.T) {
	var b bytes.Buffer
	for i := range 100_000 {
		fmt.Fprintf(&b, "c%d,", i)
	}
	b.WriteString("full_name,ssn\n")
	for i := range 3 {
		b.WriteString(strings.Repeat("1,", 100_000) + "Mary Smith," + ssnOf(i) + "\n")
	}
	got := scanBytes(t, b.Bytes())
	if id := got.List[0].Identifiers["gov_id.ssn"]; id == nil || id.Cells != 3 {
		t.Errorf("%s: %v: %+v", got.List[0].Format, got.List[0].Reasons, id)
	}
}

// Numbers that are none are no places and no money.
func TestNotANumber(t *testing.T) {
	var csv, jsonl bytes.Buffer
	csv.WriteString("device_id,latitude,longitude,timestamp\n")
	for i, v := range []string{"NaN", "nan", "Inf", "-Inf", "1e999", "91.1234", "0x1p-2"} {
		fmt.Fprintf(&csv, "d%d,%s,10.12345,2025-01-02T03:04:05Z\n", i, v)
		fmt.Fprintf(&jsonl, `{"device_id":"d%d","latitude":"%s","longitude":"10.12345","timestamp":"2025-01-02T03:04:05Z"}`+"\n", i, v)
	}
	type row struct {
		Device string  `parquet:"device_id"`
		Lat    float64 `parquet:"latitude"`
		Lon    float64 `parquet:"longitude"`
		At     string  `parquet:"timestamp"`
	}
	var p bytes.Buffer
	if err := parquet.Write(&p, []row{{"a", math.NaN(), 10.12345, "2025-01-02T03:04:05Z"}, {"b", math.Inf(1), 10.12345, "2025-01-02T03:04:05Z"}}); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"csv": csv.Bytes(), "json": jsonl.Bytes(), "parquet": p.Bytes()} {
		if got := scanBytes(t, b); got.By["precise_geolocation"] != nil || got.Status != census.Read {
			t.Errorf("%s: %s, %+v", name, got.Status, got.By["precise_geolocation"])
		}
	}
}

// Rows in several encodings are read as far as they can be, and the persons of all of them counted.
func TestMixedEncodings(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("full_name,ssn,city\n")
	for i := range 4000 {
		b.WriteString("Mary Smith," + ssnOf(i) + "," + []string{"caf\u00e9", "caf\xe9", "\x93quoted\x94", "\xff\xfe"}[i%4] + "\n")
	}
	got := scanBytes(t, b.Bytes())
	if c := got.By["covered_personal_identifiers"]; c == nil || *c.Estimate != 4000 {
		t.Errorf("%s, %s: %+v", got.List[0].Format, got.Status, c)
	}
}

// A footer that lies is told, and nothing is taken for none.
func TestBrokenFooters(t *testing.T) {
	table := inventedTables[census.Health]
	good := parquetRows(t, table.columns, table.rowsOf(300))
	for name, bad := range map[string][]byte{
		"cut":          good[:len(good)/2],
		"no footer":    append(good[:len(good)-8:len(good)-8], "\xff\xff\xff\x7fPAR1"...),
		"zeros":        append(append(good[:len(good)-200:len(good)-200], make([]byte, 192)...), good[len(good)-8:]...),
		"only magic":   []byte("PAR1PAR1"),
		"data altered": append(append(good[:8:8], bytes.Repeat([]byte{0xff}, 400)...), good[408:]...),
	} {
		if got := scanBytes(t, bad); got.Status == census.Read || len(got.List[0].Reasons) == 0 {
			t.Errorf("%s: %s %v", name, got.Status, got.List[0].Reasons)
		}
	}
}

// locked is a store whose objects cannot be opened, with an error that repeats what it should not.
type locked struct{ census.Bytes }

func (locked) Open(context.Context, census.Object) (census.StoredObject, error) {
	return nil, errors.New("permission denied")
}

func TestUnreadableObjects(t *testing.T) {
	s := census.NewStore("memory")
	r := census.Runner{Formats: Formats(), Key: census.Key{1}}
	if err := r.Scan(t.Context(), locked{census.Bytes{Name: "secret.csv"}}, s); err != nil {
		t.Fatal(err)
	}
	if got := s.Report(); got.Status != census.Unread || got.List[0].URI != "secret.csv" || len(got.List[0].Reasons) != 1 {
		t.Errorf("%s: %+v", got.Status, got.List)
	}
}

// No value of a store stands in its report, in what is said of damage, or in a part.
func TestNoValueIsShown(t *testing.T) {
	values := []string{"Mary Quartermaine-Smith", "531-21-7351", "zq.7351@example.org", "4539578763621486", "zq-patient-77", "asthma-of-zq", "GB82WEST12345698765432", "AKIA2E0A8F3B244C9986"}
	columns := []string{"full_name", "ssn", "email", "card_number", "patient_id", "diagnosis", "iban", "remark"}
	rapid.Check(t, func(t *rapid.T) {
		write := storeWriters[rapid.SampledFrom([]string{"csv", "csv-semicolon-crlf", "tsv", "utf16", "json-lines", "json-array", "json-wrapped", "parquet", "avro", "xlsx", "sql", "sql-copy", "csv.gz", "zip-overlapping"}).Draw(t, "form")]
		rows := [][]string{values, values, values, values}
		head, most := columns, 3
		if rapid.IntRange(0, 2).Draw(t, "odd") == 0 { // values where names of columns are wanted
			head, most = values, 0
		}
		var b []byte
		func() {
			defer func() { recover() }() // a form that cannot have such columns
			b = write(quiet{}, head, rows)
		}()
		if len(b) == 0 {
			return
		}
		for range rapid.IntRange(0, most).Draw(t, "faults") {
			i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
			if rapid.Bool().Draw(t, "cut") {
				b = b[:i+1]
			} else {
				b[i] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
			}
		}
		s := census.NewStore("memory")
		r := census.Runner{Formats: Formats(), Key: census.Key{1}, Range: 1 << 9}
		if err := r.Scan(context.Background(), census.Bytes{Name: "data", Data: b}, s); err != nil {
			t.Fatal(err)
		}
		report := &census.Report{Version: census.Version, Complete: true, Stores: []census.StoreReport{s.Report()}}
		var out bytes.Buffer
		if err := errors.Join(census.WriteJSON(&out, report), census.WriteText(&out, report), census.WritePart(&out, &census.Part{Stores: []*census.Store{s}})); err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			if strings.Contains(strings.ToLower(out.String()), strings.ToLower(v)) {
				t.Fatalf("%q stands in what was written:\n%s", v, out.String())
			}
		}
	})
}

// quiet is a test that a writer may fail.
type quiet struct{ testing.TB }

func (quiet) Helper()               {}
func (quiet) Fatal(...any)          { panic("fatal") }
func (quiet) Fatalf(string, ...any) { panic("fatal") }
