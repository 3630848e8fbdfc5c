package bis

import (
	"encoding/xml"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/bounded"
	"github.com/longarm-project/longarm/registry"
)

const fixture = "part744-2030-05-01.xml"

func read(t *testing.T, text, name string) (recs []registry.Record, errs []error, in *registry.Input) {
	t.Helper()
	in = &registry.Input{Reader: strings.NewReader(text), Name: name}
	for rec, err := range (ECFR{}).Read(in) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs, in
}

func readFixture(t *testing.T) ([]registry.Record, []error, *registry.Input) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + fixture)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, string(b), fixture)
}

// brief prints an entry in lines: names by kind, addresses by country, links.
func brief(r registry.Record) []string {
	var out []string
	for _, n := range r.Entry.Names {
		out = append(out, strings.TrimSpace(string(n.Kind)+" "+n.Text))
	}
	for _, a := range r.Entry.Addresses {
		out = append(out, string(a.Country)+": "+a.Text)
	}
	for _, l := range r.Entry.Linked {
		out = append(out, "of "+l)
	}
	return out
}

func TestEntities(t *testing.T) {
	recs, _, _ := readFixture(t)
	want := [][]string{
		{"Amber Tools Company (ATC)", "aka Amber Works", "aka ATC Tools", "aka Amber Tools Company",
			"AF: 1 Lime Street, Kabul, Afghanistan", "AF: 2 Oak Road, Herat, Afghanistan", "AF: Fig Lane, Kabul, Afghanistan",
			"TR: 13 Bazaar Road, Izmir, Turkey"},
		{"Birch Optics, Inc.", "AF: Room 5, 12 Elm Street, Kabul, Afghanistan"},
		{"Cedar Group", "aka Cedar One", "aka Cedar Two", "AF: 3 Pine Road, Kabul, Afghanistan"},
		{"Delta Institute", "aka Delta Lab", "CN: 4 Ash Road, Beijing, China", "CN: 5 Ash Road, Beijing, China"},
		{"First Works", "aka Works No. 1", "CN: 4 Ash Road, Beijing, China", "CN: 5 Ash Road, Beijing, China", "of Delta Institute"},
		{"Second Works", "CN: 4 Ash Road, Beijing, China", "CN: 5 Ash Road, Beijing, China", "of Delta Institute"},
		{"Echo Co., Ltd.", "aka Echo Base", "CN: 6 Bay Road, Shenzhen, China"},
		{"Echo North Co., Ltd.", "CN: 7 Bay Road, Harbin, China", "of Echo Co., Ltd."},
		{"Echo South", "CN: 8 Bay Road, Haikou, China", "of Echo Co., Ltd."},
		{"Address 01", "HK: 9 Harbour Road, Wan Chai, Hong Kong"},
		{"Foxtrot Bureau", "aka Fox One", "aka Fox Two", "fka Old Fox",
			"CN: 1 1⁄2 Hill Street, Beijing, China", "CN: 11 Hill Street, Beijing, China"},
		{"Golf Engines Co. Ltd.", "CN: No. C22, Yu Road, Beijing 101318, China"},
		{"Hotel Turbines", "CN: 14 Wind Road, Xian, China", "of Hotel Company of China"},
		{"India Flight Works", "CN: 15 Wind Road, Xian, China"},
	}
	var got [][]string
	for _, r := range recs {
		got = append(got, brief(r))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries differ (-want +got):\n%s", diff)
	}
}

