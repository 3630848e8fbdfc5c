package exif

import (
	"bytes"
	"encoding/binary"
	"io"
)

// Kind names the kind of a picture by its first bytes, or is empty.
func Kind(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xd8, 0xff}):
		return "jpeg"
	case bytes.HasPrefix(head, []byte("II*\x00")), bytes.HasPrefix(head, []byte("MM\x00*")):
		return "tiff"
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	case len(head) >= 12 && bytes.HasPrefix(head, []byte("RIFF")) && string(head[8:12]) == "WEBP":
		return "webp"
	case len(head) >= 16 && string(head[4:8]) == "ftyp":
		switch string(head[8:12]) {
		case "heic", "heix", "heim", "heis", "mif1", "msf1", "avif", "hevc":
			return "heif"
		}
	}
	return ""
}

// Bounds of a picture's parts.
const (
	maxSegments = 1 << 12 // segments, chunks or boxes looked at
	maxMeta     = 4 << 20 // bytes of the box that lists the items of a HEIF file
)

// exifOf returns where the TIFF structure of the Exif data lies; n is 0 if there is none.
func exifOf(r *io.SectionReader, kind string) (from, n int64, err error) {
	switch kind {
	case "tiff":
		return 0, r.Size(), nil
	case "jpeg":
		return jpegExif(r)
	case "png":
		return chunkExif(r, 8, "eXIf", "IEND", 4, func(h []byte) (string, int64) { return string(h[4:8]), int64(binary.BigEndian.Uint32(h)) })
	case "webp":
		return chunkExif(r, 12, "EXIF", "", 0, func(h []byte) (string, int64) {
			n := int64(binary.LittleEndian.Uint32(h[4:]))
			return string(h[:4]), n + n%2
		})
	}
	return heifExif(r)
}

// jpegExif looks through the segments before the image data (ISO/IEC 10918-1, annex B; Exif 2.32, 4.5.4).
func jpegExif(r *io.SectionReader) (from, n int64, err error) {
	at := int64(2)
	for range maxSegments {
		var h [10]byte
		if k, err := r.ReadAt(h[:], at); err != nil && k < 4 {
			return 0, 0, atEnd(err)
		}
		length := int64(binary.BigEndian.Uint16(h[2:]))
		switch {
		case h[0] != 0xff || length < 2:
			return 0, 0, ErrDamaged
		case h[1] == 0xff: // padding
			at++
			continue
		case h[1] == 0xda || h[1] == 0xd9:
			return 0, 0, nil
		case h[1] == 0xe1 && string(h[4:10]) == "Exif\x00\x00":
			return at + 10, max(0, min(length-8, r.Size()-at-10)), nil
		}
		at += 2 + length
	}
	return 0, 0, ErrDamaged
}

// atEnd is the error of a picture that ends too early, or of the store.
func atEnd(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrDamaged
	}
	return err
}

// chunkExif looks through chunks with a header of eight bytes and a trailer (PNG, RIFF).
func chunkExif(r *io.SectionReader, at int64, name, last string, trailer int64, read func([]byte) (string, int64)) (from, n int64, err error) {
	for range maxSegments {
		var h [8]byte
		if _, err := r.ReadAt(h[:], at); err != nil {
			if at >= r.Size() {
				return 0, 0, nil
			}
			return 0, 0, atEnd(err)
		}
		kind, size := read(h[:])
		switch {
		case kind == name:
			var mark [6]byte
			if _, err := r.ReadAt(mark[:], at+8); err == nil && string(mark[:]) == "Exif\x00\x00" {
				return at + 14, max(0, min(size-6, r.Size()-at-14)), nil
			}
			return at + 8, max(0, min(size, r.Size()-at-8)), nil
		case last != "" && kind == last:
			return 0, 0, nil
		}
		at += 8 + size + trailer
	}
	return 0, 0, ErrDamaged
}

