package sql

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/internal/pgtest"
)

// A database is counted whole: two tables about the same persons give their union, and nothing is written.
func TestPostgres(t *testing.T) {
	source := pgtest.Start(t)
	db, err := sql.Open("pgx", source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range []string{
		`create schema "odd schema"`,
		`create table patients (patient_id text, full_name text, ssn text, born date, visits int, weight numeric, seen timestamptz, extra jsonb)`,
		`insert into patients select 'p'||i, 'Mary Smith', to_char(100 + i % 500, 'FM000') || '-' || to_char(10 + i / 500, 'FM00') || '-' || to_char(1 + i, 'FM0000'), date '1980-01-01' + i, i, i * 1.5, now(), '{"a": 1}' from generate_series(1, 5000) i`,
		`create table "odd schema"."odd "" table" as select patient_id, ssn, 'asthma'::text as diagnosis from patients where visits <= 3000`,
		`create table empty (a int)`,
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	b, err := Open("postgres://localhost/postgres", source+"&default_transaction_read_only=on", Postgres)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	s := census.NewStore(b.URI())
	if err := b.Scan(context.Background(), &census.Runner{Key: census.Key{1}}, s); err != nil {
		t.Fatal(err)
	}
	r := s.Report()
	if c := r.By["personal_health"]; r.Status != census.Read || r.Files != 3 || c == nil || *c.Estimate != 5000 || c.Low != 5000 || *c.US.Estimate != 5000 || c.Bulk != "no" {
		t.Errorf("%s, %d tables, health %+v", r.Status, r.Files, c)
	}
	if _, err := b.db.Exec("create table written (a int)"); err == nil {
		t.Error("the connection can write")
	}
	dir := source[strings.Index(source, "host=")+5:]
	for cuts, want := range map[int]census.Status{2: census.Read, 100: census.Partly} {
		through := flaky(t, filepath.Join(dir, ".s.PGSQL.5432"), cuts, 60_000)
		b, err := Open("postgres://localhost/postgres", "postgres:///postgres?user=tester&host="+filepath.Dir(through), Postgres)
		if err != nil {
			t.Fatal(err)
		}
		checkFlaky(t, b, want)
	}
}

// A database that refuses is an error that names it and shows no password.
func TestUnreachable(t *testing.T) {
	b, err := Open("postgres://127.0.0.1:1/x", "postgres://u:very-secret@127.0.0.1:1/x?connect_timeout=1", Postgres)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	err = b.Scan(context.Background(), &census.Runner{}, census.NewStore(b.URI()))
	if err == nil || strings.Contains(err.Error(), "very-secret") || !strings.Contains(err.Error(), "127.0.0.1:1") {
		t.Errorf("got %v", err)
	}
}
