// Package sql reads tables of databases for a census: PostgreSQL, MySQL, SQL Server and SQLite.
//
// Every connection is read-only and every table is read whole, row by row, as
// the database sends it. Nothing that the database holds is kept or shown.
package sql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/census"
)

// A Dialect is how one kind of database is asked.
type Dialect struct {
	driver string
	list   string // schema and name of every table, in order
	quote  func(name string) string
	begin  string // makes the session read only
}

func doubled(open, end string) func(string) string {
	return func(n string) string { return open + strings.ReplaceAll(n, end, end+end) + end }
}

// The dialects.
var (
	Postgres = Dialect{
		driver: "pgx",
		list:   `select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1, 2`,
		quote:  doubled(`"`, `"`), begin: "set session characteristics as transaction read only",
	}
	MySQL = Dialect{
		driver: "mysql",
		list:   `select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('mysql', 'information_schema', 'performance_schema', 'sys') order by 1, 2`,
		quote:  doubled("`", "`"), begin: "set session transaction read only",
	}
	SQLServer = Dialect{
		driver: "sqlserver",
		list:   `select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE' order by 1, 2`,
		quote:  doubled("[", "]"),
	}
)

// A Database is an open database.
type Database struct {
	uri string
	d   Dialect
	db  *sql.DB
}

// Open prepares to read a database. The source name is the driver's and may hold a password; the URI is shown and holds none.
func Open(uri, source string, d Dialect) (*Database, error) {
	db, err := sql.Open(d.driver, source)
	if err != nil {
		return nil, fmt.Errorf("%s: the address cannot be understood", uri)
	}
	db.SetMaxOpenConns(1)
	return &Database{uri: uri, d: d, db: db}, nil
}

// Close closes the connection.
func (b *Database) Close() error { return b.db.Close() }

// URI returns the address without credentials.
func (b *Database) URI() string { return b.uri }

// Scan reads every table into the store, each as one unit. A table that cannot be read is noted and the next one is.
func (b *Database) Scan(ctx context.Context, r *census.Runner, s *census.Store) error {
	r.Begin(s)
	scan := census.NewScan(r.Key, r.Fence)
	if b.d.begin != "" {
		if _, err := b.db.ExecContext(ctx, b.d.begin); err != nil {
			return b.failed(ctx, err)
		}
	}
	tables, err := b.tables(ctx)
	if err != nil {
		return b.failed(ctx, err)
	}
	for _, t := range tables {
		name := strings.Join(t, ".")
		if !r.Mine(census.Object{Name: name}) || s.Has(name, 0) {
			continue
		}
		f := scan.NewFile(name)
		f.Format = "table"
		if err := b.table(ctx, t, f); err != nil {
			f.Fault("the table cannot be read to its end")
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
		}
		s.Add(&census.Unit{Object: name, Of: 1, Files: []*census.File{f}})
		r.Progress.Objects.Add(1)
	}
	return nil
}

// failed is an error of the connection, without what a driver may tell of the address.
func (b *Database) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var coded interface{ SQLState() string }
	if errors.As(err, &coded) {
		return fmt.Errorf("%s: the database refuses (SQLSTATE %s): check the user, the password and what it may read", b.uri, coded.SQLState())
	}
	return fmt.Errorf("%s: the database cannot be reached, or refuses: check host, user and password", b.uri)
}

// tables lists the tables: schema and name.
func (b *Database) tables(ctx context.Context) ([][]string, error) {
	r, err := b.db.QueryContext(ctx, b.d.list)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out [][]string
	for r.Next() {
		var schema, name string
		if err := r.Scan(&schema, &name); err != nil {
			return nil, err
		}
		out = append(out, []string{schema, name})
	}
	slices.SortFunc(out, slices.Compare)
	return out, r.Err()
}

func (b *Database) table(ctx context.Context, name []string, f *census.File) error {
	quoted := make([]string, len(name))
	for i, n := range name {
		quoted[i] = b.d.quote(n)
	}
	r, err := b.db.QueryContext(ctx, "select * from "+strings.Join(quoted, "."))
	if err != nil {
		return err
	}
	defer r.Close()
	return f.ReadRows(ctx, r)
}
