package draw

import (
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
)

// A chain is a graph in the making.
type chain struct{ b ownership.Builder }

func (c *chain) company(id, name string, country fact.Country) {
	p := &fact.Party{ID: fact.PartyID(id), Kind: fact.Company, Names: []fact.Name{{Text: name}}, Organized: []fact.Country{country}, Seat: country}
	c.b.Party(p, sha256.Sum256([]byte(id)))
}

func (c *chain) holds(owner, asset string, lo, hi int) {
	c.b.Interest(&fact.Interest{
		Owner: fact.PartyID(owner), Asset: fact.PartyID(asset), Kind: fact.Shares, Lo: fact.Share(lo) * fact.Percent, Hi: fact.Share(hi) * fact.Percent,
	}, sha256.Sum256(fmt.Append(nil, owner, asset, lo, hi)))
}

func (c *chain) picture(t testing.TB, p fact.PartyID) *ownership.Picture {
	t.Helper()
	rule, err := ownership.RuleNamed("dsp")
	if err != nil {
		t.Fatal(err)
	}
	pic, ok := c.b.Build().Solve(rule, "2025-06-01").Picture(p, 60)
	if !ok {
		t.Fatalf("no picture of %s", p)
	}
	return pic
}

// pictures are small, deep, and large with layers, shared holders, a ring and a line past a column.
func pictures(t testing.TB) map[string]*ownership.Picture {
	var small, deep, large chain
	small.company("holding", "Hai Long International Investment Holdings (Group) Company Limited", "CN")
	small.company("fund", "Northern Pension Fund", "DK")
	small.company("cloud", "Stem Cloud Pte. Ltd.", "SG")
	small.holds("holding", "cloud", 60, 60)
	small.holds("fund", "cloud", 10, 25)
	for i := range 9 {
		deep.company(fmt.Sprint("d", i), fmt.Sprintf("Company of Floor %d with a Name", i), "SG")
		deep.holds(fmt.Sprint("d", i+1), fmt.Sprint("d", i), 60, 60)
	}
	deep.company("d9", "The Owner", "RU")
	rng := rand.New(rand.NewPCG(4, 2))
	for i := range 60 {
		large.company(fmt.Sprintf("c%02d", i), fmt.Sprintf("Company Number %d Limited", i), []fact.Country{"CN", "SG", "US", "DE", "KY"}[rng.IntN(5)])
	}
	for i := 1; i < 60; i++ {
		share := 10 + rng.IntN(70)
		large.holds(fmt.Sprintf("c%02d", i), fmt.Sprintf("c%02d", i/4), share, share)
		if i%9 == 0 {
			large.holds(fmt.Sprintf("c%02d", i), fmt.Sprintf("c%02d", i/16), 10, 25)
		}
	}
	large.holds("c01", "c20", 5, 5)
	var chain60 chain
	for i := range 60 {
		chain60.company(fmt.Sprint("k", i), fmt.Sprintf("Link %d of a long Chain of Companies", i), "SG")
		if i > 0 {
			chain60.holds(fmt.Sprint("k", i), fmt.Sprint("k", i-1), 60, 60)
		}
	}
	return map[string]*ownership.Picture{"chain of 60": chain60.picture(t, "k0"), "small": small.picture(t, "cloud"), "deep": deep.picture(t, "d0"), "large": large.picture(t, "c00")}
}

func TestPicturesAreDocuments(t *testing.T) {
	for name, pic := range pictures(t) {
		svg := SVG(pic)
		d := xml.NewDecoder(strings.NewReader(svg))
		texts, width := 0, 0
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			e, ok := token.(xml.StartElement)
			if ok && (e.Name.Local == "title" || e.Name.Local == "desc") {
				texts++
			}
			for _, a := range e.Attr {
				if ok && e.Name.Local == "svg" && a.Name.Local == "width" {
					fmt.Sscan(a.Value, &width)
				}
			}
		}
		if texts < 2+len(pic.Boxes) {
			t.Errorf("%s: %d titles and descriptions for %d boxes", name, texts, len(pic.Boxes))
		}
		if width == 0 || width > pageWidth {
			t.Errorf("%s: %d pixels wide, a page has %d", name, width, pageWidth)
		}
		for _, want := range []string{"Covered person", "as of 2025-06-01", "meets the test", "Who holds"} {
			if !strings.Contains(svg, want) {
				t.Errorf("%s: %q is not on the picture", name, want)
			}
		}
		if n := strings.Count(DOT(pic), "->"); n != len(pic.Lines) {
			t.Errorf("%s: %d arrows in DOT, want %d", name, n, len(pic.Lines))
		}
	}
}

// TestBoxesStandApart: no two boxes overlap, names are whole and within their boxes, and every line but those of rings runs to the right.
func TestBoxesStandApart(t *testing.T) {
	for name, pic := range pictures(t) {
		l := newLayout(pic)
		for i := range l.spots {
			a := &l.spots[i]
			if a.x < 0 || a.y < 0 || a.x+a.w > l.w || a.y+a.h > l.h {
				t.Errorf("%s: spot %+v is off the page of %d by %d", name, a, l.w, l.h)
			}
			if a.box >= 0 && a.h < len(l.texts[a.box])*lineHeight {
				t.Errorf("%s: the texts of %q do not fit its box", name, pic.Boxes[a.box].Name)
			}
			for j := range l.spots[:i] {
				b := &l.spots[j]
				if a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h {
					t.Errorf("%s: spots %+v and %+v overlap", name, a, b)
				}
			}
		}
		for i, box := range pic.Boxes {
			if got := strings.Join(l.texts[i], " "); !strings.HasPrefix(got, box.Name) {
				t.Errorf("%s: %q is written %q", name, box.Name, got)
			}
		}
		for _, s := range l.segments {
			if a, b := &l.spots[s.from], &l.spots[s.to]; a.x >= b.x && l.bandOf(b) != l.bandOf(a)+1 {
				t.Errorf("%s: a line runs to the left within its band", name)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"a short one", "a short one"},
		{"two words", "two words"},
		{"Aktiengesellschaft der Donau", "Aktiengese|llschaft|der Donau"},
		{"长沙科技有限公司", "长沙科技有|限公司"},
		{"", ""},
	} {
		if got := strings.Join(wrap(test.text, 76, 7), "|"); got != test.want {
			t.Errorf("wrap(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestTextIsSafe(t *testing.T) {
	var c chain
	c.company("x", "<script>\x00&\""+strings.Repeat("长", 80), "SG")
	if svg := SVG(c.picture(t, "x")); strings.Contains(svg, "<script") || xml.Unmarshal([]byte(svg), new(struct{})) != nil {
		t.Errorf("not safe:\n%s", svg)
	}
}
