package verify

import (
	"strings"
	"sync"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/territory"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/reach"
)

// testNamed returns an ownership test as the checker reads it.
func testNamed(test string, at fact.Date) (*check.Test, error) {
	if country, ok := strings.CutPrefix(test, reach.ControlTest); ok {
		return check.Government(test, territory.Of(fact.Country(country), at)), nil
	}
	all, err := tests()
	if err != nil {
		return nil, err
	}
	return check.Named(all, test)
}

// tests reads the tables of tests once.
var tests = sync.OnceValues(func() ([]*check.Test, error) { return check.Tests(ownership.Tables()) })
