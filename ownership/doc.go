// Package ownership answers who owns and controls a party under a legal test.
//
// A [Graph] holds parties and the interests between them, from a [Builder] or
// from a compiled registry file. A [Rule] is one legal test as data. All tests
// have one shape: a party is in if it is a seed (a listed party, a company
// organised in a country of concern) or if the stakes that parties already in
// hold in it reach a threshold. [Graph.Solve] computes two least fixpoints:
// the parties that are in whatever the unknown shares and facts turn out to be,
// and those that are in for some admissible value of them. Being in the first
// is yes, in the second only possible, in neither no.
//
// For tables of ranges whose shares add up to at most (or, where the list of
// holders is complete, exactly) 100 %, both sets are exact: the least sum a
// set S of holders can have is max(sum of lower bounds of S, 100 - sum of upper
// bounds of the others if complete), the greatest is min(sum of upper bounds of
// S, 100 - sum of lower bounds of the others). Both grow with S, companies are
// independent of each other, so one world attains all minima and one all maxima.
//
// A least fixpoint accepts no circular support: a ring of companies that hold
// each other is in only if something outside brings it in. The order in which
// parties enter is their rank, and proofs only ever cite holders of smaller rank.
package ownership
