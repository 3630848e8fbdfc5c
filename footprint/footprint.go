package footprint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// Options tell what facts do not say.
type Options struct {
	// Kind names the kind of evidence of a file.
	Kind func(fact.Source) string
	// Registered returns the country under which a registry holds an address or prefix,
	// and what else a table knows of it, in words. Nil: nothing is known.
	Registered func(endpoint string) (c fact.Country, known string)
	// Purpose says what an endpoint is known to serve: "pixel", "sdk". Nil: nothing is known.
	Purpose func(endpoint string) string
}

// A Footprint is what is used, by whom it is run.
type Footprint struct {
	Lines []Line `json:"lines"`
	// Providers sums what the organisation uses itself, and Second what those do that it uses.
	Providers []Use `json:"providers"`
	Second    []Use `json:"second_degree"`
	Pads      []Pad `json:"launch_pads"`
	// Collectors are services that gather data of visitors and users where they are built in.
	Collectors []Collector `json:"collectors"`
	// Unknown holds what nobody knows, by sort.
	Unknown []Strangers `json:"unknown"`
}

// A Use is what is used of one provider, as one operator runs it in one country.
type Use struct {
	Provider Text     `json:"provider"`
	Name     string   `json:"name"`
	Operator Text     `json:"operator"`
	Operated string   `json:"operator_name,omitempty"`
	Country  Text     `json:"country"`
	Regions  []string `json:"regions"`
	Assets   int      `json:"assets"`
	BytesOut int64    `json:"bytes_out"`
	BytesIn  int64    `json:"bytes_in"`
	Flows    int64    `json:"flows"`
	Refused  int64    `json:"refused_flows"` // attempted, not used
	Methods  []string `json:"methods"`
	// Confidence is the best of the lines, and Possible counts those that may be another's.
	Confidence Text `json:"confidence"`
	Possible   int  `json:"possible_lines"`
	Lines      int  `json:"lines"`
}

type builder struct {
	o       Options
	aliases map[alias]bool
	by      map[fact.ID][]*fact.Attribution
	folded  map[fact.ID]fact.ID // an observation -> the one that stands for it
	parties map[string]string   // names
}

// alias is that an asset met a name only as another name of what it asked for.
type alias struct {
	asset fact.AssetID
	name  string
}

// Of puts a footprint together from observations and attributions. Lines are sorted.
func Of(set *fact.Set, o Options) *Footprint {
	b := &builder{o: o, aliases: map[alias]bool{}, by: map[fact.ID][]*fact.Attribution{}, folded: map[fact.ID]fact.ID{}, parties: map[string]string{}}
	b.index(set)
	fp := &Footprint{Lines: []Line{}}
	for f, ob := range fact.Of[*fact.Observation](set) {
		if f.Rule == "" && ob.What != fact.ObservedAsset {
			fp.Lines = append(fp.Lines, b.lines(f, ob)...)
		}
	}
	slices.SortStableFunc(fp.Lines, compareLines)
	fp.Providers, fp.Second = b.sum(fp.Lines, 1), b.sum(fp.Lines, 2)
	fp.Pads = pads(fp.Lines)
	fp.Collectors = collectors(fp.Lines)
	fp.Unknown = strangers(fp.Lines)
	return fp
}

func (b *builder) index(set *fact.Set) {
	for f, a := range fact.Of[*fact.Attribution](set) {
		for _, id := range f.From {
			b.by[id] = append(b.by[id], a)
		}
	}
	for f, ob := range fact.Of[*fact.Observation](set) {
		if f.Rule == fact.RuleAlike {
			for _, id := range f.From {
				b.folded[id] = f.ID
			}
		}
		if ob.What == fact.ObservedName {
			for _, n := range ob.Names {
				b.aliases[alias{ob.Asset, n}] = true
			}
		}
	}
	for _, c := range fact.Of[*fact.Claim](set) {
		if p := c.Party; p != nil && len(p.Names) > 0 {
			if old, ok := b.parties[string(p.ID)]; !ok || p.Names[0].Text < old {
				b.parties[string(p.ID)] = p.Names[0].Text
			}
		}
	}
}

