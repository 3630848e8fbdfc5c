package eucsf

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/longarm-project/longarm/fact"
)

// A Grade is what the framework makes of an asset.
type Grade struct {
	Asset     fact.AssetID `json:"asset"`
	Framework string       `json:"framework"` // version
	// SEAL bounds the level with every gap at its worst and at its best.
	SEAL Bounds `json:"seal"`
	// Answered is the level of the answers known alone, or -1 if there is none.
	Answered int `json:"answered"`
	// Binding lists the criteria that hold SEAL.Hi down; empty at the highest level.
	Binding    []string         `json:"binding,omitempty"`
	Objectives []ObjectiveGrade `json:"objectives"`
	Scores     []Score          `json:"scores"`
	// Gate says whether the minimum level asked for is reached; Unknown names what is open in Gaps.
	Gate    fact.Truth `json:"gate"`
	Minimum int        `json:"minimum"`
	// Gaps lists criteria whose answer is open, those that decide the gate first.
	Gaps      []Gap           `json:"gaps,omitempty"`
	Conflicts []ConflictGrade `json:"conflicts,omitempty"`
	// Unverified lists what in the framework was not read in the original.
	Unverified []string `json:"unverified"`
}

// Bounds are a least and a greatest level.
type Bounds struct {
	Hi int `json:"hi"`
	Lo int `json:"lo"`
}

// An ObjectiveGrade is the level and the sum of values of one objective.
type ObjectiveGrade struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	SEAL     Bounds           `json:"seal"`
	Criteria []CriterionGrade `json:"criteria"`
	lo, hi   int64            // values, in hundredths
}

// A CriterionGrade is what is known of one criterion.
type CriterionGrade struct {
	ID    string `json:"id"`
	About string `json:"about"`
	// Lo and Hi are the least and greatest answer, from 1.
	Hi     int       `json:"answer_hi"`
	Lo     int       `json:"answer_lo"`
	SEAL   Bounds    `json:"seal"`
	Stated bool      `json:"stated,omitempty"`
	Why    string    `json:"why,omitempty"`
	From   []fact.ID `json:"from,omitempty"`
	Says   string    `json:"says,omitempty"` // the answer, where it is one
}

// A Score is the weighted sum, in units of 0.0001 percent. What nobody answered
// adds nothing to Lo and its best to Hi. The calculator's roundings let a
// perfect score pass 100 percent; it is not cut.
type Score struct {
	Weights string    `json:"weights"`
	From    fact.Date `json:"from"`
	Source  string    `json:"source"`
	Hi      int64     `json:"hi"`
	Lo      int64     `json:"lo"`
}

// A Gap is a criterion whose answer is open, with the facts that would decide it.
type Gap struct {
	Criterion string   `json:"criterion"`
	About     string   `json:"about"`
	Facts     []string `json:"facts,omitempty"` // empty: no fact that longarm reads; state an answer
	// Needs is the lowest answer that reaches the minimum.
	Needs string `json:"needs"`
	// Decides is set where the gate cannot be reached with the worst answer.
	Decides bool `json:"decides"`
}

// A ConflictGrade is a stated answer that the facts contradict.
type ConflictGrade struct {
	Criterion string `json:"criterion"`
	Stated    string `json:"stated"`
	Shown     string `json:"shown"`
}

