package longarm_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/evidence/dns"
	"github.com/longarm-project/longarm/evidence/flowlog"
	"github.com/longarm-project/longarm/evidence/terraform"
	"github.com/longarm-project/longarm/evidence/zeek"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/geofence"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/registry/plain"
	"github.com/longarm-project/longarm/review"
	"github.com/longarm-project/longarm/verify"
)

// gaps lists, for the derived facts of each kind and rule, the fields that can be
// forged so that verify does not refuse. It may only get shorter: the test fails
// for a field that is missing here and for one that is refused by now.
var gaps = map[string]string{
	"attribution provider/attribution": `
		(from) (left-out) (rule) (sources) (stated) asn asset contracts contracts_one_of contracts_one_of[] country
		endpoint method note operator operator_one_of operator_one_of[] prefix provider provider_name region technology unverified unverified[]`,
	"claim review/presumed": "(left-out) (rule)",
	"control ownership/dsp": `
		(left-out) (sources) basis basis[] chain chain[] governments governments[] hi lo party reading why_not`,
	"control ownership/government": `
		(left-out) (sources) basis basis[] chain governments governments[] hi lo party reading why_not`,
	"dealing reach/use-is-vendor-agreement": `
		(from) (left-out) (rule) (sources) access access[].able access[].means access[].one_of access[].party access_known
		assets assets[] class counterparty counterparty_one_of counterparty_one_of[] data data[].apart
		data[].areas data[].asset data[].category data[].identifiers
		data[].identifiers[] data[].listed data[].name data[].number.hi data[].number.lo
		data[].people data[].unit
		data_known from name subject terms title to`,
	"listing screening/match": `
		(left-out) (rule) (sources) entry from list name party program reasons reasons[] score to`,
	"reach reach/cut":   "(left-out)",
	"reach reach/enter": "(left-out)",
	"reach reach/read":  "(left-out)",
}

// forgeEngine opens what it takes to review the example estate.
func forgeEngine(t testing.TB) *longarm.Engine {
	t.Helper()
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	compels, err := compel.Default()
	if err != nil {
		t.Fatal(err)
	}
	return &longarm.Engine{
		Readers: []evidence.Reader{casefile.Reader{Areas: geofence.Judge}, terraform.State{}, zeek.Reader{}, flowlog.Reader{}, dns.Reader{}},
		Law:     lib, Compels: compels, Importers: []registry.Importer{plain.Importer{}},
	}
}

func rulesOf(e *longarm.Engine) verify.Rules { return verify.Rules{Law: e.Law, Compels: e.Compels} }

