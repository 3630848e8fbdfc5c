package census

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/longarm-project/longarm/census/detect"
)

// A Scan carries what one worker needs to scan; it is used by one goroutine at a time.
type Scan struct {
	key    Key
	fence  Fence
	finder detect.Scanner
	buf    [320]byte // for the normal form of a value
}

// NewScan returns the tools of one worker. The fence may be nil.
func NewScan(key Key, fence Fence) *Scan { return &Scan{key: key, fence: fence} }

// NewFile returns an empty file to be filled.
func (s *Scan) NewFile(name string) *File { return &File{Name: name, Status: Read, scan: s} }

// A Source is a file as a format reads it.
type Source struct {
	io.Reader             // all of it, from the start
	Name      string      // for messages and as a weak hint
	Head      []byte      // its first bytes, up to 64 KiB
	At        io.ReaderAt // random access, or nil where it is packed
	Size      int64       // where At is not nil
	From, To  int64       // the range to be read, where the format can be cut; To 0: all of it
}

// MaxInner is the most that is held in memory of a packed file whose format needs random access.
const MaxInner = 48 << 20

// Random returns random access to the source, and its size, reading a packed one into memory within bounds.
func (s *Source) Random() (io.ReaderAt, int64, error) {
	if s.At != nil {
		return s.At, s.Size, nil
	}
	b, err := io.ReadAll(io.LimitReader(s.Reader, MaxInner+1))
	if err != nil {
		return nil, 0, err
	}
	if len(b) > MaxInner {
		return nil, 0, fmt.Errorf("more than %d MiB inside an archive or a packed stream: unpack it first", MaxInner>>20)
	}
	return bytesAt(b), int64(len(b)), nil
}

type bytesAt []byte

// ReadAt implements io.ReaderAt.
func (b bytesAt) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off >= int64(len(b)) {
		return 0, io.EOF
	}
	n := copy(p, b[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// A Format reads one kind of file.
type Format interface {
	// Name is short and in small letters: "csv".
	Name() string
	// Recognise reports whether the first bytes are of this format. Names of files prove nothing.
	Recognise(head []byte, name string) bool
	// Scan reads the source into f. An error says why the rest could not be read and never holds a value.
	Scan(ctx context.Context, src *Source, f *File) error
}

// ErrUnsupported is wrapped by errors of formats that are recognised and not read at all.
var ErrUnsupported = errors.New("not read")

// One scans one source with the first of the formats that recognises it.
func (s *Scan) One(ctx context.Context, formats []Format, src *Source) *File {
	f := s.NewFile(src.Name)
	if len(src.Head) == 0 {
		if _, err := src.Read(make([]byte, 1)); err != nil && err != io.EOF {
			f.failed(err) // it could not be read from its first byte on
			return f
		}
		f.Format = "empty"
		return f
	}
	src = decoded(src)
	for _, format := range formats {
		if !format.Recognise(src.Head, src.Name) {
			continue
		}
		f.Format = format.Name()
		if err := guard(func() error { return format.Scan(ctx, src, f) }); err != nil {
			f.failed(err)
		}
		return f
	}
	f.fault(Unread, "the format is not recognised")
	return f
}

// guard turns a panic of a reader into an error that tells nothing of the data.
func guard(scan func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("damaged beyond what the reader can take")
		}
	}()
	return scan()
}

// failed notes why reading ended.
func (f *File) failed(err error) {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		f.fault(Partly, "interrupted")
	case errors.Is(err, ErrUnsupported), f.Rows == 0 && f.empty():
		f.fault(Unread, err.Error())
	default:
		f.fault(Partly, err.Error())
	}
}

func (f *File) empty() bool {
	for _, id := range f.Idents {
		if id != nil {
			return false
		}
	}
	return true
}

// Fault notes why a part of the file was not read; the rest is.
func (f *File) Fault(reason string) { f.fault(Partly, reason) }

// Cipher notes that the content is encrypted and by which scheme: a safeguard if the keys lie elsewhere.
func (f *File) Cipher(scheme string) {
	f.Safeguards = addSorted(f.Safeguards, scheme)
	f.fault(Unread, "encrypted ("+scheme+"): present and uncounted")
}