func TestFieldsOfAnEntry(t *testing.T) {
	recs, errs, in := readFixture(t)
	e := recs[0].Entry
	if e.ID() == "us_bis_el:" || e.Listed != "2011-11-21" || e.Basis != "76 FR 71869 (2011-11-21); 90 FR 400 (2025-04-08)" || e.Version != "2030-05-01" {
		t.Errorf("got %s listed %s, basis %q, version %s", e.ID(), e.Listed, e.Basis, e.Version)
	}
	if diff := cmp.Diff([]fact.Country{"AF", "TR"}, e.Countries); diff != "" {
		t.Errorf("countries differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"footnote 3"}, e.Programs); diff != "" {
		t.Errorf("programmes differ (-want +got):\n%s", diff)
	}
	if !strings.Contains(e.Measures[0], "734.9(g), and 744.11") {
		t.Errorf("the footnote mark is in the licence requirement: %q", e.Measures[0])
	}
	if recs[1].Entry.Listed != "1997-06-30" || recs[2].Entry.Listed != "2023-02-27" {
		t.Errorf("dates %s and %s, want 1997-06-30 and 2023-02-27", recs[1].Entry.Listed, recs[2].Entry.Listed)
	}
	if got := recs[9].Entry.Type; got != registry.AddressEntry {
		t.Errorf("Address 01 is of type %q", got)
	}
	if got := recs[12].Entry.Basis; got != "82 FR 16732 (2017-04-06)" {
		t.Errorf("a row without citation has basis %q, want that of the next one", got)
	}
	if !slices.Contains(recs[2].Flags, "alias-count-differs") || !slices.Contains(recs[2].Flags, "alias-took-address") {
		t.Errorf("flags %v, want those of a wrong count and a swallowed address", recs[2].Flags)
	}
	if len(errs) != 1 || !errors.Is(errs[0], ErrColumns) {
		t.Errorf("errors %v, want one ErrColumns", errs)
	}
	wantSkipped := map[string]int64{"columns": 1, "continuation": 2, "footnote": 1, "group-heading": 1, "label": 1, "reserved": 1}
	if diff := cmp.Diff(wantSkipped, in.Tally.Skipped); diff != "" {
		t.Errorf("skipped rows differ (-want +got):\n%s", diff)
	}
	if in.Tally.Read != 18 || in.Tally.Mapped != 11 {
		t.Errorf("%d rows read and %d mapped, want 18 and 11", in.Tally.Read, in.Tally.Mapped)
	}
}

func TestNumbersAreStable(t *testing.T) {
	a, _, _ := readFixture(t)
	b, _, _ := readFixture(t)
	seen := make(map[string]bool)
	for i := range a {
		if a[i].Entry.ID() != b[i].Entry.ID() || seen[a[i].Entry.ID()] {
			t.Errorf("%q has numbers %s and %s, or shares one", a[i].Entry.Names[0].Text, a[i].Entry.ID(), b[i].Entry.ID())
		}
		seen[a[i].Entry.ID()] = true
	}
}

func TestSplitName(t *testing.T) {
	for _, c := range []struct {
		in, name, address string
		sure              bool
	}{
		{"Huawei Cloud Chile, Santiago, Chile", "Huawei Cloud Chile", "Santiago, Chile", true},
		{"A, Inc., Room 5, 1 Road, Oslo, Norway", "A, Inc.", "Room 5, 1 Road, Oslo, Norway", true},
		{"B Co., Ltd. (HK), Unit 4, Hong Kong", "B Co., Ltd. (HK)", "Unit 4, Hong Kong", true},
		{"C Technology, Hong Kong Co., Ltd., Room 1, Hong Kong", "C Technology, Hong Kong Co., Ltd.", "Room 1, Hong Kong", false},
		{"Second Institute, Ministry of Seas, No. 36 Street, Hangzhou, China", "Second Institute, Ministry of Seas", "No. 36 Street, Hangzhou, China", false},
		{"Jan Novak, Institute of Physics, Prague, Czech Republic", "Jan Novak", "Institute of Physics, Prague, Czech Republic", false},
		{"D Parts No. 355, South Road, China", "D Parts", "No. 355, South Road, China", false},
		{"E Trading", "E Trading", "", true},
	} {
		name, address, sure := splitName(c.in)
		if name != c.name || address != c.address || sure != c.sure {
			t.Errorf("splitName(%q) = %q, %q, %v, want %q, %q, %v", c.in, name, address, sure, c.name, c.address, c.sure)
		}
	}
}

func TestAnnouncements(t *testing.T) {
	for s, want := range map[string]int{
		"X, a.k.a., the following two aliases:": 2, "X a.k.a. the following alias:": 1, "X, a.k.a, the following 7 aliases:": 7,
		"X, the following one alias:": 1, "X, and the following three aliases:": 3, "X, a.k.a., the three following aliases:": 3,
		"X, a.k.a., the following twenty-one aliases:": 21, "X, a.k.a., the following six aliaes:": 6,
		"X, a.k.a., the following eight aliases, and thirteen subordinate institutions:": 8,
		"X, a.k.a., the following the following five aliases:":                           5,
		"X, a.k.a., as the following two aliases:":                                       2, "X, a.k.a., the follow three aliases:": 3,
	} {
		ph := findPhrase(s)
		if ph == nil || ph.said != want || s[:ph.from] != "X" || ph.to != len(s) {
			t.Errorf("findPhrase(%q) = %+v, want %d aliases of X", s, ph, want)
		}
	}
	for _, s := range []string{"Alias Trading, 1 Road", "Legal Entity Number One"} {
		if ph := findPhrase(s); ph != nil {
			t.Errorf("findPhrase(%q) = %+v, want none", s, ph)
		}
	}
}

func TestCitations(t *testing.T) {
	for s, want := range map[string]string{
		"76 FR 71869, 11/21/11.":                        "76 FR 71869 (2011-11-21)",
		"73 FR 54508. 9/22/08. 74 FR 8184. 2/24/09.":    "73 FR 54508 (2008-09-22); 74 FR 8184 (2009-02-24)",
		"88 FR 71992 10/19/2023. 89 FR 25505, 4/11/24.": "88 FR 71992 (2023-10-19); 89 FR 25505 (2024-04-11)",
		"81 FR 61601 preview citation details, 9/7/16.": "81 FR 61601 (2016-09-07)",
		"85 FR 64017, October 9, 2020.":                 "85 FR 64017 (2020-10-09)",
		"64 FR 28909, 5/28/99.":                         "64 FR 28909 (1999-05-28)",
		"77 FR 1, 13/45/12.":                            "77 FR 1",
	} {
		cs, rest := citations(s)
		var got []string
		for _, c := range cs {
			got = append(got, c.String())
		}
		if strings.Join(got, "; ") != want || rest != "" {
			t.Errorf("citations(%q) = %q, rest %q, want %q", s, got, rest, want)
		}
	}
	if _, rest := citations("76 FR 1, 1/2/11, and then text"); rest != "and then text" {
		t.Errorf("rest is %q", rest)
	}
}

func TestCutInTheMiddleAndWrongKind(t *testing.T) {
	b, err := os.ReadFile("testdata/" + fixture)
	if err != nil {
		t.Fatal(err)
	}
	recs, errs, _ := read(t, string(b[:2500]), "cut.xml")
	if len(recs) == 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), "unexpected EOF") || !strings.HasPrefix(errs[0].Error(), "line ") {
		t.Errorf("%d entries, errors %v, want some entries and one error with the line", len(recs), errs)
	}
	_, errs, _ = read(t, "<ECFR><DIV1 N='1' TYPE='TITLE'></DIV1></ECFR>", "title-1.xml")
	if len(errs) != 1 || !errors.Is(errs[0], ErrNoSupplement) {
		t.Errorf("errors %v, want ErrNoSupplement", errs)
	}
	for s, want := range map[string]bool{
		`<?xml version="1.0"?><DIV5 N="744" TYPE="PART">`: true, `<ECFR><AMDDATE>`: true,
		`<DIV5 N="745" TYPE="PART">`: false, "<export>": false, "": false, "name,country": false,
	} {
		if got := (ECFR{}).Recognizes([]byte(s)) > 0; got != want {
			t.Errorf("Recognizes(%q) = %v, want %v", s, got, want)
		}
	}
}

