package review

import (
	"cmp"
	"maps"
	"slices"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// safeguarded sets what the safeguards show of the pack's catalogue of measures.
func (w *world) safeguarded(r *law.Record, d dealing) {
	if len(w.code.Pack.Measures) == 0 {
		return
	}
	var ids []fact.ID
	t := fact.Yes
	groups := map[string]map[string]fact.Truth{} // by group, what each option comes to
	for _, m := range w.code.Pack.Measures {
		s := w.measure(m, d)
		ids = append(ids, s.Facts...)
		if m.Group == "" {
			t = min(t, s.State)
			continue
		}
		if groups[m.Group] == nil {
			groups[m.Group] = map[string]fact.Truth{}
		}
		option := cmp.Or(m.Option, string(m.ID))
		if o, ok := groups[m.Group][option]; !ok || s.State < o {
			groups[m.Group][option] = s.State
		}
	}
	for _, options := range groups {
		t = min(t, slices.Max(slices.Collect(maps.Values(options))))
	}
	w.cited = append(w.cited, ids...)
	r.Set(w.kind.dealing.Field("safeguarded"), law.Value{Truth: t}, ids...)
}

// measure returns the state of one measure: as it stands on the dealing, or on every one of its assets.
func (w *world) measure(m law.Measure, d dealing) determination.Measure {
	out := determination.Measure{ID: m.ID, Says: m.Says, Citation: m.Citation, Group: m.Group, Option: m.Option, Unverified: m.Unverified != ""}
	if !w.measures[m.ID] {
		return out
	}
	if w.standing(&out, "dealing "+d.Name) {
		return out
	}
	assets := assetsOf(d.Dealing)
	state := fact.Yes
	for _, a := range assets {
		one := determination.Measure{ID: m.ID}
		w.standing(&one, "asset "+string(a))
		state = min(state, one.State)
		out.Facts = append(out.Facts, one.Facts...)
		out.Since, out.Seen = max(out.Since, one.Since), one.Seen
	}
	if len(assets) > 0 {
		out.State = state
	}
	return out
}

// standing reads the safeguards of one thing into out; of several statements the least counts.
func (w *world) standing(out *determination.Measure, key string) bool {
	found := false
	for _, s := range w.safeguards[key] {
		if s.Measure != out.ID || s.Since != "" && s.Since.First() > w.at {
			continue
		}
		if !found || s.State < out.State {
			out.State, out.Seen, out.Since = s.State, s.Seen, s.Since
		}
		out.Facts = append(out.Facts, s.id)
		found = true
	}
	return found
}
