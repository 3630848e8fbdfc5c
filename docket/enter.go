package docket

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// New opens a case, of which user becomes the owner. on is the day it was opened; empty: today.
func (d *Docket) New(ctx context.Context, user string, on fact.Date, b Opened) (*Case, error) {
	id, err := random(d.o.Random, 16)
	if err != nil {
		return nil, err
	}
	c := &Case{ID: CaseID(id)}
	return c, d.write(ctx, func(tx *sql.Tx) (string, error) { return d.enter(ctx, tx, c, user, on, b) })
}

// Enter adds an event to a case. seen is the number of events that the caller saw in it: if
// there are more, another's change would be overlooked, and ErrConflict says so. On is the day on which it
// happened; empty: today.
func (d *Docket) Enter(ctx context.Context, user string, id CaseID, seen int, on fact.Date, b Body) (*Case, error) {
	var c *Case
	err := d.write(ctx, func(tx *sql.Tx) (string, error) {
		var role Role
		var err error
		if c, role, err = d.seenBy(ctx, tx, user, id); err != nil {
			return "", err
		}
		switch b.(type) {
		case Deleted:
			return "", refuse("contents are deleted by Delete")
		}
		if !role.May(b) {
			return "", fmt.Errorf("%w: %s enters no %s", ErrForbidden, role, b.kind())
		}
		if c.Events != seen {
			return "", fmt.Errorf("%w: it has %d events, and you saw %d", ErrConflict, c.Events, seen)
		}
		return d.enter(ctx, tx, c, user, on, b)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// write runs do in a transaction and publishes the checkpoint that it made.
func (d *Docket) write(ctx context.Context, do func(*sql.Tx) (signed string, err error)) error {
	var signed string
	err := d.inside(ctx, func(tx *sql.Tx) (err error) {
		if err = d.alone(ctx, tx); err == nil {
			signed, err = do(tx)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := d.publish(signed); err != nil {
		return fmt.Errorf("entered, but its checkpoint was not added to %s, and will be when the docket is opened again: %w", CheckpointsFile, err)
	}
	return nil
}

// enter lets an event happen in c and writes it, with what it changes and its record.
func (d *Docket) enter(ctx context.Context, tx *sql.Tx, c *Case, user string, on fact.Date, b Body) (signed string, err error) {
	if user == "" || len(user) > 200 {
		return "", refuse("an event is entered by somebody")
	}
	if on != "" {
		if p, err := fact.ParseDate(string(on)); err != nil || p != on || len(on) != 10 {
			return "", refuse("%q is not a day such as 2026-06-01", on)
		}
	}
	now := d.o.Now().UTC().Format(enteredForm)
	if on > fact.Date(now[:10]) {
		return "", refuse("%s has not come yet", on)
	}
	e := &Event{Case: c.ID, N: c.Events, Before: c.last, Entered: now, By: user, On: on, Kind: b.kind(), Body: b}
	if err := c.apply(e, d.find); err != nil {
		return "", err
	}
	line := e.line()
	if len(line) > maxLine {
		return "", refuse("the event is longer than %d bytes: enter long texts as evidence", maxLine)
	}
	salt := make([]byte, 32)
	if _, err := io.ReadFull(d.o.Random, salt); err != nil {
		return "", fmt.Errorf("no randomness: %w", err)
	}
	c.last = leafOf(salt, line)
	n, err := d.size(ctx, tx)
	if err != nil {
		return "", err
	}
	err = d.exec(ctx, tx, "INSERT INTO events (seq, case_id, n, salt, line, leaf) VALUES (?, ?, ?, ?, ?, ?)", n, string(c.ID), e.N, hex.EncodeToString(salt), line, string(c.last))
	if err != nil {
		return "", err
	}
	if err := d.project(ctx, tx, c, b); err != nil {
		return "", err
	}
	return d.record(ctx, tx, n, c.last)
}

// project writes what queries look at, as the events make it.
func (d *Docket) project(ctx context.Context, tx conn, c *Case, b Body) error {
	err := d.exec(ctx, tx, `INSERT INTO cases (id, number, title, state, opened, events) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET number = EXCLUDED.number, title = EXCLUDED.title, state = EXCLUDED.state, opened = EXCLUDED.opened, events = EXCLUDED.events`,
		string(c.ID), c.Opened.Number, c.Opened.Title, c.State(), string(c.OpenedOn), c.Events)
	if err != nil {
		return err
	}
	switch b.(type) {
	case Opened, Grant, Withdrawn:
	default:
		return nil
	}
	if err := d.exec(ctx, tx, "DELETE FROM grants WHERE case_id = ?", string(c.ID)); err != nil {
		return err
	}
	for _, g := range c.granted() {
		if err := d.exec(ctx, tx, "INSERT INTO grants (user_name, case_id, role) VALUES (?, ?, ?)", g.User, string(c.ID), string(g.Role)); err != nil {
			return err
		}
	}
	return nil
}

// granted lists the grants of a case by user.
func (c *Case) granted() []Grant {
	var out []Grant
	for user, role := range c.Grants {
		out = append(out, Grant{user, role})
	}
	slices.SortFunc(out, func(a, b Grant) int { return cmp.Compare(a.User, b.User) })
	return out
}
