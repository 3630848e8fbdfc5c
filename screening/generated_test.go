package screening

import (
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/registry"
)

// reviewScore is the score from which a review shows a hit.
const reviewScore = 850

// A listedPerson is a person of the list whose primary name is written "SURNAME, Given names".
type listedPerson struct {
	id      string
	surname string
	given   []string
}

// listedPersons returns the persons of the list with one word of surname, in the order of the list.
func listedPersons(t testing.TB) (out []listedPerson) {
	for _, e := range loadList(t) {
		surname, given, ok := strings.Cut(e.Names[0].Text, ", ")
		words := strings.Fields(given)
		if e.Type != registry.PersonEntry || !ok || strings.ContainsAny(surname+given, " -.'") && len(strings.Fields(surname)) != 1 || len(words) == 0 {
			continue
		}
		if strings.ContainsAny(surname, " -'") || strings.ContainsAny(given, "-.',()") {
			continue
		}
		out = append(out, listedPerson{e.ID(), surname, words})
	}
	return out
}

// every returns at most n of the items, evenly spread.
func every[T any](items []T, n int) (out []T) {
	step := max(1, len(items)/n)
	for i := 0; i < len(items) && len(out) < n; i += step {
		out = append(out, items[i])
	}
	return out
}

// furtherNames are given names and patronymics that a passport states and a list does not. They are of many languages, and
// most stand somewhere on the list.
var furtherNames = strings.Fields(`Romanovich Feliksovich Arkadyevich Vladimirovna Gennadyevich Sergeyevna Nikolaevich Oglu Temirlanovich
 Abdul Jamil Farouk Tariq Bashir Zubair Idris Anwar Khalil Munir Haytham Rustam Timur Ruslan Maxim Arsen Viktor Pavel Lukas Matteo Andre Thiago
 Eduardo Ernesto Ramiro Esteban Gonzalo Fabian Rodrigo Ignacio Beatriz Camila Jorge Hernan Kofi Kwame Tendai Emeka Desmond Gerald Howard Edwin
 Min Jun Sung Wei Ming Jian Hua Lei Minh Anh`)

// reaches reports whether the entry is among the hits with at least a score.
func reaches(hits []Hit, id string, score int) bool {
	return slices.ContainsFunc(hits, func(h Hit) bool { return h.ID == id && h.Score >= score })
}

// A further given name or patronymic that the list does not have leaves the entry at the score a review shows.
func TestFurtherGivenName(t *testing.T) {
	x := labelledIndex(t)
	var two []listedPerson
	for _, p := range listedPersons(t) {
		if len(p.given) == 1 {
			two = append(two, p)
		}
	}
	n, found := 0, 0
	for i, p := range every(two, 400) {
		further := furtherNames[i%len(furtherNames)]
		if strings.EqualFold(further, p.given[0]) {
			continue
		}
		name := p.given[0] + " " + further + " " + p.surname
		hits, err := x.Match(Query{Name: name, Schema: "Person"})
		if err != nil {
			t.Fatal(err)
		}
		n++
		if reaches(hits, p.id, reviewScore) {
			found++
		}
	}
	share := float64(found) / float64(n)
	t.Logf("%d of %d names with a further given name score %d or more: %.3f", found, n, reviewScore, share)
	if share < gateFurther {
		t.Errorf("%.3f, want %.3f", share, gateFurther)
	}
}

// A surname alone finds its bearer among ten, however many given names the list has.
func TestSurnameAlone(t *testing.T) {
	x := labelledIndex(t)
	persons := listedPersons(t)
	bearers := map[string]int{}
	for _, p := range persons {
		bearers[strings.ToLower(p.surname)]++
	}
	for givens := 1; givens <= 4; givens++ {
		var ps []listedPerson
		for _, p := range persons {
			if len(p.given) == givens {
				ps = append(ps, p)
			}
		}
		n, found, shown := 0, 0, 0
		for _, p := range every(ps, 150) {
			if bearers[strings.ToLower(p.surname)] > 5 {
				continue // more bearers than ten results can hold, other names of entries counted
			}
			hits, err := x.Match(Query{Name: p.surname, Schema: "Person"})
			if err != nil {
				t.Fatal(err)
			}
			n++
			if reaches(hits, p.id, 0) {
				found++
			}
			if reaches(hits, p.id, 700) {
				shown++
			}
		}
		t.Logf("surname alone, %d given names listed: %d of %d among ten, %d from 0.700", givens, found, n, shown)
		if float64(found) < gateSurname*float64(n) {
			t.Errorf("%d given names: %.3f, want %.3f", givens, float64(found)/float64(n), gateSurname)
		}
	}
}

// Names put together of words of several listed persons are nobody on the list: few may reach the score that a review shows.
func TestGeneratedStrangers(t *testing.T) {
	x := labelledIndex(t)
	ps := listedPersons(t)
	pick := func(i int) listedPerson { return ps[(i*7919+17)%len(ps)] }
	counts := map[string][2]int{}
	for i := range 600 {
		a, b, c, d := pick(i), pick(i+1000), pick(i+3000), pick(i+4500)
		half := func(s string) int { return len(s) / 2 }
		for kind, name := range map[string]string{
			"given surname":       a.given[0] + " " + b.surname,
			"given given surname": a.given[0] + " " + c.given[0] + " " + b.surname,
			"unlisted surname":    a.given[0] + " " + d.given[0] + " " + b.surname[:half(b.surname)] + strings.ToLower(c.surname[half(c.surname):]),
		} {
			hits, err := x.Match(Query{Name: name, Schema: "Person", Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			k := counts[kind]
			k[0]++
			if len(hits) > 0 && hits[0].Score >= reviewScore && hits[0].Score < 1000 {
				k[1]++
			}
			counts[kind] = k
		}
	}
	for kind, k := range counts {
		t.Logf("%s: %d of %d reach %d", kind, k[1], k[0], reviewScore)
		if most := gateStrangers[kind]; k[1] > most {
			t.Errorf("%s: %d of %d reach %d, want %d at most", kind, k[1], k[0], reviewScore, most)
		}
	}
}

const (
	gateFurther = 0.95
	gateSurname = 0.90
)

// gateStrangers are those that reach it; words of two listed persons are often the name of a third, of which a name
// with a further given name cannot be told apart.
var gateStrangers = map[string]int{"given surname": 40, "given given surname": 14, "unlisted surname": 2}
