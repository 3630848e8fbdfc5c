package document

import "github.com/longarm-project/longarm/fact"

// A Report is what a set of texts is worth as evidence. Its JSON form is a
// promise; see doc/formats/documents.md. Lists are in the order of the documents
// and of their texts.
type Report struct {
	Documents      []Listed        `json:"documents"`
	Clusters       []Cluster       `json:"clusters"`
	Edges          []Edge          `json:"edges"`
	Claims         []Claim         `json:"claims"`
	Alterations    []Alteration    `json:"alterations"`
	Quotations     []Quotation     `json:"quotations"`
	Contradictions []Contradiction `json:"contradictions"`
	Own            []Own           `json:"own"`
	NotRead        []Problem       `json:"not_read"`
}

// A Place cites characters of a document: code points of its text, from 0, To after the last.
type Place struct {
	Doc  string `json:"doc"`
	From int    `json:"from"`
	To   int    `json:"to"`
}

// Listed says what a document is.
type Listed struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Copies     []string    `json:"copies,omitempty"` // further names of the same bytes
	Digest     fact.Digest `json:"digest"`
	Format     string      `json:"format"`
	Encoding   string      `json:"encoding"`
	Characters int         `json:"characters"`
	Language   string      `json:"language"` // "en", or "not read"
	Publisher  string      `json:"publisher,omitempty"`
	Title      string      `json:"title,omitempty"`
	Date       string      `json:"date,omitempty"`     // YYYY-MM-DD
	Dateline   string      `json:"dateline,omitempty"` // as written
	Credits    []Credit    `json:"credits,omitempty"`
	Links      []string    `json:"links,omitempty"`   // that the text links to without printing them
	Address    string      `json:"address,omitempty"` // that a WARC says it was fetched from
	Apart      []Apart     `json:"apart,omitempty"`
	Notes      []string    `json:"notes,omitempty"`
}

// A Credit is where a document names another publisher as its source.
type Credit struct {
	Publisher string `json:"publisher"`
	Text      string `json:"text"`
	At        Place  `json:"at"`
}

// Apart is what is not prose of a document.
type Apart struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
	At   Place  `json:"at"`
}

// A Cluster is documents about one event.
type Cluster struct {
	ID      string   `json:"id"`
	Root    string   `json:"root"` // the document that the others were made from, or ""
	Members []string `json:"members"`
	// Independent lists one document for each independent report, the root first.
	Independent []string `json:"independent"`
	// Missing names publishers that members credit and none of them is.
	Missing []string `json:"missing,omitempty"`
	// Unread lists those of Independent whose language is not read: on whom they rest is not known.
	Unread []string `json:"unread,omitempty"`
	// IndependentReports counts the independent reports of the core claim.
	IndependentReports int      `json:"independent_reports"`
	Persons            Persons  `json:"persons"`
	OnRecord           []Record `json:"on_record"`
	Confirmed          bool     `json:"confirmed"` // by somebody on the record
	Core               string   `json:"core"`      // id of the core claim
	Undetermined       string   `json:"undetermined,omitempty"`
}

// Persons bounds how many unnamed persons the reports of a cluster rest on.
type Persons struct {
	Low    int      `json:"low"`
	High   int      `json:"high"`
	Open   bool     `json:"open,omitempty"` // a plural without a number is among them: there may be more than High
	Groups []Person `json:"groups"`
}

// A Person is a person or group that a report rests on.
type Person struct {
	Text string `json:"text"`
	Low  int    `json:"low"`  // persons that it adds for certain
	High int    `json:"high"` // persons that it may add
	Why  string `json:"why"`
	At   Place  `json:"at"`
}

// A Record is what somebody on the record did about the matter.
type Record struct {
	Who    string `json:"who"`
	Stance string `json:"stance"` // no-comment, no-response, denied, confirmed, statement
	Text   string `json:"text"`
	At     Place  `json:"at"`
}

// An EdgeKind is how a text was made from another.
type EdgeKind string