// heifExif finds the item of type Exif (ISO/IEC 23008-12, annex A; ISO/IEC 14496-12, 8.11).
func heifExif(r *io.SectionReader) (from, n int64, err error) {
	at := int64(0)
	for range maxSegments {
		var h [16]byte
		if k, err := r.ReadAt(h[:], at); err != nil && k < 8 {
			if at >= r.Size() {
				return 0, 0, nil
			}
			return 0, 0, atEnd(err)
		}
		size, head := int64(binary.BigEndian.Uint32(h[:])), int64(8)
		if size == 1 {
			size, head = int64(binary.BigEndian.Uint64(h[8:])), 16
		}
		if size == 0 {
			size = r.Size() - at
		}
		if size < head || size > r.Size()-at {
			return 0, 0, ErrDamaged
		}
		if string(h[4:8]) == "meta" {
			if size > maxMeta {
				return 0, 0, ErrDamaged
			}
			meta := make([]byte, size-head)
			if _, err := r.ReadAt(meta, at+head); err != nil && err != io.EOF {
				return 0, 0, err
			}
			return heifItem(r, meta)
		}
		at += size
	}
	return 0, 0, ErrDamaged
}

// heifItem finds the item among those that a meta box lists.
func heifItem(r *io.SectionReader, meta []byte) (from, n int64, err error) {
	if len(meta) < 4 {
		return 0, 0, ErrDamaged
	}
	id, known := uint32(0), false
	eachBox(box(meta[4:], "iinf"), func(kind string, b *cursor) {
		if kind != "infe" || known {
			return
		}
		version := b.number(1)
		b.number(3)
		item := b.number(2 + 2*boolInt(version == 3))
		b.number(2)
		if version >= 2 && string(b.take(4)) == "Exif" && !b.bad {
			id, known = uint32(item), true
		}
	})
	if !known {
		return 0, 0, nil
	}
	from, n, ok := location(box(meta[4:], "iloc"), id)
	var skip [4]byte
	if !ok {
		return 0, 0, ErrDamaged
	}
	if _, err := r.ReadAt(skip[:], from); err != nil {
		return 0, 0, atEnd(err)
	}
	k := 4 + int64(binary.BigEndian.Uint32(skip[:])) // to the TIFF structure
	if k >= n || from > r.Size()-k {
		return 0, 0, ErrDamaged
	}
	return from + k, min(n-k, r.Size()-from-k), nil
}

// location finds the first extent of an item in an iloc box; items kept elsewhere than in the file are not found.
func location(b *cursor, id uint32) (from, n int64, ok bool) {
	version := b.number(1)
	b.number(3)
	sizes := b.number(2)
	offset, length, base, index := int(sizes>>12&15), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	if version == 0 {
		index = 0
	}
	wide := 2 + 2*boolInt(version >= 2)
	for items := b.number(wide); items > 0 && !b.bad; items-- {
		item, method := b.number(wide), uint64(0)
		if version > 0 {
			method = b.number(2) & 15
		}
		b.number(2)
		start := b.number(base)
		for e := b.number(2); e > 0 && !b.bad; e-- {
			b.number(index)
			o, l := b.number(offset), b.number(length)
			if uint32(item) == id && method == 0 && !b.bad && start < 1<<40 && o < 1<<40 && l < 1<<32 {
				return int64(start + o), int64(l), true
			}
		}
	}
	return 0, 0, false
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// box returns what the first box of a kind holds, past the version and counter of a list of items.
func box(b []byte, kind string) *cursor {
	var out cursor
	eachBox(&cursor{b: b}, func(k string, c *cursor) {
		if k == kind && out.b == nil {
			out = *c
		}
	})
	if kind == "iinf" {
		version := out.number(1)
		out.number(3)
		out.number(2 + 2*boolInt(version > 0))
	}
	return &out
}

// eachBox calls yield for the boxes that c holds.
func eachBox(c *cursor, yield func(kind string, b *cursor)) {
	for range maxSegments {
		size := c.number(4)
		kind := string(c.take(4))
		if c.bad || size < 8 || size-8 > uint64(len(c.b)) {
			return
		}
		yield(kind, &cursor{b: c.take(int(size - 8))})
	}
}

// A cursor reads numbers in network order.
type cursor struct {
	b   []byte
	bad bool
}

func (c *cursor) take(n int) []byte {
	if n < 0 || n > len(c.b) {
		c.bad, c.b = true, nil
		return nil
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *cursor) number(bytes int) (n uint64) {
	for _, x := range c.take(bytes) {
		n = n<<8 | uint64(x)
	}
	return n
}
