package datafile

import "fmt"

// Nearest returns `; did you mean "x"?` for the word closest to s, or nothing.
// Words that begin alike are closer than others of the same edit distance.
func Nearest(s string, words []string) string {
	best, least := "", 1<<30
	for _, w := range words {
		d := distance(s, w)
		near := d < max(4, len(s)/2+1) && d < max(len(s), len(w)) || prefix(s, w) >= max(4, len(s)*3/4)
		if far := 2*d - prefix(s, w); near && far < least {
			best, least = w, far
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

func prefix(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// distance is the edit distance of two short words.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diag, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diag+cost)
		}
	}
	return row[len(b)]
}
