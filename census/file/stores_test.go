package file

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/hamba/avro/v2/ocf"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"

	"github.com/longarm-project/longarm/census"
)

// An invented table: its columns, and the row of the i-th person.
type inventedTable struct {
	columns []string
	row     func(i int) []string
}

// inventedTables holds one for each category that tables can hold; each person has a number that can have been issued,
// or a place in the United States.
var inventedTables = map[census.Category]inventedTable{
	census.Biometric: {[]string{"person_id", "ssn", "face_embedding", "remark"}, func(i int) []string {
		return []string{fmt.Sprintf("u%d", i), ssnOf(i), fmt.Sprintf("%0128d", i), remark(i)}
	}},
	census.Geolocation: {[]string{"device_id", "latitude", "longitude", "timestamp"}, func(i int) []string {
		return []string{fmt.Sprintf("dev-%d", i), "39.12345", fmt.Sprintf("-98.%05d", i), "2025-01-02T03:04:05Z"}
	}},
	census.Health: {[]string{"patient_id", "ssn", "diagnosis", "remark"}, func(i int) []string { return []string{fmt.Sprintf("p%d", i), ssnOf(i), "asthma", remark(i)} }},
	census.Financial: {[]string{"customer_id", "ssn", "credit_score", "remark"}, func(i int) []string {
		return []string{fmt.Sprintf("c%d", i), ssnOf(i), strconv.Itoa(500 + i%300), remark(i)}
	}},
	census.Covered: {[]string{"full_name", "ssn", "plan", "remark"}, func(i int) []string { return []string{"Mary Smith", ssnOf(i), "gold", remark(i)} }},
}

// remark is free text with all that separates cells and rows.
func remark(i int) string {
	return []string{"", "one, two; three|four\tfive", "said \"no\"\nand left", "caf\u00e9 'au lait'"}[i%4]
}

// rowsOf returns the rows of n persons, every seventh twice.
func (t inventedTable) rowsOf(n int) [][]string {
	var out [][]string
	for i := range n {
		out = append(out, t.row(i))
		if i%7 == 0 {
			out = append(out, t.row(i))
		}
	}
	return out
}

// storeWriters write a table in each form that a census reads.
var storeWriters = map[string]func(t testing.TB, columns []string, rows [][]string) []byte{
	"csv": func(_ testing.TB, c []string, r [][]string) []byte { return separated(c, r, ",", "\n") },
	"csv-semicolon-crlf": func(_ testing.TB, c []string, r [][]string) []byte {
		return append([]byte("\xef\xbb\xbfsep=;\r\n"), separated(c, r, ";", "\r\n")...)
	},
	"csv-commented": func(_ testing.TB, c []string, r [][]string) []byte {
		return append([]byte("# made by a program\n#"), separated(c, r, ",", "\n")...)
	},
	"csv-carriage-returns": func(_ testing.TB, c []string, r [][]string) []byte {
		return bytes.ReplaceAll(separated(c, r, ",", "\n"), []byte("\n"), []byte("\r"))
	},
	"psv":   func(_ testing.TB, c []string, r [][]string) []byte { return separated(c, r, "|", "\n") },
	"tsv":   func(_ testing.TB, c []string, r [][]string) []byte { return separated(c, r, "\t", "\n") },
	"utf16": func(_ testing.TB, c []string, r [][]string) []byte { return wideText(separated(c, r, ",", "\r\n")) },
	"windows-1252": func(_ testing.TB, c []string, r [][]string) []byte {
		return bytes.ReplaceAll(separated(c, r, ",", "\n"), []byte("\u00e9"), []byte{0xe9})
	},
	"json-lines": func(_ testing.TB, c []string, r [][]string) []byte { return jsonRows(c, r, "", "\n", "\n") },
	"json-array": func(_ testing.TB, c []string, r [][]string) []byte { return jsonRows(c, r, "[", ",", "]") },
	"json-wrapped": func(_ testing.TB, c []string, r [][]string) []byte {
		return jsonRows(c, r, "{\"page\": 1,\n\"items\": [", ",\n", "]}")
	},
	"parquet":  parquetRows,
	"avro":     avroRows,
	"sqlite":   sqliteRows,
	"xlsx":     xlsxRows,
	"sql":      func(_ testing.TB, c []string, r [][]string) []byte { return insertRows(c, r) },
	"sql-copy": func(_ testing.TB, c []string, r [][]string) []byte { return copyRows(c, r) },
	"csv.gz": func(t testing.TB, c []string, r [][]string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(separated(c, r, ",", "\n"))
		w.Close()
		return b.Bytes()
	},
	"jsonl.zst": func(t testing.TB, c []string, r [][]string) []byte {
		w, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		return w.EncodeAll(jsonRows(c, r, "", "\n", "\n"), nil)
	},
	// three members of which each holds persons of the next, too: the store is their union
	"zip-overlapping": func(t testing.TB, c []string, r [][]string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for i, part := range thirds(r) {
			m, err := w.Create(fmt.Sprintf("part-%d", i))
			if err != nil {
				t.Fatal(err)
			}
			m.Write([][]byte{separated(c, part, ",", "\n"), jsonRows(c, part, "", "\n", "\n"), separated(c, part, "\t", "\n")}[i])
		}
		w.Close()
		return b.Bytes()
	},
	"tar-overlapping": func(t testing.TB, c []string, r [][]string) []byte {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		for i, part := range thirds(r) {
			m := separated(c, part, ",", "\n")
			if err := w.WriteHeader(&tar.Header{Name: fmt.Sprintf("part-%d", i), Size: int64(len(m)), Mode: 0o644}); err != nil {
				t.Fatal(err)
			}
			w.Write(m)
		}
		w.Close()
		return b.Bytes()
	},
}

