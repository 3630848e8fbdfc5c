package territory

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

func TestState(t *testing.T) {
	for _, tt := range []struct {
		country fact.Country
		at      fact.Date
		want    fact.Country
	}{
		{"HK", "1997-06-30", "HK"}, {"HK", "1997-07-01", "CN"}, {"MO", "1999-12-19", "MO"}, {"MO", "1999-12-20", "CN"},
		{"HK", "", "CN"}, {"CN", "2025-01-01", "CN"}, {"DE", "2025-01-01", "DE"}, {"", "2025-01-01", ""},
	} {
		if got := State(tt.country, tt.at); got != tt.want {
			t.Errorf("State(%q, %q) = %q, want %q", tt.country, tt.at, got, tt.want)
		}
	}
	if got := Of("CN", "2025-01-01"); !slices.Equal(got, []fact.Country{"CN", "HK", "MO"}) {
		t.Errorf("Of(CN) = %v", got)
	}
	if got := Of("DE", "2025-01-01"); !slices.Equal(got, []fact.Country{"DE"}) {
		t.Errorf("Of(DE) = %v", got)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no citation":  "states: [{state: CN}]",
		"no source":    "states: [{state: CN, cite: c, territories: [{country: HK, from: 1997-07-01}]}]",
		"no day":       "states: [{state: CN, cite: c, territories: [{country: HK, from: 1997-07, source: s}]}]",
		"no country":   "states: [{state: CN, cite: c, territories: [{country: hk, from: 1997-07-01, source: s}]}]",
		"two states":   "states: [{state: CN, cite: c, territories: [{country: HK, from: 1997-07-01, source: s}]}, {state: GB, cite: c, territories: [{country: HK, from: 1842-08-29, source: s}]}]",
		"of itself":    "states: [{state: CN, cite: c, territories: [{country: CN, from: 1997-07-01, source: s}]}]",
		"unknown key ": "staten: []",
	} {
		_, err := parse([]byte(text), "t.yaml")
		if e, ok := errors.AsType[*datafile.Error](err); !ok || !strings.HasPrefix(e.Error(), "t.yaml:1: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
