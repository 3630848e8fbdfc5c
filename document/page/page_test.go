package page

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// kinds gives the blocks of a page as "kind: text".
func kinds(p *Page) []string {
	var out []string
	for _, b := range p.Blocks {
		out = append(out, string(b.Kind)+": "+strings.Join(strings.Fields(p.Text[b.From:b.To]), " "))
	}
	return out
}

func one(t *testing.T, b []byte) *Page {
	t.Helper()
	pages, err := Read(b)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 1 {
		t.Fatalf("%d pages, want 1", len(pages))
	}
	check(t, pages[0])
	return pages[0]
}

// check holds what every page keeps: blocks within the text, prose as long as it.
func check(t *testing.T, p *Page) {
	t.Helper()
	if len(p.Prose) != len(p.Text) {
		t.Fatalf("prose of %d bytes, text of %d", len(p.Prose), len(p.Text))
	}
	for _, b := range p.Blocks {
		if b.From < 0 || b.To > len(p.Text) || b.From > b.To {
			t.Fatalf("block %+v is not within %d bytes", b, len(p.Text))
		}
	}
}

func TestPlainText(t *testing.T) {
	p := one(t, []byte(`By Ana Prado

PORTO, March 3 (Atlas Press) - The council of Lindau
voted on Tuesday to close the ferry line, two members
said, after the ship failed three inspections in a row.
The mayor did not answer.
Details are at https://example.org/ferry, the clerk
said.
BACKGROUND
The line has run since 1931.

The pier at low tide
A view of the pier on March 2. Photo by Rui Alves / Atlas

Read more about ferries
(Reporting by Ana Prado; Editing by Jon Bell)
`))
	want := []string{
		"byline: By Ana Prado",
		"dateline: PORTO, March 3 (Atlas Press) -",
		"body: The council of Lindau voted on Tuesday to close the ferry line, two members said, after the ship failed three inspections in a row. The mayor did not answer.",
		"body: Details are at https://example.org/ferry, the clerk said.",
		"link: https://example.org/ferry",
		"heading: BACKGROUND",
		"body: The line has run since 1931.",
		"caption: The pier at low tide A view of the pier on March 2. Photo by Rui Alves / Atlas",
	}
	if diff := cmp.Diff(want, kinds(p)[:len(want)]); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
	if p.Agency != "Atlas Press" || p.Place != "PORTO" || p.Day != "March 3" {
		t.Errorf("dateline %q %q %q", p.Agency, p.Place, p.Day)
	}
	if strings.Contains(p.Prose, "example.org") || strings.Contains(p.Prose, "Photo by") {
		t.Error("what is set apart stands in the prose")
	}
}

func TestHTML(t *testing.T) {
	p := one(t, []byte(`<!doctype html><html><head><title>Ferry closed</title><meta property="og:site_name" content="Lindau Post">
<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><div class="cookie-banner">We use cookies, accept them all.</div>
<article><h1>Ferry closed</h1><p class="byline">By Ana Prado</p>
<figure><img src="x"><figcaption>The pier in March.</figcaption></figure>
<p>The council voted to close the line, <a href="https://example.org/vote">the clerk</a> said.</p>
<p>The mayor did&nbsp;not answer.<script>alert("x")</script></p>
<div class="related-stories"><p>Another story that is not this one.</p></div></article>
<footer><p>All rights reserved, Lindau Post.</p></footer></body></html>`))
	want := []string{
		"heading: Ferry closed", "byline: By Ana Prado", "caption: The pier in March.",
		"body: The council voted to close the line, the clerk said.", "body: The mayor did not answer.",
	}
	if diff := cmp.Diff(want, kinds(p)); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
	if p.Publisher != "Lindau Post" || p.Date != "2024-03-05" || len(p.Links) != 1 {
		t.Errorf("publisher %q, date %q, links %q", p.Publisher, p.Date, p.Links)
	}
}

func TestMail(t *testing.T) {
	p := one(t, []byte("From: Desk <desk@example.org>\r\nTo: all@example.org\r\nSubject: =?utf-8?q?F=C3=A4hre?=\r\nDate: Tue, 5 Mar 2024 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>The HTML part.</p>\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe council of L=FCneck voted to close the line.\r\n--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=a.zip\r\n\r\nPK\r\n--b--\r\n"))
	if !strings.Contains(p.Text, "council of Lüneck") || p.Title != "Fähre" || p.Date != "2024-03-05" || p.Format != "mail" || len(p.Notes) != 1 {
		t.Errorf("text %q, title %q, date %q, notes %q", p.Text, p.Title, p.Date, p.Notes)
	}
}

