package main

import "testing"

// A citation is found as it is printed, and in each form in which its parts stand together.
func TestCitations(t *testing.T) {
	for _, c := range []struct {
		asked, text string
		want        bool
	}{
		{"28 CFR 202.253", "28 CFR 202.210(a), 202.253", true},
		{"28 CFR 202.25", "28 CFR 202.210(a), 202.253", false},
		{"COM(2026) 502, Annex II 2.1(g)(ii)", "COM(2026) 502, Annex II 2.1(g)(ii); Annex III, 7.2(d)", true},
		{"COM(2026) 502, Annex II 3.1", "COM(2026) 502, Annex II 2.1(e), 3.1(e)", true},
		{"COM(2026) 502, Annex II 4.1", "COM(2026) 502, Annex II 2.1(e), 3.1(e)", false},
		{"COM(2026) 502, art. 20(1)", "COM(2026) 502, art. 16(1), 20(1)", true},
		{"Regulation (EU) 2016/679, art. 44 to 49", "Regulation (EU) 2016/679, art. 44 to 49", true},
		{"Regulation (EU) 2023/2854, art. 44", "Regulation (EU) 2016/679, art. 44", false},
	} {
		if got := cited(plainCite(c.asked), c.text); got != c.want {
			t.Errorf("%q in %q: %v", c.asked, c.text, got)
		}
	}
}
