//go:build mutants

// The mutants are built one by one and take a few minutes:
//
//	go test -tags mutants -run Mutants -v -timeout 60m ./check

package check_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A mutant is a fault in the deciding code.
type mutant struct{ name, file, old, new string }

var mutants = []mutant{
	{"a safeguard does not block", "reach/reach.go", "\t\tcase fact.Yes:\n\t\t\tr.Verdict = fact.No\n\t\t\tr.Blocked", "\t\tcase fact.Yes:\n\t\t\tr.Blocked"},
	{"a safeguard not known to stand blocks", "reach/reach.go", "\t\t\tr.Verdict = min(r.Verdict, fact.Unknown)\n\t\t\tr.Deciding = slices.Insert", "\t\t\tr.Verdict = fact.No\n\t\t\tr.Deciding = slices.Insert"},
	{"a law that may apply compels", "reach/compelled.go", "return fact.And(l.Applies, stays), undecided", "return stays, undecided"},
	{"laws that stop at the border reach abroad", "reach/compelled.go", "stays := fact.Or(home, fact.Is(l.Abroad != fact.No))", "stays := fact.Or(home, fact.Yes)"},
	{"operators have no reach", "reach/reach.go", "{fact.StepOperated, at.Body.Operators()}", "{fact.StepOperated, nil}"},
	{"one government is never judged", "reach/reach.go", `return c == "" || slices.Contains(j.in.Home, c)`, `return c == "" || c == "CN" || slices.Contains(j.in.Home, c)`},
	{"an unknown store holds nothing", "reach/reach.go", "\t\tcase fact.Unknown:\n\t\t\tr.Verdict = min(r.Verdict, fact.Unknown)\n\t\t\tr.Deciding = append(r.Deciding, fmt.Sprintf(\"what data", "\t\tcase fact.Unknown:\n\t\t\tr.Verdict = fact.No\n\t\t\tr.Deciding = append(r.Deciding, fmt.Sprintf(\"what data"},
	{"holders not known reach nothing", "reach/reach.go", "if c.government != g || c.body.Verdict == fact.No {", "if c.government != g || c.body.Verdict != fact.Yes {"},
	{"a standing trust is not needed to enter", "reach/reach.go", "\t\ttrust := false\n", "\t\ttrust := true\n"},
	{"those whom no law reaches are compelled", "reach/compelled.go", "\t\tif compelled == fact.Yes {\n\t\t\tcontinue", "\t\tif compelled != fact.Unknown {\n\t\t\tcontinue"},
	{"an open test is a no", "review/party.go", `fact.Unknown: "open"}`, `fact.Unknown: "no"}`},
	{"a list of those with access is all of them", "review/dealing.go", "v := law.Value{Open: d.AccessKnown != fact.Yes}", "v := law.Value{}"},
	{"the best of contradicting statements counts", "review/safeguard.go", "if !found || s.State < out.State {", "if !found || s.State > out.State {"},
	{"a measure on one of the assets is enough", "review/safeguard.go", "state = min(state, one.State)", "state = one.State"},
	{"hired is reversed", "review/dealing.go", "return fact.Yes, []fact.ID{e.id}", "return fact.No, []fact.ID{e.id}"},
	{"the upper bound of a share is lost", "review/party.go", `m.record.Set(m.field("owned"), law.Value{Lo: lo, Hi: hi}, ids...)`, `m.record.Set(m.field("owned"), law.Value{Lo: lo, Hi: lo}, ids...)`},
	{"able is always yes", "review/dealing.go", "law.Value{Truth: a.Able}", "law.Value{Truth: fact.Yes}"},
	{"the least number is nobody", "review/dealing.go", "v := law.Value{Lo: r.Lo, Hi: r.Hi}", "v := law.Value{Hi: r.Hi}"},
	{"the window is one month", "review/window.go", "law.AddMonths(end, -w.code.Pack.Window.Months)", "law.AddMonths(end, -1)"},
	{"data of other dealings counts for sure", "review/window.go", "with.sure && x.with[k].sure && x.counts == fact.Yes", "true"},
	{"branches have no head", "review/party.go", "heads = append(heads, fact.PartyID(h))", "_ = h"},
	{"a company is seated where it is organised", "review/party.go", `func(p *fact.Party) string { return string(p.Seat) }`, `func(p *fact.Party) string { return string(append(p.Organized, p.Seat)[0]) }`},
	{"greater is greater or equal", "law/kleene.go", "\tcase OpGt, OpGe:\n\t\treturn order(op-2, b, a)", "\tcase OpGt, OpGe:\n\t\treturn order(OpLe, b, a)"},
	{"half is not enough", "ownership/rule.go", "return sum >= r.least()", "return sum > r.least()"},
	{"governments of a chain are lost", "ownership/facts.go", "c.Governments = r.Governments(p)", "c.Governments = nil"},
	{"the lower bound is lost", "ownership/facts.go", "c.Lo, c.Hi = r.Bounds(p)", "_, c.Hi = r.Bounds(p)"},
	{"who may count does not", "ownership/facts.go", "Verdict: r.Verdict(p), Reading", "Verdict: fact.Is(r.Verdict(p) == fact.Yes), Reading"},
	{"everybody may count", "ownership/facts.go", "Verdict: r.Verdict(p), Reading", "Verdict: max(r.Verdict(p), fact.Unknown), Reading"},
	{"use of a provider is no vendor agreement", "reach/dealing.go", "Class: fact.Vendor,", "Class: fact.NoClass,"},
	{"the group of a provider has no access", "reach/group.go", "covered := g.covered[m.Party]", "if m.Relation != \"\" {\n\t\t\tcontinue\n\t\t}\n\t\tcovered := g.covered[m.Party]"},
}

