package draw

import (
	"cmp"
	"slices"

	"github.com/longarm-project/longarm/ownership"
)

// Measures of a picture in pixels.
const (
	pageWidth  = 1120 // of A4 on its side at 96 pixels an inch
	lineHeight = 16
	boxPad     = 10
	rowGap     = 18
	portGap    = 20
	margin     = 24
	bendHeight = 14
	perBand    = 5  // columns of a band, where there are more than fit side by side
	bandGap    = 44 // between bands
)

// A spot is a box, or a bend of a line that passes a column, on the page.
type spot struct {
	box     int // -1 for a bend
	column  int // from the right: the subject stands in column 0
	x, y    int // of the upper left corner
	w, h    int
	in, out []int // segments that end and begin here
}

// A segment is the part of a line between neighbouring columns.
type segment struct {
	line     int
	from, to int // spots, from the left to the right
}

// A layout places a picture in columns, holders left of what they hold, after
// Sugiyama, Tagawa and Toda (1981): columns by the longest way to the subject, lines cut at
// columns, order within columns by the mean of neighbours, rings drawn against the stream.
type layout struct {
	p        *ownership.Picture
	box, gap int        // widths of a box and between columns
	texts    [][]string // of each box, broken into lines
	spots    []spot
	segments []segment
	columns  [][]int
	back     []bool // lines that run against the stream
	w, h     int
	bands    []band
}

// A band is a row of columns: a chain longer than the page is wide goes on below, as a text does.
type band struct{ top, height int }

func newLayout(p *ownership.Picture) *layout {
	l := &layout{p: p, back: make([]bool, len(p.Lines))}
	for i := range p.Boxes {
		l.spots = append(l.spots, spot{box: i})
	}
	l.layer()
	l.cut()
	l.widths()
	l.order()
	l.place()
	return l
}

// layer gives every box its column: one more than the farthest box it holds. A line that closes a ring
// is turned round.
func (l *layout) layer() {
	holds := make([][]int, len(l.p.Boxes)) // lines by owner
	held := make([][]int, len(l.p.Boxes))
	for i, line := range l.p.Lines {
		holds[line.From] = append(holds[line.From], i)
		held[line.To] = append(held[line.To], i)
	}
	state := make([]int, len(l.p.Boxes)) // 1 on the way, 2 done
	var walk func(b int)
	walk = func(b int) {
		state[b] = 1
		for _, i := range held[b] {
			switch o := l.p.Lines[i].From; state[o] {
			case 0:
				walk(o)
			case 1:
				l.back[i] = true
			}
		}
		state[b] = 2
	}
	for b := range l.p.Boxes {
		if state[b] == 0 {
			walk(b)
		}
	}
	for changed, round := true, 0; changed && round <= len(l.p.Boxes); round++ {
		changed = false
		for i, line := range l.p.Lines {
			left, right := l.ends(i, line)
			if c := l.spots[right].column + 1; l.spots[left].column < c {
				l.spots[left].column, changed = c, true
			}
		}
	}
}

// ends returns the left and the right box of a line.
func (l *layout) ends(i int, line ownership.Line) (left, right int) {
	if l.back[i] {
		return line.To, line.From
	}
	return line.From, line.To
}

// cut puts a bend in every column that a line passes.
func (l *layout) cut() {
	for i, line := range l.p.Lines {
		left, right := l.ends(i, line)
		at := left
		for c := l.spots[left].column - 1; c > l.spots[right].column; c-- {
			l.spots = append(l.spots, spot{box: -1, column: c, h: bendHeight})
			l.join(i, at, len(l.spots)-1)
			at = len(l.spots) - 1
		}
		l.join(i, at, right)
	}
	for i, s := range l.spots {
		for len(l.columns) <= s.column {
			l.columns = append(l.columns, nil)
		}
		l.columns[s.column] = append(l.columns[s.column], i)
	}
}

func (l *layout) join(line, from, to int) {
	l.segments = append(l.segments, segment{line, from, to})
	l.spots[from].out = append(l.spots[from].out, len(l.segments)-1)
	l.spots[to].in = append(l.spots[to].in, len(l.segments)-1)
}

