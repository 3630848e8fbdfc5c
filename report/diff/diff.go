// Package diff compares two determinations: which answers changed, and which records did it.
package diff

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
	"github.com/longarm-project/longarm/report/frame"
)

// Schema names the shape of a Diff, as documented in doc/formats/reports.md.
const Schema = "longarm-diff/1"

// A Diff is what changed between two determinations.
type Diff struct {
	Schema string `json:"schema"`
	Before Side   `json:"before"`
	After  Side   `json:"after"`
	// Law and Asked are what changed of the rules and of what was asked, in words.
	Law   []string `json:"law,omitempty"`
	Asked []string `json:"asked,omitempty"`
	// Answers are the findings whose answer changed, that are new, or that are gone: the worst after first.
	Answers []Answer `json:"answers"`
	// Reach are the verdicts of reach that changed.
	Reach []Reach `json:"reach"`
	// Same counts the findings of which the answer is as before.
	Same int `json:"same"`

	stated [2]map[string]bool // what was read of each, below whatever finding
}

// A Side is one of the determinations.
type Side struct {
	Determination fact.Digest `json:"determination"`
	At            fact.Date   `json:"at"`
}

// An Answer is a finding whose answer changed. An empty outcome is one of a finding that is not there.
type Answer struct {
	Pack     string                  `json:"pack"`
	Dealing  string                  `json:"dealing"`
	Title    string                  `json:"title,omitempty"`
	Name     string                  `json:"name"` // after, or before where it is gone
	Before   determination.Outcome   `json:"before,omitempty"`
	After    determination.Outcome   `json:"after,omitempty"`
	Possible []determination.Outcome `json:"possible,omitempty"` // after
	Says     string                  `json:"says,omitempty"`     // the first sentence after
	// Causes are the records below it that only one of the two holds; More counts those beyond MaxCauses.
	Causes []Cause `json:"causes,omitempty"`
	More   int     `json:"more_causes,omitempty"`
	// Otherwise says what did it where no record did.
	Otherwise string `json:"otherwise,omitempty"`
}

// MaxCauses bounds the records told of one answer.
const MaxCauses = 20

// A Cause is a record that stands in one of the two.
type Cause struct {
	Change string   `json:"change"` // "added" or "removed"
	Says   string   `json:"says"`
	Places []string `json:"places"` // file and line
	Fact   fact.ID  `json:"fact"`
}

// A Reach is a verdict before and after.
type Reach struct {
	Asset      fact.AssetID `json:"asset"`
	Government fact.Country `json:"government"`
	Arm        fact.Arm     `json:"arm"`
	Before     fact.Truth   `json:"before"`
	After      fact.Truth   `json:"after"`
}

// Of compares two determinations. Findings are the same where pack and dealing are. A record is the same where it says the
// same, whatever the file, the line and the day on which it was read.
func Of(before, after *report.View) *Diff {
	d := &Diff{Schema: Schema, Before: side(before), After: side(after), Answers: []Answer{}, Reach: []Reach{}}
	d.stated = [2]map[string]bool{stated(before), stated(after)}
	d.rules(before, after)
	type key struct{ pack, dealing string }
	old := map[key]*determination.Finding{}
	for i := range before.Findings {
		f := &before.Findings[i]
		old[key{f.Pack, f.Dealing}] = f
	}
	for i := range after.Findings {
		f := &after.Findings[i]
		k := key{f.Pack, f.Dealing}
		was := old[k]
		delete(old, k)
		if was != nil && was.Outcome == f.Outcome && was.Met == f.Met && slices.Equal(was.Possible, f.Possible) {
			d.Same++
			continue
		}
		d.Answers = append(d.Answers, d.answer(before, after, was, f))
	}
	for i := range before.Findings {
		if f := &before.Findings[i]; old[key{f.Pack, f.Dealing}] == f {
			d.Answers = append(d.Answers, d.answer(before, after, f, nil))
		}
	}
	slices.SortStableFunc(d.Answers, func(a, b Answer) int {
		return cmp.Or(cmp.Compare(rank(a.After), rank(b.After)), cmp.Compare(rank(a.Before), rank(b.Before)), strings.Compare(a.Pack, b.Pack), strings.Compare(a.Dealing, b.Dealing))
	})
	d.reach(before, after)
	return d
}

