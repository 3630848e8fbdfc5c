package determination

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"

	"github.com/longarm-project/longarm/fact"
)

// Sum is the digest that d should have: the SHA-256 over, in this order: the canonical encoding of the
// determination with empty findings, grades, proof, facts and digest; that of each
// finding and grade; each step as a list of texts, of which every list is preceded by its
// length and a semicolon; the 32 bytes of each fact's id and the list of its sentences. Every encoding and text is
// preceded by its length and a colon. Nothing large is held in memory at once.
func (d *Determination) Sum() fact.Digest {
	head := *d
	head.Findings, head.Grades, head.Proof, head.Facts, head.Digest = nil, nil, nil, nil, ""
	w := digester{Hash: sha256.New()}
	w.text(string(fact.Canonical(head)))
	for i := range d.Findings {
		w.text(string(fact.Canonical(d.Findings[i])))
	}
	for i := range d.Grades {
		w.text(string(fact.Canonical(d.Grades[i])))
	}
	for _, s := range d.Proof.All() {
		w.step(&s)
	}
	for i := range d.Facts {
		w.buf = append(w.buf, d.Facts[i].ID[:]...)
		said := d.Facts[i].Sentences()
		w.number(len(said))
		w.text(said...)
	}
	w.flush()
	return fact.Digest(hex.EncodeToString(w.Sum(nil)))
}

// A digester hashes texts through a buffer.
type digester struct {
	hash.Hash
	buf []byte
}

func (w *digester) text(ss ...string) {
	for _, s := range ss {
		w.buf = strconv.AppendInt(w.buf, int64(len(s)), 10)
		w.buf = append(w.buf, ':')
		w.buf = append(w.buf, s...)
	}
	if len(w.buf) > 1<<16 {
		w.flush()
	}
}

func (w *digester) flush() {
	w.Write(w.buf)
	w.buf = w.buf[:0]
}

func (w *digester) number(n int) {
	w.buf = strconv.AppendInt(w.buf, int64(n), 10)
	w.buf = append(w.buf, ';')
}

func (w *digester) step(s *Step) {
	w.text(s.Rule, s.Citation, s.About, s.Value)
	for _, list := range [][]Input{s.Elements, s.Inputs} {
		w.number(len(list))
		for _, in := range list {
			w.text(in.Name, in.Value)
		}
	}
	w.number(len(s.Uses))
	for _, u := range s.Uses {
		w.number(u)
	}
	w.number(len(s.From))
	for _, id := range s.From {
		w.buf = append(w.buf, id[:]...)
	}
}
