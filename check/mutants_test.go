//go:build mutants

// Faults are planted in the deciding code, all in one build with a switch, and the corpus at the root is decided and verified
// with each of them in turn:
//
//	go test -tags mutants -run Mutants -v -timeout 60m ./check

package check_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A mutant is a fault: what stands in a file once is replaced by what does the same, and something else while the fault, whose
// number # is, is switched on.
type mutant struct{ name, file, old, new string }

var mutants = []mutant{
	// comparators, sums and the parser
	{"greater is greater or equal", "law/kleene.go", "return order(op-2, b, a)", "return order(mutant.Pick(#, op-2, OpLe), b, a)"},
	{"less is less or equal", "law/kleene.go", "case a.Hi < b.Lo:\n\t\t\treturn fact.Yes\n\t\tcase a.Lo >= b.Hi", "case a.Hi < b.Lo, mutant.On == # && a.Hi == b.Lo:\n\t\t\treturn fact.Yes\n\t\tcase a.Lo >= b.Hi"},
	{"the lower bound of a comparison decides", "law/kleene.go", "a, b := m.value(n.Args[0], f), m.value(n.Args[1], f)\n\tt := order", "a, b := m.value(n.Args[0], f), m.value(n.Args[1], f)\n\tif mutant.On == # && a.Hi > a.Lo {\n\ta.Hi = a.Lo\n}\n\tt := order"},
	{"or binds more strongly than and", "law/parse.go", "op, ok := levels[level][p.tok]", "op, ok := levels[mutant.Pick(#, level, [5]int{1, 0, 2, 3, 4}[level])][p.tok]"},
	{"not takes all that follows", "law/parse.go", "a, err := p.unary()\n", "a, err := mutant.Call(#, p.unary, p.ternary)\n"},
	{"minus groups from the right", "law/parse.go", "right, err := p.binary(level + 1)\n", "right, err := p.binary(mutant.Pick(#, level+1, level))\n"},
	{"a number of a table is one too great", "law/rule.go", "n, ok = t.values[word]\n", "n, ok = t.values[word]\n\tif mutant.On == # {\n\tn++\n}\n"},
	{"the greatest of a table stands for a word not known", "law/number.go", "return Value{Lo: t.lo, Hi: t.hi}", "return Value{Lo: mutant.Pick(#, t.lo, t.hi), Hi: t.hi}"},
	{"the least over a list that may hold more", "law/number.go", "if over.Open || len(over.List)+len(over.Words) == 0 {\n\t\tout.Lo = Least", "if (over.Open && mutant.On != #) || len(over.List)+len(over.Words) == 0 {\n\t\tout.Lo = Least"},
	// three values
	{"an open list is all there is", "law/kleene.go", "if over.Open {\n\t\tt = fact.Unknown", "if over.Open && mutant.On != # {\n\t\tt = fact.Unknown"},
	{"unknown and yes is yes", "law/kleene.go", "if e == fact.Unknown {\n\t\t\t\tt = fact.Unknown", "if e == fact.Unknown && mutant.On != # {\n\t\t\t\tt = fact.Unknown"},
	{"a choice not known is its second", "law/kleene.go", "if a, b := m.truth(n.Args[1], f), m.truth(n.Args[2], f); a == b {", "if a, b := m.truth(n.Args[1], f), m.truth(n.Args[2], f); a == b || mutant.On == # {"},
	{"a word not known is in no set", "law/kleene.go", "if w.Any == nil || set.Open {\n\t\treturn fact.Unknown", "if w.Any == nil || set.Open {\n\t\tif mutant.On == # {\n\treturn fact.No\n}\n\t\treturn fact.Unknown"},
	{"a record not known is another", "law/oneof.go", "if a == nil || b == nil {\n\t\treturn fact.Unknown", "if a == nil || b == nil {\n\t\tif mutant.On == # {\n\treturn fact.No\n}\n\t\treturn fact.Unknown"},
	{"of several the first is meant", "law/oneof.go", "for _, v := range vs[1:] {\n", "for _, v := range vs[mutant.Pick(#, 1, len(vs)):] {\n"},
	// rules
	{"exceptions are dropped", "law/eval.go", "if x.Then == t {\n\t\t\tcontinue", "if x.Then == t || mutant.On == # {\n\t\t\tcontinue"},
	{"an open exception changes nothing", "law/eval.go", "case fact.Unknown:\n\t\t\tt = fact.Unknown", "case fact.Unknown:\n\t\t\tt = mutant.Pick(#, fact.Unknown, t)"},
	{"the last element is not looked at", "law/eval.go", "for i := range elements {\n\t\te := m.elementTruth", "for i := range elements {\n\t\tif mutant.On == # && i > 0 && i == len(elements)-1 {\n\tbreak\n}\n\t\te := m.elementTruth"},
	{"what is stated as unknown is presumed", "law/record.go", "if g.own || g.presume != \"\" {\n", "if mutant.On == # && f.Term != nil && !g.value.Known(f.Type) {\n\tfor _, p := range f.Term.Presume {\n\tif p.holds(r) {\n\treturn p.value, nil, p.Why\n}\n}\n}\n\t\tif g.own || g.presume != \"\" {\n"},
	{"presumptions hold without their conditions", "law/record.go", "!slices.Contains(values, v.Format(f.Type)) {", "!slices.Contains(values, v.Format(f.Type)) && mutant.On != # {"},
	{"the condition of an outcome is in place", "review/decide.go", "return determination.Outcome(rule.Unmet), met", "return determination.Outcome(mutant.Pick(#, rule.Unmet, rule.Met)), met"},
	{"the first provision that may apply decides", "review/decide.go", "if v.Truth == fact.Yes {\n\t\t\t\topen = false", "if v.Truth == fact.Yes || mutant.On == # {\n\t\t\t\topen = false"},
	{"a dealing that may concern a pack does not", "review/decide.go", "d.trial.Value(r, f).Truth != fact.No })", "d.trial.Value(r, f).Truth != mutant.Pick(#, fact.No, min(fact.No, d.trial.Value(r, f).Truth)) && (mutant.On != # || d.trial.Value(r, f).Truth == fact.Yes) })"},
	// parties
	{"an open test is a no", "review/party.go", `fact.Unknown: "open"}[c.Verdict]`, `fact.Unknown: mutant.Pick(#, "open", "no")}[c.Verdict]`},
	{"the upper bound of a share is lost", "review/party.go", `m.record.Set(m.field("owned"), law.Value{Lo: lo, Hi: hi}, ids...)`, `m.record.Set(m.field("owned"), law.Value{Lo: lo, Hi: mutant.Pick(#, hi, lo)}, ids...)`},
	{"branches have no head", "review/party.go", "heads = append(heads, fact.PartyID(h))", "heads = append(heads, fact.PartyID(h))\n\t\tif mutant.On == # {\n\theads = nil\n}"},
	{"a seat that nobody states is where it is organised", "review/party.go", "func(p *fact.Party) string { return string(p.Seat) }", "func(p *fact.Party) string {\n\tif mutant.On == # && p.Seat == \"\" && len(p.Organized) > 0 {\n\treturn string(p.Organized[0])\n}\n\treturn string(p.Seat) }"},
	{"a possible designation is one", "review/party.go", "if d.Possible && active == fact.Yes {", "if d.Possible && active == fact.Yes && mutant.On != # {"},
	{"a designation in a year not known to the day is dropped", "review/party.go", "case active == fact.Unknown:\n\t\t\t\tv.Open = true", "case active == fact.Unknown:\n\t\t\t\tv.Open = v.Open || mutant.On != #"},
	{"countries that only one states count", "law/oneof.go", "both := slices.DeleteFunc(slices.Clone(a.Words), func(w string) bool { return !slices.Contains(b.Words, w) })", "both := slices.DeleteFunc(slices.Clone(a.Words), func(w string) bool { return !slices.Contains(b.Words, w) && mutant.On != # })"},
	{"a person's employers are all listed", "review/party.go", "case agree && kind != string(fact.Person):", "case agree && (kind != string(fact.Person) || mutant.On == #):"},
	{"complete is what one says of several", "review/party.go", "return ok && s == fact.Yes.String()", "return (ok || mutant.On == #) && (s == fact.Yes.String() || mutant.On == # && !ok)"},
	{"what people state of the share is dropped", "review/party.go", "if !stated {\n\t\treturn", "if !stated || mutant.On == # {\n\t\treturn"},
	{"half of the shares makes no group", "review/affiliate.go", "case lo >= surely:", "case lo > mutant.Pick(#, surely-1, surely):"},
	{"a tenth of the shares points to no group", "review/affiliate.go", "case hi >= perhaps && ids == nil:", "case hi > mutant.Pick(#, perhaps-1, perhaps) && ids == nil:"},
	// dealings
	{"those with access are all of them", "review/dealing.go", "v := law.Value{Open: d.AccessKnown != fact.Yes}", "v := law.Value{Open: d.AccessKnown != fact.Yes && mutant.On != #}"},
	{"able is always yes", "review/dealing.go", "law.Value{Truth: a.Able}", "law.Value{Truth: mutant.Pick(#, a.Able, fact.Yes)}"},
	{"hired is reversed", "review/dealing.go", "return fact.Yes, []fact.ID{e.id}", "return mutant.Pick(#, fact.Yes, fact.No), []fact.ID{e.id}"},
	{"data that may be more is all", "review/dealing.go", "v := law.Value{Open: x.open}", "v := law.Value{Open: x.open && mutant.On != #}"},
	{"a number without a bound is its least", "review/dealing.go", "v.Hi = law.Most\n", "v.Hi = mutant.Pick(#, law.Most, v.Lo)\n"},
	{"stores add up to the largest", "review/persons.go", "out.Hi = plus(out.Hi, s.number.Hi)", "out.Hi = mutant.Pick(#, plus(out.Hi, s.number.Hi), larger(out.Hi, s.number.Hi))"},
	{"overlapping stores add up at least", "review/persons.go", "if s.apart {\n", "if s.apart || mutant.On == # {\n"},
	{"the best of contradicting statements counts", "review/safeguard.go", "if !found || s.State < out.State {", "if !found || s.State < out.State && mutant.On != # || s.State > out.State && mutant.On == # {"},
	{"a measure on one of the assets is enough", "review/safeguard.go", "state = min(state, one.State)", "state = mutant.Pick(#, min(state, one.State), one.State)"},
	{"a measure stands before its day", "review/safeguard.go", "s.Since.First() > w.at {", "s.Since.First() > w.at && mutant.On != # {"},
	{"one of a group of measures is enough of each option", "review/safeguard.go", "!ok || s.State < o {", "!ok || s.State < o && mutant.On != # {"},
	// windows and days
	{"the window is one month", "review/window.go", "law.AddMonths(end, -w.code.Pack.Window.Months)", "law.AddMonths(end, -mutant.Pick(#, w.code.Pack.Window.Months, 1))"},
	{"the day on which a dealing leaves the window counts", "review/window.go", "o.ended <= first", "o.ended < mutant.Pick(#, first+1, first)"},
	{"a dealing that begins on the last day is left out", "review/window.go", "o.began > last", "o.began >= mutant.Pick(#, last+1, last)"},
	{"what may count counts for sure", "review/window.go", "with.sure && x.with[k].sure && x.counts == fact.Yes", "with.sure && x.with[k].sure && x.counts == fact.Yes || mutant.On == #"},
	{"what may count does not", "review/window.go", "x.counts != fact.No && k >= 0 {", "x.counts != fact.No && k >= 0 && (mutant.On != # || x.counts == fact.Yes) {"},
	{"joined categories are not joined", "review/window.go", "case c != \"\" && slices.Contains(kin, c):", "case c != \"\" && slices.Contains(kin, c) && mutant.On != #:"},
	{"what ended is judged on its last day", "review/days.go", "judged = s\n", "judged = mutant.Pick(#, s, judged)\n"},
	{"parties are as they are today", "review/days.go", "v.controls = w.solved[w.calendar.time(day)]", "v.controls = w.solved[mutant.Pick(#, w.calendar.time(day), \"\")]"},
	{"nothing is presumed of persons abroad", "review/presumed.go", "who.abroad && !who.settled {", "who.abroad && !who.settled && mutant.On != # {"},
	{"a status that somebody states is presumed away", "review/presumed.go", "who.settled = who.settled || p.Status != \"\" ||", "who.settled = who.settled || p.Status != \"\" && mutant.On != # ||"},
	{"a name alike is the same", "review/listed.go", "possible = possible && ", "possible = possible && mutant.On != # && "},
	// reach
	{"a safeguard does not block", "reach/reach.go", "case fact.Yes:\n\t\t\tr.Verdict = fact.No\n", "case fact.Yes:\n\t\t\tr.Verdict = mutant.Pick(#, fact.No, r.Verdict)\n"},
	{"a safeguard not known to stand blocks", "reach/reach.go", "r.Verdict = min(r.Verdict, fact.Unknown)\n\t\t\tr.Deciding = slices.Insert", "r.Verdict = mutant.Pick(#, min(r.Verdict, fact.Unknown), fact.No)\n\t\t\tr.Deciding = slices.Insert"},
	{"a law that may apply compels", "reach/compelled.go", "return fact.And(l.Applies, stays), undecided", "return mutant.Pick(#, fact.And(l.Applies, stays), stays), undecided"},
	{"laws that stop at the border reach abroad", "reach/compelled.go", "stays := fact.Or(home, fact.Is(l.Abroad != fact.No))", "stays := fact.Or(home, fact.Is(l.Abroad != fact.No || mutant.On == #))"},
	{"operators have no reach", "reach/reach.go", "{fact.StepOperated, at.Body.Operators()}", "{fact.StepOperated, at.Body.Operators()[:mutant.Pick(#, len(at.Body.Operators()), 0)]}"},
	{"one government is never judged", "reach/reach.go", `return c == "" || slices.Contains(j.in.Home, c)`, `return c == "" || c == "CN" && mutant.On == # || slices.Contains(j.in.Home, c)`},
	{"an unknown store holds nothing", "reach/reach.go", "case fact.Unknown:\n\t\t\tr.Verdict = min(r.Verdict, fact.Unknown)\n\t\t\tr.Deciding = append(r.Deciding, fmt.Sprintf(\"what data", "case fact.Unknown:\n\t\t\tr.Verdict = mutant.Pick(#, min(r.Verdict, fact.Unknown), fact.No)\n\t\t\tr.Deciding = append(r.Deciding, fmt.Sprintf(\"what data"},
	{"holders not known reach nothing", "reach/reach.go", "if c.government != g || c.body.Verdict == fact.No {", "if c.government != g || c.body.Verdict == fact.No || mutant.On == # && c.body.Verdict != fact.Yes {"},
	{"a standing trust is not needed to enter", "reach/reach.go", "trust := false\n", "trust := mutant.On == #\n"},
	{"those whom no law reaches are compelled", "reach/compelled.go", "if compelled == fact.Yes {\n\t\t\tcontinue", "if compelled == fact.Yes || mutant.On == # && compelled == fact.No {\n\t\t\tcontinue"},
	{"use of a provider is no vendor agreement", "reach/dealing.go", "Class: fact.Vendor, Subject: d.Subject,\n\t\tName: storeName(u)", "Class: mutant.Pick(#, fact.Vendor, fact.NoClass), Subject: d.Subject,\n\t\tName: storeName(u)"},
	{"data of a store is nobody's", "reach/dealing.go", "b.Data = []fact.Data{{Asset: u.asset.ID, Number: fact.Range{Hi: fact.Unbounded}}}", "b.Data = []fact.Data{{Asset: u.asset.ID, Number: fact.Range{Hi: mutant.Pick(#, fact.Unbounded, 0)}}}"},
	{"the group of a provider has no access", "reach/group.go", "above := g.above(side)\n", "above := g.above(side)\n\tif mutant.On == # {\n\treturn nil\n}\n"},
	// ownership
	{"half is not enough", "ownership/rule.go", "return uint64(r.threshold)\n", "return uint64(r.threshold) + uint64(mutant.Pick(#, 0, 1))\n"},
	{"governments of a chain are lost", "ownership/facts.go", "c.Governments = r.Governments(p)", "if mutant.On != # {\n\tc.Governments = r.Governments(p)\n}"},
	{"the lower bound is lost", "ownership/facts.go", "c.Lo, c.Hi = r.Bounds(p)\n", "c.Lo, c.Hi = r.Bounds(p)\n\tif mutant.On == # {\n\tc.Lo = 0\n}\n"},
	{"the upper bound is lost", "ownership/facts.go", "c.Lo, c.Hi = r.Bounds(p)\n", "c.Lo, c.Hi = r.Bounds(p)\n\tif mutant.On == # {\n\tc.Hi = c.Lo\n}\n"},
	{"who may count does not", "ownership/facts.go", "Verdict: r.Verdict(p), Reading", "Verdict: mutant.Pick(#, r.Verdict(p), fact.Is(r.Verdict(p) == fact.Yes)), Reading"},
	{"everybody may count", "ownership/facts.go", "Verdict: r.Verdict(p), Reading", "Verdict: mutant.Pick(#, r.Verdict(p), max(r.Verdict(p), fact.Unknown)), Reading"},
	{"whose nationality nobody states is no foreigner", "ownership/seed.go", "return fact.No\n\t}\n\treturn fact.Unknown\n}\n\n// within says", "return fact.No\n\t}\n\tif mutant.On == # {\n\treturn fact.No\n}\n\treturn fact.Unknown\n}\n\n// within says"},
	{"a seat that nobody states ties to no country", "ownership/seed.go", "if w.opts.Closed {\n\t\treturn fact.No\n\t}\n\treturn fact.Unknown\n}\n\nfunc (w *world) seat", "if w.opts.Closed || mutant.On == # {\n\t\treturn fact.No\n\t}\n\treturn fact.Unknown\n}\n\nfunc (w *world) seat"},
	{"parties far up get no fact", "ownership/facts.go", "for _, p := range parties {\n", "for n, p := range parties {\n\t\tif mutant.On == # && n%3 == 2 {\n\tcontinue\n}\n"},
	{"incomplete lists of holders are complete", "ownership/table.go", "complete: w.complete(asset)}", "complete: w.complete(asset) || mutant.On == #}"},
	{"what others hold for sure leaves room", "ownership/table.go", "r.issued = min(r.issued, whole-loOut-loOwn)\n", "r.issued = min(r.issued, whole-mutant.Pick(#, loOut, 0)-loOwn)\n"},
}

