// Package registrytest holds the promises of registry.Importer as tests that
// every importer runs, and a short way to write records in tests.
package registrytest

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// A Result is what an importer made of one file.
type Result struct {
	Records []registry.Record
	Errors  []error
	Tally   registry.Tally
}

// Read imports one file in memory, with the given date of review.
func Read(im registry.Importer, name string, data []byte, at fact.Date) Result {
	return read(im, &registry.Input{Reader: bytes.NewReader(data), Name: name, At: at})
}

func read(im registry.Importer, in *registry.Input) (r Result) {
	for rec, err := range im.Read(in) {
		if err != nil {
			r.Errors = append(r.Errors, err)
			continue
		}
		r.Records = append(r.Records, rec)
	}
	r.Tally = in.Tally
	return r
}

// Conform checks the promises of registry.Importer on whole sample files, and on
// what is left of them when they are cut off or damaged.
func Conform(t *testing.T, im registry.Importer, samples map[string][]byte) {
	t.Helper()
	for _, name := range slices.Sorted(mapKeys(samples)) {
		t.Run("conform/"+name, func(t *testing.T) {
			data := samples[name]
			if im.Recognizes(data[:min(len(data), 64<<10)]) == 0 {
				t.Fatalf("%s does not recognise it", im.Name())
			}
			whole := Read(im, name, data, "")
			Sound(t, name, whole)
			if diff := cmp.Diff(whole, Read(im, name, data, ""), cmp.Comparer(sameError)); diff != "" {
				t.Errorf("the second reading differs, -first +second:\n%s", diff)
			}
			slow := read(im, &registry.Input{Reader: iotest.OneByteReader(bytes.NewReader(data)), Name: name})
			if diff := cmp.Diff(whole, slow, cmp.Comparer(sameError)); diff != "" {
				t.Errorf("reading byte by byte differs, -whole +bytes:\n%s", diff)
			}
			damaged(t, im, name, data)
			stops(t, im, name, data)
			fails(t, im, name, data)
		})
	}
}

// Sound checks what must hold for the result of any file.
func Sound(t *testing.T, name string, r Result) {
	t.Helper()
	var skipped int64
	for _, n := range r.Tally.Skipped {
		skipped += n
	}
	if r.Tally.Read != r.Tally.Mapped+skipped {
		t.Errorf("read %d records, but mapped %d and skipped %d %v", r.Tally.Read, r.Tally.Mapped, skipped, r.Tally.Skipped)
	}
	for i, err := range r.Errors {
		line, ok := errors.AsType[*registry.LineError](err)
		switch {
		case !ok && i < len(r.Errors)-1:
			t.Errorf("reading went on after %v", err)
		case ok && (line.Name != name || line.Line < 0 || line.Offset < 0):
			t.Errorf("error without a place: %#v", err)
		}
	}
	for _, rec := range r.Records {
		if problem := wrong(name, rec); problem != "" {
			t.Errorf("%s: %s", problem, Text(rec))
		}
	}
}

// wrong says what is wrong with a record in itself.
func wrong(name string, r registry.Record) string {
	bodies := 0
	for _, is := range []bool{r.Party != nil, r.Interest != nil, r.Gap != nil, r.Entry != nil, r.Same != nil, r.End != nil} {
		if is {
			bodies++
		}
	}
	switch {
	case bodies != 1:
		return "not exactly one body"
	case r.Ref.File != name:
		return "wrong file"
	case r.Party != nil && r.Party.ID == "", r.Gap != nil && r.Gap.Party == "", r.Same != nil && (r.Same.A == "" || r.Same.B == ""):
		return "party without an id"
	case r.Interest != nil:
		switch i := r.Interest; {
		case i.Asset == "" || i.Owner == "":
			return "interest without a party"
		case i.Kind == "":
			return "interest without a kind"
		case i.Lo > i.Hi || i.Hi > fact.Whole:
			return "impossible share"
		}
	}
	return ""
}

// damaged cuts the file off, and puts a zero byte, in many places: there must be no panic and sound counts.
func damaged(t *testing.T, im registry.Importer, name string, data []byte) {
	step := max(1, len(data)/150)
	for cut := 0; cut < len(data); cut += step {
		Sound(t, name, Read(im, name, data[:cut], ""))
		hit := bytes.Clone(data)
		hit[cut] = 0
		Sound(t, name, Read(im, name, hit, ""))
	}
}

// stops checks that a caller may stop after any record.
func stops(t *testing.T, im registry.Importer, name string, data []byte) {
	total := len(Read(im, name, data, "").Records)
	for after := 1; after <= min(total, 20); after++ {
		n := 0
		for range im.Read(&registry.Input{Reader: bytes.NewReader(data), Name: name}) {
			if n++; n == after {
				break
			}
		}
		if n != after {
			t.Errorf("stopped after %d records, want %d", n, after)
		}
	}
}

// fails checks that a failure of the reader comes out, and not as a bad record.
func fails(t *testing.T, im registry.Importer, name string, data []byte) {
	broken := errors.New("device failed")
	r := read(im, &registry.Input{
		Reader: io.MultiReader(bytes.NewReader(data[:len(data)/2]), iotest.ErrReader(broken)), Name: name,
	})
	if len(r.Errors) == 0 || !errors.Is(r.Errors[len(r.Errors)-1], broken) {
		t.Errorf("a failing reader gives %v", r.Errors)
	}
}

func sameError(a, b error) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Error() == b.Error()
}

// Fuzz runs the importer on any bytes: no panic, and what Sound says.
func Fuzz(f *testing.F, im registry.Importer, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		im.Recognizes(data)
		Sound(t, "fuzz", Read(im, "fuzz", data, "2025-06-01"))
	})
}
