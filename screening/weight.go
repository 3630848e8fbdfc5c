package screening

import (
	"math"

	"github.com/longarm-project/longarm/screening/script"
)

// A weight is how much a word proves, in sixteenths of a natural unit of information: -ln of the
// part of all entries of its kind that hold it, within bounds. A word found in one of 10,000
// entries weighs about 9 x 16.
type weight uint8

const (
	unit       = 16
	lightest   = 3 * unit / 2
	heaviest   = 9*unit + unit/2
	legalLoad  = unit / 2     // a legal form
	lightLoad  = 3 * unit / 4 // al, bin, de, of
	titleLoad  = 3 * unit / 4
	letterLoad = 3 * unit / 2 // a single letter
	digitLoad  = 4 * unit     // at least, for a number
)

// priorSize is how many entries the general knowledge of commonWords and commonNames counts as,
// so that a list of ten names does not take "international" for a rare word.
const priorSize = 3000

// prior is the part of all names of a kind that hold a word, before any list is seen.
func prior(w string, body bool) float64 {
	switch {
	case body && commonWords[w]:
		return 0.01
	case !body && commonNames[w]:
		return 0.006
	case commonWords[w] || commonNames[w]:
		return 0.002
	case len(w) <= 3 && w[0] < 0x80:
		return 0.0008
	case w[0] >= 0x80:
		return 0.003
	}
	return 0.0001
}

// weigh returns the weight of a word that df of n entries of a kind hold.
func weigh(w string, r script.Role, df float64, n int, body bool) weight {
	switch r {
	case script.LegalWord:
		return legalLoad
	case script.Particle:
		return lightLoad
	case script.Title:
		if !body {
			return titleLoad
		}
	case script.Initial:
		return letterLoad
	}
	p := (df + priorSize*prior(w, body)) / (float64(n) + priorSize)
	x := weight(min(max(-math.Log(p)*unit, lightest), heaviest))
	if r == script.Number {
		x = max(x, digitLoad)
	}
	return x
}
