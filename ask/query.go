package ask

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
)

// A query is one question with all that the laws which ask it say of its answers.
type query struct {
	ask, path string
	offers    []offer
}

// An offer is one answer: how it is called, how a case file states it, and what it leads to.
type offer struct {
	value, write string
	leads        []lead
}

// A lead is what an answer comes to by itself under one law.
type lead struct {
	pack    string
	outcome determination.Outcome // Undetermined: still open
}

// ask adds a question that the finding of a pack asks; answers tell what those by themselves lead to.
func (in *inquiry) ask(pack string, q determination.Question, answers []determination.Answer) {
	i := slices.IndexFunc(in.queries, func(x *query) bool { return x.ask == q.Ask && x.path == q.Path })
	if i < 0 {
		i = len(in.queries)
		in.queries = append(in.queries, &query{ask: q.Ask, path: q.Path})
	}
	x, at := in.queries[i], 0
	for k, v := range q.Values {
		if k >= len(q.Write) {
			break
		}
		j := slices.IndexFunc(x.offers, func(o offer) bool { return o.value == v })
		if j < 0 {
			j = at
			x.offers = slices.Insert(x.offers, j, offer{value: v, write: q.Write[k]})
		}
		at = j + 1
		o := &x.offers[j]
		for _, a := range answers {
			if a.Values[0] == v && !slices.ContainsFunc(o.leads, func(l lead) bool { return l.pack == pack }) {
				o.leads = append(o.leads, lead{pack, a.Outcome})
			}
		}
	}
}

// says tells what an answer leads to, of a dealing that these laws leave open.
func (o *offer) says(open []string) string {
	if len(o.leads) == 0 {
		return ""
	}
	words := func(x determination.Outcome) string {
		if x.Open() {
			return "still open"
		}
		return strings.ReplaceAll(string(x), "-", " ")
	}
	differ := slices.ContainsFunc(o.leads, func(l lead) bool { return l.outcome != o.leads[0].outcome })
	if !differ && len(o.leads) == len(open) {
		return words(o.leads[0].outcome)
	}
	var out []string
	for _, l := range o.leads {
		out = append(out, l.pack+": "+words(l.outcome))
	}
	return strings.Join(out, ", ")
}

// An inquiry is what is asked about one dealing.
type inquiry struct {
	dealing, title string
	names          []string // by which its questions call it
	worst          int
	open           []string                // the packs that leave it open
	may            []determination.Outcome // the most serious that is possible, by pack
	data           *determination.Finding  // one that asks what data there is
	at             *place                  // where it is told what is asked about
	queries        []*query
}

// each is how a question calls the several dealings that it is asked about.
const each = "each of these"

// template is a question as it is asked about several dealings; false where it names none.
func (in *inquiry) template(text string) (string, bool) {
	out := text
	for _, n := range in.names {
		out = strings.ReplaceAll(out, n, each)
	}
	return out, out != text
}

// signature is equal for queries that are the same but for the dealing.
func (in *inquiry) signature(x *query) string {
	text, ok := in.template(x.ask)
	rest, own := strings.CutPrefix(x.path, "dealings."+in.dealing+".")
	if !ok || !own {
		return ""
	}
	all := []string{in.kin(), text, rest}
	for _, o := range x.offers {
		got, err := edits(o.write)
		if err != nil || len(got) != 1 || got[0].keys[0] != "dealings" || got[0].keys[1] != in.dealing {
			return ""
		}
		all = append(all, o.value, o.says(in.open), strings.Join(got[0].keys[2:], "/"), got[0].line)
	}
	return strings.Join(all, "\x00")
}

// kin is what the uses of one provider have in common; "" for another dealing.
func (in *inquiry) kin() string {
	if i := strings.LastIndex(in.dealing, " on "); i >= 0 {
		return in.dealing[i+len(" on "):]
	}
	return ""
}

// A joint is a query that is asked of several dealings alike.
type joint struct {
	of      []*inquiry
	queries []*query // of the first
}

// joints finds the queries that several uses of one provider ask alike, by the dealings of
// which they ask, in the order in which they come. What stands already is not among them;
// done holds all that need not be asked one by one.
func joints(all []*inquiry, stands func(*query) bool) (out []*joint, done map[*query]bool) {
	type asked struct {
		of  []*inquiry
		all []*query
	}
	by, order := map[string]*asked{}, []*asked{}
	for _, in := range all {
		for _, x := range in.queries {
			if in.kin() == "" || stands(x) {
				continue
			}
			sig := in.signature(x)
			if sig == "" {
				continue
			}
			if by[sig] == nil {
				by[sig] = &asked{}
				order = append(order, by[sig])
			}
			by[sig].of, by[sig].all = append(by[sig].of, in), append(by[sig].all, x)
		}
	}
	done = map[*query]bool{}
	for _, a := range order {
		if len(a.of) < 2 {
			continue
		}
		i := slices.IndexFunc(out, func(j *joint) bool { return slices.Equal(j.of, a.of) })
		if i < 0 {
			i = len(out)
			out = append(out, &joint{of: a.of})
		}
		out[i].queries = append(out[i].queries, a.all[0])
		for _, x := range a.all {
			done[x] = true
		}
	}
	return out, done
}
