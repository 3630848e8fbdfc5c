// Package ofac reads the lists of the Office of Foreign Assets Control: the SDN
// list and the consolidated list of parties that are not SDNs, as the delimited
// files, as the older XML, as the advanced XML and as the enhanced XML.
//
// The delimited set is four files without header lines that share a number:
// sdn.csv, alt.csv, add.csv and sdn_comments.csv, or the same with cons_. Each
// is recognised by the number and shape of its columns, not by its name, and
// they are joined within one folder. The layout is OFAC's data specification
// (dat_spec.txt, updated 2023-09-25).
package ofac

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/delimited"
	"github.com/longarm-project/longarm/registry"
)

// Short ids of the lists.
const (
	SDN          = "us_ofac"      // Specially Designated Nationals and Blocked Persons
	Consolidated = "us_ofac_cons" // all other lists of OFAC: SSI, FSE, NS-PLC, NS-CMIC ...
)

const publisher = "US Office of Foreign Assets Control"

// CSV imports the delimited files. It is a [registry.Joiner].
type CSV struct{}

// Name returns "ofac-csv".
func (CSV) Name() string { return "ofac-csv" }

// Recognizes says how surely head has the columns of one of the four files.
func (CSV) Recognizes(head []byte) registry.Strength {
	part, _ := partOf(head)
	return registry.Weak.If(part != "")
}

// The parts of an entry, by the file they come from.
const (
	mainPart    = "main"
	addressPart = "add"
	aliasPart   = "alt"
	commentPart = "comments"
)

var columns = map[string]int{mainPart: 12, addressPart: 6, aliasPart: 5, commentPart: 2}

// delimiters part the columns of the .CSV, .PIP and .DEL files.
var delimiters = []byte{',', '|', '@'}

// partOf says which of the files head begins, "" for none, and what parts its columns.
func partOf(head []byte) (part string, comma byte) {
	for _, c := range delimiters {
		if part := partWith(head, c); part != "" {
			return part, c
		}
	}
	return "", 0
}

// partWith is partOf for one delimiter. One row in ten may be odd.
func partWith(head []byte, comma byte) string {
	rows := delimited.Head(head, comma, 50)
	for _, part := range []string{mainPart, addressPart, aliasPart, commentPart} {
		n := 0
		for _, r := range rows {
			if hasShape(r, part) {
				n++
			}
		}
		if n > 0 && n*10 >= len(rows)*9-9 {
			return part
		}
	}
	return ""
}

func hasShape(f []string, part string) bool {
	if len(f) != columns[part] || !isNumber(f[0]) {
		return false
	}
	switch part {
	case mainPart:
		_, ok := types[value(f[2])]
		return ok && value(f[1]) != ""
	case addressPart:
		return isNumber(f[1])
	case aliasPart:
		_, ok := aliasKinds[value(f[2])]
		return ok && isNumber(f[1])
	}
	text := strings.TrimSpace(f[1])
	return strings.HasSuffix(text, ".") || strings.Contains(text, "; ")
}

var types = map[string]registry.EntryType{
	"":           registry.OrganizationEntry, // null is every entity that is none of the others
	"individual": registry.PersonEntry,
	"vessel":     registry.VesselEntry,
	"aircraft":   registry.AircraftEntry,
}

var aliasKinds = map[string]fact.NameKind{
	"aka": fact.AlsoKnownAs,
	"fka": fact.FormerlyKnownAs,
	"nka": fact.NowKnownAs,
}

func isNumber(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && len(s) <= 12 && strings.Trim(s, "0123456789") == ""
}

// value trims a field and turns the null of these files, -0-, into "".
func value(s string) string {
	if s = strings.TrimSpace(s); s == "-0-" {
		return ""
	}
	return s
}

// Errors of single rows.
var (
	ErrColumns = errors.New("the row has not the columns of the file")
	ErrNoEntry = errors.New("no entry of the main file in this folder has the number")
)

// ErrFormat ends the reading of a file that is none of OFAC's.
var ErrFormat = errors.New("not one of OFAC's delimited files")

// Read yields a part of an entry for each row.
func (CSV) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		head, err := registry.Peek(in)
		if err != nil {
			yield(registry.Record{}, err)
			return
		}
		part, comma := partOf(head)
		if part == "" {
			yield(registry.Record{}, ErrFormat)
			return
		}
		for row, err := range delimited.Rows(in, comma) {
			var rec registry.Record
			failed := registry.Guard(in, row.Line, row.Offset, func() (bad error) {
				rec, bad = readRow(in, part, row, err)
				return bad
			})
			if !yield(rec, failed) {
				return
			}
		}
	}
}

func readRow(in *registry.Input, part string, row delimited.Row, err error) (registry.Record, error) {
	if bad, ok := errors.AsType[*delimited.RowError](err); ok {
		in.Tally.Skip("malformed")
		return registry.Record{}, &registry.LineError{Name: in.Name, Line: bad.Line, Offset: bad.Offset, Err: bad.Err}
	} else if err != nil {
		return registry.Record{}, err
	}
	if len(row.Fields) != columns[part] || !isNumber(row.Fields[0]) {
		in.Tally.Skip("columns")
		return registry.Record{}, &registry.LineError{Name: in.Name, Line: row.Line, Offset: row.Offset,
			Err: fmt.Errorf("%w: %d columns, %d wanted, the first a number", ErrColumns, len(row.Fields), columns[part])}
	}
	in.Tally.Map()
	f := make([]string, len(row.Fields))
	for i, s := range row.Fields {
		f[i] = value(s)
	}
	e := &registry.Entry{List: SDN, Number: f[0], Quality: "official", Part: part}
	rec := registry.Record{Entry: e, Ref: registry.Ref{
		File: in.Name, ID: f[0], Line: row.Line, Offset: row.Offset, Publisher: publisher}}
	switch part {
	case mainPart:
		rec.Flags = readMain(e, f)
		e.Raw = row.Raw
	case addressPart:
		e.AddAddress(address(f[2], f[3], f[4]))
	case aliasPart:
		kind, ok := aliasKinds[f[2]]
		if !ok {
			kind = fact.AlsoKnownAs
			rec.Flags = append(rec.Flags, "alias-type-unknown")
		}
		e.AddName(fact.Name{Kind: kind, Row: f[1], Text: f[3]})
	case commentPart:
		e.Remarks = row.Fields[1] // leading blanks belong to it
	}
	for _, flag := range rec.Flags {
		in.Tally.Note(flag)
	}
	return rec, nil
}

// remarksWidth is the length at which Remarks is cut; the rest stands in the comments file.
const remarksWidth = 1000

func readMain(e *registry.Entry, f []string) (flags []string) {
	typ, ok := types[f[2]]
	if !ok {
		flags = append(flags, "type-unknown")
	}
	e.Type = typ
	e.AddName(fact.Name{Text: f[1]})
	for p := range strings.SplitSeq(f[3], "] [") {
		e.AddProgram(strings.Trim(p, "[] "))
	}
	e.AddIdentifier(fact.Identifier{Scheme: "call-sign", Value: f[5]})
	e.AddCountry(fact.Country(country.Code(f[9])))
	e.AddLinked(f[10])
	e.Remarks = f[11]
	if len(f[11]) >= remarksWidth {
		flags = append(flags, remarksCut)
	}
	return flags
}

const remarksCut = "remarks-cut"

func address(street, city, land string) registry.Address {
	var parts []string
	for _, s := range []string{street, city, land} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return registry.Address{Text: strings.Join(parts, ", "), Country: fact.Country(country.Code(land))}
}
