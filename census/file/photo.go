package file

import (
	"context"
	"fmt"
	"io"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/internal/exif"
)

// Photo reads where a photograph was taken, and by which camera. What the picture shows is not read, and the report says so.
type Photo struct{}

// Name implements census.Format.
func (Photo) Name() string { return "image" }

// Recognise implements census.Format.
func (Photo) Recognise(head []byte, _ string) bool { return exif.Kind(head) != "" }

// errPicture says what of a picture is never read.
var errPicture = fmt.Errorf("what a picture shows is %w", census.ErrUnsupported)

// Scan implements census.Format.
func (Photo) Scan(_ context.Context, src *census.Source, f *census.File) error {
	f.Format = exif.Kind(src.Head)
	at, size, err := src.Random()
	if err != nil {
		return err
	}
	f.Bytes = size
	shot, ok, err := exif.Read(io.NewSectionReader(at, 0, size), f.Format)
	if err != nil {
		return err
	}
	if !ok {
		return errPicture
	}
	f.Track(shot.Camera, []census.Point{{Lat: shot.Lat, Lon: shot.Lon}})
	f.Fault(errPicture.Error())
	return nil
}
