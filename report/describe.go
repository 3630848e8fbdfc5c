package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// Describe says in one line what a fact says.
func Describe(f fact.Fact) string {
	switch b := f.Body.(type) {
	case *fact.Observation:
		return observation(b)
	case *fact.Attribution:
		return attribution(b)
	case *fact.Control:
		return control(b)
	case *fact.Listing:
		s := fmt.Sprintf("%s matches %s (%s) with %d of 1000", b.Party, b.Name, b.Entry, b.Score)
		return s + list("because ", b.Reasons, "; ")
	case *fact.Count:
		return fmt.Sprintf("%s holds %s about %s", b.Asset, words(string(b.Category), "data of a category not known"), amount(b.Number, b.Unit))
	case *fact.Dealing:
		return dealing(b)
	case *fact.Safeguard:
		return fmt.Sprintf("safeguard %s on %s: %s%s%s", b.Measure, cmp.Or(string(b.Asset), b.Dealing), b.State, since(b.Since), stated(b.Seen))
	case *fact.Claim:
		return claim(b)
	case *fact.Reach:
		return fmt.Sprintf("%s can %s %s: %s", country(b.Government), b.Arm, b.Asset, possible(b.Verdict))
	}
	return string(f.Body.Kind())
}

func words(s, none string) string {
	if s == "" {
		return none
	}
	return strings.ReplaceAll(s, "-", " ")
}

func list(before string, of []string, sep string) string {
	if len(of) == 0 {
		return ""
	}
	return ", " + before + strings.Join(of, sep)
}

func possible(t fact.Truth) string {
	if t == fact.Unknown {
		return "possible"
	}
	return t.String()
}

func since(d fact.Date) string {
	if d == "" {
		return ""
	}
	return " since " + string(d)
}

func stated(seen fact.Truth) string {
	if seen == fact.Yes {
		return " (seen in evidence)"
	}
	return " (stated)"
}

func amount(r fact.Range, unit string) string {
	unit = words(unit, "persons")
	unit = strings.ReplaceAll(unit, "us ", "U.S. ")
	switch {
	case r.Hi == fact.Unbounded && r.Lo == 0:
		return "a number of " + unit + " not known"
	case r.Hi == fact.Unbounded:
		return "at least " + thousands(r.Lo) + " " + unit
	case r.Lo == r.Hi:
		return thousands(r.Lo) + " " + unit
	}
	return thousands(r.Lo) + " to " + thousands(r.Hi) + " " + unit
}

func observation(b *fact.Observation) string {
	var s string
	switch b.What {
	case fact.ObservedAsset:
		s = string(b.Asset) + " is an asset"
		if b.Provider != "" {
			s += " on " + b.Provider
		}
	case fact.ObservedResource, fact.ObservedDeclaration:
		s = fmt.Sprintf("%s declares %s", b.Asset, words(b.Service, "a resource"))
		s = strings.ReplaceAll(s, "declares "+words(b.Service, ""), "declares "+b.Service)
		if b.Provider != "" {
			s += " of " + b.Provider
		}
	case fact.ObservedRecord:
		s = fmt.Sprintf("%s points by DNS (%s) to %s", b.Asset, b.Service, b.Endpoint)
	case fact.ObservedName:
		s = fmt.Sprintf("%s asks for %s (%s)", b.Asset, b.Endpoint, b.Service)
	default:
		s = fmt.Sprintf("%s talks to %s", b.Asset, b.Endpoint)
	}
	if b.Region != "" {
		s += " in " + b.Region
	}
	if b.Flows > 0 {
		s += fmt.Sprintf(": %s, %s bytes out, %s in", count(int(b.Flows), "flow"), thousands(b.BytesOut), thousands(b.BytesIn))
	}
	if b.Rejected > 0 {
		s += fmt.Sprintf(", %s refused", thousands(b.Rejected))
	}
	if b.First != "" {
		s += ", " + b.First + " to " + b.Last
	}
	if b.Trust != "" {
		s += ", standing trust: " + b.Trust
	}
	return s
}

