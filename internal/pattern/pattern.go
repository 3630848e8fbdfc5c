// Package pattern has regular expressions that are compiled when they are first used.
//
// A program that recognises many formats has a hundred of them, of which one run
// needs few; compiling all costs several milliseconds of every start.
package pattern

import (
	"regexp"
	"sync"
)

// A Pattern is a regular expression of package regexp, whose methods of the same
// names it has. It is safe for concurrent use. An expression that does not compile panics
// on first use; a test of this package compiles every one that stands in the sources.
type Pattern struct {
	text string
	once sync.Once
	re   *regexp.Regexp
}

// New returns a pattern, for a variable of a package.
func New(text string) *Pattern { return &Pattern{text: text} }

func (p *Pattern) get() *regexp.Regexp {
	p.once.Do(func() { p.re = regexp.MustCompile(p.text) })
	return p.re
}

// String returns the expression.
func (p *Pattern) String() string { return p.text }

// The methods of regexp.Regexp.
func (p *Pattern) Match(b []byte) bool                    { return p.get().Match(b) }
func (p *Pattern) MatchString(s string) bool              { return p.get().MatchString(s) }
func (p *Pattern) FindIndex(b []byte) []int               { return p.get().FindIndex(b) }
func (p *Pattern) FindAllIndex(b []byte, n int) [][]int   { return p.get().FindAllIndex(b, n) }
func (p *Pattern) FindString(s string) string             { return p.get().FindString(s) }
func (p *Pattern) FindStringIndex(s string) []int         { return p.get().FindStringIndex(s) }
func (p *Pattern) FindStringSubmatch(s string) []string   { return p.get().FindStringSubmatch(s) }
func (p *Pattern) FindStringSubmatchIndex(s string) []int { return p.get().FindStringSubmatchIndex(s) }
func (p *Pattern) FindAllString(s string, n int) []string { return p.get().FindAllString(s, n) }
func (p *Pattern) Split(s string, n int) []string         { return p.get().Split(s, n) }
func (p *Pattern) ReplaceAllString(s, with string) string { return p.get().ReplaceAllString(s, with) }
func (p *Pattern) FindAllStringIndex(s string, n int) [][]int {
	return p.get().FindAllStringIndex(s, n)
}

func (p *Pattern) FindAllStringSubmatch(s string, n int) [][]string {
	return p.get().FindAllStringSubmatch(s, n)
}

func (p *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return p.get().FindAllStringSubmatchIndex(s, n)
}