func thirds(r [][]string) [][][]string {
	n := len(r) / 3
	return [][][]string{r[:n+n/2], r[n : 2*n+n/2], r[2*n:]}
}

func separated(columns []string, rows [][]string, comma, end string) []byte {
	var b bytes.Buffer
	line := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				b.WriteString(comma)
			}
			if strings.ContainsAny(c, comma+"\"\r\n") {
				c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
			b.WriteString(c)
		}
		b.WriteString(end)
	}
	line(columns)
	for _, r := range rows {
		line(r)
	}
	return b.Bytes()
}

func wideText(b []byte) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(string(b))) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

func jsonRows(columns []string, rows [][]string, open, between, end string) []byte {
	var b bytes.Buffer
	b.WriteString(open)
	for i, r := range rows {
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteByte('{')
		for j, c := range columns {
			if j > 0 {
				b.WriteByte(',')
			}
			v, _ := json.Marshal(r[j])
			fmt.Fprintf(&b, "%q: %s", c, v)
		}
		b.WriteByte('}')
	}
	b.WriteString(end)
	return b.Bytes()
}

func parquetRows(t testing.TB, columns []string, rows [][]string) []byte {
	var b bytes.Buffer
	g := parquet.Group{}
	for i, c := range columns {
		g[c] = parquet.String()
		if i%2 == 0 {
			g[c] = parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary))
		}
	}
	schema := parquet.NewSchema("row", g)
	w := parquet.NewWriter(&b, schema, parquet.Compression(&parquet.Snappy))
	order := map[string]int{}
	for i, c := range columns {
		order[c] = i
	}
	for n, r := range rows {
		var row parquet.Row
		for i, path := range schema.Columns() {
			j := order[path[0]]
			v := parquet.ByteArrayValue([]byte(r[j])).Level(0, 0, i)
			if j%2 == 0 {
				if v = v.Level(0, 1, i); r[j] == "" {
					v = parquet.NullValue().Level(0, 0, i)
				}
			}
			row = append(row, v)
		}
		if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
			t.Fatal(err)
		}
		if n%4000 == 3999 { // several row groups
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func avroRows(t testing.TB, columns []string, rows [][]string) []byte {
	var b bytes.Buffer
	schema := `{"type":"record","name":"r","fields":[`
	for i, c := range columns {
		if i > 0 {
			schema += ","
		}
		schema += fmt.Sprintf(`{"name":%q,"type":["null","string"]}`, c)
	}
	w, err := ocf.NewEncoder(schema+"]}", &b, ocf.WithCodec(ocf.Deflate))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		v := map[string]any{}
		for i, c := range columns {
			v[c] = map[string]any{"string": r[i]}
			if r[i] == "" {
				v[c] = nil
			}
		}
		if err := w.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sqliteRows(t testing.TB, columns []string, rows [][]string) []byte {
	name := filepath.Join(t.TempDir(), "x.db")
	db, err := sql.Open("sqlite", name)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("create table t (" + strings.Join(columns, ", ") + ")"); err != nil {
		t.Fatal(err)
	}
	s, err := tx.Prepare("insert into t values (" + strings.Repeat("?,", len(columns)-1) + "?)")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		cells := make([]any, len(r))
		for i, c := range r {
			cells[i] = c
		}
		if _, err := s.Exec(cells...); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	db.Close()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// xlsxRows writes shared strings for one half of the columns and strings in place for the other.
func xlsxRows(t testing.TB, columns []string, rows [][]string) []byte {
	var shared, sheet bytes.Buffer
	n := 0
	esc := func(s string) string {
		var b bytes.Buffer
		xml.EscapeText(&b, []byte(s))
		return b.String()
	}
	shared.WriteString(`<sst>`)
	sheet.WriteString(`<worksheet><sheetData>`)
	for i, r := range append([][]string{columns}, rows...) {
		fmt.Fprintf(&sheet, `<row r="%d">`, i+1)
		for j, c := range r {
			switch at := fmt.Sprintf("%c%d", 'A'+j, i+1); {
			case c == "":
			case j%2 == 0:
				fmt.Fprintf(&sheet, `<c r="%s" t="s"><v>%d</v></c>`, at, n)
				fmt.Fprintf(&shared, `<si><t>%s</t></si>`, esc(c))
				n++
			default:
				fmt.Fprintf(&sheet, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, at, esc(c))
			}
		}
		sheet.WriteString(`</row>`)
	}
	shared.WriteString(`</sst>`)
	sheet.WriteString(`</sheetData></worksheet>`)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range []struct {
		name string
		text []byte
	}{{"[Content_Types].xml", []byte("<Types/>")}, {"xl/sharedStrings.xml", shared.Bytes()}, {"xl/worksheets/sheet1.xml", sheet.Bytes()}} {
		m, err := w.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		m.Write(p.text)
	}
	w.Close()
	return b.Bytes()
}

func insertRows(columns []string, rows [][]string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "-- a dump\nCREATE TABLE `t` (`%s` text);\n", strings.Join(columns, "` text, `"))
	for i, r := range rows {
		if i%50 == 0 {
			if i > 0 {
				b.WriteString(";\n")
			}
			b.WriteString("INSERT INTO `t` VALUES ")
		} else {
			b.WriteString(",")
		}
		b.WriteByte('(')
		for j, c := range r {
			if j > 0 {
				b.WriteByte(',')
			}
			b.WriteString("'" + strings.ReplaceAll(c, "'", "''") + "'")
		}
		b.WriteByte(')')
	}
	b.WriteString(";\n")
	return b.Bytes()
}

func copyRows(columns []string, rows [][]string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "CREATE TABLE public.t (\n    %s text\n);\nCOPY public.t (%s) FROM stdin;\n", strings.Join(columns, " text,\n    "), strings.Join(columns, ", "))
	escape := strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n")
	for _, r := range rows {
		for i, c := range r {
			if i > 0 {
				b.WriteByte('\t')
			}
			if c == "" {
				c = `\N`
			} else {
				c = escape.Replace(c)
			}
			b.WriteString(c)
		}
		b.WriteByte('\n')
	}
	b.WriteString("\\.\n")
	return b.Bytes()
}

// In every form, one fewer than the threshold and the threshold itself are not bulk, and one more is.
func TestEveryFormAtTheThreshold(t *testing.T) {
	for name, write := range storeWriters {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for c, table := range inventedTables {
				limit := int(c.Threshold())
				if limit > 1000 && testing.Short() || limit > 10_000 && name == "xlsx" {
					continue // a workbook holds 32 MiB of strings
				}
				for _, n := range []int{limit - 1, limit, limit + 1} {
					rows := table.rowsOf(n)
					got := scanBytes(t, write(t, table.columns, rows))
					exactly(t, &got, c, n, n > limit)
					if want := int64(len(rows)); !strings.Contains(name, "overlapping") && got.Rows != want {
						t.Errorf("%s of %d: %d rows, want %d", c, n, got.Rows, want)
					}
				}
			}
		})
	}
}

