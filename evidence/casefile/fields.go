package casefile

import "slices"

// A field is one key of a mapping: the reader accepts it and the schema describes it.
type field struct {
	key  string
	kind string // a definition of the schema, or "x[]" for a list of them
	doc  string
}

func keys(fs []field) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.key)
	}
	return out
}

var caseFields = []field{
	{"case", "form", "The form of this file."},
	{"author", "text", "Who states what stands here."},
	{"date", "date", "When it was stated."},
	{"subject", "subject", "The reviewed organisation: an id of parties, or who it is, as under parties."},
	{"parties", "parties", "Persons, companies and states, by an id of your choice."},
	{"interests", "interest[]", "Who holds, employs or controls whom."},
	{"assets", "assets", "Stores and systems, with the data they hold."},
	{"dealings", "dealings", "Agreements and transactions, by a short name."},
	{"safeguards", "safeguard[]", "Measures that stand on an asset or a dealing."},
	{"claims", "claim[]", "What others have said, verbatim."},
	{"title", "text", "A title for people."},
	{"note", "text", "A note for people."},
	{"citation", "text", "Cases of law: what the case is taken from."},
	{"question", "text", "Cases of law: what is asked."},
	{"at", "date", "Cases of law: the date of the decision."},
	{"expect", "any", "Cases of law: the expected answers."},
}

const answersDoc = "The names of entries of each of which all that stands here is stated; the name of this entry then counts for nothing."

var partyFields = []field{
	{"answers", "text[]", answersDoc},
	{"name", "text", "The primary name."},
	{"names", "text[]", "Further names."},
	{"kind", "party-kind", "What sort of party it is."},
	{"organized", "country[]", "Every country under whose law it is organised or chartered."},
	{"seat", "country", "Country of the principal place of business."},
	{"residence", "stay", "A person's country of primary residence, or several with their days."},
	{"present", "stay", "The country where a person is now, or several with their days."},
	{"citizenship", "country[]", "Every citizenship of a person."},
	{"status", "us-status", "A person's status under U.S. immigration law."},
	{"state", "country", "The government that a state or state body is or belongs to."},
	{"branch_of", "text", "The party of which this is a branch: an id of parties."},
	{"designated", "designation[]", "Public designations under named programmes."},
	{"complete", "truth", "Whether all holders of it are listed under interests."},
	{"concern_share", "share-range", "How much of it countries of concern and those who count with them own together, in percent: 30, 40..60, <50, >=50."},
	{"anonymous", "truth", "Known to exist, identity withheld."},
	{"identifiers", "identifier[]", "Published numbers."},
	{"born", "date", "A person's date of birth, perhaps only the year."},
	{"from", "date", "First day of existence."},
	{"to", "date", "First day no longer in existence."},
	{"by", "text", "Who states it, if not the author of the file."},
}

var stayFields = []field{
	{"country", "country", "Where the person was or lived."},
	{"from", "date", "First day."},
	{"to", "date", "First day no longer."},
}

var designationFields = []field{
	{"programme", "text", "For example dsp-covered-person (28 CFR 202.211(a)(5)) or sdn."},
	{"from", "date", "First day in effect."},
	{"published", "date", "The day of publication in the Federal Register, where it is later: before, only who knows is bound (28 CFR 202.701(e))."},
	{"to", "date", "First day no longer in effect."},
}

var identifierFields = []field{
	{"scheme", "text", "For example lei, gb-coh, uscc."},
	{"value", "text", "The number."},
	{"country", "country", "The issuing country."},
}

var interestFields = []field{
	{"owner", "text", "Holder or employer: an id of parties."},
	{"asset", "text", "Company held or person employed: an id of parties."},
	{"kind", "interest-kind", "What is held; shares if absent."},
	{"share", "percent", "Exact share in percent."},
	{"votes", "percent", "Exact share of votes in percent, beside share."},
	{"min", "percent", "At least so much."},
	{"max", "percent", "At most so much."},
	{"min_excl", "percent", "More than so much."},
	{"max_excl", "percent", "Less than so much."},
	{"direct", "truth", "yes for a direct, no for an indirect interest."},
	{"conditional", "truth", "The right depends on an event."},
	{"seats", "number", "Board seats that the owner appoints."},
	{"seats_of", "number", "All board seats."},
	{"note", "text", "The right in the source's words."},
	{"from", "date", "First day."},
	{"to", "date", "First day no longer."},
	{"by", "text", "Who states it, if not the author of the file."},
}

var assetFields = []field{
	{"answers", "text[]", answersDoc},
	{"title", "text", "A title for people."},
	{"also", "text[]", "Names by which evidence calls it, such as a Terraform address."},
	{"store", "truth", "Whether it holds data."},
	{"on", "place", "Where it runs, as far as a person states it."},
	{"data", "data[]", "The data it holds; none if it holds none."},
	{"files", "text[]", "Files and folders below this file's that hold what it holds, or a copy: a census counts them."},
	{"by", "text", "Who states it, if not the author of the file."},
}

