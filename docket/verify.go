package docket

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/longarm-project/longarm/fact"
)

// ErrForged is that the record does not verify.
var ErrForged = errors.New("the record does not verify")

func forged(format string, a ...any) error {
	return fmt.Errorf("%w: %w", ErrForged, fmt.Errorf(format, a...))
}

// A Verified says how much of a record was made again.
type Verified struct {
	Records     int64
	Cases       int
	Checkpoints int64
	Deleted     int64 // records whose contents were deleted
	Files       int   // kept files, each with the digest that its event says
	Root        tlog.Hash
}

// Verify makes the record again: each leaf of its salt and event, the tree of the leaves, each checkpoint
// of the tree, each case of its events, and compares all of it with what is kept. It reads everything, whoever may see it.
func (d *Docket) Verify(ctx context.Context) (*Verified, error) {
	v := &verifier{d: d, cases: map[CaseID]*Case{}}
	for _, step := range []func(context.Context) error{v.events, v.checkpoints, v.published, v.projections, v.files} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return &v.Verified, nil
}

type verifier struct {
	Verified
	d     *Docket
	cases map[CaseID]*Case
	tree  tree
	roots []tlog.Hash // of the trees of 1, 2, ... records
}

// A tree holds the stored hashes of records in memory.
type tree struct{ hashes []tlog.Hash }

// ReadHashes implements tlog.HashReader.
func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, k := range indexes {
		if k < 0 || k >= int64(len(t.hashes)) {
			return nil, fmt.Errorf("there is no hash %d", k)
		}
		out[i] = t.hashes[k]
	}
	return out, nil
}

// add adds a record and returns the root of the tree.
func (t *tree) add(n int64, leaf Leaf) (tlog.Hash, error) {
	data, err := hex.DecodeString(string(leaf))
	if err != nil || len(data) != 32 {
		return tlog.Hash{}, errors.New("a leaf that is no digest")
	}
	hashes, err := tlog.StoredHashes(n, data, t)
	if err != nil {
		return tlog.Hash{}, err
	}
	t.hashes = append(t.hashes, hashes...)
	return tlog.TreeHash(n+1, t)
}

// events makes leaves, tree and cases again.
func (v *verifier) events(ctx context.Context) error {
	err := v.d.rows(ctx, v.d.db, func(scan func(...any) error) error {
		var k kept
		var id CaseID
		if err := scan(&k.seq, &id, &k.n, &k.salt, &k.line, &k.leaf); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return v.event(&k, id)
	}, "SELECT seq, case_id, n, salt, line, leaf FROM events ORDER BY seq")
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(v.cases)) {
		if n := v.cases[id].unexplained(); n > 0 {
			return forged("case %s: the contents of %d events are gone, and nobody deleted them", id, n)
		}
	}
	v.Cases = len(v.cases)
	return nil
}

func (v *verifier) event(k *kept, id CaseID) error {
	if k.seq != v.Records {
		return forged("record %d is missing", v.Records)
	}
	c, ok := v.cases[id]
	if !ok {
		c = &Case{ID: id}
		v.cases[id] = c
	}
	if k.line == "" && k.salt == "" {
		v.Deleted++
	} else if salt, err := hex.DecodeString(k.salt); err != nil || leafOf(salt, k.line) != k.leaf {
		return forged("record %d (event %d of case %s) was changed", k.seq, k.n, id)
	}
	if k.n != int64(c.Events) {
		return forged("record %d is event %d of case %s, and follows %d", k.seq, k.n, id, c.Events)
	}
	if err := c.add(k, v.d.find); err != nil {
		return forged("%w", err)
	}
	root, err := v.tree.add(k.seq, k.leaf)
	if err != nil {
		return forged("record %d: %w", k.seq, err)
	}
	v.Records++
	v.roots = append(v.roots, root)
	v.Root = root
	return nil
}

// unexplained counts events without contents that no deletion names.
func (c *Case) unexplained() int { return c.gone - len(c.Deleted) }

