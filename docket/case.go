package docket

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/procedure"
)

// ErrRefused is that an event cannot happen in a case as it stands.
var ErrRefused = errors.New("refused")

func refuse(format string, a ...any) error {
	return fmt.Errorf("%w: %w", ErrRefused, fmt.Errorf(format, a...))
}

// A Case is what its events make of it.
type Case struct {
	ID             CaseID
	Opened         Opened
	OpenedOn       fact.Date
	Events         int // how many; who changes a case says how many were seen
	Parties        []Party
	Evidence       []Evidence
	Determinations []Determined
	Steps          []Taken
	Clocks         []Clock
	Decisions      []Signed
	Notes          []Remark
	Related        []Related
	Grants         map[string]Role
	Closed         string // the reason; empty: open
	Deleted        []int  // events whose contents were deleted

	closedOn  fact.Date
	last      Leaf
	gone      int // events without contents: what others refer to may not be there
	procedure *procedure.Procedure
}

// A Taken is a step that was taken.
type Taken struct {
	Step
	On       fact.Date
	By       string
	Citation string
}

// A Signed is a decision with who entered it, and when.
type Signed struct {
	Decision
	On fact.Date
	By string
}

// A Remark is a note with who wrote it, and when.
type Remark struct {
	Text string
	On   fact.Date
	By   string
}

// State is the last step that was taken, "open" before the first, or "closed".
func (c *Case) State() string {
	switch {
	case c.Closed != "":
		return "closed"
	case len(c.Steps) > 0:
		return c.Steps[len(c.Steps)-1].Step.Step
	}
	return "open"
}

// procedures finds a legal procedure by its id.
type procedures func(id string) (*procedure.Procedure, bool)

// apply lets an event happen, or says why it cannot.
func (c *Case) apply(e *Event, known procedures) error {
	if first := e.N == 0; first != (e.Kind == Opened{}.kind()) || e.N != c.Events {
		return refuse("event %d of kind %s after %d events", e.N, e.Kind, c.Events)
	}
	if c.Closed != "" && !slices.Contains([]Kind{Note{}.kind(), Deleted{}.kind(), Grant{}.kind(), Withdrawn{}.kind()}, e.Kind) {
		return refuse("the case is closed: %s", c.Closed)
	}
	if c.Events > 0 && e.Day() < c.OpenedOn && e.Kind != (Evidence{}).kind() {
		return refuse("%s is before the case was opened", e.Day())
	}
	if err := c.happen(e, known); err != nil {
		return err
	}
	c.Events++
	return nil
}

func (c *Case) happen(e *Event, known procedures) error {
	switch b := e.Body.(type) {
	case Opened:
		return c.open(e, b, known)
	case Party:
		if b.Name == "" || !slices.Contains(PartyRoles, b.Role) {
			return refuse("a party has a name and is one of %s", strings.Join(PartyRoles, ", "))
		}
		c.Parties = append(c.Parties, b)
	case Evidence:
		return c.evidence(b)
	case Determined:
		if len(b.Digest) != 64 || len(b.File) != 64 {
			return refuse("a determination has a digest and a file")
		}
		c.Determinations = append(c.Determinations, b)
	case Step:
		return c.step(e, b)
	case Extended:
		return c.extend(e, b)
	case Suspended:
		return c.suspend(e, b)
	case Resumed:
		return c.resume(e, b)
	case Decision:
		return c.decide(e, b)
	case Note:
		if strings.TrimSpace(b.Text) == "" {
			return refuse("a note has a text")
		}
		c.Notes = append(c.Notes, Remark{b.Text, e.Day(), e.By})
	case Related:
		if b.Number == "" {
			return refuse("a related proceeding has a number or a name")
		}
		c.Related = append(c.Related, b)
	case Grant:
		if b.User == "" || !slices.Contains(Roles, b.Role) {
			return refuse("a grant names a user and one of the roles %v", Roles)
		}
		if b.Role != Owner && c.lastOwner(b.User) {
			return refuse("%s is the last owner", b.User)
		}
		c.Grants[b.User] = b.Role
	case Withdrawn:
		if _, ok := c.Grants[b.User]; !ok {
			return refuse("%s was granted nothing", b.User)
		}
		if c.lastOwner(b.User) {
			return refuse("%s is the last owner", b.User)
		}
		delete(c.Grants, b.User)
	case Closed:
		if strings.TrimSpace(b.Reason) == "" {
			return refuse("a case is closed for a reason")
		}
		c.Closed, c.closedOn = b.Reason, e.Day()
	case Deleted:
		for _, n := range b.Events {
			if n <= 0 || n >= c.Events || slices.Contains(c.Deleted, n) {
				return refuse("event %d cannot be deleted: it is the first, is not there, or was deleted", n)
			}
		}
		c.Deleted = append(c.Deleted, b.Events...)
	}
	return nil
}

func (c *Case) open(e *Event, b Opened, known procedures) error {
	if b.Number == "" || b.Title == "" {
		return refuse("a case has a number and a title")
	}
	if b.Procedure != "" {
		p, ok := known(b.Procedure)
		if !ok {
			return refuse("no procedure is called %q", b.Procedure)
		}
		c.procedure = p
	}
	c.Opened, c.OpenedOn = b, e.Day()
	c.Grants = map[string]Role{e.By: Owner}
	return nil
}

func (c *Case) evidence(b Evidence) error {
	switch {
	case len(b.Digest) != 64 || b.Name == "" || b.Size < 0:
		return refuse("evidence has a name, a size and a digest")
	case b.Handling != "" && !slices.Contains(Handlings, b.Handling):
		return refuse("evidence is handled as one of %s", strings.Join(Handlings, ", "))
	case slices.ContainsFunc(c.Evidence, func(o Evidence) bool { return o.Digest == b.Digest }):
		return refuse("%s is in the case already", b.Name)
	}
	c.Evidence = append(c.Evidence, b)
	return nil
}

func (c *Case) decide(e *Event, b Decision) error {
	if strings.TrimSpace(b.Text) == "" {
		return refuse("a decision has a text")
	}
	if b.Determination != "" && c.gone == 0 && !slices.ContainsFunc(c.Determinations, func(d Determined) bool { return d.Digest == b.Determination }) {
		return refuse("no determination in the case has digest %.8s", b.Determination)
	}
	c.Decisions = append(c.Decisions, Signed{b, e.Day(), e.By})
	return nil
}

// lastOwner reports whether nobody else is an owner.
func (c *Case) lastOwner(user string) bool {
	if c.Grants[user] != Owner {
		return false
	}
	for other, r := range c.Grants {
		if other != user && r == Owner {
			return false
		}
	}
	return true
}
