// Package blocks compiles what is published of address blocks into one mapped file:
// the ranges of providers, who announces a prefix, and where a registry holds it.
//
// It knows no gazetteer: a provider is a word here. The file, and what is read into
// it, are described in doc/formats/prefixes.md. A [File] is safe for concurrent use.
package blocks
