package docket_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"github.com/longarm-project/longarm/docket"
)

// Whatever bytes a bundle has, it is refused or it is the genuine one, and nothing panics.
func FuzzBundle(f *testing.F) {
	f.Add([]byte("PK"), 0, byte(0))
	f.Add([]byte{}, 70, byte(1))
	f.Add([]byte{}, 3, byte(0x20))
	f.Fuzz(func(t *testing.T, junk []byte, at int, with byte) {
		k := open(t)
		c := k.opened("ana", "A-1")
		c = k.enter("ana", c, "", docket.Note{Text: "first"})
		var b bytes.Buffer
		if err := k.Export(context.Background(), "ana", c.ID, &b); err != nil {
			t.Fatal(err)
		}
		_, _ = docket.VerifyBundle(t.Context(), bytes.NewReader(junk), int64(len(junk)), k.Public(), nil)
		members := unzip(t, b.Bytes())
		for i, m := range members {
			if n := len(m.text); n > 0 {
				text := append([]byte(nil), m.text...)
				text[(at%n+n)%n] ^= with
				changed := append([]memberOf(nil), members...)
				changed[i].text = text
				z := zipped(t, changed)
				_, err := docket.VerifyBundle(t.Context(), bytes.NewReader(z), int64(len(z)), k.Public(), k.options().Procedures)
				if with != 0 && err == nil {
					t.Errorf("%s: byte %d changed by %#x, and it verifies", m.name, at, with)
				}
				if with == 0 && err != nil {
					t.Errorf("%s: unchanged, and %v", m.name, err)
				}
				if err != nil && errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("%v tells nobody what is wrong", err)
				}
			}
		}
	})
}
