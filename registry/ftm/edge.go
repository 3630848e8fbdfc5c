package ftm

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// ownership maps an Ownership: a holding of shares.
func (r *reader) ownership(e *entity) string {
	base := fact.Interest{Kind: fact.Shares, Note: strings.Join(slices.Collect(e.texts("role")), "; ")}
	base.Lo, base.Hi = r.percentage(e, &base)
	if base.Hi == fact.Whole && base.Lo == 0 && e.text("percentage") == "" && e.text("sharesCount") != "" {
		r.Flag("share-count-only") // a count without the total is no share
	}
	switch types := slices.Compact(slices.Sorted(e.texts("ownershipType"))); {
	case len(types) != 1:
	case types[0] == "direct":
		base.Direct = fact.Yes
	case types[0] == "indirect" || types[0] == "ultimate":
		base.Direct = fact.No
	}
	return r.edges(e, base, "owner", "asset")
}

// controls maps types of control.
var controls = map[string]fact.InterestKind{
	"voting": fact.Votes, "appointment": fact.BoardAppointment, "management": fact.Director, "contractual": fact.Contract,
	"trust": fact.Trustee, "nominee": fact.Nominee, "state": fact.Statute,
}

func (r *reader) control(e *entity) string {
	kinds := slices.Collect(e.texts("controlType"))
	if len(kinds) == 0 {
		kinds = []string{""}
	}
	skip := ""
	for _, k := range kinds {
		base := fact.Interest{Kind: controls[k], Hi: fact.Whole, Note: strings.TrimSpace(k + " " + e.text("legalBasis"))}
		if base.Kind == "" {
			base.Kind = fact.OtherInfluence
		}
		if k == "indirect" {
			base.Direct = fact.No
		}
		if base.Kind == fact.Votes {
			base.Lo, base.Hi = r.percentage(e, &base)
		}
		skip = r.edges(e, base, "controller", "controlled")
	}
	return skip
}

func (r *reader) directorship(e *entity) string {
	return r.edges(e, fact.Interest{Kind: fact.Director, Hi: fact.Whole, Note: e.text("role")}, "director", "organization")
}

// membership maps a Membership, which carries no share.
func (r *reader) membership(e *entity) string {
	r.Flags = append(r.Flags, "membership")
	return r.edges(e, fact.Interest{Kind: fact.UnknownInterest, Note: strings.TrimSpace("member " + e.text("role"))}, "member", "organization")
}

func (r *reader) representation(e *entity) string {
	return r.edges(e, fact.Interest{Kind: fact.Proxy, Hi: fact.Whole, Note: e.text("role")}, "agent", "client")
}

func (r *reader) unknownLink(e *entity) string {
	r.Flags = append(r.Flags, "undirected")
	return r.edges(e, fact.Interest{Kind: fact.UnknownInterest, Hi: fact.Whole, Note: e.text("role")}, "subject", "object")
}

func (r *reader) family(e *entity) string {
	return r.edges(e, fact.Interest{Kind: fact.Family, Note: e.text("relationship")}, "person", "relative")
}

func (r *reader) associate(e *entity) string {
	r.Flags = append(r.Flags, "associate")
	return r.edges(e, fact.Interest{Kind: fact.Family, Note: e.text("relationship")}, "person", "associate")
}

func (r *reader) employment(e *entity) string {
	return r.edges(e, fact.Interest{Kind: fact.Employment, Note: e.text("role")}, "employer", "employee")
}

// occupancy ties the holder of an office to the office.
func (r *reader) occupancy(e *entity) string {
	return r.edges(e, fact.Interest{Kind: fact.Employment, Note: e.text("status")}, "post", "holder")
}

// edges yields base between each owner and each asset.
func (r *reader) edges(e *entity, base fact.Interest, owner, asset string) (skip string) {
	owners, assets := e.parties(owner), e.parties(asset)
	if len(owners) == 0 || len(assets) == 0 {
		return "end-missing"
	}
	if len(owners) > 1 || len(assets) > 1 {
		r.Flag("cross-product")
	}
	base.From, base.To = r.interval(e)
	if skip := r.ceased(e, &base); skip != "" {
		return skip
	}
	for _, o := range owners {
		for _, a := range assets {
			i := base
			i.Owner, i.Asset = o, a
			r.Emit(registry.Record{Interest: &i}, r.self(o, a)...)
		}
	}
	return ""
}

