package casefile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
)

// square knows one area, number 7: 10 to 11 north and 20 to 21 east.
func square(b Box) (fact.Truth, []int64) {
	switch {
	case b.South >= 10 && b.North <= 11 && b.West >= 20 && b.East <= 21:
		return fact.Yes, []int64{7}
	case b.North < 10 || b.South > 11 || b.East < 20 || b.West > 21:
		return fact.No, nil
	}
	return fact.Unknown, nil
}

func TestLocations(t *testing.T) {
	for name, c := range map[string]struct {
		data  string
		areas Areas
		want  fact.Truth
		in    []int64
	}{
		"none stated":                 {"", square, fact.Unknown, nil},
		"an empty list":               {"locations: []", square, fact.Unknown, nil},
		"unknown":                     {"locations: unknown", square, fact.Unknown, nil},
		"one inside":                  {"locations: 10.5 20.5", square, fact.Yes, []int64{7}},
		"two, with commas":            {`locations: ["30.5, 20.5", "10.5, 20.5"]`, square, fact.Yes, []int64{7}},
		"one of several in twice":     {"locations: [10.5 20.5, 10.6 20.6, unknown]", square, fact.Yes, []int64{7}},
		"all outside":                 {"locations: [30.5 20.5, -10.5 -20.5]", square, fact.No, nil},
		"all outside, there are more": {"locations: [30.5 20.5, unknown]", square, fact.Unknown, nil},
		"rounded across the edge":     {"locations: 11.04 20.5", square, fact.No, nil},
		"rounded to the edge":         {"locations: 11.0 20.5", square, fact.Unknown, nil},
		"rounded to whole degrees":    {"locations: 12 20", square, fact.No, nil},
		"a box inside":                {"locations: 10.2..10.8 20.2..20.8", square, fact.Yes, []int64{7}},
		"a box around":                {"locations: 5..15 15..25", square, fact.Unknown, nil},
		"no list at hand":             {"locations: 10.5 20.5", nil, fact.Unknown, nil},
		"stated as well":              {"locations: 10.5 20.5, terms: {listed_location: yes}", square, fact.Yes, []int64{7}},
	} {
		t.Run(name, func(t *testing.T) {
			file := fmt.Sprintf("case: longarm-case/1\nassets:\n  a: {data: [{category: precise-geolocation, %s}]}\ndealings:\n  d: {data: [{category: precise-geolocation, %[1]s}]}\n", c.data)
			k, err := Parse([]byte(file), "x", c.areas)
			if err != nil {
				t.Fatal(err)
			}
			for _, it := range k.Items {
				switch b := it.Body.(type) {
				case *fact.Count:
					if b.Listed != c.want || !slices.Equal(b.Areas, c.in) {
						t.Errorf("asset: %s in %v, want %s in %v", b.Listed, b.Areas, c.want, c.in)
					}
				case *fact.Dealing:
					if d := b.Data[0]; d.Listed != c.want || !slices.Equal(d.Areas, c.in) {
						t.Errorf("dealing: %s in %v, want %s in %v", d.Listed, d.Areas, c.want, c.in)
					}
				}
			}
		})
	}
}

// An asset whose data are only said to lie in a listed area, or not to, keeps that.
func TestListedLocationOfAnAsset(t *testing.T) {
	for word, want := range map[string]fact.Truth{"yes": fact.Yes, "no": fact.No, "unknown": fact.Unknown} {
		k, err := Parse([]byte("case: longarm-case/1\nassets:\n  a: {data: [{category: precise-geolocation, terms: {listed_location: "+word+"}}]}\n"), "x", square)
		if err != nil {
			t.Fatal(err)
		}
		if c := k.Items[0].Body.(*fact.Count); c.Listed != want {
			t.Errorf("%s: got %s", word, c.Listed)
		}
	}
}

// What is wrong with a location is said without the location.
func TestLocationErrors(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"one number":        {"category: precise-geolocation, locations: [31.2345]", "want degrees of latitude and longitude"},
		"three numbers":     {"category: precise-geolocation, locations: [31.2345 20 3]", "want degrees"},
		"latitude too far":  {"category: precise-geolocation, locations: [91.2345 20]", "want degrees"},
		"longitude too far": {"category: precise-geolocation, locations: [1.2345 181]", "want degrees"},
		"no number":         {"category: precise-geolocation, locations: [31.2345N 20E]", "want degrees"},
		"infinite":          {"category: precise-geolocation, locations: [Inf 31.2345]", "want degrees"},
		"a power of ten":    {"category: precise-geolocation, locations: [31.2345e0 2]", "want degrees"},
		"a mapping":         {"category: precise-geolocation, locations: [{lat: 31.2345}]", "want degrees"},
		"backwards":         {"category: precise-geolocation, locations: [31.2345..30 20]", "runs backwards"},
		"other data":        {"category: personal-health, locations: [31.2345 20]", "only precise-geolocation"},
		"denied":            {"category: precise-geolocation, locations: [10.2345 20.2345], terms: {listed_location: no}", "they say that listed_location is yes, the terms say no"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte("case: longarm-case/1\ndealings:\n  d: {data: [{"+c.data+"}]}\n"), "x", square)
			if err == nil || !strings.Contains(err.Error(), "x:3: locations: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "2345") {
				t.Errorf("the error repeats the location: %v", err)
			}
		})
	}
}

func TestParseLocation(t *testing.T) {
	got, err := parseLocation(&yaml.Node{Kind: yaml.ScalarNode, Value: "-10.5..-10 +179.25..180"})
	if want := (Box{-10.55, 179.245, -9.5, 180.5}); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

func FuzzLocation(f *testing.F) {
	for _, s := range []string{"38.91 -77.04", "38.9..39.0 -77.1..-77.0", "1e9 2", "-0 .5", "1.. 2", "90 180"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := parseLocation(&yaml.Node{Kind: yaml.ScalarNode, Value: s})
		if err == nil && !(b.South < b.North && b.West < b.East && b.South >= -91 && b.North <= 91 && b.West >= -181 && b.East <= 181) {
			t.Fatalf("%q is read as %v", s, b)
		}
	})
}
