// Package fact is the waist of longarm: what is held to be so, and why.
//
// Every room that reads evidence, registers, lists or stored data ends in facts;
// reach and review read nothing else. There are ten kinds (see [Body]).
// A fact cites the sources it was read from, or the facts it was derived from
// and the rule that made it, or both; a [Set] refuses one that cites neither.
//
// The ID of a fact is the SHA-256 digest of its canonical encoding, so a proof
// is the closure of From, and the same inputs give the same IDs. The encoding
// is described in doc/formats/fact.md.
//
// Nothing here reads a clock, a file or a network.
package fact
