package docket_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/longarm-project/longarm/docket"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pgtest"
	"github.com/longarm-project/longarm/law/procedure"
)

// A desk is a docket on a clock of the test's own.
type desk struct {
	*docket.Docket
	t   *testing.T
	db  *sql.DB
	dir string
	now time.Time

	dialect docket.Dialect
	random  io.Reader
}

func (k *desk) options() docket.Options {
	ps, err := procedure.All()
	if err != nil {
		k.t.Fatal(err)
	}
	return docket.Options{Dialect: k.dialect, Now: func() time.Time { return k.now }, Random: k.random, Procedures: ps}
}

// open makes a docket in a file.
func open(t *testing.T) *desk {
	dir := t.TempDir()
	source, err := docket.SQLiteSource(dir)
	if err != nil {
		t.Fatal(err)
	}
	return openIn(t, docket.SQLite, dir, "sqlite", source)
}

func openIn(t *testing.T, dialect docket.Dialect, dir, driver, source string) *desk {
	t.Helper()
	k := &desk{t: t, dir: dir, dialect: dialect, now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), random: rand.NewChaCha8([32]byte{1})}
	var err error
	if k.db, err = sql.Open(driver, source); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.db.Close() })
	if k.Docket, err = docket.Create(context.Background(), k.db, k.dir, "office of review", k.options()); err != nil {
		t.Fatal(err)
	}
	return k
}

// conformance are the tests that hold on every kind of database.
var conformance = []struct {
	name string
	test func(t *testing.T, open func(*testing.T) *desk)
}{
	{"Clocks", clocks},
	{"Grants", grants},
	{"Conflict", conflict},
	{"Forgeries", forgeries},
	{"Bundle", bundle},
	{"Delete", delete},
	{"CatchUp", catchUp},
}

func TestSQLite(t *testing.T) {
	for _, c := range conformance {
		t.Run(c.name, func(t *testing.T) { c.test(t, open) })
	}
}

func TestPostgreSQL(t *testing.T) {
	source := pgtest.Start(t)
	server, err := sql.Open("pgx", source)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	n := 0
	for _, c := range conformance {
		t.Run(c.name, func(t *testing.T) {
			c.test(t, func(t *testing.T) *desk {
				n++
				name := fmt.Sprintf("docket%d", n)
				if _, err := server.Exec("CREATE DATABASE " + name); err != nil {
					t.Fatal(err)
				}
				return openIn(t, docket.PostgreSQL, t.TempDir(), "pgx", strings.Replace(source, "/postgres?", "/"+name+"?", 1))
			})
		})
	}
}

func (k *desk) opened(user, number string) *docket.Case {
	k.t.Helper()
	c, err := k.New(context.Background(), user, "", docket.Opened{Number: number, Title: "Cloud of Example Ltd", Procedure: "icts-review"})
	if err != nil {
		k.t.Fatal(err)
	}
	return c
}

func (k *desk) enter(user string, c *docket.Case, on fact.Date, b docket.Body) *docket.Case {
	k.t.Helper()
	c, err := k.Enter(context.Background(), user, c.ID, c.Events, on, b)
	if err != nil {
		k.t.Fatalf("%T: %v", b, err)
	}
	return c
}

// on moves the clock to the noon of a day.
func (k *desk) on(day string) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		k.t.Fatal(err)
	}
	k.now = t.Add(12 * time.Hour)
}

func (k *desk) evidence(user string, c *docket.Case, name, text string) *docket.Case {
	k.t.Helper()
	digest, size, err := k.Keep(context.Background(), user, c.ID, strings.NewReader(text))
	if err != nil {
		k.t.Fatal(err)
	}
	return k.enter(user, c, "", docket.Evidence{Digest: digest, Name: name, Size: size, Received: "2026-11-01"})
}

// The clocks of the final rule: 30 days from service, extended for good cause, and 180 days, suspended for ten.
func clocks(t *testing.T, open func(*testing.T) *desk) {
	k := open(t)
	c := k.opened("ana", "ICTS-1")
	for _, s := range []struct{ day, step string }{{"2026-11-03", "initiated"}, {"2026-12-01", "initial-determination"}, {"2027-01-04", "served"}} {
		k.on(s.day)
		c = k.enter("ana", c, "", docket.Step{Step: s.step})
	}
	due := map[string]string{}
	for _, x := range c.Clocks {
		due[x.ID] = string(x.Due)
	}
	if due["response"] != "2027-02-03" || due["initial-to-final"] != "2027-07-03" {
		t.Errorf("response ends on %s, the final determination is due on %s; want 2027-02-03 and 2027-07-03", due["response"], due["initial-to-final"])
	}
	k.on("2027-01-20")
	if _, err := k.Enter(t.Context(), "ana", c.ID, c.Events, "", docket.Extended{Clock: "response", Until: "2027-02-20"}); !errors.Is(err, docket.ErrRefused) {
		t.Errorf("an extension without a reason: %v", err)
	}
	c = k.enter("ana", c, "", docket.Extended{Clock: "response", Until: "2027-02-20", Reason: "records abroad"})
	c = k.enter("ana", c, "", docket.Suspended{Clock: "initial-to-final", Reason: "stay of a court"})
	k.on("2027-01-30")
	c = k.enter("ana", c, "", docket.Resumed{Clock: "initial-to-final"})
	for _, x := range c.Clocks {
		due[x.ID] = string(x.Due)
		if x.ID == "response" && !strings.Contains(x.Explain(), "moved to 2027-02-20: extended for good cause") {
			t.Errorf("explained as %q", x.Explain())
		}
	}
	if due["response"] != "2027-02-20" || due["initial-to-final"] != "2027-07-13" {
		t.Errorf("response ends on %s, the final determination is due on %s; want 2027-02-20 and 2027-07-13", due["response"], due["initial-to-final"])
	}
}

