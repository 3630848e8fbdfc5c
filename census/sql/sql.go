// Package sql reads tables of databases for a census: PostgreSQL, MySQL, SQL Server and SQLite.
//
// Every connection is read-only and every table is read whole, row by row, as
// the database sends it. Nothing that the database holds is kept or shown.
package sql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	mssql "github.com/microsoft/go-mssqldb"

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
	db, err := open(d, source)
	if err != nil {
		return nil, fmt.Errorf("%s: the address cannot be understood", uri)
	}
	db.SetMaxOpenConns(1)
	return &Database{uri: uri, d: d, db: db}, nil
}

// open opens a driver that writes no log of its own.
func open(d Dialect, source string) (*sql.DB, error) {
	if d.driver != "mysql" {
		return sql.Open(d.driver, source)
	}
	c, err := mysql.ParseDSN(source)
	if err != nil {
		return nil, err
	}
	c.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// Close closes the connection.
func (b *Database) Close() error { return b.db.Close() }

// URI returns the address without credentials.
func (b *Database) URI() string { return b.uri }

// tries is how often a table is begun whose connection breaks, and pause what is waited before the next try, times its number.
const (
	tries = 3
	pause = 200 * time.Millisecond
)

// Scan reads every table into the store, each as one unit. A table that cannot be read is noted and the next one is; one
// whose connection breaks is begun again.
func (b *Database) Scan(ctx context.Context, r *census.Runner, s *census.Store) error {
	r.Begin(s)
	scan := census.NewScan(r.Key, r.Fence)
	c, err := b.connect(ctx)
	if err != nil {
		return b.failed(ctx, err)
	}
	defer func() { c.Close() }()
	tables, err := b.tables(ctx, c)
	if err != nil {
		return b.failed(ctx, err)
	}
	for _, t := range tables {
		name := strings.Join(t, ".")
		if !r.Mine(census.Object{Name: name}) || s.Has(name, 0) {
			continue
		}
		var f *census.File
		for try := 1; ; try++ {
			f = scan.NewFile(name)
			f.Format = "table"
			if err = b.table(ctx, c, t, f); err == nil || ctx.Err() != nil || !broken(ctx, c, err) {
				break
			}
			c.Close()
			if !wait(ctx, time.Duration(try)*pause) {
				return context.Cause(ctx)
			}
			again, lost := b.connect(ctx)
			if lost != nil {
				f.Fault("the table cannot be read to its end: the connection broke, and the database is gone")
				s.Add(&census.Unit{Object: name, Of: 1, Files: []*census.File{f}})
				return b.failed(ctx, lost)
			}
			if c = again; try == tries {
				break
			}
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			f.Fault(b.why(err))
		}
		s.Add(&census.Unit{Object: name, Of: 1, Files: []*census.File{f}})
		r.Progress.Objects.Add(1)
	}
	return nil
}

// connect opens the one connection of a scan and makes its session read only. A connection that broke is never used again
// by itself: a new one could write.
func (b *Database) connect(ctx context.Context) (*sql.Conn, error) {
	c, err := b.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if b.d.begin != "" {
		if _, err := c.ExecContext(ctx, b.d.begin); err != nil {
			c.Close()
			return nil, err
		}
	}
	return c, nil
}

// broken reports whether the connection is gone, and not only the question was refused.
func broken(ctx context.Context, c *sql.Conn, err error) bool {
	return errors.Is(err, driver.ErrBadConn) || c.PingContext(ctx) != nil
}

func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// why says why a table was not read, without what a driver may tell of its values.
func (b *Database) why(err error) string {
	if code := codeOf(err); code != "" {
		return "the table cannot be read to its end: the database refuses (" + code + ")"
	}
	return "the table cannot be read to its end"
}

// codeOf is the code by which a database refuses, or empty.
func codeOf(err error) string {
	var state interface{ SQLState() string }
	var my *mysql.MySQLError
	var ms mssql.Error
	switch {
	case errors.As(err, &state):
		return "SQLSTATE " + state.SQLState()
	case errors.As(err, &my):
		return fmt.Sprintf("error %d", my.Number)
	case errors.As(err, &ms):
		return fmt.Sprintf("error %d", ms.Number)
	}
	return ""
}

// failed is an error of the connection, without what a driver may tell of the address.
func (b *Database) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if code := codeOf(err); code != "" {
		return fmt.Errorf("%s: the database refuses (%s): check the user, the password and what it may read", b.uri, code)
	}
	return fmt.Errorf("%s: the database cannot be reached, or refuses: check host, user and password", b.uri)
}

// tables lists the tables: schema and name.
func (b *Database) tables(ctx context.Context, c *sql.Conn) ([][]string, error) {
	r, err := c.QueryContext(ctx, b.d.list)
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

func (b *Database) table(ctx context.Context, c *sql.Conn, name []string, f *census.File) error {
	quoted := make([]string, len(name))
	for i, n := range name {
		quoted[i] = b.d.quote(n)
	}
	r, err := c.QueryContext(ctx, "select * from "+strings.Join(quoted, "."))
	if err != nil {
		return err
	}
	defer r.Close()
	return f.ReadRows(ctx, r)
}
