package review

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// Bounds of the search for deciding facts, for one dealing.
const (
	maxTries  = 1500 // decisions tried again
	maxAsked  = 10   // facts considered
	maxSets   = 5    // sets reported
	maxDepth  = 12   // facts settled one after another
	maxTriple = 3    // facts in a set
)

// A settling gives one unknown fact one of its possible values.
type settling struct {
	label string // as a case file writes the answer
	set   func()
}

// A search tries values of unknown facts and decides again.
type search struct {
	d     *decider
	r     *law.Record
	tries int
}

// undetermined finds which outcomes are really possible, and which facts would decide.
func (d *decider) undetermined(f *Finding, r *law.Record) {
	s := &search{d: d, r: r}
	first := s.leaves()
	set, exact := s.outcomes(0)
	f.Exact = exact
	f.Possible = d.listed(set)
	if len(f.Possible) > 1 && !d.brief {
		f.Deciding = s.sets(first)
	}
}

// decideAgain returns the outcomes possible under the present values, and the facts that stand in the way of one.
func (s *search) decideAgain() (map[Outcome]bool, []law.Leaf) {
	s.tries++
	t := s.d.trial
	t.Forget()
	out := map[Outcome]bool{}
	var leaves []law.Leaf
	for _, rule := range s.d.world.code.Decide {
		v, need := t.Leaves(s.r, rule.Field())
		if v.Truth == fact.No {
			continue
		}
		out[s.outcome(rule)] = true
		leaves = append(leaves, need...)
		if v.Truth == fact.Yes {
			return out, distinct(leaves)
		}
	}
	out[Outcome(s.d.world.code.Pack.Otherwise.Outcome)] = true
	return out, distinct(leaves)
}

func (s *search) outcome(rule *law.Rule) Outcome {
	if rule.Condition != "" {
		switch s.d.trial.Value(s.r, s.r.Kind.Field(rule.Condition)).Truth {
		case fact.Yes:
			return Outcome(rule.Met)
		case fact.No:
			return Outcome(rule.Unmet)
		}
	}
	return Outcome(rule.Outcome)
}

func distinct(leaves []law.Leaf) []law.Leaf {
	var out []law.Leaf
	for _, l := range leaves {
		if !slices.ContainsFunc(out, func(o law.Leaf) bool { return o.Record == l.Record && o.Field == l.Field }) {
			out = append(out, l)
		}
	}
	return out
}

func (s *search) leaves() []law.Leaf {
	_, leaves := s.decideAgain()
	return leaves
}

// outcomes returns the outcomes of all ways to settle what is not known. exact
// is false where the search was cut short and the set may hold too much.
func (s *search) outcomes(depth int) (set map[Outcome]bool, exact bool) {
	set, leaves := s.decideAgain()
	if len(set) == 1 || len(leaves) == 0 {
		return set, true
	}
	if depth >= maxDepth || s.tries > maxTries {
		return set, false
	}
	i := slices.IndexFunc(leaves, func(l law.Leaf) bool { return len(s.d.settlings(l)) > 0 })
	if i < 0 {
		return set, false
	}
	exact = true
	union := map[Outcome]bool{}
	s.each(leaves[i], func(string) {
		below, ok := s.outcomes(depth + 1)
		exact = exact && ok
		for o := range below {
			union[o] = true
		}
	})
	return union, exact
}

// each settles one leaf in every way in turn and takes it back.
func (s *search) each(l law.Leaf, visit func(label string)) {
	old, facts, why := l.Record.Given(l.Field)
	had := l.Record.Has(l.Field)
	for _, c := range s.d.settlings(l) {
		c.set()
		visit(c.label)
		l.Record.Clear(l.Field)
		switch {
		case had && why != "":
			l.Record.Presume(l.Field, old, why)
		case had:
			l.Record.Set(l.Field, old, facts...)
		}
	}
}

// sets returns the smallest sets of facts that decide, the most decisive first:
// sets that decide whatever the answers, then single facts of which some answer does.
func (s *search) sets(leaves []law.Leaf) []DecidingSet {
	leaves = slices.DeleteFunc(leaves, func(l law.Leaf) bool { return len(s.d.settlings(l)) == 0 })
	if len(leaves) > maxAsked {
		leaves = leaves[:maxAsked]
	}
	var sure, partly []DecidingSet
	var sureLeaves [][]law.Leaf
	for size := 1; size <= maxTriple && len(sure) == 0; size++ {
		combinations(leaves, size, func(c []law.Leaf) {
			if s.tries > maxTries || len(sure) >= maxSets {
				return
			}
			set := s.try(c)
			switch {
			case set.Surely:
				sure = append(sure, set)
				sureLeaves = append(sureLeaves, slices.Clone(c))
			case size == 1 && decides(set) > 0:
				partly = append(partly, set)
			}
		})
	}
	slices.SortStableFunc(partly, func(a, b DecidingSet) int { return cmp.Compare(decides(b), decides(a)) })
	out := append(sure, partly...)
	return out[:min(len(out), maxSets)]
}

// decides returns the share of answers, in percent, that decide.
func decides(d DecidingSet) int {
	n := 0
	for _, a := range d.Answers {
		if a.Outcome != Undetermined {
			n++
		}
	}
	return 100 * n / max(1, len(d.Answers))
}

