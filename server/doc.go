// Package server is the docket as web pages: a list of cases, a page for each
// with its clocks, evidence, determinations and record, and what enters events.
//
// It works without scripts, asks nothing of other hosts, and is the same for a
// case that is hidden, absent or named wrongly: one function writes "not found",
// before the method and the body of a request are looked at. Cases are reached
// through package docket alone, whose every query begins with the grants.
package server
