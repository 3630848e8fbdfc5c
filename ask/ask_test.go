package ask

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// waiting is a determination with one open finding that asks in every section.
func waiting() *determination.Determination {
	write := func(ask string, values, writes []string) determination.DecidingSet {
		set := determination.DecidingSet{Questions: []determination.Question{{Ask: ask, Path: ask, Values: values, Write: writes}}}
		for _, v := range values {
			set.Answers = append(set.Answers, determination.Answer{Values: []string{v}, Outcome: determination.NotCovered})
		}
		return set
	}
	return &determination.Determination{Evidence: determination.Evidence{ReadOn: "2026-11-01"}, Findings: []determination.Finding{{
		Dealing: "sale", Outcome: determination.Undetermined, Deciding: []determination.DecidingSet{
			write("Where is its seat?", []string{"China", "Norway"}, []string{`{"parties":{"buyer":{"seat":"CN"}}}`, `{"parties":{"buyer":{"seat":"NO"}}}`}),
			write("Is it knowing?", []string{"yes", "no"}, []string{`{"dealings":{"sale":{"terms":{"knowing":"yes"}}}}`, `{"dealings":{"sale":{"terms":{"knowing":"no"}}}}`}),
			write("Who is it?", []string{"a company"}, []string{`{"dealings":{"sale":{"counterparty":"to-be-named"}},"parties":{"to-be-named":{"kind":"company"}}}`}),
		},
	}}}
}

// Questions stand at the level where their answers belong, whatever the form of the file.
func TestAdd(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"indented by four":  {"case: longarm-case/1\nparties:\n    buyer:\n        kind: company\ndealings: {}\n", "\n        #? Where is its seat?\n        #seat: CN  # China; not covered\n"},
		"on one line":       {"case: longarm-case/1\nparties:\n  buyer: {kind: company}\n", "\n  about buyer:\n    answers: [buyer]\n    #? Where is its seat?\n    #seat: CN  # China; not covered\n"},
		"again on one line": {"case: longarm-case/1\nparties:\n  buyer: {kind: company}\n  about buyer:\n    answers: [buyer]\n    # mine\n", "\n    # mine\n    #? Where is its seat?\n"},
		"all on one line":   {"case: longarm-case/1\nparties: {buyer: {kind: company}}\n", "\n#? Where is its seat?\n# in parties.buyer: seat: CN  # China; not covered\n"},
		"a list":            {"case: longarm-case/1\ndealings:\n  sale:\n    terms: {form: sale}\n", "\n  about sale:\n    answers: [sale]\n    #? Who is it?\n"},
		"empty":             {"case: longarm-case/1\nparties:\n  buyer:\n# end\n", "\n  buyer:\n    #? Where is its seat?\n    #seat: CN  # China; not covered\n"},
		"not there":         {"case: longarm-case/1\n", "\n  buyer:\n    #? Where is its seat?\n"},
		"terms":             {"case: longarm-case/1\ndealings:\n  sale:\n    terms:\n      form: sale\n    # of ours\n    class: vendor\n", "\n      form: sale\n      #? Is it knowing?\n      #knowing: yes  # not covered\n      #knowing: no   # not covered\n    # of ours\n"},
		"with more":         {"case: longarm-case/1\n", "    #counterparty: counterparty-of-sale  # a company; not covered; with one of the lines at parties.counterparty-of-sale\n"},
		"one named":         {"case: longarm-case/1\n", "\n  #counterparty-of-sale: {kind: company}  # a company\n"},
		"ends of Windows":   {"case: longarm-case/1\r\nparties:\r\n  buyer:\r\n", "\r\n    #? Where is its seat?\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Add([]byte(c.file), "x", waiting())
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(r.Text), c.want) || r.Added != 3 || r.Open != 1 {
				t.Errorf("%d of %d questions:\n%s\nwant\n%s", r.Added, r.Open, r.Text, c.want)
			}
			again, err := Add(r.Text, "x", waiting())
			if err != nil || again.Added != 0 || string(again.Text) != string(r.Text) {
				t.Errorf("again: %v, %d questions\n%s", err, again.Added, again.Text)
			}
		})
	}
}

