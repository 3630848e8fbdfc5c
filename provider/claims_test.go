package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/longarm-project/longarm/fact"
)

// Every claim stands in a set, cites a line that names its party, and is
// unverified exactly where its line says so; nobody is spoken of without a claim of his own.
func TestPartiesOfAll(t *testing.T) {
	table := open(t, Options{})
	for p := range table.Providers() {
		var set fact.Set
		known := make(map[fact.PartyID]bool)
		need := make(map[fact.PartyID]bool)
		for _, f := range table.Parties(p.ID) {
			if _, err := set.Add(f); err != nil {
				t.Fatal(err)
			}
			c := f.Body.(*fact.Claim)
			line := citedLine(t, f.Sources[0])
			if c.Author != Author || len(f.Sources) != 1 || c.Unverified != strings.Contains(line, "unverified: ") {
				t.Errorf("%s: unverified %t of %q", p.ID, c.Unverified, line)
			}
			subject := fact.PartyID("")
			switch {
			case c.Party != nil:
				known[c.Party.ID] = true
				if subject = c.Party.ID; c.Party.Kind == fact.Person {
					subject, _, _ = cut(subject, "/staff-")
				}
			case c.Interest != nil:
				subject = c.Interest.Owner
				need[c.Interest.Owner], need[c.Interest.Asset] = true, true
				if c.Interest.Lo > c.Interest.Hi {
					t.Errorf("%s: shares of %q", p.ID, line)
				}
			}
			if !strings.Contains(line, string(subject)) {
				t.Errorf("%s: %q does not speak of %s", p.ID, line, subject)
			}
		}
		for _, f := range table.Roles(p.ID) {
			need[f.Body.(*fact.Role).Party] = true
			citedLine(t, f.Sources[0])
		}
		for id := range need {
			if !known[id] {
				t.Errorf("%s: no claim about %s", p.ID, id)
			}
		}
	}
	if table.Parties("nobody") != nil || table.Roles("nobody") != nil || table.Sites("nobody") != nil {
		t.Error("an unknown provider has parties")
	}
}

func cut(id fact.PartyID, sep string) (fact.PartyID, string, bool) {
	before, after, ok := strings.Cut(string(id), sep)
	return fact.PartyID(before), after, ok
}

// holders climbs from a party to all that the claims say hold it.
func holders(facts []fact.Fact, from fact.PartyID) []fact.PartyID {
	found := []fact.PartyID{from}
	for i := 0; i < len(found); i++ {
		for _, f := range facts {
			if in := f.Body.(*fact.Claim).Interest; in != nil && in.Asset == found[i] && !slices.Contains(found, in.Owner) {
				found = append(found, in.Owner)
			}
		}
	}
	return found
}

func TestParentChains(t *testing.T) {
	table := open(t, Options{})
	for _, test := range []struct {
		provider fact.ProviderID
		from, to fact.PartyID
	}{
		{"alibaba-cloud", "alibaba-cloud/us", "alibaba-cloud/group"},
		{"alibaba-cloud", "alibaba-cloud/singapore", "alibaba-cloud/group"},
		{"byteplus", "byteplus/singapore", "bytedance/group"},
		{"azure-china", "azure-china/bluecloud", "21vianet/group"},
		{"china-telecom", "china-telecom/americas", "state:CN"},
		{"ctyun", "ctyun/international", "state:CN"},
		{"cloud-ru", "cloud-ru/llc", "state:RU"},
		{"aws", "aws/emea", "aws/amazon"},
		{"yandex", "yandex-cloud/group", "yandex-cloud/group"},
	} {
		if got := holders(table.Parties(test.provider), test.from); !slices.Contains(got, test.to) {
			t.Errorf("%s: %s is held by %v, not by %s", test.provider, test.from, got, test.to)
		}
	}
}

func TestStaffResideAbroad(t *testing.T) {
	table := open(t, Options{})
	var person *fact.Party
	var employed *fact.Interest
	for _, f := range table.Parties("alibaba-cloud") {
		switch c := f.Body.(*fact.Claim); {
		case c.Party != nil && c.Party.ID == "alibaba-cloud/mainland/staff-cn":
			person = c.Party
		case c.Interest != nil && c.Interest.Asset == "alibaba-cloud/mainland/staff-cn":
			employed = c.Interest
		}
	}
	if person == nil || person.Kind != fact.Person || person.Residence != "CN" || !person.Anonymous {
		t.Errorf("staff: %+v", person)
	}
	if employed == nil || employed.Kind != fact.Employment || employed.Owner != "alibaba-cloud/mainland" {
		t.Errorf("employment: %+v", employed)
	}
}

