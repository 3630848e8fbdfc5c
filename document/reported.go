package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// Reported turns the clusters of r, which was made of docs, into claims: one for each
// independent report of a core claim, with the words of its text, whoever copied it. Seen
// is the day of reading. Texts in which no claim was found are named with the reason.
func (r *Report) Reported(docs []*Document, seen fact.Date) ([]fact.Fact, []Problem) {
	byID := map[string]*Document{}
	for _, d := range docs {
		byID[d.ID] = d
	}
	var facts []fact.Fact
	var not []Problem
	for i := range r.Clusters {
		c := &r.Clusters[i]
		core := r.claim(c.Core)
		if core == nil {
			for _, m := range c.Members {
				not = append(not, Problem{byID[m].Name, "no claim was found in it that can be compared", false})
			}
			continue
		}
		for _, id := range r.Apart(c) {
			not = append(not, Problem{byID[id].Name, "of the same matter as " + byID[c.Root].Name + ", by itself; the core claim was not found in it", false})
		}
		for _, id := range c.Independent {
			at, ok := core.Places[id]
			if id == c.Root {
				at, ok = core.At, true
			}
			if !ok {
				not = append(not, Problem{byID[id].Name, "it reports by itself, and the core claim does not stand in it", false})
				continue
			}
			facts = append(facts, r.reported(c, core, byID[id], at, byID, seen))
		}
	}
	return facts, not
}

// reported is what one independent report says of the core claim.
func (r *Report) reported(c *Cluster, core *Claim, d *Document, at Place, byID map[string]*Document, seen fact.Date) fact.Fact {
	said := &fact.Reported{
		Confirmed: fact.No, Undetermined: c.Undetermined,
		Persons: fact.Range{Lo: int64(c.Persons.Low), Hi: int64(c.Persons.High)}, Reports: int64(c.IndependentReports),
	}
	if d.ID == c.Root {
		said.Certainty = string(core.Certainty)
	}
	switch {
	case c.Confirmed:
		said.Confirmed = fact.Yes
	case len(c.Unread) > 0:
		said.Confirmed = fact.Unknown
	}
	if c.Persons.Open {
		said.Persons.Hi = fact.Unbounded
	}
	for _, m := range c.Members {
		said.Texts = append(said.Texts, byID[m].Name)
	}
	for _, id := range r.Firmer(c) {
		said.Firmer = append(said.Firmer, byID[id].Name)
	}
	slices.Sort(said.Texts)
	slices.Sort(said.Firmer)
	claim := &fact.Claim{Author: r.author(d), Text: snippet(d.cut(at)), Reported: said}
	if day, err := fact.ParseDate(d.Page.Date); err == nil {
		claim.Date = day
	}
	file := d.Files[0]
	place := fmt.Sprintf("characters %d to %d", at.From, at.To)
	if file.Part > 0 {
		place = fmt.Sprintf("document %d, %s", file.Part, place)
	}
	return fact.New(claim, []fact.Source{{Digest: file.Digest, Name: file.Name, Place: place, Seen: seen}}, "")
}

// author is the publisher of a document as it spells it, or its file where none is known.
func (r *Report) author(d *Document) string {
	i := slices.IndexFunc(r.Documents, func(l Listed) bool { return l.ID == d.ID })
	if i < 0 || r.Documents[i].Publisher == "" {
		return d.Name
	}
	name := r.Documents[i].Publisher
	at := strings.Index(strings.ToLower(d.Page.Text), name)
	if at < 0 || at+len(name) > len(d.Page.Text) || !strings.EqualFold(d.Page.Text[at:at+len(name)], name) {
		return name
	}
	return d.Page.Text[at : at+len(name)]
}

// Apart lists the members of a cluster that were made from no other and do not hold its core claim.
func (r *Report) Apart(c *Cluster) []string {
	known := map[string]bool{}
	for _, id := range c.Independent {
		known[id] = true
	}
	for _, e := range r.Edges {
		known[e.From] = true
		known[e.To] = known[e.To] || e.Undetermined != ""
	}
	var out []string
	for _, id := range c.Members {
		if !known[id] {
			out = append(out, id)
		}
	}
	return out
}

// Firmer lists the members of a cluster that state as fact what their root states as a possibility.
func (r *Report) Firmer(c *Cluster) (out []string) {
	for _, a := range r.Alterations {
		if a.Kind == string(kindFact) && slices.Contains(c.Members, a.Doc) && !slices.Contains(out, a.Doc) {
			out = append(out, a.Doc)
		}
	}
	return out
}

func (r *Report) claim(id string) *Claim {
	for i := range r.Claims {
		if r.Claims[i].ID == id {
			return &r.Claims[i]
		}
	}
	return nil
}

// cut returns the words at a place of the text.
func (d *Document) cut(at Place) string {
	text := []rune(d.Page.Text)
	return string(text[min(at.From, len(text)):min(at.To, len(text))])
}
