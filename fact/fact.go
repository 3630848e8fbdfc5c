package fact

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

// An ID is the SHA-256 digest of a fact's canonical encoding.
type ID [sha256.Size]byte

// IsZero reports whether id is the zero ID, which names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// String returns id in lower-case hexadecimal.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// Short returns the first eight hexadecimal digits, for people.
func (id ID) Short() string { return hex.EncodeToString(id[:4]) }

// MarshalText writes id as String does.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (id *ID) UnmarshalText(b []byte) error {
	if hex.DecodedLen(len(b)) != len(id) {
		return fmt.Errorf("fact id has %d characters, want 64", len(b))
	}
	_, err := hex.Decode(id[:], b)
	return err
}

// A Digest is a SHA-256 digest of a file's bytes in lower-case hexadecimal.
type Digest string

// A Source is a place in a file.
type Source struct {
	// Digest is that of the file as it was stored, before decompression.
	Digest Digest `json:"digest"`
	// Line counts from 1 in the decompressed text; 0 where lines mean nothing.
	Line int64 `json:"line,omitempty"`
	// Name is the path of the file below the path that was given, with slashes;
	// a member of an archive follows after "!": "logs.zip!conn.log".
	Name string `json:"name"`
	// Place is the place in words of the format: a resource address, a record id, "byte 81920".
	Place string `json:"place,omitempty"`
	// Seen is the day the file was read.
	Seen Date `json:"seen,omitempty"`
}

// String returns name and line or place, as errors print them.
func (s Source) String() string {
	switch {
	case s.Line > 0:
		return fmt.Sprintf("%s:%d", s.Name, s.Line)
	case s.Place != "":
		return s.Name + ": " + s.Place
	}
	return s.Name
}

// A Fact is a body with its grounds.
type Fact struct {
	ID ID
	// Sources are the places it was read from.
	Sources []Source
	// From are the facts it was derived from, and Rule the rule that derived it,
	// such as "ownership/dsp" or "28 CFR 202.303".
	From []ID
	Rule Rule
	Body Body
}

// encoded is the canonical form; its fields stand in the order of their names.
type encoded struct {
	Body    any      `json:"body"`
	From    []ID     `json:"from,omitempty"`
	Kind    Kind     `json:"kind"`
	Rule    Rule     `json:"rule,omitempty"`
	Sources []Source `json:"sources,omitempty"`
}

// New returns a fact with its ID. Sources and From are sorted and freed of duplicates; body must not change afterwards.
func New(body Body, sources []Source, rule Rule, from ...ID) Fact {
	f := Fact{Sources: sortedSources(sources), From: sortedIDs(from), Rule: rule, Body: body}
	f.ID = sha256.Sum256(f.Encode())
	return f
}

// Encode returns the canonical encoding of f without its ID and its sentences, as doc/formats/fact.md describes it.
func (f Fact) Encode() []byte {
	body := f.Body
	if w, ok := body.(worded); ok {
		body = w.silent()
	}
	return Canonical(encoded{Body: body, From: f.From, Kind: f.Body.Kind(), Rule: f.Rule, Sources: f.Sources})
}

// A worded body holds sentences for people beside what it says: better words do not change what a fact is.
type worded interface {
	sentences() []string
	silent() Body // a copy without them
}

// Sentences returns the sentences of a body, which are no part of the fact's ID.
func (f Fact) Sentences() []string {
	if w, ok := f.Body.(worded); ok {
		return w.sentences()
	}
	return nil
}

// Silent returns f without its sentences. It has the same ID.
func (f Fact) Silent() Fact {
	if w, ok := f.Body.(worded); ok {
		f.Body = w.silent()
	}
	return f
}

// Canonical encodes v, whose struct fields must stand in the order of their JSON
// names and which holds no floating-point numbers, as RFC 8785 does.
func Canonical(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("fact: %T does not encode: %v", v, err)) // our own types always do
	}
	out := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if bytes.Contains(out, []byte(`\u202`)) {
		out = unescapeSeparators(out)
	}
	return out
}

// unescapeSeparators undoes encoding/json's escapes of U+2028 and U+2029, which RFC 8785 does not make.
func unescapeSeparators(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' || i+1 >= len(b) {
			out = append(out, b[i])
			continue
		}
		if rest := b[i:]; bytes.HasPrefix(rest, []byte(`\u2028`)) || bytes.HasPrefix(rest, []byte(`\u2029`)) {
			out = append(out, "\u2028"...)
			out[len(out)-1] += rest[5] - '8'
			i += 5
			continue
		}
		out = append(out, b[i], b[i+1])
		i++
	}
	return out
}

func sortedIDs(ids []ID) []ID {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b ID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}

func sortedSources(ss []Source) []Source {
	ss = slices.Clone(ss)
	slices.SortFunc(ss, compareSources)
	return slices.Compact(ss)
}

// MarshalJSON writes f with its ID.
func (f Fact) MarshalJSON() ([]byte, error) {
	return Canonical(struct {
		Body    any      `json:"body"`
		From    []ID     `json:"from,omitempty"`
		ID      ID       `json:"id"`
		Kind    Kind     `json:"kind"`
		Rule    Rule     `json:"rule,omitempty"`
		Sources []Source `json:"sources,omitempty"`
	}{f.Body, f.From, f.ID, f.Body.Kind(), f.Rule, f.Sources}), nil
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown fields are an error. It does not check the ID: see [Fact.Check].
func (f *Fact) UnmarshalJSON(b []byte) error {
	var e struct {
		Body    json.RawMessage `json:"body"`
		From    []ID            `json:"from"`
		ID      ID              `json:"id"`
		Kind    Kind            `json:"kind"`
		Rule    Rule            `json:"rule"`
		Sources []Source        `json:"sources"`
	}
	if err := strict(b, &e); err != nil {
		return err
	}
	body, err := newBody(e.Kind)
	if err != nil {
		return err
	}
	if err := strict(e.Body, body); err != nil {
		return fmt.Errorf("%s: %w", e.Kind, err)
	}
	*f = Fact{ID: e.ID, Sources: e.Sources, From: e.From, Rule: e.Rule, Body: body}
	return nil
}

func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

func newBody(k Kind) (Body, error) {
	switch k {
	case KindObservation:
		return new(Observation), nil
	case KindAttribution:
		return new(Attribution), nil
	case KindControl:
		return new(Control), nil
	case KindListing:
		return new(Listing), nil
	case KindCount:
		return new(Count), nil
	case KindDealing:
		return new(Dealing), nil
	case KindSafeguard:
		return new(Safeguard), nil
	case KindClaim:
		return new(Claim), nil
	case KindReach:
		return new(Reach), nil
	case KindRole:
		return new(Role), nil
	}
	return nil, fmt.Errorf("%q is no kind of fact", k)
}

// Check reports whether f's ID is the digest of its content.
func (f Fact) Check() error {
	if got := ID(sha256.Sum256(f.Encode())); got != f.ID {
		return fmt.Errorf("fact %s: content digests to %s", f.ID.Short(), got.Short())
	}
	return nil
}