// order sorts columns by the mean place of neighbours, back and forth.
func (l *layout) order() {
	rank := make([]int, len(l.spots))
	number := func() {
		for _, column := range l.columns {
			for i, s := range column {
				rank[s] = i
			}
		}
	}
	for sweep := range 12 {
		number()
		for i := range l.columns {
			c := i
			if sweep%2 == 1 {
				c = len(l.columns) - 1 - i
			}
			mean := func(s int) float64 { return l.mean(s, rank, sweep%2 == 0) }
			slices.SortStableFunc(l.columns[c], func(a, b int) int { return cmp.Compare(mean(a), mean(b)) })
			for i, s := range l.columns[c] {
				rank[s] = i
			}
		}
	}
	number()
	for i := range l.spots {
		s := &l.spots[i]
		slices.SortStableFunc(s.out, func(a, b int) int { return cmp.Compare(rank[l.segments[a].to], rank[l.segments[b].to]) })
		slices.SortStableFunc(s.in, func(a, b int) int { return cmp.Compare(rank[l.segments[a].from], rank[l.segments[b].from]) })
	}
}

// mean returns the mean rank of the neighbours of a spot on one side, its own where it has none.
func (l *layout) mean(s int, rank []int, right bool) float64 {
	sum, n := 0, 0
	if right {
		for _, g := range l.spots[s].out {
			sum, n = sum+rank[l.segments[g].to], n+1
		}
	} else {
		for _, g := range l.spots[s].in {
			sum, n = sum+rank[l.segments[g].from], n+1
		}
	}
	if n == 0 {
		return float64(rank[s])
	}
	return float64(sum) / float64(n)
}

// banded reports whether there are more columns than stand side by side with names that can be read.
func (l *layout) banded() bool { return len(l.columns) > perBand+1 }

// band returns the band of a column and its place there, from the left.
func (l *layout) band(column int) (band, place int) {
	place = len(l.columns) - 1 - column
	if l.banded() {
		return place / perBand, place % perBand
	}
	return 0, place
}

// widths fits the columns into the width of a page, down to what a name needs; more columns than that stand in bands.
func (l *layout) widths() {
	sizes := [][2]int{{260, 180}, {260, 180}, {260, 180}, {230, 170}, {200, 90}, {166, 60}, {140, 46}}
	size := sizes[min(len(l.columns), len(sizes)-1)]
	if l.banded() {
		size = [2]int{160, 54}
	}
	l.box, l.gap = size[0], size[1]
	for i := range l.p.Boxes {
		var lines []string
		for k, text := range l.p.Boxes[i].Texts() {
			letter := 7
			if k == 0 {
				letter = 8
			}
			lines = append(lines, wrap(text, l.box-2*boxPad, letter)...)
		}
		l.texts = append(l.texts, lines)
	}
}

// place gives every spot its coordinates: columns from left to right.
func (l *layout) place() {
	for i := range l.spots {
		if s := &l.spots[i]; s.box >= 0 {
			texts := len(l.texts[s.box])
			s.h = max(2*boxPad+texts*lineHeight, (max(len(s.in), len(s.out))+1)*portGap)
		}
	}
	for c, column := range l.columns {
		height := 0
		for i, s := range column {
			if i > 0 {
				height += rowGap
			}
			height += l.spots[s].h
		}
		n, _ := l.band(c)
		for len(l.bands) <= n {
			l.bands = append(l.bands, band{})
		}
		l.bands[n].height = max(l.bands[n].height, height)
	}
	l.h = margin
	for i := range l.bands {
		l.bands[i].top = l.h
		l.h += l.bands[i].height + bandGap
	}
	l.h += margin - bandGap
	for c := len(l.columns) - 1; c >= 0; c-- {
		l.stack(c)
	}
	wide := len(l.columns)
	if l.banded() {
		wide = perBand
	}
	l.w = max(2*margin+wide*l.box+(wide-1)*l.gap, 640)
	if l.banded() {
		l.w += bandGap // for the shares on lines that go on below
	}
}

// stack sets a column, in its order: every spot level with the mean of its left neighbours
// where there is room.
func (l *layout) stack(c int) {
	column := l.columns[c]
	n, place := l.band(c)
	top, bottom := l.bands[n].top, l.bands[n].top+l.bands[n].height
	next := top
	for _, i := range column {
		s := &l.spots[i]
		s.x = margin + place*(l.box+l.gap)
		s.w = l.box
		sum := 0
		for _, g := range s.in {
			left := &l.spots[l.segments[g].from]
			sum += left.y + left.h/2
		}
		s.y = next
		if len(s.in) > 0 && place > 0 {
			s.y = max(next, sum/len(s.in)-s.h/2)
		}
		next = s.y + s.h + rowGap
	}
	for k := len(column) - 1; k >= 0; k-- { // push back up what went over the edge
		s := &l.spots[column[k]]
		s.y = min(s.y, bottom-s.h)
		bottom = s.y - rowGap
	}
}

// port returns the height at which a segment meets a spot.
func (l *layout) port(s, g int, out bool) int {
	p := &l.spots[s]
	list := p.in
	if out {
		list = p.out
	}
	return p.y + p.h*(slices.Index(list, g)+1)/(len(list)+1)
}