func side(v *report.View) Side { return Side{v.Digest, v.At} }

// rank puts what is gone last.
func rank(o determination.Outcome) int {
	if o == "" {
		return 1 << 10
	}
	return o.Seriousness()
}

// rules says what changed of the law and of what was asked.
func (d *Diff) rules(before, after *report.View) {
	if before.At != after.At {
		d.Law = append(d.Law, fmt.Sprintf("the law and the facts of %s, and then of %s", before.At, after.At))
	}
	old := map[string]fact.Digest{}
	for _, k := range before.Packs {
		old[k.ID] = k.Digest
	}
	for _, k := range after.Packs {
		was, ok := old[k.ID]
		delete(old, k.ID)
		switch {
		case !ok:
			d.Law = append(d.Law, k.ID+" is applied, and was not")
		case was != k.Digest:
			d.Law = append(d.Law, fmt.Sprintf("%s has other rules (%.12s, and then %.12s)", k.ID, was, k.Digest))
		}
	}
	for _, k := range before.Packs {
		if _, gone := old[k.ID]; gone {
			d.Law = append(d.Law, k.ID+" is no longer applied")
		}
	}
	d.used(before, after)
	for _, x := range []struct{ what, was, is string }{
		{"subject", string(before.Asked.Subject), string(after.Asked.Subject)}, {"home", string(before.Asked.Home), string(after.Asked.Home)},
		{"governments", fmt.Sprint(before.Asked.Governments), fmt.Sprint(after.Asked.Governments)}, {"packs", fmt.Sprint(before.Asked.Packs), fmt.Sprint(after.Asked.Packs)},
		{"program", before.Asked.Program, after.Asked.Program},
	} {
		if x.was != x.is {
			d.Asked = append(d.Asked, fmt.Sprintf("%s: %s, and then %s", x.what, cmp.Or(x.was, "not said"), cmp.Or(x.is, "not said")))
		}
	}
}

// used says which tables and registers changed.
func (d *Diff) used(before, after *report.View) {
	for _, x := range []struct {
		a, b *report.View
		says string
	}{{after, before, "is used, and was not"}, {before, after, "was used, and no longer is"}} {
		for _, u := range x.a.Asked.With {
			if !slices.Contains(x.b.Asked.With, u) {
				d.Asked = append(d.Asked, fmt.Sprintf("%s %.12s %s", strings.TrimSpace(u.Kind+" "+u.Name), u.Digest, x.says))
			}
		}
	}
}

// answer tells one changed finding; was or is may be nil.
func (d *Diff) answer(before, after *report.View, was, is *determination.Finding) Answer {
	f := cmp.Or(is, was)
	a := Answer{Pack: f.Pack, Dealing: f.Dealing, Title: f.Title, Name: f.Name}
	read := [2]map[string]fact.Fact{{}, {}}
	if was != nil {
		a.Before = was.Outcome
		read[0] = records(before, was)
	}
	if is != nil {
		a.After, a.Possible = is.Outcome, is.Possible
		if len(is.Headline) > 0 {
			a.Says = is.Headline[0]
		}
		read[1] = records(after, is)
	}
	for n, change := range []string{"removed", "added"} {
		v := []*report.View{before, after}[n]
		for key, x := range read[n] {
			if _, both := read[1-n][key]; both || d.stated[1-n][key] {
				continue
			}
			c := Cause{Change: change, Says: report.Describe(x), Fact: x.ID}
			for _, s := range v.Grounds(x.ID) {
				if p := s.String(); !slices.Contains(c.Places, p) {
					c.Places = append(c.Places, p)
				}
			}
			a.Causes = append(a.Causes, c)
		}
	}
	slices.SortFunc(a.Causes, func(x, y Cause) int {
		return cmp.Or(-strings.Compare(x.Change, y.Change), strings.Compare(x.Says, y.Says), strings.Compare(x.Fact.String(), y.Fact.String()))
	})
	if n := len(a.Causes); n > MaxCauses {
		a.Causes, a.More = a.Causes[:MaxCauses], n-MaxCauses
	}
	if len(a.Causes) == 0 {
		a.Otherwise = "no record below it changed: " + cmp.Or(strings.Join(slices.Concat(d.Law, d.Asked), "; "), "what the whole estate holds did")
	}
	return a
}

