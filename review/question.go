package review

import (
	"fmt"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/law"
)

// question asks for one fact in the words of the case file.
func (d *decider) question(l law.Leaf) determination.Question {
	if l.Record.OneOf() != nil {
		return determination.Question{Ask: "Which is it: " + l.Record.Name + "?", Path: l.Record.Path}
	}
	q := determination.Question{Path: l.Record.Path + "." + l.Field.Name}
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
	if v, _, _ := l.Record.Given(l.Field); l.Field.Name == "access" && len(v.List) == 0 {
		q.Ask = strings.Replace(q.Ask, "Who else becomes", "Who becomes", 1)
	}
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