// The U.S. company of a Chinese group comes with the affiliates that matter instead of it.
func TestRoles(t *testing.T) {
	var got []string
	for _, f := range open(t, Options{}).Roles("alibaba-cloud") {
		r := f.Body.(*fact.Role)
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", r.Party, r.Relation, r.Able, r.Scope)))
	}
	slices.Sort(got)
	want := []string{
		"alibaba-cloud/group parent unknown",
		"alibaba-cloud/group parent unknown",
		"alibaba-cloud/group parent unknown",
		"alibaba-cloud/group parent unknown",
		"alibaba-cloud/mainland contracts unknown mainland",
		"alibaba-cloud/mainland operates yes mainland",
		"alibaba-cloud/mainland operates yes region:cn-zhengzhou-jva",
		"alibaba-cloud/mainland/staff-cn staff unknown",
		"alibaba-cloud/saudi contracts unknown region:me-central-1",
		"alibaba-cloud/saudi operates yes region:me-central-1",
		"alibaba-cloud/singapore contracts unknown international",
		"alibaba-cloud/singapore operates yes international",
		"alibaba-cloud/singapore parent unknown",
		"alibaba-cloud/singapore/staff-sg staff unknown",
		"alibaba-cloud/technology-us affiliate unknown",
		"alibaba-cloud/us contracts unknown customer:US",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("Roles (-want +got):\n%s", d)
	}
}

// Who contracts and who operates is one company where that is sure, and else those
// of whom one does: the order of the gazetteer's lines decides nothing.
func TestWhoDoes(t *testing.T) {
	table := open(t, Options{})
	for in, want := range map[string]string{
		"US alibaba-cloud us-west-1":    "alibaba-cloud/singapore; alibaba-cloud/singapore|alibaba-cloud/us?",
		"US alibaba-cloud cn-hangzhou":  "alibaba-cloud/mainland; alibaba-cloud/mainland",
		"US alibaba-cloud ":             "alibaba-cloud/mainland|alibaba-cloud/singapore?; alibaba-cloud/mainland|alibaba-cloud/singapore|alibaba-cloud/us?",
		"FR alibaba-cloud eu-central-1": "alibaba-cloud/singapore; alibaba-cloud/singapore?",
		"FR+US aws eu-west-3":           "aws/inc?; aws/emea|aws/inc?",
		"RU yandex-cloud ru-central1":   "yandex-cloud/russia; yandex-cloud/russia",
		"US azure-china chinaeast":      "azure-china/bluecloud; azure-china/bluecloud",
	} {
		f := strings.SplitN(in, " ", 3)
		var customers []fact.Country
		for _, c := range strings.Split(f[0], "+") {
			customers = append(customers, fact.Country(c))
		}
		o := fact.New(&fact.Observation{Asset: "a", Provider: f[1], Region: f[2], What: fact.ObservedAsset}, []fact.Source{{Name: "t"}}, "")
		as := table.For(customers...).Attribute(o)
		if len(as) != 1 {
			t.Fatalf("%s: %d attributions", in, len(as))
		}
		a := as[0].Body.(*fact.Attribution)
		side := func(field string, of []fact.PartyID) string {
			var all []string
			for _, p := range of {
				all = append(all, string(p))
			}
			mark := ""
			if slices.Contains(a.Unverified, field) {
				mark = "?"
			}
			return strings.Join(all, "|") + mark
		}
		if got := side("operator", a.Operators()) + "; " + side("contracts", a.Contractors()); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestFind(t *testing.T) {
	table := open(t, Options{})
	for in, want := range map[string]fact.ProviderID{"阿里云": "alibaba-cloud", "aliyun": "alibaba-cloud", "china-mobile": "china-mobile-ecloud",
		"equinix-metal": "equinix", "Hetzner": "hetzner", "nobody": ""} {
		if p, ok := table.Find(in); p.ID != want || ok != (want != "") {
			t.Errorf("Find(%q) = %q, %t", in, p.ID, ok)
		}
	}
	p, ok := table.Provider("cloud-ru")
	if !ok || p.Home != "RU" || p.Name != "Cloud.ru" || p.Kind != Cloud {
		t.Errorf("Provider(cloud-ru) = %+v, %t", p, ok)
	}
	if s := table.Sites("alibaba-cloud"); len(s) < 30 || s[0].Region != "cn-hangzhou" || s[0].Country != "CN" {
		t.Errorf("Sites = %d, %+v", len(s), s[0])
	}
}
