package prose

import (
	"bufio"
	"embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
	"github.com/kljensen/snowball/english"
)

//go:embed lexicon/*.txt
var tables embed.FS

// A Concept stands for a word and those that press rewriting puts for it. Zero is
// a word that carries nothing by itself.
type Concept uint64

// maxMemo bounds the words a Lexicon remembers.
const maxMemo = 1 << 17

// maxPhrase is the greatest number of words in one entry of the tables.
const maxPhrase = 3

// A Lexicon knows words. It remembers those it has looked up, so that one may be
// used by one goroutine at a time; Clone gives another over the same tables.
type Lexicon struct {
	*lexicon
	memo map[string]entry
}

// lexicon is the part that does not change.
type lexicon struct {
	concepts  map[string]entry // by stem, or by stems joined with "_"
	starts    map[string]bool  // stems that begin an entry of several words
	irregular map[string]string
	classes   map[string]map[string]bool
	common    map[string]int // by stem
	plain     map[string]int // by word
}

type entry struct {
	concept  Concept
	strength int // on the scale of the concept; 0: none
	weight   int // 0 to 5: how much it tells
	stem     string
	country  bool
}

// New reads the tables.
func New() (*Lexicon, error) {
	l := &lexicon{
		concepts: map[string]entry{}, starts: map[string]bool{}, irregular: map[string]string{},
		classes: map[string]map[string]bool{}, common: map[string]int{}, plain: map[string]int{},
	}
	for _, t := range []struct {
		name string
		line func(string) error
	}{
		{"irregular", l.addIrregular}, {"common", l.addCommon}, {"concepts", l.addConcept},
		{"places", l.addPlace}, {"classes", l.addClass},
	} {
		if err := each(t.name, t.line); err != nil {
			return nil, err
		}
	}
	return &Lexicon{lexicon: l, memo: map[string]entry{}}, nil
}

// Clone returns a Lexicon for another goroutine.
func (l *Lexicon) Clone() *Lexicon { return &Lexicon{lexicon: l.lexicon, memo: map[string]entry{}} }

func each(name string, line func(string) error) error {
	f, err := tables.Open("lexicon/" + name + ".txt")
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		if t := strings.TrimSpace(s.Text()); t != "" && t[0] != '#' {
			if err := line(t); err != nil {
				return fmt.Errorf("lexicon/%s.txt:%d: %w", name, n, err)
			}
		}
	}
	return s.Err()
}

func (l *lexicon) addIrregular(line string) error {
	form, base, ok := strings.Cut(line, " ")
	if !ok {
		return fmt.Errorf("want a form and its base")
	}
	l.irregular[form] = base
	return nil
}

func (l *lexicon) addCommon(line string) error {
	words := strings.Fields(line)
	n, err := strconv.Atoi(words[0])
	if err != nil {
		return err
	}
	for _, w := range words[1:] {
		if _, known := l.plain[w]; known {
			continue // the commonest reading stands
		}
		l.plain[w] = n
		if s := l.stem(w); n > 0 {
			if _, known := l.common[s]; !known {
				l.common[s] = n
			}
		}
	}
	return nil
}

func (l *lexicon) addConcept(line string) error { return l.addGroup(line, false) }

func (l *lexicon) addPlace(line string) error { return l.addGroup(line, true) }

func (l *lexicon) addGroup(line string, country bool) error {
	name, rest, ok := strings.Cut(line, ":")
	if !ok {
		return fmt.Errorf("want a name, a colon and words")
	}
	if country {
		name = "country:" + name
	}
	for _, w := range strings.Fields(rest) {
		w, n, scaled := strings.Cut(w, "/")
		strength := 0
		if scaled {
			var err error
			if strength, err = strconv.Atoi(n); err != nil {
				return err
			}
		}
		stems := l.stems(w)
		if len(stems) > maxPhrase {
			return fmt.Errorf("%q has more than %d words", w, maxPhrase)
		}
		key := strings.Join(stems, "_")
		if _, known := l.concepts[key]; known {
			continue
		}
		l.concepts[key] = entry{concept: hash(name), strength: strength, weight: l.weight(w, stems[0]), stem: stems[0], country: country}
		if len(stems) > 1 {
			l.starts[stems[0]] = true
		}
	}
	return nil
}

// stems gives the stems of the words of an entry; a trailing "_" only keeps two readings of a word apart in the table.
func (l *lexicon) stems(w string) []string {
	var out []string
	for _, p := range strings.Split(strings.TrimSuffix(w, "_"), "_") {
		out = append(out, l.stem(p))
	}
	return out
}

func (l *lexicon) weight(w, stem string) int {
	if n, ok := l.plain[w]; ok {
		return max(n, 1)
	}
	if n, ok := l.common[stem]; ok {
		return n
	}
	return 4
}

func (l *lexicon) addClass(line string) error {
	name, rest, ok := strings.Cut(line, ":")
	if !ok {
		return fmt.Errorf("want a class, a colon and words")
	}
	set := map[string]bool{}
	for _, w := range strings.Fields(rest) {
		set[w] = true
	}
	l.classes[name] = set
	return nil
}

// stem reduces a lower-case word to what its forms share.
func (l *lexicon) stem(w string) string {
	if b, ok := l.irregular[w]; ok {
		w = b
	}
	s := english.Stem(w, false)
	for _, end := range []string{"enc", "anc"} { // existence and exist, performance and perform
		if t := strings.TrimSuffix(s, end); t != s && len(t) >= 4 {
			return t
		}
	}
	return s
}

// look gives what is known of one lower-case word.
func (l *Lexicon) look(w string) entry {
	if e, ok := l.memo[w]; ok {
		return e
	}
	e := l.find(w)
	if len(l.memo) < maxMemo {
		l.memo[strings.Clone(w)] = e
	}
	return e
}

func (l *lexicon) find(w string) entry {
	if n, ok := l.plain[w]; ok && n == 0 || l.Is("modal", w) {
		return entry{}
	}
	s := l.stem(w)
	if e, ok := l.concepts[s]; ok {
		return e
	}
	return entry{concept: hash(s), weight: l.weight(w, s), stem: s}
}

// Is reports whether a lower-case word is of a class of classes.txt.
func (l *lexicon) Is(class, word string) bool { return l.classes[class][word] }

func hash(s string) Concept { return Concept(xxhash.Sum64String(s) | 1) }