// Uncommented, each answer states what was offered.
func TestAnswersCanBeTaken(t *testing.T) {
	text := string(New(waiting(), "longarm review .").Text)
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if strings.HasSuffix(strings.TrimSpace(l), "# not covered") && strings.Contains(l, "#knowing: no") || strings.Contains(l, "#seat: NO") {
			l = strings.Replace(l, "#", "", 1)
		}
		out = append(out, l)
	}
	var got struct {
		Parties  map[string]map[string]string
		Dealings map[string]struct{ Terms map[string]string }
	}
	if err := yaml.Unmarshal([]byte(strings.Join(out, "\n")), &got); err != nil {
		t.Fatal(err)
	}
	if got.Parties["buyer"]["seat"] != "NO" || got.Dealings["sale"].Terms["knowing"] != "no" {
		t.Errorf("%+v of\n%s", got, strings.Join(out, "\n"))
	}
}

// Data of which nothing is known is asked for once, at the asset; like assets are one entry.
func TestAssetsAreAsked(t *testing.T) {
	d := waiting()
	dealing := fact.New(&fact.Dealing{Name: "sale", Data: []fact.Data{{Asset: "s@r", Number: fact.Range{Hi: fact.Unbounded}}}}, []fact.Source{{Name: "x"}}, "")
	group := fact.New(&fact.Observation{Asset: "s@r", Also: []string{"s.a", `s.b["x"]`}}, nil, fact.RuleAlike, dealing.ID)
	d.Facts = []fact.Fact{dealing, group}
	d.Findings[0].Fact = dealing.ID
	d.Findings[0].Deciding = []determination.DecidingSet{{Questions: []determination.Question{
		{Ask: "Which?", Path: "dealings.sale.data[0].category", Values: []string{"other"}, Write: []string{"{}"}},
		{Ask: "How many?", Path: "dealings.sale.data[0].persons", Values: []string{"<=100"}, Write: []string{"{}"}},
	}}}
	r := New(d, "longarm review .")
	if r.Added != 1 || !strings.Contains(string(r.Text), "\n    also: [s.a, \"s.b[\\\"x\\\"]\"]\n") || !strings.Contains(string(r.Text), "\n    # category: other\n") {
		t.Errorf("%d questions:\n%s", r.Added, r.Text)
	}
}

// What stands in a file stays, line by line, whatever the file is.
func FuzzAdd(f *testing.F) {
	f.Add("case: longarm-case/1\nparties:\n  buyer: {kind: company}\n# end\n")
	f.Add("case: x\nparties:\n  buyer:\n    names:\n    - a\n    text: |\n      b\n  c:\n")
	f.Add("dealings:\n  ? sale\n  : {}\n")
	f.Fuzz(func(t *testing.T, file string) {
		r, err := Add([]byte(file), "x", waiting())
		if err != nil || r.Added == 0 {
			return
		}
		left := strings.Split(strings.TrimRight(strings.ReplaceAll(file, "\r\n", "\n"), "\n"), "\n")
		for _, l := range strings.Split(strings.ReplaceAll(string(r.Text), "\r\n", "\n"), "\n") {
			if len(left) > 0 && l == left[0] {
				left = left[1:]
			}
		}
		if len(left) > 0 {
			t.Errorf("%q is gone from\n%s", left[0], r.Text)
		}
	})
}

// Of a use that may reach a level, the criteria that are open are asked; of one that cannot, nothing.
func TestAsksForTheNextLevel(t *testing.T) {
	question := func(name string) determination.Question {
		return determination.Question{Ask: "Is " + name + " shown?", Path: "dealings.store.terms." + name, Values: []string{"yes", "no"},
			Write: []string{`{"dealings":{"store":{"terms":{"` + name + `":"yes"}}}}`, `{"dealings":{"store":{"terms":{"` + name + `":"no"}}}}`}}
	}
	level := func(n int, holds fact.Truth, name string) determination.Level {
		return determination.Level{Level: n, Holds: holds, Criteria: []determination.Element{{ID: "a", Value: holds, Questions: []determination.Question{question(name)}}}}
	}
	d := &determination.Determination{Grades: []determination.Grade{
		{Dealing: "store", Concerns: fact.Yes, Possible: 2, Levels: []determination.Level{level(1, fact.Unknown, "staff"), level(2, fact.Unknown, "later")}},
		{Dealing: "store", Concerns: fact.Yes, Levels: []determination.Level{level(1, fact.No, "barred")}},
	}}
	s := gather(d, standing{asked: map[string]bool{}, groups: map[string][]string{}})
	text := strings.Join(s.root.write(0), "\n")
	if s.count != 1 || !strings.Contains(text, "#staff: yes") || strings.Contains(text, "later") || strings.Contains(text, "barred") {
		t.Errorf("%d questions:\n%s", s.count, text)
	}
}

