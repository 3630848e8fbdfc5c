package ofac

import (
	"cmp"
	"encoding/xml"
	"errors"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// Enhanced imports SDN_ENHANCED.XML, CONS_ENHANCED.XML and answers of the Sanctions List Service in the same form.
// An entity on both lists gives two entries; the day it was put on each stands with the list.
type Enhanced struct{}

// Name returns "ofac-enhanced".
func (Enhanced) Name() string { return "ofac-enhanced" }

var enhancedRoot = pattern.New(`<(?:\w+:)?sanctionsData\b`)

// Recognizes says how surely head begins enhanced XML.
func (Enhanced) Recognizes(head []byte) registry.Strength {
	return registry.Certain.If(enhancedRoot.Match(head[:min(len(head), 4096)]))
}

// ErrEnhanced ends the reading of XML that is not of the form.
var ErrEnhanced = errors.New("the XML has no sanctionsData of OFAC")

type enhancedEntity struct {
	ID      string `xml:"id,attr"`
	General struct {
		Type    string `xml:"entityType"`
		Remarks string `xml:"remarks"`
	} `xml:"generalInfo"`
	Lists []struct {
		Published string `xml:"datePublished,attr"`
		Name      string `xml:",chardata"`
	} `xml:"sanctionsLists>sanctionsList"`
	Programs  []string       `xml:"sanctionsPrograms>sanctionsProgram"`
	Types     []string       `xml:"sanctionsTypes>sanctionsType"`
	Authority []string       `xml:"legalAuthorities>legalAuthority"`
	Names     []enhancedName `xml:"names>name"`
	Addresses []struct {
		Country      string `xml:"country"`
		Translations []struct {
			Parts []struct {
				Type  string `xml:"type"`
				Value string `xml:"value"`
			} `xml:"addressParts>addressPart"`
		} `xml:"translations>translation"`
	} `xml:"addresses>address"`
	Features []struct {
		Type  string `xml:"type"`
		Value string `xml:"value"`
	} `xml:"features>feature"`
	Documents []struct {
		Type    string `xml:"type"`
		Number  string `xml:"documentNumber"`
		Country string `xml:"issuingCountry"`
	} `xml:"identityDocuments>identityDocument"`
	Relations []struct {
		To string `xml:"relatedEntity"`
	} `xml:"relationships>relationship"`
}

type enhancedName struct {
	ID           string `xml:"id,attr"`
	Primary      bool   `xml:"isPrimary"`
	Type         string `xml:"aliasType"`
	Low          bool   `xml:"isLowQuality"`
	Translations []struct {
		Primary bool   `xml:"isPrimary"`
		Script  string `xml:"script"`
		First   string `xml:"formattedFirstName"`
		Last    string `xml:"formattedLastName"`
		Full    string `xml:"formattedFullName"`
	} `xml:"translations>translation"`
}

// Read yields an entry for each entity and list it is on, in file order.
func (Enhanced) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		var version fact.Date
		var second *registry.Record // of an entity on two lists
		for rec, err := range registry.Elements(in, "sanctionsData", maxElement, ErrEnhanced, func(d *xml.Decoder, start xml.StartElement) (registry.Record, bool, error) {
			switch start.Name.Local {
			case "dataAsOf":
				var s string
				err := d.DecodeElement(&s, &start)
				version = dayOf(s)
				return registry.Record{}, false, err
			case "entity":
				first, other, err := readEnhanced(in, d, start, version)
				second = other
				return first, true, err
			}
			return registry.Record{}, false, nil
		}) {
			if !yield(rec, err) {
				return
			}
			if second != nil && !yield(*second, nil) {
				return
			}
			second = nil
		}
	}
}

// dayOf reads the day of a time.
func dayOf(s string) fact.Date {
	s = strings.TrimSpace(s)
	d, err := fact.ParseDate(s[:min(len(s), len("2006-01-02"))])
	if err != nil {
		return ""
	}
	return d
}

