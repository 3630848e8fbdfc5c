package document

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A maker writes invented press stories and rewrites of them, the same for the same
// seed. It knows nothing of how they are judged.
type maker struct {
	r *rand.Rand
}

func newMaker(seed uint64) *maker { return &maker{rand.New(rand.NewPCG(seed, 7))} }

func pick[T any](m *maker, of []T) T { return of[m.r.IntN(len(of))] }

var (
	syllables = strings.Fields("ka lo mar ven tis or del gra sun pel ni ro bes tar lin fo hal qui dor ze mun cal")
	agencies  = []string{"Reuters", "AFP", "Xinhua", "Kyodo", "Interfax", "Yonhap"}
	sectors   = strings.Fields("shipping cloud telecom battery pharmaceutical steel satellite mining payments logistics semiconductor insurance")
	bodies    = []string{"trade ministry", "competition authority", "data protection office", "central bank", "export control board", "communications commission"}
	concerns  = []string{"sensitive customer records", "undersea cable maps", "hospital files", "payment histories", "port schedules", "location traces of drivers", "source code of routers", "drug trial results"}
	acts      = []string{"reviewing", "investigating", "examining", "looking into"}
	results   = []string{"force it to sell its stake", "ban new contracts with it", "limit its access to public networks", "require it to move its servers"}
	groups    = []string{"people briefed on the matter", "officials familiar with the plan", "sources with knowledge of the talks", "people close to the company"}
)

// name makes a name of two or three syllables.
func (m *maker) name() string {
	var b strings.Builder
	for range 2 + m.r.IntN(2) {
		b.WriteString(pick(m, syllables))
	}
	s := b.String()
	return strings.ToUpper(s[:1]) + s[1:]
}

// A tale is a story as sentences with alternatives: each is said in one of several ways.
type tale struct {
	agency, place string
	lines         [][]string
	quote         string
}

// tale makes a story of about twenty statements.
func (m *maker) tale() tale {
	firm, place, boss, rival := m.name()+" "+m.name(), m.name(), m.name()+" "+m.name(), m.name()
	sector, body, concern, result := pick(m, sectors), pick(m, bodies), pick(m, concerns), pick(m, results)
	n, group := 2+m.r.IntN(4), pick(m, groups)
	count := []string{"", "", "two", "three", "four", "five"}[n]
	money, share, staff, year := 20+m.r.IntN(900), 3+m.r.IntN(80), 100*(3+m.r.IntN(200)), 1985+m.r.IntN(35)
	t := tale{agency: pick(m, agencies), place: strings.ToUpper(place)}
	t.quote = fmt.Sprintf("we cannot %s of %s until the %s have been counted twice", pick(m, []string{"speak", "judge", "decide", "rule"}), pick(m, []string{"the case", "its terms", "the outcome", "such dealings"}), concern)
	say := func(ways ...string) { t.lines = append(t.lines, ways) }
	act := pick(m, acts)
	say(fmt.Sprintf("The %s of %s is %s the %s business of %s over access to %s, according to %s %s.", body, place, act, sector, firm, concern, count, group),
		fmt.Sprintf("%s's %s has begun a review of the %s arm of %s because of access to %s, %s %s said.", place, body, sector, firm, concern, count, group))
	say(fmt.Sprintf("The review could %s, one of the %s said.", result, strings.Fields(group)[0]),
		fmt.Sprintf("The probe may %s, one of the %s said.", result, strings.Fields(group)[0]))
	say(fmt.Sprintf("%s had revenue of $%d million in %s last year, or %d%% of its total.", firm, money, place, share),
		fmt.Sprintf("Last year %s earned $%d million in %s, which is %d%% of all its revenue.", firm, money, place, share))
	say(fmt.Sprintf("Founded in %d, the company employs %d people and is led by %s.", year, staff, boss),
		fmt.Sprintf("The company, which %s leads, was founded in %d and has a staff of %d.", boss, year, staff))
	say(fmt.Sprintf("A spokesman for the %s said that \"%s.\"", body, t.quote))
	say(fmt.Sprintf("%s did not respond to a request for comment.", firm), fmt.Sprintf("%s did not reply when asked for comment.", firm))
	say(fmt.Sprintf("Its rival %s won %d contracts for %s services in the port of %s.", rival, 4+m.r.IntN(60), sector, m.name()),
		fmt.Sprintf("The competitor %s took over %s work in a port.", rival, sector))
	for range 4 + m.r.IntN(5) {
		town, number := m.name(), 11+m.r.IntN(880)
		thing := pick(m, []string{"warehouses", "ships", "masts", "clinics", "lorries", "turbines", "terminals"})
		say(fmt.Sprintf("Auditors counted %d %s near %s that were not on the list of the %s.", number, thing, town, body),
			fmt.Sprintf("Near %s, %d %s were missing from the list kept by the %s, auditors found.", town, number, thing, body))
	}
	say(fmt.Sprintf("A person familiar with the audit said that %s had been told of the gaps in %d.", boss, 2012+m.r.IntN(10)))
	return t
}

