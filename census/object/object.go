// Package object opens buckets of object stores that speak the protocol of S3 as stores of a census: Amazon's own, and
// the S3 interfaces of Google, Alibaba, Tencent, Huawei, Baidu and many others.
//
// Objects are only listed and read. Each is read at the version that was listed: one that changed in between is refused.
package object

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/longarm-project/longarm/census"
)

// Options say where a bucket is and who asks.
type Options struct {
	URI         string // the address as given, without credentials
	Endpoint    string // host and port
	Insecure    bool   // plain HTTP, for tests and gateways on this machine
	Region      string
	Bucket      string
	Prefix      string
	Path        bool // the bucket stands in the path and not in the name of the host
	Credentials *credentials.Credentials
	Transport   http.RoundTripper // nil: the default
}

// A Bucket is a bucket, or what begins with a prefix in it.
type Bucket struct {
	o      Options
	client *minio.Client
}

// Open prepares to read a bucket; nothing is asked yet.
func Open(o Options) (*Bucket, error) {
	look := minio.BucketLookupAuto
	if o.Path {
		look = minio.BucketLookupPath
	}
	c, err := minio.New(o.Endpoint, &minio.Options{
		Creds: o.Credentials, Secure: !o.Insecure, Region: o.Region, BucketLookup: look, Transport: o.Transport, MaxRetries: 8,
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.URI, reason(err))
	}
	return &Bucket{o: o, client: c}, nil
}

// URI implements census.Holder.
func (b *Bucket) URI() string { return b.o.URI }

// Objects implements census.Holder: in the order of the store's listing, which is that of names.
func (b *Bucket) Objects(ctx context.Context) iter.Seq2[census.Object, error] {
	return func(yield func(census.Object, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		for x := range b.client.ListObjectsIter(ctx, b.o.Bucket, minio.ListObjectsOptions{Prefix: b.o.Prefix, Recursive: true}) {
			if x.Err != nil {
				yield(census.Object{}, fmt.Errorf("%s cannot be listed further: %w", b.o.URI, reason(x.Err)))
				return
			}
			if x.Size == 0 && len(x.Key) > 0 && x.Key[len(x.Key)-1] == '/' {
				continue // stands for a folder
			}
			o := census.Object{Name: x.Key, Size: x.Size, Tag: x.ETag}
			switch x.StorageClass {
			case "GLACIER", "DEEP_ARCHIVE":
				o.Skipped = "archived (" + x.StorageClass + "): restore it first"
			}
			if !yield(o, nil) {
				return
			}
		}
	}
}

// Open implements census.Holder.
func (b *Bucket) Open(ctx context.Context, o census.Object) (census.StoredObject, error) {
	return opened(ctx, o, b.get), nil
}

// get asks for bytes of an object from off to the end, or for n of them.
func (b *Bucket) get(ctx context.Context, x census.Object, off, n int64) (io.ReadCloser, error) {
	var o minio.GetObjectOptions
	if x.Tag != "" {
		if err := o.SetMatchETag(x.Tag); err != nil {
			return nil, err
		}
	}
	if n > 0 || off > 0 {
		end := int64(0)
		if n > 0 {
			end = off + n - 1
		}
		if err := o.SetRange(off, end); err != nil {
			return nil, err
		}
	}
	r, _, _, err := (&minio.Core{Client: b.client}).GetObject(ctx, b.o.Bucket, x.Name, o)
	return r, err
}

// blockSize is what is asked at a time for random access, and blocks how many are kept.
const (
	blockSize = 1 << 20
	blocks    = 8
)

// An object reads one object: as a stream, and by blocks. It is used by one goroutine.
type object struct {
	ctx    context.Context
	o      census.Object
	get    func(ctx context.Context, o census.Object, off, n int64) (io.ReadCloser, error)
	stream io.ReadCloser
	pos    int64            // of the stream
	broken int              // how often the stream broke
	at     map[int64][]byte // blocks by number
	order  []int64          // of the blocks, oldest first
}

func opened(ctx context.Context, o census.Object, get func(context.Context, census.Object, int64, int64) (io.ReadCloser, error)) *object {
	return &object{ctx: ctx, o: o, get: get, at: map[int64][]byte{}}
}

// maxBreaks is how often a stream that breaks is taken up where it broke.
const maxBreaks = 5

// Read implements io.Reader.
func (x *object) Read(p []byte) (int, error) {
	for {
		if x.pos >= x.o.Size {
			return 0, io.EOF
		}
		if x.stream == nil {
			r, err := x.get(x.ctx, x.o, x.pos, 0)
			if err != nil {
				return 0, reason(err)
			}
			x.stream = r
		}
		n, err := x.stream.Read(p)
		x.pos += int64(n)
		if err == nil || n > 0 || err == io.EOF && x.pos >= x.o.Size {
			if err != nil {
				x.drop()
			}
			return n, nil
		}
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		x.drop()
		if x.broken++; x.broken > maxBreaks || x.ctx.Err() != nil {
			return 0, reason(err)
		}
	}
}

func (x *object) drop() {
	x.stream.Close()
	x.stream = nil
}

// ReadAt implements io.ReaderAt.
func (x *object) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) {
		if off >= x.o.Size {
			return n, io.EOF
		}
		b, err := x.block(off / blockSize)
		if err != nil {
			return n, err
		}
		k := copy(p[n:], b[min(off%blockSize, int64(len(b))):])
		if k == 0 {
			return n, io.ErrUnexpectedEOF
		}
		n += k
		off += int64(k)
	}
	return n, nil
}

