// Package reporttest makes determinations on which writers of reports are tried.
package reporttest

import (
	"fmt"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// Names of strangers: markup, formulas, right-to-left text and overrides, emoji, NUL, escapes of terminals, a very long one.
var Names = []string{
	`<script>alert(1)</script>"'&<b>`,
	"]]></svg></style><img src=x onerror=alert(1)>",
	"=HYPERLINK(\"http://192.0.2.1\",\"x\")",
	"+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1",
	"\u202eevil\u202c \u2066x\u2069",
	"شركة الاتصالات المحدودة",
	"🏴‍☠️ Holdings 💥", "长沙科技有限公司",
	"NUL\x00 ESC\x1b[31mred\x1b[0m BEL\x07\x08\x9b1m",
	"line\nbreak\r\nand\u2028separators\u2029",
	strings.Repeat("Very long name ", 700),
	strings.Repeat("W", 10000),
	"{{.Title}} {{template}} ${jndi} $(id) `id`",
	`\"},{"x":"`,
	"", " ",
}

// Hostile is a small determination in which every text of strangers is one of Names.
func Hostile() *determination.Determination { return determined(len(Names), 3, Names) }

// Large is a determination of n findings about parties, of which few are alike.
func Large(n, parties int) *determination.Determination { return determined(n, parties, nil) }

// Small is an example of every outcome.
func Small() *determination.Determination { return determined(9, 3, nil) }

// The ownership test of the invented pack.
const test = "half"

// The countries of the invented parties: of who owns, of where companies are organised, and of where assets stand.
var owner, seat, home = country("cn"), country("sg"), country("us")

func country(s string) fact.Country {
	c, err := fact.ParseCountry(s)
	if err != nil {
		panic(err) // our own
	}
	return c
}

var outcomes = []determination.Outcome{
	determination.Prohibited, determination.Undetermined, determination.NotDecided, determination.Conditional, determination.Restricted,
	determination.Reviewable, determination.Authorized, determination.Exempt, determination.NotCovered,
}

func determined(n, parties int, names []string) *determination.Determination {
	name := func(i int, plain string) string {
		if names == nil {
			return plain
		}
		return names[i%len(names)]
	}
	d := &determination.Determination{
		Schema: determination.Schema, At: "2026-11-01",
		Packs:    []determination.Pack{{ID: "us-dsp", Title: "Data Security Program", Test: test, Digest: digest(1)}, {ID: "us-icts", Title: "ICTS", Silent: 2, Digest: digest(2)}},
		Asked:    determination.Asked{Program: name(0, "0.1")},
		Evidence: determination.Evidence{ReadOn: "2026-11-02", Files: []determination.File{{Name: name(1, "case.yaml"), Digest: digest(3), Kind: name(2, "casefile"), Records: 9, Size: 10}, {Name: name(3, "x.bin"), Digest: digest(4), State: determination.NotRecognized, Note: name(4, "")}}},
	}
	d.Evidence.Problems = []determination.Problem{{Name: name(5, "conn.log"), Place: "line 7", What: name(6, "no number"), Read: 6}}
	d.Evidence.Unknown = &determination.Unknown{Peers: determination.Strangers{Seen: 4, Unknown: 2, BytesOut: 1e6, Largest: []determination.Stranger{{Endpoint: name(7, "192.0.2.7"), BytesOut: 1e6}}}}
	d.Unseen = []determination.Unseen{{Kind: "asset", Name: name(8, "old-db"), Place: name(9, "case.yaml:4"), Why: name(10, "no evidence shows it")}}
	d.Disagreements = []fact.Disagreement{{About: "p0", Field: "seat", Said: []fact.Saying{{Author: name(11, "GLEIF"), Value: name(12, "elsewhere")}, {Author: "x", Value: string(owner)}}}}
	source := func(i int) []fact.Source {
		return []fact.Source{{Name: name(i, "case.yaml"), Digest: digest(3), Line: int64(10 + i), Place: name(i+1, "p"), Seen: "2026-11-02"}}
	}
	put := func(f fact.Fact) fact.ID { d.Facts = append(d.Facts, f); return f.ID }
	state := put(fact.New(&fact.Claim{Author: "case", Party: &fact.Party{ID: "state", Kind: "state", State: owner, Names: []fact.Name{{Text: name(13, "Invented State")}}}}, source(0), ""))
	var held []fact.ID
	var steps []determination.Step
	for i := range parties {
		id := fact.PartyID(fmt.Sprint("p", i))
		a := put(fact.New(&fact.Claim{Author: name(i, "case"), Party: &fact.Party{ID: id, Kind: fact.Company, Names: []fact.Name{{Text: name(i, fmt.Sprintf("Company %d Limited", i))}}, Organized: []fact.Country{seat}, Seat: owner}}, source(i), ""))
		b := put(fact.New(&fact.Claim{Author: "case", Interest: &fact.Interest{Owner: "state", Asset: id, Kind: fact.Shares, Lo: fact.Share(50+i%50) * fact.Percent, Hi: fact.Share(50+i%50) * fact.Percent}}, source(i+1), ""))
		held = append(held, put(fact.New(&fact.Control{Party: id, Test: test, Verdict: fact.Yes, Lo: fact.Share(50+i%50) * fact.Percent, Hi: fact.Share(50+i%50) * fact.Percent, Governments: []fact.Country{owner}, Chain: []fact.ID{state, b}, Basis: []string{"ownership"}}, nil, "ownership/half", state, a, b)))
	}
	for i := range n {
		asset := fact.AssetID(name(i, "") + fmt.Sprint("asset-", i))
		party := fact.PartyID(fmt.Sprint("p", i%parties))
		dealing := fmt.Sprint("dealing ", i, name(i+2, ""))
		title := name(i+3, fmt.Sprintf("use of service %d", i))
		use := put(fact.New(&fact.Attribution{Asset: asset, Provider: "cloud", ProviderName: name(i+4, "Cloud"), Country: home, Operator: party, Method: fact.ByResource, Endpoint: name(i+5, "x.example")}, source(i), ""))
		for k, arm := range []fact.Arm{fact.Read, fact.Cut, fact.Enter} {
			put(fact.New(&fact.Reach{Asset: asset, Arm: arm, Government: owner, Verdict: fact.Truth(1 - (i+k)%3), Path: []fact.Step{
				{Kind: fact.StepUses, Fact: use, Asset: asset, Provider: "cloud"}, {Kind: fact.StepOperated, Fact: use, Party: party},
				{Kind: fact.StepHeld, Fact: held[i%parties], Of: party, Party: "state"}, {Kind: fact.StepStateOf, Fact: state, Country: owner, Party: "state"},
			}, Laws: []string{"A Law, art. 7"}, Deciding: []string{name(i, "who runs it")}}, nil, "reach/arm", use, state))
		}
		deal := put(fact.New(&fact.Dealing{Name: dealing, Title: title, Assets: []fact.AssetID{asset}, Class: fact.Vendor, Subject: "p0", Counterparty: party,
			Access: []fact.Access{{Party: party, Able: fact.Yes, Role: "operates"}}, Data: []fact.Data{{Asset: asset, Category: fact.PersonalHealth, Number: fact.Range{Lo: 9000 + int64(i), Hi: 11000 + int64(i)}}}}, source(i), "", use))
		o := outcomes[i%len(outcomes)]
		about := fmt.Sprintf("data 1 of %s", dealing)
		steps = append(steps,
			determination.Step{Rule: "us-dsp/202.205", Citation: "28 CFR 202.205", About: about, Inputs: []determination.Input{{Name: about + " window", Value: fmt.Sprintf("%d..%d", 9000+i, 11000+i)}, {Name: about + " limit", Value: "10000"}}, Value: "yes", From: []fact.ID{deal}},
			determination.Step{Rule: "us-dsp/202.401", Citation: "28 CFR 202.401(a)", About: "dealing " + dealing, Value: "yes", Uses: []int{2 * i}, From: []fact.ID{deal, held[i%parties]}})
		f := determination.Finding{
			Name: fmt.Sprintf("find-%d", i), Pack: "us-dsp", Dealing: dealing, Fact: deal, Title: title, Assets: []fact.AssetID{asset}, Subject: "p0", Counterparty: party, Class: fact.Vendor, Outcome: o, Exact: true,
			Headline: []string{fmt.Sprintf("28 CFR 202.401(a): Access by %s to personal health data of %d U.S. persons is %s.", name(i, "Company"), 9000+i, strings.ReplaceAll(string(o), "-", " "))},
			Provisions: []determination.Provision{{Rule: "us-dsp/202.401", Citation: "28 CFR 202.401(a)", Title: "Restricted transactions", URL: "https://www.ecfr.gov/current/title-28/section-202.401", Quote: "no U.S. person may <knowingly> engage", Applies: fact.Yes, Outcome: o, Step: 2*i + 1,
				Elements:   []determination.Element{{ID: "access", Says: "A covered person gets access.", Citation: "28 CFR 202.201", Value: fact.Yes, Facts: []fact.ID{deal}, Values: []string{name(i+6, "who") + " = yes"}}},
				Conditions: []determination.Element{{ID: "security", Says: "The security requirements are complied with.", Citation: "28 CFR 202.248", Value: fact.Unknown}}}},
			Presumed:   []determination.Presumption{{Path: "dealings." + dealing + ".terms.knowing", Value: name(i+7, "yes"), Why: "nobody says otherwise"}},
			Unverified: []string{name(i+8, "a statement about a company")},
		}
		if o.Open() {
			f.Possible = []determination.Outcome{determination.Prohibited, determination.NotCovered}
			f.Deciding = []determination.DecidingSet{{Surely: true, Questions: []determination.Question{{Ask: "Who holds " + name(i+9, "it") + "?", Path: "parties." + name(i, "p") + ".seat", Values: []string{"here", name(i, "elsewhere")}}}, Answers: []determination.Answer{{Values: []string{"here"}, Outcome: determination.Prohibited}}}}
		}
		if o == determination.Restricted {
			f.Measures = []determination.Measure{{ID: "cisa-i-a-1", Says: "inventory of all assets", Citation: "CISA I.A.1", State: fact.Unknown}, {ID: "cisa-i-a-2", Says: "a named individual", Citation: "CISA I.A.2", State: fact.Yes, Facts: []fact.ID{deal}}}
			f.Duties = []determination.Duty{{ID: "audit", Says: "have an audit made", Citation: "28 CFR 202.1002", Due: "2026-12-31"}, {ID: "records", Says: "keep records", Citation: "28 CFR 202.1101"}, {ID: "report", Says: "file the report", Citation: "28 CFR 202.1103", Past: []fact.Date{"2026-03-01"}}}
		}
		d.Findings = append(d.Findings, f)
	}
	d.Proof = determination.NewProof(steps...)
	d.Digest = d.Sum()
	return d
}

func digest(n int) fact.Digest { return fact.Digest(strings.Repeat(fmt.Sprint(n%10), 64)) }

// View is a view of a determination, with an acceptance that stands and one that has ended.
func View(d *determination.Determination) *report.View {
	v := report.NewView(d)
	v.Accepted = map[string]report.Acceptance{
		"find-0": {Reason: "<i>known</i>", Author: "J. Doe", Until: "2027-01-01", Outcome: determination.Prohibited, Stands: true},
		"find-3": {Reason: "old", Author: "J. Doe", Until: "2026-01-01", Outcome: determination.Conditional},
	}
	return v
}
