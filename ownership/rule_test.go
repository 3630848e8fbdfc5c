package ownership

import (
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
)

func TestBuiltInRules(t *testing.T) {
	rules, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, r := range rules {
		for _, name := range append([]string{r.Name}, r.Aliases...) {
			if names[name] {
				t.Errorf("two rules are named %s", name)
			}
			names[name] = true
		}
		if r.Citation == "" || r.Title == "" {
			t.Errorf("rule %s has no citation or title", r.Name)
		}
	}
	for _, want := range []string{"dsp", "ofac50", "bis-affiliates", "padfa", "icts", "cfius-control", "outbound", "majority"} {
		if !names[want] {
			t.Errorf("no rule %s", want)
		}
	}
}

func TestRulesThatCannotBe(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"unknown field", "{name: x, treshold: \"50\"}", "treshold"},
		{"no name", "{threshold: \"50\"}", "no name"},
		{"no threshold", "{name: x, sum: [shares]}", "threshold is missing"},
		{"too fine", "{name: x, threshold: \"50.00000001\", sum: [shares]}", "more than seven decimals"},
		{"sum of nothing known", "{name: x, threshold: \"50\", sum: [stakes]}", "cannot sum"},
		{"no country", "{name: x, seeds: {countries: [CHN]}}", "two-letter"},
		{"seeds by nothing known", "{name: x, seeds: {by: [mood]}}", "mood"},
		{"control by nothing known", "{name: x, control: [charm]}", "charm"},
		{"employment of nobody known", "{name: x, employment: friends}", "friends"},
		{"reading of nothing known", "{name: x, readings: [{name: y, through: luck}]}", "luck"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ReadRules(strings.NewReader("rules:\n- "+test.body+"\n"), "rules.yaml")
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "rules.yaml") {
				t.Errorf("error is %v, want the file and %q in it", err, test.want)
			}
		})
	}
}

func TestInForce(t *testing.T) {
	bis, dsp := rule(t, "bis-affiliates"), rule(t, "dsp")
	tests := []struct {
		rule *Rule
		at   fact.Date
		want fact.Truth
	}{
		{bis, "2025-09-28", fact.No}, {bis, "2025-09-29", fact.Yes}, {bis, "2025-11-09", fact.Yes}, {bis, "2025-11-10", fact.No},
		{bis, "2026-11-09", fact.No}, {bis, "2026-11-10", fact.Unknown}, {bis, "", fact.Yes},
		{dsp, "2025-04-07", fact.No}, {dsp, "2025-04-08", fact.Yes},
	}
	for _, test := range tests {
		if got, why := test.rule.InForce(test.at); got != test.want {
			t.Errorf("%s on %q: %s (%s), want %s", test.rule.Name, test.at, got, why, test.want)
		}
	}
}

func FuzzReadRules(f *testing.F) {
	names, err := tables.ReadDir("rules")
	if err != nil {
		f.Fatal(err)
	}
	for _, n := range names {
		b, err := tables.ReadFile("rules/" + n.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		rules, err := ReadRules(strings.NewReader(string(b)), "fuzz")
		if err != nil {
			return
		}
		g := new(Builder).Build()
		for _, r := range rules {
			g.Solve(r, "2025-06-01")
		}
	})
}
