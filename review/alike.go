package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
)

// alikeLines say of the parties of a dealing which of them, or of their owners, has a
// name like one on a list that the law asks for, and what would follow if it is the same.
func (d *decider) alikeLines(r *law.Record) []string {
	say := &d.wording().Party
	var out []string
	for _, p := range partiesOf(r) {
		id := partyOf(p)
		var own, owners []string
		if known, _, _ := p.Given(p.Kind.Field("designated")); len(known.Words) > 0 {
			continue
		}
		for _, l := range d.world.likes(id) {
			if l.party == id {
				own = append(own, d.likeWords(l))
			} else {
				owners = append(owners, d.likeWords(l))
			}
		}
		owned, _, _ := p.Given(p.Kind.Field("owned"))
		fill := func(s string, names []string) {
			if s != "" && len(names) > 0 {
				out = append(out, strings.NewReplacer("{party}", p.Name, "{share}", fact.Share(owned.Hi).String(), "{names}", strings.Join(names, "; ")).Replace(s))
			}
		}
		fill(say.Alike, own)
		fill(say.Held, owners)
	}
	return out
}

// partiesOf lists the counterparty of a dealing and those who get access, each once.
func partiesOf(r *law.Record) []*law.Record {
	var out []*law.Record
	add := func(v law.Value) {
		if v.Ref != nil && v.Ref.OneOf() == nil && !slices.Contains(out, v.Ref) {
			out = append(out, v.Ref)
		}
	}
	c, _, _ := r.Given(r.Kind.Field("counterparty"))
	add(c)
	access, _, _ := r.Given(r.Kind.Field("access"))
	for _, a := range access.List {
		p, _, _ := a.Given(a.Kind.Field("party"))
		add(p)
	}
	return out
}

func (d *decider) likeWords(l like) string {
	return fmt.Sprintf("%s as %q (%s)", d.world.party(l.party).Name, l.Name, l.Entry)
}

// owners returns the entries of lists that owners may be on whom the answer to a leaf about a share rests.
func (d *decider) owners(l law.Leaf) []like {
	if l.Field.Name != "owned" || !d.world.code.Pack.Ownership.Others {
		return nil
	}
	return d.world.likes(partyOf(l.Record))
}

// asksAlike makes the question of a leaf one of whether a party, or owners of one, are those that a list names.
func (d *decider) asksAlike(l law.Leaf, q *determination.Question) bool {
	likes := d.owners(l)
	if l.Field.Name == "designated" {
		likes = d.world.likes(partyOf(l.Record))
		likes = slices.DeleteFunc(likes, func(k like) bool { return k.party != partyOf(l.Record) })
	}
	if len(likes) == 0 {
		return false
	}
	var names, paths []string
	for _, k := range likes {
		names = append(names, d.likeWords(k))
		if path := "parties." + string(k.party) + ".designated"; !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	q.Ask = "Is it the same that the list names: " + strings.Join(names, "; ") + "?"
	q.Path = strings.Join(paths, ", ")
	return true
}

// sameOwners states whether owners are those that lists name; nil where the share does not rest on that.
func (d *decider) sameOwners(id string, v law.Value) patch {
	owners := patch{}
	for _, k := range d.world.likes(fact.PartyID(id)) {
		if v.Lo < int64(d.world.code.Pack.Ownership.Share()) {
			owners[string(k.party)] = patch{"designated": "no"}
			continue
		}
		programme := patch{"programme": k.List}
		if k.From != "" {
			programme["from"] = string(k.From)
		}
		owners[string(k.party)] = patch{"designated": []any{programme}}
	}
	if len(owners) == 0 {
		return nil
	}
	return patch{"parties": owners}
}