// TestMutants says how many faults planted in the deciding code verify gives away, with the fault in it too: only code
// that shares nothing with it can. It counts and does not fail: doc/proof.md says what is known to pass.
func TestMutants(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	corpus := []string{filepath.Join(root, "examples/estate")}
	cases, err := filepath.Glob(filepath.Join(root, "law/pack/us-dsp/*/cases/*.yaml"))
	if err != nil || len(cases) == 0 {
		t.Fatal(err)
	}
	for i, c := range cases {
		if i%8 == 0 {
			corpus = append(corpus, c)
		}
	}
	more, _ := filepath.Glob("testdata/mutants/*.yaml")
	corpus = append(corpus, more...)
	truth := run(t, build(t, root, mutant{}), corpus)
	live, refused := 0, 0
	for _, m := range mutants {
		got := run(t, build(t, root, m), corpus)
		changed, told := 0, 0
		for k, g := range got {
			if bytes.Equal(g.file, truth[k].file) {
				continue
			}
			changed++
			if g.refused {
				told++
			}
		}
		switch {
		case changed == 0:
			t.Logf("nothing changes      %s", m.name)
			continue
		case told > 0:
			refused++
			t.Logf("refused %3d of %3d   %s", told, changed, m.name)
		default:
			t.Logf("PASSES  %3d of %3d   %s", changed, changed, m.name)
		}
		live++
	}
	t.Logf("%d of %d mutants that change something are refused", refused, live)
}

// build builds the program with a fault.
func build(t *testing.T, root string, m mutant) string {
	t.Helper()
	dir := t.TempDir()
	overlay := map[string]map[string]string{"Replace": {}}
	if m.file != "" {
		name := filepath.Join(root, m.file)
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(text), m.old) != 1 {
			t.Fatalf("%s: %s stands there %d times", m.name, m.old, strings.Count(string(text), m.old))
		}
		mutated := filepath.Join(dir, "mutated.go")
		if err := os.WriteFile(mutated, []byte(strings.Replace(string(text), m.old, m.new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay["Replace"][name] = mutated
	}
	b, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, b, 0o600); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "longarm")
	c := exec.Command("go", "build", "-overlay", list, "-o", bin, "./cmd/longarm")
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", m.name, err, out)
	}
	return bin
}

type answer struct {
	file    []byte
	refused bool
}

// run reviews the corpus and has each determination verified by the same program.
func run(t *testing.T, bin string, corpus []string) []answer {
	t.Helper()
	out := filepath.Join(t.TempDir(), "r.json")
	var answers []answer
	for _, path := range corpus {
		os.Remove(out)
		exec.Command(bin, "review", "--at", "2026-11-01", "--read-on", "2026-11-01", "--format", "json", "-o", out, path).Run()
		b, err := os.ReadFile(out)
		if err != nil {
			answers = append(answers, answer{}) // a fault may end in an error
			continue
		}
		err = exec.Command(bin, "verify", out).Run()
		var e *exec.ExitError
		answers = append(answers, answer{b, errors.As(err, &e) && e.ExitCode() == 5})
	}
	return answers
}
