// Package psc reads what Companies House publishes of people with significant control: the
// snapshot, as JSON lines, the events of its stream, and answers of its interface. It reads basic
// company data as CSV and JSON, and company profiles of the stream and the interface.
//
// Sources of law: Companies Act 2006, Schedule 1A; the bands are those of
// Schedule 2 to the Register of People with Significant Control Regulations
// 2016 (SI 2016/339); overseas entities: Economic Crime (Transparency and
// Enforcement) Act 2022, Schedule 2.
//
// See doc/formats/registers.md.
package psc

import (
	"bytes"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/registry"
)

// Importer reads snapshots. It implements registry.Importer.
type Importer struct{}

// Name returns "psc".
func (Importer) Name() string { return "psc" }

// Recognizes says how surely head begins a snapshot, events of the stream, or answers of the interface.
func (Importer) Recognizes(head []byte) registry.Strength {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return registry.No
	}
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	return registry.Strong.If(has(`"company_number"`) && has(`"data"`) && has(`"kind"`) || has(totals) ||
		has(`"resource_kind"`) && (has(`"company-psc-`) || has(`"company-exemptions"`)) ||
		has("/persons-with-significant-control") && has(`"kind"`))
}

// totals is the kind of the last line, which says how many records there are.
const totals = `totals#persons-of-significant-control-snapshot`

// Read yields what the records of one file say, in file order: the company, where
// it differs from the one before, the holder and an Interest for each nature of
// control, or a Gap for a statement or exemption.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		r := &reader{Emitter: registry.NewEmitter(in, yield)}
		r.Values(jsonvalues.NewScanner(in), r.line)
	}
}

// A reader maps the records of one file.
type reader struct {
	registry.Emitter
	company fact.PartyID // whose Party was yielded last
	series  registry.Series
	buf     []byte
}

func (r *reader) line(s *jsonvalues.Scanner) {
	v := s.Value()
	data, kind := v.Get("data"), v.Path("data", "kind").String()
	if kind == totals {
		r.totals(data)
		return
	}
	if items := v.Get("items"); items.Is(jsonvalues.Array) {
		for item := range items.Elems() {
			r.begin(s.Line(), s.Offset(), !s.UTF8())
			r.End(r.answer(item))
		}
		return
	}
	r.begin(s.Line(), s.Offset(), !s.UTF8())
	switch {
	case v.Get("resource_kind").Is(jsonvalues.String):
		r.End(r.event(v, data, kind))
	case data.Kind() <= jsonvalues.Null && v.Path("links", "self").Is(jsonvalues.String):
		r.End(r.answer(v))
	default:
		r.End(r.record(source{number: v.Get("company_number").String(), link: data.Path("links", "self").String()}, kind, data))
	}
}

// A source is where a record comes from: the company, the address of the record in the register, and the day on
// which it was published, where that is told.
type source struct {
	number, link string
	published    fact.Date
}

// totals reads the last line, which is not counted as a record itself. Of a
// snapshot in several parts it counts them all.
func (r *reader) totals(data jsonvalues.Value) {
	var sum int64
	some := false
	for _, key := range []string{"persons_of_significant_control_count", "statements_count", "exemptions_count"} {
		if n := data.Get(key); n.Is(jsonvalues.Number) {
			some = true
			for _, c := range n.Raw() {
				if c < '0' || c > '9' || sum > 1<<50 {
					return
				}
			}
			sum += atoi(n.Raw())
		}
	}
	if some {
		r.In.Tally.Declare(sum)
	}
}

func atoi(digits []byte) (n int64) {
	for _, c := range digits[:min(len(digits), 15)] {
		n = n*10 + int64(c-'0')
	}
	return n
}

// record maps one record. It returns why it says nothing.
func (r *reader) record(from source, kind string, data jsonvalues.Value) (skip string) {
	switch {
	case !data.Is(jsonvalues.Object):
		return "data-missing"
	case from.number == "":
		return "company-missing"
	}
	company := r.companyID(from.number)
	begin, end := r.date(data.Get("notified_on")), r.date(data.Get("ceased_on"))
	if begin != "" && end != "" && end < begin {
		r.Flag("dates-turned-round")
	}
	r.identify(company, from.link, data.Get("etag").String(), max(begin, end, from.published))
	r.buf = data.AppendCompact(r.buf[:0])
	sight := r.In.Seen("psc", r.Ref.ID, r.buf)
	if sight == registry.Again {
		return "duplicate"
	}
	h := holder{company: company, data: data, from: begin, to: end}
	mean := r.kind(kind)
	if mean == nil {
		return "kind-unknown"
	}
	r.supersede(sight == registry.Conflict)
	r.emitCompany(company)
	return mean(h)
}

