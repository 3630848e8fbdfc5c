package longarm_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/verify"
)

// What is stated otherwise than in the evidence follows all the same, and only the evidence gives it away.
func TestSourcesGiveAway(t *testing.T) {
	f := newForger(t)
	if _, err := verify.Sources(f.honest(), f.honest()); err != nil {
		t.Fatal(err)
	}
	all := ofSources(f)
	follow := 0
	for i, name := range slices.Sorted(maps.Keys(all)) {
		if testing.Short() && i%5 > 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			d := all[name]()
			if f.verify(d) == nil {
				follow++
			}
			if seen, err := verify.Sources(d, f.honest()); err == nil && seen.All() {
				t.Error("is what the sources say")
			} else if testing.Verbose() {
				t.Log(err)
			}
		})
	}
	if !testing.Short() && follow < len(all)/2 {
		t.Errorf("only %d of %d forgeries follow from what they state: the others are no test of the sources", follow, len(all))
	}
}

func ofSources(f *forger) map[string]made {
	claim := func(is func(*fact.Claim) bool, to func(*fact.Claim)) made {
		return func() *determination.Determination {
			return f.gathered(change(func(c *fact.Claim) bool { return c.Authority == "" && is(c) }, to))
		}
	}
	held := func(c *fact.Claim) bool { return c.Interest != nil }
	party := func(c *fact.Claim) bool { return c.Party != nil && c.Text == "" }
	count := func(to func(*fact.Count)) made {
		return func() *determination.Determination {
			return f.gathered(change(func(c *fact.Count) bool { return c.Asset != "portal" }, to))
		}
	}
	deal := func(to func(*fact.Dealing)) made {
		return func() *determination.Determination {
			return f.gathered(change(func(*fact.Dealing) bool { return true }, to))
		}
	}
	guard := func(to func(*fact.Safeguard)) made {
		return func() *determination.Determination {
			return f.gathered(change(func(*fact.Safeguard) bool { return true }, to))
		}
	}
	table := func(to func(*determination.Determination)) made {
		return func() *determination.Determination { return f.told(to) }
	}
	// raw starts from what was read, before anything was attributed
	raw := func(e edit) made {
		return func() *determination.Determination {
			was := *f.a
			was.Facts.Set = f.mended(f.readOnly(), e)
			return f.attributed(was.Facts)
		}
	}
	observed := func(is func(*fact.Observation) bool, to func(*fact.Observation)) made { return raw(change(is, to)) }
	ali := func(o *fact.Observation) bool { return strings.Contains(o.Endpoint, "aliyuncs") }
	return map[string]made{
		"holding lowered": claim(held, func(c *fact.Claim) { c.Interest.Lo, c.Interest.Hi = fact.Percent, 2*fact.Percent }),
		"holding raised":  claim(held, func(c *fact.Claim) { c.Interest.Hi = fact.Whole }),
		"holding dropped": func() *determination.Determination {
			return f.gathered(drop(func(c *fact.Claim) bool { return held(c) && c.Authority == "" }))
		},
		"an option":           claim(held, func(c *fact.Claim) { c.Interest.Conditional = true }),
		"holding ended":       claim(held, func(c *fact.Claim) { c.Interest.To = "2020-01-01" }),
		"holder moved":        claim(party, func(c *fact.Claim) { c.Party.Seat = "US" }),
		"list complete":       claim(party, func(c *fact.Claim) { c.Party.Complete = fact.Yes }),
		"party renamed":       claim(party, func(c *fact.Claim) { c.Party.Names = []fact.Name{{Text: "Harmless Inc."}} }),
		"status stated":       claim(func(c *fact.Claim) bool { return party(c) && c.Party.Kind == fact.Person }, func(c *fact.Claim) { c.Party.Status = "us-citizen" }),
		"another author":      claim(party, func(c *fact.Claim) { c.Author = "somebody else" }),
		"words changed":       claim(func(c *fact.Claim) bool { return c.Text != "" }, func(c *fact.Claim) { c.Text += "x" }),
		"count lowered":       count(func(c *fact.Count) { c.Number = fact.Range{Lo: 3, Hi: 3} }),
		"category":            count(func(c *fact.Count) { c.Category = fact.OtherData }),
		"count dropped":       func() *determination.Determination { return f.gathered(drop(func(*fact.Count) bool { return true })) },
		"identifiers dropped": count(func(c *fact.Count) { c.Identifiers = nil }),
		"safeguard dropped": func() *determination.Determination {
			return f.gathered(drop(func(*fact.Safeguard) bool { return true }))
		},
		"safeguard denied":     guard(func(s *fact.Safeguard) { s.State = fact.No }),
		"safeguard seen":       guard(func(s *fact.Safeguard) { s.Seen = fact.Yes }),
		"safeguard earlier":    guard(func(s *fact.Safeguard) { s.Since = "2020-01-01" }),
		"another safeguard":    guard(func(s *fact.Safeguard) { s.Measure = fact.KeysOutOfReach }),
		"dealing dropped":      func() *determination.Determination { return f.gathered(drop(func(*fact.Dealing) bool { return true })) },
		"class of a dealing":   deal(func(d *fact.Dealing) { d.Class = fact.NoClass }),
		"dealing ended":        deal(func(d *fact.Dealing) { d.From, d.To = "2020-01-01", "2021-01-01" }),
		"dealing with another": deal(func(d *fact.Dealing) { d.Counterparty, d.Access = "meadowlark", nil }),
		"no access to it":      deal(func(d *fact.Dealing) { d.Access, d.AccessKnown = nil, fact.Yes }),
		"observations dropped": raw(drop(ali)),
		"another endpoint":     observed(ali, func(o *fact.Observation) { o.Endpoint = "s3.us-east-1.amazonaws.com" }),
		"less traffic":         observed(func(o *fact.Observation) bool { return o.Flows > 0 }, func(o *fact.Observation) { o.Flows, o.BytesIn, o.BytesOut = 1, 1, 1 }),
		"no trust":             observed(func(o *fact.Observation) bool { return o.Trust != "" }, func(o *fact.Observation) { o.Trust = "" }),
		"no store":             observed(func(o *fact.Observation) bool { return o.Store == fact.Yes }, func(o *fact.Observation) { o.Store = fact.No }),
		"no alias":             observed(func(o *fact.Observation) bool { return len(o.Also) > 0 }, func(o *fact.Observation) { o.Also = nil }),
		"listing dropped":      func() *determination.Determination { return f.gathered(drop(func(*fact.Listing) bool { return true })) },
		"score": func() *determination.Determination {
			return f.gathered(change(func(*fact.Listing) bool { return true }, func(l *fact.Listing) { l.Score = 860 }))
		},
		"programme": func() *determination.Determination {
			return f.gathered(change(func(*fact.Listing) bool { return true }, func(l *fact.Listing) { l.Program = "none" }))
		},
		"cleared": func() *determination.Determination {
			return f.gathered(change(func(*fact.Listing) bool { return true }, func(l *fact.Listing) { l.Reasons = append(l.Reasons, "cleared by x") }))
		},
		"listing ended": func() *determination.Determination {
			return f.gathered(change(func(*fact.Listing) bool { return true }, func(l *fact.Listing) { l.To = "2026-04-01" }))
		},
		"another line": func() *determination.Determination {
			return f.gathered(sourced(func(x fact.Fact, _ *fact.Count) bool { return true }, func(s []fact.Source) []fact.Source {
				s[0].Line += 3
				return s
			}))
		},
		"file dropped": table(func(d *determination.Determination) {
			d.Evidence.Files = slices.DeleteFunc(d.Evidence.Files, func(x determination.File) bool { return x.State != "" })
		}),
		"file invented": table(func(d *determination.Determination) {
			d.Evidence.Files = append(d.Evidence.Files, determination.File{Name: "zz.log", Digest: fact.Digest(strings.Repeat("4", 64)), State: determination.NotEvidence})
		}),
		"records": table(func(d *determination.Determination) { d.Evidence.Files[0].Records += 5 }),
		"problem hidden": table(func(d *determination.Determination) {
			d.Evidence.Problems = append(d.Evidence.Problems, determination.Problem{Name: "case.yaml"})
		}),
	}
}

