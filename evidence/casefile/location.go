package casefile

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
)

// A Box bounds a location, in degrees of WGS 84, north and east positive; a
// place of which the longitude is rounded may reach a little beyond 180.
type Box = struct{ South, West, North, East float64 }

// Areas says whether a location that lies somewhere in a box lies in an area of
// the Government-Related Location Data List (28 CFR 202.1401), and the ids of
// those in which it certainly does, ascending.
type Areas func(Box) (in fact.Truth, areas []int64)

// listedLocation is the term by which a person states the answer without locations.
const listedLocation = "listed_location"

// locations judges where the data lie: yes if any of the places does, no if none
// can and none is said to be unknown. Only the answer and the areas are kept, and
// no error repeats a place.
func (o object) locations(d *fact.Data) {
	n := o.vals["locations"]
	if n == nil || isUnknown(n) {
		return
	}
	if d.Category != fact.PreciseGeolocation && d.Category != fact.UnknownCategory {
		o.r.errorf(n, "locations: only precise-geolocation is asked for its locations (28 CFR 202.222(a)(1))")
		return
	}
	judged, in := 0, fact.No
	o.r.list(n, func(e *yaml.Node) {
		if judged++; isUnknown(e) {
			in = max(in, fact.Unknown)
			return
		}
		b, err := parseLocation(e)
		if err != nil {
			o.r.errorf(e, "locations: %v", err)
			return
		}
		t, areas := fact.Unknown, []int64(nil)
		if o.r.areas != nil {
			t, areas = o.r.areas(b)
		}
		in = max(in, t)
		d.Areas = append(d.Areas, areas...)
	})
	slices.Sort(d.Areas)
	d.Areas = slices.Compact(d.Areas)
	if judged == 0 {
		return
	}
	d.Listed = in
	if s := d.Terms[listedLocation]; s == "yes" && in == fact.No || s == "no" && in == fact.Yes {
		o.r.errorf(n, "locations: they say that %s is %s, the terms say %s; correct one of them", listedLocation, in, s)
	}
}

var errLocation = errors.New(`want degrees of latitude and longitude, such as "38.91 -77.04", or ranges of them, such as "38.9..39.0 -77.1..-77.0"`)

// parseLocation reads "LAT LON" or "SOUTH..NORTH WEST..EAST" in decimal degrees.
// Each number stands for all that round to it: half a unit of its last decimal either way.
func parseLocation(n *yaml.Node) (Box, error) {
	f := strings.Fields(strings.ReplaceAll(n.Value, ",", " "))
	if n.Kind != yaml.ScalarNode || len(f) != 2 {
		return Box{}, errLocation
	}
	south, north, err := parseDegrees(f[0], 90)
	if err != nil {
		return Box{}, err
	}
	west, east, err := parseDegrees(f[1], 180)
	return Box{south, west, north, east}, err
}

var degrees = pattern.New(`^[+-]?[0-9]{1,3}(\.[0-9]{1,15})?$`)

// parseDegrees reads one coordinate or a range of it.
func parseDegrees(s string, most float64) (lo, hi float64, err error) {
	from, to, isRange := strings.Cut(s, "..")
	if !isRange {
		to = from
	}
	var at, half [2]float64
	for i, t := range []string{from, to} {
		v, err := strconv.ParseFloat(t, 64)
		if !degrees.MatchString(t) || err != nil || math.Abs(v) > most {
			return 0, 0, errLocation
		}
		_, decimals, _ := strings.Cut(t, ".")
		at[i], half[i] = v, 0.5*math.Pow10(-len(decimals))
	}
	if at[0] > at[1] {
		return 0, 0, errors.New("a range runs backwards; put south before north and west before east, and split one that crosses the 180th meridian")
	}
	return at[0] - half[0], at[1] + half[1], nil
}
