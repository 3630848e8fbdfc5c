package footprint

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A Text is a word that is null where it is not known.
type Text string

// MarshalJSON implements json.Marshaler.
func (t Text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *Text) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*t = ""
		return nil
	}
	return json.Unmarshal(b, (*string)(t))
}

// A Line is one observation with one attribution of it, or with none.
type Line struct {
	File       Text     `json:"file"`
	Place      Text     `json:"place"`
	Kind       Text     `json:"kind"`
	Asset      Text     `json:"asset"`
	Endpoint   Text     `json:"endpoint"`
	Provider   Text     `json:"provider"` // empty: nobody's we know
	Operator   Text     `json:"operator"`
	Region     Text     `json:"region"`
	Country    Text     `json:"country"`
	Method     Text     `json:"method"`
	Confidence Text     `json:"confidence"`
	Flows      int64    `json:"flows"`
	Bytes      int64    `json:"bytes"`
	First      Text     `json:"first"`
	Last       Text     `json:"last"`
	Action     Text     `json:"action"`
	Degree     int      `json:"degree"`
	Service    Text     `json:"service"`
	Trust      Text     `json:"trust"`
	Unverified []string `json:"unverified"`

	name     string    // of the provider, for people
	what     fact.What // of the observation
	out, in  int64
	rivals   int // further attributions of the same observation
	source   fact.Source
	observed fact.ID
	settles  string
}

// methods are the words of the format for how an endpoint names what it names, and how sure that is.
var methods = map[fact.Method]struct{ word, confidence Text }{
	fact.ByResource:   {"resource", sure},
	fact.ByRegionName: {"endpoint", sure},
	fact.ByRange:      {"published-range", sure},
	fact.ByASN:        {"asn", likely},
	fact.ByName:       {"suffix", likely},
	fact.ByAnswer:     {"answer", possible},
	fact.ByFront:      {"front", possible},
	fact.ByStatement:  {"statement", sure},
}

// The confidences.
const (
	sure     Text = "sure"
	likely   Text = "likely"
	possible Text = "possible"
)

// registered is the method of a country that only a registry of addresses tells.
const registered Text = "registered"

// observed begins the lines of an observation: one, and another for what was refused of it.
func (b *builder) observed(f fact.Fact, o *fact.Observation) []Line {
	l := Line{
		Asset: Text(o.Asset), Endpoint: Text(o.Endpoint), Flows: o.Flows, Bytes: o.BytesIn + o.BytesOut, First: Text(o.First), Last: Text(o.Last),
		Degree: 1, Trust: Text(o.Trust), Region: Text(o.Region), what: o.What, in: o.BytesIn, out: o.BytesOut, observed: f.ID,
	}
	if len(f.Sources) > 0 {
		l.source = shows(f.Sources, o.Asset)
		l.File, l.Place, l.Kind = Text(l.source.Name), placeOf(l.source), Text(b.o.Kind(l.source))
	}
	if cc, ok := strings.CutSuffix(o.Region, "/"); ok && len(cc) == 2 { // the evidence names the country alone
		l.Region, l.Country = "", Text(cc)
	}
	if b.second(l.Kind, o) {
		l.Degree = 2
	}
	if o.Flows > 0 {
		l.Action = "accept"
	}
	if o.Rejected == 0 {
		return []Line{l}
	}
	r := l
	r.Action, r.Flows, r.Bytes, r.in, r.out = "reject", o.Rejected, o.RejectedIn+o.RejectedOut, o.RejectedIn, o.RejectedOut
	if o.Flows == 0 {
		return []Line{r}
	}
	return []Line{l, r}
}

// shows returns the source that stands at the asset itself, or else the first.
func shows(sources []fact.Source, asset fact.AssetID) fact.Source {
	for _, s := range sources {
		if name, _, _ := strings.Cut(string(asset), " ("); s.Place == string(asset) || s.Place == name { // the root stands in brackets
			return s
		}
	}
	return sources[0]
}

// placeOf says where in a file something stands: by the words of its format, but for
// those that only count records.
func placeOf(s fact.Source) Text {
	if s.Line > 0 && (s.Place == "" || strings.HasSuffix(s.Place, " record") || strings.HasSuffix(s.Place, " records")) {
		return Text(fmt.Sprintf("line %d", s.Line))
	}
	return Text(s.Place)
}

// attributed completes a line by one of of attributions.
func (l Line) attributed(a *fact.Attribution, of int) Line {
	l.Provider, l.name = Text(a.Provider), a.ProviderName
	if l.name == "" {
		l.name = string(a.Provider)
	}
	var operators []string
	for _, p := range a.Operators() {
		operators = append(operators, string(p))
	}
	l.Operator, l.Country = Text(strings.Join(operators, ", ")), Text(a.Country)
	if a.Region != "" {
		l.Region = Text(a.Region)
	}
	m := methods[a.Method]
	l.Method, l.Confidence, l.rivals = m.word, m.confidence, of-1
	if l.Unverified = slices.Clone(a.Unverified); slices.Contains(a.Unverified, "provider") {
		l.Confidence = possible
	}
	return l
}
