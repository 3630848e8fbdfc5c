package longarm_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/eucsf"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/law/procedure"
)

var updateLaw = flag.Bool("update-law", false, "rewrite the list of doc/law.md")

// What doc/law.md lists as not verified is what the data say, no more and no less.
func TestUnverifiedLawIsListed(t *testing.T) {
	const file, begin, end = "doc/law.md", "<!-- not verified: begin -->\n", "<!-- not verified: end -->\n"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(b), begin)
	got, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no list between its marks", file)
	}
	want := unverified(t)
	if *updateLaw {
		if err := os.WriteFile(file, []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		got = want
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s does not list what the data mark (-data +list); go test -run UnverifiedLaw . -update-law rewrites it:\n%s", file, diff)
	}
}

func unverified(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	packs(t, &b)
	p, err := procedure.Default()
	if err != nil {
		t.Fatal(err)
	}
	list(&b, "Procedure of the review of technology and services", p.Unverified)
	f, err := eucsf.Default()
	if err != nil {
		t.Fatal(err)
	}
	list(&b, "EU Cloud Sovereignty Framework", f.Unverified)
	il, err := instrument.Default()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, o := range il.Unverified() {
		lines = append(lines, fmt.Sprintf("`%s`: %s", o.ID, strings.Join(o.Fields, ", ")))
	}
	list(&b, "Instruments and listings, by field", lines)
	cl, err := compel.Default()
	if err != nil {
		t.Fatal(err)
	}
	lines = nil
	for _, o := range cl.Unverified() {
		line := fmt.Sprintf("`%s`: %s", o.ID, strings.Join(o.Fields, ", "))
		if o.Recalled {
			line += " (the whole is recalled, no text was read)"
		}
		lines = append(lines, line)
	}
	list(&b, "Laws that compel, by field", lines)
	return b.String()
}

// packs lists what packs, rules and measures mark.
func packs(t *testing.T, b *strings.Builder) {
	t.Helper()
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range lib.Names() {
		p, err := lib.Pack(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := slices.Clone(p.Unverified)
		for _, r := range p.Rules {
			if r.Unverified != "" {
				lines = append(lines, fmt.Sprintf("%s: %s", r.Citation, r.Unverified))
			}
		}
		for _, m := range p.Measures {
			if m.Unverified != "" {
				lines = append(lines, fmt.Sprintf("`%s`: %s", m.ID, m.Unverified))
			}
		}
		list(b, "Pack `"+name+"`", lines)
	}
}

func list(b *strings.Builder, head string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### %s\n\n", head)
	for _, l := range lines {
		fmt.Fprintf(b, "- %s\n", l)
	}
}
