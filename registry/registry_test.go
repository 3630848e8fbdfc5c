package registry

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
)

func TestParseLEI(t *testing.T) {
	for lei, want := range map[string]bool{
		"5493001KJTIIGC8Y1R12":  true, // published identifiers of registering organisations
		"EVK05KS7XY1DEII3R011":  true,
		" evk05ks7xy1deii3r011": true,
		"5493001KJTIIGC8Y1R21":  false, // check digits turned round
		"5493001KJTIIGC8Y1R1":   false,
		"SPARSE00000000000001":  false,
		"5493001KJTIIGC8Y1RAB":  false,
		"":                      false,
	} {
		if _, err := ParseLEI(lei); (err == nil) != want {
			t.Errorf("ParseLEI(%q) = %v, want ok %v", lei, err, want)
		}
	}
}

// Exactly one pair of check digits from 02 to 98 fits any 18 characters.
func TestLEICheckDigitsAreUnique(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stem := rapid.StringMatching(`[0-9A-Z]{18}`).Draw(t, "stem")
		fit := 0
		for n := 2; n <= 98; n++ {
			if _, err := ParseLEI(fmt.Sprintf("%s%02d", stem, n)); err == nil {
				fit++
			}
		}
		if fit != 1 {
			t.Errorf("%d pairs of check digits fit %s", fit, stem)
		}
	})
}

func TestBounds(t *testing.T) {
	const p = fact.Percent
	tests := map[string]struct {
		in     Bounds
		lo, hi fact.Share
		bad    bool
	}{
		"nothing":             {Bounds{}, 0, fact.Whole, false},
		"exact":               {Bounds{Exact: "25"}, 25 * p, 25 * p, false},
		"exact wins":          {Bounds{Exact: "25.5", Min: "10", Max: "20"}, 255_000_000, 255_000_000, false},
		"finer than the grid": {Bounds{Exact: "26.150000000000002"}, 261_500_000, 261_500_001, false},
		"exponent":            {Bounds{Exact: "2.5e1"}, 25 * p, 25 * p, false},
		"more than":           {Bounds{Min: "25", MinExclusive: true}, 25*p + 1, fact.Whole, false},
		"less than":           {Bounds{Max: "75", MaxExclusive: true}, 0, 75*p - 1, false},
		"exclusive off grid":  {Bounds{Min: "33.33333333", Max: "66.66666666", MinExclusive: true, MaxExclusive: true}, 333_333_333, 666_666_667, false},
		"inclusive":           {Bounds{Min: "25", Max: "50"}, 25 * p, 50 * p, false},
		"negative":            {Bounds{Exact: "-5"}, 0, fact.Whole, true},
		"above":               {Bounds{Exact: "100.0000001"}, 0, fact.Whole, true},
		"turned round":        {Bounds{Min: "60", Max: "40"}, 0, fact.Whole, true},
		"empty":               {Bounds{Min: "50", Max: "50", MinExclusive: true}, 0, fact.Whole, true},
		"more than all":       {Bounds{Min: "100", MinExclusive: true}, 0, fact.Whole, true},
		"less than nothing":   {Bounds{Max: "0", MaxExclusive: true}, 0, fact.Whole, true},
		"word":                {Bounds{Exact: "half"}, 0, fact.Whole, true},
		"huge exponent":       {Bounds{Exact: "1e999999999"}, 0, fact.Whole, true},
		"above, not exact":    {Bounds{Exact: "500.00000001"}, 0, fact.Whole, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			lo, hi, err := tt.in.Range()
			if lo != tt.lo || hi != tt.hi || (err != nil) != tt.bad {
				t.Errorf("Range(%+v) = %d, %d, %v, want %d, %d, error %v", tt.in, lo, hi, err, tt.lo, tt.hi, tt.bad)
			}
		})
	}
}

