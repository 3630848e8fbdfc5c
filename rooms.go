package longarm

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/geofence"
	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/reach"
)

// What one room hands to the next where their words differ.

// Presumed is the author of what is taken as given because nobody says otherwise.
const Presumed = "presumed"

// presume makes a subject where nobody names one: a company of Home. A review
// without a case file is mostly that of one's own organisation.
func (r *journey) presume() error {
	r.Subject = "reviewed-organisation"
	home := cmp.Or(r.Home, "US")
	p := &fact.Party{ID: r.Subject, Kind: fact.Company, Names: []fact.Name{{Text: "the reviewed organisation"}}, Organized: []fact.Country{home}, Seat: home}
	_, err := r.set.Add(fact.New(&fact.Claim{Author: Presumed, Authority: fact.Presumed, Party: p}, []fact.Source{{Name: "command line", Place: "--home " + string(home)}}, ""))
	return err
}

func (r *journey) fold(a netip.Addr) netip.Prefix {
	p, _ := r.providers.Prefix(a)
	return p
}

func (r *journey) tell(p evidence.Progress) {
	if r.Progress == nil {
		return
	}
	r.Progress(fmt.Sprintf("read %d of %d files, %d of %d MB", p.Files, p.OfFiles, p.Bytes>>20, p.OfBytes>>20))
}

// caseErrors joins the errors of case files, which stop a review.
func caseErrors(reading *evidence.Reading) error {
	cases := map[string]bool{}
	for _, f := range reading.Files {
		cases[f.Name] = cases[f.Name] || f.Kind == "case"
	}
	var errs []error
	for _, p := range reading.Problems {
		if cases[p.Name] {
			errs = append(errs, errors.New(p.String()))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return fmt.Errorf("%w:\n%w", ErrCase, errors.Join(errs...))
}

func evidenceOf(reading *evidence.Reading, on fact.Date) determination.Evidence {
	e := determination.Evidence{ReadOn: on, Files: []determination.File{}}
	for _, f := range reading.Files {
		kind := f.Kind
		if kind == evidence.NotEvidence || kind == evidence.NotRecognized {
			kind = ""
		}
		e.Files = append(e.Files, determination.File{Digest: f.Digest, Kind: kind, Name: f.Name, Records: f.Records, Size: f.Size, Skipped: f.Skipped, Note: f.Note, SameAs: f.SameAs})
	}
	for _, p := range reading.Problems {
		place := ""
		switch {
		case p.Line > 0:
			place = fmt.Sprintf("line %d", p.Line)
		case p.Offset > 0:
			place = fmt.Sprintf("byte %d", p.Offset)
		}
		e.Problems = append(e.Problems, determination.Problem{Name: p.Name, Place: place, Read: p.Read, What: p.What})
	}
	return e
}

// Listed answers case files whether data lie in the areas of the Government-Related
// Location Data List: the reader of case files knows no law.
func Listed(b casefile.Box) (in fact.Truth, areas []int64) { return geofence.Judge(geofence.Box(b)) }

// compels answers reach's question from the catalogue of laws that compel.
func (r *journey) compels(government fact.Country, arm fact.Arm, on ...reach.Ground) []reach.Law {
	grounds := make([]compel.Ground, len(on))
	for i, g := range on {
		grounds[i] = compel.Ground(g)
	}
	var out []reach.Law
	for _, a := range r.Compels.For(government, arm, r.At, grounds...) {
		out = append(out, reach.Law{Citation: a.Citation, Applies: a.Applies, Why: a.Why, Abroad: a.Abroad.Truth(), Unverified: a.Unverified})
	}
	return out
}

// affiliates tells who else of a provider's group may be able to get at data
// that the parties on the path hold: those above them, and of their group the
// staff and those known to be covered. Companies that only operate or contract
// elsewhere, or for other customers, are not on the path.
func (r *journey) affiliates(id fact.ProviderID, path []fact.PartyID) []reach.Affiliate {
	above := r.above(path)
	var out []reach.Affiliate
	for _, m := range r.providers.Affiliates(id) {
		claim, ok := r.claims[m.Party]
		elsewhere := m.Scope != "" && (m.Relation == provider.Operator || m.Relation == provider.Contractor)
		if !ok || elsewhere {
			continue
		}
		group := false
		for p := range r.above([]fact.PartyID{m.Party}) {
			group = group || above[p]
		}
		if above[m.Party] || group && (m.Relation == provider.Staff || m.Able == fact.Yes || r.concern[m.Party]) {
			out = append(out, reach.Affiliate{Party: m.Party, Able: m.Able, Means: m.Means, Claim: claim})
		}
	}
	return out
}

// above returns parties and all that hold, employ or control them.
func (r *journey) above(parties []fact.PartyID) map[fact.PartyID]bool {
	seen := map[fact.PartyID]bool{}
	queue := slices.Clone(parties)
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		if seen[p] {
			continue
		}
		seen[p] = true
		queue = append(queue, r.owners[p]...)
	}
	return seen
}

// contracts lists the companies that the subject may contract with for what an
// attribution is about. Where a test finds all or none of them covered, it does
// not matter which, and the most likely stands for them.
func (r *journey) contracts(a *fact.Attribution) []fact.PartyID {
	var out []fact.PartyID
	covered := 0
	for _, c := range r.providers.Contracts(a.Provider, a.Region, a.Country) {
		out = append(out, c.Party)
		if r.concern[c.Party] {
			covered++
		}
	}
	if len(out) > 0 && (covered == 0 || covered == len(out)) {
		return out[:1]
	}
	return out
}

func (r *journey) providerName(id fact.ProviderID) string {
	if p, ok := r.providers.Provider(id); ok {
		return p.Name
	}
	return string(id)
}

// index notes the claim that speaks of each party, who holds it, and which parties a test finds covered.
func (r *journey) index() {
	r.claims, r.concern, r.owners = map[fact.PartyID]fact.ID{}, map[fact.PartyID]bool{}, map[fact.PartyID][]fact.PartyID{}
	for f, c := range fact.Of[*fact.Claim](&r.set) {
		if c.Interest != nil {
			r.owners[c.Interest.Asset] = append(r.owners[c.Interest.Asset], c.Interest.Owner)
		}
		if c.Party == nil || c.Text != "" {
			continue
		}
		if old, ok := r.claims[c.Party.ID]; !ok || bytes.Compare(f.ID[:], old[:]) < 0 {
			r.claims[c.Party.ID] = f.ID
		}
	}
	for _, c := range fact.Of[*fact.Control](&r.set) {
		if c.Test == "dsp" && c.Verdict == fact.Yes {
			r.concern[c.Party] = true
		}
	}
}
