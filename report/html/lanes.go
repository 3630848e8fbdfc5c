package html

import (
	"slices"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// Measures of a drawing of lanes, in pixels.
const (
	laneLabel  = 112
	stopWidth  = 168
	stopGap    = 44
	laneGap    = 10
	maxLanes   = 6 // governments told of in one drawing
	maxOfPaths = 3 // assets of one drawing
)

// A stop is what a path passes: the asset, a company, a government.
type stop struct {
	name    string
	sub     string
	country fact.Country
	column  int
	text    []string
	named   int // lines of the name
	x, y, h int
	end     bool
}

// A way is the drawing of paths from assets to governments, in lanes by country. It is no map: a
// country has a lane, in the order in which the paths pass them.
type way struct {
	stops []stop
	at    map[string]int
	lines []struct {
		from, to int
		label    string
		sure     bool
	}
}

// lanes draws by which companies and countries governments come to what a finding is about.
func (p *page) lanes(f *determination.Finding, id string) *figure {
	w := way{at: map[string]int{}}
	var rows [][]string
	governments := map[fact.Country]bool{}
	for n, a := range f.Assets {
		if n == maxOfPaths {
			break
		}
		told := map[fact.Country]bool{}
		for _, r := range p.reaches[a] { // the surest first
			if told[r.Government] || r.Verdict == fact.No || len(r.Path) == 0 {
				continue
			}
			if !governments[r.Government] && len(governments) == maxLanes {
				continue
			}
			told[r.Government], governments[r.Government] = true, true
			rows = append(rows, w.path(p, a, r)...)
		}
	}
	if len(w.stops) < 2 {
		return nil
	}
	t := p.t
	fig := figure{ID: id, Title: t.say("lanes.title"), Head: []string{t.say("lanes.government"), t.say("lanes.step"), t.say("lanes.read")}, Rows: rows}
	fig.Desc = t.say("lanes.desc", len(governments))
	return w.draw(p, fig)
}

func (w *way) stop(key string, s stop) int {
	i, ok := w.at[key]
	if !ok {
		i = len(w.stops)
		w.at[key] = i
		w.stops = append(w.stops, s)
	}
	w.stops[i].column = max(w.stops[i].column, s.column)
	return i
}

func (w *way) line(from, to int, label string, sure bool) {
	for i := range w.lines {
		if l := &w.lines[i]; l.from == from && l.to == to {
			l.sure = l.sure || sure
			return
		}
	}
	if from != to {
		w.lines = append(w.lines, struct {
			from, to int
			label    string
			sure     bool
		}{from, to, label, sure})
	}
}

// path puts in the path of one reach, and returns its steps in words.
func (w *way) path(p *page, a fact.AssetID, r *fact.Reach) (rows [][]string) {
	var country fact.Country
	if at, ok := p.v.Fact(r.Path[0].Fact).Body.(*fact.Attribution); ok {
		country = at.Country
	}
	sure := r.Verdict == fact.Yes
	here := w.stop("asset "+string(a), stop{name: string(a), sub: p.t.say("lanes.asset"), country: country})
	government := report.Country(r.Government)
	who := government + " (" + p.t.say("can."+r.Verdict.String(), p.t.say("arm."+string(r.Arm))) + ")"
	for _, s := range r.Path {
		rows = append(rows, []string{who, short(p.v.Step(s)), p.places(s.Fact)})
		next, label := fact.PartyID(""), ""
		switch s.Kind {
		case fact.StepOperated:
			next, label = s.Party, p.t.say("lanes.operates")
		case fact.StepContract:
			next, label = s.Party, p.t.say("lanes.contracts")
		case fact.StepHeld:
			next, label = s.Party, p.t.say("lanes.holds")
		}
		if next == "" {
			continue
		}
		to := w.stop("party "+string(next), stop{name: p.v.Party(next), sub: p.seat(next), country: p.country(next), column: w.stops[here].column + 1})
		w.line(here, to, label, sure)
		here = to
	}
	end := w.stop("government "+string(r.Government), stop{name: government, sub: p.t.say("chain.government"), country: r.Government, column: w.stops[here].column + 1, end: true})
	w.line(here, end, p.t.say("lanes.compels"), sure)
	return rows
}

func (w *way) draw(p *page, fig figure) *figure {
	last := 0
	for round := 0; round <= len(w.stops); round++ { // a stop stands right of all that lead to it
		for _, l := range w.lines {
			if c := w.stops[l.from].column + 1; w.stops[l.to].column < c && c <= 8 {
				w.stops[l.to].column = c
			}
		}
	}
	for i := range w.stops {
		last = max(last, w.stops[i].column)
	}
	var countries []fact.Country
	for i := range w.stops {
		s := &w.stops[i]
		if s.end {
			s.column = last
		}
		s.text = wrap(s.name, stopWidth-16, 3)
		s.named = len(s.text)
		s.text = append(s.text, wrap(s.sub, stopWidth-16, 2)...)
		s.h = 14 + len(s.text)*lineHeight
		if !slices.Contains(countries, s.country) {
			countries = append(countries, s.country)
		}
	}
	width := laneLabel + (last+1)*(stopWidth+stopGap)
	var d drawing
	y := 4
	for n, c := range countries {
		next := make([]int, last+1)
		tall := 0
		for i := range w.stops {
			s := &w.stops[i]
			if s.country != c {
				continue
			}
			s.x, s.y = laneLabel+s.column*(stopWidth+stopGap), y+laneGap+next[s.column]
			next[s.column] += s.h + laneGap
			tall = max(tall, next[s.column])
		}
		tall += laneGap
		if n%2 == 0 {
			d.add(`<rect x="0" y="%d" width="%d" height="%d" class="band"/>`, y, width, tall)
		}
		name := p.t.say("lanes.nowhere")
		if c != "" {
			name = report.Country(c)
		}
		d.lines(8, y+24, "small strong", wrap(name, laneLabel-12, 3))
		y += tall
	}
	for _, l := range w.lines {
		a, b := &w.stops[l.from], &w.stops[l.to]
		x1, y1, x2, y2 := a.x+stopWidth, a.y+a.h/2, b.x, b.y+b.h/2
		middle := (x1 + x2) / 2
		class := "line"
		if !l.sure {
			class = "line dashed"
		}
		if b.column > a.column+1 { // keep to the lane of the beginning until the last gap
			middle = x2 - stopGap/2
		}
		d.add(`<path d="M%d %d C%d %d %d %d %d %d" class="%s"/><path d="M%d %d l-8 -4 v8 z" class="head"/>`, x1, y1, middle, y1, middle, y2, x2, y2, class, x2, y2)
	}
	for _, s := range w.stops {
		class, round := "box", 5
		if s.end {
			class, round = "box government", 14
		}
		d.add(`<rect x="%d" y="%d" width="%d" height="%d" rx="%d" class="%s"/>`, s.x, s.y, stopWidth, s.h, round, class)
		for k, l := range s.text {
			style := "mid small strong"
			if k >= s.named {
				style = "mid small faint"
			}
			d.text(s.x+stopWidth/2, s.y+19+k*lineHeight, style, l)
		}
	}
	return d.close(fig, width-stopGap+4, y+4)
}