func attribution(b *fact.Attribution) string {
	s := fmt.Sprintf("%s is %s's", cmp.Or(b.Endpoint, string(b.Asset)), b.Provider)
	if b.Region != "" {
		s += ", region " + b.Region
	}
	if b.Country != "" {
		s += ", in " + country(b.Country)
	}
	if b.Note != "" {
		s += ", " + b.Note
	}
	if b.Operator != "" {
		s += ", operated by " + string(b.Operator)
	}
	if b.Contracts != "" {
		s += ", contract with " + string(b.Contracts)
	}
	s += ", by " + words(string(b.Method), "")
	if b.Prefix != "" {
		s += " " + b.Prefix
	}
	return s + list("unverified: ", b.Unverified, ", ")
}

func control(b *fact.Control) string {
	s := fmt.Sprintf("test %s for %s: %s", b.Test, b.Party, possible(b.Verdict))
	if b.Reading != "" {
		s += " (" + b.Reading + ")"
	}
	if b.Hi > 0 {
		if b.Lo == b.Hi {
			s += ", " + b.Lo.String() + " held"
		} else {
			s += fmt.Sprintf(", %s to %s held", b.Lo, b.Hi)
		}
	}
	s += list("by ", b.Basis, ", ")
	if len(b.Governments) > 0 {
		var cs []string
		for _, c := range b.Governments {
			cs = append(cs, country(c))
		}
		s += list("from ", cs, ", ")
	}
	if b.WhyNot != "" {
		s += "; " + b.WhyNot
	}
	return s
}

func dealing(b *fact.Dealing) string {
	s := cmp.Or(b.Title, b.Name) + ": " + words(string(b.Class), "class not known")
	if b.Subject != "" || b.Counterparty != "" {
		s += fmt.Sprintf(", %s with %s", words(string(b.Subject), "a party not known"), cmp.Or(string(b.Counterparty), "a party not known"))
	}
	var who []string
	for _, a := range b.Access {
		w := string(a.Party)
		if a.Able != fact.Yes {
			w += " (" + a.Able.String() + ")"
		}
		who = append(who, w)
	}
	return s + list("access by ", who, ", ")
}

func claim(b *fact.Claim) string {
	var s string
	switch {
	case b.Interest != nil:
		s = interest(b.Interest)
	case b.Text != "" && b.Party != nil:
		s = fmt.Sprintf(`of %s: "%s"`, b.Party.ID, b.Text)
	case b.Party != nil:
		s = party(b.Party)
	default:
		s = `"` + b.Text + `"`
	}
	s += " (" + b.Author
	if b.Date != "" {
		s += ", " + string(b.Date)
	}
	s += ")"
	if b.Reported != nil {
		s += ": " + rests(b.Reported)
	}
	if b.Unverified {
		s += " UNVERIFIED"
	}
	return s
}

func interest(i *fact.Interest) string {
	var s string
	switch i.Kind {
	case fact.Employment:
		s = fmt.Sprintf("%s employs %s", i.Owner, i.Asset)
	case fact.Shares, fact.Votes:
		what := map[bool]string{true: "an unknown share", false: fmt.Sprintf("%s to %s", i.Lo, i.Hi)}[i.Lo == 0 && i.Hi == fact.Whole]
		if i.Lo == i.Hi {
			what = i.Lo.String()
		}
		s = fmt.Sprintf("%s holds %s of the %s of %s", i.Owner, what, i.Kind, i.Asset)
	default:
		s = fmt.Sprintf("%s has %s over %s", i.Owner, words(string(i.Kind), "an interest"), i.Asset)
	}
	if i.From != "" {
		s += " from " + string(i.From)
	}
	if i.To != "" {
		s += " until " + string(i.To)
	}
	return s
}

func party(p *fact.Party) string {
	s := p.Name() + " is a " + words(string(p.Kind), "party")
	for _, c := range p.Organized {
		s += ", organised in " + country(c)
	}
	for _, x := range []struct {
		c    fact.Country
		says string
	}{{p.Seat, "seat in"}, {p.Residence, "lives in"}, {p.Present, "now in"}, {p.State, "of"}} {
		if x.c != "" {
			s += ", " + x.says + " " + country(x.c)
		}
	}
	for _, d := range p.Designated {
		s += ", designated under " + d.Programme + since(d.From)
	}
	return s
}
