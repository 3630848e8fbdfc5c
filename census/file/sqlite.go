package file

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver
	"modernc.org/sqlite/vfs"

	"github.com/longarm-project/longarm/census"
)

// SQLite reads database files of SQLite 3, read-only and where they lie.
type SQLite struct{}

// Name implements census.Format.
func (SQLite) Name() string { return "sqlite" }

// Recognise implements census.Format.
func (SQLite) Recognise(head []byte, _ string) bool {
	return bytes.HasPrefix(head, []byte("SQLite format 3\x00"))
}

// Scan implements census.Format.
func (SQLite) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	at, size, err := src.Random()
	if err != nil {
		return err
	}
	name, v, err := vfs.New(oneFile{at, size})
	if err != nil {
		return errors.New("cannot be opened")
	}
	defer v.Close()
	db, err := sql.Open("sqlite", "file:census.db?mode=ro&immutable=1&vfs="+name)
	if err != nil {
		return errors.New("cannot be opened")
	}
	defer db.Close()
	f.Bytes = size
	tables, err := db.QueryContext(ctx, "select name from sqlite_master where type='table' and name not like 'sqlite_%' order by name")
	if err != nil {
		return errors.New("damaged database, or an encrypted one")
	}
	var names []string
	for tables.Next() {
		var n string
		if err := tables.Scan(&n); err == nil {
			names = append(names, n)
		}
	}
	if err := errors.Join(tables.Err(), tables.Close()); err != nil {
		return errors.New("damaged database")
	}
	for _, n := range names {
		if err := readTable(ctx, db, n, f); err != nil {
			return err
		}
	}
	return nil
}

func readTable(ctx context.Context, db *sql.DB, name string, f *census.File) error {
	r, err := db.QueryContext(ctx, `select * from "`+strings.ReplaceAll(name, `"`, `""`)+`"`)
	if err != nil {
		f.Fault("a table cannot be read")
		return ctx.Err()
	}
	defer r.Close()
	if err := f.ReadRows(ctx, r); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f.Fault("a table is damaged: its rest was not read")
	}
	return nil
}

// oneFile is a file system that holds one file.
type oneFile struct {
	at   io.ReaderAt
	size int64
}

// Open implements fs.FS.
func (o oneFile) Open(name string) (fs.File, error) {
	if name != "census.db" {
		return nil, fs.ErrNotExist
	}
	return &openFile{SectionReader: io.NewSectionReader(o.at, 0, o.size)}, nil
}

type openFile struct{ *io.SectionReader }

func (f *openFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *openFile) Close() error               { return nil }
func (f *openFile) Name() string               { return "census.db" }
func (f *openFile) Mode() fs.FileMode          { return 0o444 }
func (f *openFile) ModTime() time.Time         { return time.Time{} }
func (f *openFile) IsDir() bool                { return false }
func (f *openFile) Sys() any                   { return nil }
