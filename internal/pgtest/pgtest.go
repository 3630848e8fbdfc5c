// Package pgtest runs PostgreSQL for a test.
package pgtest

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// Start starts a server of this machine over an empty folder, reached by a socket there, and returns its
// address. The test is skipped where there is none, and in short runs.
func Start(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("runs a server")
	}
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if p, err := exec.LookPath("initdb"); err == nil {
		bins = append(bins, filepath.Dir(p))
	}
	if len(bins) == 0 {
		t.Skip("PostgreSQL is not on this machine")
	}
	bin := slices.Max(bins)
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	as := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(filepath.Join(bin, name), args...)
		asServer(t, c, dir)
		return c
	}
	if out, err := as("initdb", "-D", data, "-U", "tester", "-A", "trust", "--no-sync", "--locale=C", "-E", "UTF8").CombinedOutput(); err != nil {
		t.Skipf("no server can be made here: %v: %.200s", err, out)
	}
	options := fmt.Sprintf("-c listen_addresses='' -c unix_socket_directories='%s' -c fsync=off", dir)
	if out, err := as("pg_ctl", "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", options, "start").CombinedOutput(); err != nil {
		t.Skipf("the server did not start: %v: %.200s", err, out)
	}
	t.Cleanup(func() { as("pg_ctl", "-D", data, "-m", "immediate", "stop").Run() })
	return "postgres:///postgres?user=tester&host=" + dir
}