// original writes the story as the agency would.
func (t *tale) original() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, March 3 (%s) - ", t.place, t.agency)
	for i, ways := range t.lines {
		b.WriteString(ways[0])
		if i%2 == 1 {
			b.WriteString("\n\n")
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// rewrite drops, rewords and alters sentences of a text of the story, and credits the
// agency, or not. It tells the sentences it left, so that a rewrite of it can be made.
func (m *maker) rewrite(t *tale, have []string, credit bool) ([]string, string) {
	var out []string
	for i, s := range have {
		if i > 0 && m.r.IntN(5) == 0 {
			continue
		}
		ways := t.lines[m.lineOf(t, s)]
		if len(ways) > 1 && m.r.IntN(8) == 0 {
			s = ways[1]
		}
		s = m.alter(m.reword(s))
		out = append(out, s)
	}
	text := strings.Join(out, "\n\n")
	if credit {
		text += "\n\nVia " + t.agency
	}
	return out, text
}

// otherWords are what a rewriter puts for words of the stories, in whichever direction.
var otherWords = [][]string{
	{"reviewing", "investigating", "examining", "looking into", "studying"}, {"business", "operations", "activities", "arm"}, {"access to", "its hold on", "entry to"},
	{"according to", "say", "in the words of"}, {"people", "persons"}, {"officials", "civil servants"}, {"could", "may", "might"}, {"force", "oblige", "compel"},
	{"ban", "prohibit", "forbid"}, {"limit", "restrict", "curb"}, {"require", "oblige"}, {"revenue", "sales", "turnover"}, {"last year", "in the past year", "over the last twelve months"},
	{"total", "whole income", "global figure"}, {"Founded", "Set up", "Established"}, {"company", "firm", "group"}, {"employs", "has", "keeps"}, {"people and", "workers and", "staff and"},
	{"led by", "headed by", "run by"}, {"spokesman", "spokesperson", "representative"}, {"did not respond to a request for comment", "gave no answer", "did not reply to questions", "could not be reached for comment"},
	{"rival", "competitor", "opponent"}, {"won", "took", "secured", "landed"}, {"contracts", "orders", "deals"}, {"services", "work"}, {"Auditors", "Inspectors", "Examiners"}, {"counted", "found", "listed", "came upon"},
	{"near", "close to", "outside", "not far from"}, {"list", "register", "record"}, {"were not on", "were missing from", "did not stand in"}, {"familiar with", "with knowledge of", "close to"}, {"told of", "informed of", "warned of"}, {"gaps", "holes", "omissions"},
	{"stake", "holding"}, {"servers", "machines"}, {"networks", "grids"}, {"review", "probe", "inquiry"},
}

// reword puts other words for some of a sentence outside its quotation, and now and then turns its parts round.
func (m *maker) reword(s string) string {
	if strings.Contains(s, "\"") {
		return s
	}
	for _, set := range otherWords {
		for _, w := range set {
			if strings.Contains(s, " "+w+" ") && m.r.IntN(2) == 0 {
				s = strings.Replace(s, " "+w+" ", " "+pick(m, set)+" ", 1)
				break
			}
		}
	}
	if head, tail, ok := strings.Cut(strings.TrimSuffix(s, "."), ", "); ok && m.r.IntN(4) == 0 && !strings.Contains(tail, ",") {
		for _, lead := range []string{"one of the ", "auditors "} {
			if strings.HasPrefix(tail, lead) {
				return strings.ToUpper(tail[:1]) + tail[1:] + " that " + strings.ToLower(head[:1]) + head[1:] + "."
			}
		}
	}
	return s
}

// lineOf finds which line of the story a sentence is, by the words that altering leaves.
func (m *maker) lineOf(t *tale, s string) int {
	best, at := -1, 0
	words := strings.Fields(s)
	for i, ways := range t.lines {
		for _, w := range ways {
			n := 0
			for _, x := range words {
				if strings.Contains(w, x) {
					n++
				}
			}
			if n > best {
				best, at = n, i
			}
		}
	}
	return at
}

// alter makes one of the changes that copying makes, now and then.
func (m *maker) alter(s string) string {
	if m.r.IntN(4) != 0 {
		return s
	}
	for _, c := range [][2]string{{" could ", " will "}, {" may ", " will "}, {"according to three ", "according to "}, {"according to two ", "according to "},
		{"counted twice", "counted two times"}, {" did not respond to a request for comment", " declined to comment"}, {"limit its access", "block its access"}} {
		if strings.Contains(s, c[0]) {
			return strings.Replace(s, c[0], c[1], 1)
		}
	}
	return s
}

// A case is a text of a made set with what is true of it.
type made struct {
	id, text string
	story    int
	parent   string // "": the original
}

// set makes n texts: stories of one to forty texts, each rewrite made from the original or, one in four, from another rewrite.
func (m *maker) set(n int) []made {
	var out []made
	for story := 0; len(out) < n; story++ {
		t := m.tale()
		id := fmt.Sprintf("s%05d", story)
		first := make([]string, len(t.lines))
		for i := range t.lines {
			first[i] = t.lines[i][0]
		}
		out = append(out, made{id + "-0", t.original(), story, ""})
		type source struct {
			id   string
			have []string
		}
		from := []source{{id + "-0", first}}
		size := []int{0, 0, 2, 5, 9, 12, 20, 39}[m.r.IntN(8)]
		for k := 1; k <= size && len(out) < n; k++ {
			src := from[0]
			if len(from) > 1 && m.r.IntN(4) == 0 {
				src = from[1+m.r.IntN(len(from)-1)]
			}
			have, text := m.rewrite(&t, src.have, m.r.IntN(3) > 0)
			me := source{fmt.Sprintf("%s-%d", id, k), have}
			from = append(from, me)
			out = append(out, made{me.id, text, story, src.id})
		}
	}
	return out
}
