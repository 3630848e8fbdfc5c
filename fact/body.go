package fact

import "slices"

// A Kind is the name of one of the ten kinds of fact, as written in encodings.
type Kind string

// The ten kinds.
const (
	KindObservation Kind = "observation"
	KindAttribution Kind = "attribution"
	KindControl     Kind = "control"
	KindListing     Kind = "listing"
	KindCount       Kind = "count"
	KindDealing     Kind = "dealing"
	KindSafeguard   Kind = "safeguard"
	KindClaim       Kind = "claim"
	KindReach       Kind = "reach"
	KindRole        Kind = "role"
)

// A Body is what a fact says: one of *Observation, *Attribution, *Control,
// *Listing, *Count, *Dealing, *Safeguard, *Claim, *Reach and *Role.
//
// Fields of bodies stand in the order of their JSON names, so that
// encoding/json writes them canonically.
type Body interface {
	Kind() Kind
}

// An AssetID names a store or a system of the reviewed organisation: a resource
// address of Terraform, an interface in a log, a name in a case file.
type AssetID string

// A ProviderID names a provider in the gazetteer, such as "alibaba-cloud".
type ProviderID string

// A Method says how an observation names what it names, strongest first.
type Method string

// The methods, from the strongest to the weakest.
const (
	ByResource   Method = "resource"    // an explicit resource in state or plan
	ByRegionName Method = "region-name" // an endpoint or bucket name with a region code
	ByRange      Method = "range"       // the provider's own published address range
	ByASN        Method = "asn"         // the holder of the autonomous system
	ByName       Method = "name"        // a name suffix without a region
	ByAnswer     Method = "answer"      // an address shown for a name that itself tells nothing
	ByFront      Method = "front"       // a CDN or generic range: says nothing of the origin
	ByStatement  Method = "statement"   // a case file says so
)

// An Observation is that an asset uses an endpoint, service, image, role or peer.
type Observation struct {
	// Also lists further names by which evidence may call the same asset.
	Also  []string `json:"also,omitempty"`
	Asset AssetID  `json:"asset"`
	// BytesIn and BytesOut are counted from the asset's side.
	BytesIn  int64 `json:"bytes_in,omitempty"`
	BytesOut int64 `json:"bytes_out,omitempty"`
	// Endpoint is the host name or address used, in lower case, without scheme, port or path;
	// or a prefix, where a log holds too many addresses and those attributed alike are counted together.
	Endpoint string `json:"endpoint,omitempty"`
	// Files lists, sorted, files and folders that hold what the asset holds, as paths
	// below the path that was given, for a census.
	Files []string `json:"files,omitempty"`
	// First and Last bound the time of use, as RFC 3339 in UTC to the second; empty: not known.
	First string `json:"first,omitempty"`
	// Flows counts log records, accepted ones; Rejected those that were refused: attempted, not used.
	Flows int64  `json:"flows,omitempty"`
	Last  string `json:"last,omitempty"`
	// Names lists, sorted, further names and addresses that the evidence shows for
	// the endpoint: the aliases and addresses of a DNS answer, the address a TLS name was sent to.
	// The addresses attribute an endpoint of which nothing else is known.
	Names []string `json:"names,omitempty"`
	// Provider is the provider address or name as the evidence itself says it
	// ("registry.terraform.io/aliyun/alicloud"), for the gazetteer to resolve.
	Provider string `json:"provider,omitempty"`
	// Region is a region or zone code found in the evidence, not yet resolved.
	Region   string `json:"region,omitempty"`
	Rejected int64  `json:"rejected,omitempty"`
	// RejectedIn and RejectedOut are the bytes of refused records; BytesIn and BytesOut leave them out.
	RejectedIn  int64 `json:"rejected_in,omitempty"`
	RejectedOut int64 `json:"rejected_out,omitempty"`
	// Service is the resource type or protocol: "alicloud_oss_bucket", "ssl", "mx".
	Service string `json:"service,omitempty"`
	// Store is Yes if the asset holds data, No if it cannot.
	Store Truth `json:"store,omitempty"`
	// Trust names a standing trust given to the other side: "vpn", "peering",
	// "role", "transit", "private-line", "delegation"; empty for none.
	Trust string `json:"trust,omitempty"`
	What  What   `json:"what"`
}

// A What says what sort of thing was observed.
type What string

// What an observation may be of.
const (
	ObservedResource    What = "resource"    // a resource declared in state, plan or configuration
	ObservedDeclaration What = "declaration" // a provider or backend named, no resource seen
	ObservedPeer        What = "peer"        // an address talked to
	ObservedName        What = "name"        // a host name asked for or sent in TLS
	ObservedRecord      What = "record"      // a DNS record that points to it
	ObservedAsset       What = "asset"       // an asset stated by a person
)

