package review

import (
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// Options are the settings of Decide.
type Options struct {
	// Progress, if not nil, is told of each dealing how many are being decided, of how many, and under which pack.
	Progress func(done, of int, pack string)

	// At is the date of the law and of the facts. Required.
	At fact.Date
	// Packs names the packs to apply; empty: all packs of the library in force at At.
	Packs []string
	// LeftOut and Evidence are copied into the determination.
	LeftOut  []string
	Evidence determination.Evidence
	// Asked is what was asked, for the determination to note.
	Asked determination.Asked
	// Disagreements and Unseen are copied into the determination.
	Disagreements []fact.Disagreement
	Unseen        []determination.Unseen
	// Cite names further facts to carry with their closure, such as those of reach.
	Cite []fact.ID
	// Brief leaves out what trials of other facts do not need: what would decide, the facts and the digest.
	Brief bool
	// slow is set by tests: no search uses what another found.
	slow bool
	// played is told, for tests, of each finding that was.
	played func()
	// Only, where set, says of a dealing by name whether to decide it. Those not decided still count with the others of their pair.
	Only func(dealing string) bool
}
