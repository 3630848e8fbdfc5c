package ofac

import (
	"encoding/xml"
	"errors"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// Simple imports sdn.xml and consolidated.xml, OFAC's older XML, with the namespace it had before 2024 or
// the one since. An entry holds all that is said of it; nothing is dated but the file.
type Simple struct{}

// Name returns "ofac-xml".
func (Simple) Name() string { return "ofac-xml" }

var (
	simpleRoot    = pattern.New(`<(?:\w+:)?sdnList\b`)
	simpleProgram = pattern.New(`<(?:\w+:)?program>\s*([^<]*?)\s*</`)
	simpleEntry   = pattern.New(`<(?:\w+:)?sdnEntry\b`)
)

// Recognizes says how surely head begins the list.
func (Simple) Recognizes(head []byte) registry.Strength {
	return registry.Certain.If(simpleRoot.Match(head[:min(len(head), 4096)]))
}

// Errors of the XML of both forms.
var (
	ErrSimple = errors.New("the XML has no sdnList of OFAC")
	errNoName = errors.New("the entry has no number or no name")
)

type simpleName struct {
	UID      string `xml:"uid"`
	Type     string `xml:"type"`     // a.k.a., f.k.a., n.k.a.
	Category string `xml:"category"` // strong, weak
	First    string `xml:"firstName"`
	Last     string `xml:"lastName"`
}

// text writes a name as the delimited files do.
func (n simpleName) text() string {
	return strings.Trim(strings.TrimSpace(n.Last)+", "+strings.TrimSpace(n.First), ", ")
}

type simpleRecord struct {
	simpleName
	Kind     string   `xml:"sdnType"`
	Title    string   `xml:"title"`
	Remarks  string   `xml:"remarks"`
	Programs []string `xml:"programList>program"`
	IDs      []struct {
		Type    string `xml:"idType"`
		Number  string `xml:"idNumber"`
		Country string `xml:"idCountry"`
	} `xml:"idList>id"`
	Aliases   []simpleName `xml:"akaList>aka"`
	Addresses []struct {
		Line1   string `xml:"address1"`
		Line2   string `xml:"address2"`
		Line3   string `xml:"address3"`
		City    string `xml:"city"`
		State   string `xml:"stateOrProvince"`
		Code    string `xml:"postalCode"`
		Country string `xml:"country"`
	} `xml:"addressList>address"`
	Nationalities []string `xml:"nationalityList>nationality>country"`
	Citizenships  []string `xml:"citizenshipList>citizenship>country"`
	Born          []string `xml:"dateOfBirthList>dateOfBirthItem>dateOfBirth"`
	Vessel        struct {
		CallSign string `xml:"callSign"`
		Flag     string `xml:"vesselFlag"`
		Owner    string `xml:"vesselOwner"`
	} `xml:"vesselInfo"`
}

// Read yields an entry for each sdnEntry, in file order.
func (Simple) Read(in *registry.Input) iter.Seq2[registry.Record, error] {
	return func(yield func(registry.Record, error) bool) {
		head, err := registry.Peek(in)
		if err != nil {
			yield(registry.Record{}, err)
			return
		}
		list := simpleList(head)
		var version fact.Date
		for rec, err := range registry.Elements(in, "sdnList", maxElement, ErrSimple, func(d *xml.Decoder, start xml.StartElement) (registry.Record, bool, error) {
			switch start.Name.Local {
			case "Publish_Date":
				var s string
				err := d.DecodeElement(&s, &start)
				version = usDate(s)
				return registry.Record{}, false, err
			case "sdnEntry":
				rec, err := readSimple(in, d, start, list, version)
				return rec, true, err
			}
			return registry.Record{}, false, nil
		}) {
			if !yield(rec, err) {
				return
			}
		}
	}
}

// simpleList tells the lists apart, as [file.list] does, by the entries at the head of the file: of
// the consolidated list most stand under its own programmes alone.
func simpleList(head []byte) string {
	all, own := 0, 0
	for i, part := range simpleEntry.Split(string(head), -1) {
		programs := simpleProgram.FindAllStringSubmatch(part, -1)
		if i == 0 || len(programs) == 0 {
			continue
		}
		all++
		consolidated := true
		for _, p := range programs {
			consolidated = consolidated && onConsolidated(p[1])
		}
		if consolidated {
			own++
		}
	}
	if all >= fewEntries && 2*own > all {
		return Consolidated
	}
	return SDN
}

// fewEntries is how many entries at least tell which list they are of: some programmes are on both.
const fewEntries = 5

// usDate reads MM/DD/YYYY.
func usDate(s string) fact.Date {
	f := strings.Split(strings.TrimSpace(s), "/")
	if len(f) != 3 || len(f[0]) != 2 || len(f[1]) != 2 {
		return ""
	}
	d, err := fact.ParseDate(f[2] + "-" + f[0] + "-" + f[1])
	if err != nil {
		return ""
	}
	return d
}

func readSimple(in *registry.Input, d *xml.Decoder, start xml.StartElement, list string, version fact.Date) (registry.Record, error) {
	line, _ := d.InputPos()
	ref := registry.Ref{File: in.Name, Line: int64(line), Offset: d.InputOffset(), Date: version, Publisher: publisher}
	var x simpleRecord
	if err := d.DecodeElement(&x, &start); err != nil {
		return registry.Record{}, err
	}
	rec := registry.Record{Ref: ref, Entry: &registry.Entry{List: list, Number: strings.TrimSpace(x.UID), Quality: "official", Version: version}}
	return finished(in, rec, func(e *registry.Entry) { x.fill(e) })
}

// finished fills the entry of a record and counts it, or says why there is none.
func finished(in *registry.Input, rec registry.Record, fill func(*registry.Entry)) (registry.Record, error) {
	e := rec.Entry
	listed := e.Listed // on this list, as the file says
	fill(e)
	if e.Number == "" || len(e.Names) == 0 {
		in.Tally.Skip("no-name")
		return registry.Record{}, &registry.LineError{Name: in.Name, Line: rec.Ref.Line, Offset: rec.Ref.Offset, Err: errNoName}
	}
	rec.Ref.ID = e.Number
	e.Raw = e.Number + " " + e.Names[0].Text
	if e.List == SDN {
		forgetClocks(e)
		e.Listed = listed
	}
	in.Tally.Map()
	return rec, nil
}

func (x *simpleRecord) fill(e *registry.Entry) {
	e.Type = types[simpleKind(x.Kind)]
	e.AddName(fact.Name{Text: x.text()})
	for _, a := range x.Aliases {
		e.AddName(fact.Name{Kind: nameKind(a.Type, strings.EqualFold(strings.TrimSpace(a.Category), "weak")), Row: strings.TrimSpace(a.UID), Text: a.text()})
	}
	for _, p := range x.Programs {
		e.AddProgram(strings.TrimSpace(p))
	}
	for _, a := range x.Addresses {
		e.AddAddress(placeOf([]string{a.Line1, a.Line2, a.Line3, a.City, a.State, a.Code}, a.Country))
	}
	for _, c := range append(append([]string{}, x.Nationalities...), x.Citizenships...) {
		e.AddCitizenship(code(c))
	}
	for _, d := range x.Born {
		addBorn(e, strings.TrimSpace(d))
	}
	e.AddIdentifier(fact.Identifier{Scheme: "call-sign", Value: strings.TrimSpace(x.Vessel.CallSign)})
	e.AddCountry(code(x.Vessel.Flag))
	e.AddLinked(strings.TrimSpace(x.Vessel.Owner))
	for _, id := range x.IDs {
		readDocument(e, id.Type, id.Number, id.Country)
	}
	xmlRemarks(e, x.Remarks)
}

var bracketed = pattern.New(`\(Linked To: ([^()]+(?:\([^()]*\)[^()]*)*)\)`)

// xmlRemarks reads remarks of the XML forms, which set links in brackets.
func xmlRemarks(e *registry.Entry, remarks string) {
	for _, m := range bracketed.FindAllStringSubmatch(remarks, -1) {
		e.AddLinked(strings.TrimSpace(m[1]))
	}
	e.Remarks = strings.TrimSpace(remarks)
	readRemarks(e)
}

// simpleKind is a type of entry in the words of the delimited files, where "" is an entity.
func simpleKind(s string) string {
	if s = strings.ToLower(strings.TrimSpace(s)); s == "entity" {
		return ""
	}
	return s
}

// nameKind reads a.k.a., A.K.A., f.k.a. and the like.
func nameKind(s string, weak bool) fact.NameKind {
	kind, ok := aliasKinds[strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), ".", ""))]
	if weak && (!ok || kind == fact.AlsoKnownAs) {
		return fact.WeakAlias
	}
	if !ok {
		return fact.AlsoKnownAs
	}
	return kind
}

