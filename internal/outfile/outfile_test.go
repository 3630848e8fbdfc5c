package outfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/longarm-project/longarm/internal/outfile"
)

func write(t *testing.T, path, text string) error {
	t.Helper()
	return outfile.Write(path, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// alone checks that nothing but the file stands in its folder.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(path) {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

func TestAFileIsWholeOrAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	if err := write(t, path, "one"); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
	broken := errors.New("broken")
	err = outfile.Write(path, func(w io.Writer) error {
		io.WriteString(w, "half")
		return broken
	})
	if !errors.Is(err, broken) || content(t, path) != "one" {
		t.Errorf("error %v, content %q", err, content(t, path))
	}
	alone(t, path)
	if err := write(t, path, "two"); err != nil || content(t, path) != "two" {
		t.Errorf("error %v, content %q", err, content(t, path))
	}
	alone(t, path)
}

func TestWhatAKilledRunLeftIsCleared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	left := filepath.Join(filepath.Dir(path), ".out.build")
	if err := os.MkdirAll(filepath.Join(left, "deep"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left, "rows.tmp"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := outfile.Begin(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(left, "rows.tmp")); err == nil {
		t.Error("what was left is still there")
	}
	if _, err := outfile.Begin(path); !errors.Is(err, outfile.ErrBusy) {
		t.Errorf("a second run at once: error %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := write(t, path, "x"); err != nil {
		t.Error(err)
	}
	alone(t, path)
}

func TestADeviceIsWrittenInPlace(t *testing.T) {
	if err := write(t, os.DevNull, "x"); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Error("the device was replaced")
	}
}