// The kinds of edge.
const (
	Translation EdgeKind = "translation"
	Rewrite     EdgeKind = "rewrite"
	Abridgement EdgeKind = "abridgement"
	Syndication EdgeKind = "syndication"
	Quoting     EdgeKind = "quotation"
)

// An Edge says that From was made from To.
type Edge struct {
	From     string     `json:"from"`
	To       string     `json:"to"`
	Kind     EdgeKind   `json:"kind,omitempty"`
	Evidence []Evidence `json:"evidence"`
	// Undetermined says what is open; then this is no edge, or one whose direction is not known.
	Undetermined string `json:"undetermined,omitempty"`
}

// Evidence is one reason for an edge.
type Evidence struct {
	Kind string  `json:"kind"` // credit, shared-facts, order, lacks, alters, damages, verbatim, translated, date, source
	Text string  `json:"text"`
	At   []Place `json:"at,omitempty"`
}

// A Verdict is how a document holds a claim.
type Verdict string

// The verdicts.
const (
	Kept        Verdict = "kept"
	Paraphrased Verdict = "paraphrased"
	Altered     Verdict = "altered"
	Absent      Verdict = "absent"
)

// A Certainty is how a claim is made.
type Certainty string

// The certainties.
const (
	Asserted Certainty = "asserted"
	Possible Certainty = "possible"
	Denied   Certainty = "denied"
	NoAnswer Certainty = "no-comment"
)

// A Claim is one thing that a root states.
type Claim struct {
	ID          string             `json:"id"`
	Cluster     string             `json:"cluster"`
	Text        string             `json:"text"`
	At          Place              `json:"at"`
	Kind        string             `json:"kind"` // statement, or source: who is said to be behind a statement
	Of          string             `json:"of,omitempty"`
	Documents   map[string]Verdict `json:"documents"`
	Places      map[string]Place   `json:"places"`
	Attribution string             `json:"attribution"`
	Certainty   Certainty          `json:"certainty"`
}

// An Alteration is a claim that a copy states otherwise.
type Alteration struct {
	Claim string `json:"claim"`
	Doc   string `json:"doc"`
	Kind  string `json:"kind"`
	Root  string `json:"root"` // words of the root
	Copy  string `json:"copy"` // words of the copy
	Says  string `json:"says"`
	From  Place  `json:"from"` // in the root
	At    Place  `json:"at"`   // in the copy
}

// A QuotationVerdict compares a quotation with its reference.
type QuotationVerdict string

// The verdicts on quotations.
const (
	Exact     QuotationVerdict = "exact"
	Fuller    QuotationVerdict = "fuller"
	Garbled   QuotationVerdict = "garbled"
	OwnQuote  QuotationVerdict = "own"
	Reference QuotationVerdict = "reference" // never in JSON: the root's own
)

// A Quotation is what a copy prints in quotation marks.
type Quotation struct {
	Doc       string           `json:"doc"`
	Text      string           `json:"text"`
	Speaker   string           `json:"speaker"`
	Reference string           `json:"reference,omitempty"`
	Verdict   QuotationVerdict `json:"verdict"`
	Says      string           `json:"says,omitempty"`
	At        Place            `json:"at"`
	Ref       *Place           `json:"reference_at,omitempty"`
}

// A Contradiction is two statements that cannot both be so.
type Contradiction struct {
	Kind string   `json:"kind"`
	Says string   `json:"says"`
	At   []Place  `json:"at"`
	Text []string `json:"text"`
}

// Own is what a copy says that no text it was made from has.
type Own struct {
	Doc  string `json:"doc"`
	Kind string `json:"kind"` // statement, words, caption, quotation, inference
	Text string `json:"text"`
	Says string `json:"says,omitempty"`
	At   Place  `json:"at"`
}

// A Problem is a file that was not read.
type Problem struct {
	Name string `json:"name"`
	What string `json:"what"`
	// Failed is set where the file is, or may be, a document: it is damaged, too large or cannot be opened.
	Failed bool `json:"failed,omitempty"`
}
