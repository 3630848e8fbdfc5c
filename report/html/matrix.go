package html

import (
	"fmt"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// Measures of the picture of reach, in pixels.
const (
	assetWidth = 250
	cellWidth  = 88
	rowHeight  = 30
	mark       = 18
	maxRows    = 40 // of the picture; the table has maxTable
	maxTable   = 1000
	maxColumns = 12
)

// matrix draws which government can read, cut or enter which asset. What is sure, possible and
// not so differs in form, and not in colour alone.
func (p *page) matrix() *figure {
	rows, governments := p.v.Reaches()
	if len(rows) == 0 {
		return nil
	}
	t := p.t
	f := figure{ID: "reach-picture", Title: t.say("reach.title"), Head: []string{t.say("reach.asset")}}
	shown := governments[:min(len(governments), maxColumns)]
	p.columnsLeft = len(governments) - len(shown)
	for _, g := range governments {
		f.Head = append(f.Head, report.Country(g))
	}
	var d drawing
	const top = 64
	for i, g := range shown {
		x := assetWidth + i*cellWidth
		for k, l := range wrap(report.Country(g), cellWidth-8, 3) {
			d.text(x+cellWidth/2, 18+k*15, "mid strong small", l)
		}
	}
	y := top
	drawn := folded(rows)
	for n, r := range drawn {
		if n == maxRows {
			p.rowsLeft = len(drawn) - n
			break
		}
		if n%2 == 0 {
			d.add(`<rect x="0" y="%d" width="%d" height="%d" class="band"/>`, y, assetWidth+len(shown)*cellWidth, rowHeight)
		}
		d.text(6, y+20, "small", wrap(p.asset(&r), assetWidth-12, 1)[0])
		for i, g := range shown {
			x := assetWidth + i*cellWidth + (cellWidth-3*mark-8)/2
			for k, arm := range r.Arms {
				v, ok := arm[g]
				if !ok {
					v = fact.No
				}
				p.mark(&d, x+k*(mark+4), y+6, k, v)
			}
		}
		y += rowHeight
	}
	if p.rowsLeft > 0 {
		d.text(6, y+20, "small faint", t.say("reach.more", thousands(int64(p.rowsLeft))))
		y += rowHeight
	}
	sure := 0
	for n, r := range rows {
		if n == maxTable {
			break
		}
		line := []string{p.asset(&r)}
		for _, g := range governments {
			line = append(line, p.can(r.Arms, g))
		}
		f.Rows = append(f.Rows, line)
		for _, arm := range r.Arms {
			for _, v := range arm {
				if v == fact.Yes {
					sure++
				}
			}
		}
	}
	f.Desc = t.say("reach.desc", len(rows), len(governments), sure)
	return d.close(f, assetWidth+len(shown)*cellWidth+2, y+6)
}

// folded joins rows that say the same of all governments, where there are more than a picture shows.
func folded(rows []report.Row) []report.Row {
	if len(rows) <= maxRows {
		return rows
	}
	at := map[string]int{}
	var out []report.Row
	for _, r := range rows {
		key := fmt.Sprint(r.Arms) // maps print in the order of their keys
		i, ok := at[key]
		if !ok {
			at[key] = len(out)
			out = append(out, r)
			continue
		}
		out[i].Alike += r.Alike
	}
	return out
}

func (p *page) asset(r *report.Row) string {
	if r.Alike > 1 {
		return p.t.say("reach.alike", short(string(r.Asset)), r.Alike-1)
	}
	return short(string(r.Asset))
}

// mark draws one arm: a full square with its letter, a dashed one with a question mark, or a dot.
func (p *page) mark(d *drawing, x, y, arm int, v fact.Truth) {
	l := []string{"R", "C", "E"}[arm]
	switch v {
	case fact.Yes:
		d.add(`<rect x="%d" y="%d" width="%d" height="%d" rx="3" class="yes"/><text x="%d" y="%d" class="mid tiny onyes">%s</text>`, x, y, mark, mark, x+mark/2, y+13, l)
	case fact.Unknown:
		d.add(`<rect x="%d.5" y="%d.5" width="%d" height="%d" rx="3" class="may"/><text x="%d" y="%d" class="mid tiny">%s</text>`, x, y, mark-1, mark-1, x+mark/2, y+13, l)
	default:
		d.add(`<circle cx="%d" cy="%d" r="1.6" class="not"/>`, x+mark/2, y+mark/2)
	}
}

// can says in words what a government can do to an asset.
func (p *page) can(arms [3]map[fact.Country]fact.Truth, g fact.Country) string {
	var sure, may []string
	for i, word := range []string{"arm.read", "arm.cut", "arm.enter"} {
		v, ok := arms[i][g]
		switch {
		case ok && v == fact.Yes:
			sure = append(sure, p.t.say(word))
		case ok && v == fact.Unknown:
			may = append(may, p.t.say(word))
		}
	}
	s := strings.Join(sure, ", ")
	if len(may) > 0 {
		s = strings.TrimPrefix(s+"; "+p.t.say("arm.may")+" "+strings.Join(may, ", "), "; ")
	}
	if s == "" {
		return p.t.say("arm.none")
	}
	return s
}
