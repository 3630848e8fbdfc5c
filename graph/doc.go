// Package graph holds the rows of parties and interests as they lie in a compiled
// registry file and in memory: nodes, edges, intervals, designations, and the columns
// in which they stand, checked block by block when they come from a file.
//
// It knows neither where rows come from nor what is asked of them.
package graph
