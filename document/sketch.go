package document

import (
	"cmp"
	"math"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/longarm-project/longarm/document/prose"
)

// A sketch is what of a text is kept while candidates are sought among thousands:
// its facts, each as a number.
type sketch struct {
	facts     []rareFact // by hash, each once
	publisher string
	units     int
	total     float32    // weight of all facts, once rarity is known
	hard      float32    // of these, names and quantities
	lead      []rareFact // concepts of the first sentences, each once
	words     []uint64   // concepts of the whole, in order of number
}

// leadSentences is how many sentences are held to say what a text is about.
const leadSentences = 2

// A rareFact is a number with its unit, a name, or two telling words side by side.
type rareFact struct {
	hash   uint64
	weight float32
	hard   bool // a name or a quantity
}

// The weights of facts before rarity.
const (
	weighQuantity = 5
	weighYear     = 1.5
	weighName     = 4
	weighCountry  = 0.3
	weighPair     = 1.5
	weighWord     = 1
)

// newSketch draws the facts of a text.
func newSketch(t *text) sketch {
	s := sketch{publisher: t.publisher(), units: len(t.units)}
	add := func(kind byte, key string, w float32) {
		s.facts = append(s.facts, rareFact{xxhash.Sum64String(string(kind) + key), w, w >= weighName})
	}
	for i := range t.sentences {
		ts := t.sentences[i].Tokens
		for _, q := range prose.Quantities(t.doc.Page.Prose, ts) {
			switch {
			case q.Unit == "year":
				add('n', q.Key(), weighYear)
			case !q.Small:
				add('n', q.Key(), weighQuantity)
			}
		}
		for _, n := range t.lexicon.Names(ts) {
			w := float32(weighName)
			if n.Country {
				w = weighCountry
			}
			add('a', n.Key, w)
		}
		if t.english {
			s.pairs(ts)
		}
	}
	slices.SortFunc(s.facts, func(a, b rareFact) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), -cmp.Compare(a.weight, b.weight))
	})
	s.facts = slices.CompactFunc(s.facts, func(a, b rareFact) bool { return a.hash == b.hash })
	s.facts = slices.Clip(s.facts)
	if t.english {
		s.about(t)
	}
	return s
}

// about draws what the text is about, and its vocabulary.
func (s *sketch) about(t *text) {
	for i := range t.sentences {
		for _, k := range t.bags[i] {
			if k.weight < 2 {
				continue
			}
			s.words = append(s.words, uint64(k.concept))
			if i < leadSentences {
				s.lead = append(s.lead, rareFact{uint64(k.concept), k.weight, false})
			}
		}
	}
	slices.Sort(s.words)
	s.words = slices.Clip(slices.Compact(s.words))
	slices.SortFunc(s.lead, func(a, b rareFact) int { return cmp.Or(cmp.Compare(a.hash, b.hash), -cmp.Compare(a.weight, b.weight)) })
	s.lead = slices.Clip(slices.CompactFunc(s.lead, func(a, b rareFact) bool { return a.hash == b.hash }))
}

// leads is the share of what one text is about that the other speaks of: of the two ways round, the greater.
func leads(a, b *sketch) float64 { return max(a.leadIn(b), b.leadIn(a)) }

func (s *sketch) leadIn(o *sketch) float64 {
	var both, all float32
	for _, f := range s.lead {
		all += f.weight
		if _, ok := slices.BinarySearch(o.words, f.hash); ok {
			both += f.weight
		}
	}
	return float64(both) / float64(max(1, all))
}

// pairs adds telling words, alone and with the next telling one, in whichever order.
func (s *sketch) pairs(ts []prose.Token) {
	last := prose.Concept(0)
	for i := range ts {
		t := &ts[i]
		if t.Shape == prose.Mark && t.Word != "\"" && t.Word != "“" && t.Word != "”" {
			last = 0
			continue
		}
		if !t.Content() || t.Weight < 2 || t.Shape == prose.Number {
			continue
		}
		if t.Weight >= 4 {
			s.facts = append(s.facts, rareFact{uint64(t.Concept) * 0x9e3779b97f4a7c15, weighWord, false})
		}
		if last != 0 && last != t.Concept {
			a, b := min(last, t.Concept), max(last, t.Concept)
			s.facts = append(s.facts, rareFact{uint64(a)*0xff51afd7ed558ccd ^ uint64(b)*0xc4ceb9fe1a85ec53, weighPair, false})
		}
		last = t.Concept
	}
}

// rarity counts in how many texts each fact, and each concept, stands.
type rarity struct {
	n         int
	df, words map[uint64]int32
}

// damping keeps rarity quiet in small sets, where a count says little.
const damping = 20

func newRarity(all []sketch) rarity {
	r := rarity{len(all), map[uint64]int32{}, map[uint64]int32{}}
	for i := range all {
		for _, f := range all[i].facts {
			r.df[f.hash]++
		}
		for _, w := range all[i].words {
			r.words[w]++
		}
	}
	return r
}

// factor is how much a fact of df texts tells: 1 in a small set; in a large one nearly
// nothing where half of the texts have it, and up to 3 where one has.
func (r rarity) factor(df int32) float32 {
	n := float64(r.n)
	rare := math.Log(n/float64(max(1, df))) / math.Log(max(2, n))
	return float32((damping + 3*n*rare) / (n + damping))
}

// finish weighs the facts of a sketch and drops what need not be kept: facts of one text
// alone count in the total only.
func (r rarity) finish(s *sketch) {
	kept := s.facts[:0]
	for _, f := range s.facts {
		w := f.weight * r.factor(r.df[f.hash])
		s.total += w
		if f.hard {
			s.hard += w
		}
		if r.df[f.hash] > 1 {
			kept = append(kept, rareFact{f.hash, w, f.hard})
		}
	}
	s.facts = slices.Clip(kept)
	for i := range s.lead {
		s.lead[i].weight *= r.factor(r.words[s.lead[i].hash])
	}
}

// A common is what two texts share.
type common struct {
	all, hard float64 // weight of the facts they share, and of the names and quantities, as a share of the smaller text
	facts     int
}

// similar compares two sketches.
func similar(a, b *sketch) common {
	var both, hard float32
	n := 0
	for i, j := 0, 0; i < len(a.facts) && j < len(b.facts); {
		switch {
		case a.facts[i].hash < b.facts[j].hash:
			i++
		case a.facts[i].hash > b.facts[j].hash:
			j++
		default:
			both += a.facts[i].weight
			if a.facts[i].hard {
				hard += a.facts[i].weight
			}
			n++
			i++
			j++
		}
	}
	return common{float64(both) / float64(max(1, min(a.total, b.total))), float64(hard) / float64(max(1, min(a.hard, b.hard))), n}
}
