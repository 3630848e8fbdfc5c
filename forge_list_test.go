package longarm_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

type made = func() *determination.Determination

// offline lists the forgeries that the file itself, the gazetteer and the law in the program give away.
func offline(f *forger) map[string]made {
	out := map[string]made{}
	for _, list := range []map[string]made{ofDealings(f), ofAttributions(f), ofGazetteer(f), ofListings(f), ofControls(f), ofReach(f), ofWords(f), ofEvidence(f), malformed(f)} {
		maps.Copy(out, list)
	}
	return out
}

func ofDealings(f *forger) map[string]made {
	use := func(d *fact.Dealing) bool {
		return strings.Contains(d.Name, " on alibaba") || strings.HasPrefix(d.Name, "use of ")
	}
	one := func(d *fact.Dealing) bool { return strings.HasPrefix(d.Name, "genomics-archive on") }
	to := func(change1 func(*fact.Dealing)) made {
		return func() *determination.Determination { return f.derived(change(use, change1)) }
	}
	return map[string]made{
		"use dropped":     func() *determination.Determination { return f.derived(drop(one)) },
		"all use dropped": func() *determination.Determination { return f.derived(drop(use)) },
		"no access":       to(func(d *fact.Dealing) { d.Access[0].Able = fact.No }),
		"access dropped":  to(func(d *fact.Dealing) { d.Access = nil }),
		"counterparty":    to(func(d *fact.Dealing) { d.Counterparty, d.CounterpartyOneOf, d.Access = "harbour", nil, nil }),
		"data lowered": to(func(d *fact.Dealing) {
			d.Data = []fact.Data{{Category: fact.HumanGenomic, Number: fact.Range{Lo: 3, Hi: 3}}}
		}),
		"data category": to(func(d *fact.Dealing) {
			d.Data = []fact.Data{{Category: fact.OtherData, Number: fact.Range{Lo: 3, Hi: 3}}}
		}),
		"class":               to(func(d *fact.Dealing) { d.Class = fact.NoClass }),
		"ended":               to(func(d *fact.Dealing) { d.From, d.To = "2020-01-01", "2021-01-01" }),
		"terms":               to(func(d *fact.Dealing) { d.Terms = map[string]string{"knowing": "no"} }),
		"title of a use":      to(func(d *fact.Dealing) { d.Title = "something else" }),
		"use said to be read": func() *determination.Determination { return f.derived(restated(use)) },
	}
}

// restated makes derived dealings such as are read.
func restated(is func(*fact.Dealing) bool) edit {
	return func(x fact.Fact) *fact.Fact {
		if d, ok := x.Body.(*fact.Dealing); ok && is(d) {
			c := copied(d)
			c.Class = fact.NoClass
			n := fact.New(c, []fact.Source{{Name: "case.yaml", Line: 1, Seen: "2026-11-01"}}, "")
			return &n
		}
		return &x
	}
}

func ofAttributions(f *forger) map[string]made {
	ali := func(a *fact.Attribution) bool { return a.Provider == "alibaba-cloud" }
	to := func(change1 func(*fact.Attribution)) made {
		return func() *determination.Determination { return f.gathered(change(ali, change1)) }
	}
	archive := func(a *fact.Attribution) bool { return ali(a) && a.Asset == "alicloud_oss_bucket.genomics" }
	derivedOnly := func(x fact.Fact, a *fact.Attribution) bool { return ali(a) && x.Rule != "" }
	return map[string]made{
		"endpoint of another": func() *determination.Determination {
			return f.gathered(change(func(o *fact.Observation) bool { return strings.Contains(o.Endpoint, "aliyuncs") }, func(o *fact.Observation) { o.Endpoint = "localhost.example" }))
		},
		"operator":            to(func(a *fact.Attribution) { a.Operator, a.OperatorOneOf = "harbour", nil }),
		"provider":            to(func(a *fact.Attribution) { a.Provider = "aws" }),
		"country":             to(func(a *fact.Attribution) { a.Country = "DE" }),
		"region":              to(func(a *fact.Attribution) { a.Region = "eu-central-1" }),
		"attribution dropped": func() *determination.Determination { return f.gathered(drop(ali)) },
		"one dropped":         func() *determination.Determination { return f.gathered(drop(archive)) },
		"verified":            to(func(a *fact.Attribution) { a.Unverified = nil }),
		"method":              to(func(a *fact.Attribution) { a.Method = fact.ByFront }),
		"asset":               to(func(a *fact.Attribution) { a.Asset = "portal" }),
		"contracts":           to(func(a *fact.Attribution) { a.Contracts, a.ContractsOneOf = "harbour", nil }),
		"sources of it dropped": func() *determination.Determination {
			return f.gathered(sourced(derivedOnly, func([]fact.Source) []fact.Source { return nil }))
		},
		"read by nobody": func() *determination.Determination { return f.gathered(rules(ali, "")) },
		"another rule":   func() *determination.Determination { return f.gathered(rules(ali, "provider/other")) },
	}
}

