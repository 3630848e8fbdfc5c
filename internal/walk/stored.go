package walk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
)

// A File is a file, or a member of an archive, as visit sees it.
// It is valid until visit returns, Head included.
type File struct {
	// Index numbers the stored file in the order of names from 0, and Member the
	// member in stored order from 1; Member is 0 for what is not in an archive.
	Index  int
	Member int
	// Name is the path below the root with slashes, or the base name of a root
	// that is a file. The name of a member follows after "!": "logs.zip!conn.log".
	// A repeated member name ends in "#2", "#3" ...
	Name string
	// Head holds the first bytes, unpacked; Read returns them again.
	Head []byte
	// Folder is the same for files of one folder, of disk or archive, and for no
	// others. It depends on the machine: not for output.
	Folder string
	// Path is that of the stored file, free of links. It depends on the machine: not for output.
	Path string
	// Size is that of the stored file.
	Size int64
	// Skipped, if not empty, says why nothing of the file is offered: "version control".
	Skipped string

	r      io.Reader
	stored *stored
	packed bool
}

// Read reads the unpacked content. Failures are of type *ReadError, except those of the context.
func (f *File) Read(p []byte) (int, error) {
	if f.r == nil {
		return 0, io.EOF
	}
	return f.r.Read(p)
}

// At returns random access to the file and its size; nil where it is packed.
func (f *File) At() (io.ReaderAt, int64) {
	if f.packed || f.stored == nil {
		return nil, 0
	}
	return f.stored.file, f.stored.size
}

// Offset returns how many bytes of the stored file have been taken, for progress.
func (f *File) Offset() int64 {
	if f.stored == nil {
		return 0
	}
	return f.stored.taken
}

// Digest returns the SHA-256 of the stored file, before unpacking, in lower-case
// hexadecimal. It reads what is left of the stored file: Read is of no use afterwards.
func (f *File) Digest() (string, error) {
	if f.stored == nil {
		return "", errors.New("nothing of the file was read")
	}
	return f.stored.digest()
}

// A stored is one file on disk: a stream that is hashed as it is read, and a
// budget of bytes that its unpacking may make.
type stored struct {
	ctx   context.Context
	file  Stored
	size  int64
	taken int64 // bytes read as a stream
	hash  hash.Hash
	sum   string
	left  int64 // bytes that may still be unpacked
	count int   // members seen
	limit int   // of members
}

// A Stored is a file where it is kept: on disk or in an object store.
type Stored interface {
	io.Reader
	io.ReaderAt
}

func newStored(ctx context.Context, f Stored, size int64, o Options) *stored {
	return &stored{
		ctx: ctx, file: f, size: size, hash: sha256.New(),
		left: max(o.Floor, saturate(size, o.Ratio)), limit: o.Members,
	}
}

// saturate multiplies, without overflow.
func saturate(a, b int64) int64 {
	const most = 1 << 62
	if b != 0 && a > most/b {
		return most
	}
	return a * b
}

// Read implements io.Reader on the stored bytes.
func (s *stored) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.file.Read(p)
	if s.hash != nil {
		s.hash.Write(p[:n])
	}
	s.taken += int64(n)
	if err != nil && err != io.EOF {
		err = &ReadError{Offset: s.taken, Err: errors.New(reason(err))}
	}
	return n, err
}

// unstream gives up hashing the stream: the file turned out to be an archive, whose members want the digest before its end.
func (s *stored) unstream() { s.hash = nil }

func (s *stored) digest() (string, error) {
	if s.sum != "" {
		return s.sum, nil
	}
	h := s.hash
	if h != nil {
		if _, err := io.Copy(io.Discard, s); err != nil {
			return "", err
		}
	} else {
		h = sha256.New()
		if _, err := io.Copy(h, contextReader{s.ctx, io.NewSectionReader(s.file, 0, 1<<62)}); err != nil {
			return "", errors.New(reason(err))
		}
	}
	s.sum = hex.EncodeToString(h.Sum(nil))
	return s.sum, nil
}

// spend takes n unpacked bytes off the budget.
func (s *stored) spend(n int) error {
	s.left -= int64(n)
	if s.left < 0 {
		return ErrExpands
	}
	return nil
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
