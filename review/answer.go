package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// A patch is what a case file states, as nested mappings and lists: an answer in
// the words of the case file, to be merged into one.
type patch map[string]any

// text writes a patch on one line, as JSON, which is YAML too; "" for none.
func (p patch) text() string {
	if p == nil {
		return ""
	}
	return string(fact.Canonical(p))
}

// states returns how a case file states that leaf l has value v, where v comes of
// choice c if c is not nil; nil where there are no words for it.
func (d *decider) states(l law.Leaf, v law.Value, c *law.Choice) patch {
	r, f := l.Record, l.Field
	if f.Term != nil {
		value := v.Format(f.Type)
		switch {
		case c != nil:
			value = c.Value
		case f.Type == law.Number:
			value = numberText(v)
		case f.Type == law.Date:
			value = string(law.DayDate(v.Lo))
		}
		if value == "" || value == "unknown" {
			return nil
		}
		return d.onRecord(r, patch{"terms": patch{f.Name: value}})
	}
	switch r.Kind {
	case d.world.kind.party:
		return d.ofParty(string(partyOf(r)), f, v, c)
	case d.world.kind.dealing:
		return d.ofDealing(r, f, v, c)
	case d.world.kind.access:
		if f.Name == "able" {
			if entry := d.accessEntry(r); entry != nil {
				entry["able"] = v.Truth.String()
				return d.onDealing(r, patch{"access": []any{entry}})
			}
		}
	case d.world.kind.data:
		return d.ofData(r, f, v, c)
	}
	return nil
}

// ofParty states a field of a party.
func (d *decider) ofParty(id string, f *law.Field, v law.Value, c *law.Choice) patch {
	if !d.world.named(fact.PartyID(id)) {
		return nil // one that nobody named
	}
	party := func(p patch) patch { return patch{"parties": patch{id: p}} }
	switch f.Name {
	case "owned":
		if d.world.code.Pack.Ownership.Others {
			return d.sameOwners(id, v)
		}
		if d.world.split[d.world.parties[fact.PartyID(id)]] {
			return nil
		}
		return party(patch{"concern_share": shareText(v)})
	case "employers":
		if c == nil || c.Party == nil {
			return party(patch{"complete": "yes"})
		}
		p := standInParty(c.Party)
		p["interests"] = []any{patch{"owner": standInID, "asset": id, "kind": "employment"}}
		return p
	case "designated":
		if c == nil || c.Value == "" {
			return party(patch{"designated": "no"})
		}
		return party(patch{"designated": []any{patch{"programme": c.Value}}})
	case "organized", "citizenship":
		return party(patch{f.Name: chosenWords(c)})
	case "kind", "seat", "residence", "present", "status", "state":
		return party(patch{f.Name: chosenWord(c, v)})
	}
	return nil
}

// ofDealing states a field of a dealing.
func (d *decider) ofDealing(r *law.Record, f *law.Field, v law.Value, c *law.Choice) patch {
	dealing := func(p patch) patch { return patch{"dealings": patch{r.Name: p}} }
	switch f.Name {
	case "class":
		return dealing(patch{"class": chosenWord(c, v)})
	case "counterparty", "subject":
		if c == nil || c.Party == nil {
			return nil
		}
		p := standInParty(c.Party)
		p["dealings"] = patch{r.Name: patch{f.Name: standInID}}
		return p
	case "from", "to":
		return dealing(patch{f.Name: string(law.DayDate(v.Lo))})
	case "access":
		list := []any{}
		for _, a := range v.List {
			if entry := d.accessEntry(a); entry != nil {
				list = append(list, entry)
			}
		}
		if c == nil || c.Party == nil {
			if len(list) == 0 {
				return dealing(patch{"access": "none"})
			}
			return dealing(patch{"access": list})
		}
		p := standInParty(c.Party)
		p["dealings"] = patch{r.Name: patch{"access": append(list, patch{"party": standInID})}}
		return p
	case "data":
		if c == nil || c.Data == nil {
			return dealing(patch{"data": "none"})
		}
		e := patch{}
		for k, value := range c.Data {
			switch k {
			case "category":
				e[k] = value
			case "number", "window":
				e["persons"] = everybody(value)
			}
		}
		return dealing(patch{"data": []any{e}})
	}
	return nil
}

// ofData states a field of a data entry.
func (d *decider) ofData(r *law.Record, f *law.Field, v law.Value, c *law.Choice) patch {
	switch f.Name {
	case "category":
		return d.onRecord(r, patch{"category": chosenWord(c, v)})
	case "identifiers":
		if vs := chosenWords(c); len(vs) > 0 {
			return d.onRecord(r, patch{"identifiers": vs})
		}
	case "joined":
		if t := d.world.kind.data.Field("persons_joined"); t != nil {
			return d.onRecord(r, patch{"terms": patch{t.Name: numberText(v)}})
		}
	case "number", "window":
		if f.Name == "window" && d.world.joint[r] {
			if t := d.world.kind.data.Field("persons_in_window"); t != nil {
				return d.onRecord(r, patch{"terms": patch{t.Name: numberText(v)}})
			}
		}
		key := "persons"
		switch category, _, _ := r.Given(d.world.kind.data.Field("category")); category.Word {
		case string(fact.PreciseGeolocation):
			key = "devices"
		case "":
			key = "number" // of what is not known yet
		}
		return d.onRecord(r, patch{key: numberText(v)})
	}
	return nil
}

