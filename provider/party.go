package provider

import (
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A party is a company of a provider, or one above it.
type party struct {
	value
	id        fact.PartyID
	names     []string
	kind      fact.PartyKind
	organized fact.Country
	seat      fact.Country
	state     fact.Country
}

// A role is what a party does for a provider, and for which customers or regions.
type role struct {
	value
	party fact.PartyID
	does  string   // "contracts", "operates", "affiliate"
	scope []string // see scope.go; none: all
}

// An interest is what one party holds in another.
type interest struct {
	value
	owner, asset fact.PartyID
	kind         fact.InterestKind
	lo, hi       fact.Share
	direct       fact.Truth
	note         string
}

// Staff is people of an employer at a place, who could or may get at customers' systems.
type staff struct {
	value
	employer fact.PartyID
	country  fact.Country
	able     fact.Truth
	means    string
}

// stateOf returns the country of a party id that names a government, "state:CN".
func stateOf(id fact.PartyID) fact.Country {
	s, ok := strings.CutPrefix(string(id), "state:")
	if !ok || len(s) != 2 {
		return ""
	}
	return fact.Country(s)
}

func (r *profileReader) party() {
	p := &party{value: r.value("id", "name", "also", "kind", "organized", "seat", "state", "from", "to"),
		id: fact.PartyID(r.required("id")), names: []string{r.required("name")},
		organized: r.country(r.e.get("organized")), seat: r.country(r.e.get("seat")), state: r.country(r.e.get("state"))}
	if a := r.e.get("also"); a != "" {
		p.names = append(p.names, strings.Split(a, "; ")...)
	}
	switch p.kind = fact.PartyKind(r.e.get("kind")); p.kind {
	case "":
		p.kind = fact.Company
	case fact.StateBody, fact.Arrangement:
	default:
		r.fail("party kind %q is none of state-body, arrangement", p.kind)
	}
	r.p.parties = append(r.p.parties, p)
}

func (r *profileReader) role() {
	l := role{value: r.value("party", "does", "for", "from", "to"), party: fact.PartyID(r.required("party")),
		does: r.required("does"), scope: strings.Fields(r.e.get("for"))}
	if l.does != "contracts" && l.does != "operates" && l.does != "affiliate" {
		r.fail("does: %q is none of contracts, operates, affiliate", l.does)
	}
	for _, s := range l.scope {
		if !isScope(s) {
			r.fail("for: no scope %q", s)
		}
	}
	r.p.roles = append(r.p.roles, l)
}

func (r *profileReader) interest() {
	i := interest{value: r.value("owner", "asset", "kind", "share", "min", "max", "direct", "from", "to", "note"),
		owner: fact.PartyID(r.required("owner")), asset: fact.PartyID(r.required("asset")),
		kind: fact.InterestKind(r.e.get("kind")), hi: fact.Whole, note: r.e.get("note")}
	if i.kind == "" {
		i.kind = fact.Shares
	}
	if s := r.e.get("share"); s != "" {
		i.lo, i.hi = r.share(s, 0, fact.Whole)
	}
	i.lo, _ = r.share(r.e.get("min"), i.lo, 0)
	_, i.hi = r.share(r.e.get("max"), 0, i.hi)
	if i.lo > i.hi {
		r.fail("min is above max")
	}
	if err := i.direct.UnmarshalText([]byte(r.e.get("direct"))); err != nil {
		r.fail("direct: %w", err)
	}
	r.p.interests = append(r.p.interests, i)
}

// share reads a percentage, or returns lo and hi where there is none.
func (r *profileReader) share(s string, lo, hi fact.Share) (fact.Share, fact.Share) {
	if s == "" {
		return lo, hi
	}
	l, h, err := fact.ParseShare(s)
	if err != nil {
		r.fail("%w", err)
	}
	return l, h
}

func (r *profileReader) staff() {
	s := staff{value: r.value("employer", "country", "able", "means"), employer: fact.PartyID(r.required("employer")),
		country: r.country(r.required("country")), means: r.required("means")}
	if err := s.able.UnmarshalText([]byte(r.e.get("able"))); err != nil {
		r.fail("able: %w", err)
	}
	r.p.staff = append(r.p.staff, s)
}
