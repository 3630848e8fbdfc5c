package screening

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// A Decision is a reviewer's statement that a party is not the one listed. It holds for the two
// records it was made on, by their digests, and no longer than both stand unchanged.
type Decision struct {
	Author      string      `json:"author"`
	Date        fact.Date   `json:"date"`
	Entry       string      `json:"entry"` // "<list>:<number>"
	EntryDigest fact.Digest `json:"entry_digest"`
	// Party is the id, or where there is none the name, under which the party was asked for.
	Party       string      `json:"party"`
	PartyDigest fact.Digest `json:"party_digest"`
	Reason      string      `json:"reason"`
}

// Errors of Decision.Check.
var (
	ErrNoAuthor = errors.New("decision names no author")
	ErrNoReason = errors.New("decision gives no reason")
	ErrNoRecord = errors.New("decision does not name both records with their digests")
)

// Check reports what a decision lacks.
func (d *Decision) Check() error {
	switch {
	case d.Author == "":
		return ErrNoAuthor
	case d.Reason == "":
		return ErrNoReason
	case d.Entry == "" || d.Party == "" || len(d.EntryDigest) != 2*sha256.Size || len(d.PartyDigest) != 2*sha256.Size:
		return ErrNoRecord
	}
	if len(d.Date) != len("2006-01-02") {
		return fmt.Errorf("decision date %.20q: %w", d.Date, fact.ErrDate)
	}
	_, err := fact.ParseDate(string(d.Date))
	return err
}

// EntryDigest is the digest of an entry's content, without the edition of the list that held it.
func EntryDigest(e *registry.Entry) fact.Digest {
	plain := *e
	plain.Version = ""
	sum := sha256.Sum256(encodeEntry([]byte("longarm entry 1\n"), &plain))
	return fact.Digest(hex.EncodeToString(sum[:]))
}

// Digest is the digest of what the query says of its party. Limit, Least and At are no part of it.
func (q *Query) Digest() fact.Digest {
	sum := sha256.Sum256(fact.Canonical(struct {
		Born        fact.Date         `json:"born,omitempty"`
		Country     fact.Country      `json:"country,omitempty"`
		Identifiers []fact.Identifier `json:"identifiers,omitempty"`
		Name        string            `json:"name"`
		Party       string            `json:"party,omitempty"`
		Schema      string            `json:"schema,omitempty"`
	}{q.Born, q.Country, q.Identifiers, q.Name, q.Party, q.Schema}))
	return fact.Digest(hex.EncodeToString(sum[:]))
}

func (q *Query) party() string {
	if q.Party != "" {
		return q.Party
	}
	return q.Name
}

// maxDecision is the greatest length of a line of decisions.
const maxDecision = 1 << 20

// ReadDecisions yields the decisions in r, one JSON object a line. A line that is none yields
// a *[registry.LineError] and reading goes on; a failure of r ends it.
func ReadDecisions(r io.Reader, name string) iter.Seq2[Decision, error] {
	return func(yield func(Decision, error) bool) {
		s := bufio.NewScanner(r)
		s.Buffer(nil, maxDecision)
		line := int64(0)
		for s.Scan() {
			line++
			if len(bytes.TrimSpace(s.Bytes())) == 0 {
				continue
			}
			var d Decision
			err := json.Unmarshal(s.Bytes(), &d)
			if err == nil {
				err = d.Check()
			}
			if err != nil {
				err = &registry.LineError{Name: name, Line: line, Err: err}
			}
			if !yield(d, err) {
				return
			}
		}
		if err := s.Err(); err != nil {
			yield(Decision{}, fmt.Errorf("%s: after line %d: %w", name, line, err))
		}
	}
}

// A Clearing is a decision found for a hit.
type Clearing struct {
	Decision Decision `json:"decision"`
	// Holds is set where both records are as they were when it was made. Otherwise Changed says
	// which is not: "party", "entry" or "both", and the hit stands.
	Holds   bool   `json:"holds"`
	Changed string `json:"changed,omitempty"`
}

// Clearings are decisions by party and entry. The later of two on the same pair counts.
// The zero value holds none. They are safe for concurrent use once made.
type Clearings struct {
	by map[[2]string]Decision
}

// NewClearings gathers decisions, which must have passed Check.
func NewClearings(ds []Decision) *Clearings {
	c := &Clearings{by: make(map[[2]string]Decision, len(ds))}
	for _, d := range ds {
		key := [2]string{d.Party, d.Entry}
		if old, ok := c.by[key]; !ok || old.Date <= d.Date {
			c.by[key] = d
		}
	}
	return c
}

// Apply sets Cleared on each hit that a decision is about, and changes nothing else: a cleared hit is still shown.
func (c *Clearings) Apply(x *Index, q *Query, hits []Hit) error {
	if c == nil || len(c.by) == 0 {
		return nil
	}
	for i := range hits {
		d, ok := c.by[[2]string{q.party(), hits[i].ID}]
		if !ok {
			continue
		}
		e, err := x.Entry(hits[i].Index)
		if err != nil {
			return fmt.Errorf("%s: %w", hits[i].ID, err)
		}
		hits[i].Cleared = clearing(d, q.Digest(), EntryDigest(e))
	}
	return nil
}

func clearing(d Decision, party, entry fact.Digest) *Clearing {
	c := &Clearing{Decision: d}
	switch {
	case d.PartyDigest != party && d.EntryDigest != entry:
		c.Changed = "both"
	case d.PartyDigest != party:
		c.Changed = "party"
	case d.EntryDigest != entry:
		c.Changed = "entry"
	default:
		c.Holds = true
	}
	return c
}

// Clear returns a decision on a hit, for a reviewer's author, date and reason.
func (x *Index) Clear(q Query, h Hit, author string, date fact.Date, reason string) (Decision, error) {
	e, err := x.Entry(h.Index)
	if err != nil {
		return Decision{}, fmt.Errorf("%s: %w", h.ID, err)
	}
	d := Decision{Author: author, Date: date, Entry: h.ID, EntryDigest: EntryDigest(e), Party: q.party(), PartyDigest: q.Digest(), Reason: reason}
	return d, d.Check()
}
