// Package check derives again what a determination says, by code that shares
// nothing with what decided it but the words of facts and the files of rules. It
// is short and plain where the deciding rooms are fast, so that a reader can
// follow it, and a mistake in one is no mistake in the other.
//
//   - [Steps] reads the packs of law, lays the facts out as records, applies the rules, and compares.
//   - [Control] adds up a chain of ownership from the claims it cites.
//   - [Reach] follows the ties between assets and governments.
//   - [Listing] compares names.
package check
