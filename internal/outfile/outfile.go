// Package outfile writes files that are whole or not there: beside their place,
// to the disk, and only then under their name. They may hold what is nobody
// else's business, so only their owner may read them.
package outfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ErrBusy is returned by Begin where another program is writing the same file.
var ErrBusy = errors.New("another run is writing this file")

// A Folder is a place beside a file to be, for what it takes to make it. It has
// a fixed name, so that what a killed run left there is cleared by the next one.
type Folder struct {
	Dir  string
	path string
	lock *os.File
}

// Begin makes the folder of the file to be at path, empty, and holds it against
// other runs. End it with Close.
func Begin(path string) (*Folder, error) {
	f := &Folder{Dir: filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".build"), path: path}
	for range 3 {
		if err := os.MkdirAll(f.Dir, 0o700); err != nil {
			return nil, err
		}
		lock, err := os.OpenFile(filepath.Join(f.Dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
		if errors.Is(err, os.ErrNotExist) {
			continue // the other run ended and took the folder away
		}
		if err != nil {
			return nil, err
		}
		if err := hold(lock); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", path, err), lock.Close())
		}
		if !same(lock) {
			lock.Close()
			continue
		}
		f.lock = lock
		return f, f.clear()
	}
	return nil, fmt.Errorf("%s: %w", path, ErrBusy)
}

// same reports whether an open file is still the one at its path.
func same(f *os.File) bool {
	a, errA := f.Stat()
	b, errB := os.Stat(f.Name())
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// clear removes what a run that was killed left in the folder.
func (f *Folder) clear() error {
	entries, err := os.ReadDir(f.Dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == "lock" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(f.Dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// Create makes the file itself, in the folder.
func (f *Folder) Create() (*os.File, error) {
	return os.OpenFile(filepath.Join(f.Dir, "whole"), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
}

// Commit brings a file of Create to the disk, closes it and gives it its name.
// What was at the path is replaced at once, or, on an error, stays.
func (f *Folder) Commit(file *os.File) error {
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), f.path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(f.path))
	if err != nil {
		return nil // the name stands; where folders cannot be opened, they cannot be synced
	}
	_ = dir.Sync() // not every file system can
	return dir.Close()
}

// Close takes the folder away, with all that is in it.
func (f *Folder) Close() error {
	return errors.Join(os.RemoveAll(f.Dir), f.lock.Close())
}

// Write writes a file at once, by write. What is no plain file, such as a pipe
// or a device, is written where it is.
func Write(path string, write func(io.Writer) error) (err error) {
	if info, statErr := os.Stat(path); statErr == nil && !info.Mode().IsRegular() && !info.IsDir() {
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(write(file), file.Close())
	}
	f, err := Begin(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	file, err := f.Create()
	if err != nil {
		return err
	}
	if err := write(file); err != nil {
		return errors.Join(err, file.Close())
	}
	return f.Commit(file)
}
