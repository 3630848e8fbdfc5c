package document

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/document/page"
	"github.com/longarm-project/longarm/document/prose"
)

//go:embed publishers.txt
var publisherTable string

// publishers maps the names of known agencies and papers to one name each. It is filled once and only read.
var publishers = readPublishers(publisherTable)

func readPublishers(table string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		names := strings.Split(line, "|")
		for _, n := range names {
			out[n] = names[0]
		}
	}
	return out
}

// canonical is the one name of a publisher, in lower case.
func canonical(name string) string {
	n := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "the ")
	if c, ok := publishers[n]; ok {
		return c
	}
	return n
}

// publisher names who published a text, in lower case, or "".
func (t *text) publisher() string {
	p := t.doc.Page
	switch {
	case p.Agency != "":
		return canonical(p.Agency)
	case p.Publisher != "":
		return canonical(p.Publisher)
	}
	return ""
}

// A nod is where a text names another publisher as its source.
type nod struct {
	publisher string
	span      prose.Span
}

// listeners are told things without being publishers.
var listeners = map[string]bool{"congress": true, "parliament": true, "senate": true, "house": true, "court": true, "lawmakers": true, "investors": true, "reporters": true, "police": true, "state": true, "commons": true, "us": true}

// nods finds the credits of a text. known holds further names of publishers: those of the set.
func (t *text) nods(known map[string]bool) []nod {
	var out []nod
	for i := range t.laid {
		for _, a := range t.laid[i] {
			if c := canonical(a.Credit); a.Credit != "" && !listeners[c] && (isPublisher(c, known) || !t.ordinary(a)) {
				out = append(out, nod{c, trimComma(t.doc.Page.Prose, a.Span)})
			}
			for _, s := range a.Sources {
				if c := canonical(s.Name); s.Basis == prose.Named && isPublisher(c, known) {
					out = append(out, nod{c, trimComma(t.doc.Page.Prose, a.Span)})
				}
			}
		}
	}
	for _, b := range t.doc.Page.Of(page.Credit) {
		text := t.doc.Page.Text[b.From:b.To]
		if m := lineCredit.FindStringSubmatch(text); m != nil {
			out = append(out, nod{canonical(m[1]), prose.Span{From: b.From, To: b.To}})
		}
	}
	slices.SortFunc(out, func(a, b nod) int { return a.span.From - b.span.From })
	return out
}

// isPublisher reports whether a name is one of an agency or paper, or one of known.
func isPublisher(name string, known map[string]bool) bool {
	c := canonical(name)
	_, ok := publishers[c]
	words := strings.Fields(c)
	return ok || known[c] || len(words) > 1 && papers[words[len(words)-1]]
}

// papers are last words of names that publishers have and hardly anybody else.
var papers = map[string]bool{"news": true, "post": true, "times": true, "press": true, "journal": true, "herald": true, "tribune": true, "gazette": true, "daily": true, "telegraph": true, "chronicle": true, "courier": true, "newswires": true, "zeitung": true}

// lineCredit is a line that does nothing but name a source.
var lineCredit = regexp.MustCompile(`^(?i:via|sources?|from|according to|courtesy(?: of)?)\s*:?\s+(.+?)\.?$`)

// ordinary reports whether who was told is no publisher, as far as one can see: a named person told a body.
func (t *text) ordinary(a prose.Attribution) bool {
	return !slices.ContainsFunc(a.Sources, func(s prose.Source) bool { return s.Basis == prose.Unnamed || s.Basis == prose.Voice })
}