// records are the facts below a finding that were read, by what they say.
func records(v *report.View, f *determination.Finding) map[string]fact.Fact {
	out := map[string]fact.Fact{}
	for _, id := range v.Beneath(f) {
		if x := v.Fact(id); len(x.Sources) > 0 {
			out[content(x)] = x
		}
	}
	return out
}

// content tells a record from others by what it says.
func content(f fact.Fact) string { return string(f.Body.Kind()) + string(fact.Canonical(f.Body)) }

func stated(v *report.View) map[string]bool {
	out := map[string]bool{}
	for _, f := range v.Facts {
		if len(f.Sources) > 0 {
			out[content(f)] = true
		}
	}
	return out
}

// counted is the first line of what changed.
func counted(d *Diff) string {
	s := fmt.Sprintf("%d answers changed", len(d.Answers))
	if len(d.Answers) == 1 {
		s = "1 answer changed"
	}
	verdicts := fmt.Sprintf("%d verdicts", len(d.Reach))
	if len(d.Reach) == 1 {
		verdicts = "1 verdict"
	}
	return fmt.Sprintf("%s, %d as before; %s of reach changed", s, d.Same, verdicts)
}

func (d *Diff) reach(before, after *report.View) {
	type key struct {
		asset      fact.AssetID
		government fact.Country
		arm        fact.Arm
	}
	verdicts := func(v *report.View) map[key]fact.Truth {
		out := map[key]fact.Truth{}
		for _, f := range v.Facts {
			if r, ok := f.Body.(*fact.Reach); ok {
				out[key{r.Asset, r.Government, r.Arm}] = r.Verdict
			}
		}
		return out
	}
	a, b := verdicts(before), verdicts(after)
	put := func(k key) {
		was, ok := a[k]
		if !ok {
			was = fact.No
		}
		is, ok := b[k]
		if !ok {
			is = fact.No
		}
		if was != is {
			d.Reach = append(d.Reach, Reach{k.asset, k.government, k.arm, was, is})
		}
	}
	for k := range a {
		put(k)
	}
	for k := range b {
		if _, both := a[k]; !both {
			put(k)
		}
	}
	slices.SortFunc(d.Reach, func(x, y Reach) int {
		return cmp.Or(-cmp.Compare(x.After, y.After), strings.Compare(string(x.Asset), string(y.Asset)), strings.Compare(string(x.Government), string(y.Government)), -strings.Compare(string(x.Arm), string(y.Arm)))
	})
}

// JSON writes a diff for programs.
func JSON(w io.Writer, d *Diff) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(d)
}

// change says what became of an answer.
func (a *Answer) change() string {
	switch {
	case a.Before == "":
		return "new: " + report.Label(a.After)
	case a.After == "":
		return "gone: was " + report.Label(a.Before)
	case a.Before == a.After:
		return report.Label(a.After) + ", otherwise than before"
	}
	return report.Label(a.Before) + " -> " + report.Label(a.After)
}

const maxReach = 40 // lines of the text