// The complete lists of 2026-01-29, where they are at hand: every row is an entry
// or has its reason, and what is doubtful is counted. See doc/formats/lists.md.
func TestCompleteLists(t *testing.T) {
	b, err := os.ReadFile("../../../shared/data/lists/bis/ecfr-title-15-part-744-lists-2026-01-29.xml")
	if err != nil {
		t.Skip("the lists are not at hand")
	}
	recs, errs, in := read(t, string(b), "ecfr-2026-01-29.xml")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	got := make(map[string]int)
	ids := make(map[string]bool)
	for _, r := range recs {
		e := r.Entry
		got[e.List]++
		got[e.List+" names"] += len(e.Names)
		got[e.List+" addresses"] += len(e.Addresses)
		got[string(e.Type)]++
		for _, f := range r.Flags {
			got[f]++
		}
		if e.Listed == "" || len(e.Countries) == 0 || ids[e.ID()] {
			t.Errorf("%s %q has no date, no country or no number of its own", e.ID(), e.Names[0].Text)
		}
		ids[e.ID()] = true
		if strings.Contains(e.Names[0].Text, "Huawei Cloud") {
			got["Huawei Cloud"]++
		}
	}
	want := completeCounts
	for k, n := range want {
		if got[k] != n {
			t.Errorf("%s: %d, want %d", k, got[k], n)
		}
	}
	if skipped := (map[string]int64{"continuation": 4, "footnote": 5, "group-heading": 2, "label": 14, "reserved": 4}); !cmp.Equal(skipped, in.Tally.Skipped) {
		t.Errorf("skipped %v, want %v", in.Tally.Skipped, skipped)
	}
	if in.Tally.Read != 3696 {
		t.Errorf("%d rows read, want 3696", in.Tally.Read)
	}
}