var placeFields = []field{
	{"provider", "text", "An id of the gazetteer, such as alibaba-cloud."},
	{"region", "text", "The provider's region code."},
	{"country", "country", "Where it stands."},
	{"operator", "text[]", "Who operates it: an id of parties or of the gazetteer, or a list of those of whom one does."},
	{"contracts", "text[]", "Who contracts with the customer, or a list of those of whom one does."},
	{"endpoint", "text", "Host name or address."},
}

var dataFields = []field{
	{"category", "category", "The category of data."},
	{"persons", "range", "Distinct U.S. persons: 4212, 18400..18650, >100, unknown."},
	{"devices", "range", "Distinct U.S. devices, for precise geolocation."},
	{"number", "range", "Instead of persons or devices: distinct U.S. persons, or devices if it is precise geolocation."},
	{"identifiers", "identifier-kind[]", "Kinds of listed identifiers in it (28 CFR 202.234); a kind of which two are combined stands twice."},
	{"locations", "location[]", "The places that precise geolocation data is about, all of them; unknown among them if there may be others. Only whether they lie in listed areas is kept."},
	{"people", "text", "A name for the persons it is about: data with one name are about the same persons."},
	{"apart", "truth", "Whether none of these persons is in any other data, so that their numbers add up."},
	{"name", "text", "A name for people."},
	{"terms", "terms", "Further facts that a law asks for by name."},
}

var rangeFields = []field{
	{"at_least", "number", "So many at least."},
	{"at_most", "number", "So many at most."},
}

var dealingFields = []field{
	{"title", "text", "A title for people."},
	{"answers", "text[]", answersDoc},
	{"class", "class", "The class of the dealing; unknown lets the rules classify it."},
	{"subject", "text", "The party the answer is about; the file's subject if absent."},
	{"counterparty", "text[]", "The other party: an id of parties, or a list of those of whom it is one."},
	{"access", "access", "Who becomes able to get at the data; none for nobody."},
	{"data", "data[]", "The data the dealing is about; none if it is about none."},
	{"assets", "text[]", "Or the assets whose data it is about."},
	{"parts", "part[]", "Parts that others play in it: who pays, approves, directs, insures. Each is decided for its own party."},
	{"places", "country[]", "The countries where what is used stands, all of them, unless one is unknown."},
	{"from", "date", "First day."},
	{"to", "date", "First day no longer."},
	{"terms", "terms", "Further facts that a law asks for by name."},
	{"by", "text", "Who states it, if not the author of the file."},
}

var partFields = []field{
	{"party", "text", "Who plays it: an id of parties."},
	{"part", "text", "What part, in the words of the term part, such as approves or processes-payment."},
	{"terms", "terms", "Facts about this part; those of the dealing hold for the rest."},
}

var accessFields = []field{
	{"party", "text", "An id of parties."},
	{"one_of", "text[]", "Instead of party: the ids of those of whom one has access, where it is not known which."},
	{"able", "truth", "Whether it is able to; yes if absent."},
	{"means", "text", "By what means."},
	{"role", "role", "In what part: operates, contracts, group (of the provider) or subcontractor."},
}

var safeguardFields = []field{
	{"on", "text", "An id of assets."},
	{"dealing", "text", "Or a name of dealings."},
	{"measure", "text", "Short name of the measure, such as keys-out-of-reach."},
	{"state", "truth", "Whether it stands; yes if absent."},
	{"since", "date", "Since when."},
	{"note", "text", "Its scope in words."},
	{"by", "text", "Who states it, if not the author of the file."},
}

var claimFields = []field{
	{"by", "text", "Who says it."},
	{"date", "date", "When."},
	{"about", "text", "An id of parties."},
	{"text", "text", "What is said, verbatim."},
	{"independent", "truth", "Whether the speaker has no stake in it."},
}

var (
	partyKinds  = []string{"person", "company", "branch", "arrangement", "state", "state-body"}
	usStatuses  = []string{"us-citizen", "us-national", "us-permanent-resident", "us-refugee", "us-asylee", "none"}
	accessRoles = []string{"operates", "contracts", "group", "subcontractor"}
	classes     = []string{"data-brokerage", "vendor", "employment", "investment", "none"}
	categories  = []string{
		"human-genomic", "human-epigenomic", "human-proteomic", "human-transcriptomic", "human-biospecimens",
		"biometric-identifiers", "precise-geolocation", "personal-health", "personal-financial",
		"covered-personal-identifiers", "listed-identifiers", "sensitive", "other",
	}
	interestKinds = []string{
		"shares", "votes", "surplus", "profit", "employment", "contractor", "board-appointment", "board-member",
		"chair", "director", "special-share", "articles", "statute", "contract", "proxy", "trustee", "settlor",
		"protector", "beneficiary", "nominee", "nominator", "consolidation", "other-influence", "family", "concert",
	}
	// identifierKinds are the items of 28 CFR 202.234, by letter and by word.
	identifierKinds = map[string]string{
		"government-id": "a", "financial-account": "b", "device-id": "c", "contact": "d",
		"advertising-id": "e", "authentication": "f", "network-id": "g", "call-detail": "h",
		"a": "a", "b": "b", "c": "c", "d": "d", "e": "e", "f": "f", "g": "g", "h": "h",
	}
)

func identifierWords() []string {
	var out []string
	for w := range identifierKinds {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}
