package walk

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/klauspost/compress/s2"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
)

// What is packed by xz, lz4 and snappy is offered unpacked, wherever the stored file is kept.
func TestUnpack(t *testing.T) {
	text := bytes.Repeat([]byte("a line of a log\n"), 20_000)
	pack := func(open func(io.Writer) (io.WriteCloser, error)) []byte {
		var b bytes.Buffer
		w, err := open(&b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for _, c := range []struct {
		name   string
		stored []byte
	}{
		{"plain", text},
		{"xz", pack(func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) })},
		{"lz4", pack(func(w io.Writer) (io.WriteCloser, error) { return lz4.NewWriter(w), nil })},
		{"snappy", pack(func(w io.Writer) (io.WriteCloser, error) { return s2.NewWriter(w, s2.WriterSnappyCompat()), nil })},
	} {
		for _, cut := range []int{0, 7} {
			var got []byte
			problems, err := Unpack(context.Background(), "x", bytes.NewReader(c.stored[:len(c.stored)-cut]), int64(len(c.stored)-cut), Options{Ratio: 100_000}, func(f *File) error {
				var err error
				got, err = io.ReadAll(f)
				if at, _ := f.At(); (at != nil) != (c.name == "plain") {
					t.Errorf("%s: random access: %v", c.name, at)
				}
				if cut > 0 && c.name != "plain" && err == nil {
					t.Errorf("%s: cut by %d bytes, and no error", c.name, cut)
				}
				return nil
			})
			if err != nil || len(problems) > 0 {
				t.Errorf("%s: %v, %v", c.name, problems, err)
			}
			if cut == 0 && !bytes.Equal(got, text) {
				t.Errorf("%s: %d bytes, want %d", c.name, len(got), len(text))
			}
		}
	}
}
