package review

import (
	"slices"
	"strconv"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// A settling gives one unknown fact one of its possible values.
type settling struct {
	label string // as a case file writes the answer
	set   func()
}

// settlings lists the values that a fact may turn out to have, as far as the rules tell them apart.
func (d *decider) settlings(l law.Leaf) []settling {
	give := func(label string, v law.Value) settling {
		return settling{label, func() { l.Record.Set(l.Field, v) }}
	}
	if of := l.Record.OneOf(); of != nil {
		var out []settling
		for _, r := range of {
			out = append(out, settling{r.Name, func() { l.Record.Choose(r) }})
		}
		return out
	}
	v, _, _ := l.Record.Given(l.Field)
	switch l.Field.Type {
	case law.YesNo:
		return []settling{give("yes", law.Value{Truth: fact.Yes}), give("no", law.Value{Truth: fact.No})}
	case law.Number, law.Date:
		if !l.HasCut || l.Cut < v.Lo || l.Cut >= v.Hi {
			return nil
		}
		return []settling{
			give(d.below(l), law.Value{Lo: v.Lo, Hi: l.Cut}),
			give(d.above(l), law.Value{Lo: l.Cut + 1, Hi: v.Hi}),
		}
	case law.Word:
		var out []settling
		for _, w := range d.wordsOf(l, v) {
			out = append(out, give(w.label, word(w.word)))
		}
		return out
	case law.Words:
		return d.wordSets(l, v, give)
	case law.Ref:
		return d.someParty(give)
	}
	return d.someList(l, v, give)
}

// splits reports whether a leaf is not a fact to be found but a reading of the law to be chosen.
func (d *decider) splits(l law.Leaf) bool { return l.Field.Name == "owned" && d.world.split[l.Record] }

func (d *decider) below(l law.Leaf) string {
	switch {
	case d.splits(l):
		return "each list by itself"
	case l.Field.Name == "owned":
		return "less than " + fact.Share(l.Cut+1).String()
	case l.Field.Type == law.Date:
		return "by " + string(law.DayDate(l.Cut))
	}
	return "<=" + strconv.FormatInt(l.Cut, 10)
}

func (d *decider) above(l law.Leaf) string {
	switch {
	case l.Field.Name == "owned":
		return fact.Share(l.Cut+1).String() + " or more"
	case l.Field.Type == law.Date:
		return "after " + string(law.DayDate(l.Cut))
	}
	return ">" + strconv.FormatInt(l.Cut, 10)
}

type labelled struct{ label, word string }

// wordsOf lists the words that a word may be: those of its vocabulary, or one of each sort that the rules know.
func (d *decider) wordsOf(l law.Leaf, v law.Value) []labelled {
	var out []labelled
	list := v.Any
	if l.Field.Term != nil && len(list) == 0 {
		list = l.Field.Term.Words
	}
	if len(list) == 0 {
		list = wordsOfField[l.Field.Name]
	}
	for _, w := range list {
		out = append(out, labelled{w, w})
	}
	if len(out) == 0 {
		out = []labelled{{"US", "US"}, {"a country of concern", "CN"}, {"another country", "DE"}}
	}
	return out
}

// wordsOfField lists what given fields may be, one word for each sort that rules tell apart.
var wordsOfField = map[string][]string{
	"kind":     {"person", "company", "state"},
	"class":    {"data-brokerage", "vendor", "employment", "investment", "none"},
	"status":   {"us-citizen", "us-permanent-resident", "none"},
	"category": {"human-genomic", "biometric-identifiers", "precise-geolocation", "personal-health", "personal-financial", "covered-personal-identifiers", "other"},
}

func (d *decider) wordSets(l law.Leaf, v law.Value, give func(string, law.Value) settling) []settling {
	with := func(more ...string) law.Value {
		return law.Value{Words: slices.Concat(v.Words, more)}
	}
	switch l.Field.Name {
	case "identifiers":
		return []settling{give("none", with()), give("contact", with("d")), give("government-id", with("a")), give("contact, government-id", with("a", "d"))}
	case "designated":
		return []settling{give("not designated", with()), give("dsp-covered-person", with("dsp-covered-person"))}
	}
	if t := l.Field.Term; t != nil && len(t.Words) > 0 {
		var out []settling
		for _, w := range t.Words {
			out = append(out, give(w, with(w)))
		}
		return out
	}
	return []settling{give("US", with("US")), give("a country of concern", with("CN")), give("another country", with("DE"))}
}

// someParty stands in for a party nobody named.
func (d *decider) someParty(give func(string, law.Value) settling) []settling {
	return []settling{
		give("a U.S. company", law.Value{Ref: d.stand("US")}),
		give("a company of a country of concern", law.Value{Ref: d.stand("CN")}),
		give("another foreign company", law.Value{Ref: d.stand("DE")}),
	}
}

// stand makes a company organised and seated in a country and owned by nobody that matters.
func (d *decider) stand(country string) *law.Record {
	k := d.world.kind.party
	r := &law.Record{Kind: k, ID: "party of " + country, Name: "a company of " + country}
	r.Set(k.Field("kind"), word("company"))
	r.Set(k.Field("organized"), law.Value{Words: []string{country}})
	r.Set(k.Field("seat"), word(country))
	r.Set(k.Field("designated"), law.Value{})
	r.Set(k.Field("employers"), law.Value{})
	r.Set(k.Field("control"), word("none"))
	r.Set(k.Field("owned"), law.Value{Lo: 0, Hi: 0})
	return r
}

// someList closes an open list, or adds the one more thing that matters.
func (d *decider) someList(l law.Leaf, v law.Value, give func(string, law.Value) settling) []settling {
	more := func(r *law.Record) law.Value { return law.Value{List: slices.Concat(v.List, []*law.Record{r})} }
	switch l.Field.Name {
	case "access":
		k := d.world.kind.access
		add := func(country string) law.Value {
			r := &law.Record{Kind: k, ID: "access of another party", Name: "another party"}
			r.Set(k.Field("party"), law.Value{Ref: d.stand(country)})
			r.Set(k.Field("able"), law.Value{Truth: fact.Yes})
			r.Set(k.Field("hired"), law.Value{Truth: fact.No})
			r.Set(k.Field("dealing"), law.Value{Ref: l.Record})
			return more(r)
		}
		return []settling{give("nobody else", law.Value{List: v.List}), give("a covered person", add("CN")), give("another foreign person", add("DE"))}
	case "data":
		k := d.world.kind.data
		add := func(category string, n int64) law.Value {
			r := &law.Record{Kind: k, ID: "data not stated", Name: "data not stated"}
			r.Set(k.Field("category"), word(category))
			r.Set(k.Field("identifiers"), law.Value{})
			r.Set(k.Field("number"), law.Value{Lo: n, Hi: n})
			r.Set(k.Field("window"), law.Value{Lo: n, Hi: n})
			r.Set(k.Field("dealing"), law.Value{Ref: l.Record})
			return more(r)
		}
		return []settling{
			give("none of a sensitive category", law.Value{List: v.List}),
			give("bulk personal data", add("personal-health", law.Most/2)),
			give("bulk human genomic data", add("human-genomic", law.Most/2)),
		}
	case "employers":
		return []settling{
			give("no covered employer", law.Value{List: v.List}), give("a covered employer", more(d.stand("CN"))),
			give("the government of a country of concern", more(d.government("CN"))),
		}
	}
	return nil
}
