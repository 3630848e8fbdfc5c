package docket

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/longarm-project/longarm/fact"
)

// A CaseID names a case: 32 hexadecimal digits, random.
type CaseID string

// A Kind is what an event is.
type Kind string

// A Body is what an event says beside who, when and what kind it is.
type Body interface{ kind() Kind }

// An Event is one thing that happened in a case.
type Event struct {
	Case CaseID `json:"case"`
	// N is its number in the case, from 0.
	N int `json:"n"`
	// Before is the leaf of the event before it in the case; empty for the first.
	Before Leaf `json:"before,omitempty"`
	// Entered is when it was entered, to the second, and By by whom.
	Entered string `json:"entered"`
	By      string `json:"by"`
	// On is the day on which it happened; empty: the day it was entered.
	On   fact.Date `json:"on,omitempty"`
	Kind Kind      `json:"kind"`
	Body Body      `json:"body"`
}

// Day is the day on which an event happened.
func (e *Event) Day() fact.Date {
	if e.On != "" {
		return e.On
	}
	return fact.Date(e.Entered[:len("2006-01-02")])
}

// A Leaf is the digest of a salt and an event, in hexadecimal.
type Leaf string

// leafOf digests a line with its salt.
func leafOf(salt []byte, line string) Leaf {
	h := sha256.New()
	h.Write(salt)
	h.Write([]byte(line))
	return Leaf(hex.EncodeToString(h.Sum(nil)))
}

// The bodies of events; doc/formats/docket.md says what each holds.
type (
	// Opened begins a case.
	Opened struct {
		Number    string `json:"number"`
		Title     string `json:"title"`
		Procedure string `json:"procedure,omitempty"` // id of a legal procedure; empty: none
		Requester string `json:"requester,omitempty"` // class of who asked: an agency, own discretion
		Subject   string `json:"subject,omitempty"`
	}
	// Party joins somebody to a case.
	Party struct {
		Name    string `json:"name"`
		Role    string `json:"role"`         // one of PartyRoles
		Of      string `json:"of,omitempty"` // the party whom a counsel stands for
		Contact string `json:"contact,omitempty"`
	}
	// Evidence adds a file. Its days are kept apart: when what it shows happened, when
	// it was received, and from when it counts.
	Evidence struct {
		Digest    fact.Digest `json:"digest"`
		Name      string      `json:"name"`
		Size      int64       `json:"size"`
		EventDay  fact.Date   `json:"event_day,omitempty"`
		Received  fact.Date   `json:"received,omitempty"`
		Effective fact.Date   `json:"effective,omitempty"`
		Handling  string      `json:"handling,omitempty"` // one of Handlings; empty: confidential
	}
	// Determined adds a version of the determination. File is the digest of its file.
	Determined struct {
		Digest  fact.Digest       `json:"digest"`
		File    fact.Digest       `json:"file"`
		Name    string            `json:"name"`
		Size    int64             `json:"size"`
		At      fact.Date         `json:"at"`
		Program string            `json:"program,omitempty"`
		Answers map[string]string `json:"answers"` // by dealing, the outcome that asks most
	}
	// Step is an act of the procedure. Outcome is that of a final determination.
	Step struct {
		Step    string `json:"step"`
		Note    string `json:"note,omitempty"`
		Outcome string `json:"outcome,omitempty"`
	}
	// Extended moves the end of a clock, in writing.
	Extended struct {
		Clock   string      `json:"clock"`
		Until   fact.Date   `json:"until"`
		Reason  string      `json:"reason"`
		Writing fact.Digest `json:"writing,omitempty"`
	}
	// Suspended stops a clock, Resumed lets it run on.
	Suspended struct {
		Clock  string `json:"clock"`
		Reason string `json:"reason"`
	}
	// Resumed lets a suspended clock run on.
	Resumed struct {
		Clock  string `json:"clock"`
		Reason string `json:"reason,omitempty"`
	}
	// Decision is what a person decided on a determination, signed.
	Decision struct {
		Text          string      `json:"text"`
		Determination fact.Digest `json:"determination,omitempty"`
		Signature     string      `json:"signature,omitempty"`
	}
	// Note is a remark.
	Note struct {
		Text string `json:"text"`
	}
	// Related names another proceeding.
	Related struct {
		Number string `json:"number"`
		Text   string `json:"text,omitempty"`
	}
	// Grant lets a user see a case, and do what the role may; Withdrawn ends that.
	Grant struct {
		User string `json:"user"`
		Role Role   `json:"role"`
	}
	// Withdrawn ends a grant.
	Withdrawn struct {
		User string `json:"user"`
	}
	// Closed ends a case; what may still be entered are notes and deletions.
	Closed struct {
		Reason string `json:"reason"`
	}
	// Deleted says that the contents of events were deleted after retention.
	Deleted struct {
		Events []int  `json:"events"`
		Reason string `json:"reason"`
	}
)

