//go:build planted

// Package mutant says which planted fault is switched on. Here it knows none; the
// run of faults by room check puts its own list in the place of this file.
package mutant

// Names are what the faults are called, from 1.
var Names = []string{""}

// On is the number of the fault that is switched on; 0: none.
var On int
