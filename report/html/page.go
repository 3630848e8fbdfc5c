package html

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// Bounds of a page. Beyond them it says how many there are more; the determination has all.
const (
	maxVerdicts = 300   // sentences of the first screen
	maxFull     = 400   // dealings told in full
	maxTold     = 10000 // further dealings told in a line
	maxList     = 100   // lines of each list
	maxFacts    = 40    // facts below one finding
	maxListed   = 4000  // facts in the list of facts
	maxFiles    = 2000
)

// A page is what the template lays out.
type page struct {
	v *report.View
	t catalogue

	tests    map[string]string // the ownership test of each pack
	controls map[control]*fact.Control
	reaches  map[fact.AssetID][]*fact.Reach
	claims   map[fact.PartyID][]*fact.Party
	dealing  map[string][]int // steps about data of a dealing
	anchors  map[fact.ID]bool // facts of the list

	rowsLeft, columnsLeft int

	Title, Org, At, Laws, Summary, Presumed, LawRead string
	Digest, Program, Read                            string
	Tiles                                            []tile
	Verdicts, Permitted                              []verdict
	VerdictsLeft                                     int
	Matrix, Clocks                                   *figure
	MatrixNote                                       string
	Next                                             []next
	Open                                             []question
	Unknown, Unseen, Differ, Unread                  []string
	OpenLeft, UnseenLeft, DifferLeft, UnreadLeft     int
	Press                                            []string
	Findings                                         []finding
	Told                                             []told
	ToldLeft                                         int
	Grades                                           []grade
	Facts                                            []row
	FactsLeft                                        int
	Files                                            []file
	FilesLeft                                        int
	Packs                                            []pack
}

type control struct {
	party fact.PartyID
	test  string
}

// A tile counts the dealings of one outcome.
type tile struct {
	Label, Class string
	N            int
}

// A verdict is one sentence of the first screen.
type verdict struct {
	Label, Class, Title, Sentence, Anchor, Name string
	Like                                        int // other dealings of which the same is said
	Accepted                                    string
}

type next struct{ Text, Anchor, Command string }

type question struct {
	Ask, Path, Values string
	For               []string
	ForMore           int
}

type file struct{ Name, Digest, Kind, State, Note, Records string }

type pack struct{ ID, Title, Status, Digest, Read, Unverified string }

// A told finding has a line.
type told struct{ Label, Class, Title, Sentence, Name string }

// ToldParts are the findings that have a line, in parts that a browser unfolds at once.
func (p *page) ToldParts() [][]told { return slices.Collect(slices.Chunk(p.Told, 500)) }

func newPage(v *report.View, t catalogue) *page {
	p := &page{
		v: v, t: t, tests: map[string]string{}, controls: map[control]*fact.Control{}, reaches: map[fact.AssetID][]*fact.Reach{},
		claims: map[fact.PartyID][]*fact.Party{}, dealing: map[string][]int{}, anchors: map[fact.ID]bool{},
	}
	p.index()
	p.head()
	p.verdicts()
	p.Matrix = p.matrix()
	if p.rowsLeft > 0 || p.columnsLeft > 0 {
		p.MatrixNote = t.say("reach.left", thousands(int64(p.rowsLeft)), thousands(int64(p.columnsLeft)))
	}
	p.Clocks = p.clocks()
	p.next()
	p.open()
	p.unknown()
	p.files()
	p.press()
	p.grades()
	p.facts()
	return p
}

// index gathers facts and steps by what they are about.
func (p *page) index() {
	for _, k := range p.v.Packs {
		p.tests[k.ID] = k.Test
	}
	for _, f := range p.v.Facts {
		switch b := f.Body.(type) {
		case *fact.Control:
			k := control{b.Party, b.Test}
			if old := p.controls[k]; old == nil || old.Verdict < b.Verdict {
				p.controls[k] = b
			}
		case *fact.Reach:
			p.reaches[b.Asset] = append(p.reaches[b.Asset], b)
		}
	}
	for id, said := range fact.PartyClaims(slices.Values(p.v.Facts)) {
		for _, s := range said {
			p.claims[id] = append(p.claims[id], s.Party)
		}
	}
	arms := []fact.Arm{fact.Read, fact.Cut, fact.Enter}
	for _, rs := range p.reaches {
		slices.SortStableFunc(rs, func(a, b *fact.Reach) int {
			return cmp.Or(-cmp.Compare(a.Verdict, b.Verdict), cmp.Compare(slices.Index(arms, a.Arm), slices.Index(arms, b.Arm)),
				strings.Compare(string(a.Government), string(b.Government)))
		})
	}
	for i, s := range p.v.Proof.All() {
		if _, of, ok := strings.Cut(s.About, " of "); ok && strings.HasPrefix(s.About, "data ") {
			p.dealing[of] = append(p.dealing[of], i)
		}
	}
}