// self returns the flag of an edge from a party to itself.
func (r *reader) self(owner, asset fact.PartyID) []string {
	if owner == asset {
		return []string{r.Note("self-holding")}
	}
	return nil
}

// percentage reads the share of an edge. Several values give the hull of all;
// text that is no share is kept in the note.
func (r *reader) percentage(e *entity, i *fact.Interest) (lo, hi fact.Share) {
	lo, hi, n := fact.Whole, fact.Share(0), 0
	unread := false
	for s := range e.texts("percentage") {
		l, h, ok := parsePercentage(s)
		if !ok {
			unread = true
			i.Note = strings.TrimPrefix(i.Note+"; "+s, "; ")
			continue
		}
		lo, hi, n = min(lo, l), max(hi, h), n+1
	}
	if unread {
		r.Flag("share-unread")
	}
	if n > 1 {
		r.Flag("share-several")
	}
	if n == 0 || unread {
		return 0, fact.Whole
	}
	return lo, hi
}

// interval returns the hull of the dates of an edge.
func (r *reader) interval(e *entity) (from, to fact.Date) {
	starts := r.dates(e, "startDate")
	if len(starts) == 0 {
		starts = r.dates(e, "date")
	}
	for _, d := range starts {
		if from == "" || d.First() < from.First() {
			from = d
		}
	}
	for _, d := range r.dates(e, "endDate") {
		if to == "" || d.Last() > to.Last() {
			to = d
		}
	}
	if from != "" && to != "" && to.Last() < from.First() {
		r.Flag("dates-turned-round")
	}
	return from, to
}

// ceased ends an edge whose status says so, on the latest date it is known of.
func (r *reader) ceased(e *entity, i *fact.Interest) (skip string) {
	if i.To != "" {
		return ""
	}
	for s := range e.texts("status") {
		switch strings.ToLower(s) {
		case "ceased", "ended", "inactive", "former", "terminated", "dissolved":
			for _, name := range []string{"modifiedAt", "retrievedAt", "date"} {
				if d := r.dates(e, name); len(d) > 0 && i.To == "" {
					i.To = d[0]
				}
			}
			if i.To == "" {
				i.To = r.Ref.Date
			}
			if i.To == "" {
				return "ceased-without-date"
			}
			r.Flag("end-inferred")
			return ""
		}
	}
	return ""
}

// dates returns the values of a property that are dates.
func (r *reader) dates(e *entity, name string) (list []fact.Date) {
	for s := range e.texts(name) {
		d, ok := registry.ParseDate(s)
		if !ok {
			r.Flag("date-invalid")
			continue
		}
		if r.In.Future(d) {
			r.Flag("date-in-future")
		}
		list = append(list, d)
	}
	return list
}

// oneDate returns the only value of a property, or the part that all values share.
func (r *reader) oneDate(e *entity, name string) fact.Date {
	var one fact.Date
	for n, d := range r.dates(e, name) {
		if n == 0 {
			one = d
			continue
		}
		for len(one) > 0 && !strings.HasPrefix(string(d), string(one)) {
			one = one[:map[int]int{10: 7, 7: 4, 4: 0}[len(one)]]
		}
	}
	return one
}

// succession maps the chain of identity between predecessor and successor.
func (r *reader) succession(e *entity) string {
	before, after := e.parties("predecessor"), e.parties("successor")
	if len(before) == 0 || len(after) == 0 {
		return "end-missing"
	}
	for _, a := range before {
		for _, b := range after {
			r.Emit(registry.Record{Same: &registry.Same{A: a, B: b, Why: "succession"}})
		}
	}
	return ""
}

// sanction maps the membership of a list, with its dates, to designations of the target.
func (r *reader) sanction(e *entity) string {
	targets := e.parties("entity")
	if len(targets) == 0 {
		return "end-missing"
	}
	var programmes []string
	for s := range e.texts("programId") {
		programmes = append(programmes, strings.ToLower(s))
	}
	if len(programmes) == 0 {
		programmes = append(programmes, strings.Join(slices.Collect(e.texts("authority")), ", "))
	}
	from, to := r.interval(e)
	if listed := r.dates(e, "listingDate"); from == "" && len(listed) > 0 {
		from = slices.Min(listed)
	}
	for _, t := range targets {
		p := &fact.Party{ID: t}
		for _, name := range programmes {
			p.Designated = append(p.Designated, fact.Designation{Programme: name, From: from, To: to})
		}
		r.Emit(registry.Record{Party: p})
	}
	return ""
}
