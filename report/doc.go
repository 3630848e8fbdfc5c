// Package report writes a determination for readers and machines: the page of
// a terminal, the proof of one finding, and JSON.
package report
