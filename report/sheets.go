package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// A Decimal is a number with decimals, exactly.
type Decimal string

// A Sheet is a table of a determination for programs that calculate. A cell is a string, an int64, a Decimal or a fact.Date.
type Sheet struct {
	Name string
	Head []string
	Rows [][]any
}

// Sheets lays a determination out as tables: findings, reach, parties, assets, evidence, measures and questions.
func (v *View) Sheets() []Sheet {
	return []Sheet{v.findings(), v.reach(), v.parties(), v.assets(), v.evidence(), v.measures(), v.questions(), v.about()}
}

func (v *View) findings() Sheet {
	s := Sheet{Name: "Findings", Head: []string{"name", "pack", "outcome", "needs action", "possible", "conditions met", "title", "dealing", "assets", "subject", "counterparty", "class",
		"rule", "citation", "answer", "measures shown", "measures missing", "next due", "questions open", "presumed", "unverified", "accepted until", "read at", "digest"}}
	for i := range v.Findings {
		f := &v.Findings[i]
		var rule, citation string
		if len(f.Provisions) > 0 {
			rule, citation = f.Provisions[0].Rule, f.Provisions[0].Citation
		}
		shown, missing := measures(f)
		var until fact.Date
		if a, ok := v.Accepted[f.Name]; ok && a.Stands {
			until = a.Until
		}
		asked := int64(0)
		if f.Outcome.Open() && len(f.Deciding) > 0 {
			asked = int64(len(f.Deciding[0].Questions))
		}
		s.Rows = append(s.Rows, []any{f.Name, f.Pack, string(f.Outcome), yes(f.NeedsAction()), join(f.Possible), f.Met.String(), f.Title, f.Dealing, assetsOf(f.Assets), v.nameOf(f.Subject), v.nameOf(f.Counterparty), string(f.Class),
			rule, citation, strings.Join(f.Headline, " "), int64(shown), int64(missing), due(f), asked, int64(len(f.Presumed)), int64(len(f.Unverified)), until, v.readAt(f.Fact), string(v.Digest)})
	}
	return s
}

func (v *View) reach() Sheet {
	s := Sheet{Name: "Reach", Head: []string{"asset", "government", "code", "arm", "verdict", "path", "laws", "would decide"}}
	for _, f := range v.Facts {
		b, ok := f.Body.(*fact.Reach)
		if !ok {
			continue
		}
		var path []string
		for _, step := range b.Path {
			path = append(path, v.Step(step))
		}
		s.Rows = append(s.Rows, []any{string(b.Asset), country(b.Government), string(b.Government), string(b.Arm), possible(b.Verdict), strings.Join(path, "; "), strings.Join(b.Laws, "; "), strings.Join(b.Deciding, "; ")})
	}
	slices.SortStableFunc(s.Rows, func(a, b []any) int {
		return cmp.Or(strings.Compare(a[0].(string), b[0].(string)), strings.Compare(a[1].(string), b[1].(string)), -strings.Compare(a[3].(string), b[3].(string)))
	})
	return s
}

func (v *View) parties() Sheet {
	s := Sheet{Name: "Parties", Head: []string{"party", "name", "test", "verdict", "held at least (%)", "held at most (%)", "by", "governments"}}
	for _, f := range v.Facts {
		if c, ok := f.Body.(*fact.Control); ok {
			var governments []string
			for _, g := range c.Governments {
				governments = append(governments, country(g))
			}
			s.Rows = append(s.Rows, []any{string(c.Party), v.nameOf(c.Party), c.Test, possible(c.Verdict), percentOf(c.Lo), percentOf(c.Hi), strings.Join(c.Basis, ", "), strings.Join(governments, ", ")})
		}
	}
	slices.SortStableFunc(s.Rows, func(a, b []any) int {
		return cmp.Or(strings.Compare(a[0].(string), b[0].(string)), strings.Compare(a[2].(string), b[2].(string)))
	})
	return s
}

func (v *View) assets() Sheet {
	s := Sheet{Name: "Assets", Head: []string{"asset", "provider", "region", "country", "operator", "contract with", "how known", "endpoint", "read at"}}
	for _, f := range v.Facts {
		if a, ok := f.Body.(*fact.Attribution); ok {
			s.Rows = append(s.Rows, []any{string(a.Asset), cmp.Or(a.ProviderName, string(a.Provider)), a.Region, country(a.Country), v.namesOf(a.Operators()), v.namesOf(a.Contractors()), string(a.Method), a.Endpoint, v.readAt(f.ID)})
		}
	}
	slices.SortStableFunc(s.Rows, func(a, b []any) int { return strings.Compare(a[0].(string), b[0].(string)) })
	return s
}

