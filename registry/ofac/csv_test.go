package ofac

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/registry/registrytest"
)

// load imports the files below dir.
func load(t *testing.T, dir string) (entries []registry.Record, errs []error, rep *registry.Report) {
	t.Helper()
	seq, rep := registry.Import(context.Background(), []string{dir}, []registry.Importer{CSV{}, Advanced{}}, registry.Options{})
	for rec, err := range seq {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		entries = append(entries, rec)
	}
	return entries, errs, rep
}

func byNumber(t *testing.T, recs []registry.Record, number string) *registry.Entry {
	t.Helper()
	for _, r := range recs {
		if r.Entry.Number == number {
			return r.Entry
		}
	}
	t.Fatalf("no entry %s", number)
	return nil
}

func TestSetIsJoined(t *testing.T) {
	recs, errs, _ := load(t, "testdata/blocked")
	if len(recs) != 3 {
		t.Fatalf("%d entries, want 3", len(recs))
	}
	person := byNumber(t, recs, "102")
	want := &registry.Entry{
		List: SDN, Number: "102", Quality: "official", Type: registry.PersonEntry,
		Names: []fact.Name{
			{Text: "MUSTER, Max Erich"},
			{Kind: fact.FormerlyKnownAs, Row: "8", Text: "MUSTER, Maximilian"},
			{Kind: fact.NowKnownAs, Row: "9", Text: "MUSTER, M."},
			{Kind: fact.WeakAlias, Row: "remarks", Text: "THE FOX"},
			{Kind: fact.WeakAlias, Row: "remarks", Text: "snowwy"},
		},
		Addresses:   []registry.Address{{Text: "Izmir, Turkey", Country: "TR"}},
		Countries:   []fact.Country{"IR", "TR"},
		Citizenship: []fact.Country{"IR", "TR"},
		Born:        []fact.Date{"1961-03-12", "1963"},
		Identifiers: []fact.Identifier{
			{Country: "IR", Scheme: "passport", Value: "X1234567"},
			{Country: "TR", Scheme: "passport", Value: "7654321"},
			{Scheme: "wallet-xbt", Value: "1MadeUpForThisTest"},
		},
		Programs: []string{"SDGT", "IRAN", "IFSR"},
		Linked:   []string{"NORTHERN PAPER WORKS"},
	}
	got := *person
	if n := len(got.Measures); n != 2 {
		t.Errorf("%d measures, want 2: %q", n, got.Measures)
	}
	if !strings.HasSuffix(got.Remarks, "a.k.a. 'snowwy'; Linked To: NORTHERN PAPER WORKS.") {
		t.Errorf("remarks end in %q", got.Remarks[len(got.Remarks)-60:])
	}
	got.Measures, got.Remarks, got.Raw = nil, "", ""
	if diff := cmp.Diff(want, &got); diff != "" {
		t.Errorf("entry differs (-want +got):\n%s", diff)
	}
	vessel := byNumber(t, recs, "104")
	if diff := cmp.Diff([]string{"HARBOUR TRADING CO.", "HARBOUR TRADING CO., LTD."}, vessel.Linked); diff != "" {
		t.Errorf("links differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]fact.Identifier{{Scheme: "imo", Value: "9000002"}}, vessel.Identifiers); diff != "" {
		t.Errorf("identifiers differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]fact.Country{"KP"}, vessel.Countries); diff != "" {
		t.Errorf("countries differ (-want +got):\n%s", diff)
	}
	paper := byNumber(t, recs, "101")
	if len(paper.Addresses) != 1 || len(paper.Names) != 3 || paper.Names[1].Text != `NPW "PAPER"` {
		t.Errorf("101 has addresses %v and names %v", paper.Addresses, paper.Names)
	}
	wantErrs(t, errs, map[string]error{"one.csv:3": ErrColumns, "three.csv:4": ErrNoEntry})
}

// wantErrs checks that errs are exactly the LineErrors at the places given.
func wantErrs(t *testing.T, errs []error, want map[string]error) {
	t.Helper()
	if len(errs) != len(want) {
		t.Errorf("%d errors, want %d: %v", len(errs), len(want), errs)
	}
	for _, err := range errs {
		place, _, _ := strings.Cut(err.Error(), ": ")
		if !errors.Is(err, want[filepath.Base(place)]) {
			t.Errorf("unexpected error: %v", err)
		}
	}
}

func TestConsolidatedListAndItsClocks(t *testing.T) {
	recs, errs, _ := load(t, "testdata/other")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	chip := byNumber(t, recs, "501")
	if chip.ID() != "us_ofac_cons:501" || chip.Listed != "2021-06-03" || chip.Effective != "2021-08-02" || chip.DivestBy != "2022-06-03" {
		t.Errorf("got %s listed %s, effective %s, divest by %s", chip.ID(), chip.Listed, chip.Effective, chip.DivestBy)
	}
	bank := byNumber(t, recs, "502")
	if bank.Listed != "2022-02-22" || bank.Effective != "2022-03-01" {
		t.Errorf("bank listed %s, effective %s, want the earliest of the directives", bank.Listed, bank.Effective)
	}
	for at, want := range map[fact.Date]fact.Truth{"": fact.Yes, "2021-08-01": fact.No, "2021-08-02": fact.Yes} {
		if got := registry.EntryAt(chip, at); got != want {
			t.Errorf("EntryAt(%q) = %v, want %v", at, got, want)
		}
	}
}

// A set and the other list in one folder: aliases go to the list that has their numbers.
func TestTwoListsInOneFolder(t *testing.T) {
	dir := t.TempDir()
	for _, sub := range []string{"blocked", "other"} {
		names, err := filepath.Glob("testdata/" + sub + "/*")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, sub+filepath.Base(name)), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	more := "501,77,aka,\"SILK CHIP\",-0- \r\n502,78,aka,\"EAST BANK\",-0- \r\n"
	if err := os.WriteFile(filepath.Join(dir, "zz.csv"), []byte(more), 0o600); err != nil {
		t.Fatal(err)
	}
	recs, errs, _ := load(t, dir)
	if len(errs) != 2 || len(recs) != 5 {
		t.Errorf("%d entries and %d errors, want 5 and 2: %v", len(recs), len(errs), errs)
	}
	if e := byNumber(t, recs, "501"); e.List != Consolidated || e.Names[1].Text != "SILK CHIP" {
		t.Errorf("501 is on %s with names %v", e.List, e.Names)
	}
	if e := byNumber(t, recs, "101"); e.List != SDN {
		t.Errorf("101 is on %s", e.List)
	}
}

func TestRecognizes(t *testing.T) {
	for name, c := range map[string]struct {
		head string
		want string
	}{
		"main":           {"36,AERO,-0- ,CUBA,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n", mainPart},
		"addresses":      {"36,25,-0- ,\"Havana\",\"Cuba\",-0- \n", addressPart},
		"aliases":        {"36,12,aka,CARIBBEAN,-0- \n", aliasPart},
		"comments":       {"12,\"Z S.A.S.; Linked To: RED.\"\n", commentPart},
		"header":         {"id,name,type\n1,a,b\n", ""},
		"two columns":    {"1,apple\n2,pear\n", ""},
		"empty":          {"", ""},
		"json":           {`{"id": 1}`, ""},
		"one odd row":    {strings.Repeat("36,12,aka,CARIBBEAN,-0- \n", 20) + "x\n", aliasPart},
		"wrong type row": {"36,12,other,CARIBBEAN,-0- \n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := partOf([]byte(c.head)); got != c.want {
				t.Errorf("partOf = %q, want %q", got, c.want)
			}
		})
	}
}

