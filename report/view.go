package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// A View is a determination with what writers of reports ask of it: names, sentences,
// groups and places. Writers lay it out, and decide nothing.
type View struct {
	*determination.Determination
	// Title is what the report is called; Read the day to which the text of each pack of law was read, where known.
	Title string
	Read  map[string]fact.Date
	// Accepted are the findings that somebody accepted, by name.
	Accepted map[string]Acceptance
	e        *explainer
}

// An Acceptance says that somebody knows of a finding and lives with it until a day. It
// changes nothing of what was decided.
type Acceptance struct {
	Reason  string
	Author  string
	Until   fact.Date             // the last day
	Outcome determination.Outcome // that was accepted
	Stands  bool                  // on the day of the review, and of this outcome
}

// NewView returns a view of d.
func NewView(d *determination.Determination) *View {
	e := &explainer{d: d, facts: make(map[fact.ID]fact.Fact, len(d.Facts)), names: namesOf(d)}
	for _, f := range d.Facts {
		e.facts[f.ID] = f
	}
	return &View{Determination: d, e: e}
}

// Fact returns a fact by its ID; its body is nil where there is none.
func (v *View) Fact(id fact.ID) fact.Fact { return v.e.facts[id] }

// Party returns the name of a party, or its id where it has none.
func (v *View) Party(id fact.PartyID) string { return v.e.name(id) }

// Parties lists the parties that have a name, by id.
func (v *View) Parties() []fact.PartyID { return slices.Sorted(maps.Keys(v.e.names)) }

// Step says a step of a path in words.
func (v *View) Step(s fact.Step) string { return v.e.step(s) }

// Held says in brackets how much the interest of a claim is, with a blank before it.
func (v *View) Held(id fact.ID) string { return v.e.held(id) }

// With names the other party of a finding, and counts who gets at the data.
func (v *View) With(f *determination.Finding) string { return v.e.with(f) }

// Dealings gathers findings by dealing, the most serious first.
func (v *View) Dealings() [][]*determination.Finding {
	var out [][]*determination.Finding
	for _, g := range groups(v.Determination) {
		out = append(out, g)
	}
	return out
}

// Beneath lists the facts that a finding rests on: its dealing, those that its elements read, those of
// its steps, and all that these come from; each once, conclusions before premises.
func (v *View) Beneath(f *determination.Finding) []fact.ID {
	var out []fact.ID
	seen := map[fact.ID]bool{}
	next := append([]fact.ID{f.Fact}, v.e.beneath(f)...)
	for len(next) > 0 {
		var further []fact.ID
		for _, id := range next {
			x, ok := v.e.facts[id]
			if !ok || seen[id] {
				continue
			}
			seen[id] = true
			out = append(out, id)
			further = append(further, x.From...)
		}
		next = further
	}
	return out
}

// Grounds lists the places that facts were read at, by file and line, each once.
func (v *View) Grounds(ids ...fact.ID) []fact.Source {
	var out []fact.Source
	for _, id := range ids {
		out = append(out, v.e.facts[id].Sources...)
	}
	slices.SortFunc(out, func(a, b fact.Source) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.Line, b.Line), strings.Compare(a.Place, b.Place), strings.Compare(string(a.Digest), string(b.Digest)))
	})
	return slices.Compact(out)
}

// A Row is what governments can do to one asset.
type Row struct {
	Asset fact.AssetID
	// Alike counts the assets that the row stands for.
	Alike int
	Arms  [3]map[fact.Country]fact.Truth // read, cut, enter
}

// Reaches lists the assets that somebody may reach, the ones that are surely read first, and
// the governments of the columns: those of concern first, then by what they surely reach. What a person
// names and what somebody surely reaches has a row; assets alike in all the rest are one.
func (v *View) Reaches() (rows []Row, governments []fact.Country) {
	p := &page{d: v.Determination, s: Style{All: true}}
	all := p.rows()
	for _, r := range all {
		row := Row{Asset: r.asset, Alike: 1, Arms: r.arms}
		if n := len(rows) - 1; n >= 0 && !r.stated && !r.sure() && rows[n].like(&row) {
			rows[n].Alike++
			continue
		}
		rows = append(rows, row)
	}
	return rows, p.governments(all)
}

func (r *Row) like(o *Row) bool {
	for i := range r.Arms {
		if !maps.Equal(r.Arms[i], o.Arms[i]) {
			return false
		}
	}
	return true
}

// Country returns the English name of a country, or its code where there is none.
func Country(c fact.Country) string { return country(c) }

// Words writes a name of the vocabulary with blanks, none where it is empty.
func Words(s, none string) string { return words(s, none) }

// Amount writes a number of persons or devices.
func Amount(r fact.Range, unit string) string { return amount(r, unit) }

// Label writes an outcome as a page heads a finding with it.
func Label(o determination.Outcome) string { return labelOf(o).text }

// Applies says whether a provision applies to a finding, and what follows.
func Applies(f *determination.Finding, p *determination.Provision) string { return applies(f, p) }

// Problem says what could not be read.
func Problem(p determination.Problem) string { return problem(p) }

// State says what became of a file, empty for one that was read.
func State(f *determination.File) string { return state(f) }

// Strangers says of endpoints of one sort how many are nobody's known, and which are the largest.
func Strangers(word string, s determination.Strangers) string {
	return "Not known: " + strangers(word, s)
}

// Clean replaces line breaks and control characters, which names of strangers may bring.
func Clean(s string) string { return clean(s) }

// Acceptances writes which findings somebody accepted, until when, and whether that still holds.
func Acceptances(w io.Writer, d *determination.Determination, accepted map[string]Acceptance, s Style) error {
	p := newPen(w, s)
	for i := range d.Findings {
		f := &d.Findings[i]
		a, ok := accepted[f.Name]
		switch {
		case !ok:
		case a.Stands:
			p.wrap(0, fmt.Sprintf("Accepted: %s (%s) by %s until %s: %s", f.Name, words(string(f.Outcome), ""), a.Author, a.Until, a.Reason))
		default:
			p.wrap(0, fmt.Sprintf("No longer accepted: %s is %s; %s accepted %s until %s: %s", f.Name, words(string(f.Outcome), ""), a.Author, words(string(a.Outcome), ""), a.Until, a.Reason))
		}
	}
	return p.err
}