// TestForgeries alters each field of each derived fact of the example, mends ids
// and digests as a forger would, decides again and expects a refusal.
func TestForgeries(t *testing.T) {
	if testing.Short() {
		t.Skip("some hundred determinations are forged")
	}
	e := forgeEngine(t)
	d, err := e.Review(context.Background(), []string{"examples/estate"}, longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01"})
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Determination(d, rulesOf(e)); err != nil {
		t.Fatal(err)
	}
	f := forger{t: t, engine: e, true: d, tries: map[string]int{}, passed: map[string]bool{}, open: map[string]map[string]bool{}}
	for i, x := range d.Facts {
		if x.Rule != "" {
			f.forge(i)
		}
	}
	for group, fields := range f.open {
		known := strings.Fields(gaps[group])
		for _, field := range known {
			if f.passed[group+" "+field] {
				fields[field] = true // refused in those that were tried, which says nothing of the others
			}
		}
		got := strings.Join(slices.Sorted(maps.Keys(fields)), " ")
		if want := strings.Join(known, " "); got != want {
			t.Errorf("%s: what can be forged is\n\t%s\nknown are\n\t%s", group, got, want)
		}
	}
	for group := range gaps {
		if f.open[group] == nil {
			t.Errorf("%s: nothing can be forged any more; take it off the list", group)
		}
	}
}

// maxForged bounds the facts of one group in which the same field is altered.
const maxForged = 2

// A forger alters one determination.
type forger struct {
	t      *testing.T
	engine *longarm.Engine
	true   *determination.Determination
	tries  map[string]int             // by group and field
	passed map[string]bool            // group and field that are not tried in every fact
	open   map[string]map[string]bool // fields whose forging was accepted, by group
}

// A forgery alters one field of a fact; the fact is nil where it is left out.
type forgery struct {
	field string
	fact  *fact.Fact
}

// group is the kind and rule of a fact; tests of governments are one rule.
func group(f fact.Fact) string {
	rule, _, _ := strings.Cut(string(f.Rule), "-CN")
	if strings.HasPrefix(rule, "ownership/government-") {
		rule = "ownership/government"
	}
	return string(f.Body.Kind()) + " " + rule
}

func (f *forger) forge(i int) {
	g := group(f.true.Facts[i])
	if f.open[g] == nil {
		f.open[g] = map[string]bool{}
	}
	seen := map[string]bool{}
	for _, x := range f.forgeries(i) {
		key := g + " " + x.field
		if f.open[g][x.field] {
			continue
		}
		if f.tries[key] >= maxForged && !seen[key] {
			f.passed[key] = true
			continue
		}
		if !seen[key] {
			seen[key] = true
			f.tries[key]++
		}
		if f.accepted(i, x, false) || reaches(f.true.Facts[i]) && f.accepted(i, x, true) {
			f.open[g][x.field] = true
		}
	}
	if len(f.open[g]) == 0 {
		delete(f.open, g)
	}
}

// reaches reports whether reach is judged from facts of this kind.
func reaches(f fact.Fact) bool {
	switch f.Body.(type) {
	case *fact.Attribution, *fact.Claim, *fact.Control:
		return true
	}
	return false
}

// forgeries lists what can be altered in a fact: its body, its grounds, that it is there.
func (f *forger) forgeries(i int) []forgery {
	was := f.true.Facts[i]
	out := []forgery{{field: "(left-out)"}}
	whole := func(field string, sources []fact.Source, rule fact.Rule, from []fact.ID) {
		if x := fact.New(was.Body, sources, rule, from...); x.ID != was.ID {
			out = append(out, forgery{field, &x})
		}
	}
	whole("(sources)", nil, was.Rule, was.From)
	whole("(sources)", append(slices.Clone(was.Sources), fact.Source{Name: "invented.log", Line: 1}), was.Rule, was.From)
	whole("(rule)", was.Sources, was.Rule+"-x", was.From)
	if len(was.From) > 0 {
		whole("(from)", was.Sources, was.Rule, was.From[1:])
		whole("(stated)", was.Sources, "", nil)
	}
	for _, a := range alterations(reflect.ValueOf(was.Body), "", f.true.Facts[0].ID) {
		body := reflect.New(reflect.TypeOf(was.Body).Elem())
		deepCopy(body.Elem(), reflect.ValueOf(was.Body).Elem())
		a.alter(body)
		x := fact.New(body.Interface().(fact.Body), was.Sources, was.Rule, was.From...)
		if x.ID != was.ID {
			out = append(out, forgery{a.field, &x})
		}
	}
	return out
}

// accepted reports whether verify accepts the determination with fact i forged.
// With judged, reach is judged again from the forged facts.
func (f *forger) accepted(i int, x forgery, judged bool) bool {
	set, err := mend(f.true.Facts, i, x.fact, judged)
	if err != nil {
		return false // a Set takes no such fact
	}
	if judged {
		for _, r := range assess.Reach(set, nil, assess.Rules{At: f.true.At, Compels: f.engine.Compels, Governments: f.governments()}) {
			if _, err := set.Add(r); err != nil {
				f.t.Fatal(err)
			}
		}
	}
	facts := slices.Collect(set.All())
	if err := verify.Determination(&determination.Determination{At: f.true.At, Facts: facts}, rulesOf(f.engine)); !errors.Is(err, check.ErrCheck) {
		return false // refused for its facts, whatever the law makes of them
	}
	o := review.Options{At: f.true.At, Evidence: f.true.Evidence}
	for _, p := range f.true.Packs {
		o.Packs = append(o.Packs, p.ID)
	}
	for _, g := range facts {
		o.Cite = append(o.Cite, g.ID)
	}
	d, err := review.Decide(set, f.engine.Law, o)
	return err == nil && verify.Determination(d, rulesOf(f.engine)) == nil
}

func (f *forger) governments() []fact.Country {
	var out []fact.Country
	for _, x := range f.true.Facts {
		if r, ok := x.Body.(*fact.Reach); ok {
			out = append(out, r.Government)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mend returns the facts with fact i replaced, or left out with all that comes
// from it, and every id that follows from it renewed. Without reach facts if bare.
func mend(facts []fact.Fact, i int, x *fact.Fact, bare bool) (*fact.Set, error) {
	var set fact.Set
	renamed, gone := map[fact.ID]fact.ID{}, map[fact.ID]bool{}
	rename := func(ids []fact.ID) []fact.ID {
		out := slices.Clone(ids)
		for k, id := range out {
			if n, ok := renamed[id]; ok {
				out[k] = n
			}
		}
		return out
	}
	for k, g := range facts {
		r, isReach := g.Body.(*fact.Reach)
		n := g
		switch {
		case k == i && x == nil, slices.ContainsFunc(g.From, func(id fact.ID) bool { return gone[id] }), bare && isReach:
			gone[g.ID] = true
			continue
		case k == i:
			n = *x
		case slices.ContainsFunc(g.From, func(id fact.ID) bool { return renamed[id] != fact.ID{} }):
			body := g.Body
			if isReach {
				c := *r
				c.Blocked, c.Path = rename(r.Blocked), slices.Clone(r.Path)
				for k := range c.Path {
					c.Path[k].Fact = rename([]fact.ID{c.Path[k].Fact})[0]
				}
				body = &c
			}
			n = fact.New(body, g.Sources, g.Rule, rename(g.From)...)
		}
		if n.ID != g.ID {
			renamed[g.ID] = n.ID
		}
		if _, err := set.Add(n); err != nil {
			return nil, fmt.Errorf("fact %d: %w", k, err)
		}
	}
	if set.Len() == 0 {
		return nil, errors.New("nothing is left")
	}
	return &set, nil
}

// An alteration changes one field of a body, found again in a copy of it.
type alteration struct {
	field string // by its JSON name
	alter func(body reflect.Value)
}

// alterations lists what can be altered below v, which stands at field.
func alterations(v reflect.Value, field string, other fact.ID) []alteration {
	return alterationsAt(v, field, other, func(body reflect.Value) reflect.Value { return body })
}

func alterationsAt(v reflect.Value, field string, other fact.ID, at func(reflect.Value) reflect.Value) []alteration {
	var out []alteration
	set := func(to any) {
		x := reflect.ValueOf(to)
		out = append(out, alteration{field, func(body reflect.Value) { at(body).Set(x.Convert(at(body).Type())) }})
	}
	below := func(x reflect.Value, name string, step func(reflect.Value) reflect.Value) {
		out = append(out, alterationsAt(x, name, other, func(body reflect.Value) reflect.Value { return step(at(body)) })...)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			below(v.Elem(), field, reflect.Value.Elem)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			below(v.Field(i), strings.TrimPrefix(field+"."+name, "."), func(x reflect.Value) reflect.Value { return x.Field(i) })
		}
	case reflect.Slice:
		if v.Len() == 0 {
			n := reflect.MakeSlice(v.Type(), 1, 1)
			if k := n.Index(0).Kind(); k == reflect.String || k == reflect.Int64 {
				for _, a := range alterations(n.Index(0), "", other)[:1] {
					a.alter(n.Index(0))
				}
				set(n.Interface())
			}
			break
		}
		set(v.Slice(0, v.Len()-1).Interface())
		for _, i := range slices.Compact([]int{0, v.Len() - 1}) {
			below(v.Index(i), field+"[]", func(x reflect.Value) reflect.Value { return x.Index(i) })
		}
	case reflect.Array:
		set(other)
	case reflect.Map:
		set(map[string]string{"part": "carries"})
	case reflect.Int8:
		for _, t := range []fact.Truth{fact.No, fact.Unknown, fact.Yes} {
			if int64(t) != v.Int() {
				set(t)
			}
		}
	case reflect.Uint32:
		set(v.Uint() + 1)
		if v.Uint() > 0 {
			set(v.Uint() - 1)
		}
	case reflect.Int64:
		set(v.Int() + 1)
		if v.Int() > 0 {
			set(int64(0))
		}
	case reflect.Bool:
		set(!v.Bool())
	case reflect.String:
		for _, s := range others(v) {
			set(s)
		}
	default:
		panic("a body holds a " + v.Kind().String())
	}
	return out
}

// others lists other values for a text of a body, of its type.
func others(v reflect.Value) []string {
	values := map[reflect.Type][]string{
		reflect.TypeFor[fact.Country]():   {"DE", "CN"},
		reflect.TypeFor[fact.Date]():      {"2001-02-03", "2003-02-01"},
		reflect.TypeFor[fact.Arm]():       {"read", "cut"},
		reflect.TypeFor[fact.Method]():    {"resource", "front"},
		reflect.TypeFor[fact.Class]():     {"vendor", "none"},
		reflect.TypeFor[fact.Category]():  {"other", "human-genomic"},
		reflect.TypeFor[fact.PartyKind](): {"company", "person"},
	}[v.Type()]
	if values == nil {
		values = []string{v.String() + "x", "meadowlark"}
	}
	return slices.DeleteFunc(values, func(s string) bool { return s == v.String() })
}

// deepCopy copies src to dst, so that nothing altered in dst shows in src.
func deepCopy(dst, src reflect.Value) {
	switch src.Kind() {
	case reflect.Pointer:
		if !src.IsNil() {
			dst.Set(reflect.New(src.Type().Elem()))
			deepCopy(dst.Elem(), src.Elem())
		}
	case reflect.Struct:
		for i := range src.NumField() {
			deepCopy(dst.Field(i), src.Field(i))
		}
	case reflect.Slice:
		if !src.IsNil() {
			dst.Set(reflect.MakeSlice(src.Type(), src.Len(), src.Len()))
			for i := range src.Len() {
				deepCopy(dst.Index(i), src.Index(i))
			}
		}
	default:
		dst.Set(src)
	}
}
