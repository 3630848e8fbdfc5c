package html

import (
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// A measured is a number of persons or devices beside the limit that law sets for it.
type measured struct {
	about, citation string
	number, limit   fact.Range
}

// bounds reads a number of a step: N, LO..HI, >=N, <=N.
func bounds(s string) (fact.Range, bool) {
	n := func(s string) (int64, bool) { v, err := strconv.ParseInt(s, 10, 64); return v, err == nil }
	if lo, hi, ok := strings.Cut(s, ".."); ok {
		a, ok1 := n(lo)
		b, ok2 := n(hi)
		return fact.Range{Lo: a, Hi: b}, ok1 && ok2
	}
	if lo, ok := strings.CutPrefix(s, ">="); ok {
		a, ok := n(lo)
		return fact.Range{Lo: a, Hi: fact.Unbounded}, ok
	}
	if hi, ok := strings.CutPrefix(s, "<="); ok {
		b, ok := n(hi)
		return fact.Range{Hi: b}, ok
	}
	a, ok := n(s)
	return fact.Range{Lo: a, Hi: a}, ok
}

// counted finds, in the steps below a finding, numbers beside limits: a step that reads the window
// and the limit of one record of data.
func (p *page) counted(f *determination.Finding) (out []measured) {
	for _, i := range p.dealing[f.Dealing] {
		s := p.v.Proof.At(i)
		if !strings.HasPrefix(s.Rule, f.Pack+"/") {
			continue
		}
		var m measured
		got := 0
		for _, in := range s.Inputs {
			for k, name := range []string{"window", "limit"} {
				if in.Name != s.About+" "+name {
					continue
				}
				r, ok := bounds(in.Value)
				if !ok {
					continue
				}
				got |= 1 << k
				if k == 0 {
					m.number = r
				} else {
					m.limit = r
				}
			}
		}
		m.about, m.citation = s.About, s.Citation
		if got == 3 && !slices.ContainsFunc(out, func(o measured) bool { return o.about == m.about }) {
			out = append(out, m)
		}
	}
	return out
}

// names says what a record of data is, as the dealing has it.
func (p *page) names(m measured, f *determination.Finding) string {
	d, ok := p.v.Fact(f.Fact).Body.(*fact.Dealing)
	n, err := strconv.Atoi(strings.SplitN(strings.TrimPrefix(m.about, "data "), " ", 2)[0])
	if !ok || err != nil || n < 1 || n > len(d.Data) {
		return m.about
	}
	x := d.Data[n-1]
	s := report.Words(string(x.Category), p.t.say("bars.category"))
	if x.Asset != "" {
		s += " (" + string(x.Asset) + ")"
	}
	return s
}

// maxBars bounds the bars of one picture; the table has all.
const maxBars = 12

// bars draws how much data there is beside the number from which it is bulk.
func (p *page) bars(f *determination.Finding, id string) *figure {
	ms := p.counted(f)
	if len(ms) == 0 {
		return nil
	}
	t := p.t
	fig := figure{ID: id, Title: t.say("bars.title"), Head: []string{t.say("bars.data"), t.say("bars.number"), t.say("bars.limit"), t.say("bars.exceeds"), t.say("bars.law")}}
	var d drawing
	const left, wide, tall = 10, 700, 62
	y := 4
	for n, m := range ms {
		name, unit := p.names(m, f), "persons"
		over := m.number.Exceeds(m.limit.Hi)
		if m.limit.Lo != m.limit.Hi && m.number.Exceeds(m.limit.Lo) != over {
			over = fact.Unknown
		}
		fig.Rows = append(fig.Rows, []string{short(name), report.Amount(m.number, unit), p.limit(m.limit), t.say("bars." + over.String()), m.citation})
		if n == maxBars {
			continue
		}
		if n > maxBars {
			continue
		}
		most := max(m.number.Lo, m.number.Hi, m.limit.Hi, 1)
		if m.number.Hi == fact.Unbounded {
			most = max(m.number.Lo, m.limit.Hi, 1) * 3 / 2
		}
		at := func(v int64) int { return left + int(float64(v)*float64(wide-60)/float64(most)) }
		d.text(left, y+14, "small strong", wrap(name, 330, 1)[0])
		d.text(left+wide, y+14, "small end", wrap(report.Amount(m.number, unit)+", "+t.say("bars."+over.String()), 360, 1)[0])
		lo, hi := at(m.number.Lo), at(m.number.Hi)
		if m.number.Hi == fact.Unbounded {
			hi = left + wide
		}
		d.add(`<rect x="%d" y="%d" width="%d" height="16" rx="2" class="track"/>`, left, y+24, wide)
		d.add(`<rect x="%d" y="%d" width="%d" height="16" rx="2" class="maybar"/>`, left, y+24, max(0, hi-left))
		d.add(`<rect x="%d" y="%d" width="%d" height="16" rx="2" class="bar %s"/>`, left, y+24, max(0, lo-left), map[fact.Truth]string{fact.Yes: "over", fact.No: "under", fact.Unknown: "open"}[over])
		x1, x2 := at(m.limit.Lo), at(m.limit.Hi)
		d.add(`<path d="M%d %dv26" class="limit"/>`, x1, y+19)
		if x2 > x1+2 {
			d.add(`<path d="M%d %dv26M%d %dh%d" class="limit"/>`, x2, y+19, x1, y+45, x2-x1)
		}
		label := t.say("bars.over", p.limit(m.limit))
		if x1 > left+wide-220 {
			d.text(x1-4, y+56, "tiny end", label)
		} else {
			d.text(x1+4, y+56, "tiny", label)
		}
		y += tall
	}
	fig.Desc = t.say("bars.desc", len(ms))
	return d.close(fig, left+wide+6, y+2)
}

func (p *page) limit(r fact.Range) string {
	if r.Lo == r.Hi {
		return thousands(r.Lo)
	}
	return p.t.say("bars.between", thousands(r.Lo), thousands(r.Hi))
}
