package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A citation is found as it is printed, and in each form in which its parts stand together.
func TestCitations(t *testing.T) {
	for _, c := range []struct {
		asked, text string
		want        bool
	}{
		{"28 CFR 202.253", "28 CFR 202.210(a), 202.253", true},
		{"28 CFR 202.25", "28 CFR 202.210(a), 202.253", false},
		{"28 CFR 202", "28 CFR 202.210(a), 202.253", true},
		{"28 CFR 202.1001(b)(4)", "28 CFR 202.1001(b)(3) and (4)", true},
		{"28 CFR 202.1001(b)", "28 CFR 202.1001(a) and (b)", true},
		{"28 CFR 202.205(c)", "28 CFR 202.205(a) to (f)", true},
		{"28 CFR 202.205(g)", "28 CFR 202.205(a) to (f)", false},
		{"15 CFR 791.301", "15 CFR 791.300-791.321, 90 FR 5414", true},
		{"90 FR 5414", "15 CFR 791.300-791.321, 90 FR 5414", true},
		{"COM(2026) 502, Annex II 2.1(g)(ii)", "COM(2026) 502, Annex II 2.1(g)(ii); Annex III, 7.2(d)", true},
		{"COM(2026) 502, Annex III 7.2(d)", "COM(2026) 502, Annex II 2.1(g)(ii); Annex III, 7.2(d)", true},
		{"COM(2026) 502, Annex II 3.1", "COM(2026) 502, Annex II 2.1(e), 3.1(e)", true},
		{"COM(2026) 502, Annex II 4.1", "COM(2026) 502, Annex II 2.1(e), 3.1(e)", false},
		{"COM(2026)502 final", "COM(2026) 502, art. 16(1), 20(1)", true},
		{"COM(2026) 502, art. 20(1)", "COM(2026) 502, art. 16(1), 20(1)", true},
		{"Regulation (EU) 2016/679, art. 44 to 49", "Regulation (EU) 2016/679, art. 44 to 49", true},
		{"Regulation (EU) 2016/679 art. 46", "Regulation (EU) 2016/679, art. 44 to 49", true},
		{"Regulation (EU) 2016/679, Article 50", "Regulation (EU) 2016/679, art. 44 to 49", false},
		{"Regulation (EU) 2023/2854, art. 44", "Regulation (EU) 2016/679, art. 44", false},
	} {
		if got := cited(citeOf(c.asked), c.text); got != c.want {
			t.Errorf("%q in %q: %v; %q in %q", c.asked, c.text, got, citeOf(c.asked), citesIn(c.text))
		}
	}
}

// Lawyers write one citation in many forms.
func TestFormsOfOneCitation(t *testing.T) {
	for _, same := range [][]string{
		{"28 CFR 202.303(a)", "28 C.F.R. § 202.303(a)", "28 CFR §202.303(a)", "28CFR202.303(a)", "28 c.f.r. sec. 202.303 (a)", "28 C. F. R. §§ 202.303(a)", "28 Code of Federal Regulations section 202.303(a)"},
		{"28 CFR Part 202", "28 C.F.R. pt. 202", "28 CFR part 202", "28 CFR 202"},
		{"EO 13971", "EO13971", "E.O. 13971", "EO-13971", "Executive Order 13971", "Exec. Order No. 13971", "Executive Order No. 13,971", "exec. order 13971"},
		{"86 FR 4909", "86 Fed. Reg. 4909", "86 F.R. 4909", "86 Fed Reg 4909", "86 Federal Register 4909", "86FR4909"},
		{"Pub. L. 118-50 div. I", "P.L. 118-50, div. I", "Pub. L. No. 118-50, div. I", "Public Law 118-50, Division I", "PL 118-50 div. I", "Pub.L. 118-50 div. I"},
		{"15 USC 9901", "15 U.S.C. § 9901", "15 U.S.C. 9901 note", "15USC9901", "15 United States Code section 9901"},
		{"889", "section 889", "§ 889", "sec. 889", "NDAA 889", "NDAA § 889", "section 889 of the NDAA", "FY2019 NDAA sec. 889"},
		{"COM(2026) 502", "COM(2026)502", "COM(2026) 502 final", "COM (2026) 502"},
		{"GDPR art. 46", "Art. 46 GDPR", "GDPR, Article 46"},
		{"FISA 702", "FISA section 702", "FISA § 702"},
	} {
		want := citeOf(same[0])
		for _, s := range same[1:] {
			if d := cmp.Diff(want, citeOf(s)); d != "" {
				t.Errorf("%q is not %q:\n%s", s, same[0], d)
			}
		}
	}
}
