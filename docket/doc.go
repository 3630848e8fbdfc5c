// Package docket holds cases, the legal clocks that run in them, and a record of
// all that happened which nobody can change unseen.
//
// Nothing of a case changes but by an Event. Enter writes the event, its leaf in
// the Merkle tree of the docket, the signed checkpoint and what the event changes
// in one transaction: if the record cannot be written, nothing happened. Verify
// makes all of it again; a Bundle shows one case to a third party, who needs only
// the public key. The forms are in doc/formats/docket.md.
//
// For somebody who was granted nothing on a case it does not exist: hidden, absent
// and malformed ids give ErrNone, and every query begins with the grants.
//
// The clock and the source of randomness are handed in. A Docket may be used by
// several goroutines, and a database by several processes.
package docket
