package docket

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// schema makes the tables, in words that both dialects know.
var schema = []string{
	`CREATE TABLE docket (key TEXT PRIMARY KEY, value TEXT NOT NULL)`,
	`CREATE TABLE events (seq BIGINT PRIMARY KEY, case_id TEXT NOT NULL, n BIGINT NOT NULL, salt TEXT NOT NULL, line TEXT NOT NULL, leaf TEXT NOT NULL)`,
	`CREATE UNIQUE INDEX events_of_case ON events (case_id, n)`,
	`CREATE TABLE hashes (idx BIGINT PRIMARY KEY, hash TEXT NOT NULL)`,
	`CREATE TABLE checkpoints (size BIGINT PRIMARY KEY, note TEXT NOT NULL)`,
	`CREATE TABLE cases (id TEXT PRIMARY KEY, number TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL, opened TEXT NOT NULL, events BIGINT NOT NULL)`,
	`CREATE TABLE grants (user_name TEXT NOT NULL, case_id TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (user_name, case_id))`,
	`CREATE INDEX grants_of_case ON grants (case_id)`,
	`CREATE TABLE users (name TEXT PRIMARY KEY, password TEXT NOT NULL, administrator BIGINT NOT NULL, made TEXT NOT NULL)`,
	`CREATE TABLE sessions (token TEXT PRIMARY KEY, user_name TEXT NOT NULL, expires TEXT NOT NULL)`,
	`CREATE TABLE invitations (token TEXT PRIMARY KEY, user_name TEXT NOT NULL, administrator BIGINT NOT NULL, expires TEXT NOT NULL)`,
}

// SQLiteSource is the data source name of the database in the folder of a docket, for the driver of modernc.org/sqlite:
// transactions that write wait for one another, and what was committed is on the disk.
func SQLiteSource(dir string) (string, error) {
	path, err := filepath.Abs(filepath.Join(dir, databaseFile))
	if err != nil {
		return "", err
	}
	path = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path))
	return "file:" + path + "?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)", nil
}

// query writes placeholders as the dialect does: $1 for ?. No text in our statements holds a question mark.
func (d *Docket) query(q string) string {
	if d.o.Dialect != PostgreSQL {
		return q
	}
	var s strings.Builder
	n := 0
	for part := range strings.SplitSeq(q, "?") {
		if n > 0 {
			s.WriteString("$" + strconv.Itoa(n))
		}
		s.WriteString(part)
		n++
	}
	return s.String()
}

// A conn is a database or a transaction.
type conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (d *Docket) exec(ctx context.Context, c conn, q string, args ...any) error {
	_, err := c.ExecContext(ctx, d.query(q), args...)
	return err
}

// rows calls each for every row; scan reads the columns.
func (d *Docket) rows(ctx context.Context, c conn, each func(scan func(...any) error) error, q string, args ...any) error {
	rows, err := c.QueryContext(ctx, d.query(q), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one reads the columns of one row; ok is false where there is none.
func (d *Docket) one(ctx context.Context, c conn, to []any, q string, args ...any) (ok bool, err error) {
	err = c.QueryRowContext(ctx, d.query(q), args...).Scan(to...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// inside runs do in a transaction that writes; one at a time does.
func (d *Docket) inside(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// alone makes a transaction wait until no other writes the record. SQLite has one writer anyway.
func (d *Docket) alone(ctx context.Context, tx *sql.Tx) error {
	if d.o.Dialect != PostgreSQL {
		return nil
	}
	return d.exec(ctx, tx, "LOCK TABLE hashes IN EXCLUSIVE MODE")
}

func (d *Docket) setting(ctx context.Context, key string) (value string, err error) {
	ok, err := d.one(ctx, d.db, []any{&value}, "SELECT value FROM docket WHERE key = ?", key)
	if err == nil && !ok {
		err = fmt.Errorf("it has no %s", key)
	}
	return value, err
}