// rules gives attributions another rule; without one they are read where their sources say.
func rules(is func(*fact.Attribution) bool, to fact.Rule) edit {
	return func(x fact.Fact) *fact.Fact {
		if a, ok := x.Body.(*fact.Attribution); ok && is(a) && x.Rule != "" && len(x.Sources) > 0 {
			from := x.From
			if to == "" {
				from = nil
			}
			n := fact.New(a, x.Sources, to, from...)
			return &n
		}
		return &x
	}
}

func ofGazetteer(f *forger) map[string]made {
	gaz := func(c *fact.Claim) bool { return c.Authority == fact.Sourced || c.Authority == fact.Completed }
	party := func(c *fact.Claim) bool { return gaz(c) && c.Party != nil }
	held := func(c *fact.Claim) bool { return gaz(c) && c.Interest != nil }
	claims := func(is func(*fact.Claim) bool, to func(*fact.Claim)) made {
		return func() *determination.Determination { return f.gathered(change(is, to)) }
	}
	from := func(to func(*fact.Source)) made {
		return func() *determination.Determination {
			return f.gathered(sourced(func(_ fact.Fact, c *fact.Claim) bool { return gaz(c) }, func(s []fact.Source) []fact.Source {
				to(&s[0])
				return s
			}))
		}
	}
	return map[string]made{
		"seat of a company":  claims(party, func(c *fact.Claim) { c.Party.Seat, c.Party.Organized = "DE", []fact.Country{"DE"} }),
		"share":              claims(held, func(c *fact.Claim) { c.Interest.Lo, c.Interest.Hi = 0, fact.Percent }),
		"owner dropped":      func() *determination.Determination { return f.gathered(drop(held)) },
		"company dropped":    func() *determination.Determination { return f.gathered(drop(party)) },
		"claim verified":     claims(gaz, func(c *fact.Claim) { c.Unverified = false }),
		"name of a company":  claims(party, func(c *fact.Claim) { c.Party.Names = []fact.Name{{Text: "Others Ltd"}} }),
		"digest of the file": from(func(s *fact.Source) { s.Digest = fact.Digest(strings.Repeat("0", 64)) }),
		"line of the file":   from(func(s *fact.Source) { s.Line++ }),
		"as if stated":       claims(party, func(c *fact.Claim) { c.Authority, c.Party.Seat, c.Party.Organized = "", "DE", []fact.Country{"DE"} }),
		"as if of a register": claims(party, func(c *fact.Claim) {
			c.Authority, c.Party.Seat, c.Party.Organized = fact.Registered, "DE", []fact.Country{"DE"}
		}),
		"claim invented": func() *determination.Determination {
			set := f.a.Facts.Set.Clone()
			c := &fact.Claim{Author: "longarm gazetteer", Authority: fact.Sourced, Party: &fact.Party{ID: "harbour", Seat: "CN", Kind: fact.Company, Organized: []fact.Country{"CN"}}}
			if _, err := set.Add(fact.New(c, []fact.Source{{Name: "gazetteer/aws.yaml", Line: 1}}, "")); err != nil {
				f.t.Fatal(err)
			}
			was := *f.a
			was.Facts.Set = set
			return (&forger{f.t, f.engine, &was}).gathered(func(x fact.Fact) *fact.Fact { return &x })
		},
	}
}

