package docket_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/docket"
)

// sqlOf runs statements, as somebody with the database in hand does.
func sqlOf(statements ...string) func(*desk, *docket.Case) error {
	return func(k *desk, _ *docket.Case) error {
		for _, s := range statements {
			if _, err := k.db.ExecContext(context.Background(), s); err != nil {
				return err
			}
		}
		return nil
	}
}

// relabel changes a text and makes its leaf again, as somebody who knows the format does.
func relabel(k *desk, from, to string) error {
	var salt, line string
	if err := k.db.QueryRow("SELECT salt, line FROM events WHERE line LIKE '%"+from+"%'").Scan(&salt, &line); err != nil {
		return err
	}
	b, err := hex.DecodeString(salt)
	if err != nil {
		return err
	}
	changed := strings.Replace(line, from, to, 1)
	sum := sha256.Sum256(append(b, changed...))
	_, err = k.db.Exec(fmt.Sprintf("UPDATE events SET line = '%s', leaf = '%x' WHERE line = '%s'", changed, sum, line))
	return err
}

// overwrite changes a kept file that holds a text.
func overwrite(k *desk, c *docket.Case, holds string) error {
	sum := sha256.Sum256([]byte(holds))
	return os.WriteFile(filepath.Join(k.dir, "files", string(c.ID), hex.EncodeToString(sum[:])), []byte("another"), 0o600)
}

// cutCheckpoints keeps so many bytes of the file of checkpoints; less than nothing: all but so many.
func cutCheckpoints(t *testing.T, dir string, keep int) {
	t.Helper()
	name := filepath.Join(dir, docket.CheckpointsFile)
	b := readFile(t, name)
	if keep < 0 {
		keep += len(b)
	}
	if err := os.WriteFile(name, b[:keep], 0o600); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// forgedBundles makes bundles that were changed in one way each.
func forgedBundles(t *testing.T, genuine []byte) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for name, change := range map[string]func(member, text string) (string, bool){
		"a text": func(m, s string) (string, bool) { return strings.Replace(s, "first", "other", 1), true },
		"the middle event left out": func(m, s string) (string, bool) {
			if m != "events" && m != "proofs" {
				return s, true
			}
			lines := strings.SplitAfter(s, "\n")
			return lines[0] + lines[2], true
		},
		"contents gone": func(m, s string) (string, bool) {
			lines := strings.SplitAfter(s, "\n")
			if m == "events" {
				p := strings.Split(lines[2], "\t")
				s = lines[0] + lines[1] + p[0] + "\t\t" + p[2] + "\t\n"
			}
			return s, true
		},
		"no proofs":      func(m, s string) (string, bool) { return s, m != "proofs" },
		"no checkpoint":  func(m, s string) (string, bool) { return s, m != "checkpoint" },
		"a file changed": func(m, s string) (string, bool) { return strings.Replace(s, "sent in", "put in!", 1), true },
		"a file missing": func(m, s string) (string, bool) { return s, !strings.HasPrefix(m, "files/") },
	} {
		var members []memberOf
		for _, m := range unzip(t, genuine) {
			if changed, keep := change(m.name, string(m.text)); keep {
				members = append(members, memberOf{m.name, []byte(changed)})
			}
		}
		out[name] = zipped(t, members)
	}
	return out
}

// A memberOf is a member of a zip file.
type memberOf struct {
	name string
	text []byte
}

func unzip(t *testing.T, b []byte) []memberOf {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out []memberOf
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, memberOf{f.Name, text})
	}
	return out
}

func zipped(t *testing.T, members []memberOf) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(m.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