// Several uses of one provider are asked once, and each answers for all; a use that comes later is asked by itself.
func TestUsesOfOneProviderAreAskedOnce(t *testing.T) {
	uses := func(stores ...string) *determination.Determination {
		d := &determination.Determination{Evidence: determination.Evidence{ReadOn: "2026-11-01"}}
		for _, s := range stores {
			name := s + " on cloud"
			q := determination.Question{Ask: "Is " + name + " used for that?", Path: "dealings." + name + ".terms.that", Values: []string{"yes", "no"},
				Write: []string{`{"dealings":{"` + name + `":{"terms":{"that":"yes"}}}}`, `{"dealings":{"` + name + `":{"terms":{"that":"no"}}}}`}}
			access := determination.Question{Ask: "Is P able under " + name + "?", Path: "dealings." + name + ".access[0].able", Values: []string{"no"},
				Write: []string{`{"dealings":{"` + name + `":{"access":[{"able":"no","party":"c/p"}]}}}`}}
			other := access
			other.Ask, other.Path, other.Write = "Is Q able under "+name+"?", "dealings."+name+".access[1].able", []string{`{"dealings":{"` + name + `":{"access":[{"able":"no","party":"c/q"}]}}}`}
			set := func(q determination.Question) determination.DecidingSet {
				return determination.DecidingSet{Questions: []determination.Question{q}, Answers: []determination.Answer{{Values: []string{q.Values[0]}, Outcome: determination.NotCovered}}}
			}
			d.Findings = append(d.Findings, determination.Finding{Pack: "us-x", Dealing: name, Outcome: determination.Undetermined,
				Deciding: []determination.DecidingSet{set(q), set(access), set(other)}})
		}
		return d
	}
	r := New(uses("b", "a"), "longarm review .")
	const want = `
dealings:
  all on cloud:
    answers: [a on cloud, b on cloud]
    # what is said here is said of 2 uses of one provider; say it of one alone in an entry of its own
    terms:
      #? Is each of these used for that?
      #that: yes  # not covered
      #that: no
    access:
      #? Is P able under each of these?
      #- {party: c/p, able: no}  # not covered
      #? Is Q able under each of these?
      #- {party: c/q, able: no}  # not covered
`
	if !strings.HasSuffix(string(r.Text), want) || r.Added != 3 {
		t.Errorf("%d questions:\n%s\nwant\n%s", r.Added, r.Text, want)
	}
	again, err := Add(r.Text, "x", uses("a", "b"))
	if err != nil || again.Added != 0 {
		t.Errorf("%v, %d questions:\n%s", err, again.Added, again.Text)
	}
	later, err := Add(r.Text, "x", uses("a", "b", "c"))
	if err != nil || later.Added != 3 || !strings.HasPrefix(string(later.Text), string(r.Text)) || !strings.Contains(string(later.Text), "\n  c on cloud:\n") {
		t.Errorf("%v, %d questions:\n%s", err, later.Added, later.Text)
	}
	later, err = Add(r.Text, "x", uses("a", "b", "c", "d"))
	if err != nil || later.Added != 3 || !strings.Contains(string(later.Text), "\n  all on cloud 2:\n    answers: [c on cloud, d on cloud]\n") {
		t.Errorf("%v, %d questions:\n%s", err, later.Added, later.Text)
	}
}

// A question that two laws ask has the answers of both, and a note speaks of each law that is open.
func TestOneQuestionOfTwoLaws(t *testing.T) {
	q := func(values ...string) determination.Question {
		out := determination.Question{Ask: "Of which class?", Path: "dealings.deal.class", Values: values}
		for _, v := range values {
			out.Write = append(out.Write, `{"dealings":{"deal":{"class":"`+v+`"}}}`)
		}
		return out
	}
	finding := func(pack string, q determination.Question, outcomes ...determination.Outcome) determination.Finding {
		set := determination.DecidingSet{Questions: []determination.Question{q}}
		for i, o := range outcomes {
			set.Answers = append(set.Answers, determination.Answer{Values: []string{q.Values[i]}, Outcome: o})
		}
		return determination.Finding{Pack: pack, Dealing: "deal", Outcome: determination.Undetermined, Deciding: []determination.DecidingSet{set}}
	}
	d := &determination.Determination{Findings: []determination.Finding{
		finding("us-a", q("employment"), determination.NotCovered),
		finding("us-b", q("vendor", "employment"), determination.Undetermined, determination.NotCovered),
	}}
	got := string(New(d, "x").Text)
	const want = "    #class: vendor      # us-b: still open\n    #class: employment  # not covered\n"
	if !strings.Contains(got, want) {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