func ofListings(f *forger) map[string]made {
	every := func(*fact.Listing) bool { return true }
	to := func(change1 func(*fact.Listing)) made {
		return func() *determination.Determination { return f.gathered(change(every, change1)) }
	}
	return map[string]made{
		"listed name":   to(func(l *fact.Listing) { l.Name = "Quite Another" }),
		"both names":    to(func(l *fact.Listing) { l.Name, l.Names = "Quite Another", []string{"Quite Another"} }),
		"absurd score":  to(func(l *fact.Listing) { l.Score = 4000 }),
		"lowest score":  to(func(l *fact.Listing) { l.Score = 1 }),
		"another party": to(func(l *fact.Listing) { l.Party = "meadowlark" }),
		"of no list":    to(func(l *fact.Listing) { l.List = "other" }),
		"list not there": func() *determination.Determination {
			return f.gathered(sourced(func(fact.Fact, *fact.Listing) bool { return true }, func(s []fact.Source) []fact.Source {
				s[0].Digest = fact.Digest(strings.Repeat("1", 64))
				return s
			}))
		},
	}
}

func ofControls(f *forger) map[string]made {
	yes := func(c *fact.Control) bool { return c.Verdict == fact.Yes }
	open := func(c *fact.Control) bool { return c.Verdict == fact.Unknown }
	test := func(name string) func(*fact.Control) bool {
		return func(c *fact.Control) bool { return strings.HasPrefix(c.Test, name) }
	}
	to := func(is func(*fact.Control) bool, change1 func(*fact.Control)) made {
		return func() *determination.Determination { return f.controlled(change(is, change1)) }
	}
	gone := func(is func(*fact.Control) bool) made {
		return func() *determination.Determination { return f.controlled(drop(is)) }
	}
	return map[string]made{
		"covered dropped":     gone(test("dsp")),
		"governments dropped": gone(test("government")),
		"yes to no":           to(yes, func(c *fact.Control) { c.Verdict = fact.No }),
		"yes to open":         to(yes, func(c *fact.Control) { c.Verdict = fact.Unknown }),
		"open to no":          to(open, func(c *fact.Control) { c.Verdict = fact.No }),
		"bounds":              to(yes, func(c *fact.Control) { c.Lo = c.Lo / 2 }),
		"bounds of open":      to(open, func(c *fact.Control) { c.Lo, c.Hi = 0, 10*fact.Percent }),
		"basis":               to(yes, func(c *fact.Control) { c.Basis = append(c.Basis, "employment") }),
		"why not":             to(open, func(c *fact.Control) { c.WhyNot += " and more" }),
		"list of governments": to(yes, func(c *fact.Control) { c.Governments = []fact.Country{"DE"} }),
		"reading":             to(yes, func(c *fact.Control) { c.Reading = "by-list" }),
		"fewer claims": func() *determination.Determination {
			return f.controlled(func(x fact.Fact) *fact.Fact {
				if c, ok := x.Body.(*fact.Control); ok && open(c) && len(x.From) > 1 {
					n := fact.New(c, x.Sources, x.Rule, x.From[1:]...)
					return &n
				}
				return &x
			})
		},
		"presumption dropped": func() *determination.Determination {
			return f.derived(func(x fact.Fact) *fact.Fact {
				if x.Rule == fact.RulePresumed {
					return nil
				}
				return &x
			})
		},
	}
}

