package object

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/longarm-project/longarm/census"
)

// lines is a format that reads a file as a stream, or back and forth.
type lines struct{ random bool }

func (lines) Name() string                      { return "lines" }
func (lines) Recognise(_ []byte, _ string) bool { return true }

func (l lines) Scan(_ context.Context, src *census.Source, f *census.File) error {
	in := src.Reader
	if l.random {
		at, size, err := src.Random()
		if err != nil {
			return err
		}
		in = io.NewSectionReader(at, 0, size)
	}
	b, err := io.ReadAll(in)
	f.Lines(b, 1)
	return err
}

// gateway starts an S3 server over an empty folder, built from the module beside this test.
func gateway(t *testing.T) Options {
	t.Helper()
	if testing.Short() {
		t.Skip("builds and runs a server")
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "versitygw")
	build := exec.Command("go", "build", "-o", bin, "github.com/versity/versitygw/cmd/versitygw")
	build.Dir = "gateway"
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("the S3 server cannot be built here: %v: %.300s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	root := filepath.Join(dir, "root")
	if err := os.MkdirAll(root, 0o700); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(bin, "--access", "tester", "--secret", "only-for-tests", "--port", addr, "posix", root)
	run.Dir = dir
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { run.Process.Kill(); run.Wait() })
	o := Options{Endpoint: addr, Insecure: true, Region: "us-east-1", Path: true, Bucket: "data", URI: "s3://data", Credentials: credentials.NewStaticV4("tester", "only-for-tests", "")}
	for range 100 {
		if c, err := net.DialTimeout("tcp", addr, time.Second); err == nil {
			c.Close()
			return o
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Skip("the S3 server did not start")
	return o
}

// A bucket is counted as the same files in a folder are: streams, ranges, archives and formats that need random access.
func TestBucket(t *testing.T) {
	o := gateway(t)
	b, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if err := b.client.MakeBucket(ctx, o.Bucket, minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	var csv strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&csv, "my name is Mary Smith, %03d-%02d-%04d\n", 101+i%700, 10+i/700, 1+i%9000)
	}
	objects := map[string][]byte{
		"big/people.log": []byte(csv.String()), "a.log": []byte("from 8.8.4.4 by m@example.org\n"), "odd name é+%.jsonl": []byte(`{"email":"x@example.org","ip":"9.9.9.9"}` + "\n"), "empty": nil,
	}
	for name, data := range objects {
		if _, err := b.client.PutObject(ctx, o.Bucket, name, bytes.NewReader(data), int64(len(data)), minio.PutObjectOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	same := census.NewStore("memory")
	if err := (&census.Runner{Formats: []census.Format{lines{}}, Key: census.Key{1}}).Scan(ctx, census.Bytes{Name: "x", Data: objects["big/people.log"]}, same); err != nil {
		t.Fatal(err)
	}
	want := *same.Report().By["covered_personal_identifiers"].Estimate + 2
	for _, random := range []bool{false, true} {
		s := census.NewStore(b.URI())
		r := census.Runner{Formats: []census.Format{lines{random}}, Key: census.Key{1}, Workers: 2}
		if err := r.Scan(ctx, b, s); err != nil {
			t.Fatal(err)
		}
		got := s.Report()
		if c := got.By["covered_personal_identifiers"]; got.Status != census.Read || got.Files != 4 || c == nil || *c.Estimate != want || want < 19_000 {
			t.Errorf("random access %v: %s, %d files, %+v, problems %v", random, got.Status, got.Files, c, got.Problems)
		}
	}

	// An object that changed after it was listed is refused.
	for x, err := range b.Objects(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		if x.Name != "a.log" {
			continue
		}
		if _, err := b.client.PutObject(ctx, o.Bucket, x.Name, strings.NewReader("other"), 5, minio.PutObjectOptions{}); err != nil {
			t.Fatal(err)
		}
		open, _ := b.Open(ctx, x)
		if _, err := open.Read(make([]byte, 10)); err == nil || !strings.Contains(err.Error(), "changed") {
			t.Errorf("a changed object was read: %v", err)
		}
	}

	// Wrong credentials are a problem of the store, not an empty store.
	bad := o
	bad.Credentials = credentials.NewStaticV4("tester", "wrong", "")
	w, err := Open(bad)
	if err != nil {
		t.Fatal(err)
	}
	s := census.NewStore(w.URI())
	r := census.Runner{Formats: []census.Format{lines{}}, Key: census.Key{1}}
	if err := r.Scan(ctx, w, s); err != nil {
		t.Fatal(err)
	}
	if got := s.Report(); got.Status == census.Read || len(got.Problems) == 0 || strings.Contains(got.Problems[0], "wrong") {
		t.Errorf("refused: status %s, problems %v", got.Status, got.Problems)
	}
}
