package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// At any width nothing is cut: titles go on below, governments that do not fit go on in a
// block of their own, and only commands are wider than the page.
func TestNothingIsCut(t *testing.T) {
	d := small(t)
	d.Findings[0].Title = strings.Repeat("a long title of a dealing ", 8) + "with its end"
	d.Findings[2].Title = strings.Repeat("another long title ", 8) + "with another end"
	governments := strings.Fields("CN RU KY SG DE FR IN BR AE TR JP KR")
	for _, g := range governments {
		d.Facts = append(d.Facts, fact.New(&fact.Reach{Arm: fact.Read, Asset: "store-of-records.with.a.name.that.is.far.too.long.for.any.column", Government: fact.Country(g), Verdict: fact.Yes}, where, ""))
	}
	for _, width := range []int{1, 40, 60, 80, 120, 200, 500} {
		var b bytes.Buffer
		if err := Page(&b, d, Style{Width: width, Paths: []string{"x"}}); err != nil {
			t.Fatal(err)
		}
		page := b.String()
		flat := strings.Join(strings.Fields(page), " ")
		for _, want := range append(governments, "dealing with its end", "title with another end: not covered") {
			if !strings.Contains(flat, want) {
				t.Errorf("at %d the page lacks %q", width, want)
			}
		}
		if !strings.Contains(strings.Join(strings.Fields(regexp.MustCompile(`  [RCErce·].*`).ReplaceAllString(page, "")), ""), "store-of-records.with.a.name.that.is.far.too.long.for.any.column") {
			t.Errorf("at %d the name of an asset is cut", width)
		}
		if strings.Contains(page, "…") {
			t.Errorf("at %d something is cut", width)
		}
		limit := min(max(width, 40), 200)
		for _, l := range strings.Split(page, "\n") {
			if columns(l) > limit && !strings.Contains(l, "longarm ") {
				t.Errorf("at %d: %d columns: %s", width, columns(l), l)
			}
		}
		if t.Failed() {
			t.Fatal(page)
		}
	}
}

// Assets of which the same is so are one row of the matrix; with --all each has its own.
func TestLikeAssetsAreOneRow(t *testing.T) {
	d := small(t)
	for i := range 600 {
		o := fact.New(&fact.Observation{Asset: fact.AssetID(fmt.Sprintf("b%03d", i)), What: fact.ObservedAsset}, where, "")
		d.Facts = append(d.Facts, o, fact.New(&fact.Reach{Arm: fact.Enter, Asset: fact.AssetID(fmt.Sprintf("b%03d", i)), Government: "NL", Verdict: fact.Yes}, nil, "test", o.ID))
	}
	var b, all bytes.Buffer
	if err := Page(&b, d, Style{}); err != nil {
		t.Fatal(err)
	}
	if err := Page(&all, d, Style{All: true}); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^b000, b001 and 598 more  · · E  · · ·  · · ·$`).MatchString(b.String()) {
		t.Errorf("like assets are not one row:\n%s", b.String())
	}
	if !regexp.MustCompile(`(?m)^b599 +· · E`).MatchString(all.String()) {
		t.Error("with --all an asset has no row of its own")
	}
}

// What an answer leads to stands beside it, and a blank where it is written.
func TestAnswers(t *testing.T) {
	set := &determination.DecidingSet{Answers: []determination.Answer{
		{Values: []string{"yes"}, Outcome: determination.Prohibited},
		{Values: []string{"perhaps"}, Outcome: determination.Undetermined, Still: []determination.Outcome{determination.Prohibited, determination.NotCovered}},
		{Values: []string{"no"}, Outcome: determination.NotCovered}, {Values: []string{"none"}, Outcome: determination.NotCovered},
	}}
	if got, want := answers(set), "yes: prohibited · perhaps: still prohibited or not covered · no, none: not covered"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, c := range []struct {
		write, value, want string
	}{
		{`{"dealings":{"use of yandex":{"class":"none"}}}`, "none", "dealings: {use of yandex: {class: __}}"},
		{`{"dealings":{"a, b":{"data":[{"category":"other"}]}}}`, "other", `dealings: {"a, b": {data: [{category: __}]}}`},
		{`{"parties":{"x":{"concern_share":"50..60"}}}`, "50 % or more", "the.path"},
		{`{"a":1,"b":2}`, "1", "the.path"},
		{`nonsense`, "1", "the.path"},
	} {
		if got := blankOf(determination.Question{Path: "the.path", Values: []string{c.value}, Write: []string{c.write}}); got != c.want {
			t.Errorf("%s: got %q, want %q", c.write, got, c.want)
		}
	}
	if got := blankOf(determination.Question{Path: "the.path"}); got != "the.path" {
		t.Errorf("without values: %q", got)
	}
}

// Which law was read to which day, what is silent and what was not applied stand at the foot.
func TestLawRow(t *testing.T) {
	d := small(t)
	d.Packs = []determination.Pack{{ID: "one"}, {ID: "two"}, {ID: "three"}, {ID: "quiet", Silent: 3}}
	d.LeftOut = []string{"eu"}
	var b bytes.Buffer
	if err := Page(&b, d, Style{Exit: "exit 3", Read: map[string]fact.Date{"one": "2026-01-29", "two": "2025-01-01", "three": "2027-01-01", "quiet": "2020-01-01"}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"as of 2026-11-01, law read to 2025-01-01 or later\n", " exit 3\n",
		"\nLAW        one, two, three; 1 more silent, since no dealing is their concern\n",
		"\n           read to 2026-01-29 (one), 2025-01-01 (two): what changed since is not in these answers\n",
		"\n           not applied: eu, for organisations",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, b.String())
		}
	}
}