// Names of the catalogue stand in no file, and are compared with the sources all the same.
func TestSourcesTellNamesOfTheCatalogue(t *testing.T) {
	e := forgeEngine(t)
	names, err := instrument.Default()
	if err != nil {
		t.Fatal(err)
	}
	e.Instruments = names
	d, err := e.Review(t.Context(), []string{"examples/estate"}, longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verify.Sources(d, d); err != nil {
		t.Fatal(err)
	}
	of := func(f fact.Fact) bool { return f.Rule == fact.RuleListing && len(f.Sources) == 0 }
	at := slices.IndexFunc(d.Facts, of)
	if at < 0 {
		t.Fatal("the example has no name of the catalogue")
	}
	dropped, changed := *d, *d
	dropped.Facts = slices.DeleteFunc(slices.Clone(d.Facts), of)
	l := *d.Facts[at].Body.(*fact.Listing)
	l.From = "2026-10-31"
	changed.Facts = slices.Clone(d.Facts)
	changed.Facts[at] = fact.New(&l, nil, fact.RuleListing, d.Facts[at].From...)
	for name, forged := range map[string]*determination.Determination{"dropped": &dropped, "from another day": &changed} {
		if _, err := verify.Sources(forged, d); err == nil || !strings.Contains(err.Error(), "the catalogue of laws") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