func ofReach(f *forger) map[string]made {
	every := func(*fact.Reach) bool { return true }
	yes := func(r *fact.Reach) bool { return r.Verdict == fact.Yes }
	of := func(c fact.Country) func(*fact.Reach) bool {
		return func(r *fact.Reach) bool { return r.Government == c }
	}
	to := func(change1 func(*fact.Reach)) made {
		return func() *determination.Determination { return f.derived(change(yes, change1)) }
	}
	gone := func(is func(*fact.Reach) bool) made {
		return func() *determination.Determination { return f.derived(drop(is)) }
	}
	return map[string]made{
		"all reach dropped":    gone(every),
		"a government dropped": gone(of("CN")),
		"one dropped of reach": gone(func(r *fact.Reach) bool { return r.Government == "CN" && r.Asset == "claims-db" && r.Arm == fact.Read }),
		"verdict of reach":     to(func(r *fact.Reach) { r.Verdict = fact.No }),
		"path":                 to(func(r *fact.Reach) { r.Path = r.Path[1:] }),
		"laws":                 to(func(r *fact.Reach) { r.Laws = nil }),
		"what would decide": func() *determination.Determination {
			return f.derived(change(every, func(r *fact.Reach) { r.Deciding = append(r.Deciding, "luck") }))
		},
		"what stands in its way": to(func(r *fact.Reach) { r.Blocked = append(r.Blocked, r.Path[0].Fact) }),
	}
}

func ofWords(f *forger) map[string]made {
	find := func(d *determination.Determination, dealing string) *determination.Finding {
		return &d.Findings[slices.IndexFunc(d.Findings, func(x determination.Finding) bool { return strings.HasPrefix(x.Dealing, dealing) })]
	}
	finding := func(dealing string, change1 func(*determination.Finding)) made {
		return func() *determination.Determination {
			return f.told(func(d *determination.Determination) { change1(find(d, dealing)) })
		}
	}
	all := func(change1 func(*determination.Determination)) made {
		return func() *determination.Determination { return f.told(change1) }
	}
	return map[string]made{
		"headline":           finding("genomics", func(x *determination.Finding) { x.Headline[0] += " not" }),
		"outcome":            finding("genomics", func(x *determination.Finding) { x.Outcome = determination.NotCovered }),
		"finding dropped":    all(func(d *determination.Determination) { d.Findings = d.Findings[1:] }),
		"findings reordered": all(func(d *determination.Determination) { d.Findings[0], d.Findings[1] = d.Findings[1], d.Findings[0] }),
		"finding twice":      all(func(d *determination.Determination) { d.Findings = append(d.Findings, d.Findings[0]) }),
		"name of a finding":  finding("genomics", func(x *determination.Finding) { x.Name = "other" }),
		"measure shown":      finding("claims-db on", func(x *determination.Finding) { x.Measures[3].State = fact.Yes }),
		"nothing unverified": finding("claims-db on", func(x *determination.Finding) { x.Unverified = nil }),
		"nothing presumed":   finding("genomics-archive on", func(x *determination.Finding) { x.Presumed = nil }),
		"more presumed":      finding("genomics-archive on", func(x *determination.Finding) { x.Presumed = append(x.Presumed, determination.Presumption{Path: "x"}) }),
		"no duties":          finding("claims-db on", func(x *determination.Finding) { x.Duties = x.Duties[1:] }),
		"nothing to decide":  finding("risk-scores", func(x *determination.Finding) { x.Deciding = nil }),
		"a possible outcome": finding("risk-scores", func(x *determination.Finding) { x.Possible = x.Possible[1:] }),
		"another answer":     finding("risk-scores", func(x *determination.Finding) { x.Deciding[0].Answers[0].Outcome = determination.Exempt }),
		"quotation":          finding("genomics", func(x *determination.Finding) { x.Provisions[0].Quote = "may" }),
		"exact":              finding("risk-scores", func(x *determination.Finding) { x.Exact = !x.Exact }),
		"pack verified":      all(func(d *determination.Determination) { d.Packs[0].Unverified = append(d.Packs[0].Unverified, "x") }),
		"pack digest":        all(func(d *determination.Determination) { d.Packs[0].Digest = "00" }),
		"pack title":         all(func(d *determination.Determination) { d.Packs[0].Title = "x" }),
		"pack dropped":       all(func(d *determination.Determination) { d.Packs = d.Packs[1:] }),
		"value of a step": all(func(d *determination.Determination) {
			editSteps(d, func(ss []determination.Step) []determination.Step { ss[5].Value = "no way"; return ss })
		}),
		"step dropped": all(func(d *determination.Determination) {
			editSteps(d, func(ss []determination.Step) []determination.Step { return ss[:len(ss)-1] })
		}),
		"fact twice":      all(func(d *determination.Determination) { d.Facts = append(d.Facts, d.Facts[0]) }),
		"facts reordered": all(func(d *determination.Determination) { d.Facts[0], d.Facts[1] = d.Facts[1], d.Facts[0] }),
		"day":             all(func(d *determination.Determination) { d.At = "2022-01-01" }),
		"no day":          all(func(d *determination.Determination) { d.At = "soon" }),
		"disagreement": all(func(d *determination.Determination) {
			d.Disagreements = append(d.Disagreements, fact.Disagreement{About: "x"})
		}),
		"nothing unseen": all(func(d *determination.Determination) {
			d.Unseen = append(d.Unseen, determination.Unseen{Kind: "asset", Name: "x"})
		}),
		"another gazetteer":   all(func(d *determination.Determination) { with(d, determination.UsedGazetteer).Digest = "00" }),
		"another subject":     all(func(d *determination.Determination) { d.Asked.Subject = "tidewater" }),
		"another home":        all(func(d *determination.Determination) { d.Asked.Home, d.Asked.Subject = "CN", "nobody" }),
		"fewer governments":   all(func(d *determination.Determination) { d.Asked.Governments = []fact.Country{"RU"} }),
		"fewer packs asked":   all(func(d *determination.Determination) { d.Asked.Packs = []string{"us-icts"} }),
		"a pack that is none": all(func(d *determination.Determination) { d.Asked.Packs = []string{"club"} }),
		"tables not told":     all(func(d *determination.Determination) { d.Asked.With = nil }),
		"prefixes not given": all(func(d *determination.Determination) {
			d.Asked.With = append(d.Asked.With, determination.Used{Kind: determination.UsedPrefixes, Name: "own.csv", Digest: "00"})
		}),
	}
}

