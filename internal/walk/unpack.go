package walk

import (
	"bytes"
	"compress/bzip2"
	"context"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
)

// maxWindow bounds the memory that a zstd stream may ask for.
const maxWindow = 64 << 20

// maxBlock bounds the memory that a snappy stream may ask for.
const maxBlock = 4 << 20

var heads = sync.Pool{New: func() any { return new([HeadSize]byte) }}

// A packing is a way to pack files, told by magic bytes.
type packing int

const (
	plain packing = iota
	gzipped
	zstandard
	bzipped
	zipped
	tarred
	xzipped
	lz4ed
	snappied
	unreadable
)

// An unpacker offers what one stored file holds.
type unpacker struct {
	*walker
	stored *stored
	index  int
	member int    // of the member being offered
	real   string // of the stored file
	name   string // of the stored file
}

// folder tells the folder of a file or member by its path on disk.
func (u *unpacker) folder(name string) string {
	inside := u.real + strings.TrimPrefix(name, u.name)
	return inside[:strings.LastIndexAny(inside, "/!\\")+1]
}

// offer visits the content of r, or what it holds if it is packed; depth counts the packings around it.
func (u *unpacker) offer(name string, r io.Reader, depth int) error {
	buf := heads.Get().(*[HeadSize]byte)
	defer heads.Put(buf)
	n, err := io.ReadFull(r, buf[:])
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	if ctxErr := u.stored.ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	head := buf[:n]
	body := &resumed{head: head, err: err, rest: r}
	kind, what := packed(head)
	if kind != plain && kind != unreadable && depth >= u.o.Depth {
		u.problem(name, 0, "packed too deep: the content was not read")
		return nil
	}
	switch kind {
	case gzipped, zstandard, bzipped, xzipped, lz4ed, snappied:
		return u.stream(name, body, kind, depth)
	case zipped:
		return u.zip(name, body, depth)
	case tarred:
		return u.tar(name, body, depth)
	case unreadable:
		u.problem(name, 0, what+" archives are not read: unpack it first")
		return nil
	}
	return u.visit(&File{
		Index: u.index, Member: u.member, Name: name, Head: head, Folder: u.folder(name), Path: u.real,
		Size: u.stored.size, r: body, stored: u.stored, packed: depth > 0 || u.member > 0,
	})
}

func packed(head []byte) (kind packing, what string) {
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case has("\x1f\x8b"):
		return gzipped, ""
	case has("\x28\xb5\x2f\xfd"):
		return zstandard, ""
	case has("BZh") && len(head) > 10 && string(head[4:10]) == "\x31\x41\x59\x26\x53\x59":
		return bzipped, ""
	case has("PK\x03\x04") && document(head):
		return plain, ""
	case has("PK\x03\x04"), has("PK\x05\x06"):
		return zipped, ""
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return tarred, ""
	case has("\xfd7zXZ\x00"):
		return xzipped, ""
	case has("\x04\x22\x4d\x18"):
		return lz4ed, ""
	case has("\xff\x06\x00\x00sNaPpY"), has("\xff\x06\x00\x00S2sTwO"):
		return snappied, ""
	case has("7z\xbc\xaf\x27\x1c"):
		return unreadable, "7z"
	case has("Rar!\x1a\x07"):
		return unreadable, "rar"
	}
	return plain, ""
}

// stream unpacks a format that holds one file.
func (u *unpacker) stream(name string, body io.Reader, kind packing, depth int) error {
	in := &counter{r: body}
	r, done, err := decoder(in, kind)
	if err != nil {
		u.problem(name, in.n, unpackError(err, in.n).Error())
		return nil
	}
	defer done()
	return u.offer(name, &unpacked{r: r, in: in, stored: u.stored}, depth+1)
}

var gzips = sync.Pool{New: func() any { return new(gzip.Reader) }}

func decoder(in io.Reader, kind packing) (r io.Reader, done func(), err error) {
	switch kind {
	case gzipped:
		z := gzips.Get().(*gzip.Reader)
		if err := z.Reset(in); err != nil {
			return nil, nil, err
		}
		return z, func() { gzips.Put(z) }, nil
	case zstandard:
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	case xzipped:
		// A stream may ask for a dictionary of up to 4 GiB; its pages are only taken as they are written, which the budget bounds.
		z, err := xz.NewReader(in)
		return z, func() {}, err
	case lz4ed:
		return lz4.NewReader(in), func() {}, nil
	case snappied:
		return s2.NewReader(in, s2.ReaderMaxBlockSize(maxBlock)), func() {}, nil
	}
	return bzip2.NewReader(in), func() {}, nil
}

// An unpacked is the content of a packed stream, or of a member (in is nil), within the budget.
type unpacked struct {
	r      io.Reader
	in     *counter
	stored *stored
	err    error
}

func (u *unpacked) Read(p []byte) (int, error) {
	if u.err != nil {
		return 0, u.err
	}
	n, err := u.r.Read(p)
	at := u.stored.taken
	if u.in != nil {
		at = u.in.n
	}
	if over := u.stored.spend(n); over != nil {
		u.err = &ReadError{Offset: at, Err: over}
		return 0, u.err
	}
	if err != nil {
		u.err = unpackError(err, at)
	}
	return n, u.err
}

// unpackError gives the error of a decoder a place; the end of the file and the context's errors stay as they are.
func unpackError(err error, at int64) error {
	var inner *ReadError
	switch {
	case err == io.EOF, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &inner):
		return inner
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &ReadError{Offset: at, Err: ErrTruncated}
	}
	return &ReadError{Offset: at, Err: err}
}

// A counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// A resumed reads a head again, then the rest; err is what followed the head.
type resumed struct {
	head []byte
	err  error
	rest io.Reader
}

func (r *resumed) Read(p []byte) (int, error) {
	if len(r.head) > 0 {
		n := copy(p, r.head)
		r.head = r.head[n:]
		return n, nil
	}
	if r.err != nil {
		return 0, r.err
	}
	return r.rest.Read(p)
}
