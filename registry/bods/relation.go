package bods

import (
	"cmp"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// A relation is a relationship of any version, before its interests are read.
type relation struct {
	subject, owner fact.PartyID
	closed         fact.Date // date of a statement that closes the record
	components     bool      // it sums up a chain that is stated as well
}

// relationship maps the details of a relationship of version 0.4.
func (r *reader) relationship(record string, v jsonvalues.Value, closed bool, scope string) (skip string) {
	subject := v.Get("subject")
	if !subject.Is(jsonvalues.String) || len(subject.Raw()) == 0 {
		return "subject-unspecified"
	}
	rel := relation{
		subject:    fact.PartyID(scope + subject.String()),
		components: v.Get("componentRecords").Len() > 0,
	}
	if closed {
		rel.closed = r.Ref.Date
	}
	if party := v.Get("interestedParty"); party.Is(jsonvalues.String) && len(party.Raw()) > 0 {
		rel.owner = fact.PartyID(scope + party.String())
	} else {
		rel.owner = r.unnamed(rel.subject, party, scope+record, v.Get("interests"))
	}
	if rel.owner != "" {
		r.interests(rel, v.Get("interests"))
	}
	return ""
}

// oldRelationship maps an ownershipOrControlStatement of version 0.1 to 0.3.
func (r *reader) oldRelationship(v jsonvalues.Value, p *publisher) {
	subject := v.Path("subject", "describedByEntityStatement").String()
	if subject == "" {
		return
	}
	rel := relation{subject: oldParty(subject), components: v.Get("componentStatementIDs").Len() > 0}
	party := v.Get("interestedParty")
	owner := party.Get("describedByEntityStatement").String()
	if owner == "" {
		owner = party.Get("describedByPersonStatement").String()
	}
	if owner != "" {
		rel.owner = oldParty(owner)
	} else {
		unspecified := party.Get("unspecified")
		if unspecified.Kind() <= jsonvalues.Null {
			unspecified = party.Get("nullParty")
		}
		rel.owner = r.unnamed(rel.subject, unspecified, "bods:"+r.Ref.ID, v.Get("interests"))
	}
	if rel.owner != "" {
		r.interests(rel, v.Get("interests"))
	}
}

// unnamed maps an interested party that is not named: a gap, and where interests
// are stated all the same, an anonymous party that holds them.
func (r *reader) unnamed(subject fact.PartyID, why jsonvalues.Value, statement string, interests jsonvalues.Value) (owner fact.PartyID) {
	r.Emit(registry.Record{Gap: gap(subject, why)})
	if interests.Len() == 0 {
		return ""
	}
	owner = fact.PartyID(statement + "#party")
	r.Emit(registry.Record{Party: &fact.Party{ID: owner, Anonymous: true}})
	return owner
}

// gapCodes maps reasons of all versions, without hyphens and in lower case.
var gapCodes = map[string]string{
	"nobeneficialowners":                              "below-threshold",
	"subjectunabletoconfirmoridentifybeneficialowner": "not-identified",
	"interestedpartyhasnotprovidedinformation":        "not-provided",
	"subjectexemptfromdisclosure":                     "exempt",
	"interestedpartyexemptfromdisclosure":             "exempt",
}

// percentage finds the threshold in a description such as "no shareholders with over 10% of shares".
var percentage = pattern.New(`\b([0-9]{1,2}(?:\.[0-9]+)?) ?(?:%|per ?cent)`)

// gap maps an unspecified party with its reason. Only "no beneficial owners" with
// one percentage in its description bounds the holders that are not listed.
func gap(id fact.PartyID, v jsonvalues.Value) *registry.Gap {
	reason, text := v.Get("reason").String(), v.Get("description").String()
	code := gapCodes[strings.ToLower(strings.ReplaceAll(reason, "-", ""))]
	if code == "" {
		code = "unknown"
	}
	g := &registry.Gap{Party: id, Code: code, Text: strings.Trim(reason+": "+text, ": ")}
	if code == "below-threshold" {
		if found := percentage.FindAllStringSubmatch(text, 2); len(found) == 1 {
			_, g.Max, _ = registry.ParseShare(found[0][1])
		}
	}
	return g
}

// interests maps the interests of a relation. None at all is one of unknown kind.
func (r *reader) interests(rel relation, list jsonvalues.Value) {
	var own []string
	if rel.subject == rel.owner {
		own = append(own, r.Note("self-holding"))
	}
	none := true
	for v := range list.Elems() {
		none = false
		i, flags := r.interest(rel, v)
		r.Emit(registry.Record{Interest: i}, append(flags, own...)...)
	}
	if none {
		i := &fact.Interest{Asset: rel.subject, Owner: rel.owner, Kind: fact.UnknownInterest, Hi: fact.Whole, To: rel.closed}
		if rel.components {
			i.Direct = fact.No
		}
		r.Emit(registry.Record{Interest: i}, append(own, r.Note("interests-missing"))...)
	}
}

func (r *reader) interest(rel relation, v jsonvalues.Value) (i *fact.Interest, flags []string) {
	i = &fact.Interest{Asset: rel.subject, Owner: rel.owner, Note: v.Get("details").String()}
	i.Kind, i.Conditional = kindOf(v.Get("type"))
	if i.Kind == "" {
		i.Kind = fact.UnknownInterest
		if t := v.Get("type").String(); t != "" {
			i.Note = strings.TrimSpace(t + " " + i.Note)
			flags = append(flags, r.Note("interest-type-unknown"))
		}
	}
	level := v.Get("directOrIndirect")
	if level.Kind() <= jsonvalues.Null {
		level = v.Get("interestLevel")
	}
	switch {
	case level.Equal("direct"):
		i.Direct = fact.Yes
	case level.Equal("indirect"):
		i.Direct = fact.No
	case rel.components: // a summary: its parts are stated on their own
		i.Direct = fact.No
		flags = append(flags, r.Note("level-from-components"))
	}
	i.Lo, i.Hi = r.share(rel, v.Get("share"), &flags)
	i.From, i.To = r.date(v.Get("startDate"), &flags), r.date(v.Get("endDate"), &flags)
	if i.From != "" && i.To != "" && i.To.Last() < i.From.First() {
		flags = append(flags, r.Note("dates-turned-round"))
	}
	if rel.closed != "" && (i.To == "" || rel.closed < i.To) {
		i.To = rel.closed
	}
	return i, flags
}

// share reads the bounds of a share. A share that cannot be is rejected: 0 to 100, and flagged.
func (r *reader) share(rel relation, v jsonvalues.Value, flags *[]string) (lo, hi fact.Share) {
	if v.Kind() <= jsonvalues.Null {
		return 0, fact.Whole
	}
	b := registry.Bounds{Exact: v.Get("exact").String(), Min: v.Get("minimum").String(), Max: v.Get("maximum").String()}
	if v.Is(jsonvalues.Number) || v.Is(jsonvalues.String) { // 0.1 and sloppy publishers
		b.Exact = v.String()
	}
	exclusive(v.Get("exclusiveMinimum"), &b.Min, &b.MinExclusive, 1)
	exclusive(v.Get("exclusiveMaximum"), &b.Max, &b.MaxExclusive, -1)
	lo, hi, err := b.Range()
	switch {
	case err != nil:
		*flags = append(*flags, r.Note("share-rejected"))
	case b.ExactAndRangeDiffer:
		*flags = append(*flags, r.Note("share-exact-and-range-differ"))
	}
	return lo, hi
}

// exclusive reads an exclusive bound, whose form tells the version whatever the
// statement says: a number is the bound itself (0.4), a boolean modifies the
// inclusive one (0.2, 0.3). Where both are numbers, the tighter one counts: inside is
// 1 for a lower and -1 for an upper bound.
func exclusive(v jsonvalues.Value, bound *string, is *bool, inside int) {
	switch v.Kind() {
	case jsonvalues.True:
		*is = true
	case jsonvalues.Number, jsonvalues.String:
		if *bound != "" {
			inclusive, _, err := registry.ParseShare(*bound)
			own, _, bad := registry.ParseShare(v.String())
			if err != nil || bad != nil || inside*cmp.Compare(own, inclusive) < 0 {
				return
			}
		}
		*bound, *is = v.String(), true
	}
}
