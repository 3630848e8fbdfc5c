package detect

import "encoding/binary"

// A block holds, for 64 bytes of text, one bit for each byte and class.
type block struct {
	digit, upper, word, at, dot, colon, gap, dash uint64
}

// chunkBlocks blocks are classified at a time, so that the bitmaps stay in the
// first-level cache; the last one only lends its bits to the one before it.
const chunkBlocks = 64

const chunkBytes = chunkBlocks * 64

// lanes maps a byte to its eight classes, one in the lowest bit of each byte of a word.
var lanes = func() (t [256]uint64) {
	for c := range 256 {
		b := byte(c)
		for i, in := range [8]bool{isDigit(b), isUpper(b), isAlnum(b) || b == '_', b == '@', b == '.', b == ':', b == ' ', b == '-'} {
			if in {
				t[c] |= 1 << (8 * i)
			}
		}
	}
	return t
}()

// classify fills the bitmaps of n blocks; p holds 64 bytes for each.
//
// Eight bytes become eight bits of every class by eight look-ups, shifted one
// place each; then eight such words are turned like a matrix into one word for
// each class. Against one pass of SWAR comparisons for each class this costs half.
func classify(p []byte, out []block) {
	p = p[:len(out)*64]
	for i := range out {
		var w [8]uint64
		for j := range w {
			x := binary.LittleEndian.Uint64(p[i*64+j*8:])
			w[j] = lanes[byte(x)] | lanes[byte(x>>8)]<<1 | lanes[byte(x>>16)]<<2 | lanes[byte(x>>24)]<<3 |
				lanes[byte(x>>32)]<<4 | lanes[byte(x>>40)]<<5 | lanes[byte(x>>48)]<<6 | lanes[x>>56]<<7
		}
		turn(&w)
		out[i] = block{w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]}
	}
}

// turn exchanges rows and columns of a matrix of eight by eight bytes.
func turn(w *[8]uint64) {
	const odd1, odd2, odd4 = 0x00ff00ff00ff00ff, 0x0000ffff0000ffff, 0x00000000ffffffff
	for i := 0; i < 8; i += 2 {
		t := (w[i]>>8 ^ w[i+1]) & odd1
		w[i], w[i+1] = w[i]^t<<8, w[i+1]^t
	}
	for _, i := range [4]int{0, 1, 4, 5} {
		t := (w[i]>>16 ^ w[i+2]) & odd2
		w[i], w[i+2] = w[i]^t<<16, w[i+2]^t
	}
	for i := range 4 {
		t := (w[i]>>32 ^ w[i+4]) & odd4
		w[i], w[i+4] = w[i]^t<<32, w[i+4]^t
	}
}
