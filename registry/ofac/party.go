package ofac

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// An xmlProfile is a party of the advanced XML.
type xmlProfile struct {
	ID         string `xml:"ID,attr"`
	SubType    string `xml:"PartySubTypeID,attr"`
	Identities []struct {
		ID      string     `xml:"ID,attr"`
		Aliases []xmlAlias `xml:"Alias"`
		Groups  []struct {
			ID   string `xml:"ID,attr"`
			Type string `xml:"NamePartTypeID,attr"`
		} `xml:"NamePartGroups>MasterNamePartGroup>NamePartGroup"`
	} `xml:"Identity"`
	Features []struct {
		Type     string       `xml:"FeatureTypeID,attr"`
		Versions []xmlVersion `xml:"FeatureVersion"`
	} `xml:"Feature"`
}

type xmlAlias struct {
	Type    string `xml:"AliasTypeID,attr"`
	Primary bool   `xml:"Primary,attr"`
	Low     bool   `xml:"LowQuality,attr"`
	Names   []struct {
		ID    string    `xml:"ID,attr"`
		Parts []xmlPart `xml:"DocumentedNamePart>NamePartValue"`
	} `xml:"DocumentedName"`
}

type xmlPart struct {
	Group  string `xml:"NamePartGroupID,attr"`
	Script string `xml:"ScriptID,attr"`
	Text   string `xml:",chardata"`
}

type xmlVersion struct {
	Periods []struct {
		From    xmlDate `xml:"Start>From"`
		EndFrom xmlDate `xml:"End>From"`
		EndTo   xmlDate `xml:"End>To"`
	} `xml:"DatePeriod"`
	Details []struct {
		Text      string `xml:",chardata"`
		Reference string `xml:"DetailReferenceID,attr"`
	} `xml:"VersionDetail"`
	Locations []struct {
		ID string `xml:"LocationID,attr"`
	} `xml:"VersionLocation"`
}

// party keeps one DistinctParty under its profile ID.
func (x *advanced) party(start xml.StartElement) error {
	var dp struct {
		Ref      string       `xml:"FixedRef,attr"`
		Profiles []xmlProfile `xml:"Profile"`
	}
	if err := x.d.DecodeElement(&dp, &start); err != nil {
		return err
	}
	for _, xp := range dp.Profiles {
		p := &profile{ref: dp.Ref, typ: x.partyType(xp.SubType)}
		p.entry.Type = p.typ
		groups := make(map[string]string)
		for _, id := range xp.Identities {
			for _, g := range id.Groups {
				groups[g.ID] = x.values["NamePartType "+g.Type].text
			}
		}
		for _, id := range xp.Identities {
			p.identity = append(p.identity, id.ID)
			aliases := slices.Clone(id.Aliases)
			slices.SortStableFunc(aliases, func(a, b xmlAlias) int { return order(b.Primary) - order(a.Primary) })
			for _, a := range aliases {
				x.names(p, a, groups)
			}
		}
		for _, f := range xp.Features {
			for _, v := range f.Versions {
				x.feature(&p.entry, x.values["FeatureType "+f.Type].text, v)
			}
		}
		x.profiles[xp.ID] = p
	}
	return nil
}

