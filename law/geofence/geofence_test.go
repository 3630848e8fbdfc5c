package geofence

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
)

func TestList(t *testing.T) {
	list := Areas()
	if len(list) != 736 {
		t.Fatalf("%d areas, 28 CFR 202.1401 lists 736", len(list))
	}
	for i, a := range list {
		if a.ID != i+1 {
			t.Fatalf("area %d stands at place %d", a.ID, i+1)
		}
		for _, c := range a.Corners {
			if !a.Contains(c) {
				t.Errorf("area %d does not contain its own corner %v", a.ID, c)
			}
		}
		if !convex(a) {
			t.Errorf("area %d is not convex; Contains does not hold for it", a.ID)
		}
	}
}

func convex(a Area) bool {
	pos, neg := false, false
	for i := range 4 {
		b, c, d := a.Corners[i], a.Corners[(i+1)%4], a.Corners[(i+2)%4]
		x := (c.Lat-b.Lat)*(d.Lon-c.Lon) - (c.Lon-b.Lon)*(d.Lat-c.Lat)
		pos, neg = pos || x > 0, neg || x < 0
	}
	return !(pos && neg)
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		name string
		at   Point
		want bool
	}{
		{"Tampa, in the largest area", Point{27.947, -82.459}, true},
		{"Tallahassee", Point{30.438, -84.281}, true},
		{"Fairbanks", Point{64.838, -147.716}, true},
		{"Yakima", Point{46.602, -120.506}, true},
		{"Chicago, the Loop", Point{41.883, -87.629}, false},
		{"Paris", Point{48.857, 2.352}, false},
		{"the South Pole", Point{-90, 0}, false},
	} {
		if got, areas := Judge(point(c.at)); got != fact.Is(c.want) || (len(areas) > 0) != c.want {
			t.Errorf("%s: got %v (areas %v), want %v", c.name, got, areas, c.want)
		}
	}
}

func point(p Point) Box { return Box{p.Lat, p.Lon, p.Lat, p.Lon} }

// Area 13 is a rectangle: 32.765632877 to 32.786292692 north, 97.460085871 to 97.445002478 west.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name string
		box  Box
		want fact.Truth
	}{
		{"a box inside", Box{32.77, -97.455, 32.78, -97.45}, fact.Yes},
		{"the same once around the globe", Box{32.77, 262.545, 32.78, 262.55}, fact.Yes},
		{"across an edge", Box{32.77, -97.455, 32.79, -97.45}, fact.Unknown},
		{"around the area", Box{32.7, -97.5, 32.8, -97.4}, fact.Unknown},
		{"on the edge", Box{32.786292692, -97.45, 32.786292692, -97.45}, fact.Unknown},
		{"beyond the edge by less than the list can tell", Box{32.7862926921, -97.45, 32.7862926921, -97.45}, fact.Unknown},
		{"inside by less than the list can tell", Box{32.7862926919, -97.45, 32.7862926919, -97.45}, fact.Unknown},
		{"beyond the edge by more", Box{32.786292696, -97.45, 32.786292696, -97.45}, fact.No},
		{"a meter inside", Box{32.78628, -97.45, 32.78628, -97.45}, fact.Yes},
		{"the country", Box{24, -125, 50, -66}, fact.Unknown},
		{"the open sea", Box{10, -40, 20, -30}, fact.No},
	} {
		if got, areas := Judge(c.box); got != c.want || (got == fact.Yes) != slices.Equal(areas, []int64{13}) {
			t.Errorf("%s: %s in %v, want %s", c.name, got, areas, c.want)
		}
	}
}

// TestOracle compares with points drawn from the box: of a yes every one lies inside, of a no none does.
func TestOracle(t *testing.T) {
	list := Areas()
	rapid.Check(t, func(t *rapid.T) {
		a := list[rapid.IntRange(0, len(list)-1).Draw(t, "area")]
		h, w := a.north-a.south, a.east-a.west
		b := Box{South: a.south + h*rapid.Float64Range(-1, 2).Draw(t, "south"), West: a.west + w*rapid.Float64Range(-1, 2).Draw(t, "west")}
		b.North, b.East = b.South+h*rapid.Float64Range(0, 1).Draw(t, "height"), b.West+w*rapid.Float64Range(0, 1).Draw(t, "width")
		in := a.holds(b)
		for range 20 {
			x, y := rapid.Float64Range(0, 1).Draw(t, "x"), rapid.Float64Range(0, 1).Draw(t, "y")
			p := Point{min(b.North, b.South+y*(b.North-b.South)), min(b.East, b.West+x*(b.East-b.West))}
			if got := a.Contains(p); in == fact.Yes && !got || in == fact.No && got {
				t.Fatalf("area %d holds %v: %s, and contains %v: %v", a.ID, b, in, p, got)
			}
		}
	})
}

// TestWeighted draws points between the corners, which lie inside, and far ones, which do not.
func TestWeighted(t *testing.T) {
	list := Areas()
	rapid.Check(t, func(t *rapid.T) {
		a := list[rapid.IntRange(0, len(list)-1).Draw(t, "area")]
		var p Point
		var sum float64
		for _, c := range a.Corners {
			w := rapid.Float64Range(0.05, 1).Draw(t, "weight")
			p.Lat, p.Lon, sum = p.Lat+w*c.Lat, p.Lon+w*c.Lon, sum+w
		}
		p.Lat, p.Lon = p.Lat/sum, p.Lon/sum
		if !a.Contains(p) {
			t.Fatalf("area %d does not contain %v", a.ID, p)
		}
		p.Lat = a.north + rapid.Float64Range(1e-9, 1).Draw(t, "beyond")
		if a.Contains(p) {
			t.Fatalf("area %d contains %v, north of it", a.ID, p)
		}
	})
}

// TestSource compares with the list as handed over, where it is at hand.
func TestSource(t *testing.T) {
	f, err := os.Open("../../../shared/law/dsp-geofences.csv")
	if err != nil {
		t.Skip("the source list is not at hand")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range Areas() {
		for j, c := range a.Corners {
			lat, _ := strconv.ParseFloat(rows[i+1][1+2*j], 64)
			lon, _ := strconv.ParseFloat(rows[i+1][2+2*j], 64)
			if c != (Point{lat, lon}) {
				t.Errorf("area %d corner %d: got %v, want %v %v", a.ID, j+1, c, lat, lon)
			}
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"1 2 3", "x 1 1 2 2 3 3 4 4", "1 91 1 2 2 3 3 4 4", "1 NaN 1 2 2 3 3 4 4", "1 1 181 2 2 3 3 4 4"} {
		if _, err := parse("# a list\n" + text); err == nil || !strings.HasPrefix(err.Error(), "areas.txt:2: ") {
			t.Errorf("%q: got %v, want an error at line 2", text, err)
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	Areas()
	p := Point{41.883, -87.629}
	for b.Loop() {
		Judge(point(p))
	}
}
