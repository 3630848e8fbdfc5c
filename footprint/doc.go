// Package footprint puts together who runs what an organisation uses, and what of
// that nobody knows: observations and their attributions as lines for machines, and
// sums by provider for people. It reads nothing and decides nothing; what its lines
// mean is described in doc/formats/footprint.md.
package footprint