// country is where a party belongs as the highest authority states it: its seat, the state that it is of, where it lives,
// or else the first country under whose law it is organised.
func (p *page) country(id fact.PartyID) fact.Country {
	for _, x := range p.claims[id] {
		if c := cmp.Or(x.State, x.Seat, x.Residence, x.Present); c != "" {
			return c
		}
		if len(x.Organized) > 0 {
			return x.Organized[0]
		}
	}
	return ""
}

// seat says in a few words where a party belongs.
func (p *page) seat(id fact.PartyID) string {
	for _, x := range p.claims[id] {
		var s []string
		for _, c := range x.Organized {
			s = append(s, string(c))
		}
		switch {
		case x.State != "":
			return p.t.say("party.state", report.Country(x.State))
		case x.Seat != "" && len(s) > 0:
			return p.t.say("party.both", strings.Join(s, ", "), string(x.Seat))
		case len(s) > 0:
			return p.t.say("party.organized", report.Country(x.Organized[0]))
		case x.Seat != "":
			return p.t.say("party.seat", report.Country(x.Seat))
		case x.Residence != "":
			return p.t.say("party.lives", report.Country(x.Residence))
		}
	}
	return p.t.say("party.unknown")
}

// places says where a fact was read.
func (p *page) places(id fact.ID) string {
	var out []string
	for _, s := range p.v.Grounds(id) {
		if text := short(s.String()); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		return p.t.say("fact.derived")
	}
	return named(out, 3)
}

func (p *page) head() {
	v, t := p.v, p.t
	p.At, p.Digest, p.Program, p.Read = string(v.At), string(v.Digest), v.Asked.Program, string(v.Evidence.ReadOn)
	for i := range v.Findings {
		if s := v.Findings[i].Subject; s != "" {
			p.Org = v.Party(s)
			break
		}
	}
	p.Title = cmp.Or(v.Title, t.say("title"))
	speaks := map[string]bool{}
	for i := range v.Findings {
		speaks[v.Findings[i].Pack] = true
	}
	for i := range v.Grades {
		speaks[v.Grades[i].Pack] = true
	}
	var laws []string
	silent := 0
	for _, k := range v.Packs {
		x := pack{ID: k.ID, Title: k.Title, Status: k.Status, Digest: string(k.Digest), Read: string(v.Read[k.ID]), Unverified: strings.Join(k.Unverified, "; ")}
		p.Packs = append(p.Packs, x)
		if !speaks[k.ID] {
			silent++
			continue
		}
		laws = append(laws, k.ID)
		if day := v.Read[k.ID]; day != "" && day < v.At {
			p.LawRead += cmp.Or(map[bool]string{true: ", "}[p.LawRead != ""], "") + k.ID + " " + string(day)
		}
	}
	p.Laws = strings.Join(laws, ", ")
	if silent > 0 {
		p.Laws = strings.TrimPrefix(p.Laws+", "+t.count("laws.silent", silent), ", ")
	}
	for _, f := range v.Facts {
		if c, ok := f.Body.(*fact.Claim); ok && c.Author == fact.AuthorPresumed && c.Party != nil && len(c.Party.Organized) == 1 {
			p.Presumed = t.say("presumed.subject", report.Country(c.Party.Organized[0]))
		}
	}
}

// class names the colour of an outcome.
func class(o determination.Outcome) string {
	switch {
	case o == determination.Prohibited:
		return "bad"
	case o.Open():
		return "open"
	case o.Permits():
		return "good"
	}
	return "warn"
}

func anchor(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '.'
	}, clip(name, 80))
}

// title is what a dealing is called; one that has no letters in its name says so.
func (p *page) title(f *determination.Finding) string {
	for _, s := range []string{f.Title, f.Dealing, f.Name} {
		if s = strings.TrimSpace(short(s)); s != "" {
			return s
		}
	}
	return p.t.say("finding.unnamed")
}

// sentence is the answer of a finding in one sentence; of an open one, what is still possible too.
func (p *page) sentence(f *determination.Finding) string {
	s := p.t.say("verdict.none")
	if len(f.Headline) > 0 {
		s = short(f.Headline[0])
	}
	if f.Outcome.Open() && len(f.Possible) > 0 {
		s += " " + p.t.say("possible") + ": " + outcomes(f.Possible) + "."
	}
	return s
}

