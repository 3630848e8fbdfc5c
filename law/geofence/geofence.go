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
	"slices"
	"strconv"
	"strings"
	"sync"
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
}

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
		switch side := (d.Lat-c.Lat)*(p.Lon-c.Lon) - (d.Lon-c.Lon)*(p.Lat-c.Lat); {
		case side > 0:
			left = true
		case side < 0:
			right = true
		}
	}
	return !(left && right)
}

// Within returns the id of the first area that contains p.
func Within(p Point) (id int, ok bool) {
	list := Areas()
	for i := range list {
		if list[i].Contains(p) {
			return list[i].ID, true
		}
	}
	return 0, false
}