// An Attribution is that an endpoint or resource is a provider's: who operates
// it, and where it stands. Place, operator and parent are separate questions;
// the parent is told by Control facts.
type Attribution struct {
	ASN int64 `json:"asn,omitempty"`
	// Asset is the asset observed to use it.
	Asset AssetID `json:"asset"`
	// Contracts is the party that contracts with customers, where one is known. ContractsOneOf
	// lists, sorted, those of whom one does, where it is not known which; then Contracts is empty.
	Contracts      PartyID   `json:"contracts,omitempty"`
	ContractsOneOf []PartyID `json:"contracts_one_of,omitempty"`
	Country        Country   `json:"country,omitempty"` // where it stands
	Endpoint       string    `json:"endpoint,omitempty"`
	Method         Method    `json:"method"`
	// Note says that the region or service is not open on the day asked about: "closed since 2024-09-30".
	Note string `json:"note,omitempty"`
	// Operator runs the service, where one is known; OperatorOneOf as ContractsOneOf.
	Operator      PartyID   `json:"operator,omitempty"`
	OperatorOneOf []PartyID `json:"operator_one_of,omitempty"`
	// Prefix is the longest matching prefix, for methods range and asn.
	Prefix   string     `json:"prefix,omitempty"`
	Provider ProviderID `json:"provider"`
	// ProviderName is the provider's name as people know it; empty: its id.
	ProviderName string `json:"provider_name,omitempty"`
	Region       string `json:"region,omitempty"`
	// Technology is the provider whose technology is used, where it is not the operator.
	Technology ProviderID `json:"technology,omitempty"`
	// Unverified lists the fields that rest on values not seen in a source.
	Unverified []string `json:"unverified,omitempty"`
}

// Operators lists who may run it: the operator, or those of whom one does.
func (a *Attribution) Operators() []PartyID { return parties(a.Operator, a.OperatorOneOf) }

// Contractors lists who may contract for it, as Operators does.
func (a *Attribution) Contractors() []PartyID { return parties(a.Contracts, a.ContractsOneOf) }

// A Role is what a party of a provider's group, or its staff, is to the provider.
type Role struct {
	// Able is whether it is able to get at customers' data: who operates a system is; of the rest it is rarely known.
	Able     Truth      `json:"able,omitempty"`
	Means    string     `json:"means,omitempty"` // how, in words
	Party    PartyID    `json:"party"`
	Provider ProviderID `json:"provider"`
	Relation Relation   `json:"relation"`
	// Scope says for which sites or customers, in the words of the gazetteer; empty: all.
	Scope      string `json:"scope,omitempty"`
	Unverified bool   `json:"unverified,omitempty"`
}

// A Relation is what a party is to a provider.
type Relation string

// The relations.
const (
	Contracts Relation = "contracts" // it contracts with customers
	Operates  Relation = "operates"  // it runs the systems
	Parent    Relation = "parent"    // it holds an interest in another party of the group
	Affiliate Relation = "affiliate" // it belongs to the group
	Staff     Relation = "staff"     // people at a place
)

// A Control is the answer of one ownership test for one party.
type Control struct {
	// Basis names what the verdict rests on beside shares: "organized", "seat",
	// "residence", "employment", "designated", "special-share" ...
	Basis []string `json:"basis,omitempty"`
	// Chain holds the claims of the proof, holders before those they hold.
	Chain []ID `json:"chain,omitempty"`
	// Governments lists the countries whose parties the chain starts from.
	Governments []Country `json:"governments,omitempty"`
	Hi          Share     `json:"hi"`
	Lo          Share     `json:"lo"`
	// On is the day it is about, where that is not the day of the review.
	On    Date    `json:"on,omitempty"`
	Party PartyID `json:"party"`
	// Reading names a reading of the text where a test has more than one; empty: all agree.
	Reading string `json:"reading,omitempty"`
	Test    string `json:"test"`
	Verdict Truth  `json:"verdict"`
	// WhyNot is the certificate of a verdict that is not yes: what would be needed.
	WhyNot string `json:"why_not,omitempty"`
}

