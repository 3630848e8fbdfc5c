package screening

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// MaxLine is the greatest length in bytes of a line that Serve reads; longer ones are answered with an error.
const MaxLine = 4 << 20

// MaxLimit is the greatest number of hits in one answer of Serve.
const MaxLimit = 1000

// yieldAfter is how many lines are answered in one slice of the scheduler's time: after a slice of 10 ms its watcher
// wakes every 20 us for a while, which costs more than to yield now and then.
const yieldAfter = 32

// textsAtMost is from when on memory that strings share is left to them, and new memory begun.
const textsAtMost = 16 << 10

// renew begins new memory for strings where the old is full: strings that a caller keeps hold no more than that with them.
func renew(b *strings.Builder) {
	if b.Len() > textsAtMost || b.Cap() == 0 {
		b.Reset()
		b.Grow(textsAtMost + textsAtMost/4)
	}
}

// ServeOptions are what applies to all lines of a conversation. The zero value is the default.
type ServeOptions struct {
	At        fact.Date  // of queries that state none; empty: every day
	Clearings *Clearings // decisions to show
	// Stop, where not nil, ends the conversation between two lines once it is closed.
	Stop <-chan struct{}
}

// request is a line of the protocol (doc/formats/screening.md).
type request struct {
	ID          json.RawMessage   `json:"id"`
	Query       *string           `json:"query"`
	Candidate   *string           `json:"candidate"`
	Schema      string            `json:"schema"`
	Limit       int               `json:"limit"`
	Least       float64           `json:"least"`
	At          string            `json:"at"`
	Party       string            `json:"party"`
	Country     string            `json:"country"`
	Born        string            `json:"born"`
	Identifiers []fact.Identifier `json:"identifiers"`

	query, candidate string // what Query and Candidate point to after readPlain
}

// Serve reads one JSON query a line from r and writes one JSON answer a line to w, in order,
// flushing after each. A line that cannot be answered gets an answer with "error"; a blank line gets none.
// Serve ends without error where r ends. h provides the index for each line.
func Serve(r io.Reader, w io.Writer, h *Holder, o ServeOptions) error {
	in := bufio.NewReaderSize(r, 64<<10)
	var long, out []byte
	var req request
	for n := 1; ; n++ {
		if n%yieldAfter == 0 {
			runtime.Gosched()
		}
		select {
		case <-o.Stop:
			return nil
		default:
		}
		line, whole, err := readLine(in, &long)
		if len(bytes.TrimSpace(line)) > 0 || !whole {
			out = answer(out[:0], line, whole, &req, h, &o)
			if _, werr := w.Write(out); werr != nil {
				return fmt.Errorf("write answer: %w", werr)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read query: %w", err)
		}
	}
}

// readLine returns the next line, valid until the next call; whole is false where it was cut at MaxLine.
func readLine(in *bufio.Reader, long *[]byte) (line []byte, whole bool, err error) {
	line, err = in.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, true, err
	}
	*long = append((*long)[:0], line...)
	whole = true
	for errors.Is(err, bufio.ErrBufferFull) {
		line, err = in.ReadSlice('\n')
		if len(*long)+len(line) > MaxLine {
			whole = false
			continue
		}
		*long = append(*long, line...)
	}
	return *long, whole, err
}

// ErrFault answers a query on which the program itself failed; the conversation goes on with the next.
var ErrFault = errors.New("the query could not be answered for a fault of longarm: please report it")

// answer appends the answer to a line.
func answer(dst, line []byte, whole bool, req *request, h *Holder, o *ServeOptions) (out []byte) {
	defer func() {
		if r := recover(); r != nil {
			out = appendError(dst[:0], req.ID, fmt.Errorf("%w: %v", ErrFault, r))
		}
	}()
	if !whole {
		return appendError(dst, nil, fmt.Errorf("line is longer than %d bytes", MaxLine))
	}
	if !req.readPlain(line) {
		*req = request{}
		if err := json.Unmarshal(line, req); err != nil {
			return appendError(dst, nil, fmt.Errorf("not a query: %w", err))
		}
	}
	q, err := req.check(o)
	if err != nil {
		return appendError(dst, req.ID, err)
	}
	h.Do(func(x *Index) {
		if req.Candidate != nil {
			dst = answerPair(dst, x, req)
			return
		}
		dst = answerQuery(dst, x, req.ID, q, o)
	})
	return dst
}

// answerQuery matches in memory that is used again for the next query.
func answerQuery(dst []byte, x *Index, id json.RawMessage, q Query, o *ServeOptions) []byte {
	w, err := wanted(q.Schema)
	if err != nil {
		return appendError(dst, id, err)
	}
	s := x.pool.Get().(*search)
	defer x.pool.Put(s)
	s.parts, s.hits = s.parts[:0], s.hits[:0]
	renew(&s.texts)
	hits, err := x.match(s, q, w)
	if err == nil {
		err = o.Clearings.Apply(x, &q, hits)
	}
	if err != nil {
		return appendError(dst, id, err)
	}
	return appendHits(dst, id, hits)
}

func answerPair(dst []byte, x *Index, req *request) []byte {
	score, err := x.Compare(*req.Query, *req.Candidate, req.Schema)
	if err != nil {
		return appendError(dst, req.ID, err)
	}
	dst = appendID(append(dst, `{"id":`...), req.ID)
	dst = appendThousandths(append(dst, `,"score":`...), score)
	return append(dst, '}', '\n')
}

// check turns a request into a query.
func (req *request) check(o *ServeOptions) (Query, error) {
	q := Query{Schema: req.Schema, Limit: req.Limit, Party: req.Party, Identifiers: req.Identifiers, At: o.At}
	if req.Query == nil {
		return q, errors.New(`query has no "query"`)
	}
	q.Name = *req.Query
	if req.Limit < 0 || req.Limit > MaxLimit {
		return q, fmt.Errorf("limit %d is not from 0 to %d", req.Limit, MaxLimit)
	}
	if !(req.Least >= 0 && req.Least <= 1) {
		return q, fmt.Errorf("least %g is not from 0 to 1", req.Least)
	}
	q.Least = int(req.Least*1000 + 0.5)
	var err error
	if req.At != "" {
		if q.At, err = fact.ParseDate(req.At); err != nil {
			return q, fmt.Errorf("at: %w", err)
		}
	}
	if req.Born != "" {
		if q.Born, err = fact.ParseDate(req.Born); err != nil {
			return q, fmt.Errorf("born: %w", err)
		}
	}
	if req.Country != "" {
		if q.Country, err = fact.ParseCountry(req.Country); err != nil {
			return q, fmt.Errorf("country: %w", err)
		}
	}
	return q, nil
}
