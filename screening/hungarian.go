package screening

import "github.com/longarm-project/longarm/screening/script"

// A hungarian finds the assignment of greatest total value where words compete for one another,
// by shortest augmenting paths with potentials (Jonker and Volgenant 1987). Its arrays are reused.
type hungarian struct {
	u, v, low  [script.MaxTokens*2 + 1]int32
	owner, way [script.MaxTokens*2 + 1]int8
	used       [script.MaxTokens*2 + 1]bool
}

// solve sets for each word asked the word listed it is assigned to, or -1. Each word asked
// has besides the listed ones a place of its own of value nought, so that it may stay alone.
func (h *hungarian) solve(m *matcher, chosen *[script.MaxTokens]int8) {
	n, k := len(m.restAsked), len(m.restListed)
	cols := n + k
	const far = int32(1 << 30)
	for j := range cols + 1 {
		h.v[j], h.owner[j] = 0, 0
	}
	for i := range n + 1 {
		h.u[i] = 0
	}
	cost := func(i, j int) int32 {
		if j <= k {
			return -m.value[i-1][j-1]
		}
		if j-k == i {
			return 0
		}
		return 1 << 24
	}
	for i := 1; i <= n; i++ {
		h.owner[0] = int8(i)
		j0 := 0
		for j := range cols + 1 {
			h.low[j], h.used[j] = far, false
		}
		for {
			h.used[j0] = true
			i0 := int(h.owner[j0])
			delta, j1 := far, 0
			for j := 1; j <= cols; j++ {
				if h.used[j] {
					continue
				}
				if c := cost(i0, j) - h.u[i0] - h.v[j]; c < h.low[j] {
					h.low[j], h.way[j] = c, int8(j0)
				}
				if h.low[j] < delta {
					delta, j1 = h.low[j], j
				}
			}
			for j := range cols + 1 {
				if h.used[j] {
					h.u[h.owner[j]] += delta
					h.v[j] -= delta
				} else {
					h.low[j] -= delta
				}
			}
			j0 = j1
			if h.owner[j0] == 0 {
				break
			}
		}
		for j0 != 0 {
			h.owner[j0] = h.owner[h.way[j0]]
			j0 = int(h.way[j0])
		}
	}
	for i := range n {
		chosen[i] = -1
	}
	for j := 1; j <= k; j++ {
		if i := h.owner[j]; i > 0 {
			chosen[i-1] = int8(j - 1)
		}
	}
}
