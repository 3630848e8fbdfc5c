package registry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/walk"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Options of Import. The zero value is the default, given field by field.
type Options struct {
	At       fact.Date // as Input.At
	Problems int       // records that could not be read told for each file; 0: 20. All are counted.
	// Found, if not nil, is told how many files of how many bytes will be read, before the first is.
	Found func(files int, bytes int64)
}

// A Report says what became of the files of a run. It is complete once the sequence has ended.
type Report struct {
	Files    []Summary // in the order they were read
	Problems []Problem // of files and folders that could not be opened or unpacked
}

// A Problem is something that kept a file from being read.
type Problem struct {
	Name   string
	Offset int64 // in the stored file, where it means something
	What   string
}

// A Summary says what became of one file.
type Summary struct {
	Name   string
	Kind   string      // the importer's name; empty where none recognises the file
	Digest fact.Digest // of the stored file; empty where none recognises it
	Size   int64       // of the stored file
	// SameAs names a file of the same content that was read before.
	SameAs string
	Tally
	Records int64   // yielded
	Bad     int64   // records that could not be read
	Errors  []error // the first of them
	// Failed is why reading ended before the end of the file.
	Failed error
}

// Import reads the files below roots with the first importer that recognises
// each, and yields their records in an order that depends on names and content
// alone. Archives and compressed files are unpacked, UTF-16 is decoded.
//
// What could not be read is yielded as an error with a zero Record, and reading
// goes on with the next record or file. The sequence ends early only where a
// root does not exist or ctx is done; the last error yielded says so.
func Import(ctx context.Context, roots []string, importers []Importer, o Options) (iter.Seq2[Record, error], *Report) {
	r := &run{o: o, importers: importers, seen: new(seen), digests: make(map[content]string)}
	return func(yield func(Record, error) bool) { r.walk(ctx, roots, yield) }, &r.report
}

type run struct {
	o         Options
	importers []Importer
	report    Report
	seen      *seen
	digests   map[content]string
	parts     map[Joiner][]Record // held back until all files are read
	held      int
}

// maxParts bounds the parts that are held back; the largest published set has 80,000.
const maxParts = 1 << 22

type content struct {
	digest string
	member int
}

var errStopped = errors.New("the caller stopped")

// walk hands each file from the walking goroutine to this one, so that yield is called where the caller expects it.
func (r *run) walk(ctx context.Context, roots []string, yield func(Record, error) bool) {
	files, answers := make(chan *walk.File), make(chan error)
	ended := make(chan error, 1)
	go func() {
		problems, err := walk.Each(ctx, roots, walk.Options{Workers: 1, Found: r.o.Found}, func(f *walk.File) error {
			files <- f
			return <-answers
		})
		for _, p := range problems {
			r.report.Problems = append(r.report.Problems, Problem{p.Name, p.Offset, p.What})
		}
		close(files)
		ended <- err
	}()
	stopped := false
	for f := range files {
		if err := r.file(ctx, f, yield); err != nil {
			stopped = errors.Is(err, errStopped)
			answers <- err
			continue
		}
		answers <- nil
	}
	if err := <-ended; err != nil && !stopped {
		yield(Record{}, err)
		stopped = true
	}
	if !stopped {
		r.join(yield)
	}
}

var errParts = fmt.Errorf("the files hold more than %d parts of entries", maxParts)

// hold keeps a part of an entry for its importer to join, and reports whether it is one.
func (r *run) hold(im Importer, rec *Record) bool {
	j, ok := im.(Joiner)
	if !ok || rec.Entry == nil || rec.Entry.Part == "" {
		return false
	}
	if r.parts == nil {
		r.parts = make(map[Joiner][]Record)
	}
	r.parts[j] = append(r.parts[j], *rec)
	r.held++
	return true
}

