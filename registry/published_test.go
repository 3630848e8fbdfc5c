package registry

import "testing"

func TestPublished(t *testing.T) {
	for _, tc := range []struct {
		entry       Entry
		title, link string
	}{
		{Entry{List: "us_ofac", Number: "90001", Quality: "official"}, "OFAC Specially Designated Nationals and Blocked Persons", "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=90001"},
		{Entry{List: "us_bis_el", Number: "ab", Quality: "hash"}, "BIS Entity List, 15 CFR 744 supplement 4", "https://www.ecfr.gov/current/title-15/part-744"},
		{Entry{List: "us_csl_el", Number: "1"}, "Entity List (Consolidated Screening List)", "https://www.trade.gov/consolidated-screening-list"},
		{Entry{List: "opensanctions", Number: "NK-a b"}, "OpenSanctions", "https://www.opensanctions.org/entities/NK-a%20b/"},
		{Entry{List: "own", Number: "1"}, "own", ""},
	} {
		if title, link := ListTitle(tc.entry.List), tc.entry.Link(); title != tc.title || link != tc.link {
			t.Errorf("%s: %q, %q, want %q, %q", tc.entry.ID(), title, link, tc.title, tc.link)
		}
	}
}
