package determination_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/determination"
)

func TestReadRefuses(t *testing.T) {
	for _, s := range []string{"", "{}", `{"schema":"other"}`, `{"schema":"longarm-determination/1","facts":[{"kind":"reach","body":{"path":[{"says":"x"}]}}]}`, `{"schema":"` + determination.Schema + `","unknown":1}`} {
		if _, err := determination.Read(strings.NewReader(s)); err == nil {
			t.Errorf("%q is read as a determination", s)
		}
	}
}

// What was read and written is read again as it was.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"schema":"` + determination.Schema + `","at":"2026-11-01","packs":[],"findings":[]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := determination.Read(bytes.NewReader(b))
		if err != nil {
			return
		}
		var once, twice bytes.Buffer
		if err := determination.Write(&once, d); err != nil {
			t.Fatal(err)
		}
		again, err := determination.Read(bytes.NewReader(once.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := determination.Write(&twice, again); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Errorf("written again it is %s, was %s", twice.Bytes(), once.Bytes())
		}
	})
}
