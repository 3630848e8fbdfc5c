// Package document judges press and filings as evidence: how many independent
// sources a set of texts really is, which text was made from which, what was
// altered on the way, which quotations are garbled, and where texts contradict.
//
// Reading is in page, language in prose; both are parts of this room. Nothing
// here knows a particular story: what is held equal, altered or copied follows
// from rules and from the tables of prose/lexicon. Where the rules cannot tell,
// the answer is "undetermined".
package document
