// Package remedy finds what would make a finding better: changes that somebody can
// make and show, each tried by assessing the altered facts again, and the smallest
// sets of them that help.
//
// A [Study] holds an assessment. For one finding its scope is cut out: the part of
// the facts on which the finding depends, so that a trial takes about a
// millisecond; a part that does not give the finding as it was is not used. What
// could be changed stands in one list, kinds, with the words of each in
// changes.yaml. [Study.Impact] says what a prohibition would take away.
package remedy
