package casetest

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
)

// A caseHolding is one row of a case's holdings; shares are percentages, none given is unknown.
type caseHolding struct {
	Owner       fact.PartyID   `yaml:"owner"`
	Asset       fact.PartyID   `yaml:"asset"`
	Share       figure         `yaml:"share"`
	Min         figure         `yaml:"min"`
	Max         figure         `yaml:"max"`
	MinExcl     figure         `yaml:"min_excl"`
	MaxExcl     figure         `yaml:"max_excl"`
	Votes       figure         `yaml:"votes"`
	Start       fact.Date      `yaml:"start"`
	End         fact.Date      `yaml:"end"`
	Direct      any            `yaml:"direct"`
	Indirect    bool           `yaml:"indirect"`
	Level       string         `yaml:"level"`      // "direct" or "indirect"
	Components  any            `yaml:"components"` // the links that an indirect holding sums up: for the reader
	Conditional bool           `yaml:"conditional"`
	Kind        string         `yaml:"kind"`
	Rest        map[string]any `yaml:",inline"`
}

type caseEntity struct {
	Kind         string         `yaml:"kind"`
	Nationality  any            `yaml:"nationality"`
	Residence    fact.Country   `yaml:"residence"`
	Jurisdiction any            `yaml:"jurisdiction"`
	Seat         fact.Country   `yaml:"seat"`
	State        fact.Country   `yaml:"state"`
	USPerson     any            `yaml:"us_person"`
	Anonymous    bool           `yaml:"anonymous"`
	Designated   any            `yaml:"designated"`
	BranchOf     fact.PartyID   `yaml:"branch_of"`
	Rest         map[string]any `yaml:",inline"`
}

type caseRole struct {
	Person fact.PartyID `yaml:"person"`
	Entity fact.PartyID `yaml:"entity"`
	Role   string       `yaml:"role"`
	Start  fact.Date    `yaml:"start"`
	End    fact.Date    `yaml:"end"`
}

type caseInstrument struct {
	Holder      fact.PartyID   `yaml:"holder"`
	Entity      fact.PartyID   `yaml:"entity"`
	Type        string         `yaml:"type"`
	Rights      []string       `yaml:"rights"`
	Share       figure         `yaml:"share"`
	Votes       figure         `yaml:"votes"`
	From        fact.PartyID   `yaml:"from"` // who gave a proxy
	Grantor     fact.PartyID   `yaml:"grantor"`
	Principal   fact.PartyID   `yaml:"principal"`
	For         fact.PartyID   `yaml:"for"` // for whom a nominee holds
	Conditional bool           `yaml:"conditional"`
	Start       fact.Date      `yaml:"start"`
	End         fact.Date      `yaml:"end"`
	Rest        map[string]any `yaml:",inline"`
}

type caseBoard struct {
	Seats       int                  `yaml:"seats"`
	AppointedBy map[fact.PartyID]int `yaml:"appointed_by"`
	CastingVote string               `yaml:"casting_vote"`
}

// unknownKeys lists the keys of a mapping for which T has no field.
func unknownKeys[T any](all map[string]any) []string {
	t := reflect.TypeFor[T]()
	var out []string
	for _, key := range slices.Sorted(maps.Keys(all)) {
		known := false
		for i := range t.NumField() {
			known = known || t.Field(i).Tag.Get("yaml") == key
		}
		if !known {
			out = append(out, key)
		}
	}
	return out
}

// someCountry stands for a foreign country that a case does not name (user-assigned in ISO 3166-1).
const someCountry fact.Country = "ZZ"

// A caseGraph collects the interests of a case; every row is a claim of its own.
type caseGraph struct {
	c    *caseEntry
	b    ownership.Builder
	held []fact.PartyID // the parties of interests
	rows int
}

// graph builds the case's graph. Parties without facts are foreign.
func (c *caseEntry) graph(groups bool) (*ownership.Graph, error) {
	g := &caseGraph{c: c}
	for n, h := range c.Holdings {
		if err := g.holding(h); err != nil {
			return nil, fmt.Errorf("holding %d: %w", n+1, err)
		}
	}
	for n, i := range c.Instruments {
		if err := g.instrument(i); err != nil {
			return nil, fmt.Errorf("instrument %d: %w", n+1, err)
		}
	}
	for _, r := range c.Roles {
		g.role(r)
	}
	for _, p := range slices.Sorted(maps.Keys(c.Board)) {
		g.board(p, c.Board[p])
	}
	for _, pair := range c.Consolidation {
		if len(pair) == 2 {
			g.add(&fact.Interest{Owner: pair[1], Asset: pair[0], Kind: fact.Consolidation, Hi: fact.Whole})
		}
	}
	if groups {
		g.groups()
	}
	if err := g.parties(); err != nil {
		return nil, err
	}
	return g.b.Build(), nil
}

