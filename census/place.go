package census

import (
	"github.com/longarm-project/longarm/fact"
)

// A Fence judges whether a location lies in an area of the Government-Related Location Data List
// (28 CFR 202.1401), and in which. Unknown is too close to an edge to say.
type Fence func(lat, lon float64) (fact.Truth, []int64)

// located takes one precise location of a person or device.
func (f *File) located(r *record, lat, lon float64) {
	r.cats |= setOf(Geolocation)
	r.signal(inUnitedStates(lat, lon), byPlace)
	if f.scan.fence == nil {
		return
	}
	switch in, areas := f.scan.fence(lat, lon); in {
	case fact.Yes:
		r.cats |= setOf(Government)
		for _, a := range areas {
			f.Areas = addSorted(f.Areas, a)
		}
	case fact.Unknown:
		f.Near = true
	}
}

// A box bounds locations, in degrees.
type box struct{ south, west, north, east float64 }

func (b box) has(lat, lon float64) bool {
	return lat >= b.south && lat <= b.north && lon >= b.west && lon <= b.east
}

// within are boxes that lie wholly inside the United States, around those that touch it.
// Between the two sets a location is no signal: the line of the border is not drawn here.
var within = []box{
	{42.1, -123.9, 46.2, -95.3}, {46.2, -122.6, 48.9, -95.3}, {36.6, -121.5, 42.1, -90.0}, {36.6, -90.0, 41.6, -83.0},
	{32.8, -116.9, 36.6, -81.2}, {34.8, -81.2, 36.6, -77.2}, {33.5, -81.2, 34.8, -79.2}, {31.8, -110.9, 32.8, -104.9}, {31.4, -104.9, 32.8, -81.6},
	{36.6, -83.0, 41.3, -76.0}, {38.9, -77.5, 41.9, -74.2}, {41.4, -76.5, 43.2, -71.2}, {43.2, -75.3, 44.3, -70.8}, {43.5, -71.0, 44.9, -69.0},
	{29.7, -98.0, 31.4, -91.5}, {30.0, -104.0, 31.4, -98.0}, {28.9, -99.5, 29.7, -95.5}, {30.5, -91.5, 31.4, -82.0}, {27.0, -82.4, 30.5, -81.4}, {25.3, -81.0, 27.0, -80.2},
	{37.2, -122.5, 42.1, -121.5}, {38.5, -123.2, 42.1, -122.5}, {34.0, -119.0, 36.6, -116.9}, {33.8, -118.4, 34.3, -116.9},
	{40.56, -74.3, 41.0, -73.4}, {41.6, -87.0, 42.1, -83.4}, {42.1, -95.3, 46.4, -90.5}, {42.1, -90.5, 44.5, -87.9}, {42.1, -86.2, 45.0, -83.6},
	{60.5, -160.0, 68.5, -142.0}, {19.0, -156.0, 20.2, -154.9}, {21.3, -158.2, 21.65, -157.75}, {18.0, -67.1, 18.45, -65.7},
}

var around = []box{
	{24.3, -125.0, 49.6, -66.8}, {51.0, -180.0, 71.6, -129.9}, {51.0, 172.0, 53.2, 180.0}, {18.5, -161.0, 22.6, -154.5},
	{17.5, -68.0, 18.8, -64.4}, {13.1, 144.5, 20.7, 146.2}, {-14.7, -171.3, -10.9, -168.0},
}

// inUnitedStates says 1 for a location certainly in the United States, -1 for one certainly not, else 0.
func inUnitedStates(lat, lon float64) int {
	for _, b := range within {
		if b.has(lat, lon) {
			return 1
		}
	}
	for _, b := range around {
		if b.has(lat, lon) {
			return 0
		}
	}
	return -1
}