// exactly checks that n U.S. persons were counted.
func exactly(t *testing.T, got *census.StoreReport, c census.Category, n int, bulk bool) {
	t.Helper()
	want := "no"
	if bulk {
		want = "yes"
	}
	k := got.By[c.String()]
	if got.Status != census.Read {
		t.Errorf("%s of %d: %s: %v", c, n, got.Status, got.List[0].Reasons)
	}
	if k == nil || k.Low != int64(n) || k.Estimate == nil || *k.Estimate != int64(n) || k.High == nil || *k.High != int64(n) || !k.Exact || k.Bulk != want {
		t.Errorf("%s of %d: %+v, want exactly so many and bulk %s", c, n, k, want)
		return
	}
	if us := k.US; us.Low != int64(n) || *us.Estimate != int64(n) || *us.High != int64(n) {
		t.Errorf("%s of %d: U.S. persons %+v", c, n, us)
	}
}

// containers write a store about n persons in forms that are no tables. None says whose data it is, so that more than a
// threshold is possibly bulk, unless american.
var containers = map[string]struct {
	category census.Category
	american bool
	write    func(t testing.TB, n int) []byte
}{
	"vcf": {census.Genomic, false, func(_ testing.TB, n int) []byte {
		var b bytes.Buffer
		makers["human_genomic"](&b, n)
		return b.Bytes()
	}},
	"sam": {census.Genomic, false, func(_ testing.TB, n int) []byte {
		var b bytes.Buffer
		b.WriteString("@HD\tVN:1.6\n@SQ\tSN:chr1\tLN:248956422\n")
		for i := range n {
			fmt.Fprintf(&b, "@RG\tID:%d\tSM:S%d\n@RG\tID:%d-2\tSM:S%d\n", i, i, i, i)
		}
		return b.Bytes()
	}},
	"genotypes": {census.Genomic, false, members(func(i int) (string, string) {
		return fmt.Sprintf("g%d.txt", i), fmt.Sprintf("# rsid\tchromosome\tposition\tgenotype\nrs%d\t1\t%d\tAA\nrs2\t1\t102\tAC\nrs3\t1\t104\tCC\n", 10+i, 100+i)
	})},
	"methylation": {census.Omic, false, func(_ testing.TB, n int) []byte {
		var b bytes.Buffer
		b.WriteString("ID_REF")
		for i := range n {
			fmt.Fprintf(&b, "\tGSM%d", 100000+i)
		}
		for p := range 3 {
			fmt.Fprintf(&b, "\ncg%08d", 29+p)
			for i := range n {
				fmt.Fprintf(&b, "\t0.%d", 1+i%9)
			}
		}
		b.WriteString("\n")
		return b.Bytes()
	}},
	"gpx": {census.Geolocation, true, members(func(i int) (string, string) {
		return fmt.Sprintf("t%d.gpx", i), fmt.Sprintf(`<gpx version="1.1"><trk><trkseg><trkpt lat="39.%05d" lon="-98.12345"><time>2025-01-02T03:04:05Z</time></trkpt><trkpt lat="39.%05d" lon="-98.12346"><time>2025-01-02T03:05:05Z</time></trkpt></trkseg></trk></gpx>`, i, i+1)
	})},
	"geojson": {census.Geolocation, true, func(_ testing.TB, n int) []byte {
		var b bytes.Buffer
		b.WriteString(`{"type":"FeatureCollection","features":[`)
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `{"type":"Feature","properties":{"device_id":"d%d","time":"2025-01-02T03:04:05Z"},"geometry":{"type":"Point","coordinates":[-98.12345,39.%05d]}}`, i, i)
		}
		b.WriteString("]}")
		return b.Bytes()
	}},
	"hl7": {census.Health, true, func(_ testing.TB, n int) []byte {
		var b bytes.Buffer
		for i := range n {
			fmt.Fprintf(&b, "MSH|^~\\&|A|B|C|D|20250102||ADT^A01|%d|P|2.5\rPID|1||%d^^^H^MR||SMITH^MARY||19800203|F|||1 MAIN ST^^SPRINGFIELD^IL^62701^USA||||||||%s\rDG1|1||J45\r", i, i, ssnOf(i))
		}
		return b.Bytes()
	}},
	"fhir": {census.Health, true, func(_ testing.TB, n int) []byte {
		var b bytes.Buffer
		for i := range n {
			fmt.Fprintf(&b, `{"resourceType":"Patient","id":"p%d","identifier":[{"system":"http://hl7.org/fhir/sid/us-ssn","value":"%s"}],"name":[{"family":"Smith%d","given":["Mary"]}],"birthDate":"1980-02-03","address":[{"country":"US"}]}`+"\n", i, ssnOf(i), i)
			fmt.Fprintf(&b, `{"resourceType":"Condition","id":"c%d","subject":{"reference":"Patient/p%d"}}`+"\n", i, i)
		}
		return b.Bytes()
	}},
}

