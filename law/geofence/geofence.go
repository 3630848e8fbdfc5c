// Package geofence answers whether a location lies in an area of the
// Government-Related Location Data List.
//
// Precise geolocation data for any location inside one of these areas is
// government-related data, in any volume (28 CFR 202.222(a)(1), 202.1401). The
// list names 736 four-cornered areas by coordinates only. They are used as
// published: some are far larger than the sites they protect, one is a few
// square meters.
package geofence

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/longarm-project/longarm/fact"
)

//go:embed areas.txt
var areas string

// A Point is a location in degrees, north and east positive.
type Point struct{ Lat, Lon float64 }

// An Area is one area of the list.
type Area struct {
	ID      int // of the list
	Corners [4]Point
	// south, north, west and east bound the corners
	south, north, west, east float64
	// margin is how far an edge may be off as published, in degrees: half a unit
	// of the last decimal of the shortest coordinate, and no less than least
	margin float64
}

// least is a tenth of a millimeter, far above the error of the arithmetic.
const least = 1e-9

// Areas returns the list in the order of its ids. It is read once; callers must not change it.
var Areas = sync.OnceValue(func() []Area {
	out, err := parse(areas)
	if err != nil {
		panic("geofence: " + err.Error()) // the embedded list is tested
	}
	return out
})

// parse reads the form of areas.txt.
func parse(text string) ([]Area, error) {
	var out []Area
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		a, err := parseArea(strings.Fields(line))
		if err != nil {
			return nil, fmt.Errorf("areas.txt:%d: %w", n, err)
		}
		out = append(out, a)
	}
	return out, nil
}

func parseArea(fields []string) (a Area, err error) {
	if len(fields) != 9 {
		return a, fmt.Errorf("%d fields, want an id and four corners", len(fields))
	}
	if a.ID, err = strconv.Atoi(fields[0]); err != nil {
		return a, fmt.Errorf("%q is no id", fields[0])
	}
	a.margin = least
	for _, f := range fields[1:] {
		_, decimals, _ := strings.Cut(f, ".")
		a.margin = max(a.margin, 0.5*math.Pow10(-len(decimals)))
	}
	for i := range a.Corners {
		lat, err1 := strconv.ParseFloat(fields[1+2*i], 64)
		lon, err2 := strconv.ParseFloat(fields[2+2*i], 64)
		if err1 != nil || err2 != nil || !(lat >= -90 && lat <= 90) || !(lon >= -180 && lon <= 180) {
			return a, fmt.Errorf("corner %d of area %d is no location", i+1, a.ID)
		}
		a.Corners[i] = Point{lat, lon}
	}
	lats, lons := make([]float64, 4), make([]float64, 4)
	for i, c := range a.Corners {
		lats[i], lons[i] = c.Lat, c.Lon
	}
	a.south, a.north, a.west, a.east = slices.Min(lats), slices.Max(lats), slices.Min(lons), slices.Max(lons)
	return a, nil
}

// Contains reports whether p lies in the area or on its edge. All areas of the
// list are convex and none crosses the 180th meridian, so it does if it is never
// on opposite sides of two edges.
func (a *Area) Contains(p Point) bool {
	if p.Lat < a.south || p.Lat > a.north || p.Lon < a.west || p.Lon > a.east {
		return false
	}
	left, right := false, false
	for i, c := range a.Corners {
		d := a.Corners[(i+1)%4]
		switch s := side(c, d, p); {
		case s > 0:
			left = true
		case s < 0:
			right = true
		}
	}
	return !(left && right)
}

// A Box bounds locations, in degrees; the edges are of it. A point is a box of no size.
type Box = struct{ South, West, North, East float64 }

// Judge says whether locations that lie somewhere in b lie in a listed area: yes
// where the box does as a whole, with the areas it lies in by id; no where it
// touches none; else unknown. So is what comes closer to an edge than the
// decimals of the list can tell. West of -180 and east of 180 the box goes on
// around the globe.
func Judge(b Box) (in fact.Truth, areas []int64) {
	in = fact.No
	turns := []float64{0}
	if b.West < -180 || b.East > 180 {
		turns = []float64{-360, 0, 360}
	}
	list := Areas()
	for i := range list {
		a := &list[i]
		for _, turn := range turns {
			c := Box{b.South - a.margin, b.West + turn - a.margin, b.North + a.margin, b.East + turn + a.margin}
			switch a.holds(c) {
			case fact.Yes:
				in, areas = fact.Yes, append(areas, int64(a.ID))
			case fact.Unknown:
				in = max(in, fact.Unknown)
			}
		}
	}
	return in, areas
}

// holds says whether the area has the whole of a box, or none of it.
func (a *Area) holds(b Box) fact.Truth {
	if b.North < a.south || b.South > a.north || b.East < a.west || b.West > a.east {
		return fact.No
	}
	corners := [4]Point{{b.South, b.West}, {b.South, b.East}, {b.North, b.West}, {b.North, b.East}}
	whole := true
	for _, p := range corners {
		whole = whole && a.Contains(p)
	}
	if whole {
		return fact.Yes
	}
	// Both are convex: they are apart if all corners of the box lie beyond one edge of the area.
	middle := Point{(a.Corners[0].Lat + a.Corners[2].Lat) / 2, (a.Corners[0].Lon + a.Corners[2].Lon) / 2}
	for i, c := range a.Corners {
		d := a.Corners[(i+1)%4]
		inner := side(c, d, middle)
		beyond := inner != 0
		for _, p := range corners {
			beyond = beyond && side(c, d, p)*inner < 0
		}
		if beyond {
			return fact.No
		}
	}
	return fact.Unknown
}

// side is above or below zero as p lies on one side or the other of the line from c to d.
func side(c, d, p Point) float64 {
	return (d.Lat-c.Lat)*(p.Lon-c.Lon) - (d.Lon-c.Lon)*(p.Lat-c.Lat)
}
