// Package prose cuts press English into tokens, sentences, clauses and
// quotations, and finds numbers, names, attributions and modality in them.
//
// It works by rules and by the small tables of lexicon/, which were written for
// longarm: no model, no corpus. Texts in other languages and scripts still yield
// numbers and Latin names; Lexicon.English says how far the rest can be trusted.
//
// Positions are byte offsets in the text that was given.
package prose
