// Package assess takes what was gathered of an estate to a determination: what is
// presumed, who controls whom, which government reaches what, what use of a
// provider is in law, and what the law makes of every dealing, in this order.
//
// [Assess] is one function over explicit inputs. It reads no file and no clock and
// changes nothing that it is given, so that a review, a trial of a remedy, a case of
// law and a watch over an estate all run the same. [Control] and [Reach] are its
// first stages for those who need no more.
package assess
