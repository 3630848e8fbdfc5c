package sql

import (
	"context"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/longarm-project/longarm/census"
)

// flaky listens in front of a server's socket and breaks each of the first so many connections after it gave so many bytes.
func flaky(t *testing.T, socket string, breaks, after int) string {
	t.Helper()
	front := filepath.Join(t.TempDir(), filepath.Base(socket))
	l, err := net.Listen("unix", front)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var seen atomic.Int64
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				s, err := net.Dial("unix", socket)
				if err != nil {
					return
				}
				defer s.Close()
				go io.Copy(s, c)
				if seen.Add(1) <= int64(breaks) {
					io.CopyN(c, s, int64(after))
					return
				}
				io.Copy(c, s)
			}()
		}
	}()
	return front
}

// checkFlaky scans a database whose connection breaks: a table is begun again, so that nothing is counted twice, and one that
// breaks every time is told by name.
func checkFlaky(t *testing.T, b *Database, want census.Status) {
	t.Helper()
	defer b.Close()
	s := census.NewStore(b.URI())
	err := b.Scan(context.Background(), &census.Runner{Key: census.Key{1}}, s)
	r := s.Report()
	if want == census.Read {
		if c := r.By["personal_health"]; err != nil || r.Status != want || c == nil || c.Low != 5000 || *c.Estimate != 5000 || r.Rows != 8000 {
			t.Errorf("after two breaks: %v, %s, %d rows, health %+v", err, r.Status, r.Rows, c)
		}
		return
	}
	if err == nil && (r.Status != want && r.Status != census.Unread) {
		t.Errorf("a connection that always breaks: %s", r.Status)
	}
	told := false
	for _, f := range r.List {
		told = told || strings.Contains(f.URI, "patients") && f.Status != census.Read && len(f.Reasons) > 0
	}
	if !told {
		t.Errorf("the table that was not read is not named: %v, %+v", err, r.List)
	}
}