// outcomes lists outcomes in words.
func outcomes(os []determination.Outcome) string {
	var out []string
	for _, o := range os {
		out = append(out, strings.ToLower(report.Label(o)))
	}
	return strings.Join(out, ", ")
}

// PermittedDealings counts the dealings that the sentences of what is permitted are of.
func (p *page) PermittedDealings() (n int) {
	for i := range p.Permitted {
		n += 1 + p.Permitted[i].Like
	}
	return n
}

// alike is what findings of different dealings have in common when one can stand for all: all that is
// said of them but their own names.
func alike(g []*determination.Finding) string {
	var b strings.Builder
	for _, f := range g {
		fmt.Fprint(&b, f.Pack, "\x00", f.Outcome, f.Met, f.Possible, f.Class, "\x00", f.Counterparty, "\x00")
		own := []string{f.Dealing, "\x01", f.Title, "\x01"}
		for _, a := range f.Assets {
			own = append(own, string(a), "\x01")
		}
		for i := 0; i < len(own); i += 2 {
			if own[i] == "" {
				own[i] = "\x02"
			}
		}
		r := strings.NewReplacer(own...)
		for _, h := range f.Headline {
			b.WriteString(r.Replace(h))
		}
		for _, m := range f.Measures {
			fmt.Fprint(&b, m.ID, m.State)
		}
	}
	return b.String()
}

// verdicts makes the first screen and the findings: those alike are told once.
func (p *page) verdicts() {
	counts := map[determination.Outcome]int{}
	act, wait := 0, 0
	var order []string
	like := map[string][][]*determination.Finding{}
	all := p.v.Dealings()
	for _, g := range all {
		counts[g[0].Outcome]++
		switch {
		case g[0].NeedsAction():
			act++
		case g[0].Outcome.Open():
			wait++
		}
		key := alike(g)
		if like[key] == nil {
			order = append(order, key)
		}
		like[key] = append(like[key], g)
	}
	outcomes := make([]determination.Outcome, 0, len(counts))
	for o := range counts {
		outcomes = append(outcomes, o)
	}
	slices.SortFunc(outcomes, func(a, b determination.Outcome) int {
		return cmp.Or(cmp.Compare(a.Seriousness(), b.Seriousness()), strings.Compare(string(a), string(b)))
	})
	for _, o := range outcomes {
		p.Tiles = append(p.Tiles, tile{report.Label(o), class(o), counts[o]})
	}
	t := p.t
	switch {
	case len(all) == 0:
		p.Summary = t.say("summary.none")
	case act+wait == 0:
		p.Summary = t.say("summary.calm", t.count("dealings", len(all)))
	default:
		p.Summary = t.say("summary", t.count("dealings", len(all)), t.count("summary.act", act), t.count("summary.wait", wait))
	}
	for n, key := range order {
		gs := like[key]
		f := gs[0][0]
		x := verdict{Label: report.Label(f.Outcome), Class: class(f.Outcome), Title: p.title(f), Sentence: p.sentence(f), Name: f.Name, Like: len(gs) - 1}
		if a, ok := p.v.Accepted[f.Name]; ok {
			x.Accepted = p.accepted(a)
		}
		if n < maxFull {
			x.Anchor = anchor(f.Name)
			p.Findings = append(p.Findings, p.finding(gs, n))
		} else if len(p.Told) < maxTold {
			p.Told = append(p.Told, told{x.Label, x.Class, x.Title, clip(x.Sentence, 200), x.Name})
		} else {
			p.ToldLeft++
		}
		switch {
		case f.Outcome.Permits() && len(p.Permitted) < maxVerdicts:
			p.Permitted = append(p.Permitted, x)
		case !f.Outcome.Permits() && len(p.Verdicts) < maxVerdicts:
			p.Verdicts = append(p.Verdicts, x)
		default:
			p.VerdictsLeft++
		}
	}
}

func (p *page) accepted(a report.Acceptance) string {
	if !a.Stands {
		return p.t.say("accepted.ended", a.Author, a.Until, short(a.Reason))
	}
	return p.t.say("accepted", a.Author, a.Until, short(a.Reason))
}

