package reach

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A statement is an attribution that a person makes: it rests on no rule.
type statement struct {
	fact     fact.Fact
	body     *fact.Attribution
	provider fact.ProviderID // as the gazetteer knows it; empty: any
}

// statements are what people state of where an asset runs.
type statements struct {
	all []statement
	// regions are where people say the asset runs, by provider.
	regions map[fact.ProviderID][]fact.Saying
	stated  map[fact.ID]bool   // attributions of what a person says the asset runs on
	own     map[fact.ID]bool   // attributions of the asset itself, rather than of its traffic and names
	seen    map[fact.ID]string // where what an attribution comes from was read
	// resolved tells which provider the gazetteer takes a stated name for.
	resolved map[string][]fact.ProviderID
}

// note adds an attribution, of the observation it comes from and where that was
// read; named says that the asset goes by a name of the observation.
func (s *statements) note(f fact.Fact, b *fact.Attribution, read []fact.Source, o *fact.Observation, named bool) {
	s.seen[f.ID] = places(read)
	if o == nil {
		if f.Rule == "" {
			s.all = append(s.all, statement{f, b, b.Provider})
			s.own[f.ID] = true
		}
		return
	}
	if o.What == fact.ObservedAsset && o.Provider != "" && !slices.Contains(s.resolved[o.Provider], b.Provider) {
		s.resolved[o.Provider] = append(s.resolved[o.Provider], b.Provider)
	}
	if o.What == fact.ObservedAsset && b.Region != "" {
		s.regions[b.Provider] = append(s.regions[b.Provider], fact.Saying{Author: s.seen[f.ID], Fact: f.ID, Value: b.Region})
	}
	s.stated[f.ID] = o.What == fact.ObservedAsset
	s.own[f.ID] = named || o.What == fact.ObservedAsset || o.What == fact.ObservedResource || o.What == fact.ObservedDeclaration
}

// place leaves out attributions without a place where others of the same thing have
// one: the asset as a person names it, a resource, an endpoint.
func (a *Asset) place(s *statements) {
	placed := func(b *fact.Attribution) bool { return b.Region != "" || b.Country != "" }
	all := a.Attributions
	a.Attributions = nil
	for _, at := range all {
		b := at.Body
		known := s.own[at.ID] && !placed(b) && slices.ContainsFunc(all, func(o Seen[*fact.Attribution]) bool {
			same := s.stated[at.ID] || o.Body.Endpoint != "" && o.Body.Endpoint == b.Endpoint || o.Body.Asset == b.Asset && !s.stated[o.ID]
			return same && s.own[o.ID] && o.Body.Provider == b.Provider && placed(o.Body)
		})
		if known {
			a.Overruled = append(a.Overruled, at)
		} else {
			a.Attributions = append(a.Attributions, at)
		}
	}
}

// resolve gives each statement the provider that the gazetteer takes its name for,
// or, where it names none, the only one that the asset itself runs on.
func (s *statements) resolve(a *Asset) {
	var only []fact.ProviderID
	for _, at := range a.Attributions {
		if p := at.Body.Provider; s.own[at.ID] && p != "" && !slices.Contains(only, p) {
			only = append(only, p)
		}
	}
	for i := range s.all {
		of := s.resolved[string(s.all[i].body.Provider)]
		if s.all[i].provider == "" {
			of = only
		}
		if len(of) == 1 {
			s.all[i].provider = of[0]
		}
	}
}

