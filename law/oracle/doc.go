// Package oracle compares the evaluator of package law with cel-go's, and holds
// that every expression of the packs is CEL. It is a module of its own, so that
// cel-go and what it needs are no part of longarm.
package oracle