// members writes a zip with one member for each person.
func members(of func(i int) (name, text string)) func(testing.TB, int) []byte {
	return func(t testing.TB, n int) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for i := range n {
			name, text := of(i)
			m, err := w.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(m, text)
		}
		w.Close()
		return b.Bytes()
	}
}

// What is about persons by its nature and no table is counted at the threshold, too.
func TestEveryContainerAtTheThreshold(t *testing.T) {
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for k := range containers {
			if !yield(k) {
				return
			}
		}
	}) {
		t.Run(name, func(t *testing.T) {
			c := containers[name]
			limit := int(c.category.Threshold())
			if limit > 1000 && testing.Short() {
				t.Skip("tens of thousands of records")
			}
			for _, n := range []int{limit - 1, limit, limit + 1} {
				got := scanBytes(t, c.write(t, n))
				if c.american {
					exactly(t, &got, c.category, n, n > limit)
					continue
				}
				want := "no"
				if n > limit {
					want = "possible"
				}
				if k := got.By[c.category.String()]; got.Status != census.Read || k == nil || k.Low != int64(n) || *k.Estimate != int64(n) || *k.High != int64(n) || k.Bulk != want {
					t.Errorf("%d: %s, %+v, want exactly so many and bulk %s", n, got.Status, k, want)
				}
			}
		})
	}
}