// try settles the leaves in every combination and decides each again.
func (s *search) try(leaves []law.Leaf) DecidingSet {
	set := DecidingSet{Surely: true}
	for _, l := range leaves {
		set.Questions = append(set.Questions, s.d.question(l))
	}
	var labels []string
	var visit func(int)
	visit = func(i int) {
		if i < len(leaves) {
			s.each(leaves[i], func(label string) {
				labels = append(labels, label)
				visit(i + 1)
				labels = labels[:i]
			})
			return
		}
		possible, _ := s.outcomes(maxDepth - 4)
		a := Answer{Values: slices.Clone(labels), Outcome: Undetermined}
		if still := s.d.listed(possible); len(still) == 1 {
			a.Outcome = still[0]
		} else {
			a.Still = still
			set.Surely = false
		}
		set.Answers = append(set.Answers, a)
	}
	visit(0)
	for i := range set.Questions {
		set.Questions[i].Values = answers(set.Answers, i)
	}
	return set
}

func answers(all []Answer, i int) []string {
	var out []string
	for _, a := range all {
		if !slices.Contains(out, a.Values[i]) {
			out = append(out, a.Values[i])
		}
	}
	return out
}

func combinations(leaves []law.Leaf, size int, visit func([]law.Leaf)) {
	pick := make([]law.Leaf, 0, size)
	var walk func(int)
	walk = func(from int) {
		if len(pick) == size {
			visit(pick)
			return
		}
		for i := from; i < len(leaves); i++ {
			pick = append(pick, leaves[i])
			walk(i + 1)
			pick = pick[:len(pick)-1]
		}
	}
	walk(0)
}

// settlings lists the values that a fact may turn out to have, as far as the rules tell them apart.
func (d *decider) settlings(l law.Leaf) []settling {
	give := func(label string, v law.Value) settling {
		return settling{label, func() { l.Record.Set(l.Field, v) }}
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

// government makes the government of a country.
func (d *decider) government(country string) *law.Record {
	r := d.stand(country)
	r.ID, r.Name = "government of "+country, "the government of "+country
	r.Set(r.Kind.Field("kind"), word("state"))
	r.Set(r.Kind.Field("state"), word(country))
	r.Set(r.Kind.Field("organized"), law.Value{})
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

// question asks for one fact in the words of the case file.
func (d *decider) question(l law.Leaf) Question {
	q := Question{Path: l.Record.Path + "." + l.Field.Name}
	name := l.Record.Name
	if l.Field.Term != nil {
		q.Ask = strings.ReplaceAll(l.Field.Term.Ask, "{name}", name)
		q.Path = l.Record.Path + ".terms." + l.Field.Name
		return q
	}
	ask, ok := asks[l.Record.Kind.Name+" "+l.Field.Name]
	if !ok {
		ask = "What is " + strings.ReplaceAll(l.Field.Name, "_", " ") + " of {name}?"
	}
	if l.Record.Kind.Name == "access" {
		if dealing, _, _ := l.Record.Given(l.Record.Kind.Field("dealing")); dealing.Ref != nil {
			ask = strings.ReplaceAll(ask, "{dealing}", dealing.Ref.Name)
		}
		if party, _, _ := l.Record.Given(l.Record.Kind.Field("party")); party.Ref != nil {
			name = party.Ref.Name
		}
	}
	q.Ask = strings.ReplaceAll(ask, "{name}", name)
	switch l.Field.Name {
	case "owned":
		if d.splits(l) {
			q.Ask = "How are the owners of " + name + " added that 28 CFR 202.211(a)(1) lists and those that (a)(2) lists?"
			q.Path = "a reading of the law: no fact decides it"
			return q
		}
		q.Path = fmt.Sprintf("interests (asset: %s)", strings.TrimPrefix(l.Record.ID, "party "))
	case "employers":
		q.Path = fmt.Sprintf("interests (asset: %s, kind: employment)", strings.TrimPrefix(l.Record.ID, "party "))
	case "window", "number":
		q.Path = l.Record.Path + ".persons"
	}
	return q
}

// asks holds the questions for what facts give, by kind and field.
var asks = map[string]string{
	"party kind":           "Is {name} a person, a company or a state?",
	"party organized":      "Under the law of which country or countries is {name} organised?",
	"party seat":           "In which country does {name} have its principal place of business?",
	"party residence":      "In which country does {name} primarily reside?",
	"party present":        "In which country is {name} now?",
	"party citizenship":    "Which citizenships does {name} have?",
	"party status":         "Is {name} a U.S. citizen, national, permanent resident, refugee or asylee?",
	"party state":          "Of which state is {name} a part?",
	"party designated":     "Is {name} designated as a covered person?",
	"party employers":      "Does {name} work for a country of concern or a covered entity?",
	"party owned":          "How much of {name} do countries of concern and covered persons own, directly or indirectly?",
	"dealing class":        "Is {name} data brokerage, a vendor, employment or investment agreement, or none of these?",
	"dealing subject":      "Who is the subject of {name}?",
	"dealing counterparty": "Who is the counterparty of {name}?",
	"dealing access":       "Who else becomes able to get at the data under {name}?",
	"dealing data":         "What data is {name} about?",
	"access able":          "Is {name} able to get at the data under {dealing}?",
	"data category":        "Of which category is the data {name}?",
	"data identifiers":     "Which listed identifiers does {name} hold?",
	"data number":          "About how many distinct U.S. persons (devices for geolocation) is {name}?",
	"data window":          "About how many distinct U.S. persons (devices for geolocation) is {name}, over 12 months?",
}
