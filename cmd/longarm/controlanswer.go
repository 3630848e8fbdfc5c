package main

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
)

// An answer is what control says of one party. Shares are percentages.
type answer struct {
	Party     fact.PartyID      `json:"party"`
	Name      string            `json:"name,omitempty"`
	Countries string            `json:"countries,omitempty"`
	Test      string            `json:"test"`
	Citation  string            `json:"citation,omitempty"`
	At        fact.Date         `json:"at"`
	Verdict   fact.Truth        `json:"verdict"`
	InForce   fact.Truth        `json:"in_force"` // whether the rule applies on the day; the verdict is given all the same
	Reason    string            `json:"reason,omitempty"`
	Lo        *percent          `json:"lo,omitempty"`
	Hi        *percent          `json:"hi,omitempty"`
	Basis     []ownership.Basis `json:"basis,omitempty"`
	Reading   string            `json:"reading,omitempty"`
	Limbs     []limb            `json:"limbs,omitempty"`
	Flags     []string          `json:"flags,omitempty"`
	Gaps      []gap             `json:"gaps,omitempty"`

	// Presumed is what the answer takes as so because nobody says otherwise.
	Presumed []string   `json:"presumed,omitempty"`
	Why      []step     `json:"why,omitempty"`
	WhyNot   *whyNot    `json:"why_not,omitempty"`
	WhatIf   *whatIf    `json:"what_if,omitempty"`
	History  []interval `json:"history,omitempty"`
}

// A percent is a share as people write it: 62.5.
type percent fact.Share

// MarshalJSON writes the exact decimal.
func (p percent) MarshalJSON() ([]byte, error) {
	return []byte(strings.TrimSuffix(fact.Share(p).String(), " %")), nil
}

// A limb is one limb of a definition and whether it is met.
type limb struct {
	Limb    string            `json:"limb"`
	Verdict fact.Truth        `json:"verdict"`
	Bases   []ownership.Basis `json:"bases,omitempty"`
}

type gap struct {
	Code string `json:"code"`
	Text string `json:"text,omitempty"`
}

// A step of a proof puts one party in.
type step struct {
	Party    fact.PartyID    `json:"party"`
	Name     string          `json:"name"`
	Basis    ownership.Basis `json:"basis"`
	Sum      *percent        `json:"sum,omitempty"`
	Holdings []holding       `json:"holdings,omitempty"`
	Places   []place         `json:"places,omitempty"`
}

type holding struct {
	Owner    fact.PartyID      `json:"owner"`
	Name     string            `json:"name"`
	Kind     fact.InterestKind `json:"kind"`
	Lo       *percent          `json:"lo,omitempty"`
	Hi       *percent          `json:"hi,omitempty"`
	Indirect bool              `json:"indirect,omitempty"`
	Counts   bool              `json:"counts"`
	Places   []place           `json:"places,omitempty"`
}

// A place is where a statement stands.
type place struct {
	File   string    `json:"file"`
	Line   int64     `json:"line,omitempty"`
	Record string    `json:"record,omitempty"`
	Offset int64     `json:"offset,omitempty"`
	Place  string    `json:"place,omitempty"`
	Date   fact.Date `json:"date,omitempty"`
}

func (p place) compare(o place) int {
	return cmp.Or(strings.Compare(p.File, o.File), cmp.Compare(p.Line, o.Line), cmp.Compare(p.Offset, o.Offset),
		strings.Compare(p.Record, o.Record), strings.Compare(p.Place, o.Place))
}

type whyNot struct {
	Sums     []certified `json:"sums,omitempty"`
	Deciding []string    `json:"deciding,omitempty"`
}

type certified struct {
	Dimension string  `json:"dimension"`
	Lo        percent `json:"lo"`
	Hi        percent `json:"hi"`
	Needs     percent `json:"needs"`
	Strict    bool    `json:"strict,omitempty"`
	Holders   []held  `json:"holders,omitempty"`
}

type held struct {
	Owner    fact.PartyID `json:"owner"`
	Name     string       `json:"name"`
	Lo       percent      `json:"lo"`
	Hi       percent      `json:"hi"`
	Indirect bool         `json:"indirect,omitempty"`
	Counts   fact.Truth   `json:"counts"`
}

type whatIf struct {
	Smallest bool   `json:"smallest"`
	Sales    []sale `json:"sales,omitempty"` // none: no sale changes the answer
}

type sale struct {
	Owner     fact.PartyID `json:"owner"`
	OwnerName string       `json:"owner_name"`
	Asset     fact.PartyID `json:"asset"`
	AssetName string       `json:"asset_name"`
	MoreThan  percent      `json:"more_than"`
}

