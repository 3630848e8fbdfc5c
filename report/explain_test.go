package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// What is not known is said to be harmless where the answer is decided, and a condition
// is said to stand until it is shown; of an open finding neither is said.
func TestUnknownElements(t *testing.T) {
	for _, c := range []struct {
		outcome determination.Outcome
		want    []string
	}{
		{determination.Restricted, []string{"[unknown] It is foreign. (1) (the answer is restricted either way)", "condition: Measures stand. (2) (restricted until it is shown)", "may apply, restricted (the answer is restricted either way)"}},
		{determination.Undetermined, []string{"[unknown] It is foreign. (1)\n", "condition: Measures stand. (2)\n", "may apply: then restricted"}},
	} {
		f := determination.Finding{Name: "one", Outcome: c.outcome, Provisions: []determination.Provision{{
			Citation: "1 LAW 2", Title: "A rule", Applies: fact.Unknown, Outcome: determination.Restricted,
			Elements:   []determination.Element{{Says: "It is foreign.", Citation: "1", Value: fact.Unknown}},
			Conditions: []determination.Element{{Says: "Measures stand.", Citation: "2", Value: fact.Unknown}},
		}}}
		var b bytes.Buffer
		if err := Explain(&b, &determination.Determination{Findings: []determination.Finding{f}}, "one", Style{Elements: true, Width: 120}); err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: the page lacks %q:\n%s", c.outcome, want, b.String())
			}
		}
	}
}

// The short form names the places that were read, and the commands that tell more; only
// the longest tells each fact.
func TestExplainInLayers(t *testing.T) {
	d := small(t)
	for name, c := range map[string]struct {
		style      Style
		has, lacks []string
	}{
		"brief":    {Style{Flags: "--at 2026-11-01"}, []string{"rests on  2 facts from flow.log:4217", "longarm explain --elements one --at 2026-11-01 'my estate'  # "}, []string{"by rule test"}},
		"elements": {Style{Elements: true}, []string{"The law", "longarm explain --all one 'my estate'  # "}, []string{"by rule test"}},
		"all":      {Style{All: true}, []string{"The law", "by rule test", "read at flow.log:4217"}, []string{"longarm explain"}},
	} {
		c.style.Paths = []string{"my estate"}
		var b bytes.Buffer
		if err := Explain(&b, d, "one", c.style); err != nil {
			t.Fatal(err)
		}
		for _, w := range c.has {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%s lacks %q:\n%s", name, w, b.String())
			}
		}
		for _, w := range c.lacks {
			if strings.Contains(b.String(), w) {
				t.Errorf("%s has %q:\n%s", name, w, b.String())
			}
		}
	}
}

// A name that nobody has is answered with those that are like it.
func TestFindingsLike(t *testing.T) {
	d := &determination.Determination{Findings: []determination.Finding{{Name: "cli-ali"}, {Name: "gen-ali"}}}
	for name, want := range map[string]string{"clinic": "did you mean cli-ali?", "x": "findings are: cli-ali, gen-ali"} {
		if err := Explain(&bytes.Buffer{}, d, name, Style{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}
