package document

import "github.com/longarm-project/longarm/document/prose"

// largeGroup is the size from which the texts of a group are not all kept in memory.
const largeGroup = 200

// keptTexts is how many texts of a large group are kept.
const keptTexts = 256

// A set gives the texts of a group, taken apart when they are needed.
type set struct {
	docs  []*Document
	l     *prose.Lexicon
	texts map[int]*text
	queue []int // in the order they were made
}

func newSet(docs []*Document, members []int, l *prose.Lexicon) *set {
	s := &set{l: l, texts: map[int]*text{}}
	for _, m := range members {
		s.docs = append(s.docs, docs[m])
	}
	return s
}

func (s *set) size() int { return len(s.docs) }

// large reports whether the group is too large for comparing all with all.
func (s *set) large() bool { return len(s.docs) > largeGroup }

// get gives the text of member i.
func (s *set) get(i int) *text {
	if t := s.texts[i]; t != nil {
		return t
	}
	t := take(s.docs[i], s.l)
	s.texts[i] = t
	if s.queue = append(s.queue, i); s.large() && len(s.queue) > keptTexts {
		delete(s.texts, s.queue[0])
		s.queue = s.queue[1:]
	}
	return t
}