func TestCutInTheMiddle(t *testing.T) {
	b, err := os.ReadFile("testdata/blocked/one.csv")
	if err != nil {
		t.Fatal(err)
	}
	in := &registry.Input{Reader: strings.NewReader(string(b[:500])), Name: "one.csv"}
	var entries, bad int
	for _, err := range (CSV{}).Read(in) {
		if _, ok := errors.AsType[*registry.LineError](err); ok {
			bad++
		} else if err != nil {
			t.Fatal(err)
		} else {
			entries++
		}
	}
	if entries != 1 || bad != 1 || in.Tally.Read != in.Tally.Mapped+in.Tally.Skipped["malformed"] {
		t.Errorf("%d entries, %d errors, tally %+v, want 1, 1 and a tally that adds up", entries, bad, in.Tally)
	}
}

// The complete lists, where they are at hand: the figures are counts of rows (two
// aliases of 2021 stand there twice, with two numbers),
// of quoted names and of dates in the files, made with other means.
func TestCompleteLists(t *testing.T) {
	for dir, want := range map[string]map[string]int{
		"lists/ofac-2022-01": {
			"us_ofac": 9044, "person": 4643, "organization": 3701, "vessel": 420, "aircraft": 280,
			"aliases": 12409, "in remarks": 2475, "errors": 1, "listed": 0, "cut": 7,
		},
		"lists/ofac-nonsdn-2025-12": {
			"us_ofac_cons": 442, "person": 79, "organization": 363,
			"aliases": 1073, "in remarks": 145, "listed": 94, "divest": 68,
		},
		"screening/list": {
			"us_ofac": 8976, "person": 4620, "organization": 3673, "vessel": 406, "aircraft": 277,
			"aliases": 11648, "in remarks": 2441,
		},
	} {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			root := filepath.Join("../../../shared/data", dir)
			if _, err := os.Stat(root); err != nil {
				t.Skip("the lists are not at hand")
			}
			recs, errs, _ := load(t, root)
			got := map[string]int{"errors": len(errs)}
			for _, r := range recs {
				e := r.Entry
				got[e.List]++
				got[string(e.Type)]++
				if e.Listed != "" {
					got["listed"]++
				}
				if e.DivestBy != "" {
					got["divest"]++
				}
				for _, n := range e.Names {
					switch n.Row {
					case "":
					case "remarks":
						got["in remarks"]++
					default:
						got["aliases"]++
					}
				}
				for _, f := range r.Flags {
					if f == remarksCut {
						got["cut"]++
					}
				}
			}
			for k, n := range want {
				if got[k] != n {
					t.Errorf("%s: %d, want %d", k, got[k], n)
				}
			}
		})
	}
}

