package longarm_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
)

// The buyer or partner at home is of the country where the answer is best, and the
// order in which the countries at home are stated changes nothing.
func TestRemedyOfSeveralHomes(t *testing.T) {
	const text = `
case: longarm-case/1
author: A. Tester
date: 2026-10-01
subject: mill
parties:
  mill: {name: Mill Health Inc., kind: company, organized: US, seat: US}
  lure: {name: Lure Data Ltd, kind: company, organized: CN, seat: CN}
assets:
  patients: {data: [{category: personal-health, persons: 20000}]}
dealings:
  licence: {class: data-brokerage, counterparty: lure, access: [lure], assets: [patients], from: 2026-02-01}
`
	x := newExaminer(t)
	var first string
	for _, homes := range [][]fact.Country{{"US", "DE"}, {"DE", "US"}} {
		s, err := x.study(text)
		if err != nil {
			t.Fatal(err)
		}
		s.Facts.Home = homes
		r, err := s.Remedies()
		if err != nil {
			t.Fatal(err)
		}
		ways, err := json.Marshal(r.Remedies)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(ways)
		} else if string(ways) != first {
			t.Errorf("the ways depend on the order of homes:\n%s\n%s", first, ways)
		}
		var says []string
		for _, w := range r.Remedies[0].Ways {
			for _, c := range w.Changes {
				if c.ID == "counterparty-changed" {
					says = append(says, c.Says)
				}
			}
		}
		if len(says) == 0 || !strings.Contains(says[0], "US") {
			t.Errorf("changes of the counterparty %q, want one of the United States, where nothing more is asked", says)
		}
	}
}
