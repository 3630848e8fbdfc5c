// Package ask writes the open questions of a determination as a case file to fill in.
//
// Each question stands as a comment where its answer belongs, with the answers that
// there are, one a line: whoever knows takes the # from the line that is right. A file
// that is there already keeps every byte; what is newly open is added to it.
package ask