const planted = `package mutant

// On is the number of the fault that is switched on; 0: none.
var On int

// Pick returns b where fault n is on, else a.
func Pick[T any](n int, a, b T) T {
	if On == n {
		return b
	}
	return a
}

// Call calls b where fault n is on, else a.
func Call[T any](n int, a, b func() (T, error)) (T, error) { return Pick(n, a, b)() }

// Names are what the faults are called, from 1.
var Names = []string{"", %s}
`

// TestMutants plants the faults, and wants nine of ten of those that change an answer to be refused by verify although the fault is in it too:
// only code that shares nothing with it can tell.
func TestMutants(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files, names := map[string]string{}, ""
	for i, m := range mutants {
		names += fmt.Sprintf("%q, ", m.name)
		text, ok := files[m.file]
		if !ok {
			b, err := os.ReadFile(filepath.Join(root, m.file))
			if err != nil {
				t.Fatal(err)
			}
			at := regexp.MustCompile(`(?m)^package [a-z]+\n`).FindStringIndex(string(b))
			text = string(b[:at[1]]) + "\nimport \"github.com/longarm-project/longarm/internal/mutant\"\n" + string(b[at[1]:])
		}
		old, fault := m.old, strings.ReplaceAll(m.new, "#", fmt.Sprint(i+1))
		for _, before := range mutants[:i] { // of one place two faults are planted one after the other
			if before.file == m.file && before.old == m.old {
				old = ""
			}
		}
		switch {
		case old == "" && strings.HasPrefix(fault, m.old):
			text = strings.Replace(text, m.old, fault, 1)
		case old == "":
			first := strings.Index(text, "Verdict: mutant.Pick(")
			text = text[:first] + strings.Replace(text[first:], "r.Verdict(p),", strings.TrimSuffix(strings.TrimPrefix(fault, "Verdict: "), " Reading"), 1)
		case strings.Count(text, old) != 1:
			t.Fatalf("%s: %q stands %d times in %s", m.name, old, strings.Count(text, old), m.file)
		default:
			text = strings.Replace(text, old, fault, 1)
		}
		files[m.file] = text
	}
	files["internal/mutant/mutant.go"] = fmt.Sprintf(planted, names)
	overlay := map[string]map[string]string{"Replace": {}}
	for name, text := range files {
		to := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay["Replace"][filepath.Join(root, name)] = to
	}
	b, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, b, 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("go", "test", "-tags", "planted", "-vet", "off", "-overlay", list, "-run", "PlantedFaults", "-count", "1", "-v", "-timeout", "50m", ".")
	c.Dir = root
	out, err := c.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
