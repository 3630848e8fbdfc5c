// Package check derives again what a determination says, by code that shares
// nothing with what decided it but the words of facts and the files of rules. It
// is short and plain where the deciding rooms are fast, so that a reader can
// follow it, and a mistake in one is no mistake in the other.
//
//   - [Steps] follows the proof of law, step by step.
//   - [Control] adds up a chain of ownership from the claims it cites.
package check
