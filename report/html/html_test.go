package html_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/longarm-project/longarm/determination"
	page "github.com/longarm-project/longarm/report/html"
	"github.com/longarm-project/longarm/report/reporttest"
)

var update = flag.Bool("update", false, "rewrite golden files")

func written(t testing.TB, d *determination.Determination) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Write(&b, reporttest.View(d)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	const name = "testdata/small.html"
	got := written(t, reporttest.Small())
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; go test ./report/html -update rewrites it", name)
	}
}

// TestPageIsWhole: elements close, ids are one each, links inside lead somewhere, pictures have titles, and nothing is asked for from outside.
func TestPageIsWhole(t *testing.T) {
	for name, d := range map[string]*determination.Determination{"small": reporttest.Small(), "hostile": reporttest.Hostile(), "empty": {Schema: determination.Schema, At: "2026-11-01"}} {
		text := written(t, d)
		ids, links, open := map[string]int{}, []string{}, []string{}
		void := map[string]bool{"meta": true, "br": true, "path": true, "rect": true, "circle": true, "link": true, "img": true}
		pictures, titles := 0, 0
		z := html.NewTokenizer(strings.NewReader(text))
		for {
			k := z.Next()
			if k == html.ErrorToken {
				if z.Err() != io.EOF {
					t.Fatal(z.Err())
				}
				break
			}
			tok := z.Token()
			switch k {
			case html.StartTagToken, html.SelfClosingTagToken:
				for _, a := range tok.Attr {
					switch {
					case a.Key == "id":
						ids[a.Val]++
					case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
						links = append(links, a.Val[1:])
					case a.Key == "href" && !strings.HasPrefix(a.Val, "https://www.ecfr.gov/"):
						t.Errorf("%s: a link to %q", name, a.Val)
					case a.Key == "src" || a.Key == "xlink:href" || a.Key == "style" || strings.HasPrefix(a.Key, "on"):
						t.Errorf("%s: %s has %s=%q", name, tok.Data, a.Key, a.Val)
					case a.Key == "role" && a.Val == "img":
						pictures++
					}
				}
				if tok.Data == "script" || tok.Data == "img" || tok.Data == "link" || tok.Data == "iframe" || tok.Data == "object" {
					t.Errorf("%s: an element %s", name, tok.Data)
				}
				if tok.Data == "title" {
					titles++
				}
				if k == html.StartTagToken && !void[tok.Data] && tok.Data != "td" && tok.Data != "tr" {
					open = append(open, tok.Data)
				}
			case html.EndTagToken:
				if tok.Data == "td" || tok.Data == "tr" {
					continue
				}
				if len(open) == 0 || open[len(open)-1] != tok.Data {
					t.Fatalf("%s: </%s> closes %q", name, tok.Data, open[max(0, len(open)-3):])
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("%s: not closed: %q", name, open)
		}
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: id %q stands %d times", name, id, n)
			}
		}
		for _, l := range links {
			if ids[l] == 0 {
				t.Errorf("%s: a link to #%s, which is nowhere", name, l)
			}
		}
		if titles != pictures+1 {
			t.Errorf("%s: %d titles for %d pictures and the page", name, titles, pictures)
		}
		if m := regexp.MustCompile(`\[[a-z]+(\.[a-z]+)+\]`).FindString(text); m != "" {
			t.Errorf("%s: %s has no text", name, m)
		}
		if strings.Contains(text, "%!") {
			t.Errorf("%s: a text and what is put into it do not fit: %.80q", name, text[strings.Index(text, "%!"):])
		}
	}
}

// TestLarge holds the promise of size and memory for 10,000 findings and 5,000 parties; BenchmarkWrite tells the time.
func TestLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("large")
	}
	v := reporttest.View(reporttest.Large(10000, 5000))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var n counter
	if err := page.Write(&n, v); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; n > 15<<20 || mb > 300 {
		t.Errorf("%d bytes with %d MB allocated, want less than 15 MiB with 300", n, mb)
	}
}

func BenchmarkWrite(b *testing.B) {
	v := reporttest.View(reporttest.Large(10000, 5000))
	b.ReportAllocs()
	for b.Loop() {
		var n counter
		if err := page.Write(&n, v); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n)/1e6, "MB")
	}
}

type counter int

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }
