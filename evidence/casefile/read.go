package casefile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/datafile"
)

// Parse reads a case file. name is used in errors, all of which are returned,
// joined, as *Error; the case then holds what could be read. Without areas,
// nothing is known of the locations of data.
func Parse(b []byte, name string, areas Areas) (*Case, error) {
	r := &reader{name: name, areas: areas, parties: map[fact.PartyID]int{}, assets: map[fact.AssetID]int{}}
	if len(b) > MaxSize {
		return &r.c, &Error{name, 1, fmt.Sprintf("larger than %d bytes; split it into several case files", MaxSize)}
	}
	root, err := datafile.Parse(b, name)
	if err != nil {
		return &r.c, caseError(err, b)
	}
	r.file(root)
	r.resolve()
	r.contradictions()
	return &r.c, errors.Join(r.errs...)
}

// subjectID is the id of a reviewed organisation that is described where it is named.
const subjectID = "subject"

// caseError gives the error of a file that cannot be read at all the form of the others.
func caseError(err error, b []byte) error {
	e, ok := errors.AsType[*datafile.Error](err)
	if !ok {
		return err
	}
	what := e.Err.Error()
	if lines, broken := strings.SplitN(string(b), "\n", e.Line+1), strings.HasPrefix(what, "not YAML"); broken && e.Line <= len(lines) {
		if says := unquoted(lines[e.Line-1]); says != "" {
			what = says
		}
	}
	return &Error{e.File, e.Line, what}
}

func (r *reader) file(n *yaml.Node) {
	o := r.object(n, "case file", caseFields)
	if s, at := o.scalar("case"); s != Form {
		if at == nil {
			at = n
		}
		r.errorf(at, "want %q, have %q", "case: "+Form, s)
	}
	r.author, r.date, r.c.At = o.text("author"), o.date("date"), o.date("at")
	if r.author == "" {
		r.author = "author of " + r.name
	}
	var subject *said
	if n := o.vals["subject"]; n != nil && n.Kind == yaml.MappingNode { // who it is, at once
		r.c.Subject = subjectID
		subject = &said{subjectID, n, []*yaml.Node{n}}
	} else {
		r.c.Subject = o.party("subject")
	}
	if r.c.Subject != "" {
		r.add(o.vals["subject"], &fact.Claim{Author: r.author, Date: r.date, Party: &fact.Party{ID: r.c.Subject}, Text: fact.TextSubject})
	}
	r.answered(o.vals["parties"], "parties", partyFields, subject, r.party)
	r.list(o.vals["interests"], r.interest)
	r.answered(o.vals["assets"], "assets", assetFields, nil, r.asset)
	r.answered(o.vals["dealings"], "dealings", dealingFields, nil, r.dealing)
	r.list(o.vals["safeguards"], r.safeguard)
	r.list(o.vals["claims"], r.claim)
}

// by returns who makes a statement.
func (r *reader) by(o object) string {
	if s := o.text("by"); s != "" {
		return s
	}
	return r.author
}

func (r *reader) party(id string, k, v *yaml.Node) {
	r.parties[fact.PartyID(id)] = k.Line
	if hollow(v) {
		return
	}
	o := r.object(v, "parties."+id, partyFields)
	p := &fact.Party{
		ID: fact.PartyID(id), Kind: fact.PartyKind(o.word("kind", partyKinds)),
		Organized: o.countries("organized"), Seat: o.country("seat"), Citizenship: o.countries("citizenship"), Status: o.word("status", usStatuses),
		State: o.country("state"), BranchOf: o.party("branch_of"), Complete: o.truth("complete"),
		Anonymous: o.truth("anonymous") == fact.Yes, Born: o.date("born"), From: o.date("from"), To: o.date("to"),
	}
	p.Residence = r.stay(o, "residence", p, true)
	p.Present = r.stay(o, "present", p, false)
	if s, n := o.scalar("concern_share"); s != "" {
		var err error
		if p.Concern, err = parseShares(s); err != nil {
			r.errorf(n, "concern_share: %v", err)
		}
	}
	if s := o.text("name"); s != "" {
		p.Names = append(p.Names, fact.Name{Text: s})
	}
	for _, s := range o.texts("names") {
		p.Names = append(p.Names, fact.Name{Kind: fact.AlsoKnownAs, Text: s})
	}
	r.list(o.vals["designated"], func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode && n.Value == "no" {
			p.Undesignated = true
			return
		}
		d := r.object(n, "designated", designationFields)
		if d.text("programme") == "" {
			r.errorf(n, "designated: say the programme, such as dsp-covered-person")
		}
		p.Designated = append(p.Designated, fact.Designation{From: d.date("from"), Programme: d.text("programme"), Published: d.date("published"), To: d.date("to")})
	})
	r.list(o.vals["identifiers"], func(n *yaml.Node) {
		d := r.object(n, "identifiers", identifierFields)
		p.Identifiers = append(p.Identifiers, fact.Identifier{Country: d.country("country"), Scheme: d.text("scheme"), Value: d.text("value")})
	})
	if p.Kind == fact.State && p.State == "" {
		r.errorf(k, "parties.%s: a state needs its country, such as %q", id, "state: CN")
	}
	if p.Kind == fact.Branch && p.BranchOf == "" {
		r.errorf(k, "parties.%s: a branch needs the company it belongs to: %q", id, "branch_of: ...")
	}
	for _, f := range partyFields {
		if n := o.vals[f.key]; n != nil && n.Kind == yaml.ScalarNode && n.Value == "unknown" {
			p.Unknown = append(p.Unknown, f.key)
		}
	}
	slices.Sort(p.Unknown)
	r.add(k, &fact.Claim{Author: r.by(o), Date: r.date, Party: p})
}

// stay reads where a person is or lives: a country, or a list of countries with their days.
func (r *reader) stay(o object, key string, p *fact.Party, lived bool) fact.Country {
	n := o.vals[key]
	if n == nil || n.Kind != yaml.SequenceNode {
		return o.country(key)
	}
	r.list(n, func(e *yaml.Node) {
		s := r.object(e, key, stayFields)
		stay := fact.Stay{Country: s.country("country"), From: s.date("from"), To: s.date("to"), Lived: lived}
		if stay.Country == "" {
			r.errorf(e, "%s: say the country, and from when to when", key)
			return
		}
		if stay.From != "" && stay.To != "" && stay.To.Last() < stay.From.First() {
			r.errorf(e, "%s: ends on %s before it begins on %s", key, stay.To, stay.From)
		}
		p.Stays = append(p.Stays, stay)
	})
	return ""
}

func (r *reader) interest(n *yaml.Node) {
	o := r.object(n, "interests", interestFields)
	kind := fact.InterestKind(o.word("kind", interestKinds))
	if kind == "" {
		kind = fact.Shares
	}
	i := fact.Interest{
		Owner: o.party("owner"), Asset: o.party("asset"), Kind: kind, Direct: o.truth("direct"),
		Conditional: o.truth("conditional") == fact.Yes, Seats: o.number("seats"), SeatsOf: o.number("seats_of"),
		Note: o.text("note"), From: o.date("from"), To: o.date("to"), Hi: fact.Whole,
	}
	if i.Owner == "" || i.Asset == "" {
		r.errorf(n, "interests: an interest needs both an owner and an asset; for a holder not known, declare a party with %q", "anonymous: yes")
		return
	}
	if i.From != "" && i.To != "" && i.To.Last() < i.From.First() {
		r.errorf(n, "interests: ends on %s before it begins on %s", i.To, i.From)
	}
	r.bounds(o, &i)
	r.add(n, &fact.Claim{Author: r.by(o), Date: r.date, Interest: &i})
	if _, ok := o.vals["votes"]; ok && kind == fact.Shares {
		v := i
		v.Kind = fact.Votes
		v.Lo, v.Hi = o.share("votes")
		r.add(n, &fact.Claim{Author: r.by(o), Date: r.date, Interest: &v})
	}
}

// bounds reads the share of an interest: exact, or bounds of which exclusive ones lie one unit inside.
func (r *reader) bounds(o object, i *fact.Interest) {
	if s, _ := o.scalar("share"); s != "" {
		i.Lo, i.Hi = o.share("share")
	}
	if s, _ := o.scalar("min"); s != "" {
		i.Lo, _ = o.share("min")
	}
	if s, _ := o.scalar("max"); s != "" {
		_, i.Hi = o.share("max")
	}
	if s, _ := o.scalar("min_excl"); s != "" {
		lo, _ := o.share("min_excl")
		i.Lo = lo + 1
	}
	if s, _ := o.scalar("max_excl"); s != "" {
		_, hi := o.share("max_excl")
		i.Hi = max(hi, 1) - 1
	}
	if i.Lo > i.Hi {
		r.errorf(o.node, "interests: at least %s and at most %s cannot both hold", i.Lo, i.Hi)
		i.Lo, i.Hi = 0, fact.Whole
	}
}