// Grade grades an asset by what is known of the answers. The minimum is the
// level that the buyer asks for, from 0 to MaxLevel; 0 is always reached.
func (f *Framework) Grade(asset fact.AssetID, answers Answers, conflicts []Conflict, minimum int) *Grade {
	g := &Grade{Asset: asset, Framework: f.Version, SEAL: Bounds{MaxLevel, MaxLevel}, Answered: -1, Minimum: minimum, Unverified: f.Unverified}
	for i := range f.Objectives {
		o := f.Objectives[i].grade(answers)
		g.SEAL = Bounds{min(g.SEAL.Hi, o.SEAL.Hi), min(g.SEAL.Lo, o.SEAL.Lo)}
		g.Objectives = append(g.Objectives, o)
	}
	for i := range f.Objectives {
		for j := range f.Objectives[i].Criteria {
			g.note(&f.Objectives[i].Criteria[j], g.Objectives[i].Criteria[j], answers)
		}
	}
	g.Gate = reaches(g.SEAL, minimum)
	slices.SortStableFunc(g.Gaps, func(a, b Gap) int {
		if a.Decides != b.Decides {
			return cmp.Compare(truth(b.Decides), truth(a.Decides))
		}
		return 0
	})
	for _, w := range f.Weights {
		g.Scores = append(g.Scores, w.score(g.Objectives))
	}
	for _, c := range conflicts {
		g.Conflicts = append(g.Conflicts, ConflictGrade{c.Criterion, f.words(c.Criterion, c.Stated), f.words(c.Criterion, c.Shown)})
	}
	return g
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

func reaches(b Bounds, level int) fact.Truth {
	switch {
	case b.Lo >= level:
		return fact.Yes
	case b.Hi < level:
		return fact.No
	}
	return fact.Unknown
}

func (o *Objective) grade(answers Answers) ObjectiveGrade {
	g := ObjectiveGrade{ID: o.ID, Name: o.Name, SEAL: Bounds{MaxLevel, MaxLevel}}
	for i := range o.Criteria {
		c := &o.Criteria[i]
		b, ok := answers[c.ID]
		if !ok {
			b = Bound{Lo: 1, Hi: len(c.Answers)}
		}
		lo, hi := c.Answers[b.Lo-1], c.Answers[b.Hi-1]
		cg := CriterionGrade{ID: c.ID, About: c.About, Lo: b.Lo, Hi: b.Hi, SEAL: Bounds{hi.SEAL, lo.SEAL}, Stated: b.Stated, Why: b.Why, From: b.From}
		if b.Lo == b.Hi {
			cg.Says = lo.Says
		}
		g.Criteria = append(g.Criteria, cg)
		g.SEAL = Bounds{min(g.SEAL.Hi, hi.SEAL), min(g.SEAL.Lo, lo.SEAL)}
		g.lo += lo.Value
		g.hi += hi.Value
	}
	return g
}

// note adds what one criterion says of the whole: binding, answered, open.
func (g *Grade) note(c *Criterion, cg CriterionGrade, answers Answers) {
	if _, ok := answers[c.ID]; ok && (g.Answered < 0 || cg.SEAL.Lo < g.Answered) {
		g.Answered = cg.SEAL.Lo
	}
	if cg.SEAL.Hi == g.SEAL.Hi && g.SEAL.Hi < MaxLevel {
		g.Binding = append(g.Binding, c.ID)
	}
	if cg.Lo == cg.Hi {
		return
	}
	gap := Gap{Criterion: c.ID, About: c.About, Facts: c.Facts, Decides: cg.SEAL.Lo < g.Minimum && cg.SEAL.Hi >= g.Minimum && g.SEAL.Hi >= g.Minimum}
	if n := c.Needs(g.Minimum); n <= len(c.Answers) {
		gap.Needs = fmt.Sprintf("%d of %d: %s", n, len(c.Answers), c.Answers[n-1].Says)
	}
	g.Gaps = append(g.Gaps, gap)
}

// score is the sum over objectives of weight x values / 1000.
func (w *Weights) score(os []ObjectiveGrade) Score {
	s := Score{Weights: w.ID, From: w.From, Source: w.Source}
	for _, o := range os {
		s.Lo += w.Percent[o.ID] * o.lo
		s.Hi += w.Percent[o.ID] * o.hi
	}
	// Percent times hundredths over the nominal maximum; 10,000 units are one percent.
	s.Lo, s.Hi = s.Lo*10_000/nominal, s.Hi*10_000/nominal
	return s
}

// SimpleScore is the score as it was used before the calculator: the sum over
// objectives of weight x level / 4, in units of 0.0001 percent.
func (w *Weights) SimpleScore(levels map[string]int) int64 {
	sum := int64(0)
	for id, level := range levels {
		sum += w.Percent[id] * int64(level)
	}
	return sum * 10_000 / MaxLevel
}

// words says a bound in the labels of its answers.
func (f *Framework) words(id string, b Bound) string {
	c := f.Criterion(id)
	if b.Lo == b.Hi {
		return fmt.Sprintf("%s (%s)", c.Answers[b.Lo-1].Says, b.Why)
	}
	return fmt.Sprintf("%s to %s (%s)", c.Answers[b.Lo-1].Says, c.Answers[b.Hi-1].Says, b.Why)
}
