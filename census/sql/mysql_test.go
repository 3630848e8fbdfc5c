package sql

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/longarm-project/longarm/census"
)

// mariadb starts a server of this machine over an empty folder, reached by a socket there.
func mariadb(t *testing.T) (socket string) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs a server")
	}
	bin := ""
	for _, name := range []string{"mariadbd", "mysqld", "/usr/sbin/mariadbd", "/usr/sbin/mysqld"} {
		if p, err := exec.LookPath(name); err == nil {
			bin = p
			break
		}
	}
	if bin == "" {
		t.Skip("neither MariaDB nor MySQL is on this machine")
	}
	dir, err := os.MkdirTemp("", "census-mariadb") // a socket's path may have a hundred characters
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o777); err != nil {
		t.Fatal(err)
	}
	socket = filepath.Join(dir, "s")
	args := []string{"--no-defaults", "--skip-grant-tables", "--skip-networking", "--skip-log-bin", "--datadir=" + data, "--socket=" + socket, "--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0"}
	if os.Getuid() == 0 {
		args = append(args, "--user=root")
	}
	c := exec.Command(bin, args...)
	if err := c.Start(); err != nil {
		t.Skip("the server did not start: ", err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	for range 300 {
		if db, err := sql.Open("mysql", "root@unix("+socket+")/"); err == nil {
			err = db.Ping()
			db.Close()
			if err == nil {
				return socket
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Skip("the server did not answer")
	return ""
}

// MariaDB and MySQL are counted as PostgreSQL is: values of every type, two tables about the same persons, nothing written.
func TestMySQL(t *testing.T) {
	socket := mariadb(t)
	source := "root@unix(" + socket + ")/clinic"
	admin, err := sql.Open("mysql", "root@unix("+socket+")/")
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	admin.SetMaxOpenConns(1)
	run := func(q string) {
		t.Helper()
		if _, err := admin.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	run("create database clinic")
	run("use clinic")
	run("create table patients (patient_id varchar(20), full_name text, ssn char(11), born date, visits bigint unsigned, weight float, seen datetime, extra blob, flag bit(1))")
	for from := 1; from <= 5000; from += 500 {
		var rows []string
		for i := from; i < from+500; i++ {
			rows = append(rows, fmt.Sprintf("('p%d','Mary O''Smith','%03d-%02d-%04d','1980-01-02',%d,%d.5,'2025-01-02 03:04:05',x'00ff10',1)", i, 100+i%500, 10+i/500, i, i, i))
		}
		run("insert into patients values " + strings.Join(rows, ","))
	}
	run("create table `odd `` table` as select patient_id, ssn, 'asthma' as diagnosis from patients where visits <= 3000")
	run("create table `empty` (a int)")
	run("create view seen as select * from patients")

	b, err := Open("mysql://localhost/clinic", source, MySQL)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	s := census.NewStore(b.URI())
	if err := b.Scan(t.Context(), &census.Runner{Key: census.Key{1}}, s); err != nil {
		t.Fatal(err)
	}
	r := s.Report()
	if c := r.By["personal_health"]; r.Status != census.Read || r.Files != 3 || r.Rows != 8000 || c == nil || *c.Estimate != 5000 || c.Low != 5000 || *c.US.Estimate != 5000 || c.Bulk != "no" {
		t.Errorf("%s, %d tables of %d rows, health %+v", r.Status, r.Files, r.Rows, c)
	}
	c, err := b.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.ExecContext(t.Context(), "create table clinic.written (a int)"); err == nil {
		t.Error("the connection can write")
	}
	c.Close()

	for cuts, want := range map[int]census.Status{2: census.Read, 100: census.Partly} {
		through := flaky(t, socket, cuts, 60_000)
		b, err := Open("mysql://localhost/clinic", "root@unix("+through+")/clinic", MySQL)
		if err != nil {
			t.Fatal(err)
		}
		checkFlaky(t, b, want)
	}
}
