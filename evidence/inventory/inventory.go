// Package inventory reads lists that people keep: inventories of assets and of
// resources, exported by the consoles of clouds or kept by hand, and lists of
// sub-processors. They are tables, as delimited text or as workbooks (XLSX), told by
// the titles of their columns.
package inventory

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/delimited"
	"github.com/longarm-project/longarm/internal/pattern"
)

// Bounds of a table.
const (
	maxColumns = 200
	headRows   = 20 // rows among which the header is looked for: titles may stand before it
	maxEach    = 32 // endpoints of one row
)

// Text reads inventories in delimited text.
type Text struct{}

// Name implements evidence.Reader.
func (Text) Name() string { return "inventory" }

// Recognizes implements evidence.Reader.
func (Text) Recognizes(head []byte) evidence.Strength {
	comma := delimiterOf(head)
	return evidence.Strong.If(comma != 0)
}

// delimiterOf returns the sign that parts the columns, 0 where head is no inventory.
func delimiterOf(head []byte) byte {
	for _, comma := range []byte{',', ';', '\t', '|'} {
		rows := delimited.Head(head, comma, headRows)
		for i, cells := range rows {
			h := headerOf(cells)
			if h == nil {
				continue
			}
			if len(rows) == i+1 || h.mentor && !speaksOfClouds(h, rows[i+1:]) {
				break
			}
			return comma
		}
	}
	return 0
}

func speaksOfClouds(h *header, rows [][]string) bool {
	at := slices.Index(h.roles, vendor)
	return slices.ContainsFunc(rows, func(cells []string) bool { return at < len(cells) && cloudWords.MatchString(cells[at]) })
}