// checkpoints compares those in the database, one for each record, and the stored hashes.
func (v *verifier) checkpoints(ctx context.Context) error {
	var n int64
	err := v.d.rows(ctx, v.d.db, func(scan func(...any) error) error {
		var size int64
		var signed string
		if err := scan(&size, &signed); err != nil {
			return err
		}
		if n++; size != n {
			return forged("the checkpoint of %d records is missing", n)
		}
		return v.compare(signed, size)
	}, "SELECT size, note FROM checkpoints ORDER BY size")
	if err != nil {
		return err
	}
	if n != v.Records {
		return forged("%d checkpoints of %d records", n, v.Records)
	}
	v.Checkpoints = n
	var stored int64
	err = v.d.rows(ctx, v.d.db, func(scan func(...any) error) error {
		var idx int64
		var text string
		if err := scan(&idx, &text); err != nil {
			return err
		}
		if idx != stored || idx >= int64(len(v.tree.hashes)) || hex.EncodeToString(v.tree.hashes[idx][:]) != text {
			return forged("hash %d of the tree is not what the records make it", idx)
		}
		stored++
		return nil
	}, "SELECT idx, hash FROM hashes ORDER BY idx")
	if err == nil && stored != int64(len(v.tree.hashes)) {
		err = forged("%d hashes of %d", stored, len(v.tree.hashes))
	}
	return err
}

func (v *verifier) compare(signed string, size int64) error {
	c, err := OpenCheckpoint(signed, v.d.public)
	if err != nil {
		return forged("%w", err)
	}
	if size > 0 && c.Size != size || c.Docket != v.d.id || c.Size > v.Records || c.Root != v.roots[c.Size-1] {
		return forged("the checkpoint of %d records was signed over other records than these", c.Size)
	}
	return nil
}

// published compares the file of checkpoints: records that were cut off from the end of the database stand there.
func (v *verifier) published(context.Context) error {
	var last int64
	return v.d.eachPublished(func(signed string) error {
		c, err := OpenCheckpoint(signed, v.d.public)
		if err != nil {
			return forged("%s: %w", CheckpointsFile, err)
		}
		if c.Size > v.Records {
			return forged("%s knows %d records, and there are %d", CheckpointsFile, c.Size, v.Records)
		}
		if c.Size != last+1 {
			return forged("%s: after the checkpoint of %d records stands that of %d", CheckpointsFile, last, c.Size)
		}
		last = c.Size
		return v.compare(signed, 0)
	})
}

// projections compares what queries look at.
func (v *verifier) projections(ctx context.Context) error {
	n := 0
	err := v.d.rows(ctx, v.d.db, func(scan func(...any) error) error {
		var l Listed
		if err := scan(&l.ID, &l.Number, &l.Title, &l.State, &l.Opened, &l.Events); err != nil {
			return err
		}
		n++
		c, ok := v.cases[l.ID]
		if !ok || (l != Listed{l.ID, c.Opened.Number, c.Opened.Title, c.State(), c.OpenedOn, c.Events, ""}) {
			return forged("case %s is listed otherwise than its events say", l.ID)
		}
		return nil
	}, "SELECT id, number, title, state, opened, events FROM cases")
	if err == nil && n != len(v.cases) {
		err = forged("%d cases are listed, and the events are of %d", n, len(v.cases))
	}
	if err != nil {
		return err
	}
	want := map[CaseID]map[string]Role{}
	for id, c := range v.cases {
		want[id] = maps.Clone(c.Grants)
	}
	err = v.d.rows(ctx, v.d.db, func(scan func(...any) error) error {
		var user string
		var id CaseID
		var role Role
		if err := scan(&user, &id, &role); err != nil {
			return err
		}
		if want[id][user] != role {
			return forged("%s has a grant on case %s that no event gave", user, id)
		}
		delete(want[id], user)
		return nil
	}, "SELECT user_name, case_id, role FROM grants")
	for id, left := range want {
		if err == nil && len(left) > 0 {
			err = forged("grants on case %s are missing", id)
		}
	}
	return err
}

// files compares the files that cases name with their digests.
func (v *verifier) files(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(v.cases)) {
		seen := map[fact.Digest]bool{}
		for _, f := range v.cases[id].Files() {
			if seen[f.Digest] {
				continue
			}
			seen[f.Digest] = true
			switch got, err := v.d.digestOf(ctx, id, f.Digest); {
			case errors.Is(err, fs.ErrNotExist):
				return forged("%s of case %s is gone", f.Name, id)
			case err != nil:
				return err
			case got != f.Digest:
				return forged("%s of case %s was changed", f.Name, id)
			}
			v.Files++
		}
	}
	return nil
}