// An interval is a stretch of time with one answer; the verdict is left out while the rule is not in force.
type interval struct {
	From    fact.Date   `json:"from,omitempty"`
	Verdict *fact.Truth `json:"verdict,omitempty"`
	InForce fact.Truth  `json:"in_force"`
}

// answer collects what is said of p.
func (q *query) answer(r *ownership.Result, p fact.PartyID) *answer {
	d, _ := q.graph.Describe(p)
	a := &answer{
		Party: p, Name: d.Name, Countries: d.Countries, Test: q.rule.Name, Citation: q.rule.Citation, At: q.at, Verdict: r.Verdict(p),
		InForce: r.InForce, Reason: r.Exception(p), Basis: r.Bases(p), Reading: r.Split(p), Flags: r.Flags(p),
	}
	lo, hi := r.Bounds(p)
	a.Lo, a.Hi = share(lo), share(hi)
	for _, g := range q.gaps(p) {
		a.Gaps = append(a.Gaps, gap{g.Code, g.Text})
	}
	for _, l := range r.Limbs(p) {
		a.Limbs = append(a.Limbs, limb{l.Limb.Name, l.Verdict, l.Bases})
	}
	proof, ok := r.Why(p)
	if !ok {
		proof, ok = r.Behind(p)
	}
	if ok {
		a.Presumed = q.presumed(proof)
	}
	if ok && q.why {
		a.Why = q.steps(proof)
	}
	if cert, ok := r.WhyNot(p); ok {
		a.WhyNot = q.whyNot(cert)
	}
	if q.whatIf {
		a.WhatIf = q.sales(r.WhatIf(p))
	}
	if q.history {
		rows, _ := q.graph.History(q.rule, p, q.o)
		for _, h := range rows {
			i := interval{From: h.From, InForce: h.InForce}
			if h.InForce != fact.No {
				i.Verdict = &h.Verdict
			}
			a.History = append(a.History, i)
		}
	}
	return a
}

// presumed says what a proof supposes.
func (q *query) presumed(p *ownership.Proof) []string {
	var out []string
	for _, s := range p.Steps {
		if s.PresumedForeign || q.sources.presumed(s.Grounds) {
			out = append(out, q.name(s.Party)+" is no U.S. person, which nobody states")
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func share(s fact.Share) *percent {
	p := percent(s)
	return &p
}

// name gives a party its name with its countries.
func (q *query) name(p fact.PartyID) string {
	d, _ := q.graph.Describe(p)
	return d.String()
}

func describe(name, countries string) string {
	return ownership.Description{Name: name, Countries: countries}.String()
}

func (q *query) steps(p *ownership.Proof) []step {
	var out []step
	for _, s := range p.Steps {
		x := step{Party: s.Party, Name: q.name(s.Party), Basis: s.Basis, Places: q.places(s.Grounds)}
		if s.Sum > 0 {
			x.Sum = share(s.Sum)
		}
		for _, h := range s.Holdings {
			row := holding{Owner: h.Owner, Name: q.name(h.Owner), Kind: h.Kind, Indirect: h.Indirect, Counts: h.Counts, Places: q.places(h.Grounds)}
			if h.Hi > 0 {
				row.Lo, row.Hi = share(h.Lo), share(h.Hi)
			}
			x.Holdings = append(x.Holdings, row)
		}
		out = append(out, x)
	}
	return out
}

func (q *query) whyNot(c *ownership.Certificate) *whyNot {
	out := &whyNot{}
	for _, s := range c.Sums {
		x := certified{Dimension: s.Dimension, Lo: percent(s.Lo), Hi: percent(s.Hi), Needs: percent(s.Needs), Strict: s.Strict}
		for _, h := range s.Holders {
			x.Holders = append(x.Holders, held{h.Owner, q.name(h.Owner), percent(h.Lo), percent(h.Hi), h.Indirect, h.Verdict})
		}
		out.Sums = append(out.Sums, x)
	}
	for _, d := range c.Deciding {
		out.Deciding = append(out.Deciding, d.Text(q.name))
	}
	return out
}

func (q *query) sales(d ownership.Relief) *whatIf {
	out := &whatIf{}
	if d.Least == nil {
		return out
	}
	out.Smallest = d.Least.Smallest
	for _, s := range d.Least.Sales {
		out.Sales = append(out.Sales, sale{s.Owner, q.name(s.Owner), s.Asset, q.name(s.Asset), percent(s.Exceeds)})
	}
	return out
}

// writeLine writes v as one line of JSON.
func writeLine(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
