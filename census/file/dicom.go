package file

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/detect"
)

// DICOM reads the patient of a medical image (DICOM PS3.10): elements before the pixels only.
type DICOM struct{}

// Name implements census.Format.
func (DICOM) Name() string { return "dicom" }

// Recognise implements census.Format.
func (DICOM) Recognise(head []byte, _ string) bool {
	return len(head) > 132 && string(head[128:132]) == "DICM"
}

// Bounds of what is read before the pixels.
const (
	maxElements = 10_000
	maxElement  = 1 << 20
)

// Scan implements census.Format.
func (DICOM) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	r := &dicomReader{r: src.Reader}
	if _, err := io.CopyN(io.Discard, src.Reader, 132); err != nil {
		return errors.New("truncated")
	}
	p := census.Person{Categories: []census.Category{census.Health}}
	found := false
	for range maxElements {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		group, element, value, err := r.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			f.Fault(err.Error())
			break
		}
		if r.depth > 0 {
			continue
		}
		if group > 0x0010 && group != 0xfffe {
			break
		}
		text := strings.Trim(string(value), " \x00")
		if text == "" {
			continue
		}
		switch uint32(group)<<16 | uint32(element) {
		case 0x00020010:
			r.implicit = text == "1.2.840.10008.1.2"
			r.big = text == "1.2.840.10008.1.2.2"
			if text == "1.2.840.10008.1.2.1.99" {
				return errors.New("deflated DICOM: unpack it first: " + census.ErrUnsupported.Error())
			}
		case 0x00100010:
			found = true
			family, given, _ := strings.Cut(text, "^")
			given, _, _ = strings.Cut(given, "^")
			p.Name = strings.TrimSpace(given + " " + family)
		case 0x00100020:
			found = true
			p.Patient = text
		case 0x00100030:
			p.Birth = text
		case 0x00101040:
			p.Values = append(p.Values, census.Value{Kind: detect.Address, Text: text})
		case 0x00102154:
			p.Values = append(p.Values, census.Value{Kind: detect.Phone, Text: text})
		}
	}
	if !found {
		f.Uncountable(census.Health)
		return nil
	}
	f.Person(p, 1)
	return nil
}

// A dicomReader reads elements in order. The group 0002 is explicit and little-endian, whatever follows.
type dicomReader struct {
	r             io.Reader
	implicit, big bool
	depth         int // sequences of a length not said that are open
}

// next reads one element; sequences and long values are skipped.
func (d *dicomReader) next() (group, element uint16, value []byte, err error) {
	var b [8]byte
	if _, err := io.ReadFull(d.r, b[:]); err != nil {
		return 0, 0, nil, io.EOF
	}
	var order binary.ByteOrder = binary.LittleEndian
	if d.big && !(b[0] == 2 && b[1] == 0) {
		order = binary.BigEndian
	}
	group, element = order.Uint16(b[:]), order.Uint16(b[2:])
	length := order.Uint32(b[4:])
	sequence := false
	if group == 2 || !d.implicit && group != 0xfffe {
		switch vr := string(b[4:6]); vr {
		case "OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UC", "UR", "UT", "UN", "SV", "UV": // PS3.5, 7.1.2
			sequence = vr == "SQ"
			var long [4]byte
			if _, err := io.ReadFull(d.r, long[:]); err != nil {
				return 0, 0, nil, errors.New("truncated")
			}
			length = order.Uint32(long[:])
		default:
			length = uint32(order.Uint16(b[6:]))
		}
	}
	switch {
	case group == 0xfffe && element == 0xe0dd:
		d.depth--
		return group, element, nil, nil
	case group == 0xfffe:
		return group, element, nil, nil // items of a sequence are read as they come
	case length == 0xffffffff:
		d.depth++
		return group, element, nil, nil
	case sequence || length > maxElement:
		_, err := io.CopyN(io.Discard, d.r, int64(length))
		return group, element, nil, err
	}
	value = make([]byte, length)
	if _, err := io.ReadFull(d.r, value); err != nil {
		return 0, 0, nil, errors.New("truncated")
	}
	if i := bytes.IndexByte(value, '\\'); i >= 0 && group == 0x0010 {
		value = value[:i]
	}
	return group, element, value, nil
}