// For who was granted nothing there is no case, whatever is asked; a role does what it may and no more.
func grants(t *testing.T, open func(*testing.T) *desk) {
	k := open(t)
	ctx := t.Context()
	c := k.opened("ana", "A-1")
	for _, id := range []docket.CaseID{c.ID, "0123456789abcdef0123456789abcdef", "", "'; DROP TABLE cases"} {
		_, _, err := k.Case(ctx, "ben", id)
		_, err2 := k.Enter(ctx, "ben", id, 0, "", docket.Note{Text: "x"})
		_, err3 := k.Events(ctx, "ben", id)
		_, _, err4 := k.Keep(ctx, "ben", id, strings.NewReader("x"))
		for _, e := range []error{err, err2, err3, err4, k.Export(ctx, "ben", id, io.Discard)} {
			if e != docket.ErrNone {
				t.Errorf("%q: %v; want that there is none", id, e)
			}
		}
	}
	c = k.enter("ana", c, "", docket.Grant{User: "ben", Role: docket.Reader})
	if _, err := k.Enter(ctx, "ben", c.ID, c.Events, "", docket.Note{Text: "x"}); !errors.Is(err, docket.ErrForbidden) {
		t.Errorf("a reader writes: %v", err)
	}
	if l, err := k.List(ctx, "ben"); err != nil || len(l) != 1 || l[0].Number != "A-1" {
		t.Errorf("ben sees %v, %v", l, err)
	}
	if _, err := k.Enter(ctx, "ana", c.ID, c.Events, "", docket.Withdrawn{User: "ana"}); !errors.Is(err, docket.ErrRefused) {
		t.Errorf("the last owner leaves: %v", err)
	}
	c = k.enter("ana", c, "", docket.Withdrawn{User: "ben"})
	if _, _, err := k.Case(ctx, "ben", c.ID); err != docket.ErrNone {
		t.Errorf("after the grant was withdrawn: %v", err)
	}
}

// Who did not see another's change does not overwrite it.
func conflict(t *testing.T, open func(*testing.T) *desk) {
	k := open(t)
	c := k.opened("ana", "A-1")
	seen := c.Events
	k.enter("ana", c, "", docket.Note{Text: "first"})
	if _, err := k.Enter(t.Context(), "ana", c.ID, seen, "", docket.Note{Text: "second"}); !errors.Is(err, docket.ErrConflict) {
		t.Errorf("got %v", err)
	}
}

// Whatever is changed in the tables, the file of checkpoints or the files is found.
func forgeries(t *testing.T, open func(*testing.T) *desk) {
	for name, forge := range map[string]func(k *desk, c *docket.Case) error{
		"a text":               sqlOf("UPDATE events SET line = replace(line, 'first', 'other')"),
		"a text with its leaf": func(k *desk, c *docket.Case) error { return relabel(k, "first", "other") },
		"an event removed":     sqlOf("DELETE FROM events WHERE seq = 2"),
		"the last removed":     sqlOf("DELETE FROM events WHERE seq = 5", "DELETE FROM checkpoints WHERE size = 6", "DELETE FROM hashes WHERE idx > 7", "UPDATE cases SET events = 4 WHERE number = 'A-1'"),
		"two exchanged":        sqlOf("UPDATE events SET seq = -1 WHERE seq = 2", "UPDATE events SET seq = 2 WHERE seq = 3", "UPDATE events SET seq = 3 WHERE seq = -1"),
		"moved to a case":      sqlOf("UPDATE events SET case_id = (SELECT id FROM cases WHERE number = 'A-2'), n = 1 WHERE seq = 5"),
		"contents gone":        sqlOf("UPDATE events SET line = '', salt = '' WHERE seq = 2"),
		"a grant":              sqlOf("INSERT INTO grants (user_name, case_id, role) SELECT 'eve', id, 'owner' FROM cases"),
		"a grant withdrawn":    sqlOf("DELETE FROM grants WHERE user_name = 'ana'"),
		"a title":              sqlOf("UPDATE cases SET title = 'x'"),
		"a hash":               sqlOf("UPDATE hashes SET hash = replace(hash, 'a', 'b') WHERE idx = 0"),
		"a checkpoint":         sqlOf("UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 2) WHERE size = 3"),
		"a file":               func(k *desk, c *docket.Case) error { return overwrite(k, c, "sent in") },
	} {
		t.Run(name, func(t *testing.T) {
			k := open(t)
			c := k.opened("ana", "A-1")
			c = k.evidence("ana", c, "log.txt", "sent in")
			c = k.enter("ana", c, "", docket.Note{Text: "first"})
			c = k.enter("ana", c, "", docket.Note{Text: "second"})
			k.opened("ana", "A-2")
			c = k.enter("ana", c, "", docket.Note{Text: "third"})
			v, err := k.Verify(t.Context())
			if err != nil || v.Records != 6 || v.Cases != 2 || v.Files != 1 {
				t.Fatalf("before: %+v, %v", v, err)
			}
			if err := forge(k, c); err != nil {
				t.Fatal(err)
			}
			if _, err := k.Verify(t.Context()); !errors.Is(err, docket.ErrForged) {
				t.Errorf("verifies after that: %v", err)
			}
		})
	}
}