func (v *View) evidence() Sheet {
	s := Sheet{Name: "Evidence", Head: []string{"file", "kind", "state", "records", "size", "note", "sha256"}}
	for i := range v.Evidence.Files {
		f := &v.Evidence.Files[i]
		s.Rows = append(s.Rows, []any{f.Name, f.Kind, cmp.Or(state(f), "read"), f.Records, f.Size, f.Note, string(f.Digest)})
	}
	for _, p := range v.Evidence.Problems {
		s.Rows = append(s.Rows, []any{p.Name, "", "problem: " + problem(p), p.Read, "", "", ""})
	}
	return s
}

func (v *View) measures() Sheet {
	s := Sheet{Name: "Measures", Head: []string{"finding", "measure", "state", "what", "citation", "since", "group", "due"}}
	for i := range v.Findings {
		f := &v.Findings[i]
		for _, m := range f.Measures {
			s.Rows = append(s.Rows, []any{f.Name, string(m.ID), measureWord(m.State), m.Says, m.Citation, m.Since, strings.TrimSpace(m.Group + " " + m.Option), fact.Date("")})
		}
		for _, d := range f.Duties {
			s.Rows = append(s.Rows, []any{f.Name, d.ID, "duty", d.Says, d.Citation, fact.Date(""), "", d.Due})
		}
	}
	return s
}

func (v *View) questions() Sheet {
	s := Sheet{Name: "Questions", Head: []string{"finding", "question", "answer at", "answers", "decides alone"}}
	for i := range v.Findings {
		f := &v.Findings[i]
		if !f.Outcome.Open() {
			continue
		}
		for _, set := range f.Deciding {
			for _, q := range set.Questions {
				s.Rows = append(s.Rows, []any{f.Name, q.Ask, q.Path, strings.Join(q.Values, ", "), yes(len(set.Questions) == 1 && set.Surely)})
			}
		}
	}
	return s
}

func (v *View) about() Sheet {
	s := Sheet{Name: "About", Head: []string{"what", "value"}}
	put := func(name, value string) { s.Rows = append(s.Rows, []any{name, value}) }
	put("as of", string(v.At))
	put("read on", string(v.Evidence.ReadOn))
	put("program", "longarm "+v.Asked.Program)
	put("determination", string(v.Digest))
	put("check it", "longarm verify FILE makes the determination again; its digest must be this one")
	for _, k := range v.Packs {
		put("law "+k.ID, strings.TrimPrefix(k.Title+"; "+k.Status, "; "))
	}
	for _, u := range v.Unseen {
		put("not seen", u.Kind+" "+u.Name+" ("+u.Place+"): "+u.Why)
	}
	put("advice", "no legal advice: a determination says what the rules say of the facts given")
	return s
}

func (v *View) nameOf(id fact.PartyID) string {
	if id == "" {
		return ""
	}
	return v.Party(id)
}

func (v *View) namesOf(ids []fact.PartyID) string {
	var out []string
	for _, id := range ids {
		out = append(out, v.nameOf(id))
	}
	return strings.Join(out, " or ")
}

// readAt names where a fact was read, or what it comes from; the first few.
func (v *View) readAt(id fact.ID) string {
	var out []string
	for _, s := range v.Places(id, 5) {
		out = append(out, s.String())
	}
	return strings.Join(out, "; ")
}

// Places lists where a fact was read, and then where those were from which it comes; at most most.
func (v *View) Places(id fact.ID, most int) (out []fact.Source) {
	seen := map[fact.ID]bool{}
	for next := []fact.ID{id}; len(next) > 0 && len(out) < most; {
		for _, s := range v.Grounds(next...) {
			if len(out) < most && !slices.ContainsFunc(out, func(o fact.Source) bool { return o.Name == s.Name && o.Line == s.Line && o.Place == s.Place }) {
				out = append(out, s)
			}
		}
		var further []fact.ID
		for _, n := range next {
			for _, from := range v.e.facts[n].From {
				if !seen[from] {
					seen[from] = true
					further = append(further, from)
				}
			}
		}
		next = further
	}
	return out
}

func assetsOf(as []fact.AssetID) string {
	out := make([]string, len(as))
	for i, a := range as {
		out[i] = string(a)
	}
	return strings.Join(out, ", ")
}

// due is the next day by which the law asks for something.
func due(f *determination.Finding) (day fact.Date) {
	for _, d := range f.Duties {
		if d.Due != "" && (day == "" || d.Due < day) {
			day = d.Due
		}
	}
	return day
}

func yes(b bool) string { return fact.Is(b).String() }

func measureWord(t fact.Truth) string {
	return map[fact.Truth]string{fact.Yes: "shown", fact.No: "absent", fact.Unknown: "not shown"}[t]
}

// percentOf is a share in percent as a decimal, exactly.
func percentOf(s fact.Share) Decimal { return Decimal(strings.TrimSuffix(s.String(), " %")) }