// identify sets the id of the record: the end of its address in the register,
// which stays the same in later snapshots, or its etag. A snapshot gives no date
// of statement, so it is taken to be as old as the latest date in it.
func (r *reader) identify(company fact.PartyID, link, etag string, latest fact.Date) {
	if i := strings.LastIndexByte(link, '/'); i >= 0 {
		link = link[i+1:]
	}
	if link == "" || link == "exemptions" { // the exemptions of a company have one address
		link = strings.TrimPrefix(link+"-"+etag, "-")
	}
	r.Ref.ID = strings.TrimPrefix(string(company), "gb-coh:") + "/" + link
	r.Ref.Date = latest
	r.Ref.Series = registry.SeriesOf("psc", r.Ref.ID)
}

// supersede ends what earlier snapshots say of the record. Where two contents are
// equally old, both stand.
func (r *reader) supersede(conflict bool) {
	if conflict {
		r.Flag("id-conflict")
	}
	for _, e := range r.series.Add(r.Ref.Series, r.Ref.Date, "replaced") {
		e.SameDay = false
		r.Emit(registry.Record{End: e})
	}
	if r.series.Full {
		r.Note("series-not-checked")
	}
}

// A holder is a record at hand.
type holder struct {
	company  fact.PartyID
	data     jsonvalues.Value
	from, to fact.Date
}

// kind returns what a kind of record means; nil for one that is not known.
// Persons with significant control and beneficial owners of overseas entities have the same forms.
func (r *reader) kind(kind string) func(holder) string {
	base := strings.TrimSuffix(strings.TrimSuffix(kind, "-person-with-significant-control"), "-beneficial-owner")
	switch base {
	case "individual":
		return r.individual
	case "corporate-entity":
		return r.corporate
	case "legal-person":
		return r.legalPerson
	case "super-secure":
		return r.superSecure
	case "persons-with-significant-control-statement":
		return r.statement
	case "exemptions":
		return r.exemptions
	}
	return nil
}

// date reads a date; one that is none or lies in the future is flagged.
func (r *reader) date(v jsonvalues.Value) fact.Date {
	d, ok := registry.ParseDate(v.String())
	switch {
	case !ok:
		r.Flag("date-invalid")
	case r.In.Future(d):
		r.Flag("date-in-future")
	}
	return d
}

// companyID returns the party of a company number: eight characters.
func (r *reader) companyID(number string) fact.PartyID {
	id, ok := registry.RegisterNumber("GB", number)
	if !ok {
		r.Flag("company-number-form")
		return fact.PartyID("gb-coh:" + strings.ToUpper(strings.TrimSpace(number)))
	}
	return fact.PartyID("gb-coh:" + id.Value)
}

// emitCompany yields the company of a record unless it is that of the record before.
func (r *reader) emitCompany(id fact.PartyID) {
	if id == r.company {
		return
	}
	r.company = id
	r.Emit(registry.Record{Party: companyParty(id)})
}

// companyParty returns what the number of a company says of it. Companies of
// other countries have numbers here too; limited partnerships of England and
// Northern Ireland have no personality of their own.
func companyParty(id fact.PartyID) *fact.Party {
	number := strings.TrimPrefix(string(id), "gb-coh:")
	p := &fact.Party{ID: id, Kind: fact.Company, Identifiers: []fact.Identifier{{Country: "GB", Scheme: "gb-coh", Value: number}}}
	switch number[:min(2, len(number))] {
	case "OE", "FC", "SF", "NF", "GE", "GS", "GN":
		return p // organised abroad
	case "BR":
		p.Kind = fact.Branch
		return p
	case "LP", "NL":
		p.Kind = fact.Arrangement
	}
	p.Organized = []fact.Country{"GB"}
	return p
}
