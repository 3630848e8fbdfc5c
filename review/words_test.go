package review

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

func TestOpenLines(t *testing.T) {
	element := func(says string, v fact.Truth) determination.Element {
		return determination.Element{Says: says, Value: v}
	}
	for name, c := range map[string]struct {
		provisions []determination.Provision
		want       []string
	}{
		"what is open, then what holds": {
			[]determination.Provision{
				{Citation: "§ 1", Title: "First", Applies: fact.No, Elements: []determination.Element{element("It fails.", fact.No)}},
				{Citation: "§ 2", Title: "Second", Elements: []determination.Element{element("It is new.", fact.Yes), element("It is big.", fact.Unknown), element("It is red.", fact.Unknown)}},
				{Citation: "§ 3", Title: "Third", Elements: []determination.Element{element("It is late.", fact.Unknown)}},
			},
			[]string{"§ 2 (Second) may apply. Not known: It is big. It is red.", "As stated or presumed: It is new."},
		},
		"an exception is open": {
			[]determination.Provision{{Citation: "§ 2", Title: "Second", Elements: []determination.Element{element("It is new.", fact.Yes)},
				Exceptions: []determination.Element{element("It is licensed.", fact.Unknown), element("It is official.", fact.No)}}},
			[]string{"§ 2 (Second) may apply. Not known: It is licensed.", "As stated or presumed: It is new."},
		},
		"nothing holds for sure": {
			[]determination.Provision{{Citation: "§ 2", Title: "Second", Elements: []determination.Element{element("It is big.", fact.Unknown)}}},
			[]string{"§ 2 (Second) may apply. Not known: It is big."},
		},
		"no element was looked at": {[]determination.Provision{{Citation: "§ 2", Title: "Second"}}, []string{"§ 2 (Second) may apply."}},
		"no provision is in doubt": {nil, []string{"The facts given leave the answer open."}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, openLines(c.provisions)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}
