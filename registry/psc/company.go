package psc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/delimited"
	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/registry"
)

// Companies reads the basic company data of Companies House: names, countries and
// dates of the companies that the snapshot knows by number alone. It implements
// registry.Importer.
type Companies struct{}

// Name returns "gb-companies".
func (Companies) Name() string { return "gb-companies" }

// Recognizes says how surely head begins company data, as CSV with its header or as JSON with the same names.
func (Companies) Recognizes(head []byte) registry.Strength {
	line := head
	if isProfile(head) {
		return registry.Strong
	}
	if head = bytes.TrimLeft(head, " \t\r\n"); len(head) > 0 && !isJSON(head) {
		line, _, _ = bytes.Cut(head, []byte("\n"))
	}
	for _, name := range []string{"CompanyName", "CompanyNumber", "CompanyStatus"} {
		if !bytes.Contains(line, []byte(name)) {
			return registry.No
		}
	}
	return registry.Strong
}

// isProfile reports whether head begins company profiles of the stream or of the interface.
func isProfile(head []byte) bool {
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	return isJSON(head) && has(`"company_name"`) && has(`"company_number"`) && (has(`"company_status"`) || has(`"date_of_creation"`) || has(`"company-profile"`))
}

// isJSON reports whether text begins with an object or an array; the stream sends empty lines now and then.
func isJSON(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	return len(text) > 0 && (text[0] == '{' || text[0] == '[')
}

var errColumns = errors.New("the row has more columns than the header")

// Read yields a Party for each company, in file order.
func (Companies) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		r := &reader{Emitter: registry.NewEmitter(in, yield)}
		body := bufio.NewReader(in)
		first, _ := body.Peek(64) // a failure comes out when it is read
		var err error
		if isJSON(first) {
			err = r.companiesJSON(body)
		} else {
			err = r.companiesCSV(body)
		}
		r.Fail(err)
	}
}

func (r *reader) companiesCSV(body *bufio.Reader) error {
	columns := make(map[string]int)
	for row, err := range delimited.Rows(body, ',') {
		if r.Stopped() {
			return nil
		}
		bad, isRow := errors.AsType[*delimited.RowError](err)
		switch {
		case isRow:
			r.Malformed(bad.Line, bad.Offset, bad.Err)
		case err != nil:
			return err
		case len(columns) == 0:
			for i, name := range row.Fields {
				columns[strings.TrimSpace(name)] = i
			}
		case len(row.Fields) > len(columns):
			r.Malformed(row.Line, row.Offset, errColumns)
		default:
			r.begin(row.Line, row.Offset, row.Recoded)
			r.oneCompany(func(name string) string {
				if i, ok := columns[name]; ok && i < len(row.Fields) {
					return row.Fields[i]
				}
				return ""
			})
		}
	}
	return nil
}

func (r *reader) companiesJSON(body *bufio.Reader) error {
	s := jsonvalues.NewScanner(body)
	for s.Scan() && !r.Stopped() {
		switch v := s.Value(); {
		case s.Bad() != nil:
			r.Malformed(s.Line(), s.Offset(), s.Bad())
		case !v.Is(jsonvalues.Object):
			r.In.Tally.Skip("not-an-object")
		case v.Get("company_name").Is(jsonvalues.String), v.Get("resource_kind").Is(jsonvalues.String):
			r.begin(s.Line(), s.Offset(), !s.UTF8())
			r.End(r.profile(v))
		default:
			r.begin(s.Line(), s.Offset(), !s.UTF8())
			r.oneCompany(func(name string) string { return v.Get(name).String() })
		}
	}
	return s.Err()
}

// begin starts on the record at a place.
func (r *reader) begin(line, offset int64, recoded bool) {
	r.Begin(line, offset, "Companies House")
	if recoded {
		r.Flag("encoding-guessed")
	}
}

// oneCompany maps the company whose fields are given by name.
func (r *reader) oneCompany(field func(string) string) {
	number := strings.TrimSpace(field("CompanyNumber"))
	if number == "" {
		r.In.Tally.Skip("company-missing")
		return
	}
	p := companyParty(r.companyID(number))
	r.Ref.ID = strings.TrimPrefix(string(p.ID), "gb-coh:")
	if name := strings.TrimSpace(field("CompanyName")); name != "" {
		p.Names = append(p.Names, fact.Name{Text: name})
	}
	for i := range 10 {
		if old := strings.TrimSpace(field(fmt.Sprintf("PreviousName_%d.CompanyName", i+1))); old != "" {
			p.Names = append(p.Names, fact.Name{Kind: fact.FormerlyKnownAs, Text: old})
		}
	}
	if c := country.Code(field("CountryOfOrigin")); c != "" && len(p.Organized) == 0 {
		p.Organized = []fact.Country{fact.Country(c)}
	}
	p.From, p.To = r.day(field("IncorporationDate")), r.day(field("DissolutionDate"))
	r.Emit(registry.Record{Party: p})
	r.In.Tally.Map()
}

// day reads a date of the form 31/12/2020.
func (r *reader) day(s string) fact.Date {
	if s = strings.TrimSpace(s); s == "" {
		return ""
	}
	if len(s) != 10 || s[2] != '/' || s[5] != '/' {
		r.Flag("date-invalid")
		return ""
	}
	d, err := fact.ParseDate(s[6:] + "-" + s[3:5] + "-" + s[:2])
	if err != nil {
		r.Flag("date-invalid")
	}
	return d
}
