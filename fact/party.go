package fact

import "slices"

// A PartyID names a party across all facts of a run. Published identifiers are
// preferred, as scheme:value ("lei:5493001KJTIIGC8Y1R12", "gb-coh:01234567");
// a case file and the gazetteer use plain short ids ("acme-health").
type PartyID string

// A PartyKind says what sort of party it is. Empty means unknown.
type PartyKind string

// The kinds of party.
const (
	Person      PartyKind = "person"
	Company     PartyKind = "company"     // any entity other than those below
	Branch      PartyKind = "branch"      // no legal person of its own: see Party.BranchOf
	Arrangement PartyKind = "arrangement" // trust, fund, partnership without personality
	State       PartyKind = "state"       // a government
	StateBody   PartyKind = "state-body"  // agency, instrumentality, political subdivision
)

// A Party is a person, company or state as somebody states it.
// Every field but ID may be empty, which means not known.
type Party struct {
	// Anonymous is set for a party known to exist whose identity is withheld or unknown.
	Anonymous bool `json:"anonymous,omitempty"`
	// Born is a person's date of birth, perhaps only the year.
	Born Date `json:"born,omitempty"`
	// BranchOf is the party of which this one is a branch; it shares that party's status.
	BranchOf PartyID `json:"branch_of,omitempty"`
	// Citizenship lists every citizenship of a person. Not a criterion of 28 CFR 202.211.
	Citizenship []Country `json:"citizenship,omitempty"`
	// Complete is Yes when all holders of this company are listed among the interests.
	Complete Truth `json:"complete,omitempty"`
	// Concern is how much of it countries of concern, and those who count with them, own
	// together, directly or indirectly, where somebody states that; nil: nobody does.
	Concern *ShareRange `json:"concern,omitempty"`
	// Designated lists designations of the party under named programmes.
	Designated []Designation `json:"designated,omitempty"`
	// From and To bound the party's existence: From inclusive, To exclusive.
	From Date    `json:"from,omitempty"`
	ID   PartyID `json:"id"`
	// Identifiers are further published numbers, used to join records.
	Identifiers []Identifier `json:"identifiers,omitempty"`
	Kind        PartyKind    `json:"kind,omitempty"`
	// Names holds all names, the primary one first.
	Names []Name `json:"names,omitempty"`
	// Organized lists every country under whose law an entity is organised or
	// chartered. Two entries are legal and matter (28 CFR 202.256: "solely").
	Organized []Country `json:"organized,omitempty"`
	// Present is the country where a person is now (28 CFR 202.256: any person in the United States).
	Present Country `json:"present,omitempty"`
	// Residence is the country of a person's primary residence.
	Residence Country `json:"residence,omitempty"`
	// Seat is the country of an entity's principal place of business.
	Seat Country `json:"seat,omitempty"`
	// State is the government that a party of kind State or StateBody is or belongs to.
	State Country `json:"state,omitempty"`
	// Status is a person's U.S. immigration status where it matters:
	// "us-citizen", "us-national", "us-permanent-resident", "us-refugee", "us-asylee", "none".
	Status string `json:"status,omitempty"`
	// Stays say where a person was or lived, and when, in place of Present and Residence: see OnDay.
	Stays []Stay `json:"stays,omitempty"`
	To    Date   `json:"to,omitempty"`
	// Undesignated is set where somebody states that no public act names the party: names alike are others'.
	Undesignated bool `json:"undesignated,omitempty"`
	// Unknown lists, by their JSON names, fields that somebody states to be
	// unknown: nothing is presumed of these.
	Unknown []string `json:"unknown,omitempty"`
}

// A Stay is that a person was, or lived, in a country for a time.
type Stay struct {
	Country Country `json:"country"`
	From    Date    `json:"from,omitempty"`  // first day
	Lived   bool    `json:"lived,omitempty"` // it was the primary residence; else the person was there
	To      Date    `json:"to,omitempty"`    // first day no longer
}

// OnDay returns the party as it was on a day: with its stays of that day as Present and
// Residence. One of which stays are stated that leave the day open is stated not to be known.
func (p *Party) OnDay(at Date) *Party {
	if len(p.Stays) == 0 {
		return p
	}
	out := *p
	for _, f := range []struct {
		lived bool
		name  string
		to    *Country
	}{{false, "present", &out.Present}, {true, "residence", &out.Residence}} {
		stated, found, open := false, []Country{}, false
		for _, s := range p.Stays {
			if s.Lived != f.lived {
				continue
			}
			stated = true
			switch Active(s.From, s.To, at) {
			case Yes:
				found = append(found, s.Country)
			case Unknown:
				open = true
			}
		}
		slices.Sort(found)
		found = slices.Compact(found)
		switch {
		case len(found) == 1 && !open:
			*f.to = found[0]
		case stated && !slices.Contains(out.Unknown, f.name):
			out.Unknown = append(slices.Clone(out.Unknown), f.name)
			slices.Sort(out.Unknown)
		}
	}
	return &out
}