func with(d *determination.Determination, kind string) *determination.Used {
	return &d.Asked.With[slices.IndexFunc(d.Asked.With, func(u determination.Used) bool { return u.Kind == kind })]
}

func ofEvidence(f *forger) map[string]made {
	all := func(change1 func(*determination.Determination)) made {
		return func() *determination.Determination { return f.told(change1) }
	}
	stated := func(x fact.Fact, _ *fact.Count) bool { return x.Rule == "" }
	from := func(to func(*fact.Source)) made {
		return func() *determination.Determination {
			return f.gathered(sourced(stated, func(s []fact.Source) []fact.Source {
				to(&s[0])
				return s
			}))
		}
	}
	return map[string]made{
		"digest not in the evidence": from(func(s *fact.Source) { s.Digest = fact.Digest(strings.Repeat("2", 64)) }),
		"name not in the evidence":   from(func(s *fact.Source) { s.Name = "other.yaml" }),
		"read on another day":        from(func(s *fact.Source) { s.Seen = "2026-10-01" }),
		"file dropped":               all(func(d *determination.Determination) { d.Evidence.Files = d.Evidence.Files[1:] }),
		"all files dropped":          all(func(d *determination.Determination) { d.Evidence.Files = nil }),
		"digest of a file": all(func(d *determination.Determination) {
			d.Evidence.Files[0].Digest = fact.Digest(strings.Repeat("3", 64))
		}),
		"no digest of a file": all(func(d *determination.Determination) { d.Evidence.Files[0].Digest = "" }),
		"day of reading":      all(func(d *determination.Determination) { d.Evidence.ReadOn = "2026-10-01" }),
		"files reordered": all(func(d *determination.Determination) {
			x := d.Evidence.Files
			x[0], x[1] = x[1], x[0]
		}),
		"nothing unknown": all(func(d *determination.Determination) { d.Evidence.Unknown = &determination.Unknown{} }),
	}
}

