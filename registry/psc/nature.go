package psc

import (
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// dimensions maps the beginnings of natures of control. Codes for partnerships
// and overseas entities begin alike; "part-" is dropped before.
var dimensions = []struct {
	prefix string
	kind   fact.InterestKind
}{
	{"ownership-of-shares", fact.Shares},
	{"voting-rights", fact.Votes},
	{"right-to-share-surplus-assets", fact.Surplus},
	{"right-to-appoint-and-remove", fact.BoardAppointment},
	{"significant-influence-or-control", fact.OtherInfluence},
	{"registered-owner-as-nominee", fact.Nominee},
}

// bands maps the shares in codes. The middle band ends below 75 and the last
// begins with it (SI 2016/339, Schedule 2: "75% or more"); the wording that
// Companies House gives with some codes is less exact. Shares up to 25 % are not registered.
var bands = []struct {
	code   string
	bounds registry.Bounds
}{
	{"-25-to-50-percent", registry.Bounds{Min: "25", MinExclusive: true, Max: "50"}},
	{"-50-to-75-percent", registry.Bounds{Min: "50", MinExclusive: true, Max: "75", MaxExclusive: true}},
	{"-75-to-100-percent", registry.Bounds{Min: "75"}},
	{"-more-than-25-percent", registry.Bounds{Min: "25", MinExclusive: true}},
}

// natures yields an interest for each nature of control of a holder.
func (r *reader) natures(h holder, owner fact.PartyID) string {
	none := true
	for n := range h.data.Get("natures_of_control").Elems() {
		none = false
		i, flags := nature(n.String())
		for _, f := range flags {
			r.In.Tally.Note(f)
		}
		i.Asset, i.Owner, i.From, i.To = h.company, owner, h.from, h.to
		r.Emit(registry.Record{Interest: i}, flags...)
	}
	if none {
		r.Emit(registry.Record{Interest: &fact.Interest{
			Asset: h.company, Owner: owner, Kind: fact.UnknownInterest, Hi: fact.Whole, From: h.from, To: h.to,
		}}, r.Note("natures-missing"))
	}
	return ""
}

// nature reads one code. Holdings are "directly or indirectly", so the level is
// not known. What is held as a trustee, or through a trust or firm that the holder
// controls, is held together with others: its lower bound is 0, and it is
// indirect, so that it does not add to the record of the trust itself.
func nature(code string) (i *fact.Interest, flags []string) {
	i = &fact.Interest{Kind: fact.UnknownInterest, Hi: fact.Whole, Note: code}
	rest := strings.TrimPrefix(code, "part-")
	for _, d := range dimensions {
		if strings.HasPrefix(rest, d.prefix) {
			i.Kind = d.kind
		}
	}
	known := i.Kind != fact.UnknownInterest
	if i.Kind == fact.Shares || i.Kind == fact.Votes || i.Kind == fact.Surplus {
		known = false
		for _, b := range bands {
			if strings.Contains(rest, b.code) {
				known = true
				i.Lo, i.Hi, _ = b.bounds.Range() // the bounds are constants
			}
		}
	}
	if !known {
		flags = append(flags, "nature-unknown")
	}
	switch {
	case strings.Contains(rest, "-trust"):
		i.Lo, i.Direct, flags = 0, fact.No, append(flags, "held-by-trust")
	case strings.Contains(rest, "-firm"):
		i.Lo, i.Direct, flags = 0, fact.No, append(flags, "held-by-firm")
	}
	return i, flags
}
