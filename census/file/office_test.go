package file

import (
	"archive/zip"
	"bytes"
	"testing"
)

// archive packs parts into a zip file, in order.
func archive(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(parts[i+1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Strings that are shared, inline and numbers that a style shows as days.
func TestWorkbook(t *testing.T) {
	b := archive(t, "[Content_Types].xml", "<Types/>",
		"xl/sharedStrings.xml", `<sst><si><t>full name</t></si><si><t>ssn</t></si><si><t>birth date</t></si><si><r><t>Mary </t></r><r><t>Smith</t></r></si><si><t>531-21-7351</t></si></sst>`,
		"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy\-mm\-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>`+
			`<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" t="s"><v>4</v></c><c r="C2" s="1"><v>29252</v></c></row>`+
			`<row r="3"><c r="A3" t="inlineStr"><is><t>John Jones</t></is></c><c r="C3" s="1"><v>27000</v></c></row></sheetData></worksheet>`)
	r := scanBytes(t, b)
	f := r.List[0]
	if f.Format != "xlsx" || f.Status != "read" || f.Rows != 2 || f.Identifiers["gov_id.ssn"] == nil || f.Identifiers["demographic.birth_date"] == nil || f.Identifiers["demographic.birth_date"].Cells != 2 || *r.Persons.Estimate != 2 {
		t.Errorf("%+v, persons %+v", f, r.Persons)
	}
}

func TestDocuments(t *testing.T) {
	for name, b := range map[string][]byte{
		"docx": archive(t, "[Content_Types].xml", "<Types/>", "word/document.xml", `<document><p><t>My name is Mary Smith, </t><t>SSN 531-21-7351</t></p></document>`),
		"pptx": archive(t, "[Content_Types].xml", "<Types/>", "ppt/slides/slide1.xml", `<sld><p><t>My name is Mary Smith, SSN 531-21-7351</t></p></sld>`),
		"odt":  archive(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", `<office><text:p>My name is Mary Smith, SSN 531-21-7351</text:p></office>`),
	} {
		r := scanBytes(t, b)
		if f := r.List[0]; f.Format != name || r.By["covered_personal_identifiers"] == nil {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestMailAndDumps(t *testing.T) {
	for name, text := range map[string]string{
		"mail": "From: Mary Smith <mary@example.org>\nTo: x@example.org\nSubject: =?utf-8?q?SSN?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nTXkgU1NOIGlzIDUzMS0yMS03MzUxLCBteSBuYW1lIGlzIE1hcnkgU21pdGg=\n--q--\n",
		"sql":  "-- PostgreSQL database dump\nCREATE TABLE public.people (\n  full_name text,\n  ssn character varying(11),\n  PRIMARY KEY (ssn)\n);\nCOPY public.people (full_name, ssn) FROM stdin;\nMary Smith\t531-21-7351\nJohn Jones\t\\N\n\\.\nINSERT INTO people VALUES ('O''Hara; Jane','594-62-0140'),('x',NULL);\n",
	} {
		r := scanBytes(t, []byte(text))
		f := r.List[0]
		if f.Format != name || r.By["covered_personal_identifiers"] == nil || f.Identifiers["gov_id.ssn"] == nil {
			t.Errorf("%s: %+v", name, f)
		}
		if name == "sql" && (f.Rows != 4 || f.Identifiers["gov_id.ssn"].Distinct != 2) {
			t.Errorf("%d rows, %+v", f.Rows, f.Identifiers["gov_id.ssn"])
		}
	}
}

// A workbook or a document is told from an archive, and an archive is looked into.
func TestArchiveIsNoDocument(t *testing.T) {
	r := scanBytes(t, archive(t, "people.csv", "full_name,ssn\nMary Smith,531-21-7351\n"))
	if len(r.List) != 1 || r.List[0].Format != "csv" || r.By["covered_personal_identifiers"] == nil {
		t.Errorf("%+v", r.List)
	}
}
