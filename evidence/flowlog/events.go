package flowlog

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/jsontokens"
)

// isEvents reports whether text begins as JSON that holds messages: what
// CloudWatch Logs gives for events, subscriptions and queries.
func isEvents(head []byte) bool {
	text := bytes.TrimLeft(head, " \t\r\n")
	return len(text) > 0 && (text[0] == '{' || text[0] == '[') && bytes.Contains(text, []byte(`message"`))
}

// messages returns the messages of the events that head holds, a line each.
func messages(head []byte) []byte {
	text, _ := io.ReadAll(io.LimitReader(newEvents(bytes.NewReader(head)), int64(len(head)))) // the head may end within an event
	return text
}

// An events reads the messages of events, each as a line.
type events struct {
	s       *jsontokens.Scanner
	key     string
	message bool // the value that follows is a message, as "field" said: {"field": "@message", "value": "..."}
	line    []byte
	err     error
}

func newEvents(r io.Reader) *events { return &events{s: jsontokens.New(r)} }

// Read implements io.Reader.
func (e *events) Read(p []byte) (int, error) {
	for len(e.line) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		e.next()
	}
	n := copy(p, e.line)
	e.line = e.line[n:]
	return n, nil
}

// next reads one token.
func (e *events) next() {
	k, err := e.s.Next()
	switch {
	case err != nil:
		e.err = err
		if se, ok := errors.AsType[*jsontokens.SyntaxError](err); ok {
			e.err = evidence.BadLine(se.Line, "%s", se.What)
		}
	case k == jsontokens.End:
		e.err = io.EOF
	case k == jsontokens.Key:
		e.key = string(e.s.Text())
	case k == jsontokens.String:
		switch {
		case e.key == "field":
			e.message = string(e.s.Text()) == "@message"
		case e.key == "message", e.key == "@message", e.key == "value" && e.message:
			text := bytes.ReplaceAll(bytes.TrimSpace(e.s.Text()), []byte("\n"), []byte(" "))
			e.line = append(bytes.Clone(text), '\n')
			e.message = false
		}
	}
}

// placedByEvent makes numbers of lines those of events, which may all stand in one line of JSON.
func placedByEvent(yield func(evidence.Item, error) bool) func(evidence.Item, error) bool {
	return func(it evidence.Item, err error) bool {
		if le, ok := errors.AsType[*evidence.LineError](err); ok && le.Line > 0 {
			err = &evidence.LineError{Err: fmt.Errorf("event %d: %w", le.Line, le.Err)}
		}
		if it.Line > 0 {
			it.Line, it.Place = 0, fmt.Sprintf("event %d, %s", it.Line, it.Place)
		}
		return yield(it, err)
	}
}
