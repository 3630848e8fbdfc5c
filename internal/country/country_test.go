package country

import (
	"strings"
	"testing"
)

func TestCode(t *testing.T) {
	for name, want := range map[string]string{
		"China": "CN", "CHINA, PEOPLE'S REPUBLIC OF": "CN", "P.R. China": "CN", "P.R.C.": "CN",
		"TÜRKIYE": "TR", "TURKEY": "TR", "Türkiye": "TR", "U.A.E.": "AE", "UAE": "AE", "U.K.": "GB",
		"Iran (Islamic Republic of)": "IR", "Korea, North": "KP", "Democratic People's Republic of Korea": "KP",
		"Cote d Ivoire": "CI", "Côte d’Ivoire": "CI", "Burma": "MM", "CRIMEA REGION OF UKRAINE": "UA",
		"Macedonia, The Former Yugoslav Republic of": "MK", "Virgin Islands, British": "VG",
		"St. Kitts & Nevis": "KN", "Region: Gaza": "PS", "Congo, Democratic Republic of the": "CD",
		"Viet Nam": "VN", "The Gambia": "GM",
		"": "", "Korea": "", "undetermined": "", "possibly Palestinian": "", "Region: Kafia Kingi": "", "DE": "", "na": "",
	} {
		if got := Code(name); got != want {
			t.Errorf("Code(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTail(t *testing.T) {
	for _, c := range []struct{ address, code, rest string }{
		{"Room 1, Kabul, Afghanistan.", "AF", "Room 1, Kabul"},
		{"Office 19, Moscow, Russia 115583", "RU", "Office 19, Moscow"},
		{"P.O. Box 1, Dubai, U.A.E.", "AE", "P.O. Box 1, Dubai"},
		{"Damascus Syria.", "SY", "Damascus"},
		{"Chengdu, Sichuan, 610091, P.R. China;", "CN", "Chengdu, Sichuan, 610091"},
		{"Tortola, British Virgin Islands", "VG", "Tortola"},
		{"Hong Kong", "HK", ""},
		{"Yanliang District", "", "Yanliang District"},
		{"Iran 2000 Tower", "", "Iran 2000 Tower"},
		{"", "", ""},
	} {
		if code, rest := Tail(c.address); code != c.code || rest != c.rest {
			t.Errorf("Tail(%q) = %q, %q, want %q, %q", c.address, code, rest, c.code, c.rest)
		}
	}
}

// Every spelling of the table must find its own line: none is claimed by two countries.
func TestTableHasNoConflict(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(table)) {
		names := strings.Split(strings.TrimSpace(line), "|")
		if len(names[0]) != 2 {
			t.Errorf("line %q does not begin with a code", line)
		}
		for _, n := range names[1:] {
			if got := Code(n); got != names[0] {
				t.Errorf("Code(%q) = %q, want %q", n, got, names[0])
			}
		}
	}
}
