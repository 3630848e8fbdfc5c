package ofac

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// Advanced imports sdn_advanced.xml and cons_advanced.xml. Everything in them is
// a reference: to the value sets at the head of the file, to locations and
// documents, and from the entries at its end to the parties in its middle. The
// file is read in one pass, which keeps all but the entries in memory.
type Advanced struct{}

// Name returns "ofac-advanced".
func (Advanced) Name() string { return "ofac-advanced" }

var advancedRoot = pattern.New(`<Sanctions\b[^>]*(?:un\.org/sanctions|/ADVANCED_XML)`)

// Recognizes says how surely head begins advanced XML.
func (Advanced) Recognizes(head []byte) registry.Strength {
	return registry.Certain.If(advancedRoot.Match(head[:min(len(head), 4096)]))
}

// Bounds of one file: the complete list of 2025 has 18,000 parties.
const (
	maxElement = 8 << 20
	maxKept    = 1 << 21 // parties, locations and documents together
)

// Errors of the advanced XML.
var (
	ErrAdvanced  = errors.New("the XML is not OFAC's advanced format")
	ErrNoProfile = errors.New("the entry refers to a party that the file does not hold")
	errKept      = fmt.Errorf("the file holds more than %d parties, locations and documents", maxKept)
)

// Read yields an entry for each SanctionsEntry, in file order. A party on two
// lists gives two entries.
func (Advanced) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	x := &advanced{
		in: in, values: make(map[string]refValue), locations: make(map[string]registry.Address),
		documents: make(map[string][]fact.Identifier), profiles: make(map[string]*profile),
	}
	return registry.Elements(in, "Sanctions", maxElement, ErrAdvanced, func(d *xml.Decoder, start xml.StartElement) (registry.Record, bool, error) {
		x.d = d
		return x.element(start)
	})
}

// A refValue is one value of a reference set.
type refValue struct {
	text   string
	code   string // ISO2 of a country, ScriptCode, LegalBasisShortRef
	parent string // CountryID of an area, PartyTypeID of a subtype
}

type profile struct {
	ref      string
	typ      registry.EntryType
	entry    registry.Entry // what all entries of the party have
	linked   []string       // profiles
	identity []string
}

type advanced struct {
	d         *xml.Decoder
	in        *registry.Input
	version   fact.Date
	values    map[string]refValue // by element and ID: "Country 11048"
	locations map[string]registry.Address
	documents map[string][]fact.Identifier // by identity
	profiles  map[string]*profile
	kept      int
}

func (x *advanced) keep() error {
	if x.kept++; x.kept > maxKept {
		return errKept
	}
	return nil
}

// element handles one element below the root; the containers are entered.
func (x *advanced) element(start xml.StartElement) (rec registry.Record, isEntry bool, err error) {
	switch start.Name.Local {
	case "DateOfIssue":
		var d xmlDate
		err = x.d.DecodeElement(&d, &start)
		x.version = d.date()
	case "Location":
		err = cmp.Or(x.location(start), x.keep())
	case "IDRegDocument":
		err = cmp.Or(x.document(start), x.keep())
	case "DistinctParty":
		err = cmp.Or(x.party(start), x.keep())
	case "ProfileRelationship":
		from, to := attribute(start, "From-ProfileID"), attribute(start, "To-ProfileID")
		if p := x.profiles[from]; p != nil && attribute(start, "Former") != "true" && len(p.linked) < 1000 {
			p.linked = append(p.linked, to)
		}
		err = x.d.Skip()
	case "SanctionsEntry":
		rec, err = x.entry(start)
		return rec, true, err
	default:
		if id := attribute(start, "ID"); id != "" {
			err = x.value(start, id)
		}
	}
	return registry.Record{}, false, err
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// value keeps a value of a reference set.
func (x *advanced) value(start xml.StartElement, id string) error {
	var text string
	if err := x.d.DecodeElement(&text, &start); err != nil {
		return err
	}
	v := refValue{text: strings.TrimSpace(text)}
	v.code = cmp.Or(attribute(start, "ISO2"), attribute(start, "ScriptCode"), attribute(start, "LegalBasisShortRef"))
	v.parent = cmp.Or(attribute(start, "CountryID"), attribute(start, "PartyTypeID"))
	x.values[start.Name.Local+" "+id] = v
	return x.keep()
}

// country returns the code of a country by its ID.
func (x *advanced) country(id string) fact.Country {
	v := x.values["Country "+id]
	if c, err := fact.ParseCountry(v.code); err == nil {
		return c
	}
	return code(v.text)
}

type xmlDate struct {
	Year  string `xml:"Year"`
	Month string `xml:"Month"`
	Day   string `xml:"Day"`
}

func (d xmlDate) date() fact.Date {
	y, err1 := strconv.Atoi(strings.TrimSpace(d.Year))
	m, err2 := strconv.Atoi(strings.TrimSpace(d.Month))
	day, err3 := strconv.Atoi(strings.TrimSpace(d.Day))
	if err1 != nil {
		return ""
	}
	text := fmt.Sprintf("%04d", y)
	if err2 == nil {
		text += fmt.Sprintf("-%02d", m)
		if err3 == nil {
			text += fmt.Sprintf("-%02d", day)
		}
	}
	out, err := fact.ParseDate(text)
	if err != nil {
		return ""
	}
	return out
}

func (x *advanced) location(start xml.StartElement) error {
	var l struct {
		ID   string `xml:"ID,attr"`
		Area struct {
			ID string `xml:"AreaCodeID,attr"`
		} `xml:"LocationAreaCode"`
		Country struct {
			ID string `xml:"CountryID,attr"`
		} `xml:"LocationCountry"`
		Parts []struct {
			Type   string   `xml:"LocPartTypeID,attr"`
			Values []string `xml:"LocationPartValue>Value"`
		} `xml:"LocationPart"`
	}
	if err := x.d.DecodeElement(&l, &start); err != nil {
		return err
	}
	land := cmp.Or(l.Country.ID, x.values["AreaCode "+l.Area.ID].parent)
	byType := make(map[string]string)
	for _, p := range l.Parts {
		if len(p.Values) > 0 {
			byType[x.values["LocPartType "+p.Type].text] = strings.TrimSpace(p.Values[0])
		}
	}
	var parts []string
	for _, t := range []string{"ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "STATE/PROVINCE", "POSTAL CODE", "REGION"} {
		if s := byType[t]; s != "" {
			parts = append(parts, s)
		}
	}
	if s := x.values["Country "+land].text; s != "" {
		parts = append(parts, s)
	}
	x.locations[l.ID] = registry.Address{Text: strings.Join(parts, ", "), Country: x.country(land)}
	return nil
}

func (x *advanced) document(start xml.StartElement) error {
	var doc struct {
		Type     string `xml:"IDRegDocTypeID,attr"`
		Identity string `xml:"IdentityID,attr"`
		Country  string `xml:"IssuedBy-CountryID,attr"`
		Number   string `xml:"IDRegistrationNo"`
	}
	if err := x.d.DecodeElement(&doc, &start); err != nil {
		return err
	}
	kind := x.values["IDRegDocType "+doc.Type].text
	id := fact.Identifier{Country: x.country(doc.Country), Scheme: cmp.Or(schemes[kind], slug(kind), "document"), Value: strings.TrimSpace(doc.Number)}
	if rest, ok := strings.CutPrefix(id.Value, "IMO "); ok {
		id.Scheme, id.Value = "imo", rest
	}
	x.documents[doc.Identity] = append(x.documents[doc.Identity], id)
	return nil
}
