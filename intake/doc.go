// Package intake walks over what the user gave, files, folders and archives, and
// offers each file to those that may read it: readers of evidence, importers of
// registers and lists, and whoever else has a [Kind]. It is one walk whoever
// asks: text is decoded once, copies are found by digest, problems are bounded
// and told with their place, and an interrupt leaves what was read.
//
// A file goes to the kind that recognises it most strongly. No list has an order
// that decides: two kinds that are equally sure are a problem, and it is shown.
//
// Results depend on the content and the names of files alone: not on the order
// of roots, on concurrency, or on where the files are.
package intake
