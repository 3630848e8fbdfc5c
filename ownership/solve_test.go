package ownership

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/fact"
)

// graphText is a small language for graphs, one statement a line:
//
//	person P residence=RU status=none
//	company A organized=SG seat=SG complete
//	A 50 B            A holds 50 % of the shares of B
//	A 25-50 B votes   A holds 25 to 50 % of the votes of B
//	A ? B             a share nobody knows
//	A employs P
//
// Each line is one claim.
type graphText struct {
	set     fact.Set
	builder Builder
}

func parseGraph(t testing.TB, text string) *graphText {
	t.Helper()
	g := &graphText{}
	for n, line := range strings.Split(strings.TrimSpace(text), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		claim := &fact.Claim{Author: "test"}
		switch words[0] {
		case "person", "company", "state", "state-body", "arrangement", "party":
			claim.Party = parseParty(t, words)
		default:
			claim.Interest = parseInterest(t, words)
		}
		f := fact.New(claim, []fact.Source{{Name: "test", Line: int64(n + 1)}}, "")
		if _, err := g.set.Add(f); err != nil {
			t.Fatal(err)
		}
		if claim.Party != nil {
			g.builder.Party(claim.Party, f.ID)
		} else {
			g.builder.Interest(claim.Interest, f.ID)
		}
	}
	return g
}

func parseParty(t testing.TB, words []string) *fact.Party {
	t.Helper()
	p := &fact.Party{Kind: fact.PartyKind(words[0]), ID: fact.PartyID(words[1])}
	if words[0] == "party" {
		p.Kind = ""
	}
	for _, w := range words[2:] {
		key, value, _ := strings.Cut(w, "=")
		c := fact.Country(value)
		switch key {
		case "organized":
			for _, c := range strings.Split(value, "+") {
				p.Organized = append(p.Organized, fact.Country(c))
			}
		case "seat":
			p.Seat = c
		case "residence":
			p.Residence = c
		case "citizen":
			p.Citizenship = append(p.Citizenship, c)
		case "state":
			p.State = c
		case "status":
			p.Status = value
		case "anonymous":
			p.Anonymous = true
		case "complete":
			p.Complete = fact.Yes
		case "branch-of":
			p.BranchOf = fact.PartyID(value)
		case "designated":
			from, to, _ := strings.Cut(value, "@")
			p.Designated = append(p.Designated, fact.Designation{Programme: from, From: fact.Date(to)})
		default:
			t.Fatalf("party %s: %q is not understood", p.ID, w)
		}
	}
	return p
}