// Text writes a diff for a terminal.
func Text(w io.Writer, d *Diff) error {
	var b strings.Builder
	say := func(indent int, s string) { b.WriteString(strings.Repeat(" ", indent) + report.Clean(s) + "\n") }
	say(0, fmt.Sprintf("%s of %s against %s of %s", short(d.After), d.After.At, short(d.Before), d.Before.At))
	for _, s := range d.Law {
		say(0, "law: "+s)
	}
	for _, s := range d.Asked {
		say(0, "asked: "+s)
	}
	say(0, counted(d))
	for i := range d.Answers {
		a := &d.Answers[i]
		say(0, "")
		say(0, fmt.Sprintf("%s  %s (%s, %s)", a.change(), cmp.Or(a.Title, a.Dealing), a.Name, a.Pack))
		if a.Says != "" {
			say(2, a.Says)
		}
		for _, c := range a.Causes {
			sign := map[string]string{"added": "+", "removed": "-"}[c.Change]
			say(2, fmt.Sprintf("%s %s [%s]", sign, c.Says, strings.Join(c.Places, ", ")))
		}
		if a.More > 0 {
			say(2, fmt.Sprintf("and %d more records", a.More))
		}
		if a.Otherwise != "" {
			say(2, a.Otherwise)
		}
	}
	for i, r := range d.Reach {
		if i == 0 {
			say(0, "")
		}
		if i == maxReach {
			say(0, fmt.Sprintf("and %d more verdicts of reach", len(d.Reach)-i))
			break
		}
		say(0, fmt.Sprintf("%s %s %s: %s -> %s", report.Country(r.Government), r.Arm, r.Asset, verdict(r.Before), verdict(r.After)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func short(s Side) string { return fmt.Sprintf("%.12s", s.Determination) }

func verdict(t fact.Truth) string {
	if t == fact.Unknown {
		return "possible"
	}
	return t.String()
}

var page = template.Must(template.New("diff").Funcs(template.FuncMap{
	"clean": report.Clean, "counted": counted, "verdict": verdict, "country": report.Country, "change": (*Answer).change, "count": func(of []Answer) []*Answer {
		out := make([]*Answer, len(of))
		for i := range of {
			out[i] = &of[i]
		}
		return out
	},
	"class": func(a *Answer) string {
		switch o := a.After; {
		case o == determination.Prohibited:
			return "bad"
		case o == "" || o.Permits():
			return "good"
		case o.Open():
			return "open"
		}
		return "warn"
	},
}).Parse(`<header class="page"><h1>What changed</h1><p class="meta">as of {{.Before.At}} (<code>{{printf "%.12s" .Before.Determination}}</code>), and then as of {{.After.At}} (<code>{{printf "%.12s" .After.Determination}}</code>)</p></header>
<main><p class="lead">{{counted .}}.</p>
{{if or .Law .Asked}}<h2>Law and what was asked</h2><ul class="plain">{{range .Law}}<li>{{clean .}}</li>{{end}}{{range .Asked}}<li>{{clean .}}</li>{{end}}</ul>{{end}}
{{with .Answers}}<h2>Answers</h2>{{range count .}}<article><header><span class="pill {{class .}}">{{change .}}</span><h3><bdi>{{if .Title}}{{clean .Title}}{{else}}{{clean .Dealing}}{{end}}</bdi></h3><span class="meta">{{.Name}}, {{.Pack}}</span></header>{{with .Says}}<p>{{clean .}}</p>{{end}}
{{with .Causes}}<table><thead><tr><th scope="col">record</th><th scope="col">says</th><th scope="col">read at</th></tr></thead><tbody>{{range .}}<tr><td class="nowrap">{{.Change}}</td><td><bdi>{{clean .Says}}</bdi></td><td>{{range $i, $p := .Places}}{{if $i}}, {{end}}{{clean $p}}{{end}}</td></tr>{{end}}</tbody></table>{{end}}{{with .More}}<p class="soft">and {{.}} more records</p>{{end}}{{with .Otherwise}}<p class="soft">{{clean .}}</p>{{end}}</article>{{end}}{{end}}
{{with .Reach}}<h2>Reach</h2><table><thead><tr><th scope="col">asset</th><th scope="col">government</th><th scope="col">can</th><th scope="col">before</th><th scope="col">after</th></tr></thead><tbody>{{range .}}<tr><td><bdi>{{clean (printf "%s" .Asset)}}</bdi></td><td>{{country .Government}}</td><td>{{.Arm}}</td><td>{{verdict .Before}}</td><td>{{verdict .After}}</td></tr>{{end}}</tbody></table>{{end}}
</main><footer><p>No legal advice. longarm diff made this page of two saved determinations.</p></footer>
`))

// HTML writes a diff as a page.
func HTML(w io.Writer, d *Diff) error {
	f := frame.Page{Lang: "en", Dir: "ltr", Title: "What changed, " + string(d.Before.At) + " to " + string(d.After.At), Head: "What changed", Right: string(d.After.At), Foot: short(d.After)}
	return frame.Write(w, f, func(w io.Writer) error { return page.Execute(w, d) })
}