// join yields what the parts held back make together, counted in the file where an entry begins.
func (r *run) join(yield func(Record, error) bool) {
	files := make(map[string]*Summary, len(r.report.Files))
	for i := range r.report.Files {
		files[r.report.Files[i].Name] = &r.report.Files[i]
	}
	for _, im := range r.importers {
		j, ok := im.(Joiner)
		if !ok || len(r.parts[j]) == 0 {
			continue
		}
		for rec, err := range j.Join(r.parts[j]) {
			if line, ok := errors.AsType[*LineError](err); ok && files[line.Name] != nil {
				files[line.Name].bad(line, r.o.Problems)
			} else if s := files[rec.Ref.File]; err == nil && s != nil {
				s.Records++
				if rec.Entry != nil && rec.Entry.Full() {
					rec.Flags = append(rec.Flags, "values-cut")
					s.Note("values-cut")
				}
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// bad counts a record that could not be read; the first of them, as many as most or 20, are kept.
func (s *Summary) bad(line *LineError, most int) {
	if most == 0 {
		most = 20
	}
	if s.Bad++; s.Bad <= int64(most) {
		s.Errors = append(s.Errors, line)
	}
}

func (r *run) file(ctx context.Context, f *walk.File, yield func(Record, error) bool) error {
	if f.Skipped != "" {
		r.report.Problems = append(r.report.Problems, Problem{Name: f.Name, What: "not read: " + f.Skipped})
		return nil
	}
	s := Summary{Name: f.Name, Size: f.Size}
	defer func() { r.report.Files = append(r.report.Files, s) }()
	head, body, encoding := plainText(f.Head, f)
	im := r.recognize(head)
	if im == nil {
		return nil
	}
	s.Kind = im.Name()
	in := &Input{Reader: body, Name: f.Name, At: r.o.At, seen: r.seen}
	if encoding != "" {
		in.Tally.Note(encoding)
	}
	stopped := r.read(ctx, im, in, &s, yield)
	s.Tally = in.Tally
	if stopped != nil {
		return stopped
	}
	digest, err := f.Digest()
	if err != nil {
		return nil // s.Failed says why
	}
	s.Digest = fact.Digest(digest)
	key := content{digest, f.Member}
	if s.SameAs = r.digests[key]; s.SameAs == "" {
		r.digests[key] = f.Name
	}
	return nil
}

func (r *run) recognize(head []byte) Importer {
	for _, im := range r.importers {
		if im.Recognizes(head) {
			return im
		}
	}
	return nil
}

// read yields the records of one file. It returns an error where the run is to end.
func (r *run) read(ctx context.Context, im Importer, in *Input, s *Summary, yield func(Record, error) bool) error {
	for rec, err := range im.Read(in) {
		if rec.Entry != nil && rec.Entry.Full() {
			rec.Flag(in, "values-cut")
		}
		if r.held >= maxParts && rec.Entry != nil && rec.Entry.Part != "" {
			rec, err = Record{}, &LineError{Name: in.Name, Line: rec.Ref.Line, Err: errParts}
		}
		switch line, isLine := errors.AsType[*LineError](err); {
		case err == nil && r.hold(im, &rec):
			continue
		case err == nil:
			s.Records++
		case isLine:
			s.bad(line, r.o.Problems)
		case ctx.Err() != nil:
			return context.Cause(ctx)
		default:
			s.Failed = err
			err = fmt.Errorf("%s: %w", in.Name, err)
		}
		if !yield(rec, err) {
			return errStopped
		}
		if s.Records&1023 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// plainText removes a byte order mark and decodes UTF-16. note names what was decoded.
func plainText(head []byte, body io.Reader) (plain []byte, r io.Reader, note string) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = io.ReadFull(body, make([]byte, 3)) // the head was read from it
		return head[3:], body, ""
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
		plain, _, _ = transform.Bytes(utf16.NewDecoder(), head[:len(head)&^1])
		return plain, transform.NewReader(body, utf16.NewDecoder()), "encoding-utf-16"
	}
	return head, body, ""
}
