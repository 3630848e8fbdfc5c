package reach

import (
	"fmt"
	"maps"
	"slices"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/territory"
)

// A bound is somebody whom a law must compel for a reason to bite.
type bound struct {
	name string
	ties []tie // none: nothing says what ties it to the government
}

// A bite is what laws make of a reason.
type bite struct {
	verdict fact.Truth
	laws    []string
	decide  []string
}

// bite asks which laws compel those whom a reason needs, each on the grounds that
// the facts about it give. The verdict is that of the one least surely compelled;
// one whom no known law compels leaves it open.
func (j *judge) bite(g fact.Country, arm fact.Arm, x reason) bite {
	out := bite{verdict: x.verdict}
	if x.decide != "" {
		out.decide = append(out.decide, x.decide)
	}
	for _, b := range x.bound {
		if len(b.ties) == 0 {
			out.verdict = min(out.verdict, fact.Unknown)
			out.decide = append(out.decide, fmt.Sprintf("on what ground the law of %s reaches %s", g, b.name))
			continue
		}
		compelled, why := fact.No, []string(nil)
		for _, l := range j.reaching(g, arm, b.ties) {
			t, undecided := l.binds(g, x.home)
			if t == fact.No {
				continue
			}
			compelled = max(compelled, t)
			why = append(why, undecided...)
			if c := l.cite(); !slices.Contains(out.laws, c) {
				out.laws = append(out.laws, c)
			}
		}
		if compelled == fact.Yes {
			continue
		}
		out.verdict = min(out.verdict, fact.Unknown)
		if compelled == fact.No {
			why = j.lawless(g, arm, x, b)
		}
		for _, w := range why {
			if !slices.Contains(out.decide, w) {
				out.decide = append(out.decide, w)
			}
		}
	}
	return out
}

// reaching lists the laws that reach somebody by ties that certainly bind: of the
// government, or of its territory where the tie is to one that has laws of its own.
func (j *judge) reaching(g fact.Country, arm fact.Arm, ties []tie) []Law {
	byLaw := map[fact.Country][]tie{}
	for _, t := range ties {
		of := g
		if t.country != "" {
			of = territory.Laws(t.country, j.in.At)
		}
		byLaw[of] = append(byLaw[of], t)
	}
	var out []Law
	for _, of := range slices.Sorted(maps.Keys(byLaw)) {
		out = append(out, j.laws(of, arm, known(byLaw[of]))...)
	}
	return out
}

type lawKey struct {
	government fact.Country
	arm        fact.Arm
	on         string
}

// laws asks for the laws on some grounds, once.
func (j *judge) laws(g fact.Country, arm fact.Arm, on []Ground) []Law {
	k := lawKey{g, arm, fmt.Sprint(on)}
	laws, ok := j.asked[k]
	if !ok && len(on) > 0 {
		laws = j.in.Compels(g, arm, on...)
		j.asked[k] = laws
	}
	return laws
}

// lawless says what would decide where no law reaches b on a ground that is known:
// the facts that would give a ground on which one does, or else the law itself.
func (j *judge) lawless(g fact.Country, arm fact.Arm, x reason, b bound) []string {
	var out []string
	for _, t := range b.ties {
		if t.truth == fact.Unknown && slices.ContainsFunc(j.laws(g, arm, t.grounds), func(l Law) bool {
			binds, _ := l.binds(g, x.home)
			return binds != fact.No
		}) {
			out = append(out, fmt.Sprintf("whether %s %s", b.name, t.says))
		}
	}
	if len(out) == 0 {
		out = append(out, fmt.Sprintf("which law of %s could compel them to (none is in the catalogue)", g))
	}
	return out
}

// binds says whether the law binds about something that stands at home in g's
// country, or not, and what leaves that open. One that does not say whether it
// reaches abroad binds those who are at home.
func (l Law) binds(g fact.Country, home fact.Truth) (t fact.Truth, undecided []string) {
	stays := fact.Or(home, fact.Is(l.Abroad != fact.No))
	if l.Applies == fact.Unknown {
		undecided = append(undecided, fmt.Sprintf("whether %s applies: %s", l.Citation, l.Why))
	}
	if stays == fact.Unknown {
		undecided = append(undecided, fmt.Sprintf("whether it stands in %s, beyond which %s does not reach", g, l.Citation))
	}
	return fact.And(l.Applies, stays), undecided
}

// cite is the citation as a reach fact gives it.
func (l Law) cite() string {
	if l.Unverified {
		return l.Citation + " (unverified)"
	}
	return l.Citation
}
