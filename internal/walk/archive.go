package walk

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
)

// maxDirectory bounds the directory of a zip file, which is held in memory.
const maxDirectory = 64 << 20

// zstdMethod is the zip compression method 93 (APPNOTE.TXT 6.3.10, 4.4.5).
const zstdMethod = 93

// document reports whether a zip file is a document or a program rather than an
// archive, by the name of its first member (OPC, ODF and JAR put it there).
func document(head []byte) bool {
	if len(head) < 30 {
		return false
	}
	n := int(binary.LittleEndian.Uint16(head[26:]))
	name := string(head[30:min(len(head), 30+n)])
	switch {
	case name == "[Content_Types].xml", name == "mimetype", name == "_rels/.rels":
		return true
	}
	return strings.HasPrefix(name, "META-INF/") || strings.HasPrefix(name, "docProps/")
}

// zip visits the members of a zip file, in the order of its directory.
func (u *unpacker) zip(name string, body io.Reader, depth int) error {
	at, size := io.ReaderAt(u.stored.file), u.stored.size
	if depth > 0 || u.member > 0 {
		inner, err := io.ReadAll(io.LimitReader(body, MaxInner+1))
		switch {
		case err != nil:
			u.problem(name, 0, "zip file cannot be read: "+err.Error())
			return u.stored.ctx.Err()
		case len(inner) > MaxInner:
			u.problem(name, 0, fmt.Sprintf("zip file of more than %d MiB inside another archive: unpack it first", MaxInner>>20))
			return nil
		}
		at, size = bytes.NewReader(inner), int64(len(inner))
	}
	u.stored.unstream()
	bounded := &boundedReaderAt{r: at, left: maxDirectory}
	z, err := zip.NewReader(bounded, size)
	bounded.left = -1
	if err != nil {
		u.problem(name, 0, "zip file cannot be read: "+strings.TrimPrefix(err.Error(), "zip: "))
		return nil
	}
	z.RegisterDecompressor(zip.Deflate, flate.NewReader)
	z.RegisterDecompressor(zstdMethod, zstd.ZipDecompressor(zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true)))
	names := make(map[string]int)
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if !u.next(name) {
			return nil
		}
		if err := u.zipMember(memberName(name, f.Name, names), f, depth); err != nil {
			return err
		}
	}
	return nil
}

func (u *unpacker) zipMember(name string, f *zip.File, depth int) error {
	switch {
	case f.Flags&1 != 0:
		u.problem(name, 0, "member is encrypted: not read")
		return nil
	case !f.Mode().IsRegular():
		u.problem(name, 0, "member is a link or special file: not followed")
		return nil
	}
	r, err := f.Open()
	if err != nil {
		u.problem(name, 0, "member cannot be read: "+strings.TrimPrefix(err.Error(), "zip: "))
		return nil
	}
	defer r.Close()
	defer func() { u.stored.taken += int64(f.CompressedSize64) }() // for File.Offset; nothing streams here
	return u.offer(name, &unpacked{r: r, stored: u.stored}, depth+1)
}

// tar visits the regular members of a tar file in stored order.
func (u *unpacker) tar(name string, body io.Reader, depth int) error {
	u.stored.unstream()
	in := &counter{r: body}
	t := tar.NewReader(in)
	names := make(map[string]int)
	for {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if ctxErr := u.stored.ctx.Err(); ctxErr != nil {
				return ctxErr
			}
			u.problem(name, in.n, "tar file cannot be read further: "+tarReason(err))
			return nil
		}
		if h.Typeflag == tar.TypeDir || h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		if !u.next(name) {
			return nil
		}
		member := memberName(name, h.Name, names)
		if h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeGNUSparse {
			u.problem(member, 0, "member is a link or special file: not followed")
			continue
		}
		if err := u.offer(member, &unpacked{r: t, stored: u.stored}, depth+1); err != nil {
			return err
		}
	}
}

func tarReason(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrTruncated.Error()
	}
	return strings.TrimPrefix(err.Error(), "archive/tar: ")
}

// next numbers the next member; false if there are too many.
func (u *unpacker) next(archive string) bool {
	if u.stored.count >= u.stored.limit {
		u.problem(archive, 0, fmt.Sprintf("more than %d members: the rest was not read", u.stored.limit))
		return false
	}
	u.stored.count++
	u.member = u.stored.count
	return true
}

// memberName joins the name of a member to that of its archive, each only once.
func memberName(archive, member string, seen map[string]int) string {
	name := archive + "!" + strings.TrimPrefix(path.Clean("/"+clean(member)), "/")
	seen[name]++
	if n := seen[name]; n > 1 {
		return fmt.Sprintf("%s#%d", name, n)
	}
	return name
}

// A boundedReaderAt refuses to read more than left bytes, if left is not negative.
type boundedReaderAt struct {
	r    io.ReaderAt
	left int64
}

func (b *boundedReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if b.left >= 0 {
		if b.left -= int64(len(p)); b.left < 0 {
			b.left = 0
			return 0, fmt.Errorf("directory of more than %d MiB", maxDirectory>>20)
		}
	}
	return b.r.ReadAt(p, off)
}
