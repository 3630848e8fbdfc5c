// Package instrument holds legal instruments and what lists say, as dated data
// with two axes of time: the days an instrument is in force, and the day from
// which that could be known.
//
// The data are YAML files embedded from data/, one per subject. A period runs
// from its first to its last day, both in force. An instrument that was only
// proposed, a listing that was shelved or withdrawn before it bound anybody and
// a return that is scheduled but unconfirmed are kept as what they are.
// Instruments that succeed each other share a line: at most one of a line is in
// force on a day.
//
// Each entry names its sources; what was not seen in one is named in
// Unverified, and Seen is the last day on which a source showed the entry.
package instrument
