package file

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/longarm-project/longarm/census"
)

// FuzzFormats gives any bytes to whichever reader recognises them, as a file and as a range of one.
func FuzzFormats(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<20 {
			return
		}
		for _, r := range []int64{0, 64} {
			s := census.NewStore("memory")
			run := census.Runner{Formats: Formats(), Key: census.Key{1}, Range: r}
			if err := run.Scan(context.Background(), census.Bytes{Name: "data", Data: b}, s); err != nil {
				t.Fatal(err)
			}
			s.Report()
			if r == 0 && len(b) > 2048 {
				return
			}
		}
	})
}

// seeds holds a small file of each format.
func seeds(f *testing.F) [][]byte {
	out := [][]byte{
		[]byte("name,ssn\nMary Smith,531-21-7351\n"), []byte("a;b\n\"x\ny\";2\n"), []byte(`{"user":{"email":"a@example.org"}}` + "\n" + `{"n":1}`),
		[]byte(`{"resourceType":"Patient","id":"1","name":[{"family":"A","given":["B"]}]}`), []byte(`{"type":"Feature","properties":{"device_id":"x"},"geometry":{"coordinates":[1.2345,2.3456]}}`),
		[]byte("MSH|^~\\&|A\rPID|1||123^^^H^MR||SMITH^MARY||19800203\r"), []byte("<ClinicalDocument><recordTarget><patientRole><id extension=\"1\"/></patientRole></recordTarget></ClinicalDocument>"),
		[]byte("<gpx><trkpt lat=\"1.2345\" lon=\"2.3456\"/></gpx>"), []byte("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n"),
		[]byte("@HD\tVN:1.6\n@SQ\tSN:chr1\tLN:248956422\n@RG\tID:1\tSM:x\n"), []byte("BAM\x01\x10\x00\x00\x00@HD\tVN:1.6\n@RG\tSM"), []byte("# rsid\tchromosome\tposition\tgenotype\nrs1\t1\t101\tAA\nrs2\t1\t102\tAC\n"),
		append(append(make([]byte, 128), "DICM"...), "\x10\x00\x10\x00PN\x04\x00A^B "...), []byte("From: a@example.org\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\n\nhi\n--q--\n"),
		[]byte("CREATE TABLE p (name text, ssn text);\nINSERT INTO p VALUES ('Mary Smith','531-21-7351'),('x',NULL);\nCOPY p (a,b) FROM stdin;\n1\t2\n\\.\n"),
		[]byte("PAR1\x00\x00\x00\x00PAR1"), []byte("Obj\x01\x04"), []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"), []byte("SQLite format 3\x00"), []byte("age-encryption.org/v1\n"), []byte("ISO-10303-21;"),
		[]byte("cg00000029\t0.1\t0.2\ncg00000108\t0.3\t0.4\ncg00000109\t0.3\t0.4\n"), []byte("@r1\nACGTACGTACGT\n+\nIIIIIIIIIIII\n"), []byte("FMR\x00 20\x00"),
	}
	var z bytes.Buffer
	w := zip.NewWriter(&z)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml"} {
		m, err := w.Create(name)
		if err != nil {
			f.Fatal(err)
		}
		m.Write([]byte("<w:document><w:p><w:t>my name is Mary Smith</w:t></w:p></w:document>"))
	}
	w.Close()
	out = append(out, z.Bytes())
	for _, wrap := range photos {
		out = append(out, wrap(exifData(binary.LittleEndian, [3]uint32{39, 7, 1}, [3]uint32{98, 7, 5500}, "SN-1")))
	}
	for _, name := range []string{"negative/nation_plain.parquet"} {
		if b, err := os.ReadFile(filepath.Join(samplesDir, name)); err == nil {
			out = append(out, b)
		}
	}
	return out
}
