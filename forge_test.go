package longarm_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/assess"
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

// A forger knows the format and has the program: whatever it alters, all that comes of it is derived
// again by the honest code, and every id and digest is right.
type forger struct {
	t      testing.TB
	engine *longarm.Engine
	a      *assess.Assessment
}

func newForger(t testing.TB) *forger {
	e := forgeEngine(t)
	a, err := e.Assess(t.Context(), []string{"examples/estate"}, longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01"})
	if err != nil {
		t.Fatal(err)
	}
	f := &forger{t, e, a}
	if err := f.verify(f.honest()); err != nil {
		t.Fatal(err)
	}
	return f
}

// honest returns a copy of the true determination.
func (f *forger) honest() *determination.Determination {
	b, err := json.Marshal(f.a.Determination)
	if err != nil {
		f.t.Fatal(err)
	}
	var d determination.Determination
	if err := json.Unmarshal(b, &d); err != nil {
		f.t.Fatal(err)
	}
	return &d
}

func (f *forger) verify(d *determination.Determination) error {
	_, err := verify.Determination(context.Background(), d, verify.Rules{Law: f.engine.Law, Compels: f.engine.Compels})
	return err
}

// An edit returns what stands in the place of a fact: itself, another, or nothing.
type edit func(fact.Fact) *fact.Fact

// gathered alters what was read, attributed, claimed and listed, and assesses it.
func (f *forger) gathered(e edit) *determination.Determination {
	facts := f.a.Facts
	facts.Set = f.mended(f.a.Facts.Set, e)
	return f.assessed(facts, assess.Options{})
}

// readOnly are the facts as they were read.
func (f *forger) readOnly() *fact.Set {
	var set fact.Set
	for x := range f.a.Facts.Set.All() {
		c, claim := x.Body.(*fact.Claim)
		if x.Body.Kind() == fact.KindRole || claim && (c.Authority == fact.Sourced || c.Authority == fact.Completed) || x.Rule != "" && x.Rule != fact.RuleListing {
			continue
		}
		if _, err := set.Add(x); err != nil {
			f.t.Fatal(err)
		}
	}
	return &set
}

// attributed assesses what was read after it was attributed again.
func (f *forger) attributed(facts assess.Facts) *determination.Determination {
	facts.Set = facts.Set.Clone()
	var err error
	if facts.Evidence.Unknown, err = assess.Attribute(facts.Set, f.a.Rules.Providers); err != nil {
		f.t.Fatal(err)
	}
	return f.assessed(facts, assess.Options{})
}

// controlled alters who controls whom.
func (f *forger) controlled(e edit) *determination.Determination {
	var controls []fact.Fact
	for c := range fact.Of[*fact.Control](f.mended(f.a.Set, e)) {
		controls = append(controls, c)
	}
	return f.assessed(f.a.Facts, assess.Options{Controls: slices.Concat(controls, []fact.Fact{})})
}

func (f *forger) assessed(facts assess.Facts, o assess.Options) *determination.Determination {
	a, err := assess.Assess(f.t.Context(), facts, f.a.Rules, o)
	if err != nil {
		f.t.Fatal(err)
	}
	return a.Determination
}

// derived alters what was derived, and decides.
func (f *forger) derived(e edit) *determination.Determination {
	d := f.honest()
	set := f.mended(f.a.Set, e)
	o := review.Options{At: d.At, Asked: d.Asked, Evidence: d.Evidence, Disagreements: d.Disagreements, Unseen: d.Unseen}
	for x := range set.All() {
		o.Cite = append(o.Cite, x.ID)
	}
	out, err := review.Decide(set, f.engine.Law, o)
	if err != nil {
		f.t.Fatal(err)
	}
	return out
}

// told alters the determination itself.
func (f *forger) told(change func(*determination.Determination)) *determination.Determination {
	d := f.honest()
	change(d)
	d.Digest = d.Sum()
	return d
}

// mended alters facts, and renews the ids that follow.
func (f *forger) mended(of *fact.Set, e edit) *fact.Set {
	var set fact.Set
	renamed, gone := map[fact.ID]fact.ID{}, map[fact.ID]bool{}
	rename := func(ids []fact.ID) []fact.ID {
		out := slices.Clone(ids)
		for k, id := range out {
			if n, ok := renamed[id]; ok {
				out[k] = n
			}
		}
		return slices.DeleteFunc(out, func(id fact.ID) bool { return gone[id] })
	}
	for g := range of.All() {
		n := e(g)
		if n == nil || len(g.From) > 0 && len(rename(g.From)) == 0 {
			gone[g.ID] = true
			continue
		}
		x := *n
		if from := rename(x.From); !slices.Equal(from, x.From) {
			x = fact.New(renamedBody(x.Body, rename), x.Sources, x.Rule, from...)
		}
		if x.ID != g.ID {
			renamed[g.ID] = x.ID
		}
		if _, err := set.Add(x); err != nil {
			f.t.Fatal(err)
		}
	}
	return &set
}

func renamedBody(b fact.Body, rename func([]fact.ID) []fact.ID) fact.Body {
	switch b := b.(type) {
	case *fact.Reach:
		c := *b
		c.Blocked, c.Path = rename(b.Blocked), slices.Clone(b.Path)
		for k := range c.Path {
			if ids := rename([]fact.ID{c.Path[k].Fact}); len(ids) > 0 {
				c.Path[k].Fact = ids[0]
			}
		}
		return &c
	case *fact.Control:
		c := *b
		c.Chain = rename(b.Chain)
		return &c
	}
	return b
}

// change makes an edit of the facts of one kind for which is holds.
func change[B fact.Body](is func(B) bool, to func(B)) edit {
	return func(f fact.Fact) *fact.Fact {
		b, ok := f.Body.(B)
		if !ok || !is(b) {
			return &f
		}
		c := copied(b)
		to(c)
		n := fact.New(c, f.Sources, f.Rule, f.From...)
		return &n
	}
}

// drop leaves facts out.
func drop[B fact.Body](is func(B) bool) edit {
	return func(f fact.Fact) *fact.Fact {
		if b, ok := f.Body.(B); ok && is(b) {
			return nil
		}
		return &f
	}
}

// sourced alters the sources of the facts of one kind.
func sourced[B fact.Body](is func(fact.Fact, B) bool, to func([]fact.Source) []fact.Source) edit {
	return func(f fact.Fact) *fact.Fact {
		b, ok := f.Body.(B)
		if !ok || !is(f, b) {
			return &f
		}
		n := fact.New(b, to(slices.Clone(f.Sources)), f.Rule, f.From...)
		return &n
	}
}

func copied[B fact.Body](b B) B {
	c := reflect.New(reflect.TypeOf(b).Elem())
	deepCopy(c.Elem(), reflect.ValueOf(b).Elem())
	return c.Interface().(B)
}

// Every forgery of a file that holds all facts and that an honest program completed is refused for the fact that does not follow.
func TestForgeries(t *testing.T) {
	f := newForger(t)
	all := offline(f)
	for i, name := range slices.Sorted(maps.Keys(all)) {
		if testing.Short() && i%5 > 0 {
			continue
		}
		make := all[name]
		t.Run(name, func(t *testing.T) { refused(t, f, make()) })
	}
}

func refused(t *testing.T, f *forger, d *determination.Determination) {
	t.Helper()
	if d.Digest == f.a.Determination.Digest {
		t.Fatal("nothing was forged")
	}
	err := f.verify(d)
	if err == nil {
		t.Fatal("verifies")
	}
	if !errors.Is(err, verify.ErrUnverified) {
		t.Errorf("%v: not an error of what does not follow", err)
	}
	if testing.Verbose() {
		t.Log(err)
	}
}

// TestEveryField alters each field of the derived facts of the example and expects that the fact is what is refused.
func TestEveryField(t *testing.T) {
	if testing.Short() {
		t.Skip("some hundred determinations are forged")
	}
	f := newForger(t)
	tries := map[string]int{}
	for i, x := range f.a.Determination.Facts {
		if x.Rule == "" || x.Rule == fact.RuleListing {
			continue
		}
		for _, a := range alterations(reflect.ValueOf(x.Body), "", f.a.Determination.Facts[0].ID) {
			key := fmt.Sprint(x.Body.Kind(), " ", a.field)
			if tries[key]++; tries[key] > 1 {
				continue
			}
			d := f.told(func(d *determination.Determination) {
				body := reflect.New(reflect.TypeOf(x.Body).Elem())
				deepCopy(body.Elem(), reflect.ValueOf(x.Body).Elem())
				a.alter(body)
				d.Facts[i] = fact.New(body.Interface().(fact.Body), x.Sources, x.Rule, x.From...)
			})
			if d.Digest == f.a.Determination.Digest {
				continue // altered to what it was
			}
			if err := f.verify(d); err == nil {
				t.Errorf("%s can be forged", key)
			}
		}
	}
	if len(tries) < 80 {
		t.Errorf("only %d fields were altered", len(tries))
	}
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
