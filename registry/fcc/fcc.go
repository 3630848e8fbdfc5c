// Package fcc reads the Covered List of the Federal Communications Commission
// (47 CFR 1.50002): the table of its web page, or the same two columns as CSV.
//
// The table names equipment and services in prose. Producers are taken from the
// formulas "produced by X", "provided by X", "supplied ... by X"; rows that cover
// a category by place of production name nobody and become entries of type
// category. Subsidiaries and affiliates are included by a sentence outside the
// table, which is not repeated here.
package fcc

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// List is the short id of the list.
const List = "us_fcc_covered"

const publisher = "US Federal Communications Commission"

var columns = []string{"covered_equipment_or_services", "date_of_inclusion_on_covered_list"}

// ErrNoTable ends the reading of a page without the table.
var ErrNoTable = errors.New("the page has no table of covered equipment or services with dates of inclusion")

// Importer imports the page or its table.
type Importer struct{}

// Name returns "fcc-covered".
func (Importer) Name() string { return "fcc-covered" }

// Recognizes says how surely head begins the CSV, or an HTML page that says it is the list.
func (Importer) Recognizes(head []byte) registry.Strength {
	return registry.Strong.If(registry.IsTable(head, ',', columns...) || isPage(head))
}

func isPage(head []byte) bool {
	low := bytes.ToLower(head)
	return bytes.Contains(low, []byte("<html")) && bytes.Contains(low, []byte("covered list")) &&
		(bytes.Contains(low, []byte("fcc.gov")) || bytes.Contains(low, []byte("federal communications commission")))
}

// Read yields an entry for each row, in order.
func (Importer) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		head, err := registry.Peek(in)
		if err != nil {
			yield(registry.Record{}, err)
			return
		}
		if isPage(head) {
			readPage(in, yield)
			return
		}
		for row, err := range registry.Table(in, ',', columns...) {
			var rec registry.Record
			if err == nil {
				rec = row.Record(in, List, publisher)
				fill(in, &rec, row.Get(columns[0]), row.Get(columns[1]))
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// maxPage bounds the page that is read.
const maxPage = 16 << 20

// readPage reads rows of two cells, of which the second holds a date.
func readPage(in *registry.Input, yield func(registry.Record, error) bool) {
	z := html.NewTokenizer(io.LimitReader(in, maxPage))
	z.SetMaxBuf(1 << 20)
	var cells []string
	var text strings.Builder
	inCell, found := false, false
	row := int64(0)
	for {
		switch z.Next() {
		case html.ErrorToken:
			switch err := z.Err(); {
			case err != io.EOF:
				yield(registry.Record{}, err)
			case !found:
				yield(registry.Record{}, ErrNoTable)
			}
			return
		case html.TextToken:
			if inCell && text.Len() < 64<<10 {
				text.Write(z.Text())
				text.WriteByte(' ')
			}
		case html.StartTagToken:
			switch name, _ := z.TagName(); string(name) {
			case "tr":
				cells = nil
				row++
			case "td":
				text.Reset()
				inCell = true
			}
		case html.EndTagToken:
			switch name, _ := z.TagName(); string(name) {
			case "td":
				cells = append(cells, collapse(html.UnescapeString(text.String())))
				inCell = false
			case "tr":
				if len(cells) < 2 || len(inclusion.FindAllString(cells[len(cells)-1], -1)) == 0 {
					continue
				}
				found = true
				what, when := cells[len(cells)-2], cells[len(cells)-1]
				rec := registry.Record{Entry: &registry.Entry{List: List, Raw: what + "\t" + when}, Ref: registry.Ref{
					File: in.Name, Line: row, Publisher: publisher}}
				fill(in, &rec, what, when)
				if !yield(rec, nil) {
					return
				}
			}
		}
	}
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

var (
	inclusion = pattern.New(`[A-Z][a-z]+ \d{1,2}, \d{4}`)
	producer  = pattern.New(`(?:produced or provided|produced|provided|supplied, directly or indirectly,|supplied) by (.+?)(?:,? (?:or any of its|to the extent|including|subject to)\b|\.?$)`)
	owned     = pattern.New(`^(.*?),? and its (?:wholly-owned |wholly owned )?subsidiar(?:y|ies) (.*)$`)
)

// fill makes the entry of a row: what is covered, and when it was included and updated.
func fill(in *registry.Input, rec *registry.Record, what, when string) {
	e := rec.Entry
	what = collapse(what)
	dates := inclusion.FindAllString(when, -1)
	if len(dates) > 0 {
		e.Listed = date(dates[0])
		rec.Ref.Date = date(dates[len(dates)-1])
	}
	if e.Listed == "" {
		rec.Flag(in, "date-not-read")
	}
	e.Remarks = what
	e.Basis = "47 CFR 1.50002"
	key := what
	if m := producer.FindStringSubmatch(what); m != nil {
		name := strings.TrimRight(m[1], ", ")
		e.Type = registry.OrganizationEntry
		if o := owned.FindStringSubmatch(name); o != nil {
			name = o[1]
			e.AddLinked(o[2])
		}
		e.AddName(fact.Name{Text: name})
		e.AddMeasure("covered: " + what)
		key = what[:strings.Index(what, m[1])] + name
	} else {
		e.Type = registry.CategoryEntry
		e.AddName(fact.Name{Text: subject(what)})
		key = subject(what)
	}
	e.Number, e.Quality = registry.HashNumber(List, key), "hash"
	rec.Ref.ID = e.Number
	in.Tally.Map()
}

// subject returns what a category row covers, before its exceptions.
func subject(what string) string {
	for _, stop := range []string{" except ", " —except", ", except", " - except"} {
		if i := strings.Index(what, stop); i > 0 {
			what = what[:i]
		}
	}
	what = strings.Map(func(r rune) rune {
		if strings.ContainsRune("†‡^£³#*—", r) {
			return -1
		}
		return r
	}, what)
	what = strings.ReplaceAll(collapse(what), ", Visit -", "")
	return strings.TrimRight(what, " ,.-")
}

func date(s string) fact.Date {
	t, err := time.Parse("January 2, 2006", s)
	if err != nil {
		return ""
	}
	return fact.Date(t.Format(time.DateOnly))
}