// Read implements evidence.Reader. Observations come in the order of the rows.
func (Text) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		head, whole, err := evidence.Peek(in.R, 64<<10)
		if err != nil {
			yield(evidence.Item{}, err)
			return
		}
		comma := delimiterOf(head)
		t := &table{in: in}
		for row, err := range delimited.Rows(whole, cmp.Or(comma, ',')) {
			switch bad, ok := err.(*delimited.RowError); {
			case ok:
				err = evidence.BadLine(bad.Line, "%s", bad.Err)
				fallthrough
			case err != nil:
				if !yield(evidence.Item{}, err) {
					return
				}
				continue
			}
			for _, item := range t.row(row.Line, "", row.Fields) {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// A table reads rows, from the one that is its header on.
type table struct {
	in     *evidence.Input
	header *header
	rows   int
}

// row reads one row, which stands at a line or at a place in words.
func (t *table) row(line int64, place string, cells []string) []evidence.Item {
	if t.header == nil {
		if t.rows++; t.rows <= headRows {
			t.header = headerOf(cells)
		}
		return nil
	}
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return nil
	}
	t.in.Records++
	e := entry{}
	for i, c := range cells {
		if i < len(t.header.roles) {
			e.take(t.header.roles[i], strings.TrimSpace(c))
		}
	}
	obs := e.observations(t.header.list)
	if len(obs) == 0 {
		t.in.Skip("row that names no provider, place or host", 1)
	}
	var items []evidence.Item
	for _, ob := range obs {
		items = append(items, evidence.Item{Body: ob, Line: line, Place: place})
	}
	return items
}

// An entry is what one row says.
type entry struct {
	id, name, vendor, kind string
	regions                []string
	countries              []string // "SG/", as a published list places an address (RFC 8805)
	endpoints              []string
}

var (
	arn       = pattern.New(`^(?:arn:(aws[a-z-]*)|(acs)|(qcs)):`)
	place     = pattern.New(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$|^[a-z]+[0-9]+$`)
	zoneEnd   = pattern.New(`^(.*[0-9])-?[a-z]$`)
	azureID   = pattern.New(`(?i)^/subscriptions/[0-9a-f-]+/`)
	googleURI = pattern.New(`^(?:https:)?//[a-z]+\.googleapis\.com/`)
	azureWord = pattern.New(`^[a-z]+[0-9]?$`)
)

func (e *entry) take(r role, v string) {
	if v == "" || v == "-" || len(v) > 2048 {
		return
	}
	switch r {
	case id:
		e.id = cmp.Or(e.id, v)
		e.identified(v)
	case name:
		e.name = cmp.Or(e.name, v)
		e.identified(v)
	case vendor:
		e.vendor = v
	case kind:
		e.kind = cmp.Or(e.kind, v)
		e.identified(v)
	case region, zone, territory:
		if e.placed(r, v) {
			return // "US East (N. Virginia)", "South Korea"
		}
		for _, part := range strings.FieldsFunc(v, func(c rune) bool { return strings.ContainsRune(",;/\n", c) || c == '|' || c == '&' }) {
			e.placed(r, strings.TrimPrefix(strings.TrimSpace(part), "and "))
		}
	case endpoint:
		for _, part := range strings.FieldsFunc(v, func(c rune) bool { return strings.ContainsRune(",; \n\t|", c) }) {
			if h := evidence.HostIn(part); h != "" && len(e.endpoints) < maxEach {
				e.endpoints = append(e.endpoints, h)
			}
		}
	}
}

// identified takes what an identifier says of whose it is, and where.
func (e *entry) identified(v string) {
	provider := ""
	switch m := arn.FindStringSubmatch(v); {
	case m != nil:
		provider = map[string]string{"acs": "alicloud", "qcs": "tencentcloud"}[m[2]+m[3]]
		provider = cmp.Or(provider, "aws")
		if parts := strings.SplitN(v, ":", 6); len(parts) == 6 {
			e.placed(region, parts[3])
		}
	case azureID.MatchString(v):
		provider = "azurerm"
	case googleURI.MatchString(v) || strings.Contains(v, ".googleapis.com/"):
		provider = "google"
	case strings.HasPrefix(v, "ocid1."):
		provider = "oci"
		if parts := strings.Split(v, "."); len(parts) > 3 {
			e.placed(region, parts[3])
		}
	}
	if provider != "" && e.vendor == "" {
		e.vendor = provider
	}
}

// noPlaces are what people write where no one place is meant.
var noPlaces = pattern.New(`(?i)^(n/?a|none|null|global|worldwide|various|multiple|all|unknown|not known|tbd|any|same|remote|on-?prem(ises)?|-+|\?+)$`)

// placed takes a place as people write it, and reports whether it is one: a country by its
// name, a code of a region or zone, or what a console calls a region: "EU (Frankfurt)".
func (e *entry) placed(r role, v string) bool {
	v = strings.TrimSpace(v)
	if noPlaces.MatchString(v) {
		return true // there is nothing else in it
	}
	if len(v) > 60 {
		return false
	}
	if cc := country.Code(v); cc != "" && (r == territory || len(v) > 2) {
		e.add(&e.countries, cc+"/")
		return true
	}
	if r == territory {
		if len(v) == 2 && country.Check(strings.ToUpper(v)) == nil {
			e.add(&e.countries, strings.ToUpper(v)+"/")
		}
		return false
	}
	code := strings.ToLower(strings.ReplaceAll(v, " ", ""))
	if m := zoneEnd.FindStringSubmatch(code); m != nil && (r == zone || len(m[1]) == len(code)-1) {
		code = m[1]
	}
	switch {
	case place.MatchString(code) || azureWord.MatchString(code):
		e.add(&e.regions, code)
		return true
	case named.MatchString(v):
		e.add(&e.regions, v)
		return true
	}
	return false
}

// named is a region as consoles and price lists call it: a place in brackets, perhaps
// with what stands before and behind them.
var named = pattern.New(`^[\pL\d][\pL\d .,'-]*\([\pL\d][\pL\d .,'-]*\)[\pL\d .,'-]*$|^\([\pL\d .,'-]+\) ?[\pL\d .,'-]+$`)

func (e *entry) add(to *[]string, v string) {
	if !slices.Contains(*to, v) && len(*to) < maxEach {
		*to = append(*to, v)
	}
}

// observations makes one for each place and each endpoint.
func (e *entry) observations(list bool) (out []*fact.Observation) {
	base := fact.Observation{
		Asset: fact.AssetID(cmp.Or(e.name, e.id, e.vendor)), Provider: e.vendor, Service: cmp.Or(e.kind, "inventory"), What: fact.ObservedResource,
	}
	if list {
		base.Asset, base.Service, base.What = fact.AssetID(e.vendor), "sub-processor", fact.ObservedDeclaration
	}
	if base.Asset == "" && len(e.endpoints) > 0 {
		base.Asset = fact.AssetID(e.endpoints[0])
	}
	if base.Asset == "" || base.Provider == "" && len(e.endpoints) == 0 {
		return nil
	}
	regions := e.regions
	if list { // these name countries, and words of other sorts
		regions = slices.DeleteFunc(slices.Clone(regions), func(r string) bool { return !place.MatchString(r) && !named.MatchString(r) })
	}
	if len(regions) == 0 {
		regions = e.countries
	}
	if len(regions) == 0 {
		regions = []string{""}
	}
	for _, r := range regions {
		ob := base
		ob.Region = r
		if len(e.endpoints) == 0 {
			out = append(out, &ob)
		}
		for _, h := range e.endpoints {
			at := ob
			at.Endpoint = h
			out = append(out, &at)
		}
	}
	return out
}
