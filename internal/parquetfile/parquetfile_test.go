package parquetfile_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/longarm-project/longarm/internal/parquetfile"
)

type person struct {
	Name string `parquet:"name,dict"`
	Born int64  `parquet:"born"`
}

func people(t testing.TB) []byte {
	var rows []person
	for i := range 3000 {
		rows = append(rows, person{strings.Repeat("x", i%40), int64(i)})
	}
	var b bytes.Buffer
	if err := parquet.Write(&b, rows, parquet.PageBufferSize(4<<10)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readAll reads every row of a file, and returns how many there are.
func readAll(data []byte) (n int64, err error) {
	defer parquetfile.Recover(&err)
	p, err := parquetfile.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return 0, err
	}
	buf := make([]parquet.Row, 100)
	for _, g := range p.RowGroups() {
		rows := g.Rows()
		for {
			k, err := rows.ReadRows(buf)
			n += int64(k)
			if err != nil || k == 0 {
				break
			}
		}
		rows.Close()
	}
	return n, nil
}

func TestWholeFileIsRead(t *testing.T) {
	if n, err := readAll(people(t)); n != 3000 || err != nil {
		t.Errorf("%d rows, %v", n, err)
	}
}

func TestFooterThatLies(t *testing.T) {
	for name, change := range map[string]func([]byte) []byte{
		"length beyond the file": func(b []byte) []byte { binary.LittleEndian.PutUint32(b[len(b)-8:], 1<<31); return b },
		"cut":                    func(b []byte) []byte { return b[:len(b)-1] },
		"too short":              func(b []byte) []byte { return b[:10] },
		"nothing":                func(b []byte) []byte { return nil },
	} {
		b := change(people(t))
		if _, err := parquetfile.Open(bytes.NewReader(b), int64(len(b))); !errors.Is(err, parquetfile.ErrFooter) {
			t.Errorf("%s: %v, want ErrFooter", name, err)
		}
	}
}

// A footer that claims a list of two thousand million row groups is refused before room is made for them.
func TestListThatLies(t *testing.T) {
	footer := []byte{0x15, 2, 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07} // version 1, then a schema of 2^31-1 structures
	b := append([]byte("PAR1"), footer...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(footer)))
	b = append(b, "PAR1"...)
	if _, err := parquetfile.Open(bytes.NewReader(b), int64(len(b))); !errors.Is(err, parquetfile.ErrFooter) {
		t.Errorf("got %v, want ErrFooter", err)
	}
}

// A file of which single bytes are changed ends in an error or in rows, and allocates no more than its size explains.
func TestDamageAllocatesLittle(t *testing.T) {
	whole := people(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		b := bytes.Clone(whole)
		for range 1 + rng.IntN(3) {
			b[rng.IntN(len(b))] = byte(rng.Uint32())
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = readAll(b) // whatever it is, it ends
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 512<<20 {
			t.Fatalf("%d MiB allocated for a file of %d KiB", used>>20, len(b)>>10)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(people(f))
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = readAll(b) })
}