func (Opened) kind() Kind     { return "opened" }
func (Party) kind() Kind      { return "party" }
func (Evidence) kind() Kind   { return "evidence" }
func (Determined) kind() Kind { return "determination" }
func (Step) kind() Kind       { return "step" }
func (Extended) kind() Kind   { return "extended" }
func (Suspended) kind() Kind  { return "suspended" }
func (Resumed) kind() Kind    { return "resumed" }
func (Decision) kind() Kind   { return "decision" }
func (Note) kind() Kind       { return "note" }
func (Related) kind() Kind    { return "related" }
func (Grant) kind() Kind      { return "grant" }
func (Withdrawn) kind() Kind  { return "withdrawn" }
func (Closed) kind() Kind     { return "closed" }
func (Deleted) kind() Kind    { return "deleted" }

// bodies makes an empty body of each kind.
var bodies = func() map[Kind]reflect.Type {
	out := map[Kind]reflect.Type{}
	for _, b := range []Body{Opened{}, Party{}, Evidence{}, Determined{}, Step{}, Extended{}, Suspended{}, Resumed{}, Decision{}, Note{}, Related{}, Grant{}, Withdrawn{}, Closed{}, Deleted{}} {
		out[b.kind()] = reflect.TypeOf(b)
	}
	return out
}()

// PartyRoles are what somebody is in a case.
var PartyRoles = []string{"party", "counsel", "requester", "agency"}

// Handlings are the classes in which evidence is kept.
var Handlings = []string{"public", "confidential", "controlled"}

// line is the event as it is kept.
func (e *Event) line() string { return string(fact.Canonical(e)) }

// maxLine bounds the line of an event; texts of people are shorter.
const maxLine = 1 << 20

// errLine is that a line is no event.
var errLine = errors.New("no event as longarm writes it")

// readEvent reads the line of an event, which must be as line writes it.
func readEvent(line string) (*Event, error) {
	if len(line) > maxLine {
		return nil, fmt.Errorf("%w: longer than %d bytes", errLine, maxLine)
	}
	var raw struct {
		Event
		Body json.RawMessage `json:"body"`
	}
	if err := json.Unmarshal([]byte(line), &raw); err != nil {
		return nil, errLine
	}
	t, ok := bodies[raw.Kind]
	if !ok {
		return nil, fmt.Errorf("%w: kind %.40q", errLine, raw.Kind)
	}
	body := reflect.New(t)
	if err := json.Unmarshal(raw.Body, body.Interface()); err != nil {
		return nil, errLine
	}
	e := raw.Event
	e.Body = body.Elem().Interface().(Body)
	if _, err := time.Parse(enteredForm, e.Entered); err != nil || e.line() != line {
		return nil, errLine
	}
	return &e, nil
}

// enteredForm is how the time of entering is written.
const enteredForm = "2006-01-02T15:04:05Z"
