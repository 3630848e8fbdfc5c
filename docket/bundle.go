package docket

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/procedure"
)

// Members of a bundle.
const (
	bundleEvents     = "events"
	bundleProofs     = "proofs"
	bundleCheckpoint = "checkpoint"
)

// Export writes a case with its files and its place in the record, for a third party to verify. An owner
// and an auditor may.
func (d *Docket) Export(ctx context.Context, user string, id CaseID, w io.Writer) error {
	c, role, err := d.seenBy(ctx, d.db, user, id)
	if err != nil {
		return err
	}
	if role != Owner && role != Auditor {
		return fmt.Errorf("%w: owners and auditors export", ErrForbidden)
	}
	var size int64
	var signed string
	if ok, err := d.one(ctx, d.db, []any{&size, &signed}, "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1"); err != nil || !ok {
		return errors.Join(err, errors.New("the record has no checkpoint"))
	}
	z := zip.NewWriter(w)
	member := func(name string, write func(io.Writer) error) {
		if err != nil {
			return
		}
		var f io.Writer
		if f, err = z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate}); err == nil {
			err = write(f)
		}
	}
	var at []int64
	member(bundleEvents, func(w io.Writer) error {
		return d.lines(ctx, d.db, id, func(k kept) error {
			if k.seq >= size {
				return nil // entered while this was written
			}
			at = append(at, k.seq)
			_, err := fmt.Fprintf(w, "%d\t%s\t%s\t%s\n", k.seq, k.salt, k.leaf, k.line)
			return err
		})
	})
	member(bundleProofs, func(w io.Writer) error {
		for _, seq := range at {
			p, err := tlog.ProveRecord(size, seq, reader{ctx, d, d.db})
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "%d %s\n", seq, proofText(p)); err != nil {
				return err
			}
		}
		return nil
	})
	member(bundleCheckpoint, func(w io.Writer) error { _, err := io.WriteString(w, signed); return err })
	seen := map[fact.Digest]bool{}
	for _, f := range c.Files() {
		if seen[f.Digest] {
			continue
		}
		seen[f.Digest] = true
		member(path.Join(filesFolder, string(f.Digest)), func(w io.Writer) error {
			r, err := os.Open(d.path(id, f.Digest))
			if err != nil {
				return err
			}
			defer r.Close()
			_, err = io.Copy(w, readerOf(ctx, r))
			return err
		})
	}
	return errors.Join(err, z.Close())
}

func proofText(p tlog.RecordProof) string {
	out := make([]string, len(p))
	for i, h := range p {
		out[i] = base64.StdEncoding.EncodeToString(h[:])
	}
	return strings.Join(out, " ")
}

// Bounds of a bundle that is read.
const (
	maxBundleEvents = 64 << 20
	maxBundleLine   = maxLine + 4<<10
)

// A Bundle is a case that a third party verified.
type Bundle struct {
	Case       *Case
	Events     []*Event // nil where the contents were deleted
	Files      int
	Checkpoint *Checkpoint
}

// VerifyBundle checks a bundle with the public key alone: each event is in the record that the checkpoint
// signs, each follows the one before it in its case, the case is what they make of it, and each file has the digest that they say.
func VerifyBundle(ctx context.Context, r io.ReaderAt, size int64, public string, known []*procedure.Procedure) (*Bundle, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("no bundle: %w", err)
	}
	b := &Bundle{Case: &Case{}}
	members := map[string]*zip.File{}
	for _, f := range z.File {
		if members[f.Name] != nil {
			return nil, forged("two members are called %q", f.Name)
		}
		members[f.Name] = f
	}
	signed, err := member(members, bundleCheckpoint, maxCheckpoint)
	if err != nil {
		return nil, err
	}
	if b.Checkpoint, err = OpenCheckpoint(signed, public); err != nil {
		return nil, forged("%w", err)
	}
	events, err := member(members, bundleEvents, maxBundleEvents)
	if err != nil {
		return nil, err
	}
	proofs, err := member(members, bundleProofs, maxBundleEvents)
	if err != nil {
		return nil, err
	}
	if err := b.events(ctx, events, proofs, known); err != nil {
		return nil, err
	}
	return b, b.files(ctx, members)
}