// settle lets what people state of the asset's use of a provider stand in every
// attribution of the asset to that provider: who operates and who contracts in all
// of them, where it stands in those of the asset itself, since traffic and names
// may lead elsewhere. Where people differ, one of what they state is right.
func (a *Asset) settle(s *statements) {
	s.resolve(a)
	var providers []fact.ProviderID
	for i, at := range a.Attributions {
		b := *at.Body
		for _, st := range s.all {
			if st.fact.ID == at.ID {
				b.Provider = st.provider
			}
		}
		for _, f := range statedFields {
			if values := valuesOf(s.all, b.Provider, f); len(values) > 0 && (s.own[at.ID] || !f.place) {
				f.set(&b, values)
				b.Unverified = slices.DeleteFunc(slices.Clone(b.Unverified), func(s string) bool { return s == f.name })
			}
		}
		a.Attributions[i].Body = &b
		providers = append(providers, b.Provider)
	}
	slices.Sort(providers)
	for _, p := range slices.Compact(providers) {
		for _, f := range statedFields {
			a.disagree(s.all, p, f)
		}
	}
}

// disagree notes that people state different values of a field.
func (a *Asset) disagree(said []statement, p fact.ProviderID, f statedField) {
	var values []fact.Saying
	for _, s := range said {
		if v := f.get(s.body); (s.provider == p || s.provider == "") && v != "" {
			values = append(values, fact.Saying{Author: s.author(), Fact: s.fact.ID, Value: v})
		}
	}
	if d, ok := fact.Disagree(string(a.ID), f.name+" of "+string(p), values); ok {
		a.Disagreements = append(a.Disagreements, d)
	}
}

// author is whoever states it, by the place where it is stated.
func (s statement) author() string { return places(s.fact.Sources) }

func places(sources []fact.Source) string {
	var out []string
	for _, src := range sources {
		out = append(out, src.String())
	}
	return strings.Join(out, ", ")
}

// stand leaves out the places of the asset itself that evidence shows where people
// say that it runs in another region of that provider, and notes the difference.
func (a *Asset) stand(s *statements) {
	for p, said := range s.regions {
		about := "region of " + string(p)
		values := slices.Clone(said)
		a.Attributions = slices.DeleteFunc(a.Attributions, func(at Seen[*fact.Attribution]) bool {
			b := at.Body
			other := s.own[at.ID] && b.Provider == p && b.Region != "" && b.Method != fact.ByStatement &&
				!slices.ContainsFunc(said, func(x fact.Saying) bool { return x.Value == b.Region })
			if other {
				a.Overruled = append(a.Overruled, at)
				values = append(values, fact.Saying{Author: s.seen[at.ID], Fact: at.ID, Value: b.Region})
			}
			return other
		})
		if d, ok := fact.Disagree(string(a.ID), about, values); ok {
			if _, people := fact.Disagree("", "", said); !people {
				d.Taken = said[0].Value
			}
			a.Disagreements = append(a.Disagreements, d)
		}
	}
}

// A statedField is a field of an attribution of which a person's word counts.
type statedField struct {
	name  string
	place bool // says where the asset stands
	get   func(*fact.Attribution) string
	set   func(*fact.Attribution, []string) // one value, or several of which one is right
}

var statedFields = []statedField{
	{"operator", false, func(b *fact.Attribution) string { return string(b.Operator) }, func(b *fact.Attribution, v []string) {
		b.Operator, b.OperatorOneOf = choose(v)
	}},
	{"contracts", false, func(b *fact.Attribution) string { return string(b.Contracts) }, func(b *fact.Attribution, v []string) {
		b.Contracts, b.ContractsOneOf = choose(v)
	}},
	{"country", true, func(b *fact.Attribution) string { return string(b.Country) }, func(b *fact.Attribution, v []string) {
		if b.Country = ""; len(v) == 1 {
			b.Country = fact.Country(v[0])
		}
	}},
}

func choose(values []string) (one fact.PartyID, of []fact.PartyID) {
	if len(values) == 1 {
		return fact.PartyID(values[0]), nil
	}
	for _, v := range values {
		of = append(of, fact.PartyID(v))
	}
	return "", of
}

// valuesOf lists, sorted, what is stated of a field of the use of a provider.
func valuesOf(said []statement, p fact.ProviderID, f statedField) []string {
	var out []string
	for _, s := range said {
		if v := f.get(s.body); (s.provider == p || s.provider == "") && v != "" {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