// readDocument reads a document or a remark that stands among them, as remarks of the delimited files have them.
func readDocument(e *registry.Entry, kind, number, land string) {
	kind, number, land = strings.TrimSpace(kind), strings.TrimSpace(number), strings.TrimSpace(land)
	s := strings.TrimSpace(kind + " " + number)
	if number == "" || readWord(e, s) || readWord(e, kind+number) {
		return
	}
	if scheme, known := schemes[kind]; known && scheme != "" && scheme != "lei" {
		id := fact.Identifier{Country: code(land), Scheme: scheme, Value: number}
		if rest, ok := strings.CutPrefix(number, "IMO "); ok {
			id.Scheme, id.Value = "imo", rest
		}
		e.AddIdentifier(id)
		return
	}
	if rest, ok := strings.CutPrefix(number, "IMO "); ok {
		e.AddIdentifier(fact.Identifier{Scheme: "imo", Value: rest})
		return
	}
	if land != "" {
		s += " (" + land + ")"
	}
	before := len(e.Identifiers)
	if readIdentifier(e, s); len(e.Identifiers) == before && saysNumber(kind, number) {
		e.AddIdentifier(fact.Identifier{Country: code(land), Scheme: slug(kind), Value: number})
	}
}

// saysNumber reports whether a document that remarks do not know bears a number: not "Gender Male", nor a web site.
func saysNumber(kind, number string) bool {
	scheme, known := schemes[kind]
	switch slug(kind) {
	case "", "gender", "website", "email-address", "phone-number":
		return false
	}
	return !(known && scheme == "") && strings.ContainsAny(number, "0123456789") && !strings.HasSuffix(kind, ":") && !strings.HasSuffix(kind, "-")
}

func placeOf(lines []string, land string) registry.Address {
	var parts []string
	for _, s := range append(lines, land) {
		if s = strings.TrimSpace(s); s != "" {
			parts = append(parts, s)
		}
	}
	return registry.Address{Text: strings.Join(parts, ", "), Country: code(strings.TrimSpace(land))}
}
