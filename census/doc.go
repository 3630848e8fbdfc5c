// Package census tells what kinds of data lie in a store, and about how many
// distinct persons or devices, by the categories of 28 CFR part 202.
//
// A scan is a function of an object, or a range of it on a fixed grid, to a partial
// result; partial results merge in any order and any number of times to the same
// bytes. What names a person is hashed at once with a key that is a secret of the
// scan: results hold numbers, hashes and masked examples, never values.
//
// Three things are kept apart: what was counted, what was present and could not be
// counted, and what was not read. The last two are never read as none.
//
// Part detect recognises values, part count keeps the sets. Below census/file lie the
// readers of formats, below census/object and census/sql those of stores.
package census