func (g *caseGraph) claim() fact.ID {
	g.rows++
	return sha256.Sum256(fmt.Appendf(nil, "row %d", g.rows))
}

func (g *caseGraph) add(i *fact.Interest) {
	g.held = append(g.held, i.Owner, i.Asset)
	g.b.Interest(i, g.claim())
}

func (g *caseGraph) holding(h caseHolding) error {
	if keys := unknownKeys[caseHolding](h.Rest); len(keys) > 0 {
		return fmt.Errorf("%v is not understood", keys)
	}
	i := &fact.Interest{Owner: h.Owner, Asset: h.Asset, Kind: fact.Shares, From: h.Start, To: h.End, Conditional: h.Conditional}
	if h.Kind != "" {
		i.Kind = fact.InterestKind(h.Kind)
	}
	if h.Indirect || h.Level == "indirect" || h.Direct == false || h.Direct == "indirect" || h.Direct == "no" {
		i.Direct = fact.No
	}
	var err error
	if i.Lo, i.Hi, err = h.bounds(); err != nil {
		return err
	}
	g.add(i)
	if h.Votes.stated() {
		votes := *i
		votes.Kind = fact.Votes
		if votes.Lo, votes.Hi, err = h.Votes.bounds(); err != nil {
			return err
		}
		g.add(&votes)
	}
	return nil
}

// bounds reads a share; exclusive bounds are one grid step inside.
func (h *caseHolding) bounds() (lo, hi fact.Share, err error) {
	if h.Share.stated() {
		return h.Share.bounds()
	}
	hi = fact.Whole
	for _, b := range []struct {
		v   figure
		set func(down, up fact.Share)
	}{
		{h.Min, func(down, _ fact.Share) { lo = down }},
		{h.MinExcl, func(down, _ fact.Share) { lo = down + 1 }},
		{h.Max, func(_, up fact.Share) { hi = up }},
		{h.MaxExcl, func(_, up fact.Share) { hi = up - min(up, 1) }},
	} {
		if !b.v.stated() {
			continue
		}
		down, up, err := b.v.share()
		if err != nil {
			return 0, 0, err
		}
		b.set(down, up)
	}
	return lo, hi, nil
}

var caseInstruments = map[string]fact.InterestKind{
	"special-share": fact.SpecialShare, "golden-share": fact.SpecialShare, "contract": fact.Contract, "vie": fact.Contract,
	"vie-contract": fact.Contract, "vie-contracts": fact.Contract, "proxy": fact.Proxy, "voting-proxy": fact.Proxy,
	"articles": fact.Articles, "statute": fact.Statute, "trustee": fact.Trustee, "trust": fact.Trustee, "nominator": fact.Nominator,
	"nominee": fact.Nominee, "board-appointment": fact.BoardAppointment, "other-influence": fact.OtherInfluence,
	"settlor": fact.Settlor, "protector": fact.Protector, "beneficiary": fact.Beneficiary, "director": fact.Director,
	"concert": fact.Concert, "voting-agreement": fact.Concert,
}

func (g *caseGraph) instrument(x caseInstrument) error {
	kind, ok := caseInstruments[x.Type]
	if keys := unknownKeys[caseInstrument](x.Rest); !ok || len(keys) > 0 {
		return fmt.Errorf("type %q with %v is not understood", x.Type, keys)
	}
	i := &fact.Interest{
		Owner: x.Holder, Asset: x.Entity, Kind: kind, Hi: fact.Whole, Note: strings.Join(x.Rights, ", "),
		Conditional: x.Conditional, From: x.Start, To: x.End,
	}
	x.From = cmp.Or(x.From, x.Grantor)
	if kind == fact.Nominee {
		x.For = cmp.Or(x.For, x.Principal)
	} else {
		x.From = cmp.Or(x.From, x.Principal)
	}
	if x.Type == "power-of-attorney" {
		i.Note += ", " + x.Type
	}
	if x.For != "" && kind == fact.Nominee {
		i.Owner, i.Asset, i.Kind, i.Lo = x.For, x.Holder, fact.Nominator, fact.Whole
	} else if x.From != "" {
		i.Asset = x.From // a proxy is held over the votes of whoever gave it
	} else if v := firstStated(x.Votes, x.Share); v.stated() {
		var err error
		if i.Lo, i.Hi, err = v.bounds(); err != nil {
			return err
		}
	}
	g.add(i)
	return nil
}

