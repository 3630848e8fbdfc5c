// Package script reads names: any alphabet becomes words in small letters, with what each word is, and two words are
// compared by how easily one spelling passes into the other. It knows no index and no list.
//
//   - fold.go, alphabet.go, syllable.go, abjad.go, han.go, latin.go: letters of each script in ASCII. Words of abjads become
//     capitals, one for each letter written; Han characters stand for themselves, and are read aloud in three ways;
//   - token.go, legal.go, words.go: what the words of a name are: legal forms, particles, titles, numbers;
//   - distance.go, sounds.go: how alike two words are;
//   - skeleton.go: the consonants by class, which spellings of one name share.
//
// Nothing here depends on a clock, the environment or a list.
package script
