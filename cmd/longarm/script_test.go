package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what scripts compare with")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"longarm": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		if n, err := strconv.Atoi(os.Getenv("INTERRUPT_AFTER")); err == nil { // as if somebody interrupted it then
			inner, cancel := context.WithCancel(ctx)
			ctx = &fuse{Context: inner, cancel: cancel, left: n}
		}
		err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
		stop()
		if err == nil {
			os.Exit(0)
		}
		if e := (*exit)(nil); !errors.As(err, &e) || e.err != nil {
			fmt.Fprintln(os.Stderr, "longarm:", err)
		}
		os.Exit(exitCode(err))
	}})
}

func TestScripts(t *testing.T) {
	estate, err := filepath.Abs("../../examples/estate")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("ESTATE", estate)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":      exits,
			"flip":       flip,
			"mkpatients": mkpatients,
		},
	})
}

// exits CODE COMMAND... runs a command and checks its exit code. Its output is in stdout and stderr.
func exits(ts *testscript.TestScript, neg bool, a []string) {
	if neg || len(a) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	err := ts.Exec(a[1], a[2:]...)
	got := 0
	var ee interface{ ExitCode() int }
	if errors.As(err, &ee) {
		got = ee.ExitCode()
	}
	if fmt.Sprint(got) != a[0] {
		ts.Fatalf("exit code %d, want %s", got, a[0])
	}
}

// flip FILE INDEX changes one bit of the byte at INDEX; a negative index counts from the end.
// flip FILE TEXT changes the first byte of the text.
func flip(ts *testscript.TestScript, neg bool, a []string) {
	name := ts.MkAbs(a[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	var i int
	if _, err := fmt.Sscan(a[1], &i); err != nil {
		if i = bytes.Index(b, []byte(a[1])); i < 0 {
			ts.Fatalf("%s does not hold %q", a[0], a[1])
		}
	}
	if i < 0 {
		i += len(b)
	}
	b[i] ^= 1
	ts.Check(os.WriteFile(name, b, 0o644))
}

// mkpatients FILE N writes a table of the health of N invented U.S. persons.
func mkpatients(ts *testscript.TestScript, neg bool, a []string) {
	name := ts.MkAbs(a[0])
	n, err := strconv.Atoi(a[1])
	ts.Check(err)
	var b bytes.Buffer
	b.WriteString("patient_id,ssn,diagnosis\n")
	for i := range n {
		fmt.Fprintf(&b, "p%d,%03d-%02d-%04d,asthma\n", i, 101+i%500, 10+i/500, 1+i%9000)
	}
	ts.Check(os.MkdirAll(filepath.Dir(name), 0o755))
	ts.Check(os.WriteFile(name, b.Bytes(), 0o644))
}
