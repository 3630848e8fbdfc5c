package registry

import (
	"errors"
	"fmt"
	"strings"
)

// ErrLEI is returned for text that is no legal entity identifier.
var ErrLEI = errors.New("not an LEI (ISO 17442)")

// ParseLEI returns s as a legal entity identifier: 20 upper-case letters and
// digits, whose last two are check digits by ISO 7064 mod 97-10 (ISO 17442:2020, 5).
func ParseLEI(s string) (string, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) != 20 {
		return "", fmt.Errorf("%.24q: %w", s, ErrLEI)
	}
	rest := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case 'A' <= c && c <= 'Z' && i < 18:
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return "", fmt.Errorf("%q: %w", s, ErrLEI)
		}
	}
	if rest != 1 {
		return "", fmt.Errorf("%q: %w: wrong check digits", s, ErrLEI)
	}
	return s, nil
}
