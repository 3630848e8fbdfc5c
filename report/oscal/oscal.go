// Package oscal writes a determination as OSCAL assessment results (NIST, version 1.2.1): an observation for each
// thing that was read, a finding for each answer of a law, with the elements of its rules.
package oscal

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// Version is the version of OSCAL that is written.
const Version = "1.2.1"

// namespace marks properties that are ours. It is a name, and leads nowhere.
const namespace = "urn:longarm:oscal:1"

type document struct {
	Results results `json:"assessment-results"`
}

type results struct {
	UUID     string     `json:"uuid"`
	Metadata metadata   `json:"metadata"`
	Import   href       `json:"import-ap"`
	Results  []outcome  `json:"results"`
	Back     backMatter `json:"back-matter"`
}

type metadata struct {
	Title    string `json:"title"`
	Modified string `json:"last-modified"`
	Version  string `json:"version"`
	OSCAL    string `json:"oscal-version"`
	Props    []prop `json:"props,omitempty"`
	Remarks  string `json:"remarks,omitempty"`
}

type href struct {
	Href        string `json:"href"`
	Description string `json:"description,omitempty"`
	Remarks     string `json:"remarks,omitempty"`
}

type prop struct {
	Name    string `json:"name"`
	NS      string `json:"ns"`
	Value   string `json:"value"`
	Class   string `json:"class,omitempty"`
	Remarks string `json:"remarks,omitempty"`
}

type outcome struct {
	UUID         string        `json:"uuid"`
	Title        string        `json:"title"`
	Description  string        `json:"description"`
	Start        string        `json:"start"`
	Props        []prop        `json:"props,omitempty"`
	Reviewed     reviewed      `json:"reviewed-controls"`
	Observations []observation `json:"observations,omitempty"`
	Findings     []finding     `json:"findings,omitempty"`
	Remarks      string        `json:"remarks,omitempty"`
}

type reviewed struct {
	Description string      `json:"description"`
	Selections  []selection `json:"control-selections"`
}

type selection struct {
	Description string    `json:"description"`
	All         *struct{} `json:"include-all,omitempty"`
	Include     []control `json:"include-controls,omitempty"`
}

type control struct {
	ID string `json:"control-id"`
}

type observation struct {
	UUID        string   `json:"uuid"`
	Description string   `json:"description"`
	Props       []prop   `json:"props"`
	Methods     []string `json:"methods"`
	Evidence    []href   `json:"relevant-evidence,omitempty"`
	Collected   string   `json:"collected"`
}

type finding struct {
	UUID        string    `json:"uuid"`
	Title       string    `json:"title"`
	Description string    `json:"description"`
	Props       []prop    `json:"props"`
	Target      target    `json:"target"`
	Related     []related `json:"related-observations,omitempty"`
	Remarks     string    `json:"remarks,omitempty"`
}

type target struct {
	Type   string `json:"type"`
	ID     string `json:"target-id"`
	Title  string `json:"title,omitempty"`
	Status status `json:"status"`
}

type status struct {
	State   string `json:"state"`
	Reason  string `json:"reason"`
	Remarks string `json:"remarks,omitempty"`
}

type related struct {
	UUID string `json:"observation-uuid"`
}

type backMatter struct {
	Resources []resource `json:"resources"`
}

type resource struct {
	UUID        string `json:"uuid"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Links       []link `json:"rlinks,omitempty"`
}

type link struct {
	Href   string `json:"href"`
	Hashes []hash `json:"hashes,omitempty"`
}

type hash struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"value"`
}

// Write writes the assessment results. What is open is not satisfied, with the reason "other" and the outcome as a property:
// what is not known is never read as met.
func Write(w io.Writer, v *report.View) error {
	when := string(cmp.Or(v.Evidence.ReadOn, v.At)) + "T00:00:00Z"
	plan := id("plan", string(v.Digest))
	o := outcome{
		UUID: id("result", string(v.Digest)), Title: "Sovereignty review as of " + string(v.At), Start: when,
		Description: "What the law in force makes of each dealing, derived from evidence. The determination holds the proof.",
		Remarks:     "No legal advice: a determination says what the rules say of the facts given.",
	}
	resources := []resource{{UUID: plan, Title: "Rules applied", Description: "No assessment plan was written: each rule of the packs applied was looked at for each dealing."}}
	files := map[string]string{}
	for i := range v.Evidence.Files {
		f := &v.Evidence.Files[i]
		r := resource{UUID: id("file", f.Name, string(f.Digest)), Title: line(f.Name)}
		l := link{Href: "urn:sha256:" + string(f.Digest)}
		if len(f.Digest) == 64 {
			l.Hashes = []hash{{"SHA-256", string(f.Digest)}}
			r.Links = []link{l}
		}
		if _, twice := files[r.UUID]; !twice {
			resources = append(resources, r)
		}
		files[r.UUID] = f.Name
	}
	seen := map[fact.ID]bool{}
	rules := map[string]bool{}
	for i := range v.Findings {
		f := &v.Findings[i]
		x := answer(v, f)
		for _, fid := range v.Beneath(f) {
			if b := v.Fact(fid); len(b.Sources) > 0 {
				x.Related = append(x.Related, related{id("fact", fid.String())})
				if !seen[fid] {
					seen[fid] = true
					o.Observations = append(o.Observations, observed(b, when, files))
				}
			}
		}
		for _, p := range f.Provisions {
			rules[token(p.Rule)] = true
		}
		o.Findings = append(o.Findings, x)
	}
	o.Reviewed = reviewed{Description: "The rules of the packs of law that were applied.", Selections: []selection{{Description: "Each rule that was looked at."}}}
	for r := range rules {
		o.Reviewed.Selections[0].Include = append(o.Reviewed.Selections[0].Include, control{r})
	}
	slices.SortFunc(o.Reviewed.Selections[0].Include, func(a, b control) int { return strings.Compare(a.ID, b.ID) })
	if len(rules) == 0 {
		o.Reviewed.Selections[0].All = &struct{}{}
	}
	for _, p := range v.Evidence.Problems {
		o.Props = append(o.Props, prop{"not-read", namespace, line(report.Problem(p)), "", ""})
	}
	d := document{results{
		UUID: id("results", string(v.Digest)), Import: href{Href: "#" + plan}, Results: []outcome{o}, Back: backMatter{resources},
		Metadata: metadata{Title: "Sovereignty review", Modified: when, Version: cmp.Or(clean(string(v.Digest)), "none"), OSCAL: Version,
			Props: []prop{{"determination", namespace, line(string(v.Digest)), "", ""}, {"as-of", namespace, line(string(v.At)), "", ""}}},
	}}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(d)
}

