package paper_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report/paper"
	"github.com/longarm-project/longarm/report/reporttest"
)

// TestEveryParagraphIsAsked walks the paragraphs of the text and finds each leaf asked for by a field of the paper, or by one
// of a paragraph above it.
func TestEveryParagraphIsAsked(t *testing.T) {
	text, err := os.ReadFile("../../../shared/law/text/28-cfr-202.txt")
	if err != nil {
		t.Skip("the text of 28 CFR Part 202 is not at hand")
	}
	asked := map[string]bool{}
	for _, k := range paper.Kinds() {
		for _, a := range k.Asks() {
			asked[a[0]] = true
		}
	}
	found := 0
	for _, section := range []string{"202.302", "202.1001", "202.1002", "202.1101", "202.1103", "202.1104"} {
		leaves := paragraphs(t, string(text), section)
		if len(leaves) < 4 {
			t.Errorf("%s: %d paragraphs were found: %q", section, len(leaves), leaves)
		}
		for _, leaf := range leaves {
			found++
			if !asked["28 CFR "+leaf] {
				t.Errorf("no field asks for %s", leaf)
			}
		}
	}
	if found < 50 {
		t.Errorf("%d paragraphs were walked", found)
	}
}

var (
	label = regexp.MustCompile(`^\(([a-zA-Z]+|[0-9]+)\)`)
	inner = regexp.MustCompile(`^\([a-z]\)[^(]*?—\((1)\)|^\([a-z]\) [A-Z][a-z]+\. \((1)\)`)
)

// paragraphs lists the leaves of a section: "202.1001(b)(1)(i)".
func paragraphs(t *testing.T, text, section string) []string {
	t.Helper()
	at := regexp.MustCompile(`(?m)^§ `+regexp.QuoteMeta(section)+` [A-Z].*\.$`).FindAllStringIndex(text, -1)
	if at == nil {
		t.Fatalf("%s is not in the text", section)
	}
	body := text[at[len(at)-1][1]:]
	if end := regexp.MustCompile(`(?m)^(§ |Subpart |Example|\(c\) Examples)`).FindStringIndex(body); end != nil {
		body = body[:end[0]]
	}
	var all []string
	var path []string
	put := func(l string) {
		for depth := len(path); depth >= 0; depth-- { // the deepest level at which the label comes next
			var before string
			if depth < len(path) {
				before = path[depth]
			}
			if l == next(before, depth) {
				path = append(path[:depth:depth], l)
				break
			}
		}
		all = append(all, section+"("+strings.Join(path, ")(")+")")
	}
	for _, line := range strings.Split(body, "\n") {
		m := label.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		put(m[1])
		if in := inner.FindStringSubmatch(line); in != nil {
			put("1")
		}
	}
	var leaves []string
	for _, p := range all {
		if !slices.ContainsFunc(all, func(o string) bool { return o != p && strings.HasPrefix(o, p) }) {
			leaves = append(leaves, p)
		}
	}
	return leaves
}

// next is the label after one at a depth: a, 1, i, A.
func next(before string, depth int) string {
	roman := []string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}
	switch depth {
	case 0:
		if before == "" {
			return "a"
		}
		return string(before[0] + 1)
	case 1:
		n := 0
		fmt.Sscan(before, &n)
		return fmt.Sprint(n + 1)
	case 2:
		return roman[min(slices.Index(roman, before)+1, len(roman)-1)]
	case 3:
		if before == "" {
			return "A"
		}
		return string(before[0] + 1)
	}
	return ""
}

// withDuties is the hostile determination in which each finding has each duty.
func withDuties() *determination.Determination {
	d := reporttest.Hostile()
	for i := range d.Findings {
		f := &d.Findings[i]
		for _, id := range []string{"program", "audit", "records", "annual-report", "rejected-offer", "certification"} {
			f.Duties = append(f.Duties, determination.Duty{ID: id, Says: "do it", Citation: "x", Due: "2027-01-01"})
		}
		p := f.Provisions[0]
		p.Rule, p.Applies = "us-dsp/202.302", fact.Unknown
		f.Provisions = append(f.Provisions, p)
		if i%2 == 1 {
			f.Pack = "us-icts"
		}
	}
	return d
}

// TestPapersAreSafe: every paper in every form holds its notice and what nobody stated, no markup and no control of strangers, and is
// the same each time.
func TestPapersAreSafe(t *testing.T) {
	bad := regexp.MustCompile("<script>|<img|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\u009b|[\u202a-\u202e\u2066-\u2069]")
	for _, k := range paper.Kinds() {
		p, err := k.Draft(reporttest.View(withDuties()))
		if err != nil {
			t.Errorf("%s: %v", k.Name, err)
			continue
		}
		for name, write := range map[string]func(io.Writer, *paper.Paper) error{"html": paper.HTML, "docx": paper.DOCX} {
			var first, second bytes.Buffer
			if err := errors.Join(write(&first, p), write(&second, p)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Errorf("%s as %s was written in two ways", k.Name, name)
			}
			text := first.String()
			if name == "docx" {
				text = document(t, first.Bytes())
			}
			if at := bad.FindStringIndex(text); at != nil {
				t.Errorf("%s as %s: %q", k.Name, name, text[max(0, at[0]-40):min(len(text), at[1]+40)])
			}
			if !strings.Contains(text, "DRAFT") || p.Unstated != strings.Count(text, "NOT STATED") {
				t.Errorf("%s as %s: %d fields are marked, want %d", k.Name, name, strings.Count(text, "NOT STATED"), p.Unstated)
			}
			for _, a := range k.Asks() {
				if !strings.Contains(text, a[0]) {
					t.Errorf("%s as %s does not name %s", k.Name, name, a[0])
				}
			}
		}
	}
}

// document returns the text of a document, each part of which must be XML.
func document(t *testing.T, b []byte) (text string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(part)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
		if f.Name == "word/document.xml" {
			text = string(part)
		}
	}
	return text
}

// TestPapersAreAskedFor: no paper is written where no finding is one that the law asks it for.
func TestPapersAreAskedFor(t *testing.T) {
	for _, k := range paper.Kinds() {
		d := reporttest.Small()
		for i := range d.Findings {
			d.Findings[i].Duties, d.Findings[i].Outcome = nil, determination.NotCovered
		}
		if _, err := k.Draft(reporttest.View(d)); !errors.Is(err, paper.ErrNotAsked) {
			t.Errorf("%s: error %v, want that the law asks for none", k.Name, err)
		}
	}
}
