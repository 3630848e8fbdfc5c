// Package html writes a determination as one page for a browser: it asks for nothing
// from outside, holds no script, and prints.
package html