func readEnhanced(in *registry.Input, d *xml.Decoder, start xml.StartElement, version fact.Date) (first registry.Record, second *registry.Record, err error) {
	line, _ := d.InputPos()
	ref := registry.Ref{File: in.Name, Line: int64(line), Offset: d.InputOffset(), Date: version, Publisher: publisher}
	var x enhancedEntity
	if err := d.DecodeElement(&x, &start); err != nil {
		return registry.Record{}, nil, err
	}
	listed := x.listed()
	entry := func(list string) registry.Record {
		return registry.Record{Ref: ref, Entry: &registry.Entry{
			List: list, Number: strings.TrimSpace(x.ID), Quality: "official", Version: version, Listed: listed[list]}}
	}
	_, onSDN := listed[SDN]
	_, onOther := listed[Consolidated]
	list := SDN
	if onOther && !onSDN {
		list = Consolidated
	}
	first, err = finished(in, entry(list), x.fill)
	if err != nil || !onSDN || !onOther {
		return first, nil, err
	}
	other := entry(Consolidated)
	x.fill(other.Entry)
	other.Ref.ID, other.Entry.Raw = first.Ref.ID, first.Entry.Raw
	return first, &other, nil
}

// listed returns the day of each of our two lists that the entity is on: the first of several.
func (x *enhancedEntity) listed() map[string]fact.Date {
	out := make(map[string]fact.Date)
	for _, l := range x.Lists {
		list := Consolidated
		if strings.EqualFold(strings.TrimSpace(l.Name), "SDN List") {
			list = SDN
		}
		out[list] = earlier(out[list], dayOf(l.Published))
	}
	return out
}

func (x *enhancedEntity) fill(e *registry.Entry) {
	e.Type = types[simpleKind(x.General.Type)]
	for _, primary := range []bool{true, false} {
		for _, n := range x.Names {
			if n.Primary == primary {
				n.add(e)
			}
		}
	}
	for _, p := range x.Programs {
		e.AddProgram(strings.TrimSpace(p))
	}
	for _, t := range x.Types {
		e.AddMeasure(strings.TrimSpace(t))
	}
	e.Basis = strings.Join(trimmed(x.Authority), "; ")
	for _, a := range x.Addresses {
		var lines []string
		for _, t := range a.Translations[:min(1, len(a.Translations))] {
			for _, p := range t.Parts {
				lines = append(lines, p.Value)
			}
		}
		e.AddAddress(placeOf(lines, a.Country))
	}
	for _, f := range x.Features {
		readFeature(e, strings.TrimSpace(f.Type), strings.TrimSpace(f.Value))
	}
	for _, d := range x.Documents {
		readDocument(e, d.Type, d.Number, d.Country)
	}
	for _, r := range x.Relations {
		e.AddLinked(strings.TrimSpace(r.To))
	}
	xmlRemarks(e, x.General.Remarks)
}

func trimmed(ss []string) (out []string) {
	for _, s := range ss {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// add adds the spellings of a name; the first of the primary name is the entry's primary one.
func (n *enhancedName) add(e *registry.Entry) {
	for i, t := range n.Translations {
		text := strings.Trim(strings.TrimSpace(t.Last)+", "+strings.TrimSpace(t.First), ", ")
		name := fact.Name{Row: n.ID, Text: cmp.Or(text, strings.TrimSpace(t.Full))}
		script := strings.TrimSpace(t.Script)
		switch {
		case script != "" && !strings.HasPrefix(script, "Lat"):
			name.Kind = fact.OriginalScript
		case n.Primary && i == 0:
		case n.Primary:
			name.Kind = fact.AlsoKnownAs
		default:
			name.Kind = nameKind(n.Type, n.Low)
		}
		if name.Kind == fact.PrimaryName && len(e.Names) > 0 {
			name.Kind = fact.AlsoKnownAs
		}
		e.AddName(name)
	}
}

// readFeature reads a feature by the words of its type, which are those of the remarks.
func readFeature(e *registry.Entry, kind, value string) {
	switch {
	case kind == "Birthdate":
		addBorn(e, value)
	case strings.HasPrefix(kind, "Nationality Country"), strings.HasPrefix(kind, "Citizenship Country"):
		e.AddCitizenship(code(value))
	case strings.HasPrefix(kind, "Nationality of Registration"), strings.HasPrefix(kind, "Vessel Flag"):
		e.AddCountry(code(value))
	case strings.HasPrefix(kind, "Listing Date"):
		e.Listed = earlier(e.Listed, date(value))
	case strings.HasPrefix(kind, "Effective Date"):
		e.Effective = earlier(e.Effective, date(value))
	case strings.HasPrefix(kind, "Purchase/Sales For Divestment Date"):
		e.DivestBy = earlier(e.DivestBy, date(value))
	case kind == "Vessel Call Sign":
		e.AddIdentifier(fact.Identifier{Scheme: "call-sign", Value: value})
	case kind == "Vessel Owner":
		e.AddLinked(value)
	default:
		readDocument(e, kind, value, "")
	}
}
