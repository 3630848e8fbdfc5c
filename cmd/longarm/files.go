package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/internal/outfile"
)

// spool puts what comes on standard input into a file, where "-" is among the
// paths: archives are read back and forth, and digests first. Release takes it away.
func spool(c *cobra.Command, paths ...string) (path string, release func() error, err error) {
	nothing := func() error { return nil }
	if !slices.Contains(paths, "-") {
		return "", nothing, nil
	}
	f, err := os.CreateTemp("", "longarm-")
	if err != nil {
		return "", nothing, err
	}
	release = func() error { return os.Remove(f.Name()) }
	_, err = io.Copy(f, c.InOrStdin())
	if err = errors.Join(err, f.Close()); err != nil {
		return "", nothing, errors.Join(err, release())
	}
	return f.Name(), release, nil
}

// writeTo writes to standard output, or to the file named, which is then whole or as it was.
func writeTo(c *cobra.Command, name string, write func(io.Writer) error) error {
	if name == "" || name == "-" {
		return write(c.OutOrStdout())
	}
	return outfile.Write(name, write)
}

// maxNamed bounds a file that is held in memory as a whole.
const maxNamed = 64 << 20

// readNamed reads a file that a flag or an argument names. A device that never ends is refused.
func readNamed(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxNamed+1))
	if err == nil && len(b) > maxNamed {
		err = fmt.Errorf("%s holds more than %d MiB: it is no file of this kind", name, maxNamed>>20)
	}
	return b, err
}

// notOver refuses a file to write that is one of those that were read, each
// given by the root it was found below ("" where its name is its path) and its name.
func notOver(out string, roots []string, names []string) error {
	at, err := os.Stat(out)
	if out == "" || err != nil || !at.Mode().IsRegular() {
		return nil
	}
	for _, root := range roots {
		info, err := os.Stat(root)
		switch {
		case err != nil:
		case os.SameFile(at, info):
			return usage("%s is read here: write to another file", out)
		case info.IsDir():
			for _, name := range names {
				if in, err := os.Stat(filepath.Join(root, filepath.FromSlash(name))); err == nil && os.SameFile(at, in) {
					return usage("%s is read here, as %s: write to another file", out, name)
				}
			}
		}
	}
	return nil
}

// notAmong refuses a file to write that is one of those at roots, or lies below one of them.
func notAmong(out string, roots []string) error {
	at, err := os.Stat(out)
	if out == "" || err != nil || !at.Mode().IsRegular() {
		return nil
	}
	for _, root := range roots {
		root = strings.TrimPrefix(root, "file://")
		info, err := os.Stat(root)
		if err != nil {
			continue
		}
		within := os.SameFile(at, info)
		if file, err := realPath(out); err == nil && info.IsDir() {
			if dir, err := realPath(root); err == nil {
				rel, err := filepath.Rel(dir, file)
				within = within || err == nil && filepath.IsLocal(rel)
			}
		}
		if within {
			return usage("%s is read here: write to another file", out)
		}
	}
	return nil
}

// realPath is a path without links, from the root.
func realPath(name string) (string, error) {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return "", err
	}
	return filepath.Abs(name)
}

// unread is the error of a run that did its work, though some of what it was given could not be read.
func unread(n int) error {
	if n == 0 {
		return nil
	}
	return &exit{exitUndetermined, fmt.Errorf("%d places could not be read, as told above", n)}
}
