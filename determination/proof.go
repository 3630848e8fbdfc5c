package determination

import (
	"encoding/binary"
	"encoding/json"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A Proof is a list of steps, each of which uses only steps before it. It keeps a step as
// references into tables of texts and facts, and makes it again where it is asked for:
// of ten thousand dealings a proof has some four hundred thousand steps, which take 75
// bytes each in place of 600. A nil Proof is empty. It may be read by several at once.
type Proof struct {
	texts  []string
	text   map[string]uint32
	facts  []fact.ID
	fact   map[fact.ID]uint32
	blocks [][]byte
	at     []uint64 // where a step begins: its block, and its place there
	buf    []byte
}

// Blocks of steps; a step that is larger has a block of its own.
const (
	blockBits = 16
	blockSize = 1 << blockBits
)

// NewProof returns a proof of these steps.
func NewProof(steps ...Step) *Proof {
	p := &Proof{}
	for i := range steps {
		p.Add(&steps[i])
	}
	return p
}

// Len returns the number of steps.
func (p *Proof) Len() int {
	if p == nil {
		return 0
	}
	return len(p.at)
}

// All yields every step with its index.
func (p *Proof) All() iter.Seq2[int, Step] {
	return func(yield func(int, Step) bool) {
		for i := range p.Len() {
			if !yield(i, p.At(i)) {
				return
			}
		}
	}
}

// Steps returns all steps.
func (p *Proof) Steps() []Step {
	out := make([]Step, 0, p.Len())
	for _, s := range p.All() {
		out = append(out, s)
	}
	return out
}

// Add adds a step, of which it keeps nothing.
func (p *Proof) Add(s *Step) {
	if p.text == nil {
		p.text, p.fact = map[string]uint32{}, map[fact.ID]uint32{}
	}
	i := len(p.at)
	b := p.buf[:0]
	for _, t := range [...]string{s.Rule, s.Citation, s.About, s.Value} {
		b = binary.AppendUvarint(b, p.textOf(t))
	}
	b = binary.AppendUvarint(b, uint64(len(s.Uses)))
	for _, u := range s.Uses {
		b = binary.AppendVarint(b, int64(i-u))
	}
	b = binary.AppendUvarint(b, uint64(len(s.Elements)))
	for _, e := range s.Elements {
		b = binary.AppendUvarint(b, p.textOf(e.Name))
		b = binary.AppendUvarint(b, p.textOf(e.Value))
	}
	b = binary.AppendUvarint(b, uint64(len(s.Inputs)))
	for _, in := range s.Inputs {
		b = p.appendName(b, in.Name)
		b = binary.AppendUvarint(b, p.textOf(in.Value))
	}
	b = binary.AppendUvarint(b, uint64(len(s.From)))
	for _, id := range s.From {
		b = binary.AppendUvarint(b, p.factOf(id))
	}
	p.buf = b
	p.put(b)
}

// put stores an encoded step.
func (p *Proof) put(b []byte) {
	n := len(p.blocks)
	if n == 0 || len(p.blocks[n-1])+len(b) > cap(p.blocks[n-1]) {
		p.blocks = append(p.blocks, make([]byte, 0, max(blockSize, len(b))))
		n++
	}
	last := &p.blocks[n-1]
	p.at = append(p.at, uint64(n-1)<<blockBits|uint64(len(*last)))
	*last = append(*last, b...)
}

// appendName encodes the name of an input as its record and its field: thousands of names share these.
func (p *Proof) appendName(b []byte, name string) []byte {
	i := strings.LastIndexByte(name, ' ')
	if i < 0 {
		b = binary.AppendUvarint(b, 0)
	} else {
		b = binary.AppendUvarint(b, p.textOf(name[:i])+1)
	}
	return binary.AppendUvarint(b, p.textOf(name[i+1:]))
}

func (p *Proof) textOf(s string) uint64 {
	n, ok := p.text[s]
	if !ok {
		n = uint32(len(p.texts))
		s = strings.Clone(s) // it may be part of one much larger
		p.texts = append(p.texts, s)
		p.text[s] = n
	}
	return uint64(n)
}

func (p *Proof) factOf(id fact.ID) uint64 {
	n, ok := p.fact[id]
	if !ok {
		n = uint32(len(p.facts))
		p.facts = append(p.facts, id)
		p.fact[id] = n
	}
	return uint64(n)
}

// At returns step i.
func (p *Proof) At(i int) Step {
	r := p.reader(i)
	s := Step{Rule: r.text(), Citation: r.text(), About: r.text(), Value: r.text()}
	if n := r.next(); n > 0 {
		s.Uses = make([]int, n)
		for k := range s.Uses {
			s.Uses[k] = i - r.signed()
		}
	}
	if n := r.next(); n > 0 {
		s.Elements = make([]Input, n)
		for k := range s.Elements {
			s.Elements[k] = Input{r.text(), r.text()}
		}
	}
	if n := r.next(); n > 0 {
		s.Inputs = make([]Input, n)
		for k := range s.Inputs {
			record, field := r.name()
			s.Inputs[k] = Input{record + field, r.text()}
		}
	}
	if n := r.next(); n > 0 {
		s.From = make([]fact.ID, n)
		for k := range s.From {
			s.From[k] = p.facts[r.next()]
		}
	}
	return s
}

// Uses yields what step i uses.
func (p *Proof) Uses(i int) iter.Seq[int] {
	return func(yield func(int) bool) {
		r := p.reader(i)
		for range 4 {
			r.next()
		}
		for range r.next() {
			if !yield(i - r.signed()) {
				return
			}
		}
	}
}

// A stepReader reads the encoding of one step.
type stepReader struct {
	p *Proof
	b []byte
}

func (p *Proof) reader(i int) stepReader {
	return stepReader{p, p.blocks[p.at[i]>>blockBits][p.at[i]&(blockSize-1):]}
}

func (r *stepReader) next() uint64 {
	n, size := binary.Uvarint(r.b)
	r.b = r.b[size:]
	return n
}

func (r *stepReader) signed() int {
	n, size := binary.Varint(r.b)
	r.b = r.b[size:]
	return int(n)
}

func (r *stepReader) text() string { return r.p.texts[r.next()] }

// name returns the record of a name with the blank after it, or nothing, and the field.
func (r *stepReader) name() (record, field string) {
	if n := r.next(); n > 0 {
		record = r.p.texts[n-1] + " "
	}
	return record, r.text()
}

// MarshalJSON writes the list of steps.
func (p *Proof) MarshalJSON() ([]byte, error) { return json.Marshal(p.Steps()) }

// UnmarshalJSON reads a list of steps.
func (p *Proof) UnmarshalJSON(b []byte) error {
	var steps []Step
	if err := json.Unmarshal(b, &steps); err != nil {
		return err
	}
	*p = *NewProof(steps...)
	return nil
}
