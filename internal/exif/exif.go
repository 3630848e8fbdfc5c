// Package exif tells where a photograph was taken, and by which camera: the Exif data of JPEG, TIFF and the raw forms
// that are TIFF, PNG, WebP, HEIC and AVIF.
package exif

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"
)

// ErrDamaged is returned for a picture whose parts do not fit together.
var ErrDamaged = errors.New("the picture is damaged")

// A Shot is where a picture was taken.
type Shot struct {
	Lat, Lon float64
	Camera   string // maker, model and serial number; empty where there is no serial number
}

// Read reads a picture of a kind; ok is false if it holds no location that is precise to 1,000 metres (28 CFR 202.242).
func Read(r *io.SectionReader, kind string) (s Shot, ok bool, err error) {
	from, n, err := exifOf(r, kind)
	if err != nil || n == 0 {
		return s, false, err
	}
	s, ok = readExif(io.NewSectionReader(r, from, n))
	return s, ok, nil
}

// Tags of Exif (CIPA DC-008, 4.6) and TIFF 6.0.
const (
	tagMaker, tagModel, tagSerial = 0x010f, 0x0110, 0xa431
	tagExif, tagGPS               = 0x8769, 0x8825
	tagLatRef, tagLat             = 1, 2
	tagLonRef, tagLon             = 3, 4
)

// readExif reads a TIFF structure.
func readExif(r *io.SectionReader) (s Shot, ok bool) {
	var h [8]byte
	if _, err := r.ReadAt(h[:], 0); err != nil {
		return s, false
	}
	x := tiff{r: r, order: binary.LittleEndian}
	if h[0] == 'M' {
		x.order = binary.BigEndian
	}
	first := x.directory(int64(x.order.Uint32(h[4:])), tagMaker, tagModel, tagExif, tagGPS)
	gps := x.directory(x.pointer(first[tagGPS]), tagLatRef, tagLat, tagLonRef, tagLon)
	lat, fine, ok := x.degrees(gps[tagLat], gps[tagLatRef], "S", 90)
	lon, fine2, ok2 := x.degrees(gps[tagLon], gps[tagLonRef], "W", 180)
	if !ok || !ok2 || !fine && !fine2 || lat == 0 && lon == 0 {
		return s, false
	}
	exif := x.directory(x.pointer(first[tagExif]), tagSerial)
	return Shot{lat, lon, cameraOf(x.text(first[tagMaker]), x.text(first[tagModel]), x.text(exif[tagSerial]))}, true
}

// A tiff reads directories of a TIFF structure.
type tiff struct {
	r     *io.SectionReader
	order binary.ByteOrder
}

// An entry is one of a directory: its type, count and value or the place of it.
type entry struct {
	kind  uint16
	count uint32
	value [4]byte
}

// directory reads the wanted entries of the directory at a place.
func (x *tiff) directory(at int64, want ...uint16) map[uint16]*entry {
	out := map[uint16]*entry{}
	var n [2]byte
	if at < 8 {
		return out
	}
	if _, err := x.r.ReadAt(n[:], at); err != nil {
		return out
	}
	b := make([]byte, 12*int(x.order.Uint16(n[:])))
	k, _ := x.r.ReadAt(b, at+2)
	for b = b[:k]; len(b) >= 12; b = b[12:] {
		tag := x.order.Uint16(b)
		for _, w := range want {
			if tag == w && out[tag] == nil {
				out[tag] = &entry{x.order.Uint16(b[2:]), x.order.Uint32(b[4:]), [4]byte(b[8:12])}
			}
		}
	}
	return out
}

// pointer is the place of another directory.
func (x *tiff) pointer(e *entry) int64 {
	if e == nil || e.kind != 4 && e.kind != 13 {
		return 0
	}
	return int64(x.order.Uint32(e.value[:]))
}

// text is a short text.
func (x *tiff) text(e *entry) string {
	if e == nil || e.kind != 2 || e.count == 0 || e.count > 256 {
		return ""
	}
	b := e.value[:min(4, e.count)]
	if e.count > 4 {
		b = make([]byte, e.count)
		if _, err := x.r.ReadAt(b, int64(x.order.Uint32(e.value[:]))); err != nil {
			return ""
		}
	}
	s, _, _ := strings.Cut(string(b), "\x00")
	return s
}

// degrees reads degrees, minutes and seconds. Whole minutes are 1.8 km apart: they are not fine.
func (x *tiff) degrees(e, ref *entry, negative string, most float64) (deg float64, fine, ok bool) {
	if e == nil || ref == nil || e.kind != 5 || e.count != 3 {
		return 0, false, false
	}
	var b [24]byte
	if _, err := x.r.ReadAt(b[:], int64(x.order.Uint32(e.value[:]))); err != nil {
		return 0, false, false
	}
	for i, unit := range [3]float64{1, 60, 3600} {
		n, d := float64(x.order.Uint32(b[8*i:])), float64(x.order.Uint32(b[8*i+4:]))
		if d == 0 {
			if n != 0 {
				return 0, false, false
			}
			continue
		}
		v := n / d
		deg += v / unit
		fine = fine || i == 2 && v != 0 || v != math.Trunc(v)
	}
	if !(deg <= most) {
		return 0, false, false
	}
	if strings.HasPrefix(x.text(ref), negative) {
		deg = -deg
	}
	return deg, fine, true
}

// cameraOf names a camera by its maker, model and serial number; one without a serial number is any of its kind.
func cameraOf(maker, model, serial string) string {
	if serial = strings.TrimSpace(serial); serial == "" || strings.Trim(serial, "0 ") == "" {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(maker) + " " + strings.TrimSpace(model) + " " + serial)
}
