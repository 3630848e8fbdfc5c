package main

import (
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/provider"
)

// Every country in which a provider has a region has a place on the map, and the map stays within its width.
func TestMapKnowsEveryCountry(t *testing.T) {
	table, err := provider.Open(provider.Options{At: "2026-11-01"})
	if err != nil {
		t.Fatal(err)
	}
	for p := range table.Providers() {
		for _, s := range table.Sites(p.ID) {
			if _, ok := at[s.Country]; s.Country != "" && !ok {
				t.Errorf("%s: %s of %s is not on the map", p.ID, s.Country, s.Region)
			}
		}
	}
	for cc := range at {
		for _, width := range []int{60, 80, 100} {
			drawn := worldMap(map[fact.Country]int{cc: 3}, width)
			text := strings.Join(drawn, "\n")
			if !strings.Contains(text, "3") {
				t.Errorf("%s is not drawn", cc)
			}
			for _, l := range drawn {
				if len(l) > width {
					t.Errorf("%d columns at a width of %d", len(l), width)
				}
			}
		}
	}
	// those near each other are added up, and ten are one sign
	if text := strings.Join(worldMap(map[fact.Country]int{"MY": 5, "SG": 6}, 80), "\n"); !strings.Contains(text, "+") {
		t.Error(text)
	}
}