// onRecord states something of a dealing or of a data entry, where its data stand.
func (d *decider) onRecord(r *law.Record, p patch) patch {
	if r.Kind == d.world.kind.dealing {
		return patch{"dealings": patch{r.Name: p}}
	}
	if r.Kind != d.world.kind.data {
		return nil
	}
	var n int
	if path, ok := strings.CutPrefix(r.Path, "assets."); ok { // of a stated dealing that names assets
		asset, _, _ := strings.Cut(path, ".data")
		for _, c := range d.world.counts[fact.AssetID(asset)] {
			f, _ := d.world.set.Get(c.id)
			if slices.Contains(r.Facts, c.id) && len(f.Sources) > 0 {
				if _, err := fmt.Sscanf(f.Sources[0].Place, "data[%d]", &n); err == nil {
					return patch{"assets": patch{asset: patch{"data": at(n, p)}}}
				}
			}
		}
		return nil
	}
	if _, err := fmt.Sscanf(r.ID, "data %d of ", &n); err != nil {
		return nil
	}
	return d.onDealing(r, patch{"data": at(n-1, p)})
}

// at puts a mapping at a place of a list, after empty ones, which state nothing.
func at(i int, p patch) []any {
	out := make([]any, i+1)
	for k := range i {
		out[k] = patch{}
	}
	out[i] = p
	return out
}

// onDealing states something of the dealing that an access or data entry belongs to.
func (d *decider) onDealing(r *law.Record, p patch) patch {
	dealing, _, _ := r.Given(r.Kind.Field("dealing"))
	if dealing.Ref == nil {
		return nil
	}
	return patch{"dealings": patch{dealing.Ref.Name: p}}
}

// accessEntry is whoever has access, as a case file names them; nil for one that nobody named.
func (d *decider) accessEntry(r *law.Record) patch {
	party, _, _ := r.Given(r.Kind.Field("party"))
	if party.Ref == nil {
		return nil
	}
	able, _, _ := r.Given(r.Kind.Field("able"))
	if of := party.Ref.OneOf(); of != nil {
		var ids []any
		for _, o := range of {
			ids = append(ids, string(partyOf(o)))
		}
		return patch{"one_of": ids, "able": able.Truth.String()}
	}
	id := partyOf(party.Ref)
	if !d.world.named(id) {
		return nil
	}
	return patch{"party": string(id), "able": able.Truth.String()}
}

// choosing states which of several a record is.
func (d *decider) choosing(r, of *law.Record) patch {
	id := string(partyOf(of))
	path, ok := strings.CutPrefix(r.Path, "dealings.")
	switch name, isCounterparty := strings.CutSuffix(path, ".counterparty"); {
	case !ok:
		return nil
	case isCounterparty:
		return patch{"dealings": patch{name: patch{"counterparty": id}}}
	default:
		i := strings.LastIndex(path, ".access[")
		if i < 0 {
			return nil
		}
		return patch{"dealings": patch{path[:i]: patch{"access": []any{patch{"party": id}, "unknown"}}}}
	}
}

// standInID is the party that an answer puts in for one that nobody has named yet.
const standInID = "to-be-named"

func standInParty(fields map[string]string) patch {
	p := patch{"name": "a party to be named"}
	for k, v := range fields {
		switch k {
		case "kind", "seat", "state", "residence", "status", "present":
			p[k] = v
		case "organized", "citizenship":
			if v != "" {
				p[k] = strings.Split(v, ",")
			}
		}
	}
	p["complete"] = "yes"
	if p["kind"] == "state" {
		delete(p, "complete")
	}
	return patch{"parties": patch{standInID: p}}
}

// chosenWord is the word that a choice, or a value without one, stands for.
func chosenWord(c *law.Choice, v law.Value) string {
	if c != nil {
		return c.Value
	}
	return v.Word
}

// everybody is a number of persons, at most more than there are.
func everybody(number string) string {
	const most = "10000000000"
	if len(number) > len(most) {
		return most
	}
	return number
}

// chosenWords lists the words of a choice; none for none.
func chosenWords(c *law.Choice) []string {
	if c == nil || c.Value == "" {
		return nil
	}
	return strings.Split(c.Value, ",")
}

func numberText(v law.Value) string {
	switch {
	case v.Hi >= law.Most:
		return fmt.Sprintf(">=%d", v.Lo)
	case v.Lo <= 0:
		return fmt.Sprintf("<=%d", v.Hi)
	case v.Lo == v.Hi:
		return fmt.Sprint(v.Lo)
	}
	return fmt.Sprintf("%d..%d", v.Lo, v.Hi)
}

// shareText is a share as a case file states it: "40..60", in percent.
func shareText(v law.Value) string {
	percent := func(n int64) string { return strings.TrimSuffix(fact.Share(n).String(), " %") }
	return percent(max(v.Lo, 0)) + ".." + percent(min(v.Hi, int64(fact.Whole)))
}

// written fills in how each offered answer is stated, and leaves out those that
// cannot be: an offer must be one that a case file can take.
func written(q *determination.Question, labels []string, by map[string]string) {
	for _, l := range labels {
		if w := by[l]; w != "" {
			q.Values, q.Write = append(q.Values, l), append(q.Write, w)
		}
	}
}
