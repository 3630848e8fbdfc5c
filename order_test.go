package longarm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// A folder is files by name.
type folder map[string]string

// write lays the estate out in a new folder.
func (e folder) write(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(e)) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(e[name]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// readEstate takes the files below a folder.
func readEstate(t testing.TB, dir string) folder {
	t.Helper()
	e := folder{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		e[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// decided reviews an estate as read on a day.
func (e folder) decided(t testing.TB, x *longarm.Engine, readOn fact.Date) *determination.Determination {
	t.Helper()
	d, err := x.Review(context.Background(), []string{e.write(t)}, longarm.Options{At: "2026-11-01", ReadOn: readOn})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var (
	idsAndPlaces = regexp.MustCompile(`[0-9a-f]{64}|[\w./-]+\.(yaml|yml|tf|log|tfstate|zone|csv)(:\d+)?|\b[0-9a-f]{8}\b`)
	fileHead     = regexp.MustCompile(`(?m)^longarm review.*$`)
)

// substance is what a determination says, without ids, digests and the places where things were read.
func substance(t testing.TB, d *determination.Determination) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Page(&b, d, report.Style{Width: 120, All: true}); err != nil {
		t.Fatal(err)
	}
	for _, f := range d.Findings {
		f.Fact = fact.ID{}
		for i := range f.Provisions {
			p := &f.Provisions[i]
			p.Step = 0
			for _, es := range [][]determination.Element{p.Elements, p.Exceptions, p.Conditions} {
				for j := range es {
					es[j].Facts = nil
				}
			}
		}
		b.Write(fact.Canonical(f))
		b.WriteByte('\n')
	}
	var reaches []string
	for _, f := range d.Facts {
		if r, ok := f.Body.(*fact.Reach); ok {
			reaches = append(reaches, fmt.Sprintf("%s %s %s %s %v %v", r.Asset, r.Government, r.Arm, r.Verdict, r.Laws, r.Deciding))
		}
	}
	slices.Sort(reaches)
	b.WriteString(strings.Join(reaches, "\n"))
	return idsAndPlaces.ReplaceAllString(fileHead.ReplaceAllString(b.String(), ""), "·")
}

// renamed gives every file another name in the same folder, also where a case file names it.
func (e folder) renamed(with func(string) string) folder {
	to := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(e)) {
		to[name] = filepath.ToSlash(filepath.Join(filepath.Dir(name), with(filepath.Base(name))))
	}
	out := folder{}
	for name, text := range e {
		if isCase(text) {
			for old, name := range to {
				text = strings.ReplaceAll(text, "["+old+"]", "["+name+"]")
			}
		}
		out[to[name]] = text
	}
	return out
}

func isCase(text string) bool {
	return strings.HasPrefix(text, "case:") || strings.Contains(text, "\ncase:")
}

// commented puts n comment lines before every case file.
func (e folder) commented(n int) folder {
	out := maps.Clone(e)
	for name, text := range out {
		if isCase(text) {
			out[name] = strings.Repeat("# a comment\n", n) + text
		}
	}
	return out
}

const caseHead = `case: longarm-case/1
author: T. Example, Acme
date: 2026-10-01
subject: acme
parties:
  acme: {name: Acme Health Inc., kind: company, organized: US, seat: US}
`

const bucket = `provider "aws" { region = "us-east-1" }
resource "aws_db_instance" "claims" {
  identifier = "claims"
  engine = "postgres"
}
`

func stated() map[string]folder {
	return map[string]folder{
		"a stated contracting company": {
			"main.tf": bucket,
			"case.yaml": caseHead + `  reseller: {name: Shenzhen Reseller Co., kind: company, organized: CN, seat: CN}
assets:
  claims:
    on: {provider: aws, contracts: reseller}
    also: [aws_db_instance.claims]
    data:
      - {category: personal-health, persons: 20000}
`},
		"two who state other companies": {
			"a.yaml": caseHead + `  left: {name: Left Inc., kind: company, organized: US, seat: US}
assets:
  db: {on: {provider: hetzner, contracts: left}, store: yes, data: [{category: human-genomic, persons: 20000}]}
`,
			"b.yaml": `case: longarm-case/1
author: U. Example, Acme
subject: acme
parties:
  acme: {name: Acme Health Inc., kind: company, organized: US, seat: US}
  right: {name: Right Ltd., kind: company, organized: CN, seat: CN}
assets:
  db: {on: {provider: hetzner, contracts: right}}
`},
		"a branch of two heads": {
			"a.yaml": caseHead + `  vend: {name: Vend Branch, kind: branch, branch_of: a-head}
  a-head: {name: A Head, kind: company, organized: US, seat: US}
  z-head: {name: Z Head, kind: company, organized: CN, seat: CN}
dealings:
  deal: {class: vendor, counterparty: vend, access: [vend], data: [{category: human-genomic, persons: 5000}]}
`,
			"b.yaml": `case: longarm-case/1
author: U. Example, Acme
parties:
  vend: {kind: branch, branch_of: z-head}
  z-head: {name: Z Head, kind: company, organized: CN, seat: CN}
`},
		"a home in two countries": {
			"case.yaml": strings.Replace(caseHead, "organized: US, seat: US", "organized: [US, DE], seat: US", 1) + `assets:
  db: {on: {provider: azure, region: westeurope}, data: [{category: personal-health, persons: 20000}]}
  store: {on: {provider: alibaba-cloud}, data: [{category: personal-health, persons: 20000}]}
`},
	}
}

// What is decided does not depend on the day of reading, on the names of files, or on comment lines.
func TestOrderDecidesNothing(t *testing.T) {
	x := forgeEngine(t)
	all := stated()
	all["the example"] = readEstate(t, "examples/estate")
	days := 64
	if testing.Short() {
		days = 6
	}
	for name, e := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := substance(t, e.decided(t, x, "2026-11-01"))
			same := func(how string, e folder, day fact.Date) {
				t.Helper()
				if diff := cmp.Diff(want, substance(t, e.decided(t, x, day))); diff != "" {
					t.Errorf("%s: (-before +after)\n%s", how, diff)
				}
			}
			n := days
			if name == "the example" {
				n = max(4, days/8)
			}
			for i := range n {
				day := fact.Date(fmt.Sprintf("2026-%02d-%02d", 9+i/28, 1+i%28))
				same("read on "+string(day), e, day)
				if t.Failed() {
					return
				}
			}
			for i := range 9 {
				same(fmt.Sprintf("%d comment lines", i+1), e.commented(i+1), "2026-11-01")
			}
			same("files renamed", e.renamed(func(s string) string { return "z" + s }), "2026-11-01")
			i := 0
			same("files in another order", e.renamed(func(s string) string { i++; return fmt.Sprintf("%d%s", 9-i, s) }), "2026-11-01")
		})
	}
}