// The oracle is exact arithmetic: the range holds the value, and no narrower one on the grid does.
func TestParseShareAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-9]{1,3}(\.[0-9]{1,12})?(e-?[0-9]{1,2})?`).Draw(t, "share")
		lo, hi, err := ParseShare(s)
		exact, _ := new(big.Rat).SetString(s)
		units := new(big.Rat).Mul(exact, big.NewRat(int64(fact.Percent), 1))
		if exact.Cmp(big.NewRat(100, 1)) > 0 {
			if err == nil {
				t.Fatalf("ParseShare(%q) = %d, %d, want an error", s, lo, hi)
			}
			return
		}
		below, above := new(big.Rat).SetInt64(int64(lo)), new(big.Rat).SetInt64(int64(hi))
		whole := units.IsInt()
		if err != nil || below.Cmp(units) > 0 || above.Cmp(units) < 0 || whole != (lo == hi) || hi > lo+1 {
			t.Errorf("ParseShare(%q) = %d, %d, %v, exact %s", s, lo, hi, err, units.FloatString(5))
		}
	})
}

func TestRegisterNumber(t *testing.T) {
	for _, tt := range []struct {
		country fact.Country
		in      string
		want    string // scheme and value, empty for none
	}{
		{"GB", "1234567", "gb-coh 01234567"},
		{"GB", "SC123456", "gb-coh SC123456"},
		{"GB", "sc 1234", "gb-coh SC001234"},
		{"GB", "HRB 12345", ""},
		{"FI", "0535671-9", "fi-pro 05356719"},
		{"SK", "51 078 066", "sk-orsr 51078066"},
		{"CN", "91330110MA2KMT1L1X", "cn-sac 91330110MA2KMT1L1X"},
		{"US", "4386463", ""},
		{"DE", "HRB 12345", ""},
		{"GB", "12", ""},
	} {
		got := ""
		if id, ok := RegisterNumber(tt.country, tt.in); ok {
			got = id.Scheme + " " + id.Value
			if !Joins(id) {
				t.Errorf("%v does not join", id)
			}
		}
		if got != tt.want {
			t.Errorf("RegisterNumber(%s, %q) = %q, want %q", tt.country, tt.in, got, tt.want)
		}
	}
}

func TestJoins(t *testing.T) {
	for _, tt := range []struct {
		id   fact.Identifier
		want bool
	}{
		{SchemeIdentifier("XI-LEI", "5493001KJTIIGC8Y1R12"), true},
		{SchemeIdentifier("XI-LEI", "5493001KJTIIGC8Y1R99"), false},
		{SchemeIdentifier("GB-COH", "7444723"), true},
		{SchemeIdentifier("GB-COH", "not a number"), false},
		{SchemeIdentifier("IRL-TAXID", "12345678"), false},
		{fact.Identifier{Scheme: "ra000602", Value: "4386463"}, true},
		{fact.Identifier{Scheme: "ra999999", Value: "4386463"}, false},
		{fact.Identifier{Scheme: "passport", Value: "4386463"}, false},
	} {
		if got := Joins(tt.id); got != tt.want {
			t.Errorf("Joins(%+v) = %v, want %v", tt.id, got, tt.want)
		}
	}
}

func interest(series uint64, date fact.Date, owner fact.PartyID) Record {
	return Record{Ref: Ref{Series: series, Date: date}, Interest: &fact.Interest{Owner: owner}}
}

func TestSeriesAndEnds(t *testing.T) {
	tests := map[string]struct {
		dates []fact.Date
		want  []fact.Date // To of each
	}{
		"one":          {[]fact.Date{"2020-01-01"}, []fact.Date{""}},
		"in order":     {[]fact.Date{"2020-01-01", "2021-01-01", "2022-01-01"}, []fact.Date{"2021-01-01", "2022-01-01", ""}},
		"out of order": {[]fact.Date{"2022-01-01", "2020-01-01", "2021-01-01"}, []fact.Date{"", "2021-01-01", "2022-01-01"}},
		"turned round": {[]fact.Date{"2022-01-01", "2021-01-01", "2020-01-01"}, []fact.Date{"", "2022-01-01", "2021-01-01"}},
		"same day":     {[]fact.Date{"2020-01-01", "2020-01-01"}, []fact.Date{"2020-01-01", ""}},
		"no date":      {[]fact.Date{"", "2020-01-01", "2021-01-01"}, []fact.Date{"2020-01-01", "2021-01-01", ""}},
		"before 1970":  {[]fact.Date{"1960-05-01", "1961-05-01"}, []fact.Date{"1961-05-01", ""}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var series Series
			var all []Record
			for _, d := range tt.dates {
				for _, e := range series.Add(7, d, "replaced") {
					all = append(all, Record{End: e})
				}
				all = append(all, interest(7, d, "a"))
			}
			var got []fact.Date
			for _, r := range Settle(all) {
				got = append(got, r.Interest.To)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("ends of %v, -want +got:\n%s", tt.dates, diff)
			}
		})
	}
}

func TestWithdrawnRecordsVanish(t *testing.T) {
	got := Settle([]Record{
		interest(1, "2020-01-01", "a"),
		{End: &End{Series: 1, Why: "deleted"}},
		interest(1, "2021-01-01", "b"),
		interest(2, "2020-01-01", "c"),
	})
	var owners []fact.PartyID
	for _, r := range got {
		owners = append(owners, r.Interest.Owner)
	}
	if diff := cmp.Diff([]fact.PartyID{"b", "c"}, owners); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestSeen(t *testing.T) {
	in := new(Input)
	var got []Sight
	for _, x := range []struct{ scope, id, content string }{
		{"a", "1", "x"}, {"a", "1", "x"}, {"a", "1", "y"}, {"a", "1", "x"}, {"a", "1", "y"}, {"b", "1", "x"}, {"a", "2", "x"},
	} {
		got = append(got, in.Seen(x.scope, x.id, []byte(x.content)))
	}
	if diff := cmp.Diff([]Sight{First, Again, Conflict, Again, Again, First, First}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for i := range 100_000 {
		if s := in.Seen("many", fmt.Sprint(i), nil); s != First {
			t.Fatalf("record %d: %v, want First", i, s)
		}
	}
	for i := range 100_000 {
		if s := in.Seen("many", fmt.Sprint(i), nil); s != Again {
			t.Fatalf("record %d again: %v, want Again", i, s)
		}
	}
}

func TestTally(t *testing.T) {
	var tally Tally
	tally.Map()
	tally.Skip("malformed")
	tally.Skip("duplicate")
	tally.Skip("duplicate")
	tally.Note("share-rejected")
	if got := tally.Agrees(); got != fact.Unknown {
		t.Errorf("Agrees of a file that declares nothing = %v", got)
	}
	tally.Declare(4)
	want := "read 4, mapped 1; skipped duplicate 2, malformed 1; noted share-rejected 1; declares 4: yes"
	if got := tally.String(); got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
	if tally.Declare(5); tally.Agrees() != fact.No {
		t.Error("5 declared agree with 4 read")
	}
}
