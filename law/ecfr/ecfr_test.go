package ecfr

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func title(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/title.xml")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func cite(t testing.TB, s string) Cite {
	t.Helper()
	c, err := ParseCite(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestParseCite(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Cite
	}{
		{"28 CFR 202.303", Cite{Title: "28", Part: "202", Section: "202.303"}},
		{"28 C.F.R. § 202.211(a)(1)", Cite{Title: "28", Part: "202", Section: "202.211"}},
		{"§ 202.303", Cite{Part: "202", Section: "202.303"}},
		{"791.103", Cite{Part: "791", Section: "791.103"}},
		{"15 CFR 744 Supp. 4", Cite{Title: "15", Part: "744", Supplement: "4"}},
		{"15 CFR 744, Supplement No. 8", Cite{Title: "15", Part: "744", Supplement: "8"}},
		{"Supplement No. 4 to Part 744", Cite{Part: "744", Supplement: "4"}},
	} {
		got, err := ParseCite(tt.in)
		if err != nil || got != tt.want {
			t.Errorf("ParseCite(%q) = %+v, %v, want %+v", tt.in, got, err, tt.want)
		}
		if again, err := ParseCite(got.String()); err != nil || again != got {
			t.Errorf("ParseCite(%q) = %+v, %v, want %+v again", got.String(), again, err, got)
		}
	}
	for _, bad := range []string{"", "28 CFR", "50 USC 1705", "202", "28 CFR 202.303 (a) or so", "CFR.1"} {
		if c, err := ParseCite(bad); !errors.Is(err, ErrCite) {
			t.Errorf("ParseCite(%q) = %+v, %v, want ErrCite", bad, c, err)
		}
	}
}

func TestFind(t *testing.T) {
	got, err := Find(bytes.NewReader(title(t)), "title.xml", cite(t, "99 CFR 202.303(b)"))
	if err != nil {
		t.Fatal(err)
	}
	file := sha256.Sum256(title(t))
	text := sha256.Sum256([]byte(got.String()))
	want := &Wording{
		Cite: Cite{Title: "99", Part: "202", Section: "202.303"}, Title: "99",
		Head: "§ 202.303 Long arms & short ones.",
		Paragraphs: []string{
			"(a) Rule. No arm shall be longer than two ells.",
			"(b) Examples—(1) Example 1. An arm of three ells is too long.",
			"Arm | Ells", "left | 2", "An arm is an arm.",
		},
		Source: []string{"[1 XX 2, Jan. 3, 2004]"},
		Notes:  []string{"Effective Date Note:", "Stayed until later."},
		File:   hex.EncodeToString(file[:]), Text: hex.EncodeToString(text[:]),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Find (-want +got):\n%s", diff)
	}
	for cited, head := range map[string]string{"202.303a": "§ 202.303a Sleeves.", "99 CFR 202 Supp. 4": "Supplement No. 4 to Part 202—List of arms"} {
		w, err := Find(bytes.NewReader(title(t)), "title.xml", cite(t, cited))
		if err != nil || w.Head != head {
			t.Errorf("Find %s: %+v, %v, want %q", cited, w, err, head)
		}
	}
}

func TestFindErrors(t *testing.T) {
	deep := strings.Repeat("<P>", maxDepth+1)
	for _, tt := range []struct {
		name, xml, cite string
		is              error
		says            string
	}{
		{"not there", "<DIV5 N=\"1\"></DIV5>", "1.2", ErrNotFound, "f.xml: 1.2"},
		{"another title", `<DIV1 N="15" TYPE="TITLE"></DIV1>`, "28 CFR 1.2", ErrTitle, "f.xml:1: "},
		{"cut off", `<DIV5>` + "\n" + `<DIV8 N="1.2" TYPE="SECTION"><P>half`, "1.2", io.ErrUnexpectedEOF, "f.xml:2: "},
		{"crossed", `<DIV8 N="1.2" TYPE="SECTION"><P></DIV8></P>`, "1.2", nil, "f.xml:1: </DIV8>"},
		{"twice", `<A><B N="1.2" TYPE="SECTION"></B><B N="1.2" TYPE="SECTION"></B></A>`, "1.2", nil, "stands twice"},
		{"deep", deep, "1.2", nil, "nested deeper"},
		{"no XML", "a & b", "1.2", nil, "f.xml:1: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, err := Find(strings.NewReader(tt.xml), "f.xml", cite(t, tt.cite))
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("Find: %+v, %v, want %q", w, err, tt.says)
			}
			if tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("Find: %v is not %v", err, tt.is)
			}
		})
	}
}

// endless yields a comment that never ends.
type endless struct {
	begun bool
	n     int64
}

func (e *endless) Read(p []byte) (int, error) {
	if !e.begun {
		e.begun = true
		return copy(p, "<!--"), nil
	}
	for i := range p {
		p[i] = '<'
	}
	e.n += int64(len(p))
	return len(p), nil
}

func TestEndlessToken(t *testing.T) {
	e := &endless{}
	if _, err := Find(e, "f.xml", cite(t, "1.2")); !errors.Is(err, ErrTooLong) {
		t.Errorf("Find of a comment without end: %v, want ErrTooLong", err)
	}
	if e.n > 2*maxToken {
		t.Errorf("read %d bytes before giving up", e.n)
	}
}

// TestOfficial reads a real extract where it is present.
func TestOfficial(t *testing.T) {
	f, err := os.Open("../../../shared/data/lists/bis/ecfr-title-15-part-744-lists-2026-01-29.xml")
	if err != nil {
		t.Skip("official extract not present")
	}
	defer f.Close()
	w, err := Find(f, "ecfr.xml", cite(t, "15 CFR 744 Supp. 7"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(w.Head, "Supplement No. 7 to Part 744") || !strings.Contains(strings.Join(w.Notes, " "), "90 FR 50857") {
		t.Errorf("Supplement No. 7: head %q, %d notes without the stay", w.Head, len(w.Notes))
	}
}

func FuzzFind(f *testing.F) {
	f.Add(title(f))
	f.Add([]byte(`<A><B N="202.303" TYPE="SECTION"><TD>x</TD></B></A>`))
	f.Add([]byte(`<DIV8 N="202.303" TYPE="SECTION"><HEAD>&sect;</HEAD><EFFDNOT>`))
	f.Add([]byte("<!-- <![CDATA["))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := Find(bytes.NewReader(b), "f.xml", Cite{Part: "202", Section: "202.303"})
		if (w == nil) == (err == nil) {
			t.Fatalf("Find: %v, %v", w, err)
		}
		if w != nil && len(w.String()) > 4*len(b)+16 {
			t.Fatalf("%d bytes of text from %d", len(w.String()), len(b))
		}
	})
}

func FuzzParseCite(f *testing.F) {
	f.Add("28 CFR 202.303(a)")
	f.Add("15 CFR 744 Supp. 4")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCite(s)
		if err != nil {
			return
		}
		if again, err := ParseCite(c.String()); err != nil || again != c {
			t.Errorf("ParseCite(%q) = %+v, printed and read %+v, %v", s, c, again, err)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	one := title(b)
	open, closing := []byte("<ALL>"), []byte("</ALL>")
	body := one[bytes.Index(one, []byte("<ECFR>")):]
	file := bytes.Join([][]byte{open, bytes.Repeat(bytes.ReplaceAll(body, []byte("202.303"), []byte("202.304")), 2000), closing}, nil)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Find(bytes.NewReader(file), "f.xml", Cite{Part: "202", Section: "202.303"}); !errors.Is(err, ErrNotFound) {
			b.Fatal(err)
		}
	}
}