// A Listing is that a party is on a list.
type Listing struct {
	Entry string `json:"entry"` // "<list>:<number>"
	From  Date   `json:"from,omitempty"`
	List  string `json:"list"`
	// Name is the listed name that matched.
	Name string `json:"name"`
	// Names are all names of the entry, in the order of the list.
	Names   []string `json:"names,omitempty"`
	Party   PartyID  `json:"party"`
	Program string   `json:"program,omitempty"` // all of them, parted by ", "
	Reasons []string `json:"reasons,omitempty"`
	// Score is from 0 to 1000; 1000 is identical after normalising.
	Score int64 `json:"score"`
	To    Date  `json:"to,omitempty"`
}

// A Category is a category of data, as 28 CFR 202.249 and 202.224 name them.
type Category string

// The categories.
const (
	HumanGenomic         Category = "human-genomic"
	HumanEpigenomic      Category = "human-epigenomic"
	HumanProteomic       Category = "human-proteomic"
	HumanTranscriptomic  Category = "human-transcriptomic"
	Biospecimens         Category = "human-biospecimens"
	Biometric            Category = "biometric-identifiers"
	PreciseGeolocation   Category = "precise-geolocation"
	PersonalHealth       Category = "personal-health"
	PersonalFinancial    Category = "personal-financial"
	CoveredIdentifiers   Category = "covered-personal-identifiers"
	ListedIdentifiers    Category = "listed-identifiers" // identifiers whose combination is still to be judged (202.212)
	OtherData            Category = "other"
	UnknownCategory      Category = ""
	SensitiveUnspecified Category = "sensitive" // sensitive personal data of a category not said
)

// Unbounded is the upper bound of a range of which only the lower bound is known.
const Unbounded int64 = -1

// A Range is a number known to lie from Lo to Hi, both inclusive; Hi Unbounded is no bound.
type Range struct {
	Hi int64 `json:"hi"`
	Lo int64 `json:"lo"`
}

// Exceeds says whether a number in r is more than limit.
func (r Range) Exceeds(limit int64) Truth {
	switch {
	case r.Lo > limit:
		return Yes
	case r.Hi != Unbounded && r.Hi <= limit:
		return No
	}
	return Unknown
}

// A Count is that a store holds a category of data about so many distinct persons or devices.
type Count struct {
	// Apart, Areas, Listed, People and Terms as in Data.
	Apart    Truth    `json:"apart,omitempty"`
	Areas    []int64  `json:"areas,omitempty"`
	Asset    AssetID  `json:"asset"`
	Category Category `json:"category"`
	// Identifiers lists the kinds of listed identifiers present, by the letters of 28 CFR 202.234: "a" to "h".
	Identifiers []string `json:"identifiers,omitempty"`
	Listed      Truth    `json:"listed,omitempty"`
	Number      Range    `json:"number"`
	People      string   `json:"people,omitempty"`
	// Terms as in Data.
	Terms map[string]string `json:"terms,omitempty"`
	// Unit is "us-persons", or "us-devices" for precise geolocation.
	Unit string `json:"unit"`
}

// A Data describes data that a dealing is about.
type Data struct {
	// Apart is Yes where none of these persons is in any other data, so that numbers add up.
	Apart Truth `json:"apart,omitempty"`
	// Areas lists areas of the Government-Related Location Data List (28 CFR
	// 202.1401) in which stated locations certainly lie, by id, ascending.
	Areas    []int64  `json:"areas,omitempty"`
	Asset    AssetID  `json:"asset,omitempty"`
	Category Category `json:"category,omitempty"`
	// Identifiers as in Count. IdentifiersKnown is Yes when the list is complete.
	Identifiers []string `json:"identifiers,omitempty"`
	// Listed says whether any stated location lies in a listed area. The
	// locations themselves stay in the file that the fact cites.
	Listed Truth  `json:"listed,omitempty"`
	Name   string `json:"name,omitempty"`
	Number Range  `json:"number"`
	// People names the persons that the data is about: data with one name are about the
	// same persons. Of other data it is not known how many persons are in both.
	People string `json:"people,omitempty"`
	// Terms are further facts a law asks for, such as "encrypted": "yes". See Dealing.Terms.
	Terms map[string]string `json:"terms,omitempty"`
	Unit  string            `json:"unit,omitempty"`
}

// PartName names the part that a party plays in a dealing of others.
func PartName(dealing string, party PartyID) string { return dealing + " by " + string(party) }

// An Access is that a party is able to get at the data of a dealing.
// Ability counts, not use (28 CFR 202.201).
//
// OneOf lists, sorted, the parties of whom one has it, where it is not known
// which; then Party is empty.
type Access struct {
	Able  Truth     `json:"able"`
	Means string    `json:"means,omitempty"`
	OneOf []PartyID `json:"one_of,omitempty"`
	Party PartyID   `json:"party,omitempty"`
	// Role is the part in which it has access: "operates" (runs the service), "contracts" (provides it under the contract),
	// "group" (let in by the provider's group), "subcontractor" (contributes to it); empty: not known.
	Role string `json:"role,omitempty"`
}

