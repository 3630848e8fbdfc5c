package docket

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// form is the first word of a checkpoint.
const form = "longarm docket "

// A reader reads stored hashes of the tree from the database.
type reader struct {
	ctx context.Context
	d   *Docket
	c   conn
}

func (r reader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, idx := range indexes {
		var text string
		ok, err := r.d.one(r.ctx, r.c, []any{&text}, "SELECT hash FROM hashes WHERE idx = ?", idx)
		if err != nil {
			return nil, err
		}
		if b, err := hex.DecodeString(text); !ok || err != nil || len(b) != len(out[i]) {
			return nil, fmt.Errorf("hash %d of the record is missing or damaged", idx)
		} else {
			copy(out[i][:], b)
		}
	}
	return out, nil
}

// size is the number of records of the tree.
func (d *Docket) size(ctx context.Context, c conn) (n int64, err error) {
	_, err = d.one(ctx, c, []any{&n}, "SELECT COALESCE(MAX(seq) + 1, 0) FROM events")
	return n, err
}

// record adds a leaf as record n and signs the tree it makes.
func (d *Docket) record(ctx context.Context, tx *sql.Tx, n int64, leaf Leaf) (signed string, err error) {
	data, err := hex.DecodeString(string(leaf))
	if err != nil {
		return "", err
	}
	r := reader{ctx, d, tx}
	hashes, err := tlog.StoredHashes(n, data, r)
	if err != nil {
		return "", err
	}
	first := tlog.StoredHashIndex(0, n)
	for i, h := range hashes {
		if err := d.exec(ctx, tx, "INSERT INTO hashes (idx, hash) VALUES (?, ?)", first+int64(i), hex.EncodeToString(h[:])); err != nil {
			return "", err
		}
	}
	root, err := tlog.TreeHash(n+1, r)
	if err != nil {
		return "", err
	}
	b, err := note.Sign(&note.Note{Text: checkpointText(d.id, n+1, root)}, d.signer)
	if err != nil {
		return "", err
	}
	return string(b), d.exec(ctx, tx, "INSERT INTO checkpoints (size, note) VALUES (?, ?)", n+1, string(b))
}

func checkpointText(id string, size int64, root tlog.Hash) string {
	return fmt.Sprintf("%s%s\n%d\n%s\n", form, id, size, root)
}

// A Checkpoint is the state of a record that somebody signed.
type Checkpoint struct {
	Docket string
	Size   int64
	Root   tlog.Hash
	By     string // who signed
}

// OpenCheckpoint reads a signed checkpoint, which must be signed by public.
func OpenCheckpoint(signed, public string) (*Checkpoint, error) {
	v, err := note.NewVerifier(public)
	if err != nil {
		return nil, fmt.Errorf("the public key: %w", err)
	}
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(n.Text, "\n")
	bad := errors.New("no checkpoint of a docket")
	if len(lines) != 4 || !strings.HasPrefix(lines[0], form) {
		return nil, bad
	}
	c := &Checkpoint{Docket: strings.TrimPrefix(lines[0], form), By: v.Name()}
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 1 {
		return nil, bad
	}
	if c.Root, err = tlog.ParseHash(lines[2]); err != nil || checkpointText(c.Docket, c.Size, c.Root) != n.Text {
		return nil, bad
	}
	return c, nil
}

// publish adds a signed checkpoint to the file of checkpoints.
func (d *Docket) publish(signed string) error {
	f, err := os.OpenFile(filepath.Join(d.dir, CheckpointsFile), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.WriteString(f, signed+"\n"); err != nil {
		return err
	}
	return f.Sync()
}

// catchUp adds the checkpoints that a run which ended early did not add to the file, and cuts off one that it wrote in part.
func (d *Docket) catchUp(ctx context.Context) error {
	last, err := d.lastPublished()
	if err != nil {
		return err
	}
	var missing []string
	err = d.rows(ctx, d.db, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		missing = append(missing, s)
		return err
	}, "SELECT note FROM checkpoints WHERE size > ? ORDER BY size", last)
	for _, s := range missing {
		err = errors.Join(err, d.publish(s))
	}
	return err
}

// maxCheckpoint bounds a signed checkpoint.
const maxCheckpoint = 4 << 10

// lastPublished is the size that the last whole checkpoint of the file has; 0: there is none.
func (d *Docket) lastPublished() (int64, error) {
	f, err := os.OpenFile(filepath.Join(d.dir, CheckpointsFile), os.O_RDWR, 0o600)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil || end == 0 {
		return 0, err
	}
	tail := make([]byte, min(end, 2*maxCheckpoint))
	if _, err := f.ReadAt(tail, end-int64(len(tail))); err != nil {
		return 0, err
	}
	text := string(tail)
	if !strings.HasSuffix(text, "\n\n") || strings.HasSuffix(text, "=\n\n") && !strings.Contains(text[strings.LastIndex(text, form):], "\n— ") {
		cut := max(0, strings.LastIndex(text, form))
		if err := f.Truncate(end - int64(len(text)-cut)); err != nil {
			return 0, err
		}
		text = text[:cut]
	}
	if text == "" {
		return 0, nil
	}
	c, err := OpenCheckpoint(strings.TrimSuffix(text[max(0, strings.LastIndex(text, form)):], "\n"), d.public)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", CheckpointsFile, err)
	}
	return c.Size, nil
}

// eachPublished calls each for every checkpoint of the file, in order.
func (d *Docket) eachPublished(each func(signed string) error) error {
	f, err := os.Open(filepath.Join(d.dir, CheckpointsFile))
	if err != nil {
		return err
	}
	defer f.Close()
	var one strings.Builder
	tell := func() error {
		if one.Len() == 0 {
			return nil
		}
		s := strings.TrimSuffix(one.String(), "\n")
		one.Reset()
		return each(s)
	}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxCheckpoint)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), form) {
			if err := tell(); err != nil {
				return err
			}
		}
		if one.WriteString(lines.Text() + "\n"); one.Len() > 2*maxCheckpoint {
			return fmt.Errorf("%s: a checkpoint of more than %d bytes", CheckpointsFile, 2*maxCheckpoint)
		}
	}
	return errors.Join(lines.Err(), tell())
}
