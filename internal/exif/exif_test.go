package exif

import (
	"bytes"
	"io"
	"testing"
)

// FuzzRead gives any bytes as every kind of picture: each read is bounded, and a place lies on Earth.
func FuzzRead(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\x08\x00\x00\x00"))
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x08"))
	f.Add([]byte("\x00\x00\x00\x10ftypheic\x00\x00\x00\x00\x00\x00\x00\x20meta\x00\x00\x00\x00\x00\x00\x00\x14iinf"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x00eXIf"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, kind := range []string{"jpeg", "tiff", "png", "webp", "heif", Kind(b)} {
			s, ok, _ := Read(io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b))), kind)
			if ok && (s.Lat < -90 || s.Lat > 90 || s.Lon < -180 || s.Lon > 180) {
				t.Errorf("%s: at %f, %f", kind, s.Lat, s.Lon)
			}
		}
	})
}