// A ShareRange is a share known to lie from Lo to Hi, both inclusive.
type ShareRange struct {
	Hi Share `json:"hi"`
	Lo Share `json:"lo"`
}

// Name returns the primary name, or the ID where no name is known.
func (p *Party) Name() string {
	if len(p.Names) > 0 {
		return p.Names[0].Text
	}
	return string(p.ID)
}

// A Name is one name of a party or list entry.
type Name struct {
	Kind   NameKind `json:"kind,omitempty"` // empty: primary
	Lang   string   `json:"lang,omitempty"` // BCP 47, empty: unknown
	Row    string   `json:"row,omitempty"`  // the list's own number of this name, where it has one
	Script string   `json:"script,omitempty"`
	Text   string   `json:"text"`
}

// A NameKind says how a name is related to its bearer.
type NameKind string

// The kinds of name.
const (
	PrimaryName     NameKind = ""
	AlsoKnownAs     NameKind = "aka"
	FormerlyKnownAs NameKind = "fka"
	NowKnownAs      NameKind = "nka"
	WeakAlias       NameKind = "weak"
	TradingName     NameKind = "trading"
	Transliteration NameKind = "transliteration"
	OriginalScript  NameKind = "original-script"
)

// An Identifier is a number in a published scheme. Scheme is a lower-case
// org-id.guide code or a common word: "lei", "gb-coh", "xi-lei", "imo", "isin", "uscc", "passport".
type Identifier struct {
	Country Country `json:"country,omitempty"`
	Scheme  string  `json:"scheme"`
	Value   string  `json:"value"`
}

// A Designation is a public act that names a party under a programme.
type Designation struct {
	From Date `json:"from,omitempty"` // first day in effect
	// Possible is set where only a name alike says so: whether it is the same party is not known.
	Possible  bool   `json:"possible,omitempty"`
	Programme string `json:"programme"` // for example "dsp-covered-person" (28 CFR 202.211(a)(5)), "sdn"
	// Published is the day of publication, which gives notice to all, where it is later than From.
	Published Date `json:"published,omitempty"`
	To        Date `json:"to,omitempty"` // first day no longer in effect
}

// An InterestKind says what passes from owner to asset.
type InterestKind string

// The kinds of interest. Shares, Votes, Surplus and Profit carry a range of
// shares and are summed each on its own; the others are instruments.
const (
	Shares           InterestKind = "shares"
	Votes            InterestKind = "votes"
	Surplus          InterestKind = "surplus"
	Profit           InterestKind = "profit"
	Employment       InterestKind = "employment" // Owner employs the person Asset
	Contractor       InterestKind = "contractor" // Owner engages the person Asset
	BoardAppointment InterestKind = "board-appointment"
	BoardMember      InterestKind = "board-member"
	BoardChair       InterestKind = "chair"
	Director         InterestKind = "director"
	SpecialShare     InterestKind = "special-share"
	Articles         InterestKind = "articles"
	Statute          InterestKind = "statute"
	Contract         InterestKind = "contract"
	Proxy            InterestKind = "proxy"
	Trustee          InterestKind = "trustee"
	Settlor          InterestKind = "settlor"
	Protector        InterestKind = "protector"
	Beneficiary      InterestKind = "beneficiary"
	Nominee          InterestKind = "nominee"
	Nominator        InterestKind = "nominator"
	Consolidation    InterestKind = "consolidation"
	OtherInfluence   InterestKind = "other-influence"
	Family           InterestKind = "family"  // undirected: the parties act together only if a rule says so
	Concert          InterestKind = "concert" // undirected: an arrangement to act in concert
	UnknownInterest  InterestKind = "unknown"
)

// An Interest is what Owner holds in, or over, Asset.
type Interest struct {
	Asset PartyID `json:"asset"`
	// Conditional is set where the right depends on an event (an option not yet exercised).
	Conditional bool `json:"conditional,omitempty"`
	// Direct is Yes for a direct interest, No for an indirect (summary) one.
	Direct Truth `json:"direct,omitempty"`
	// From is the first day, To the first day no longer; empty is open.
	From Date         `json:"from,omitempty"`
	Hi   Share        `json:"hi"` // inclusive; Whole where nothing bounds it
	Kind InterestKind `json:"kind"`
	Lo   Share        `json:"lo"` // inclusive
	// Note is the source's own wording of a right, such as "veto over important matters".
	Note  string  `json:"note,omitempty"`
	Owner PartyID `json:"owner"`
	// Seats and SeatsOf count board seats that Owner appoints and all seats; zero is unknown.
	Seats   int  `json:"seats,omitempty"`
	SeatsOf int  `json:"seats_of,omitempty"`
	To      Date `json:"to,omitempty"`
}
