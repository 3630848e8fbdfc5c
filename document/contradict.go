package document

import (
	"fmt"
	"maps"
	"slices"

	"github.com/longarm-project/longarm/document/page"
	"github.com/longarm-project/longarm/document/prose"
)

// contrary lists where a copy contradicts the root, and itself.
func (p *pair) contrary() []Contradiction {
	var out []Contradiction
	for _, f := range p.found {
		for _, c := range f.changes {
			if !c.contrary {
				continue
			}
			out = append(out, Contradiction{c.kind, c.says,
				[]Place{p.root.place(c.root), p.copy.place(c.copy)},
				[]string{snippet(c.root.In(p.root.doc.Page.Prose)), snippet(c.copy.In(p.copy.doc.Page.Prose))}})
		}
	}
	return out
}

// figures compares the numbers of two reports that were not made from each other, where
// each gives one number alone of a thing: "140 substations" and "152 substations".
func (p *pair) figures() []Contradiction {
	a, b := p.root.sole(), p.copy.sole()
	var out []Contradiction
	for _, kind := range slices.Sorted(maps.Keys(a)) {
		x, y := a[kind], b[kind]
		if x == nil || y == nil || x.Value == y.Value {
			continue
		}
		s, t := snippet(x.In(p.root.doc.Page.Prose)), snippet(y.In(p.copy.doc.Page.Prose))
		out = append(out, Contradiction{"figure", fmt.Sprintf("two reports give %s and %s", s, t), []Place{p.root.place(x.Span), p.copy.place(y.Span)}, []string{s, t}})
	}
	return out
}

// sole gives the quantities that stand alone of their kind in a text. One that stands with
// another value of its kind is nil: which of them is meant cannot be told.
func (t *text) sole() map[string]*prose.Quantity {
	out := map[string]*prose.Quantity{}
	for i := range t.sentences {
		for _, q := range prose.Quantities(t.doc.Page.Prose, t.sentences[i].Tokens) {
			k := sort(&q)
			if q.Unit == "year" || q.Unit == "number" || q.Unit == "%" || q.Bound != "" {
				continue
			}
			if was, ok := out[k]; ok && (was == nil || was.Value != q.Value) {
				out[k] = nil
			} else if !ok {
				out[k] = &q
			}
		}
	}
	return out
}

// A beginning is a unit that says who began something, or when it did.
type beginning struct {
	unit  int
	head  prose.Concept
	who   []prose.Concept
	words string
}

// selfContrary finds two statements of one text that have the same thing begun by, or under, two parties.
func (t *text) selfContrary() []Contradiction {
	var all []beginning
	for k := range t.units {
		if b, ok := t.beginning(k); ok {
			all = append(all, b)
		}
	}
	var out []Contradiction
	for i := range all {
		for _, b := range all[i+1:] {
			a := all[i]
			if a.head != b.head || slices.ContainsFunc(a.who, func(c prose.Concept) bool { return slices.Contains(b.who, c) }) {
				continue
			}
			u, v := &t.units[a.unit], &t.units[b.unit]
			out = append(out, Contradiction{"within one text", fmt.Sprintf("begun by or under %s, and by or under %s", a.words, b.words),
				[]Place{t.place(u.Span), t.place(v.Span)}, []string{snippet(u.In(t.doc.Page.Prose)), snippet(v.In(t.doc.Page.Prose))}})
		}
	}
	return out
}

// beginning reads "the inquiry was launched when X took office" and "the inquiry was set up by X".
func (t *text) beginning(k int) (beginning, bool) {
	ts := t.units[k].Tokens
	for i := 1; i < len(ts); i++ {
		if !t.lexicon.Is("begin", ts[i].Word) || ts[i].Cap {
			continue
		}
		subj := ts[:i]
		for j := range subj {
			if t.lexicon.Is("event", subj[j].Word) {
				b := beginning{unit: k, head: subj[j].Concept}
				b.who, b.words = partyAfter(ts[i+1:])
				return b, len(b.who) > 0
			}
		}
	}
	return beginning{}, false
}

// partyAfter reads the names after "by", "under" or "when".
func partyAfter(ts []prose.Token) ([]prose.Concept, string) {
	for i := range ts {
		switch ts[i].Word {
		case "by", "under", "when", "after":
		default:
			continue
		}
		var who []prose.Concept
		var w []string
		for k := i + 1; k < len(ts) && k < i+6 && ts[k].Shape != prose.Mark; k++ {
			if ts[k].Cap && ts[k].Content() && !monthNames[ts[k].Word] {
				who = append(who, ts[k].Concept)
				w = append(w, ts[k].Word)
			} else if len(who) > 0 {
				break
			}
		}
		return who, join(w)
	}
	return nil, ""
}

// A seat is where a text says that somebody has its head office.
type seat struct {
	doc   *Document
	owner []string // words of the name, lower case
	place string
	at    prose.Span
}

// maxSeats bounds the head offices of a group that are compared.
const maxSeats = 500

// seats finds "X headquarters in PLACE" in the body and the captions.
func (t *text) seats() []seat {
	var out []seat
	for _, b := range t.doc.Page.Blocks {
		if b.Kind != page.Body && b.Kind != page.Caption {
			continue
		}
		ts := t.lexicon.Tokens(t.doc.Page.Text, b.From, b.To)
		for i := 1; i+2 < len(ts); i++ {
			w := ts[i].Word
			if w != "headquarters" && w != "headquartered" && w != "head-office" || ts[i+1].Word != "in" && ts[i+1].Word != "at" || !ts[i+2].Cap {
				continue
			}
			from := i
			for from > 0 && i-from < 6 && (ts[from-1].Cap || ts[from-1].Word == "is" || ts[from-1].Word == "are" || ts[from-1].Word == "its") && ts[from-1].Shape == prose.Word {
				from--
			}
			for from < i && !(ts[from].Cap && ts[from].Content()) {
				from++
			}
			if from == i {
				continue
			}
			out = append(out, seat{t.doc, ownerOf(t.lexicon, ts[from:i]), ts[i+2].Word, prose.Span{From: ts[from].From, To: ts[i+2].To}})
		}
	}
	return out
}

// ownerOf gives the words of a name that tell it from others.
func ownerOf(l *prose.Lexicon, ts []prose.Token) []string {
	var out []string
	for i := range ts {
		if ts[i].Cap && ts[i].Content() && !l.Is("organisation", ts[i].Word) {
			out = append(out, ts[i].Word)
		}
	}
	return out
}

// seatContrary compares the head offices that texts give.
func seatContrary(all []seat) []Contradiction {
	all = all[:min(len(all), maxSeats)]
	var out []Contradiction
	for i := range all {
		for _, b := range all[i+1:] {
			a := all[i]
			owner := slices.IndexFunc(a.owner, func(w string) bool { return slices.Contains(b.owner, w) })
			if owner < 0 || a.place == b.place || a.doc == b.doc {
				continue
			}
			in := func(s seat) string { return snippet(s.at.In(s.doc.Page.Text)) }
			out = append(out, Contradiction{"head office", fmt.Sprintf("the head office of %s is in two places", a.owner[owner]),
				[]Place{a.doc.place(a.at.From, a.at.To), b.doc.place(b.at.From, b.at.To)}, []string{in(a), in(b)}})
		}
	}
	return out
}