// next says what to do, the most serious first.
func (p *page) next() {
	t := p.t
	left := 0
	for i := range p.Findings {
		f := p.Findings[i].f
		x := next{Anchor: p.Findings[i].Anchor}
		title := p.title(f)
		_, missing := measures(f)
		switch {
		case f.Outcome == determination.Prohibited:
			x.Text, x.Command = t.say("next.prohibited", title), "longarm review --remedy --finding "+report.Quote(f.Name)+" PATH..."
		case f.Outcome == determination.Restricted && missing > 0:
			x.Text, x.Command = t.say("next.restricted", title, t.count("measures", missing)), "longarm explain --elements "+report.Quote(f.Name)+" PATH..."
		case f.NeedsAction():
			x.Text, x.Command = t.say("next.conditional", title), "longarm explain --elements "+report.Quote(f.Name)+" PATH..."
		case f.Outcome.Open() && len(f.Deciding) > 0:
			x.Text = t.say("next.open", title, short(f.Deciding[0].Questions[0].Ask))
		case f.Outcome.Open():
			x.Text = t.say("next.undecided", title)
		default:
			continue
		}
		if len(p.Next) == 12 {
			left++
			continue
		}
		p.Next = append(p.Next, x)
	}
	if left > 0 {
		p.Next = append(p.Next, next{Text: t.count("next.more", left), Anchor: "findings"})
	}
}

// open gathers the questions that would decide what is open, each once.
func (p *page) open() {
	at := map[string]int{}
	for i := range p.v.Findings {
		f := &p.v.Findings[i]
		if !f.Outcome.Open() || len(f.Deciding) == 0 {
			continue
		}
		for _, q := range f.Deciding[0].Questions {
			k, ok := at[q.Ask+"\x00"+q.Path]
			if !ok {
				if len(p.Open) == maxList {
					p.OpenLeft++
					continue
				}
				k = len(p.Open)
				at[q.Ask+"\x00"+q.Path] = k
				p.Open = append(p.Open, question{Ask: short(q.Ask), Path: short(q.Path), Values: clip(plain(strings.Join(q.Values, ", ")), maxText)})
			}
			if x := &p.Open[k]; len(x.For) < 6 {
				x.For = append(x.For, f.Name)
			} else {
				x.ForMore++
			}
		}
	}
}

// unknown tells what is not known, what met nothing, where statements differ, and what was not read.
func (p *page) unknown() {
	v, t := p.v, p.t
	if u := v.Evidence.Unknown; u != nil {
		for _, x := range []struct {
			word string
			s    determination.Strangers
		}{{"peer", u.Peers}, {"name", u.Names}} {
			if x.s.Unknown > 0 {
				p.Unknown = append(p.Unknown, short(report.Strangers(x.word, x.s)))
			}
		}
	}
	for i, u := range v.Unseen {
		if i == maxList {
			p.UnseenLeft = len(v.Unseen) - i
			break
		}
		p.Unseen = append(p.Unseen, short(fmt.Sprintf("%s %s (%s): %s", u.Kind, u.Name, u.Place, u.Why)))
	}
	for i, d := range v.Disagreements {
		if i == maxList {
			p.DifferLeft = len(v.Disagreements) - i
			break
		}
		var said []string
		for _, s := range d.Said {
			said = append(said, s.Value+" ("+s.Author+")")
		}
		end := t.say("differ.open")
		if d.Taken != "" {
			end = t.say("differ.taken", d.Taken)
		}
		p.Differ = append(p.Differ, short(fmt.Sprintf("%s, %s: %s; %s", v.Party(fact.PartyID(d.About)), strings.ReplaceAll(d.Field, "_", " "), strings.Join(said, ", "), end)))
	}
	for i, pr := range v.Evidence.Problems {
		if i == maxList {
			p.UnreadLeft = len(v.Evidence.Problems) - i
			break
		}
		p.Unread = append(p.Unread, short(report.Problem(pr)))
	}
	for i := range v.Evidence.Files {
		f := &v.Evidence.Files[i]
		if s := report.State(f); s != "" && s != determination.NotEvidence {
			if len(p.Unread) >= maxList {
				p.UnreadLeft++
				continue
			}
			p.Unread = append(p.Unread, short(f.Name+": "+s))
		}
	}
}

func (p *page) files() {
	for i := range p.v.Evidence.Files {
		if i == maxFiles {
			p.FilesLeft = len(p.v.Evidence.Files) - i
			break
		}
		f := &p.v.Evidence.Files[i]
		p.Files = append(p.Files, file{short(f.Name), string(f.Digest), f.Kind, cmp.Or(report.State(f), p.t.say("files.read")), short(f.Note), thousands(f.Records)})
	}
}

// press tells what press and filings report, which decides nothing.
func (p *page) press() {
	for _, f := range p.v.Facts {
		if c, ok := f.Body.(*fact.Claim); ok && c.Reported != nil && len(p.Press) < maxList {
			p.Press = append(p.Press, short(report.Describe(f)))
		}
	}
}