func FuzzCSV(f *testing.F) {
	for _, name := range []string{"one", "two", "three", "four"} {
		b, err := os.ReadFile("testdata/blocked/" + name + ".csv")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("1,\"a.k.a. '; Linked To: .\"\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		in := &registry.Input{Reader: strings.NewReader(string(b)), Name: "fuzz"}
		var parts []registry.Record
		for rec, err := range (CSV{}).Read(in) {
			if err == nil {
				parts = append(parts, rec)
			}
		}
		if in.Tally.Mapped != int64(len(parts)) {
			t.Fatalf("%d parts, %d counted", len(parts), in.Tally.Mapped)
		}
		for rec, err := range (CSV{}).Join(parts) {
			if err == nil && (rec.Entry.Part != "" || len(rec.Entry.Names) == 0 && rec.Entry.Raw == "") {
				t.Fatalf("joined entry %+v is still a part", rec.Entry)
			}
		}
	})
}

// The files come with other delimiters too, under the names .PIP and .DEL.
func TestDelimiters(t *testing.T) {
	row := `101|"NORTHERN PAPER, WORKS"|-0- |"CUBA"|-0- |-0- |-0- |-0- |-0- |-0- |-0- |"DOB 1962."` + "\r\n"
	for _, c := range []string{"|", "@", ","} {
		file := strings.ReplaceAll(row, "|", c)
		if (CSV{}).Recognizes([]byte(file)) == 0 {
			t.Errorf("a file with %q is not recognised", c)
		}
		r := registrytest.Read(CSV{}, "sdn.pip", []byte(file), "")
		if len(r.Records) != 1 || r.Records[0].Entry.Names[0].Text != "NORTHERN PAPER, WORKS" {
			t.Errorf("with %q: %d records, errors %v", c, len(r.Records), r.Errors)
		}
	}
}
