package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// footWide is the width of the labels at the foot of the page.
const footWide = 11

// foot writes, a label and a text each, what was looked at and how far it carries: lists, statements that
// differ, what was seen, what met nothing, what was not read, what is in doubt, the law.
func (p *page) foot() {
	p.listings()
	p.differ()
	p.seen()
	p.unseen()
	p.unread()
	p.doubt()
	p.law()
}

// labelled writes the texts of one label, of many the first ones.
func (p *page) labelled(label string, texts []string, most int, more string) {
	for i, t := range texts {
		if i == most && !p.s.All {
			p.row(0, footWide, "", fmt.Sprintf("and %s %s; --all shows them", thousands(int64(len(texts)-i)), more), "")
			break
		}
		p.footRow(label, t)
		label = ""
	}
}

// footRow writes a row of the foot; what a reader must not miss has a label in colour.
func (p *page) footRow(label, text string) {
	if p.color && (label == "NOT SEEN" || label == "NOT READ" || label == "NOT KNOWN") {
		label = p.paint(yellow, label)
	}
	p.row(0, footWide, label, text, "")
}

// listings tells which parties are on a list, and why it is held to be they, the likest first.
func (p *page) listings() {
	var found []fact.Fact
	for _, f := range p.d.Facts {
		if l, ok := f.Body.(*fact.Listing); ok && !ofCatalogue(l) {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b fact.Fact) int {
		x, y := a.Body.(*fact.Listing), b.Body.(*fact.Listing)
		return cmp.Or(-cmp.Compare(x.Score, y.Score), strings.Compare(string(x.Party), string(y.Party)), strings.Compare(x.Entry, y.Entry))
	})
	var texts []string
	for _, f := range found {
		l := f.Body.(*fact.Listing)
		texts = append(texts, fmt.Sprintf("%s is %d.%03d like %s (%s): %s", p.name(l.Party), l.Score/1000, l.Score%1000, l.Name, l.Entry,
			strings.Join(append([]string{cmp.Or(l.Program, "no programme") + since(l.From)}, l.Reasons...), "; ")))
	}
	p.labelled("ON A LIST", texts, maxListed, "more on lists")
	p.onRecord()
}

// ofCatalogue reports whether a name is one of the catalogue of instruments, whose ids are in capitals.
func ofCatalogue(l *fact.Listing) bool { return strings.ToUpper(l.List) == l.List }

// onRecord names the parties that the catalogue of instruments knows by name, and how each instrument is shown.
func (p *page) onRecord() {
	by := map[string][]string{} // instrument, names
	for _, f := range p.d.Facts {
		if l, ok := f.Body.(*fact.Listing); ok && ofCatalogue(l) {
			if name := p.name(l.Party); !slices.Contains(by[l.List], name) {
				by[l.List] = append(by[l.List], name)
			}
		}
	}
	label := "RECORDED"
	for i, id := range slices.Sorted(maps.Keys(by)) {
		if i == maxListed && !p.s.All {
			p.row(0, footWide, "", fmt.Sprintf("and under %d more instruments; --all shows them", len(by)-i), "")
			break
		}
		slices.Sort(by[id])
		p.row(0, footWide, label, fmt.Sprintf("%s: named by %s in the catalogue, which holds a selection", short(by[id]), id), "")
		label = ""
		if !p.s.Quiet {
			p.line(footWide, p.s.program()+" law show "+Quote(id))
		}
	}
}

// differ tells where those who state something do not agree.
func (p *page) differ() {
	var texts []string
	for _, d := range p.d.Disagreements {
		var said []string
		for _, s := range d.Said {
			said = append(said, s.Value+" ("+s.Author+")")
		}
		end := "not known until they agree"
		if d.Taken != "" {
			end = d.Taken + " is taken, since a person states it"
		}
		texts = append(texts, fmt.Sprintf("%s of %s: %s; %s", strings.ReplaceAll(d.Field, "_", " "), p.name(fact.PartyID(d.About)), strings.Join(said, ", "), end))
	}
	p.labelled("DISPUTED", texts, 8, "more on which statements differ")
}

// unseen tells what people state that met nothing.
func (p *page) unseen() {
	var texts []string
	for _, u := range p.d.Unseen {
		texts = append(texts, fmt.Sprintf("%s %s (%s): %s", u.Kind, u.Name, u.Place, u.Why))
	}
	p.labelled("NOT SEEN", texts, 10, "more that met nothing")
}

// doubt counts, by finding, the values that nobody verified.
func (p *page) doubt() {
	all := map[string]bool{}
	var under []string
	add := func(name string, values []string) {
		if len(values) > 0 {
			under = append(under, fmt.Sprintf("%d under %s", len(values), name))
		}
		for _, v := range values {
			all[v] = true
		}
	}
	for _, g := range groups(p.d) {
		if f := g[0]; p.s.All || !f.Outcome.Permits() {
			add(f.Name, f.Unverified)
		}
	}
	for i := range p.d.Grades {
		add(p.d.Grades[i].Name, p.d.Grades[i].Unverified)
	}
	if len(under) == 0 {
		return
	}
	if n := len(under); n > maxListed+1 && !p.s.All {
		under = append(under[:maxListed], fmt.Sprintf("and some under %d more", n-maxListed))
	}
	p.row(0, footWide, "DOUBT", fmt.Sprintf("%s that nobody verified, which the proof marks: %s", count(len(all), "value"), strings.Join(under, ", ")), "")
}

// law names the packs that have a finding with the day to which each was read where that is before the
// day asked about, counts those that have none, and names those that were not applied.
func (p *page) law() {
	var names []string
	silent := 0
	for _, k := range p.d.Packs {
		if speaks(p.d, k) {
			names = append(names, k.ID)
		} else {
			silent++
		}
	}
	text := strings.Join(names, ", ")
	if silent > 0 {
		text = strings.TrimPrefix(text+fmt.Sprintf("; %d more silent, since no dealing is their concern", silent), "; ")
	}
	if len(p.d.Packs) > 0 {
		p.row(0, footWide, "LAW", text, "")
	}
	byDay := p.s.unread(p.d)
	var parts []string
	for _, day := range slices.Backward(slices.Sorted(maps.Keys(byDay))) {
		parts = append(parts, string(day)+" ("+strings.Join(byDay[day], ", ")+")")
	}
	if len(parts) > 0 {
		p.row(0, footWide, "", "read to "+strings.Join(parts, ", ")+": what changed since is not in these answers", "")
	}
	if len(p.d.LeftOut) > 0 {
		p.row(0, footWide, "", "not applied: "+and(p.d.LeftOut)+", for organisations of other countries (--law applies them)", "")
	}
}

// seen counts what was read, and what traffic and names showed.
func (p *page) seen() {
	e := &p.d.Evidence
	var records int64
	for i := range e.Files {
		records += e.Files[i].Records
	}
	s := filesRead(e)
	if records > 0 {
		s += "; " + count(int(records), "record")
	}
	p.row(0, footWide, "SEEN", s, "")
	if u := e.Unknown; u != nil {
		label := "NOT KNOWN"
		for _, x := range []struct {
			word string
			s    determination.Strangers
		}{{"peer", u.Peers}, {"name", u.Names}, {"configured name", u.Named}} {
			if x.s.Unknown > 0 {
				p.footRow(label, strangers(x.word, x.s))
				label = ""
			}
		}
	}
}
