package docket

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/longarm-project/longarm/internal/outfile"
	"github.com/longarm-project/longarm/law/procedure"
)

// Errors that callers act on.
var (
	// ErrNone is that there is no such case for the user, whether it is hidden, absent or no id.
	ErrNone = errors.New("there is no such case")
	// ErrConflict is that the case changed since the caller saw it.
	ErrConflict = errors.New("the case has changed")
	// ErrForbidden is that the user's role in the case does not allow it.
	ErrForbidden = errors.New("your role in the case does not allow it")
	// ErrVersion is that the docket was made by another version of longarm.
	ErrVersion = errors.New("made by another version of longarm")
)

// version is that of the tables.
const version = "1"

// Names in the folder of a docket.
const (
	databaseFile    = "docket.db"
	keyFile         = "docket.key"
	PublicFile      = "docket.pub"
	CheckpointsFile = "checkpoints"
	filesFolder     = "files"
)

// A Dialect is the kind of SQL that a database speaks.
type Dialect int

// The dialects.
const (
	SQLite Dialect = iota
	PostgreSQL
)

// Options are what a docket takes from outside.
type Options struct {
	Dialect    Dialect
	Now        func() time.Time // required
	Random     io.Reader        // of ids, salts and keys; required
	Procedures []*procedure.Procedure
}

// A Docket is an open docket.
type Docket struct {
	o      Options
	db     *sql.DB
	dir    string
	id     string
	signer note.Signer
	public string
}

// Create makes a docket in dir, which must be empty or not there, and in an empty database. name
// is who signs the checkpoints. The caller closes db.
func Create(ctx context.Context, db *sql.DB, dir, name string, o Options) (*Docket, error) {
	for _, f := range []string{keyFile, PublicFile, CheckpointsFile} {
		if _, err := os.Lstat(filepath.Join(dir, f)); err == nil {
			return nil, fmt.Errorf("%s holds a docket already", dir)
		}
	}
	private, public, err := note.GenerateKey(o.Random, strings.Join(strings.Fields(name), "_"))
	if err != nil {
		return nil, fmt.Errorf("%q cannot sign: %w", name, err)
	}
	id, err := random(o.Random, 16)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, filesFolder), 0o700); err != nil {
		return nil, err
	}
	d := &Docket{o: o, db: db, dir: dir}
	err = d.inside(ctx, func(tx *sql.Tx) error {
		for _, statement := range schema {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("the tables of a docket: %w", err)
			}
		}
		for _, kv := range [][2]string{{"id", id}, {"version", version}} {
			if err := d.exec(ctx, tx, "INSERT INTO docket (key, value) VALUES (?, ?)", kv[0], kv[1]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, f := range []struct{ name, text string }{{keyFile, private + "\n"}, {PublicFile, public + "\n"}, {CheckpointsFile, ""}} {
		if err := outfile.Write(filepath.Join(dir, f.name), func(w io.Writer) error { _, err := io.WriteString(w, f.text); return err }); err != nil {
			return nil, err
		}
	}
	return Open(ctx, db, dir, o)
}

// Open opens the docket in dir. The caller closes db.
func Open(ctx context.Context, db *sql.DB, dir string, o Options) (*Docket, error) {
	d := &Docket{o: o, db: db, dir: dir}
	made, err := d.setting(ctx, "version")
	if err != nil {
		return nil, fmt.Errorf("%s: no docket: %w", dir, err)
	}
	if made != version {
		return nil, fmt.Errorf("%s: %w: version %s, not %s", dir, ErrVersion, made, version)
	}
	if d.id, err = d.setting(ctx, "id"); err != nil {
		return nil, err
	}
	key, err := readSmall(filepath.Join(dir, keyFile))
	if err != nil {
		return nil, err
	}
	if d.signer, err = note.NewSigner(key); err != nil {
		return nil, fmt.Errorf("%s: %w", keyFile, err)
	}
	if d.public, err = readSmall(filepath.Join(dir, PublicFile)); err != nil {
		return nil, err
	}
	return d, d.catchUp(ctx)
}

// readSmall reads a line of a small file.
func readSmall(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 4<<10))
	return strings.TrimSpace(string(b)), err
}

// Public is the key with which others verify the record.
func (d *Docket) Public() string { return d.public }

// random makes n random bytes, in hexadecimal.
func random(r io.Reader, n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", fmt.Errorf("no randomness: %w", err)
	}
	return hex.EncodeToString(b), nil
}

// find is the procedures that cases may follow.
func (d *Docket) find(id string) (*procedure.Procedure, bool) {
	i := slices.IndexFunc(d.o.Procedures, func(p *procedure.Procedure) bool { return p.ID == id })
	if i < 0 {
		return nil, false
	}
	return d.o.Procedures[i], true
}
