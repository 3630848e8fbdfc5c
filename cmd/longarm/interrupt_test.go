package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// A fuse is a context that is cancelled when it has been asked some times.
type fuse struct {
	context.Context
	cancel context.CancelFunc
	mu     sync.Mutex
	left   int
}

func (f *fuse) Err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left--; f.left < 0 {
		f.cancel()
	}
	return f.Context.Err()
}

// An import that is interrupted, at whatever place, ends with 130 and leaves the
// registry that was there, and nothing beside it.
func TestAnInterruptedImportKeepsTheRegistry(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	var list strings.Builder
	list.WriteString("name,program\n")
	for i := range 5000 {
		fmt.Fprintf(&list, "Varnholt Optics %d,watched\n", i)
	}
	if err := os.Mkdir("lists", 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		if err := os.WriteFile(filepath.Join("lists", fmt.Sprintf("%d.csv", i)), []byte(list.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := []string{"registry", "import", "--out", "r.registry", "lists"}
	if err := run(t.Context(), command, nil, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile("r.registry")
	if err != nil {
		t.Fatal(err)
	}
	interrupted := 0
	for _, asked := range []int{0, 1, 3, 8, 20, 40, 60} {
		ctx, cancel := context.WithCancel(t.Context())
		err := run(&fuse{Context: ctx, cancel: cancel, left: asked}, command, nil, io.Discard, io.Discard)
		cancel()
		if err != nil {
			interrupted++
			if exitCode(err) != exitInterrupted || !strings.HasPrefix(err.Error(), "interrupted") {
				t.Errorf("asked %d times: %v, exit code %d", asked, err, exitCode(err))
			}
		}
		after, err := os.ReadFile("r.registry")
		if err != nil || !bytes.Equal(before, after) {
			t.Fatalf("asked %d times: the registry is another one, or gone: %v", asked, err)
		}
	}
	if interrupted < 4 {
		t.Errorf("only %d of the runs were interrupted", interrupted)
	}
	entries, err := os.ReadDir(".")
	if err != nil || len(entries) != 2 {
		t.Errorf("left in the folder: %v, %v", entries, err)
	}
}
