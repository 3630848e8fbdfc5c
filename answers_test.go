package longarm_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/verify"
)

// openEstate draws a case file of a U.S. company of which much is left open.
func openEstate(t *rapid.T) string {
	pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	category := []string{"{category: personal-health, persons: 20000}", "{category: personal-health, persons: 9000..11000}", "{category: sensitive, persons: 200000}",
		"{persons: unknown}", "{category: human-genomic, persons: unknown}", "{category: personal-financial, persons: \">100\"}", "{category: other, persons: 5}"}
	data := func(name string) string { return pick(name, category...) }
	var b strings.Builder
	b.WriteString(caseHead)
	fmt.Fprintf(&b, "  vend: {name: Vend Ltd., kind: company%s}\n", pick("vend", "", ", organized: SG", ", organized: SG, seat: SG", ", organized: CN", ", seat: CN", ", organized: US, seat: US", ", organized: [SG], seat: SG, complete: yes"))
	fmt.Fprintf(&b, "  fund: {name: Fund, kind: %s}\n", pick("fund", "company, organized: CN, seat: CN", "company", "state, state: RU", "person, residence: SG", "person"))
	fmt.Fprintf(&b, "interests:\n  - {owner: fund, asset: vend, %s}\n", pick("share", "min: 40, max: 60", "share: 50", "share: 10", "max: 100"))
	b.WriteString("assets:\n")
	for i := range rapid.IntRange(1, 3).Draw(t, "assets") {
		on := pick("on", "{provider: alibaba-cloud, region: us-west-1}", "{provider: alibaba-cloud}", "{provider: yandex-cloud, region: ru-central1}",
			"{provider: tencent-cloud, region: na-ashburn}", "{provider: aws, region: us-east-1}", "{provider: huawei-cloud}")
		fmt.Fprintf(&b, "  store-%d: {on: %s%s}\n", i, on, pick("data of a store", ", data: ["+data("data")+"]", ", store: yes", ", data: ["+data("first")+", "+data("second")+"]"))
	}
	if rapid.Bool().Draw(t, "with a dealing") {
		fmt.Fprintf(&b, "dealings:\n  deal: {%scounterparty: vend, %s%s}\n", pick("class", "class: vendor, ", "class: investment, ", "", "class: data-brokerage, "),
			pick("access", "access: [vend], ", "access: [{party: vend, able: unknown}], ", "", "access: none, "), pick("data of the dealing", "data: ["+data("dealt")+"]", "assets: [store-0]"))
	}
	return b.String()
}