// Ids that a person chooses decide nothing.
func TestNamesDecideNothing(t *testing.T) {
	x := forgeEngine(t)
	for name, e := range stated() {
		t.Run(name, func(t *testing.T) {
			var want string
			for i, to := range []string{"", "aaa-", "zzz-", "m-"} {
				got := folder{}
				for file, text := range e {
					for _, id := range []string{"reseller", "left", "right", "a-head", "z-head"} {
						text = regexp.MustCompile(`(^|[^\w-])`+id+`\b`).ReplaceAllString(text, "${1}"+to+id)
					}
					got[file] = text
				}
				var outcomes []string
				for _, f := range got.decided(t, x, "2026-11-01").Findings {
					outcomes = append(outcomes, fmt.Sprint(f.Dealing, f.Pack, f.Outcome, f.Possible))
				}
				if s := strings.Join(outcomes, "\n"); i == 0 {
					want = s
				} else if s != want {
					t.Errorf("renamed with %q:\n%s\nwant\n%s", to, s, want)
				}
			}
		})
	}
}

// What is right where people state something, or differ.
func TestStatedCounts(t *testing.T) {
	x := forgeEngine(t)
	for name, want := range map[string]struct {
		outcome determination.Outcome
		differ  string // about and field
	}{
		"a stated contracting company":  {determination.Restricted, ""},
		"two who state other companies": {determination.Undetermined, "db contracts of hetzner"},
		"a branch of two heads":         {determination.Undetermined, "vend branch_of"},
	} {
		d := stated()[name].decided(t, x, "2026-11-01")
		for _, f := range d.Findings {
			if f.Pack == "us-dsp" && f.Outcome != want.outcome {
				t.Errorf("%s: %s is %s, want %s", name, f.Dealing, f.Outcome, want.outcome)
			}
		}
		var differ []string
		for _, g := range d.Disagreements {
			differ = append(differ, g.About+" "+g.Field)
		}
		if got := strings.Join(differ, "; "); got != want.differ {
			t.Errorf("%s: statements differ on %q, want %q", name, got, want.differ)
		}
	}
}

// One name for two dealings would let one of them vanish.
func TestDealingStatedTwice(t *testing.T) {
	deal := `dealings:
  deal: {class: vendor, counterparty: vend, access: [vend], data: [{category: human-genomic, persons: %d}]}
`
	vend := "  vend: {name: Vend, kind: company, organized: CN, seat: CN}\n"
	e := folder{"a.yaml": caseHead + vend + fmt.Sprintf(deal, 5000), "b.yaml": caseHead + vend + fmt.Sprintf(deal, 50)}
	_, err := forgeEngine(t).Review(context.Background(), []string{e.write(t)}, longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01"})
	if !errors.Is(err, longarm.ErrCase) || !strings.Contains(err.Error(), "a.yaml:9") || !strings.Contains(err.Error(), "b.yaml:9") {
		t.Errorf("got %v, want an error that names both places", err)
	}
}