// lines makes the lines of an observation.
func (b *builder) lines(f fact.Fact, ob *fact.Observation) (out []Line) {
	of := b.by[f.ID]
	if by, ok := b.folded[f.ID]; ok && len(of) == 0 {
		of = b.by[by]
	}
	slices.SortFunc(of, func(x, y *fact.Attribution) int {
		return cmp.Or(strings.Compare(string(x.Provider), string(y.Provider)), strings.Compare(string(fact.Canonical(x)), string(fact.Canonical(y))))
	})
	for _, l := range b.observed(f, ob) {
		if len(of) > 0 && b.o.Purpose != nil && ob.Endpoint != "" {
			l.Service = Text(b.o.Purpose(ob.Endpoint))
		}
		for _, a := range of {
			out = append(out, l.attributed(a, len(of)))
		}
		if len(of) == 0 && (ob.Endpoint != "" || ob.Provider != "") {
			out = append(out, b.stranger(l, ob))
		}
	}
	return out
}

// second reports whether an observation is of what others use that the organisation uses.
func (b *builder) second(kind Text, ob *fact.Observation) bool {
	switch {
	case ob.Service == "sub-processor", strings.HasPrefix(ob.Service, "sbom."):
		return true
	case ob.What == fact.ObservedName:
		return b.aliases[alias{ob.Asset, ob.Endpoint}]
	}
	return false
}

func compareLines(a, b Line) int {
	return cmp.Or(strings.Compare(string(a.File), string(b.File)), cmp.Compare(a.source.Line, b.source.Line), strings.Compare(string(a.Place), string(b.Place)),
		strings.Compare(string(a.Asset), string(b.Asset)), strings.Compare(string(a.Endpoint), string(b.Endpoint)), strings.Compare(string(a.Action), string(b.Action)),
		strings.Compare(string(a.Provider), string(b.Provider)), strings.Compare(string(a.Region), string(b.Region)), strings.Compare(string(a.Method), string(b.Method)),
		strings.Compare(string(a.observed[:]), string(b.observed[:])))
}

var confidences = []Text{possible, likely, sure}

// sum adds up the lines of a degree by provider, operator and country, the most first.
func (b *builder) sum(lines []Line, degree int) []Use {
	type key struct{ provider, operator, country Text }
	sums := map[key]*Use{}
	assets := map[key]map[Text]bool{}
	for _, l := range lines {
		if l.Provider == "" || l.Degree != degree {
			continue
		}
		k := key{l.Provider, l.Operator, l.Country}
		u := sums[k]
		if u == nil {
			u = &Use{Provider: l.Provider, Name: l.name, Operator: l.Operator, Operated: b.named(l.Operator), Country: l.Country, Regions: []string{}, Confidence: possible}
			sums[k], assets[k] = u, map[Text]bool{}
		}
		u.add(&l)
		if l.Action != "reject" {
			assets[k][l.Asset] = true
		}
	}
	out := []Use{}
	for k, u := range sums {
		slices.Sort(u.Regions)
		u.Assets = len(assets[k])
		out = append(out, *u)
	}
	slices.SortFunc(out, func(a, b Use) int {
		return cmp.Or(cmp.Compare(b.BytesIn+b.BytesOut, a.BytesIn+a.BytesOut), cmp.Compare(b.Assets, a.Assets), strings.Compare(string(a.Provider), string(b.Provider)),
			strings.Compare(string(a.Operator), string(b.Operator)), strings.Compare(string(a.Country), string(b.Country)))
	})
	return out
}

func (u *Use) add(l *Line) {
	u.Lines++
	if l.Action == "reject" {
		u.Refused += l.Flows
	} else {
		u.BytesIn, u.BytesOut, u.Flows = u.BytesIn+l.in, u.BytesOut+l.out, u.Flows+l.Flows
	}
	if l.Region != "" && !slices.Contains(u.Regions, string(l.Region)) {
		u.Regions = append(u.Regions, string(l.Region))
	}
	if !slices.Contains(u.Methods, string(l.Method)) {
		u.Methods = append(u.Methods, string(l.Method))
		slices.SortFunc(u.Methods, func(a, b string) int { return cmp.Compare(rankOf(a), rankOf(b)) })
	}
	if l.rivals > 0 || l.Confidence == possible {
		u.Possible++
	}
	if slices.Index(confidences, l.Confidence) > slices.Index(confidences, u.Confidence) {
		u.Confidence = l.Confidence
	}
}

// order lists the methods, the strongest first.
var order = []string{"resource", "statement", "endpoint", "published-range", "asn", "suffix", "answer", "front"}

func rankOf(method string) int { return slices.Index(order, method) }

// named names parties that are parted by commas.
func (b *builder) named(operators Text) string {
	var out []string
	for id := range strings.SplitSeq(string(operators), ", ") {
		out = append(out, cmp.Or(b.parties[id], id))
	}
	return strings.Join(out, " or ")
}