// The number of aliases that a cell announces is the list's own check of the reading.
func TestAnnouncedNumbers(t *testing.T) {
	b, err := os.ReadFile("../../../shared/data/lists/bis/ecfr-title-15-part-744-lists-2026-01-29.xml")
	if err != nil {
		t.Skip("the lists are not at hand")
	}
	in := &registry.Input{Name: "ecfr.xml"}
	budget := bounded.New(strings.NewReader(string(b)), maxRow)
	x := &reader{d: xml.NewDecoder(budget), budget: budget, in: in}
	announced, agree := 0, 0
	for number, err := x.nextSupplement(); err == nil; number, err = x.nextSupplement() {
		rows, err := x.rows()
		if err != nil {
			t.Fatal(err)
		}
		var bad []result
		items, _ := x.items(number, rows, &bad)
		for _, it := range items {
			for _, p := range it.entity.parties() {
				if p.said >= 0 {
					announced++
				}
				if p.said >= 0 && p.said == p.dashes {
					agree++
				}
			}
		}
	}
	if announced != 1950 || agree != 1941 {
		t.Errorf("%d announced, %d agree, want 1950 and 1941", announced, agree)
	}
}

var completeCounts = map[string]int{
	EntityList: 3313, EntityList + " names": 8400, EntityList + " addresses": 6338,
	Unverified: 186, Unverified + " names": 222, Unverified + " addresses": 298,
	MilitaryEnd: 70, MilitaryEnd + " names": 73, MilitaryEnd + " addresses": 70,
	"address": 19, "category": 4, "Huawei Cloud": 22,
	"no-citation": 0, "citation-not-read": 0, "country-unknown": 0,
	"alias-count-differs": 9, "alternate-not-found": 1, "no-address": 12, "rows-joined": 118, "name-twice": 5,
	"name-split-doubtful": 118, "alias-took-address": 65, "alias-inline": 111, "alias-without-dash": 2, "address-from-subordinate": 2,
}

