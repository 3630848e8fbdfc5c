package file

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/longarm-project/longarm/census"
)

// exifData writes a TIFF structure with a place, in degrees, minutes and thousandths of seconds, and the number of a camera.
func exifData(order binary.AppendByteOrder, lat, lon [3]uint32, serial string) []byte {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	var heap []byte
	const heapAt = 8 + 2 + 4*12 + 4 + 2 + 12 + 4 + 2 + 4*12 + 4
	put := func(v []byte) uint32 {
		at := heapAt + len(heap)
		heap = append(heap, v...)
		return uint32(at)
	}
	place := func(p [3]uint32) uint32 {
		var v []byte
		for i, d := range []uint32{1, 1, 1000} {
			v = order.AppendUint32(order.AppendUint32(v, p[i]), d)
		}
		return put(v)
	}
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint16(order.AppendUint16(b, tag), kind)
		b = order.AppendUint32(order.AppendUint32(b, count), value)
	}
	letter := func(tag uint16, c byte) {
		b = order.AppendUint16(order.AppendUint16(b, tag), 2)
		b = append(order.AppendUint32(b, 2), c, 0, 0, 0)
	}
	text := func(tag uint16, s string) { entry(tag, 2, uint32(len(s)+1), put([]byte(s+"\x00"))) }
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 4)
	text(0x010f, "Maker & Sons")
	text(0x0110, "Model One")
	entry(0x8769, 4, 1, 8+2+4*12+4)
	entry(0x8825, 4, 1, 8+2+4*12+4+2+12+4)
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, 1)
	text(0xa431, serial)
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, 4)
	letter(1, 'N')
	entry(2, 5, 3, place(lat))
	letter(3, 'W')
	entry(4, 5, 3, place(lon))
	return append(order.AppendUint32(b, 0), heap...)
}

// photos wraps Exif data as each kind of picture does.
var photos = map[string]func(data []byte) []byte{
	"tiff": func(x []byte) []byte { return x },
	"jpeg": func(x []byte) []byte {
		b := append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), make([]byte, 9)...)
		b = binary.BigEndian.AppendUint16(append(b, 0xff, 0xe1), uint16(len(x)+8))
		return append(append(append(b, "Exif\x00\x00"...), x...), "\xff\xda\x00\x02\x00\xff\xd9"...)
	},
	"png": func(x []byte) []byte {
		b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x02IDAT12crc."), binary.BigEndian.AppendUint32(nil, uint32(len(x)))...)
		return append(append(append(b, "eXIf"...), x...), "crc.\x00\x00\x00\x00IENDcrc."...)
	},
	"webp": func(x []byte) []byte {
		b := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8 \x03\x00\x00\x00abc\x00EXIF"), binary.LittleEndian.AppendUint32(nil, uint32(len(x)+6))...)
		return append(append(b, "Exif\x00\x00"...), x...)
	},
	"heif": func(x []byte) []byte {
		box := func(kind string, parts ...[]byte) []byte {
			body := bytes.Join(parts, nil)
			return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), kind...), body...)
		}
		head := box("ftyp", []byte("heic\x00\x00\x00\x00mif1heic"))
		meta := func(at int) []byte {
			extent := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(at)), uint32(len(x)+10))
			return box("meta", make([]byte, 4), box("hdlr", make([]byte, 24)),
				box("iinf", []byte("\x00\x00\x00\x00\x00\x02"), box("infe", []byte("\x02\x00\x00\x00\x00\x01\x00\x00hvc1\x00")), box("infe", []byte("\x02\x00\x00\x00\x00\x02\x00\x00Exif\x00"))),
				box("iloc", []byte("\x00\x00\x00\x00\x44\x00\x00\x02\x00\x01\x00\x00\x00\x01\x00\x00\x00\x09\x00\x00\x00\x09\x00\x02\x00\x00\x00\x01"), extent))
		}
		at := len(head) + len(meta(0)) + 8
		return bytes.Join([][]byte{head, meta(at), box("mdat", []byte("\x00\x00\x00\x06Exif\x00\x00"), x)}, nil)
	},
}

// A photograph tells where a camera was. One camera is one device, in however many kinds of pictures; cameras without a
// number are not told apart; and what pictures show stays unread.
func TestPhotographs(t *testing.T) {
	for kind, wrap := range photos {
		var store objects
		add := func(x []byte) {
			store = append(store, census.Bytes{Name: fmt.Sprint(len(store)), Data: wrap(x)})
		}
		for i := range uint32(6) {
			add(exifData(binary.LittleEndian, [3]uint32{39, 7, 1000 * i}, [3]uint32{98, 7, 5500}, fmt.Sprintf("SN-%d", i%3)))
			add(exifData(binary.BigEndian, [3]uint32{39, 7, 1000 * i}, [3]uint32{98, 7, 5500}, fmt.Sprintf("SN-%d", i%3)))
		}
		got := scanObjects(t, store)
		k := got.By["precise_geolocation"]
		if got.Status != census.Partly || k == nil || k.Low != 3 || *k.Estimate != 3 || *k.High != 3 || *k.US.Estimate != 3 || got.List[0].Format != kind {
			t.Errorf("%s: %s, %+v, want 3 devices in the United States", kind, got.Status, k)
		}
		store = nil
		for range 4 {
			add(exifData(binary.LittleEndian, [3]uint32{39, 7, 1}, [3]uint32{98, 7, 5500}, "0000"))
		}
		got = scanObjects(t, store)
		if k := got.By["precise_geolocation"]; k == nil || k.Low != 1 || k.Estimate != nil || *k.High != 4 {
			t.Errorf("%s without the numbers of cameras: %+v, want one to four devices", kind, k)
		}
		store = nil
		add(exifData(binary.LittleEndian, [3]uint32{39, 7, 0}, [3]uint32{98, 7, 0}, "SN-1"))
		got = scanObjects(t, store)
		if got.By["precise_geolocation"] != nil || got.Status != census.Unread {
			t.Errorf("%s: whole minutes are a location: %+v", kind, got)
		}
	}
}

func scanObjects(t testing.TB, o objects) census.StoreReport {
	t.Helper()
	s := census.NewStore("memory")
	r := census.Runner{Formats: Formats(), Key: census.Key{1}}
	if err := r.Scan(t.Context(), o, s); err != nil {
		t.Fatal(err)
	}
	return s.Report()
}
