// Package law holds rules of law as data and evaluates them with three values.
//
// A pack is a folder: pack.yaml (title, sets and tables with their dates, the
// order in which provisions decide), facts.yaml (the vocabulary a case file may
// use) and one folder per provision with its rules and their cases. A rule is
// made of elements; each is one sentence, one small expression and one citation.
// Adding law is adding a dated rule, never editing code. The format is
// documented in doc/formats/rules.md.
//
// Expressions are written in a small part of the Common Expression Language
// (CEL). They are checked for types when a pack is loaded and evaluated after
// Kleene: what is not known stays not known unless the answer does not depend
// on it, and an error in evaluation is "not known", never "no".
//
// The package reads only the file systems given to it and knows no clock.
package law
