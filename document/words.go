package document

import (
	"strings"

	"github.com/longarm-project/longarm/document/prose"
)

// words gives the words of tokens, without marks.
func words(ts []prose.Token) []string {
	out := make([]string, 0, len(ts))
	for i := range ts {
		if ts[i].Shape != prose.Mark {
			out = append(out, ts[i].Word)
		}
	}
	return out
}

func join(w []string) string { return strings.Join(w, " ") }

// inText reports whether a text has a run of words within one sentence.
func inText(t *text, run string) bool {
	for i := range t.sentences {
		if strings.Contains(" "+wordsOf(t.sentences[i].Tokens)+" ", " "+run+" ") {
			return true
		}
	}
	return false
}
