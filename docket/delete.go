package docket

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/longarm-project/longarm/fact"
)

// deletable are the kinds of event whose contents may be deleted after retention. The others say
// what state a case is in, and who may see it.
var deletable = []Kind{"party", "evidence", "determination", "decision", "note", "related"}

// retention is for how long a case without a procedure is kept after it was closed, in years.
const retention = 10

// RetainedUntil is the last day on which the contents of a case must be kept; ok is false where that is not known
// yet. It is the latest day that a clock of retention of its procedure gives, and of a case without a procedure
// ten years after it was closed.
func (c *Case) RetainedUntil() (last fact.Date, ok bool) {
	if c.procedure == nil {
		if c.Closed == "" {
			return "", false
		}
		return fact.Date(day(c.closedOn).AddDate(retention, 0, 0).Format(time.DateOnly)), true
	}
	for _, k := range c.Clocks {
		if strings.HasPrefix(k.ID, "retention") && k.Ended == "" {
			last, ok = max(last, k.Due), true
		}
	}
	return last, ok
}

// Delete deletes the contents of events of a case after retention, with their files. What stays are their
// leaves, so that the record verifies, and an event that says what was deleted, by whom and why.
func (d *Docket) Delete(ctx context.Context, user string, id CaseID, seen int, b Deleted) (*Case, error) {
	var c *Case
	var gone []fact.Digest
	err := d.write(ctx, func(tx *sql.Tx) (string, error) {
		var role Role
		var err error
		if c, role, err = d.seenBy(ctx, tx, user, id); err != nil {
			return "", err
		}
		today := fact.Date(d.o.Now().UTC().Format(time.DateOnly))
		until, known := c.RetainedUntil()
		switch {
		case !role.May(b):
			return "", fmt.Errorf("%w: %s deletes nothing", ErrForbidden, role)
		case c.Events != seen:
			return "", fmt.Errorf("%w: it has %d events, and you saw %d", ErrConflict, c.Events, seen)
		case !known:
			return "", refuse("it must be kept: no step of its procedure, and no closing, starts the period of retention yet")
		case today <= until:
			return "", refuse("it must be kept until %s", until)
		case len(b.Events) == 0 || strings.TrimSpace(b.Reason) == "":
			return "", refuse("what is deleted, and why?")
		}
		if gone, err = d.contents(ctx, tx, id, b.Events); err != nil {
			return "", err
		}
		signed, err := d.enter(ctx, tx, c, user, "", b)
		if err != nil {
			return "", err
		}
		for _, n := range b.Events {
			if err := d.exec(ctx, tx, "UPDATE events SET salt = '', line = '' WHERE case_id = ? AND n = ?", string(id), n); err != nil {
				return "", err
			}
		}
		return signed, nil
	})
	if err != nil {
		return nil, err
	}
	for _, digest := range gone {
		if e := os.Remove(d.path(id, digest)); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return c, err
}

// contents lists the files that events hold, all of which must be of a kind that may be deleted.
func (d *Docket) contents(ctx context.Context, c conn, id CaseID, events []int) ([]fact.Digest, error) {
	var out []fact.Digest
	err := d.lines(ctx, c, id, func(k kept) error {
		if !slices.Contains(events, int(k.n)) {
			return nil
		}
		e, err := k.event()
		if err != nil || e == nil {
			return err
		}
		if !slices.Contains(deletable, e.Kind) {
			return refuse("event %d is of kind %s: it says what state the case is in, or who sees it", e.N, e.Kind)
		}
		switch b := e.Body.(type) {
		case Evidence:
			out = append(out, b.Digest)
		case Determined:
			out = append(out, b.File)
		}
		return nil
	})
	return out, err
}