// A table of one column has as many rows as values below its heading.
func TestOneColumn(t *testing.T) {
	numbers := func(n int, end string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(ssnOf(i) + end)
		}
		return b.String()
	}
	for _, c := range []struct {
		name, file, text string
		format           string
		rows, persons    int64
	}{
		{"companies", "data", "name\nAcme Corp\nGlobex Inc\nInitech LLC\nUmbrella Corp\nHooli Inc\nStark Industries\nWayne Enterprises\nWonka Ltd\nCyberdyne Systems\nSoylent Corp\n", "csv", 10, 0},
		{"numbers", "data", "ssn\n" + numbers(500, "\n"), "csv", 500, 500},
		{"bare numbers", "data", "ssn\n" + strings.ReplaceAll(numbers(500, "\n"), "-", ""), "csv", 500, 500},
		{"returns", "data", "ssn\r" + numbers(500, "\r"), "csv", 500, 500},
		{"no last line end", "data", strings.TrimSuffix("ssn\n"+numbers(500, "\n"), "\n"), "csv", 500, 500},
		{"empty lines", "data", "ssn\n" + numbers(500, "\n\n"), "csv", 500, 500},
		{"one value", "data", "ssn\n" + numbers(1, "\n"), "csv", 1, 1},
		{"quoted line breaks", "data", "full name\n\"Mary\nSmith\"\n\"John\nSmith\"\n", "csv", 2, 2},
		{"no heading", "data.csv", numbers(500, "\n"), "csv", 500, 500},
		{"unknown heading", "data.csv.gz", "company\nAcme Corp\nGlobex Inc\n", "csv", 2, 0},
		{"prose", "data", "Name\n\nThe name of the thing was never told, and nobody asked for it again.\nIt rained.\n", "text", 1, 0},
	} {
		s := census.NewStore("memory")
		r := census.Runner{Formats: Formats(), Key: census.Key{1}}
		if err := r.Scan(t.Context(), census.Bytes{Name: c.file, Data: []byte(c.text)}, s); err != nil {
			t.Fatal(err)
		}
		got := s.Report()
		persons := int64(0)
		if got.Persons != nil {
			persons = *got.Persons.Estimate
		}
		if f := got.List[0]; f.Format != c.format || f.Rows != c.rows || persons != c.persons {
			t.Errorf("%s: %s of %d rows about %d persons, want %s, %d, %d", c.name, f.Format, f.Rows, persons, c.format, c.rows, c.persons)
		}
	}
}
