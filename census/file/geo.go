package file

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/detect"
	"github.com/longarm-project/longarm/internal/jsonvalues"
)

// maxPoints bounds the places kept of one track; beyond, every place is still judged as it comes.
const maxPoints = 4096

// feature reads a feature of GeoJSON (RFC 7946): a place of a device if its properties name one, or a person.
func (j *jsonReader) feature(v jsonvalues.Value) {
	j.f.Format = "geojson"
	device, person := "", false
	for k, e := range v.Get("properties").Members() {
		name := k.String()
		switch detect.Hint(name) {
		case detect.DeviceID, detect.IMEI, detect.MAC, detect.AdvertisingID, detect.Serial:
			device = cmp.Or(device, e.String())
		case detect.PersonID, detect.Username, detect.Email, detect.Name, detect.Given, detect.Phone:
			person = person || detect.Hint(name) != detect.Name || detect.FullName([]byte(e.String()))
			device = cmp.Or(device, e.String())
		}
	}
	j.record(v.Get("properties"))
	if device == "" && !person {
		return
	}
	if j.tracks == nil {
		j.tracks = map[string][]census.Point{}
	}
	points(v.Get("geometry").Get("coordinates"), func(p census.Point) {
		if t := j.tracks[device]; len(t) < maxPoints {
			j.tracks[device] = append(t, p)
		} else {
			j.f.Track(device, []census.Point{p})
		}
	})
}

// points yields the positions of a geometry, which has longitude before latitude.
func points(v jsonvalues.Value, yield func(census.Point)) {
	if !v.Is(jsonvalues.Array) {
		return
	}
	if first := firstOf(v); first.Is(jsonvalues.Array) {
		for e := range v.Elems() {
			points(e, yield)
		}
		return
	}
	var at [2]float64
	i := 0
	for e := range v.Elems() {
		if i < 2 {
			f, n, ok := detect.Coordinate(e.Raw(), 180)
			if !ok || n < 3 {
				return
			}
			at[i] = f
		}
		i++
	}
	if i >= 2 && at[1] <= 90 && at[1] >= -90 {
		yield(census.Point{Lat: at[1], Lon: at[0]})
	}
}

func (j *jsonReader) closeTracks() {
	ids := make([]string, 0, len(j.tracks))
	for id := range j.tracks {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		j.f.Track(id, j.tracks[id])
	}
}

// Track reads recorded tracks: GPX, KML and TCX. Each file is one device.
type Track struct{}

// Name implements census.Format.
func (Track) Name() string { return "track" }

// Recognise implements census.Format.
func (Track) Recognise(head []byte, _ string) bool { return trackRoot(head) != "" }

// trackRoot returns the root element of an XML file that holds tracks, or "".
func trackRoot(head []byte) string {
	switch root := rootOf(head); root {
	case "gpx", "kml", "TrainingCenterDatabase":
		return root
	}
	return ""
}

// rootOf returns the local name of the root element of an XML file.
func rootOf(head []byte) string {
	h := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(h) < 3 || h[0] != '<' {
		return ""
	}
	d := newXML(bytes.NewReader(h))
	for range 64 {
		tok, err := d.RawToken()
		if err != nil {
			return ""
		}
		if e, ok := tok.(xml.StartElement); ok {
			return e.Name.Local
		}
	}
	return ""
}

// newXML returns a decoder that reads other encodings as they stand and resolves nothing.
func newXML(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d
}

// maxXMLDepth bounds how deep elements may nest.
const maxXMLDepth = 256

// Scan implements census.Format.
func (Track) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	f.Format = strings.ToLower(trackRoot(src.Head))
	d := newXML(src.Reader)
	var track []census.Point
	device, chosen, timed, total := "", "", f.Format != "kml", 0
	var lat, lon string
	var text strings.Builder
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if total == 0 {
				return errors.New("damaged XML")
			}
			f.Fault("damaged XML: the rest was not read")
			break
		}
		switch e := tok.(type) {
		case xml.StartElement:
			text.Reset()
			switch e.Name.Local {
			case "wpt", "trkpt", "rtept":
				lat, lon = attr(e, "lat"), attr(e, "lon")
				track, total = point(track, lat, lon), total+1
			case "Track", "TimeStamp", "TimeSpan":
				timed = true
			}
		case xml.CharData:
			if text.Len() < 1<<20 {
				text.Write(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "coordinates":
				for c := range strings.FieldsSeq(text.String()) {
					if p := strings.Split(c, ","); len(p) >= 2 {
						track, total = point(track, p[1], p[0]), total+1
					}
				}
			case "coord":
				if p := strings.Fields(text.String()); len(p) >= 2 {
					track, total = point(track, p[1], p[0]), total+1
				}
			case "LatitudeDegrees":
				lat = text.String()
			case "LongitudeDegrees":
				track, total = point(track, lat, text.String()), total+1
			case "UnitId", "serialNumber":
				device = text.String()
			}
			text.Reset()
		}
		if len(track) >= maxPoints && timed {
			if chosen == "" {
				chosen = cmp.Or(device, identity(track))
			}
			f.Track(chosen, track)
			track = track[:0]
		}
	}
	if total == 0 || !timed {
		return nil // places, and nobody who was there
	}
	f.Track(cmp.Or(chosen, device, identity(track)), track)
	return nil
}

// identity stands for a device that a file does not name: the beginning of its track, so that a copy is the same.
func identity(track []census.Point) string {
	var b []byte
	for _, p := range track[:min(len(track), 16)] {
		b = strconv.AppendFloat(append(b, ' '), p.Lat, 'f', 6, 64)
		b = strconv.AppendFloat(append(b, ' '), p.Lon, 'f', 6, 64)
	}
	return string(b)
}

func point(track []census.Point, lat, lon string) []census.Point {
	a, _, ok := detect.Coordinate([]byte(lat), 90)
	o, _, ok2 := detect.Coordinate([]byte(lon), 180)
	if ok && ok2 {
		track = append(track, census.Point{Lat: a, Lon: o})
	}
	return track
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