// Parties lists who may be meant: Party, or those of OneOf.
func (a Access) Parties() []PartyID { return parties(a.Party, a.OneOf) }

func parties(one PartyID, of []PartyID) []PartyID {
	if one != "" {
		return []PartyID{one}
	}
	return of
}

// A Class is a class of covered data transaction (28 CFR 202.210(a)), empty where not known.
type Class string

// The classes. NoClass is a dealing known to be of none of the four.
const (
	UnknownClass  Class = ""
	DataBrokerage Class = "data-brokerage"
	Vendor        Class = "vendor"
	EmploymentAgr Class = "employment"
	Investment    Class = "investment"
	NoClass       Class = "none"
)

// A Dealing is an agreement or transaction between parties, with the data it is about and who gains access.
type Dealing struct {
	Access []Access `json:"access,omitempty"`
	// AccessKnown is Yes when Access lists everybody who gains access, No or Unknown otherwise.
	AccessKnown Truth     `json:"access_known,omitempty"`
	Assets      []AssetID `json:"assets,omitempty"`
	Class       Class     `json:"class,omitempty"`
	// Counterparty is the other party, where it is known. CounterpartyOneOf lists, sorted,
	// those of whom it is one, where it is not known which; then Counterparty is empty.
	Counterparty      PartyID   `json:"counterparty,omitempty"`
	CounterpartyOneOf []PartyID `json:"counterparty_one_of,omitempty"`
	Data              []Data    `json:"data,omitempty"`
	// DataKnown is Yes when Data lists all the data, be it none; otherwise an empty Data says nothing.
	DataKnown Truth `json:"data_known,omitempty"`
	From      Date  `json:"from,omitempty"` // first day; empty: not known, taken as in force at the review
	// Name is the short name of the dealing, unique in a run.
	Name string `json:"name"`
	// Places are the countries, sorted, where what is used stands; PlacesKnown is Yes where it stands nowhere else.
	Places      []Country `json:"places,omitempty"`
	PlacesKnown Truth     `json:"places_known,omitempty"`
	// Subject is the party whom the answer is about, as a rule the U.S. person.
	Subject PartyID `json:"subject,omitempty"`
	// Terms are facts that a law asks for by name: "consideration": "yes". The
	// vocabulary, with types and questions, belongs to the rule packs. Values are
	// yes, no, unknown, a number, a date, a word, or words joined by commas.
	Terms map[string]string `json:"terms,omitempty"`
	Title string            `json:"title,omitempty"`
	To    Date              `json:"to,omitempty"` // first day no longer
}

// A Safeguard is that a measure stands on an asset or a dealing.
type Safeguard struct {
	Asset   AssetID `json:"asset,omitempty"`
	Dealing string  `json:"dealing,omitempty"`
	// Measure is a name of the catalogue in doc/formats/case.md, or of a pack of law: "cisa-i-b-1".
	Measure Measure `json:"measure"`
	// Seen is Yes if evidence shows it, No if a person states it.
	Seen  Truth  `json:"seen,omitempty"`
	Since Date   `json:"since,omitempty"`
	State Truth  `json:"state"`
	Text  string `json:"text,omitempty"`
}

// A Claim is that somebody states something. A statement about a party or an
// interest carries it in structured form; these are what ownership works on.
type Claim struct {
	Author string `json:"author"`
	// Authority says how far it counts against other claims about the same thing; empty: a person states it.
	Authority Authority `json:"authority,omitempty"`
	Date      Date      `json:"date,omitempty"` // when it was stated
	// Independent is Yes for a publisher with no stake in what is said.
	Independent Truth     `json:"independent,omitempty"`
	Interest    *Interest `json:"interest,omitempty"`
	Party       *Party    `json:"party,omitempty"`
	// Reported is set for what a press text or filing tells: how far it stands by itself.
	Reported *Reported `json:"reported,omitempty"`
	Text     string    `json:"text,omitempty"` // verbatim
	// Unverified is set for a value that was not seen in a source.
	Unverified bool `json:"unverified,omitempty"`
}