// malformed lists nonsense under good digests.
func malformed(f *forger) map[string]made {
	counts := func(to func(*fact.Count)) made {
		return func() *determination.Determination {
			return f.gathered(change(func(*fact.Count) bool { return true }, to))
		}
	}
	dealings := func(to func(*fact.Dealing)) made {
		return func() *determination.Determination {
			return f.gathered(change(func(*fact.Dealing) bool { return true }, to))
		}
	}
	claims := func(is func(*fact.Claim) bool, to func(*fact.Claim)) made {
		return func() *determination.Determination { return f.told(swap(change(is, to))) }
	}
	party := func(c *fact.Claim) bool { return c.Party != nil && c.Authority == "" }
	held := func(c *fact.Claim) bool { return c.Interest != nil && c.Authority == "" }
	step := func(change1 func(*determination.Step)) made {
		return func() *determination.Determination {
			return f.told(func(d *determination.Determination) {
				editSteps(d, func(ss []determination.Step) []determination.Step { change1(&ss[len(ss)/2]); return ss })
			})
		}
	}
	input := func(name string) made {
		return step(func(s *determination.Step) {
			s.Inputs = append(s.Inputs, determination.Input{Name: name, Value: "yes"})
		})
	}
	return map[string]made{
		"range upside down":   counts(func(c *fact.Count) { c.Number = fact.Range{Lo: 5, Hi: 3} }),
		"range below nothing": counts(func(c *fact.Count) { c.Number = fact.Range{Lo: -500, Hi: -400} }),
		"share above all":     claims(held, func(c *fact.Claim) { c.Interest.Hi = 2 * fact.Whole }),
		"shares upside down":  claims(held, func(c *fact.Claim) { c.Interest.Lo, c.Interest.Hi = fact.Whole, 0 }),
		"dates upside down":   dealings(func(d *fact.Dealing) { d.From, d.To = "2026-01-01", "2020-01-01" }),
		"date of words":       dealings(func(d *fact.Dealing) { d.From = "last spring" }),
		"country of words":    claims(party, func(c *fact.Claim) { c.Party.Seat = "Nowhere" }),
		"kind of interest":    claims(held, func(c *fact.Claim) { c.Interest.Kind = "love" }),
		"kind of party":       claims(party, func(c *fact.Claim) { c.Party.Kind = "ghost" }),
		"truth of four":       dealings(func(d *fact.Dealing) { d.AccessKnown = 3 }),
		"party x":             input("party x"),
		"access of":           input("access of "),
		"data of":             input("data "),
		"dealing":             input("dealing "),
		"access of nobody":    input("access of x under "),
		"data of nothing":     input("data 1 of "),
		"uses itself":         step(func(s *determination.Step) { s.Uses = append(s.Uses, -1) }),
		"uses a later step":   step(func(s *determination.Step) { s.Uses = append(s.Uses, 1<<40) }),
		"rule of nobody":      step(func(s *determination.Step) { s.Rule = "us-dsp/none" }),
		"step of a provision": func() *determination.Determination {
			return f.told(func(d *determination.Determination) { d.Findings[0].Provisions[0].Step = 1 << 40 })
		},
		"two dealings of a name": dealings(func(d *fact.Dealing) { d.Name = "one name" }),
		"fact of nothing": func() *determination.Determination {
			return f.told(func(d *determination.Determination) { d.Facts[0] = fact.Fact{} })
		},
	}
}

// swap alters facts in place, whatever comes of them.
func swap(e edit) func(*determination.Determination) {
	return func(d *determination.Determination) {
		for i, x := range d.Facts {
			d.Facts[i] = *e(x)
		}
	}
}

// editSteps gives a determination a proof of other steps.
func editSteps(d *determination.Determination, edit func([]determination.Step) []determination.Step) {
	d.Proof = determination.NewProof(edit(d.Proof.Steps())...)
}
