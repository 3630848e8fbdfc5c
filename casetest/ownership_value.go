package casetest

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
)

// A figure is a percentage or a range of them as a case writes it, digit by digit: it never becomes a
// floating-point number.
type figure struct {
	text string
	pair []string // of a list of two bounds
}

// UnmarshalYAML takes the text of a scalar, or of a list of two.
func (f *figure) UnmarshalYAML(n *yaml.Node) error {
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag != "!!null":
		f.text = n.Value
	case n.Kind == yaml.SequenceNode && len(n.Content) == 2:
		f.text, f.pair = n.Content[0].Value+"-"+n.Content[1].Value, []string{n.Content[0].Value, n.Content[1].Value}
	case n.Kind != yaml.ScalarNode:
		return fmt.Errorf("line %d: want a percentage, or two in a list", n.Line)
	}
	return nil
}

func (f figure) stated() bool { return f.text != "" }

func firstStated(figures ...figure) figure {
	for _, f := range figures {
		if f.stated() {
			return f
		}
	}
	return figure{}
}

// share reads one percentage.
func (f figure) share() (lo, hi fact.Share, err error) { return fact.ParseShare(f.text) }

// bounds reads a percentage, "a-b", or "unknown".
func (f figure) bounds() (lo, hi fact.Share, err error) {
	if f.text == "unknown" {
		return 0, fact.Whole, nil
	}
	pair := f.pair
	if pair == nil {
		if pair = cutRange(f.text); pair == nil {
			return f.share()
		}
	}
	if lo, _, err = fact.ParseShare(pair[0]); err == nil {
		_, hi, err = fact.ParseShare(pair[1])
	}
	return lo, hi, err
}

// cutRange splits "a-b" at its hyphen, which is not that of an exponent; nil where there is none.
func cutRange(s string) []string {
	for i := 1; i < len(s); i++ {
		if s[i] == '-' && s[i-1] != 'e' && s[i-1] != 'E' {
			return []string{strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:])}
		}
	}
	return nil
}

// verdicts are what a case expects of parties: by party and day, the day empty for that of the case.
type verdicts map[fact.PartyID]map[fact.Date]string

// UnmarshalYAML reads a mapping from parties to a verdict, or to verdicts by date.
func (v *verdicts) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: want verdicts by party", n.Line)
	}
	*v = make(verdicts)
	for i := 0; i+1 < len(n.Content); i += 2 {
		p, value := fact.PartyID(n.Content[i].Value), n.Content[i+1]
		(*v)[p] = map[fact.Date]string{}
		switch value.Kind {
		case yaml.ScalarNode:
			(*v)[p][""] = value.Value
		case yaml.MappingNode:
			for k := 0; k+1 < len(value.Content); k += 2 {
				(*v)[p][fact.Date(value.Content[k].Value)] = value.Content[k+1].Value
			}
		default:
			return fmt.Errorf("line %d: want a verdict on %s, or verdicts by date", value.Line, p)
		}
	}
	return nil
}

// attendance is the part of all votes that comes to meetings: of every company, or of each.
type attendance struct {
	all  figure
	each map[fact.PartyID]figure
}

// UnmarshalYAML reads a percentage, or a mapping from companies to percentages.
func (a *attendance) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.MappingNode {
		return n.Decode(&a.each)
	}
	return n.Decode(&a.all)
}
