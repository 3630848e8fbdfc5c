package review

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/law"
)

// unclaimed names the terms of the dealing that nobody states and for want of
// which a provision does not apply: an exemption not claimed, an evasion not stated.
func (d *decider) unclaimed(rule *law.Rule) []string {
	var out []string
	for _, rd := range d.derivation(rule).Reads {
		if rd.Presumed != "" && rd.Record == d.dealing && rd.Field.Term != nil {
			out = append(out, rd.Field.Name+": "+rd.Value.Format(rd.Field.Type))
		}
	}
	return out
}

// stepsOf returns the step of derivation n of rule, or, where only the last step of
// the dealing tells of it, the steps it reads.
func (d *decider) stepsOf(rule *law.Rule, n int) []int {
	if i := d.index[n]; i >= 0 {
		return []int{int(i)}
	}
	var out []int
	for _, rd := range d.derivation(rule).Reads {
		if rd.Derivation >= 0 && d.index[rd.Derivation] >= 0 {
			out = append(out, int(d.index[rd.Derivation]))
		}
	}
	return out
}

// notClaimed is the one presumption that all terms not claimed come to: of each it would be
// the same, in every finding. Texts are kept, since most findings share them.
func (d *decider) notClaimed(r *law.Record, terms []string) []determination.Presumption {
	if len(terms) == 0 {
		return nil
	}
	slices.Sort(terms)
	text := strings.Join(slices.Compact(terms), ", ")
	if kept, ok := d.texts[text]; ok {
		text = kept
	} else {
		d.texts[text] = text
	}
	return []determination.Presumption{{Path: r.Path + ".terms", Value: text, Why: "exemptions, evasion and licences are looked at where they are stated"}}
}
