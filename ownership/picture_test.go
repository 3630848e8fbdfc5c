package ownership

import (
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
)

func pictureOf(t testing.TB, graph string, p fact.PartyID) *Picture {
	t.Helper()
	g := parseGraph(t, graph)
	pic, ok := g.builder.Build().Solve(rule(t, "dsp"), "2025-06-01").Picture(p, 60)
	if !ok {
		t.Fatalf("no picture of %s", p)
	}
	return pic
}

const smallPicture = `
	company holding-cn organized=CN seat=CN
	company cloud-sg organized=SG seat=SG
	person resident residence=RU status=none
	holding-cn 60 cloud-sg
	resident 10-25 cloud-sg`

// largePicture has layers, shared holders, a ring and a line past a column.
func largePicture() string {
	rng := rand.New(rand.NewPCG(4, 2))
	var b strings.Builder
	for i := range 60 {
		c := []string{"CN", "SG", "US", "DE", "KY"}[rng.IntN(5)]
		fmt.Fprintf(&b, "company c%02d organized=%s seat=%s\n", i, c, c)
	}
	for i := 1; i < 60; i++ {
		fmt.Fprintf(&b, "c%02d %d c%02d\n", i, 10+rng.IntN(70), i/4)
		if i%9 == 0 {
			fmt.Fprintf(&b, "c%02d 10-25 c%02d\n", i, i/16)
		}
	}
	b.WriteString("c01 5 c20\n")
	return b.String()
}

func TestPicturesAreDocuments(t *testing.T) {
	for name, graph := range map[string]string{"small": smallPicture, "large": largePicture()} {
		p := map[string]fact.PartyID{"small": "cloud-sg", "large": "c00"}[name]
		pic := pictureOf(t, graph, p)
		svg := pic.SVG()
		if dir := os.Getenv("PICTURES"); dir != "" {
			if err := os.WriteFile(dir+"/"+name+".svg", []byte(svg), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		d := xml.NewDecoder(strings.NewReader(svg))
		texts := 0
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "title" || e.Name.Local == "desc") {
				texts++
			}
		}
		if texts < 2+len(pic.Boxes) {
			t.Errorf("%s: %d titles and descriptions for %d boxes", name, texts, len(pic.Boxes))
		}
		if n := strings.Count(pic.DOT(), "->"); n != len(pic.Lines) {
			t.Errorf("%s: %d arrows in DOT, want %d", name, n, len(pic.Lines))
		}
	}
}

// TestBoxesStandApart: no two boxes overlap, and every line but those of rings runs to the right.
func TestBoxesStandApart(t *testing.T) {
	for name, graph := range map[string]string{"small": smallPicture, "large": largePicture()} {
		l := newLayout(pictureOf(t, graph, map[string]fact.PartyID{"small": "cloud-sg", "large": "c00"}[name]))
		for i := range l.spots {
			a := &l.spots[i]
			if a.x < 0 || a.y < headHeight || a.x+a.w > l.w || a.y+a.h > l.h {
				t.Errorf("%s: spot %+v is off the page of %d by %d", name, a, l.w, l.h)
			}
			for j := range l.spots[:i] {
				b := &l.spots[j]
				if a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h {
					t.Errorf("%s: spots %+v and %+v overlap", name, a, b)
				}
			}
		}
		for _, s := range l.segments {
			if l.spots[s.from].x >= l.spots[s.to].x {
				t.Errorf("%s: a line runs to the left", name)
			}
		}
	}
}

func TestPictureTextIsSafe(t *testing.T) {
	var b Builder
	b.Party(&fact.Party{ID: "x", Names: []fact.Name{{Text: "<script>\x00&\"" + strings.Repeat("长", 80)}}}, claimID("x"))
	pic, _ := b.Build().Solve(rule(t, "ofac50"), "").Picture("x", 60)
	if svg := pic.SVG(); strings.Contains(svg, "<script") || xml.Unmarshal([]byte(svg), new(struct{})) != nil {
		t.Errorf("not safe:\n%s", svg)
	}
}
