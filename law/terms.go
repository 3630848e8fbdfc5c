package law

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/internal/datafile"
)

// CheckTerms reports the stated terms of a record of the given kind that no
// pack declares, or whose value is not of the declared type. Packs may share a term:
// a word that one of them knows is no mistake.
func CheckTerms(codes []*Code, kind string, terms map[string]string) []error {
	names := make([]string, 0, len(terms))
	for name := range terms {
		names = append(names, name)
	}
	slices.Sort(names)
	var errs []error
	for _, name := range names {
		if err := checkTerm(codes, kind, name, terms[name]); err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

func checkTerm(codes []*Code, kind, name, value string) error {
	var known, words []string
	declared := false
	for _, c := range codes {
		for _, f := range c.Schema.Kind(kind).Fields {
			if f.Term == nil {
				continue
			}
			if f.Name != name {
				known = append(known, f.Name)
				continue
			}
			if _, err := ParseValue(f.Type, value); err != nil {
				return fmt.Errorf("term %s: %w", name, err)
			}
			w := f.Term.Words
			if f.Type != Word || len(w) == 0 || value == "unknown" || slices.Contains(w, value) {
				return nil
			}
			declared = true
			for _, one := range w {
				if !slices.Contains(words, one) {
					words = append(words, one)
				}
			}
		}
	}
	if declared {
		return fmt.Errorf("term %s: %q is none of %s, unknown%s", name, value, strings.Join(words, ", "), datafile.Nearest(value, words))
	}
	if len(codes) == 0 {
		return nil
	}
	return fmt.Errorf("no pack of law knows the term %q of a %s%s", name, kind, datafile.Nearest(name, known))
}