// block returns a block, from the store if it is not at hand.
func (x *object) block(i int64) ([]byte, error) {
	if b, ok := x.at[i]; ok {
		return b, nil
	}
	b := make([]byte, min(blockSize, x.o.Size-i*blockSize))
	for try := 0; ; try++ {
		err := x.fill(b, i*blockSize)
		if err == nil {
			break
		}
		if try == maxBreaks || x.ctx.Err() != nil || !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			return nil, reason(err)
		}
	}
	if len(x.order) >= blocks {
		delete(x.at, x.order[0])
		x.order = x.order[1:]
	}
	x.at[i] = b
	x.order = append(x.order, i)
	return b, nil
}

// fill reads bytes from off on.
func (x *object) fill(b []byte, off int64) error {
	r, err := x.get(x.ctx, x.o, off, int64(len(b)))
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err = io.ReadFull(r, b); err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// Close implements io.Closer.
func (x *object) Close() error {
	if x.stream == nil {
		return nil
	}
	return x.stream.Close()
}

// refusals are the answers of a store that does not let the caller read.
var refusals = map[string]bool{
	"AccessDenied": true, "InvalidAccessKeyId": true, "SignatureDoesNotMatch": true, "ExpiredToken": true, "InvalidToken": true, "TokenRefreshRequired": true,
	"AuthenticationFailed": true, "AuthorizationFailure": true, "AuthorizationPermissionMismatch": true, "InsufficientAccountPermissions": true, "NoAuthenticationInformation": true,
}

// reason says what a store answered, without what it may repeat of the request.
func reason(err error) error {
	var r minio.ErrorResponse
	var a *answer
	if errors.As(err, &a) {
		r, err = minio.ErrorResponse{StatusCode: a.status, Code: a.code}, minio.ErrorResponse{StatusCode: a.status, Code: a.code}
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &r) && r.StatusCode == http.StatusPreconditionFailed:
		return errors.New("it changed since it was listed")
	case errors.As(err, &r) && refusals[r.Code]:
		return fmt.Errorf("the store refuses (%s): check the credentials and what they may read", r.Code)
	case errors.As(err, &r) && r.Code != "":
		return fmt.Errorf("the store answered %s", r.Code)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the connection ended in the middle")
	}
	return errors.New("the store cannot be reached")
}
