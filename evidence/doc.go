// Package evidence turns an organisation's own records into facts: which
// endpoints, services, images, roles and peers its assets use.
//
// [Read] walks files, folders and archives, offers each file to the readers by
// its first bytes, and makes facts that cite digest and line. Formats live in
// subfolders, one [Reader] each; they are listed where the program is wired.
// What the readers recognise and keep is described in doc/formats/evidence.md.
//
// Results depend on the content and the names of files alone: not on the order
// of roots, on concurrency, or on where the files are.
package evidence