func (g *caseGraph) role(r caseRole) {
	i := &fact.Interest{Owner: r.Entity, Asset: r.Person, From: r.Start, To: r.End, Note: r.Role}
	switch strings.ToLower(r.Role) {
	case "employee", "staff":
		i.Kind = fact.Employment
	case "contractor", "consultant":
		i.Kind = fact.Contractor
	case "chair":
		i.Owner, i.Asset, i.Kind = r.Person, r.Entity, fact.BoardChair
	case "director", "board member", "board-member":
		i.Owner, i.Asset, i.Kind = r.Person, r.Entity, fact.BoardMember
	default:
		i.Owner, i.Asset, i.Kind = r.Person, r.Entity, fact.Director
	}
	g.add(i)
}

func (g *caseGraph) board(p fact.PartyID, b caseBoard) {
	for _, owner := range slices.Sorted(maps.Keys(b.AppointedBy)) {
		note := "no casting vote"
		switch b.CastingVote {
		case string(owner), "yes":
			note = "casting vote"
		case "unknown", "":
			note = ""
		}
		g.add(&fact.Interest{Owner: owner, Asset: p, Kind: fact.BoardAppointment, Seats: b.AppointedBy[owner], SeatsOf: b.Seats, Note: note})
	}
}

func (g *caseGraph) groups() {
	for _, group := range g.c.Groups {
		for i, a := range group {
			for _, b := range group[i+1:] {
				g.add(&fact.Interest{Owner: a, Asset: b, Kind: fact.Concert})
			}
		}
	}
}

// parties states every party of the case. What a case does not say of a party is foreign and, for a company, incomplete.
func (g *caseGraph) parties() error {
	all := map[fact.PartyID]bool{}
	for _, p := range g.held {
		all[p] = true
	}
	for _, p := range slices.Concat(g.c.Seeds, g.c.Anonymous, slices.Collect(maps.Keys(g.c.Entities)), slices.Collect(maps.Keys(g.c.Expect))) {
		all[p] = true
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		p, err := g.c.Entities[id].party(id)
		if err != nil {
			return fmt.Errorf("entity %s: %w", id, err)
		}
		if slices.Contains(g.c.Anonymous, id) {
			p.Anonymous = true
		}
		if slices.Contains(g.c.Complete, id) {
			p.Complete = fact.Yes
		}
		g.b.Party(p, g.claim())
	}
	return nil
}

func (e caseEntity) party(id fact.PartyID) (*fact.Party, error) {
	if keys := unknownKeys[caseEntity](e.Rest); len(keys) > 0 {
		return nil, fmt.Errorf("%v is not understood", keys)
	}
	p := &fact.Party{ID: id, Kind: fact.PartyKind(e.Kind), Seat: e.Seat, State: e.State, Anonymous: e.Anonymous, BranchOf: e.BranchOf}
	p.Organized = countriesOf(e.Jurisdiction)
	switch e.Kind {
	case "":
		if e.Residence != "" || e.Nationality != nil {
			p.Kind = fact.Person
		}
	case "individual", "natural-person":
		p.Kind = fact.Person
	case "government", "country":
		p.Kind = fact.State
	case "anonymous", "unknown", "anonymous-person", "unknown-person":
		p.Kind, p.Anonymous = "", true
	case "trust", "fund", "partnership":
		p.Kind = fact.Arrangement
	}
	if e.Residence == "unknown" {
		p.Anonymous = true
	} else {
		p.Residence = e.Residence
	}
	if p.Kind == fact.State && p.State == "" && len(p.Organized) == 1 {
		p.State, p.Organized = p.Organized[0], nil
	}
	p.Citizenship = countriesOf(e.Nationality)
	if e.Designated == true {
		p.Designated = []fact.Designation{{Programme: "dsp-covered-person"}}
	} else if e.Designated != nil && e.Designated != false {
		for _, d := range strings.Split(strings.Trim(fmt.Sprint(e.Designated), "[]"), " ") {
			p.Designated = append(p.Designated, fact.Designation{Programme: d})
		}
	}
	e.american(p)
	return p, nil
}

// american fills in what makes a party a U.S. person or a foreign one, as the case says.
func (e caseEntity) american(p *fact.Party) {
	switch {
	case e.USPerson == true && p.Kind == fact.Person:
		p.Present = "US"
	case e.USPerson == true:
		p.Organized = []fact.Country{"US"}
	case e.USPerson == "unknown":
	case p.Kind == fact.Person:
		p.Status = "none"
	case len(p.Organized) == 0 && p.Kind != fact.State && p.Kind != fact.StateBody:
		p.Organized, p.Status = []fact.Country{someCountry}, "none"
	}
}

func countriesOf(v any) []fact.Country {
	if v == nil {
		return nil
	}
	var out []fact.Country
	for _, c := range strings.Fields(strings.Trim(strings.ReplaceAll(fmt.Sprint(v), ",", " "), "[]")) {
		out = append(out, fact.Country(c))
	}
	return out
}
