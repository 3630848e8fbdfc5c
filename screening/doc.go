// Package screening finds list entries whose names are like a name, and says why.
//
// A [Builder] compiles entries into one block of bytes, and an [Index] answers from those bytes where
// they lie, mapped from a file if need be: to open one is to read its table of contents. [Index.Match] goes through
// five steps, one file each:
//
//   - [script], a part of its own: the name becomes words in small letters
//     (abjads: capitals, one for each letter written; Han characters: themselves, and three readings);
//   - search.go: words of the index like those asked, by one letter left out, by consonant skeleton, by class, run together and
//     cut in two; then the rows that hold them, the rarest words first, within fixed bounds;
//   - score.go: the best one-to-one assignment of words asked to words listed, each weighing what it tells;
//   - calibrate.go: the score gets a stated meaning;
//   - reason.go: the assignment itself is the explanation.
//
// Country, birth date and identifiers are set beside the score and never change it ([Evidence]), as are
// a reviewer's decisions ([Clearings]) and what OFAC's public page would show ([OFACScore]).
//
// Nothing here depends on a clock, the environment, or the order in which entries were added.
// The format of the bytes, the protocol of [Serve] and the decisions are described in doc/formats/screening.md.
package screening