// member reads a member of a bundle of at most most bytes.
func member(members map[string]*zip.File, name string, most int64) (string, error) {
	f := members[name]
	if f == nil {
		return "", forged("it has no %s", name)
	}
	r, err := f.Open()
	if err != nil {
		return "", forged("%s: %w", name, err)
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return "", forged("%s: %w", name, err)
	}
	if int64(len(text)) > most {
		return "", forged("%s is larger than %d bytes", name, most)
	}
	return string(text), nil
}

func (b *Bundle) events(ctx context.Context, events, proofs string, known []*procedure.Procedure) error {
	find := (&Docket{o: Options{Procedures: known}}).find
	proof := bufio.NewScanner(strings.NewReader(proofs))
	proof.Buffer(nil, maxBundleLine)
	last := int64(-1)
	for line := range strings.Lines(events) {
		if err := ctx.Err(); err != nil {
			return err
		}
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 4)
		if len(parts) != 4 || !proof.Scan() {
			return forged("an event without its parts or without its proof")
		}
		seq, err := strconv.ParseInt(parts[0], 10, 64)
		if err != nil || seq <= last {
			return forged("the events are not in the order of the record")
		}
		last = seq
		k := kept{seq: seq, n: int64(b.Case.Events), salt: parts[1], leaf: Leaf(parts[2]), line: parts[3]}
		if err := b.event(&k, proof.Text(), find); err != nil {
			return err
		}
	}
	if proof.Scan() || b.Case.Events == 0 {
		return forged("there are more proofs than events, or no event")
	}
	if n := b.Case.unexplained(); n > 0 {
		return forged("the contents of %d events are gone, and nobody deleted them", n)
	}
	return nil
}

func (b *Bundle) event(k *kept, proof string, known procedures) error {
	data, err := hex.DecodeString(string(k.leaf))
	if err != nil || len(data) != sha256.Size {
		return forged("record %d has no leaf", k.seq)
	}
	place, hashes, _ := strings.Cut(proof, " ")
	if place != strconv.FormatInt(k.seq, 10) {
		return forged("the proof of record %d is of %.20q", k.seq, place)
	}
	var p tlog.RecordProof
	for _, text := range strings.Fields(hashes) {
		h, err := tlog.ParseHash(text)
		if err != nil || len(p) > 64 {
			return forged("record %d: no proof", k.seq)
		}
		p = append(p, h)
	}
	if err := tlog.CheckRecord(p, b.Checkpoint.Size, b.Checkpoint.Root, k.seq, tlog.RecordHash(data)); err != nil {
		return forged("record %d is not in the record that was signed", k.seq)
	}
	if k.line != "" || k.salt != "" {
		if salt, err := hex.DecodeString(k.salt); err != nil || leafOf(salt, k.line) != k.leaf {
			return forged("record %d was changed", k.seq)
		}
	}
	e, err := k.event()
	if err != nil {
		return forged("%w", err)
	}
	if e != nil && b.Case.ID == "" {
		b.Case.ID = e.Case
	}
	b.Events = append(b.Events, e)
	if err := b.Case.add(k, known); err != nil {
		return forged("%w", err)
	}
	return nil
}

// files compares the files with the digests that the events say.
func (b *Bundle) files(ctx context.Context, members map[string]*zip.File) error {
	var named []string
	for _, f := range b.Case.Files() {
		name := path.Join(filesFolder, string(f.Digest))
		if slices.Contains(named, name) {
			continue
		}
		named = append(named, name)
		m := members[name]
		if m == nil {
			return forged("%s is not in it", f.Name)
		}
		r, err := m.Open()
		if err != nil {
			return forged("%s: %w", f.Name, err)
		}
		h := sha256.New()
		n, err := io.Copy(h, io.LimitReader(readerOf(ctx, r), f.Size+1))
		r.Close()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil || n != f.Size || hex.EncodeToString(h.Sum(nil)) != string(f.Digest) {
			return forged("%s was changed", f.Name)
		}
		b.Files++
	}
	for name := range members {
		if name != bundleEvents && name != bundleProofs && name != bundleCheckpoint && !slices.Contains(named, name) {
			return forged("no event knows %q", name)
		}
	}
	return nil
}