func answer(v *report.View, f *determination.Finding) finding {
	x := finding{
		UUID: id("finding", f.Pack, f.Dealing, f.Name), Title: line(cmp.Or(f.Title, f.Dealing)), Description: clean(strings.Join(f.Headline, " ")),
		Props:  []prop{{"outcome", namespace, token(string(f.Outcome)), "", ""}, {"finding", namespace, line(f.Name), "", ""}, {"pack", namespace, line(f.Pack), "", ""}},
		Target: target{Type: "objective-id", ID: token(f.Pack), Status: status{State: "not-satisfied", Reason: "fail"}},
	}
	for _, o := range f.Possible {
		x.Props = append(x.Props, prop{"possible", namespace, token(string(o)), "", ""})
	}
	switch {
	case f.Outcome.Permits(), f.Outcome == determination.Conditional && f.Met == fact.Yes:
		x.Target.Status.State, x.Target.Status.Reason = "satisfied", "pass"
	case f.Outcome.Open(), !f.Outcome.Acts():
		x.Target.Status.Reason = "other"
		x.Target.Status.Remarks = "Not decided: " + strings.ToLower(report.Label(f.Outcome))
	}
	if len(f.Provisions) > 0 {
		p := &f.Provisions[0]
		x.Target.ID, x.Target.Title = token(p.Rule), line(p.Citation+" "+p.Title)
		for i := range f.Provisions {
			if p := &f.Provisions[i]; p.Applies != fact.No {
				for _, e := range slices.Concat(p.Elements, p.Exceptions, p.Conditions) {
					x.Props = append(x.Props, prop{token(e.ID), namespace, e.Value.String(), token(p.Rule), line(e.Says + " (" + e.Citation + ")")})
				}
			}
		}
	}
	if a, ok := v.Accepted[f.Name]; ok {
		x.Props = append(x.Props, prop{"accepted-until", namespace, line(string(a.Until)), "", line(a.Reason + " (" + a.Author + ")")})
	}
	return x
}

func observed(f fact.Fact, when string, files map[string]string) observation {
	o := observation{
		UUID: id("fact", f.ID.String()), Description: line(report.Describe(f)), Methods: []string{"EXAMINE"}, Collected: when,
		Props: []prop{{"fact", namespace, f.ID.String(), "", ""}, {"kind", namespace, string(f.Body.Kind()), "", ""}},
	}
	for _, s := range f.Sources {
		e := href{Description: line(s.String())}
		if u := id("file", s.Name, string(s.Digest)); files[u] != "" {
			e.Href = "#" + u
		} else {
			e.Href = "urn:sha256:" + token(string(s.Digest))
		}
		o.Evidence = append(o.Evidence, e)
	}
	return o
}

// id is a UUID (RFC 9562, version 5 by form) made of what it names: the same for the same.
func id(parts ...string) string {
	b := sha256.Sum256([]byte("longarm oscal\x00" + strings.Join(parts, "\x00")))
	b[6], b[8] = b[6]&0x0f|0x50, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// clean is text as OSCAL has strings: not empty, no blanks at its ends, in one line.
func clean(s string) string {
	return cmp.Or(strings.Join(strings.Fields(report.Clean(s)), " "), "not stated")
}

// line is clean, and bounded.
func line(s string) string {
	s = clean(s)
	if r := []rune(s); len(r) > 2000 {
		s = string(r[:2000]) + "…"
	}
	return s
}

// token is text as OSCAL has tokens: letters, digits, points, hyphens and underscores, and no digit first.
func token(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, s)
	if s == "" || s[0] >= '0' && s[0] <= '9' || s[0] == '.' || s[0] == '-' {
		s = "_" + s
	}
	return s
}
