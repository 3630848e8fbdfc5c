// Package draw writes the chain of parties above one as a picture: SVG for people, DOT for Graphviz.
package draw
