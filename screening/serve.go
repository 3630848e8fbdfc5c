package screening

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/longarm-project/longarm/fact"
)

// MaxLine is the greatest length in bytes of a line that Serve reads; longer ones are answered with an error.
const MaxLine = 4 << 20

// MaxLimit is the greatest number of hits in one answer of Serve.
const MaxLimit = 1000

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
}

// Serve reads one JSON query a line from r and writes one JSON answer a line to w, in order,
// flushing after each. A line that cannot be answered gets an answer with "error"; a blank line gets none.
// Serve ends without error where r ends. h provides the index for each line.
func Serve(r io.Reader, w io.Writer, h *Holder, o ServeOptions) error {
	in := bufio.NewReaderSize(r, 64<<10)
	var long, out []byte
	for {
		select {
		case <-o.Stop:
			return nil
		default:
		}
		line, whole, err := readLine(in, &long)
		if len(bytes.TrimSpace(line)) > 0 || !whole {
			out = answer(out[:0], line, whole, h, &o)
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

// answer appends the answer to a line.
func answer(dst, line []byte, whole bool, h *Holder, o *ServeOptions) []byte {
	if !whole {
		return appendError(dst, nil, fmt.Errorf("line is longer than %d bytes", MaxLine))
	}
	var req request
	if err := json.Unmarshal(line, &req); err != nil {
		return appendError(dst, nil, fmt.Errorf("not a query: %w", err))
	}
	q, err := req.query(o)
	if err != nil {
		return appendError(dst, req.ID, err)
	}
	h.Do(func(x *Index) {
		if req.Candidate != nil {
			dst = answerPair(dst, x, &req)
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

// query checks a request.
func (req *request) query(o *ServeOptions) (Query, error) {
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

func appendError(dst []byte, id json.RawMessage, err error) []byte {
	dst = appendID(append(dst, `{"id":`...), id)
	dst = appendString(append(dst, `,"error":`...), err.Error())
	return append(dst, `,"results":[]}`+"\n"...)
}

func appendID(dst []byte, id json.RawMessage) []byte {
	if len(id) == 0 {
		return append(dst, "null"...)
	}
	return append(dst, id...)
}

func appendHits(dst []byte, id json.RawMessage, hits []Hit) []byte {
	dst = appendID(append(dst, `{"id":`...), id)
	dst = append(dst, `,"results":[`...)
	for i := range hits {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = hits[i].appendJSON(dst)
	}
	return append(dst, ']', '}', '\n')
}

// appendJSON appends the hit. It is written by hand for it is the greater part of an answer.
func (h *Hit) appendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"id":`...), h.ID)
	dst = appendThousandths(append(dst, `,"score":`...), h.Score)
	if h.Score >= ofacFrom {
		dst = strconv.AppendInt(append(dst, `,"ofac":`...), int64(h.OFACScore), 10)
	}
	if h.Active == fact.Unknown {
		dst = append(dst, `,"active":"unknown"`...)
	}
	dst = h.Reason.appendJSON(append(dst, `,"reason":`...))
	if len(h.Evidence) > 0 {
		dst = appendMarshal(append(dst, `,"evidence":`...), h.Evidence)
	}
	if h.Cleared != nil {
		dst = appendMarshal(append(dst, `,"cleared":`...), h.Cleared)
	}
	return append(dst, '}')
}

// MarshalJSON writes the hit as Serve does.
func (h Hit) MarshalJSON() ([]byte, error) { return h.appendJSON(nil), nil }

func (r *Reason) appendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"name":`...), r.Name)
	dst = appendField(dst, "kind", string(r.Kind))
	dst = appendField(dst, "row", r.Row)
	dst = strconv.AppendInt(append(dst, `,"points":`...), int64(r.Points), 10)
	dst = append(dst, `,"parts":[`...)
	for i := range r.Parts {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = r.Parts[i].appendJSON(dst)
	}
	dst = append(dst, ']')
	dst = appendField(dst, "version", r.Version)
	dst = appendField(dst, "digest", r.Digest)
	return append(dst, '}')
}

func (p *Part) appendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"rule":`...), p.Rule)
	dst = appendField(dst, "asked", p.Asked)
	dst = appendField(dst, "listed", p.Listed)
	if p.Alike > 0 {
		dst = strconv.AppendInt(append(dst, `,"alike":`...), int64(p.Alike), 10)
	}
	dst = strconv.AppendInt(append(dst, `,"weight":`...), int64(p.Weight), 10)
	dst = strconv.AppendInt(append(dst, `,"earned":`...), int64(p.Earned), 10)
	dst = strconv.AppendInt(append(dst, `,"lost":`...), int64(p.Lost), 10)
	return append(dst, '}')
}

// appendField appends a member with a text that is not empty.
func appendField(dst []byte, key, text string) []byte {
	if text == "" {
		return dst
	}
	dst = append(append(append(dst, ',', '"'), key...), '"', ':')
	return appendString(dst, text)
}

func appendThousandths(dst []byte, n int) []byte {
	return append(dst, byte('0'+n/1000%10), '.', byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10))
}

func appendMarshal(dst []byte, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("screening: %T does not encode: %v", v, err)) // our own types always do
	}
	return append(dst, b...)
}

// appendString appends a JSON string.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			dst = append(dst, s[from:i]...)
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			default:
				const digits = "0123456789abcdef"
				dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
			}
			i++
			from = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || r == '\u2028' || r == '\u2029' {
			dst = append(dst, s[from:i]...)
			if n == 1 {
				dst = append(dst, `\ufffd`...)
			} else {
				dst = append(dst, `\u202`...)
				dst = append(dst, byte('8'+r-'\u2028'))
			}
			i += n
			from = i
			continue
		}
		i += n
	}
	return append(append(dst, s[from:]...), '"')
}
