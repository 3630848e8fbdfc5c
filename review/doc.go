// Package review decides dealings: facts and the law in force on a date go in,
// a Determination with its proof comes out.
//
// [Decide] makes a Determination. [Check] derives its legal steps again with
// other code, from the facts inside it and the rules alone, and refuses it
// when any step, number, date or byte differs. Nothing here reads a clock, a
// file or a network: the same facts and rules give the same bytes.
//
// A determination says what the rules say of the facts given. It is not legal advice.
package review