func TestWARC(t *testing.T) {
	html := "<html><body><article><p>The council voted to close the ferry line on Tuesday.</p></article></body></html>"
	http := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", len(html), html)
	record := func(kind, media, body string) string {
		return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: https://example.org/a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", kind, media, len(body), body)
	}
	whole := record("warcinfo", "application/warc-fields", "software: x") + record("response", "application/http; msgtype=response", http) + record("resource", "text/plain", "A second page of plain text.")
	pages, err := Read([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 2 || pages[0].Address != "https://example.org/a" || !strings.Contains(pages[0].Text, "ferry line") {
		t.Fatalf("%d pages: %+v", len(pages), pages)
	}
	pages, err = Read([]byte(whole[:len(whole)-20]))
	if err != nil || len(pages) != 1 || len(pages[0].Notes) != 1 {
		t.Errorf("a damaged file gives %d pages, %v", len(pages), err)
	}
}

// pdfFile makes a PDF of one page that shows lines.
func pdfFile(lines ...string) []byte {
	var content, packed bytes.Buffer
	fmt.Fprint(&content, "BT /F1 11 Tf 14 TL 72 720 Td\n")
	for _, l := range lines {
		fmt.Fprintf(&content, "(%s) Tj T*\n", strings.NewReplacer("(", `\(`, ")", `\)`).Replace(l))
	}
	fmt.Fprint(&content, "ET")
	z := zlib.NewWriter(&packed)
	z.Write(content.Bytes())
	z.Close()
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n")
	b.WriteString("3 0 obj <</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>> endobj\n")
	fmt.Fprintf(&b, "4 0 obj <</Length %d /Filter /FlateDecode>> stream\n", packed.Len())
	b.Write(packed.Bytes())
	b.WriteString("\nendstream endobj\n5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Times /Encoding /WinAnsiEncoding>> endobj\n")
	b.WriteString("6 0 obj <</Title (Ferry) /CreationDate (D:20240305100000)>> endobj\ntrailer <</Root 1 0 R /Info 6 0 R>>\n%%EOF")
	return b.Bytes()
}

func TestPDF(t *testing.T) {
	p := one(t, pdfFile("The council of Lindau voted on Tuesday to close the", "ferry line \\(two members said\\) after the ship failed its inspec-", "tion three times in a row."))
	if !strings.Contains(p.Prose, "failed its inspection three times") || p.Date != "2024-03-05" || p.Title != "Ferry" || p.Format != "pdf" {
		t.Errorf("text %q, date %q, title %q", p.Text, p.Date, p.Title)
	}
	if _, err := Read(bytes.Replace(pdfFile("x"), []byte("trailer <<"), []byte("trailer <</Encrypt 9 0 R "), 1)); err == nil || !strings.Contains(err.Error(), "encrypted") {
		t.Errorf("an encrypted file gives %v", err)
	}
	if _, err := Read([]byte("%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj")); err == nil {
		t.Error("a file without text is read")
	}
}

func TestEncodings(t *testing.T) {
	latin, _ := charmap.Windows1252.NewEncoder().String("Le président a déclaré que l’usine fermera à la fin de l’année.")
	cyrillic, _ := charmap.Windows1251.NewEncoder().String("Министерство торговли сообщило, что проверка компании продолжается.")
	chinese, _ := simplifiedchinese.GB18030.NewEncoder().String("美国商务部正在审查阿里巴巴的云业务，以确定其是否对国家安全构成风险。这是知情人士说的。")
	wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("The ministry is reviewing the firm.")
	bare, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String("The ministry is reviewing the firm.")
	for name, c := range map[string]struct{ in, encoding, has string }{
		"utf-8 with a mark": {"\xef\xbb\xbfThe ministry.", "utf-8", "The ministry."},
		"windows-1252":      {latin, "windows-1252 (assumed)", "déclaré que l’usine"},
		"windows-1251":      {cyrillic, "windows-1251 (assumed)", "Министерство"},
		"gb18030":           {chinese, "gb18030 (assumed)", "阿里巴巴"},
		"utf-16":            {wide, "utf-16", "reviewing the firm"},
		"utf-16 bare":       {bare, "utf-16", "reviewing the firm"},
		"damaged utf-8":     {"Le président a déclaré, l'été, à Paris: d\xc3 fini. Là, l'école était fermée.", "utf-8 (damaged)", "président"},
	} {
		t.Run(name, func(t *testing.T) {
			p := one(t, []byte(c.in))
			if p.Encoding != c.encoding || !strings.Contains(p.Text, c.has) {
				t.Errorf("encoding %q, text %q", p.Encoding, p.Text)
			}
		})
	}
}

func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct {
		in   []byte
		want error
	}{
		"empty":     {nil, ErrEmpty},
		"blank":     {[]byte(" \n\t\n"), ErrEmpty},
		"binary":    {bytes.Repeat([]byte{0, 1, 2, 250, 7, 9}, 100), ErrBinary},
		"too large": {bytes.Repeat([]byte("a"), MaxBytes+1), ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(c.in); !errors.Is(err, c.want) {
				t.Errorf("Read = %v, want %v", err, c.want)
			}
		})
	}
	line := one(t, []byte(strings.Repeat("The ministry is reviewing the firm. ", 100_000))) // one line of 3.6 MB
	if len(line.Text) > MaxText || len(line.Notes) != 1 {
		t.Errorf("text of %d bytes, notes %q", len(line.Text), line.Notes)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("PORTO, March 3 (Atlas) - The council voted.\n\nVia Atlas"))
	f.Add([]byte("<html><body><article><p>The <a href=x>council</a> voted.</p></article></body></html>"))
	f.Add([]byte("From: a\nTo: b\nSubject: c\nDate: d\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nThe text.\n--b--"))
	f.Add([]byte("WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nThe text."))
	f.Add(pdfFile("The council voted."))
	f.Add([]byte("%PDF-1.4 1 0 obj[<</Kids[1 0 R]/Type/Page>>]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		pages, err := Read(b)
		if err != nil {
			return
		}
		for _, p := range pages {
			check(t, p)
		}
	})
}