// A Reported says of what a text tells how many texts tell it, and on whom they rest.
// However many they are, it shows nothing of parties and interests.
type Reported struct {
	// Certainty is asserted, possible, denied or no-comment; empty: of this text it was not looked at.
	Certainty string `json:"certainty,omitempty"`
	// Confirmed is Yes where somebody on the record stands behind it.
	Confirmed Truth `json:"confirmed"`
	// Firmer are the texts, sorted, that state as so what this one says may be so.
	Firmer []string `json:"firmer,omitempty"`
	// Persons bounds the unnamed persons that all the independent reports rest on.
	Persons Range `json:"persons"`
	// Reports counts the independent reports among Texts; at least 1.
	Reports int64 `json:"reports"`
	// Texts are the files, sorted, of the texts that were made from one another or tell the same.
	Texts []string `json:"texts"`
	// Undetermined says what of this the texts leave open.
	Undetermined string `json:"undetermined,omitempty"`
}

// An Arm is one of the three ways a government may reach an asset.
type Arm string

// The arms.
const (
	Read  Arm = "read"  // could it obtain the data?
	Cut   Arm = "cut"   // could it take the data or service away?
	Enter Arm = "enter" // could it come in through the provider?
)

// A StepKind is what a step of a path tells. Sentences are made of it where the
// path is printed, so that better words do not change what a fact is.
type StepKind string

// The kinds of step, with the members that each has beside Fact.
const (
	StepUses     StepKind = "uses"           // Asset uses Provider, in Region
	StepStands   StepKind = "stands-in"      // it stands in Country
	StepOperated StepKind = "operated-by"    // it is operated by Party
	StepContract StepKind = "contract-with"  // the contract is with Party
	StepHeld     StepKind = "held-by"        // Of is held by Party, as the fact says
	StepHeldFrom StepKind = "held-from"      // it is held by parties subject to Country
	StepTrust    StepKind = "standing-trust" // Trust is placed in By

	// Of Party, or of the party of the step before where it is empty.
	StepStateOf   StepKind = "belongs-to"   // the state of Country
	StepOrganized StepKind = "organized-in" // Country
	StepSeated    StepKind = "seated-in"    // Country
	StepLives     StepKind = "lives-in"     // Country
	StepPresent   StepKind = "present-in"   // Country
	StepCitizen   StepKind = "citizen-of"   // Country
)

// A Step is one step of the path from an asset to a government.
type Step struct {
	Asset    AssetID    `json:"asset,omitempty"`
	By       string     `json:"by,omitempty"`
	Country  Country    `json:"country,omitempty"`
	Fact     ID         `json:"fact"` // what shows this step
	Kind     StepKind   `json:"kind"`
	Of       PartyID    `json:"of,omitempty"`
	Party    PartyID    `json:"party,omitempty"`
	Provider ProviderID `json:"provider,omitempty"`
	Region   string     `json:"region,omitempty"`
	Trust    string     `json:"trust,omitempty"`
}

// A Reach is whether, and how, a government can read, cut or enter an asset.
type Reach struct {
	Arm   Arm     `json:"arm"`
	Asset AssetID `json:"asset"`
	// Blocked lists safeguards that stand in the way.
	Blocked []ID `json:"blocked,omitempty"`
	// Deciding names the facts that would decide an Unknown verdict, most decisive first.
	Deciding   []string `json:"deciding,omitempty"`
	Government Country  `json:"government"`
	// Laws cites the laws that compel those on the path.
	Laws    []string `json:"laws,omitempty"`
	Path    []Step   `json:"path,omitempty"`
	Verdict Truth    `json:"verdict"`
}

func (c *Control) sentences() []string {
	if c.WhyNot == "" {
		return nil
	}
	return []string{c.WhyNot}
}

func (c *Control) silent() Body {
	s := *c
	s.WhyNot = ""
	return &s
}

func (r *Reach) sentences() []string { return slices.Concat(r.Deciding, r.Laws) }

func (r *Reach) silent() Body {
	s := *r
	s.Deciding, s.Laws = nil, nil
	return &s
}

// Kind implements Body.
func (*Observation) Kind() Kind { return KindObservation }

// Kind implements Body.
func (*Attribution) Kind() Kind { return KindAttribution }

// Kind implements Body.
func (*Control) Kind() Kind { return KindControl }

// Kind implements Body.
func (*Listing) Kind() Kind { return KindListing }

// Kind implements Body.
func (*Count) Kind() Kind { return KindCount }

// Kind implements Body.
func (*Dealing) Kind() Kind { return KindDealing }

// Kind implements Body.
func (*Safeguard) Kind() Kind { return KindSafeguard }

// Kind implements Body.
func (*Claim) Kind() Kind { return KindClaim }

// Kind implements Body.
func (*Reach) Kind() Kind { return KindReach }

// Kind returns KindRole.
func (*Role) Kind() Kind { return KindRole }
