package docket

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/longarm-project/longarm/fact"
)

// Keep reads a file to its end and keeps it with a case, and returns its digest and size. It is
// no part of the case until an event names it. Another case that has the same bytes keeps its own.
func (d *Docket) Keep(ctx context.Context, user string, id CaseID, r io.Reader) (fact.Digest, int64, error) {
	role, err := d.granted(ctx, d.db, user, id)
	if err != nil {
		return "", 0, err
	}
	if !role.May(Evidence{}) {
		return "", 0, ErrForbidden
	}
	dir := filepath.Join(d.dir, filesFolder, string(id))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", 0, err
	}
	f, err := os.CreateTemp(dir, ".reading-*")
	if err != nil {
		return "", 0, err
	}
	defer os.Remove(f.Name())
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), readerOf(ctx, r))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", 0, err
	}
	digest := fact.Digest(hex.EncodeToString(h.Sum(nil)))
	return digest, n, os.Rename(f.Name(), filepath.Join(dir, string(digest)))
}

// readerOf ends with the error of ctx once it has one.
func readerOf(ctx context.Context, r io.Reader) io.Reader { return &stopping{ctx, r} }

type stopping struct {
	ctx context.Context
	r   io.Reader
}

func (s *stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// Open opens a file of a case that user may see. fs.ErrNotExist is that it was deleted, or never there.
func (d *Docket) Open(ctx context.Context, user string, id CaseID, digest fact.Digest) (io.ReadCloser, error) {
	c, _, err := d.seenBy(ctx, d.db, user, id)
	if err != nil {
		return nil, err
	}
	if !c.has(digest) {
		return nil, fs.ErrNotExist
	}
	return os.Open(d.path(id, digest))
}

func (d *Docket) path(id CaseID, digest fact.Digest) string {
	return filepath.Join(d.dir, filesFolder, string(id), string(digest))
}

// has reports whether an event of the case names a file of that digest.
func (c *Case) has(digest fact.Digest) bool {
	for _, x := range c.Files() {
		if x.Digest == digest {
			return true
		}
	}
	return false
}

// A File is a file of a case.
type File struct {
	Digest fact.Digest
	Name   string
	Size   int64
}

// Files lists the files that a case names.
func (c *Case) Files() []File {
	var out []File
	for _, e := range c.Evidence {
		out = append(out, File{e.Digest, e.Name, e.Size})
	}
	for _, x := range c.Determinations {
		out = append(out, File{x.File, x.Name, x.Size})
	}
	return out
}

// digestOf digests a file that is kept.
func (d *Docket) digestOf(ctx context.Context, id CaseID, digest fact.Digest) (fact.Digest, error) {
	f, err := os.Open(d.path(id, digest))
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, readerOf(ctx, f))
	return fact.Digest(hex.EncodeToString(h.Sum(nil))), err
}