func parseInterest(t testing.TB, words []string) *fact.Interest {
	t.Helper()
	i := &fact.Interest{Owner: fact.PartyID(words[0]), Asset: fact.PartyID(words[2]), Kind: fact.Shares, Hi: fact.Whole}
	switch words[1] {
	case "employs":
		i.Kind = fact.Employment
	case "?":
	default:
		lo, hi, ranged := strings.Cut(words[1], "-")
		if !ranged {
			hi = lo
		}
		var err error
		if i.Lo, _, err = fact.ParseShare(lo); err != nil {
			t.Fatal(err)
		}
		if _, i.Hi, err = fact.ParseShare(hi); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range words[3:] {
		key, value, _ := strings.Cut(w, "=")
		switch key {
		case "from":
			i.From = fact.Date(value)
		case "to":
			i.To = fact.Date(value)
		case "indirect":
			i.Direct = fact.No
		case "note":
			i.Note = strings.ReplaceAll(value, "_", " ")
		case "seats":
			fmt.Sscanf(value, "%d/%d", &i.Seats, &i.SeatsOf)
		default:
			i.Kind = fact.InterestKind(key)
		}
	}
	return i
}

func rule(t testing.TB, name string) *Rule {
	t.Helper()
	r, err := RuleNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCoveredPersons(t *testing.T) {
	tests := []struct {
		name, graph string
		want        map[fact.PartyID]fact.Truth
	}{
		{"half in the aggregate is enough", `
			company A organized=CN seat=CN
			company B organized=RU seat=RU
			company C organized=SG seat=SG
			A 25 C
			B 25 C`,
			map[fact.PartyID]fact.Truth{"A": fact.Yes, "C": fact.Yes}},
		{"one grid step below half is not", `
			company A organized=CN seat=CN
			company C organized=SG seat=SG
			A 49.9999999 C`,
			map[fact.PartyID]fact.Truth{"C": fact.No}},
		{"organised under U.S. law alone is never covered but passes on", `
			company A organized=CN seat=CN
			company U organized=US seat=US
			company F organized=SG seat=SG
			A 100 U
			U 60 F`,
			map[fact.PartyID]fact.Truth{"U": fact.No, "F": fact.Yes}},
		{"organised under U.S. and other law is foreign", `
			person P residence=VE status=none
			company L organized=US+LU seat=LU
			P 50 L`,
			map[fact.PartyID]fact.Truth{"P": fact.Yes, "L": fact.Yes}},
		{"citizenship is no criterion", `
			person P residence=DE citizen=RU`,
			map[fact.PartyID]fact.Truth{"P": fact.No}},
		{"a resident of unknown status is possible", `
			person P residence=RU`,
			map[fact.PartyID]fact.Truth{"P": fact.Unknown}},
		{"an unknown seat is possible", `
			company A organized=SG`,
			map[fact.PartyID]fact.Truth{"A": fact.Unknown}},
		{"an employee of a covered entity is covered and counts as an owner", `
			company A organized=CN seat=CN
			person E residence=DE status=none
			company B organized=DE seat=DE
			A employs E
			E 55 B`,
			map[fact.PartyID]fact.Truth{"E": fact.Yes, "B": fact.Yes}},
		{"an employee of a U.S. subsidiary is not covered by that", `
			company A organized=CN seat=CN
			company U organized=US seat=US
			person E residence=DE status=none
			A 100 U
			U employs E`,
			map[fact.PartyID]fact.Truth{"U": fact.No, "E": fact.No}},
		{"a designated U.S. person is covered", `
			company U organized=US seat=US designated=dsp-covered-person@2025-05-01`,
			map[fact.PartyID]fact.Truth{"U": fact.Yes}},
		{"a state and a resident reach half on neither list", `
			state S state=CN
			person P residence=CN status=none
			company C organized=SG seat=SG
			S 30 C
			P 20 C`,
			map[fact.PartyID]fact.Truth{"C": fact.Unknown}},
		{"a state's company and a resident are on one list", `
			company A organized=CN seat=CN
			person P residence=CN status=none
			company C organized=SG seat=SG
			A 30 C
			P 20 C`,
			map[fact.PartyID]fact.Truth{"C": fact.Yes}},
		{"a band that includes half is possible", `
			company A organized=CN seat=CN
			company C organized=SG seat=SG
			A 25-50 C`,
			map[fact.PartyID]fact.Truth{"C": fact.Unknown}},
		{"a complete table of two bands is exact", `
			company A organized=CN seat=CN
			company N organized=SG seat=SG
			company C organized=SG seat=SG complete
			A 25.0000001-50 C
			N 25.0000001-50 C`,
			map[fact.PartyID]fact.Truth{"C": fact.Yes}},
		{"a ring without entry is not in", `
			company A organized=SG seat=SG
			company B organized=SG seat=SG
			A 100 B
			B 100 A
			A 100 A`,
			map[fact.PartyID]fact.Truth{"A": fact.No, "B": fact.No}},
		{"records that disagree on a seat leave it possible", `
			company A organized=SG seat=CN
			company A organized=SG seat=SG`,
			map[fact.PartyID]fact.Truth{"A": fact.Unknown}},
		{"a branch shares the status of its company", `
			company A organized=CN seat=CN
			party B branch-of=A organized=DE`,
			map[fact.PartyID]fact.Truth{"B": fact.Yes}},
		{"the same stake told twice is one", `
			company A organized=CN seat=CN
			company C organized=SG seat=SG
			A 30 C
			A 25-50 C`,
			map[fact.PartyID]fact.Truth{"C": fact.No}},
		{"an indirect summary does not add to its chain", `
			company A organized=CN seat=CN
			company B organized=SG seat=SG
			company C organized=SG seat=SG
			A 50 B
			B 25 C
			A 25 C indirect`,
			map[fact.PartyID]fact.Truth{"B": fact.Yes, "C": fact.No}},
		{"nobody speaks of it", `
			A 100 B`,
			map[fact.PartyID]fact.Truth{"A": fact.Unknown, "B": fact.Unknown, "C": fact.Unknown}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g := parseGraph(t, test.graph)
			r := g.builder.Build().Solve(rule(t, "dsp"), "2025-06-01")
			got := make(map[fact.PartyID]fact.Truth)
			for p := range test.want {
				got[p] = r.Verdict(p)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
			checkFacts(t, &g.set, r)
		})
	}
}

// checkFacts adds the facts of all parties to the set and re-adds every yes.
func checkFacts(t *testing.T, set *fact.Set, r *Result) {
	t.Helper()
	for _, p := range append(append(r.Parties(fact.Yes), r.Parties(fact.Unknown)...), r.Parties(fact.No)...) {
		f, ok := r.Fact(p)
		if !ok && len(r.w.g.labels.party(mustFind(r, p))) > 0 {
			t.Errorf("no fact for %s", p)
		}
		if !ok {
			continue
		}
		if _, err := set.Add(f); err != nil {
			t.Errorf("fact of %s: %v", p, err)
		}
		c := f.Body.(*fact.Control)
		if c.Verdict != fact.Yes && c.WhyNot == "" {
			t.Errorf("%s: verdict %s without a certificate", p, c.Verdict)
		}
		if err := check.Chain(c, claims(set, c.Chain), checked(t, r.Rule), r.At); err != nil {
			t.Error(err)
		}
		if err := check.Control(set, f, checked(t, r.Rule), r.At); err != nil {
			t.Error(err)
		}
		if c.Verdict == fact.Yes {
			checkMutations(t, set, c, r)
		}
	}
}

func mustFind(r *Result, p fact.PartyID) uint32 {
	x, _ := r.w.g.Find(p)
	return x
}

// checked is a test as the checker reads it, from the table that the rule would be.
func checked(t interface{ Fatal(...any) }, r *Rule) *check.Test {
	b, err := yaml.Marshal(map[string][]*Rule{"rules": {r}})
	if err != nil {
		t.Fatal(err)
	}
	tests, err := check.ReadTests(b)
	if err != nil {
		t.Fatal(err)
	}
	return tests[0]
}

// checkMutations drops each cited claim in turn; what is left must not add up.
func checkMutations(t *testing.T, set *fact.Set, c *fact.Control, r *Result) {
	t.Helper()
	for i := range c.Chain {
		less := append(append([]fact.ID{}, c.Chain[:i]...), c.Chain[i+1:]...)
		if err := check.Chain(c, claims(set, less), checked(t, r.Rule), r.At); err == nil {
			f, _ := set.Get(c.Chain[i])
			t.Errorf("%s: the proof holds without %s", c.Party, f.Encode())
		}
	}
}

func claims(set *fact.Set, ids []fact.ID) []*fact.Claim {
	var out []*fact.Claim
	for _, id := range ids {
		f, _ := set.Get(id)
		out = append(out, f.Body.(*fact.Claim))
	}
	return out
}

func TestVerifyRefuses(t *testing.T) {
	g := parseGraph(t, `
		company A organized=CN seat=CN
		company B organized=SG seat=SG
		company C organized=SG seat=SG complete
		A 60 C
		B 0-40 C`)
	r := g.builder.Build().Solve(rule(t, "dsp"), "2025-06-01")
	f, _ := r.Fact("C")
	tests := []struct {
		name   string
		change func(c *fact.Control) []fact.ID
	}{
		{"a chain without a row", func(c *fact.Control) []fact.ID { c.Chain = c.Chain[1:]; return f.From }},
		{"a chain that is not among the grounds", func(c *fact.Control) []fact.ID { return f.From[1:] }},
		{"another party", func(c *fact.Control) []fact.ID { c.Party = "B"; return f.From }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := *f.Body.(*fact.Control)
			from := test.change(&c)
			if err := check.Control(&g.set, fact.New(&c, nil, f.Rule, from...), checked(t, r.Rule), r.At); err == nil {
				t.Error("verified")
			}
		})
	}
	if err := check.Control(&g.set, fact.New(f.Body, nil, "ownership/ofac50", f.From...), checked(t, r.Rule), r.At); err == nil {
		t.Error("verified under another rule")
	}
}

// claimID makes an ID for a claim that only a test knows.
func claimID(s string) fact.ID { return sha256.Sum256([]byte(s)) }