// share reads a percentage; absent or wrong is all that may be.
func (o object) share(key string) (lo, hi fact.Share) {
	s, n := o.scalar(key)
	if s == "" {
		return 0, fact.Whole
	}
	lo, hi, err := fact.ParseShare(s)
	if err != nil {
		o.r.errorf(n, "%s: %v", key, err)
		return 0, fact.Whole
	}
	return lo, hi
}

func (r *reader) safeguard(n *yaml.Node) {
	o := r.object(n, "safeguards", safeguardFields)
	s := &fact.Safeguard{
		Asset: fact.AssetID(o.text("on")), Dealing: o.text("dealing"), Measure: fact.Measure(o.text("measure")),
		State: fact.Yes, Seen: fact.No, Since: o.date("since"), Text: o.text("note"),
	}
	if _, said := o.vals["state"]; said {
		s.State = o.truth("state")
	}
	if s.Measure == "" || s.Asset == "" && s.Dealing == "" {
		r.errorf(n, "safeguards: a safeguard needs a measure, and an asset (on) or a dealing it stands on")
		return
	}
	if s.Asset != "" {
		r.refs = append(r.refs, ref{n.Line, "asset", string(s.Asset)})
	}
	if s.Dealing != "" {
		r.refs = append(r.refs, ref{n.Line, "dealing", s.Dealing})
	}
	r.add(n, s)
}

func (r *reader) claim(n *yaml.Node) {
	o := r.object(n, "claims", claimFields)
	c := &fact.Claim{Author: r.by(o), Date: o.date("date"), Independent: o.truth("independent"), Text: o.text("text")}
	if c.Text == "" {
		r.errorf(n, "claims: a claim needs the text that was said, verbatim")
		return
	}
	if about := o.party("about"); about != "" {
		c.Party = &fact.Party{ID: about}
	}
	r.add(n, c)
}

// resolve reports names that are used but declared nowhere.
func (r *reader) resolve() {
	names := map[string][]string{}
	for id := range r.parties {
		names["party"] = append(names["party"], string(id))
	}
	for _, it := range r.c.Items {
		switch b := it.Body.(type) {
		case *fact.Dealing:
			names["dealing"] = append(names["dealing"], b.Name)
		case *fact.Observation:
			names["asset"] = append(names["asset"], string(b.Asset))
		}
	}
	for k := range names {
		slices.Sort(names[k])
	}
	for _, f := range r.refs {
		if f.kind == "asset" && strings.ContainsAny(f.value, ".[:/") {
			continue // a name of the evidence, such as a Terraform address
		}
		if !slices.Contains(names[f.kind], f.value) {
			r.errs = append(r.errs, &Error{r.name, f.line, fmt.Sprintf("no %s %q is declared in this file%s", f.kind, f.value, datafile.Nearest(f.value, names[f.kind]))})
		}
	}
}

// parseShares reads a share in percent: "30", "40..60", "<50", "<=50", ">50" or ">=50".
func parseShares(s string) (*fact.ShareRange, error) {
	one := func(t string) (lo, hi fact.Share, err error) { return fact.ParseShare(strings.TrimSpace(t)) }
	out := &fact.ShareRange{Hi: fact.Whole}
	var err error
	from, to, isRange := strings.Cut(s, "..")
	switch {
	case isRange:
		if out.Lo, _, err = one(from); err == nil {
			_, out.Hi, err = one(to)
		}
	case strings.HasPrefix(s, ">="):
		out.Lo, _, err = one(s[2:])
	case strings.HasPrefix(s, ">"):
		_, out.Lo, err = one(s[1:])
		out.Lo = min(out.Lo+1, fact.Whole)
	case strings.HasPrefix(s, "<="):
		_, out.Hi, err = one(s[2:])
	case strings.HasPrefix(s, "<"):
		out.Hi, _, err = one(s[1:])
		out.Hi = max(out.Hi, 1) - 1
	default:
		out.Lo, out.Hi, err = one(s)
	}
	if err == nil && out.Lo > out.Hi {
		err = fmt.Errorf("%q leaves nothing", s)
	}
	return out, err
}
