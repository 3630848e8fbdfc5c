package longarm_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/law/procedure"
	"github.com/longarm-project/longarm/reach"
)

// What packs, instruments, procedures and compelling laws say of the same law agrees.

func instruments(t *testing.T) *instrument.Library {
	t.Helper()
	l, err := instrument.Default()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The countries of a pack are those of the instrument it encodes, on the days around each change.
func TestCountriesAgree(t *testing.T) {
	il := instruments(t)
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ pack, set, instrument string }{
		{"us-dsp", "countries_of_concern", "DOJ-28CFR202"},
		{"us-icts", "adversaries", "ICTS-ADVERSARIES-1"},
		{"us-icts", "adversaries", "ICTS-ADVERSARIES-2"},
	} {
		in := il.Lookup(tt.instrument)
		p, err := lib.Pack(tt.pack)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []fact.Date{in.From, in.Last} {
			if at == "" || at < "2021-03-22" {
				continue // the list of adversaries is older than the procedure that uses it
			}
			c, err := p.At(at)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for _, m := range in.Members {
				if country, part := m.Country(); !part {
					want = append(want, string(country))
				}
			}
			got := slices.Clone(c.Set(tt.set).Words())
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s of %s on %s (-%s +pack):\n%s", tt.set, tt.pack, at, tt.instrument, diff)
			}
		}
	}
}

// The regimes of the procedure begin and end with the instruments, and rules of the pack are in force with them.
func TestRegimesAgree(t *testing.T) {
	il := instruments(t)
	p, err := procedure.Default()
	if err != nil {
		t.Fatal(err)
	}
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	pack, err := lib.Pack("us-icts")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[fact.Date]string{
		"2021-03-21": "", "2021-03-22": "ICTS-IFR", "2024-07-17": "ICTS-IFR", "2024-07-18": "ICTS-IFR", "2025-02-03": "ICTS-IFR",
		"2025-02-04": "ICTS-FINAL", "2026-11-21": "ICTS-FINAL",
	} {
		s, _, ok := il.Line("icts-procedure", at, "")
		if ok != (want != "") || ok && s.ID != want {
			t.Errorf("instruments on %s: %v, want %q", at, ok, want)
		}
		c, err := pack.At(at)
		if err != nil {
			t.Fatal(err)
		}
		sheet, err := p.At(at)
		if (err == nil) != ok || (len(c.Decide) > 0) != ok {
			t.Errorf("%s: procedure %v, %d provisions, instrument in force %v", at, err, len(c.Decide), ok)
			continue
		}
		if ok && sheet.Outcomes[0].Citation[:len("15 CFR 7")] != c.Decide[0].Citation[:len("15 CFR 7")] {
			t.Errorf("%s: procedure cites %s, pack %s", at, sheet.Outcomes[0].Citation, c.Decide[0].Citation)
		}
	}
}

// Every ground that reach asks on is one that laws of the catalogue name.
func TestGroundsAreOfTheCatalogue(t *testing.T) {
	cl, err := compel.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range []reach.Ground{reach.Incorporation, reach.Operation, reach.Presence, reach.Nationality} {
		if !slices.ContainsFunc(cl.All(), func(w *compel.Law) bool { return slices.Contains(w.Grounds, compel.Ground(g)) }) {
			t.Errorf("no law reaches anybody by %q", g)
		}
	}
}

// A law that compels names an instrument of the data, and begins with it.
func TestCompellingLawsAreInstruments(t *testing.T) {
	il := instruments(t)
	cl, err := compel.Default()
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, w := range cl.All() {
		if w.Instrument == "" {
			continue
		}
		in := il.Lookup(w.Instrument)
		if in == nil {
			t.Errorf("%s names %s, which is no instrument", w.ID, w.Instrument)
			continue
		}
		named[in.ID] = true
		// A later version of a law begins later; the day of signature may precede that of force.
		if w.From < in.From {
			t.Errorf("%s begins on %s, before %s on %s", w.ID, w.From, in.ID, in.From)
		}
	}
	for _, i := range il.Instruments() {
		if i.Kind == instrument.ForeignLaw && !named[i.ID] {
			t.Errorf("%s is a foreign law of which law/compel knows nothing", i.ID)
		}
	}
}

// Each instrument that may decide a dealing has a provision of the catalogue in force while it is, and none besides.
func TestCatalogueAgrees(t *testing.T) {
	il := instruments(t)
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	p, err := lib.Pack("us-catalogue")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range p.Rules {
		if r.Outcome == "" {
			continue
		}
		if i := il.Lookup(r.Instrument); i == nil || i.Decides == nil || i.Decides.Rule != r.ID {
			t.Errorf("%s: instrument %q does not name rule %s", r.Place, r.Instrument, r.ID)
		}
		for _, name := range r.DecidedBy {
			if _, err := lib.Pack(name); err != nil {
				t.Errorf("%s: %v", r.Place, err)
			}
		}
	}
	for _, i := range il.Instruments() {
		if i.Decides == nil || i.Decides.Rule == "" {
			continue
		}
		for _, at := range []fact.Date{i.From, i.Last} {
			if at == "" || i.ID == "OFAC-50-2008" || i.ID == "SEC-1260H" {
				continue // the list was there before the day from which it decides contracts
			}
			c, err := p.At(at)
			if err != nil {
				t.Fatal(err)
			}
			if c.Rule(i.Decides.Rule) == nil {
				t.Errorf("%s is in force on %s, rule %s of us-catalogue is not", i.ID, at, i.Decides.Rule)
			}
		}
	}
}