// A bundle is checked with the public key alone, and one byte changed in it is found.
func bundle(t *testing.T, open func(*testing.T) *desk) {
	k := open(t)
	c := k.opened("ana", "A-1")
	k.opened("ana", "A-2")
	c = k.evidence("ana", c, "log.txt", "sent in")
	c = k.enter("ana", c, "", docket.Note{Text: "first"})
	var b bytes.Buffer
	if err := k.Export(t.Context(), "ana", c.ID, &b); err != nil {
		t.Fatal(err)
	}
	check := func(b []byte, key string) (*docket.Bundle, error) {
		return docket.VerifyBundle(t.Context(), bytes.NewReader(b), int64(len(b)), key, k.options().Procedures)
	}
	got, err := check(b.Bytes(), k.Public())
	if err != nil || len(got.Events) != 3 || got.Files != 1 || got.Checkpoint.Size != 4 || got.Case.Opened.Number != "A-1" {
		t.Fatalf("%+v, %v", got, err)
	}
	other := open(t)
	if _, err := check(b.Bytes(), strings.Replace(other.Public(), "A", "B", 1)); err == nil {
		t.Error("verifies under another key")
	}
	for name, b := range forgedBundles(t, b.Bytes()) {
		if _, err := check(b, k.Public()); !errors.Is(err, docket.ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// After retention contents go, and the record stays whole; before it they do not.
func delete(t *testing.T, open func(*testing.T) *desk) {
	k := open(t)
	ctx := t.Context()
	c := k.opened("ana", "A-1")
	c = k.evidence("ana", c, "log.txt", "sent in")
	c = k.enter("ana", c, "", docket.Note{Text: "first"})
	gone := docket.Deleted{Events: []int{1, 2}, Reason: "retention is over"}
	if _, err := k.Delete(ctx, "ana", c.ID, c.Events, gone); !errors.Is(err, docket.ErrRefused) {
		t.Fatalf("before retention: %v", err)
	}
	c = k.enter("ana", c, "", docket.Step{Step: "final-determination", Outcome: "prohibited"})
	k.on("2036-11-02")
	if _, err := k.Delete(ctx, "ana", c.ID, c.Events, gone); !errors.Is(err, docket.ErrRefused) {
		t.Fatalf("on the last day of retention: %v", err)
	}
	k.on("2036-11-03")
	if _, err := k.Delete(ctx, "ana", c.ID, c.Events, docket.Deleted{Events: []int{0}, Reason: "x"}); !errors.Is(err, docket.ErrRefused) {
		t.Errorf("the first event: %v", err)
	}
	digest := c.Evidence[0].Digest
	c, err := k.Delete(ctx, "ana", c.ID, c.Events, gone)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Open(ctx, "ana", c.ID, digest); err == nil {
		t.Error("the file is still there")
	}
	v, err := k.Verify(ctx)
	if err != nil || v.Deleted != 2 || v.Records != 5 {
		t.Errorf("%+v, %v; want a record that verifies, two of five without contents", v, err)
	}
	if c, _, err = k.Case(ctx, "ana", c.ID); err != nil || len(c.Notes) != 0 {
		t.Errorf("%+v, %v", c, err)
	}
}

// A run that ended after its transaction and before its checkpoint was published is made up for.
func catchUp(t *testing.T, open func(*testing.T) *desk) {
	k := open(t)
	c := k.opened("ana", "A-1")
	k.enter("ana", c, "", docket.Note{Text: "first"})
	for _, keep := range []int{0, 1, 100, -1} {
		cutCheckpoints(t, k.dir, keep)
		again, err := docket.Open(t.Context(), k.db, k.dir, k.options())
		if err != nil {
			t.Fatalf("%d bytes kept: %v", keep, err)
		}
		if _, err := again.Verify(t.Context()); err != nil {
			t.Errorf("%d bytes kept: %v", keep, err)
		}
		if n := bytes.Count(readFile(t, filepath.Join(k.dir, docket.CheckpointsFile)), []byte("longarm docket ")); n != 2 {
			t.Errorf("%d bytes kept: %d checkpoints; want 2", keep, n)
		}
	}
}
