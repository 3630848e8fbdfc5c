package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/provider"
)

// Every citation and id that a page, an explanation or a pack prints is shown by law show, each part of it.
func TestEveryCitationIsShown(t *testing.T) {
	t.Chdir("../..")
	var out bytes.Buffer
	s, err := newShower(&out, "2026-11-01", false)
	if err != nil {
		t.Fatal(err)
	}
	printed := map[string]string{} // citation, where
	add := func(where string, cites ...string) {
		for _, c := range cites {
			if c != "" {
				printed[c] = where
			}
		}
	}
	for _, p := range s.packs {
		add("pack", p.ID)
		for _, r := range s.rules[p.ID] {
			add(p.ID+" rule "+r.ID, r.Citation, p.ID+"/"+r.ID)
			elements, _ := r.Elements()
			for _, e := range elements {
				add(p.ID+" element of "+r.ID, e.Citation)
			}
			for _, e := range r.Exceptions {
				add(p.ID+" exception of "+r.ID, e.Citation)
			}
		}
		for _, d := range p.Duties {
			add(p.ID+" duty", d.Citation)
		}
		for _, m := range p.Measures {
			add(p.ID+" measure", m.Citation)
		}
		for _, x := range p.Tables {
			add(p.ID+" table", x.Citation)
		}
	}
	for _, i := range s.instruments.Instruments() {
		add("instrument", i.ID)
	}
	for _, l := range s.compelling.All() {
		add("law that compels", l.ID)
	}
	_, ids := provider.Entry("")
	add("gazetteer", ids...)
	for _, args := range []string{"examples/estate", "--home DE examples/estate-eu"} {
		var saved bytes.Buffer
		_ = run(t.Context(), append([]string{"review", "--format", "json", "--at", "2026-11-01"}, strings.Fields(args)...), nil, &saved, os.Stderr) // the exit code is that of the findings
		var d any
		if err := json.Unmarshal(saved.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		citationsOf(d, func(c string) { add(args, c) })
	}
	if len(printed) < 500 {
		t.Fatalf("%d citations only", len(printed))
	}
	for _, c := range slices.Sorted(maps.Keys(printed)) {
		out.Reset()
		if err := s.show(c); err != nil {
			t.Errorf("%q (%s): %v", c, printed[c], err)
		} else if text := out.String(); strings.Contains(text, "Nothing here is of") {
			t.Errorf("%q (%s): %s", c, printed[c], text[strings.Index(text, "Nothing here is of"):])
		}
	}
}

// citationsOf finds the citations of a saved determination, and the laws that it says compel.
func citationsOf(v any, add func(string)) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			citationsOf(x, add)
		}
	case map[string]any:
		for k, x := range v {
			cite, isText := x.(string)
			laws, isList := x.([]any)
			switch {
			case k == "citation" && isText:
				add(cite)
			case k == "laws" && isList:
				for _, l := range laws {
					if l, ok := l.(string); ok {
						add(l)
					}
				}
			default:
				citationsOf(x, add)
			}
		}
	}
}

// The forms in which lawyers write, each with what is to come first.
func TestWhatLawyersWrite(t *testing.T) {
	var out bytes.Buffer
	s, err := newShower(&out, "2026-12-01", false)
	if err != nil {
		t.Fatal(err)
	}
	for asked, want := range map[string]string{
		"EO13971": "EO-13971  ", "Exec. Order No. 13971": "EO-13971  ", "Executive Order No. 13,971": "EO-13971  ",
		"86 Fed. Reg. 4909": "ICTS-IFR  ", "86 FR 4909": "ICTS-IFR  ", "89 FR 96895": "ICTS-FINAL  ",
		"P.L. 118-50": "Pub. L. 118-50 div. H", "Pub. L. No. 118-50, div. I": "15 USC 9901",
		"NDAA 889": "Pub. L. 115-232 sec. 889", "section 889": "Pub. L. 115-232 sec. 889", "§ 889(a)(1)(B)": "Pub. L. 115-232 sec. 889(a)(1)(B)",
		"COM(2026)502": "eu-cada  ", "COM(2026) 502 final": "eu-cada  ",
		"Regulation (EU) 2016/679 art. 46": "Regulation (EU) 2016/679, art. 44 to 49", "GDPR art. 46": "Regulation (EU) 2016/679, art. 44 to 49",
		"Art. 48 GDPR": "Regulation (EU) 2016/679, art. 44 to 49", "Data Act": "Regulation (EU) 2023/2854",
		"FISA 702": "US-FISA-702-RISAA  ", "FISA § 702": "US-FISA-702-RISAA  ", "50 U.S.C. § 1881a": "US-FISA-702-RISAA  ", "IEEPA": "US-IEEPA-1702  ",
		"28 C.F.R. § 202.303(a)": "28 CFR 202.303", "28CFR202.303": "28 CFR 202.303", "28 CFR Part 202": "28 CFR Part 202", "us-dsp/202.303": "28 CFR 202.303",
		"sec-1260h": "SEC-1260H  ", "CN-CEL": "CN-CEL  ", "Counter-Espionage Law": "CN-CEL  ", "alibaba-cloud/singapore": "# gazetteer/alibaba-cloud.yaml",
	} {
		out.Reset()
		if err := s.show(asked); err != nil {
			t.Errorf("%q: %v", asked, err)
		} else if !strings.HasPrefix(out.String(), want) {
			t.Errorf("%q: got %.80q, want %q", asked, out.String(), want)
		}
	}
	if err := s.show("28 CFR 999.1"); err == nil {
		t.Error("a citation that there is not is shown")
	}
}

// A law that ended says so, and what follows; that of several versions is shown which is in force.
func TestVersionsOfALaw(t *testing.T) {
	for _, c := range []struct {
		asked, day string
		want       []string
	}{
		{"FISA 702", "2026-12-01", []string{"it ended on 2026-06-12; what was ordered before goes on", "other version  FISA section 702 directives, before 2024, 2008-07-10 to 2024-04-19: longarm law show US-FISA-702-2008"}},
		{"US-FISA-702-2008", "2026-12-01", []string{"not in force on 2026-12-01: it ended on 2024-04-19; ", "follows it from 2024-04-20: longarm law show US-FISA-702-RISAA"}},
		{"US-FISA-702-RISAA", "2020-01-01", []string{"not yet in force on 2020-01-01"}},
	} {
		var out bytes.Buffer
		s, err := newShower(&out, fact.Date(c.day), false)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.show(c.asked); err != nil {
			t.Fatal(err)
		}
		for _, w := range c.want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%s on %s lacks %q:\n%s", c.asked, c.day, w, out.String())
			}
		}
	}
}
