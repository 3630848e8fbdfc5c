package docket

import (
	"context"
	"fmt"

	"github.com/longarm-project/longarm/fact"
)

// Case returns a case as user may see it, and the role of user in it; ErrNone where there is none for user.
func (d *Docket) Case(ctx context.Context, user string, id CaseID) (*Case, Role, error) {
	return d.seenBy(ctx, d.db, user, id)
}

// A Listed is a line of the list of cases.
type Listed struct {
	ID     CaseID    `json:"id"`
	Number string    `json:"number"`
	Title  string    `json:"title"`
	State  string    `json:"state"`
	Opened fact.Date `json:"opened"`
	Events int       `json:"events"`
	Role   Role      `json:"role"`
}

// List lists the cases that were granted to user, by number.
func (d *Docket) List(ctx context.Context, user string) (out []Listed, err error) {
	err = d.rows(ctx, d.db, func(scan func(...any) error) error {
		var l Listed
		err := scan(&l.ID, &l.Number, &l.Title, &l.State, &l.Opened, &l.Events, &l.Role)
		out = append(out, l)
		return err
	}, `SELECT c.id, c.number, c.title, c.state, c.opened, c.events, g.role FROM grants g JOIN cases c ON c.id = g.case_id
		WHERE g.user_name = ? ORDER BY c.number, c.id`, user)
	return out, err
}

// Named returns the id of the case that user knows by its number, or by the beginning of its id.
func (d *Docket) Named(ctx context.Context, user, name string) (CaseID, error) {
	all, err := d.List(ctx, user)
	if err != nil {
		return "", err
	}
	var found []CaseID
	for _, l := range all {
		if l.Number == name || len(name) >= 8 && len(name) <= 32 && string(l.ID[:len(name)]) == name {
			found = append(found, l.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", ErrNone
	case 1:
		return found[0], nil
	}
	return "", fmt.Errorf("%d of your cases have the number %q: say which by its id", len(found), name)
}

// Events lists the events of a case that user may see. One whose contents were deleted is nil.
func (d *Docket) Events(ctx context.Context, user string, id CaseID) ([]*Event, error) {
	if _, err := d.granted(ctx, d.db, user, id); err != nil {
		return nil, err
	}
	var out []*Event
	err := d.lines(ctx, d.db, id, func(l kept) error {
		e, err := l.event()
		out = append(out, e)
		return err
	})
	return out, err
}

// granted is the role that user was granted in a case; ErrNone where there is none.
func (d *Docket) granted(ctx context.Context, c conn, user string, id CaseID) (role Role, err error) {
	ok, err := d.one(ctx, c, []any{&role}, "SELECT g.role FROM grants g WHERE g.user_name = ? AND g.case_id = ?", user, string(id))
	if err == nil && !ok {
		err = ErrNone
	}
	return role, err
}

// seenBy makes a case of its events, if it was granted to user.
func (d *Docket) seenBy(ctx context.Context, c conn, user string, id CaseID) (*Case, Role, error) {
	role, err := d.granted(ctx, c, user, id)
	if err != nil {
		return nil, "", err
	}
	made, err := d.replay(ctx, c, id)
	return made, role, err
}

// A kept event is a row of the table of events.
type kept struct {
	seq, n     int64
	salt, line string
	leaf       Leaf
}

// event reads what is kept of an event; nil: its contents were deleted.
func (k *kept) event() (*Event, error) {
	if k.line == "" && k.salt == "" {
		return nil, nil
	}
	e, err := readEvent(k.line)
	if err != nil {
		return nil, fmt.Errorf("event %d of the record: %w", k.seq, err)
	}
	return e, nil
}

// lines reads the events of a case in order.
func (d *Docket) lines(ctx context.Context, c conn, id CaseID, each func(kept) error) error {
	return d.rows(ctx, c, func(scan func(...any) error) error {
		var k kept
		if err := scan(&k.seq, &k.n, &k.salt, &k.line, &k.leaf); err != nil {
			return err
		}
		return each(k)
	}, "SELECT seq, n, salt, line, leaf FROM events WHERE case_id = ? ORDER BY n", string(id))
}

// replay makes a case of its events.
func (d *Docket) replay(ctx context.Context, c conn, id CaseID) (*Case, error) {
	made := &Case{ID: id}
	err := d.lines(ctx, c, id, func(k kept) error { return made.add(&k, d.find) })
	return made, err
}

// add lets a kept event happen. One whose contents were deleted is counted, and must be named as deleted later.
func (c *Case) add(k *kept, known procedures) error {
	e, err := k.event()
	if err != nil {
		return err
	}
	if e == nil {
		c.Events++
		c.last = k.leaf
		c.gone++
		return nil
	}
	if e.Case != c.ID || int64(e.N) != k.n || e.Before != c.last {
		return fmt.Errorf("event %d of the record does not follow the one before it in its case", k.seq)
	}
	if err := c.apply(e, known); err != nil {
		return fmt.Errorf("event %d of the record: %w", k.seq, err)
	}
	c.last = k.leaf
	return nil
}
