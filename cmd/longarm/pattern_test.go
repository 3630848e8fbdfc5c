package main

import (
	"regexp"
	"testing"

	"github.com/longarm-project/longarm/internal/pattern"
)

// TestPatterns compiles every pattern, which otherwise happens when one is first used.
func TestPatterns(t *testing.T) {
	all := pattern.All()
	if len(all) < 80 {
		t.Errorf("%d patterns: the importers and readers are not among them", len(all))
	}
	for _, p := range all {
		if _, err := regexp.Compile(p.String()); err != nil {
			t.Error(err)
		}
	}
}