func order(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (x *advanced) partyType(subType string) registry.EntryType {
	sub := x.values["PartySubType "+subType]
	switch {
	case sub.text == "Vessel":
		return registry.VesselEntry
	case sub.text == "Aircraft":
		return registry.AircraftEntry
	}
	switch x.values["PartyType "+sub.parent].text {
	case "Individual":
		return registry.PersonEntry
	case "Entity":
		return registry.OrganizationEntry
	}
	return registry.UnknownEntry
}

// names adds the spellings of an alias. Persons are written "LAST, First" as in
// the delimited files, whatever the order of the parts.
func (x *advanced) names(p *profile, a xmlAlias, groups map[string]string) {
	for i, n := range a.Names {
		var family, given []string
		script := ""
		for _, part := range n.Parts {
			text := strings.TrimSpace(part.Text)
			if script == "" {
				script = x.values["Script "+part.Script].code
			}
			switch groups[part.Group] {
			case "Last Name", "Patronymic", "Matronymic", "Maiden Name":
				family = append(family, text)
			default:
				given = append(given, text)
			}
		}
		text := strings.Trim(strings.Join(family, " ")+", "+strings.Join(given, " "), ", ")
		name := fact.Name{Row: n.ID, Text: text, Kind: aliasKind(x.values["AliasType "+a.Type].text, a)}
		if script != "" && script != "Latn" {
			name.Script = script
			if i > 0 || a.Primary {
				name.Kind = fact.OriginalScript
			}
		} else if i > 0 && name.Kind == fact.PrimaryName {
			name.Kind = fact.AlsoKnownAs
		}
		if name.Kind == fact.PrimaryName && len(p.entry.Names) > 0 {
			name.Kind = fact.AlsoKnownAs
		}
		p.entry.AddName(name)
	}
}

func aliasKind(text string, a xmlAlias) fact.NameKind {
	switch {
	case a.Primary:
		return fact.PrimaryName
	case strings.HasPrefix(text, "F.K.A"):
		return fact.FormerlyKnownAs
	case strings.HasPrefix(text, "N.K.A"):
		return fact.NowKnownAs
	case a.Low:
		return fact.WeakAlias
	}
	return fact.AlsoKnownAs
}

// feature reads one feature of a party by the name of its type.
func (x *advanced) feature(e *registry.Entry, kind string, v xmlVersion) {
	for _, l := range v.Locations {
		at := x.locations[l.ID]
		switch {
		case kind == "Location":
			e.AddAddress(at)
		case strings.HasPrefix(kind, "Nationality Country"), strings.HasPrefix(kind, "Citizenship Country"):
			e.AddCitizenship(at.Country)
		case strings.HasPrefix(kind, "Nationality of Registration"), strings.HasPrefix(kind, "Vessel Flag"):
			e.AddCountry(at.Country)
		}
	}
	for _, d := range v.Periods {
		from := d.From.date()
		switch {
		case kind == "Birthdate":
			last := d.EndTo.date()
			if last == "" {
				last = d.EndFrom.date()
			}
			addPeriod(e, from, last)
		case strings.HasPrefix(kind, "Listing Date"):
			e.Listed = earlier(e.Listed, from)
		case strings.HasPrefix(kind, "Effective Date"):
			e.Effective = earlier(e.Effective, from)
		case strings.HasPrefix(kind, "Purchase/Sales For Divestment Date"):
			e.DivestBy = earlier(e.DivestBy, from)
		}
	}
	for _, d := range v.Details {
		text := strings.TrimSpace(d.Text)
		if text == "" {
			text = x.values["DetailReference "+d.Reference].text
		}
		s := kind + " " + text
		if text != "" && !readWord(e, s) && !readWord(e, kind+text) {
			readIdentifier(e, s)
		}
	}
}

// addPeriod adds a day of birth, or the years of a period of at most twelve.
func addPeriod(e *registry.Entry, from, to fact.Date) {
	if to == "" || from == to {
		e.AddBorn(from)
		return
	}
	if from == "" {
		return
	}
	first, _ := strconv.Atoi(string(from[:4]))
	last, _ := strconv.Atoi(string(to[:4]))
	for y := first; y <= last && last-first < 12; y++ {
		e.AddBorn(fact.Date(strconv.Itoa(y)))
	}
}

// entry makes the record of a SanctionsEntry.
func (x *advanced) entry(start xml.StartElement) (registry.Record, error) {
	line, _ := x.d.InputPos()
	offset := x.d.InputOffset()
	var se struct {
		Profile string `xml:"ProfileID,attr"`
		List    string `xml:"ListID,attr"`
		Events  []struct {
			Type  string  `xml:"EntryEventTypeID,attr"`
			Basis string  `xml:"LegalBasisID,attr"`
			Date  xmlDate `xml:"Date"`
		} `xml:"EntryEvent"`
		Measures []struct {
			Type    string `xml:"SanctionsTypeID,attr"`
			Comment string `xml:"Comment"`
		} `xml:"SanctionsMeasure"`
	}
	if err := x.d.DecodeElement(&se, &start); err != nil {
		return registry.Record{}, err
	}
	p := x.profiles[se.Profile]
	if p == nil || len(p.entry.Names) == 0 {
		x.in.Tally.Skip("no-party")
		return registry.Record{}, &registry.LineError{Name: x.in.Name, Line: int64(line), Offset: offset, Err: ErrNoProfile}
	}
	e := p.entry.Clone()
	e.List, e.Number, e.Quality, e.Version = x.list(se.List), p.ref, "official", x.version
	e.Raw = e.Number + " " + e.Names[0].Text
	if e.List == SDN {
		forgetClocks(e)
	}
	for _, id := range p.identity {
		for _, doc := range x.documents[id] {
			e.AddIdentifier(doc)
		}
	}
	for _, m := range se.Measures {
		kind, comment := x.values["SanctionsType "+m.Type].text, strings.TrimSpace(m.Comment)
		if kind == "Program" {
			e.AddProgram(comment)
		} else {
			e.AddMeasure(strings.TrimSpace(kind + " " + comment))
		}
	}
	for _, ev := range se.Events {
		switch d := ev.Date.date(); x.values["EntryEventType "+ev.Type].text {
		case "Created":
			e.Listed = earlier(e.Listed, d)
		case "Removed":
			e.Removed = d
		}
		if b := x.values["LegalBasis "+ev.Basis]; e.Basis == "" {
			e.Basis = strings.TrimSpace(b.code)
		}
	}
	rec := registry.Record{Entry: e, Ref: registry.Ref{File: x.in.Name, ID: e.Number, Line: int64(line), Offset: offset, Date: x.version, Publisher: publisher}}
	for _, to := range p.linked {
		if o := x.profiles[to]; o != nil && len(o.entry.Names) > 0 {
			e.AddLinked(o.entry.Names[0].Text)
		} else {
			rec.Flag(x.in, "link-not-found")
		}
	}
	x.in.Tally.Map()
	return rec, nil
}

// list names the list of an entry.
func (x *advanced) list(id string) string {
	if x.values["List "+id].text == "SDN List" {
		return SDN
	}
	return Consolidated
}