func FuzzECFR(f *testing.F) {
	b, err := os.ReadFile("testdata/" + fixture)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`<DIV9 TYPE="APPENDIX" N="Supplement No. 6 to Part 744"><TR><TD>X</TD><TD>—, a.k.a., (a.k.a. ;</TD><TD>1 FR 1</TD></TR></DIV9>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		in := &registry.Input{Reader: strings.NewReader(string(b)), Name: "fuzz"}
		for rec, err := range (ECFR{}).Read(in) {
			if err == nil && (len(rec.Entry.Names) == 0 || rec.Entry.Number == "") {
				t.Fatalf("entry without name or number: %+v", rec.Entry)
			}
		}
	})
}

// FuzzCell throws text at the cell parser without XML around it.
func FuzzCell(f *testing.F) {
	f.Add("A, a.k.a., the following two aliases:\n—B; and\n—C.\n\n1 Road, Kabul, Afghanistan; and 2 Road.")
	f.Add("The following X entities:\n—A; and\n—B.\nSubordinate institution (a.k.a.)")
	f.Add("Subordinate institution\nX (a.k.a. Y and Z), P.O. Box 1")
	f.Fuzz(func(t *testing.T, s string) {
		var c cell
		for l := range strings.SplitSeq(s, "\n") {
			c.lines = append(c.lines, line{text: collapse(l)})
		}
		for _, p := range c.parties() {
			if len(p.names) == 0 {
				t.Fatalf("a party without a name in %q", s)
			}
		}
	})
}

func BenchmarkECFR(b *testing.B) {
	text, err := os.ReadFile("testdata/" + fixture)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		in := &registry.Input{Reader: strings.NewReader(string(text)), Name: fixture}
		for range (ECFR{}).Read(in) {
		}
	}
}

// leftover takes all that was read off the words of a cell. What remains must
// be the words that announce and join, or else something was dropped.
func leftover(raw string, recs []registry.Record) string {
	var read []string
	for _, r := range recs {
		for _, n := range r.Entry.Names {
			read = append(read, n.Text)
		}
		for _, a := range r.Entry.Addresses {
			read = append(read, a.Text)
		}
		read = append(read, r.Entry.Linked...)
		if r.Entry.Remarks != "" {
			read = append(read, r.Entry.Remarks)
		}
	}
	slices.SortFunc(read, func(a, b string) int { return len(b) - len(a) })
	text := strings.ReplaceAll(strings.ReplaceAll(raw, "\n", " "), ";'", "';")
	text = strings.ReplaceAll(text, "; and ", " and ")
	for len(seeOpen.FindString(text)) > 0 || len(seeNote.FindString(text)) > 0 {
		text = strings.Replace(seeNote.ReplaceAllString(text, " "), "(See also addresses in the United Arab (Emirates)", " ", 1)
	}
	for _, s := range read {
		text = strings.ReplaceAll(text, s, " \x00 ")
	}
	text = announcement.ReplaceAllString(text, " ")
	text = joiningWords.ReplaceAllString(text, " ")
	rest := strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \x00,.;:()—-'\"", r) }), " ")
	for _, s := range read {
		if strings.Contains(fold(strings.ReplaceAll(s, "the ", "")), fold(rest)) {
			return "" // but for punctuation and articles
		}
	}
	return rest
}

var joiningWords = regexp.MustCompile(`(?i)\b(?:[afn]\.?k\.?a\b\.?|and|subordinate institution|subordinate|affiliated entities|the|following|addresses? apply to entity|entity|to (?:the )?(?:two|seven|thirteen)? ?(?:subordinate )?institutions|to include|alt|address(?:es)?|for|institutions|apply to|22|four|entities)\b`)

func TestNothingIsDropped(t *testing.T) {
	b, err := os.ReadFile("../../../shared/data/lists/bis/ecfr-title-15-part-744-lists-2026-01-29.xml")
	if err != nil {
		t.Skip("the lists are not at hand")
	}
	recs, _, _ := read(t, string(b), "ecfr-2026-01-29.xml")
	byRow := make(map[string][]registry.Record)
	var rows []string
	for _, r := range recs {
		if byRow[r.Entry.Raw] == nil {
			rows = append(rows, r.Entry.Raw)
		}
		byRow[r.Entry.Raw] = append(byRow[r.Entry.Raw], r)
	}
	for _, raw := range rows {
		if rest := leftover(raw, byRow[raw]); rest != "" {
			t.Errorf("not read: %q of %.200q", rest, raw)
		}
	}
}
