package html

import (
	"cmp"
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A due is what the law asks for by a day.
type due struct {
	day      fact.Date
	past     bool // it fell due, and nobody states that it was done
	says     string
	citation string
	findings []string
}

// dues gathers what findings ask for by a day, each once, by day.
func (p *page) dues() []due {
	at := map[[2]string]int{}
	var out []due
	put := func(day fact.Date, past bool, says, citation, finding string) {
		key := [2]string{string(day), citation + says}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, due{day: day, past: past, says: says, citation: citation})
		}
		if n := len(out[i].findings); n == 0 || out[i].findings[n-1] != finding {
			out[i].findings = append(out[i].findings, finding)
		}
	}
	for i := range p.v.Findings {
		f := &p.v.Findings[i]
		for _, d := range f.Duties {
			if d.Due != "" {
				put(d.Due, false, d.Says, d.Citation, f.Name)
			}
			for _, day := range d.Past {
				put(day, true, d.Says, d.Citation, f.Name)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b due) int { return cmp.Compare(a.day, b.day) })
	return out
}

// clocks draws the days by which the law asks for something, from the day of the review on.
func (p *page) clocks() *figure {
	ds := p.dues()
	if len(ds) == 0 {
		return nil
	}
	t := p.t
	fig := figure{ID: "clocks-picture", Title: t.say("clocks.title"), Head: []string{t.say("clocks.day"), t.say("clocks.in"), t.say("clocks.what"), t.say("clocks.law"), t.say("clocks.findings")}}
	today, _ := p.v.At.Days()
	first, last := today, today
	for _, d := range ds {
		n, ok := d.day.Days()
		if ok {
			first, last = min(first, n), max(last, n)
		}
		in := t.count("clocks.days", int(n-today))
		if n < today {
			in = t.count("clocks.ago", int(today-n))
		}
		if d.past {
			in += "; " + t.say("clocks.done")
		}
		fig.Rows = append(fig.Rows, []string{string(d.day), in, d.says, d.citation, named(d.findings, 4)})
	}
	var d drawing
	const left, wide = 16, 700
	at := func(n int32) int { return left + int(int64(wide)*int64(n-first)/int64(max(last-first, 1))) }
	y := 40
	d.add(`<path d="M%d %dH%d" class="line"/>`, left, y, left+wide)
	d.add(`<path d="M%d %dv16" class="limit"/>`, at(today), y-8)
	d.text(max(at(today), left+2), y-14, "small strong", string(p.v.At))
	row := y
	for i, x := range ds {
		n, ok := x.day.Days()
		if !ok || i >= maxBars {
			continue
		}
		row += 24
		px := at(n)
		class := "dot"
		if x.past {
			class = "dot past"
		}
		d.add(`<path d="M%d %dV%d" class="thin"/><circle cx="%d" cy="%d" r="5" class="%s"/>`, px, y, row-4, px, y, class)
		room := left + wide - px - 8
		if px > left+wide/2 {
			room = px - left - 8
		}
		label := wrap(string(x.day)+" "+x.says, room, 1)[0]
		if px > left+wide/2 {
			d.text(px-8, row, "small end", label)
		} else {
			d.text(px+8, row, "small", label)
		}
	}
	fig.Desc = t.say("clocks.desc", len(ds), string(ds[0].day))
	return d.close(fig, left+wide+left, row+14)
}

// named lists the first of names and counts the rest.
func named(names []string, most int) string {
	s := ""
	for i, n := range names {
		if i == most {
			return s + " +" + thousands(int64(len(names)-i))
		}
		if i > 0 {
			s += ", "
		}
		s += short(n)
	}
	return s
}