// merged is a case file with an answer merged into it, as a person would write it there.
func merged(t testing.TB, file, answer string) string {
	t.Helper()
	var x, y map[string]any
	if err := yaml.Unmarshal([]byte(file), &x); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal([]byte(answer), &y); err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	b, err := yaml.Marshal(mergeInto("", x, y))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func mergeInto(key string, x, y any) any {
	switch y := y.(type) {
	case map[string]any:
		m, ok := x.(map[string]any)
		if !ok {
			return y
		}
		for k, v := range y {
			m[k] = mergeInto(k, m[k], v)
		}
		return m
	case []any:
		l, ok := x.([]any)
		switch {
		case !ok:
			return y
		case key == "interests":
			return append(l, y...)
		case key == "data":
			for i, v := range y {
				if i < len(l) {
					l[i] = mergeInto("", l[i], v)
				} else {
					l = append(l, v)
				}
			}
			return l
		case key == "access":
			return mergeAccess(l, y)
		}
	}
	return y
}

func mergeAccess(l, y []any) []any {
	who := func(v any) string {
		if m, ok := v.(map[string]any); ok {
			return fmt.Sprint(m["party"], m["one_of"])
		}
		return fmt.Sprint(v, nil)
	}
	for _, v := range y {
		if i := slices.IndexFunc(l, func(x any) bool { return who(x) == who(v) }); i >= 0 {
			l[i] = v
		} else {
			l = append(l, v)
		}
	}
	return l
}

// answersOf reviews a case file, checks that it verifies, and returns its findings by dealing.
func answersOf(t testing.TB, x *longarm.Engine, file string) map[string]*determination.Finding {
	t.Helper()
	d := determined(t, x, file)
	if _, err := verify.Determination(t.Context(), d, verify.Rules{Law: x.Law, Compels: x.Compels}); err != nil {
		t.Fatalf("does not verify: %v\n%s", err, file)
	}
	return byDealing(d)
}

// determined reviews a case file under the one law that asks most.
func determined(t testing.TB, x *longarm.Engine, file string) *determination.Determination {
	t.Helper()
	dir := folder{"case.yaml": file}.write(t)
	d, err := x.Review(t.Context(), []string{dir}, longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01", Packs: []string{"us-dsp"}})
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	return d
}

func byDealing(d *determination.Determination) map[string]*determination.Finding {
	out := map[string]*determination.Finding{}
	for i := range d.Findings {
		out[d.Findings[i].Dealing] = &d.Findings[i]
	}
	return out
}

// generated is how many estates are drawn; go test -run Answers -estates 200 . draws more.
var generated = flag.Int("estates", 40, "generated estates whose questions are answered")

// Every answer that is offered, written where it belongs, changes its question, leaves
// settled findings settled, verifies, and three rounds of answers are enough.
func TestAnswersRoundTrip(t *testing.T) {
	x := forgeEngine(t)
	estates := rapid.Custom(openEstate)
	n := *generated
	if testing.Short() {
		n = 12
	}
	const shards = 4
	for shard := range shards {
		t.Run(fmt.Sprintf("estates %d of %d", shard+1, shards), func(t *testing.T) {
			t.Parallel()
			asked, silent := 0, 0
			for seed := shard; seed < n && !t.Failed(); seed += shards {
				file := estates.Example(seed)
				a, s := answerOnce(t, x, file, seed)
				asked, silent = asked+a, silent+s
				rounds(t, x, file, seed)
			}
			if silent > 0 || asked < n/shards/4 && !t.Failed() {
				t.Errorf("%d questions were answered; %d undetermined findings ask nothing", asked, silent)
			}
		})
	}
}

// answerOnce answers each first question of everything open, one at a time, and counts
// these and the findings that ask nothing.
func answerOnce(t *testing.T, x *longarm.Engine, file string, seed int) (asked, silent int) {
	t.Helper()
	before := answersOf(t, x, file)
	for name, f := range before {
		if f.Outcome != determination.Undetermined {
			continue
		}
		if len(f.Deciding) == 0 {
			silent++
			t.Logf("%s asks nothing\n%s", name, file)
			continue
		}
		for k, q := range f.Deciding[0].Questions {
			if len(q.Values) == 0 || len(q.Write) != len(q.Values) {
				t.Errorf("%s: nothing can be written in answer to %q\n%s", name, q.Ask, file)
				continue
			}
			asked++
			roundTrip(t, x, file, name, q, (seed+k)%len(q.Values), before)
		}
	}
	return asked, silent
}

func roundTrip(t *testing.T, x *longarm.Engine, file, name string, q determination.Question, i int, before map[string]*determination.Finding) {
	t.Helper()
	answered := merged(t, file, q.Write[i])
	after := answersOf(t, x, answered)
	f := after[name]
	if f == nil {
		t.Errorf("%s: after %s there is no finding of it\n%s", name, q.Write[i], file)
		return
	}
	if len(f.Deciding) > 0 && f.Outcome == determination.Undetermined {
		for _, again := range f.Deciding[0].Questions {
			if again.Ask == q.Ask && again.Path == q.Path && slices.Equal(again.Values, q.Values) {
				t.Errorf("%s: after %s it asks again: %s\n%s", name, q.Write[i], q.Ask, file)
			}
		}
	}
	for other, was := range before {
		if now := after[other]; was.Outcome != determination.Undetermined && (now == nil || now.Outcome == determination.Undetermined) {
			t.Errorf("%s: after %s, %s was %s and is not settled any more\n%s", name, q.Write[i], other, was.Outcome, file)
		}
	}
}

// rounds answers the first questions of everything open, three times over.
func rounds(t *testing.T, x *longarm.Engine, file string, seed int) {
	t.Helper()
	first := file
	for round := range 4 {
		findings := byDealing(determined(t, x, file))
		var open []string
		for name, f := range findings {
			if f.Outcome == determination.Undetermined {
				open = append(open, name)
			}
		}
		slices.Sort(open)
		if len(open) == 0 {
			return
		}
		if round == 3 {
			t.Errorf("after three rounds still open: %v: %v\nfirst:\n%s\nnow:\n%s", open, findings[open[0]].Deciding, first, file)
			return
		}
		for _, name := range open {
			if f := findings[name]; len(f.Deciding) > 0 {
				set := f.Deciding[0]
				if !set.Surely { // the last asks for everything on one way to an answer
					set = f.Deciding[len(f.Deciding)-1]
				}
				for _, w := range combination(set, seed+round) {
					file = merged(t, file, w)
				}
			}
		}
	}
}

// combination returns what states one of the combinations of answers that can be stated.
func combination(set determination.DecidingSet, pick int) []string {
	var all [][]string
	for _, a := range set.Answers {
		var writes []string
		for i, q := range set.Questions {
			if i >= len(a.Values) {
				break
			}
			if k := slices.Index(q.Values, a.Values[i]); k >= 0 {
				writes = append(writes, q.Write[k])
			}
		}
		if len(writes) == len(set.Questions) {
			all = append(all, writes)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[pick%len(all)]
}
