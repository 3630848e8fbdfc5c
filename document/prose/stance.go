package prose

// A Stance is what a party that was asked, or is spoken of, did about the matter.
type Stance string

// The stances.
const (
	NoComment  Stance = "no-comment"  // said that it does not comment
	NoResponse Stance = "no-response" // was silent
	Denies     Stance = "denied"
	Confirms   Stance = "confirmed"
	Likewise   Stance = "likewise" // did as the one before; StanceOf's caller resolves it
)

// StanceOf reads the stance of a unit's tokens and where its subject ends, or "".
func (l *Lexicon) StanceOf(ts []Token) (Stance, int) {
	for i := range ts {
		w := ts[i].Word
		switch w {
		case "declined", "refused", "declines", "refuses":
			if within(ts, i, 6, "comment", "confirm", "discuss", "elaborate", "answer") {
				return NoComment, i
			}
		case "comment", "comments":
			if k := negation(ts, i); k >= 0 && !within(ts, k, 8, "respond", "reply", "return", "answer") {
				return NoComment, k
			}
		case "respond", "reply", "return", "answer", "reached":
			if k := negation(ts, i); k >= 0 && (within(ts, i, 10, "comment", "request", "requests", "calls", "questions", "inquiries", "emails") || w == "reached" || w == "respond") {
				return NoResponse, k
			}
		case "similarly", "likewise":
			if i > 0 {
				return Likewise, subjectEnd(l, ts, i)
			}
		case "denied", "denies":
			if i > 0 {
				return Denies, i
			}
		case "confirmed", "confirms":
			if i > 0 && !within(ts[max(0, i-4):i], 0, 4, "not", "been", "be") {
				return Confirms, i
			}
		}
	}
	return "", 0
}

// within reports whether one of words stands among the n tokens from i on.
func within(ts []Token, i, n int, words ...string) bool {
	for k := i; k < len(ts) && k <= i+n; k++ {
		for _, w := range words {
			if ts[k].Word == w {
				return true
			}
		}
	}
	return false
}

// negation finds the auxiliary of a negation shortly before i, or gives -1.
func negation(ts []Token, i int) int {
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		switch w := ts[k].Word; w {
		case "not", "never":
			return max(0, k-1)
		case "didn't", "doesn't", "don't", "couldn't", "wouldn't", "won't":
			return k
		case "no":
			return k
		}
	}
	return -1
}

// Subject gives the tokens before the first verb form that the tables know.
func (l *Lexicon) Subject(ts []Token) []Token { return ts[:subjectEnd(l, ts, len(ts))] }

func subjectEnd(l *Lexicon, ts []Token, n int) int {
	for i := 1; i < n; i++ {
		if l.auxiliary(ts[i].Word) || l.Is("say", ts[i].Word) && ts[i].Word != "report" && ts[i].Word != "reports" && ts[i].Word != "state" || ts[i].Word == "reacted" || ts[i].Word == "declined" || ts[i].Word == "refused" {
			return i
		}
	}
	return n
}
