package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// file makes a PDF whose one page has content; further objects follow from number 10 on.
func pdfOf(content, font string, more ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Resources<</Font<</F1 5 0 R>>>>>>endobj\n")
	fmt.Fprintf(&b, "3 0 obj<</Type/Page/Contents 4 0 R>>endobj 4 0 obj<</Length %d>>stream\n%s\nendstream endobj 5 0 obj%sendobj\n", len(content), content, font)
	for i, m := range more {
		fmt.Fprintf(&b, "%d 0 obj%sendobj\n", 10+i, m)
	}
	return b.Bytes()
}

func packed(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

func TestText(t *testing.T) {
	cmap := "2 beginbfchar <0001> <0041> <0002> <00e9> endbfchar 1 beginbfrange <0010> <0012> <0061> endbfrange"
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"lines and words": {pdfOf("BT /F1 10 Tf 0 700 Td (The council) Tj 60 0 Td (voted.) Tj 0 -12 Td (It rained.) Tj ET", "<</Subtype/Type1>>"), "The council voted.\nIt rained."},
		"paragraphs":      {pdfOf("BT /F1 10 Tf 12 TL 0 700 Td (One.) Tj T* (Two.) Tj 0 -30 Td (Three.) Tj ET", "<</Subtype/Type1>>"), "One.\nTwo.\n\nThree."},
		"kerning":         {pdfOf("BT /F1 10 Tf [(Th) 20 (e) -300 (c\\157uncil)] TJ ET", "<</Subtype/Type1>>"), "The council"},
		"two-byte codes":  {pdfOf("BT /F1 10 Tf <000100020010001100120001> Tj ET", "<</Subtype/Type0/ToUnicode 10 0 R>>", fmt.Sprintf("<</Length %d>>stream\n%s\nendstream ", len(cmap), cmap)), "AéabcA"},
		"differences":     {pdfOf("BT /F1 10 Tf (\\001\\002) Tj ET", "<</Subtype/Type1/Encoding<</Differences[1/fi/eacute]>>>>"), "fié"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Text(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(strings.Join(d.Pages, "\n")); got != c.want {
				t.Errorf("text %q, want %q", got, c.want)
			}
		})
	}
}

// Objects may lie in a packed stream (7.5.7), as later versions of the format write them.
func TestPackedObjects(t *testing.T) {
	objects := "1 0 2 30 3 62 <</Type/Catalog/Pages 2 0 R>>  <</Type/Pages/Kids[3 0 R]>>      <</Type/Page/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
	first := strings.Index(objects, "<<")
	z := packed(objects)
	var b bytes.Buffer
	fmt.Fprintf(&b, "%%PDF-1.5\n7 0 obj<</Type/ObjStm/N 3/First %d/Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n", first, len(z), z)
	b.WriteString("4 0 obj<</Length 36>>stream\nBT /F1 10 Tf (The council voted.) Tj ET\nendstream endobj 5 0 obj<</Subtype/Type1>>endobj")
	d, err := Text(b.Bytes())
	if err != nil || !strings.Contains(d.Pages[0], "The council voted.") {
		t.Errorf("%v, %v", d, err)
	}
}

func TestRefusals(t *testing.T) {
	if _, err := Text(append(pdfOf("BT (x) Tj ET", "<<>>"), []byte("trailer<</Encrypt 9 0 R>>")...)); !errors.Is(err, ErrEncrypted) {
		t.Errorf("an encrypted file: %v", err)
	}
	if _, err := Text(pdfOf("", "<<>>")); !errors.Is(err, ErrNoText) {
		t.Errorf("a file without text: %v", err)
	}
	d, err := Text(pdfOf("BT /F1 10 Tf <00010002> Tj ET /F2 10 Tf BT (known) Tj ET", "<</Subtype/Type0>>"))
	if err != nil || len(d.Notes) != 1 {
		t.Errorf("a font that does not say its characters: %+v, %v", d, err)
	}
}

// A packed stream of many megabytes is unpacked to its bound and no further.
func TestBomb(t *testing.T) {
	z := packed(strings.Repeat(" ", maxStream+1000))
	b := fmt.Sprintf("%%PDF-1.5\n1 0 obj<</Type/Page/Contents 2 0 R>>endobj 2 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj", len(z), z)
	if _, err := Text([]byte(b)); !errors.Is(err, ErrNoText) {
		t.Errorf("Text = %v", err)
	}
}

func FuzzText(f *testing.F) {
	f.Add(pdfOf("BT /F1 10 Tf 0 700 Td (The council) Tj T* [(a) -300 (b)] TJ ET", "<</Subtype/Type1>>"))
	f.Add(pdfOf("BT /F1 10 Tf <0001> Tj ET", "<</Subtype/Type0/ToUnicode 10 0 R>>", "<</Length 50>>stream\n1 beginbfrange <0000> <ffff> <0041> endbfrange\nendstream "))
	f.Add([]byte("%PDF-1.4 1 0 obj<</Kids[1 0 R]/Type/Catalog/Pages 1 0 R>>endobj"))
	f.Add([]byte("0 0obj(\\"))
	f.Add([]byte("1 0 obj[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[(((((((<<<<<<"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if d, err := Text(b); err == nil && len(strings.Join(d.Pages, "")) > 2*maxText {
			t.Error("more text than the bound")
		}
	})
}
