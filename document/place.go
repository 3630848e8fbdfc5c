package document

import (
	"unicode/utf8"

	"github.com/longarm-project/longarm/document/page"
	"github.com/longarm-project/longarm/document/prose"
)

// stride is how many bytes apart the counted characters of a text lie.
const stride = 1 << 10

// runes counts the characters before each stride of a text, so that places are found quickly.
func runes(text string) []int {
	out := []int{0}
	n := 0
	for i := 0; i < len(text); i += stride {
		end := min(i+stride, len(text))
		for k := i; k < end; k++ {
			if utf8.RuneStart(text[k]) {
				n++
			}
		}
		out = append(out, n)
	}
	return out
}

// character is the number of the character that begins at byte i.
func (d *Document) character(i int) int {
	if d.counted == nil {
		d.counted = runes(d.Page.Text)
	}
	i = min(i, len(d.Page.Text))
	n := d.counted[i/stride]
	for k := i / stride * stride; k < i; k++ {
		if utf8.RuneStart(d.Page.Text[k]) {
			n++
		}
	}
	return n
}

// place cites a span of a text.
func (t *text) place(s prose.Span) Place { return t.doc.place(s.From, s.To) }

func (d *Document) place(from, to int) Place {
	return Place{d.ID, d.character(from), d.character(to)}
}

// apart cites the blocks of a kind.
func (t *text) apart(k page.Kind) []Place {
	var out []Place
	for _, b := range t.doc.Page.Of(k) {
		out = append(out, t.doc.place(b.From, b.To))
	}
	return out
}
