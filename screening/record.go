package screening

import (
	"encoding/binary"

	"github.com/longarm-project/longarm/screening/script"
)

// A record of a word holds all that a query asks of it, in half a line of the cache:
//
//	0   length of the text up to 15 bytes, and the text; or 255, and from 4 where it begins among the long texts and its length
//	16  weight among persons, among bodies
//	20  where its postings begin, of persons and of bodies
//	28  where the words like it begin
//
// What begins in one record ends where that of the next begins; after the last stands one for its end.
const (
	wordSize    = 32
	shortText   = 15
	longText    = 255
	recWeight   = 16
	recPosts    = 20
	recLike     = 28
	likeSize    = 6 // a word that is like another: its number, and how alike it is
	likeInBytes = maxNear * likeSize
)

// wordCount returns the number of words.
func (x *Index) wordCount() int { return max(0, len(x.words)/wordSize-1) }

// word returns the text of a word. It shares the index's bytes; nil stands for a word that is not there.
func (x *Index) word(id uint32) []byte {
	at := int(id) * wordSize
	if at+2*wordSize > len(x.words) {
		return nil
	}
	r := x.words[at : at+wordSize : at+wordSize]
	if n := int(r[0]); n-1 < shortText {
		if n == 0 {
			return nil
		}
		return r[1 : 1+n : 1+n]
	}
	from, n := uint64(binary.LittleEndian.Uint32(r[4:])), uint64(binary.LittleEndian.Uint32(r[8:]))
	if n == 0 || from+n > uint64(len(x.longText)) {
		return nil
	}
	return x.longText[from : from+n : from+n]
}

// wordWeight returns the weight of a word of the index among persons (0) or bodies (1).
func (x *Index) wordWeight(id uint32, k int) weight {
	at := int(id)*wordSize + recWeight + k
	if at >= len(x.words) {
		return lightLoad
	}
	return weight(x.words[at])
}

// begins returns what stands at place field of the record of a word and of the one after it.
func (x *Index) begins(id uint32, field int) (from, to uint32) {
	at := int(id) * wordSize
	if at+2*wordSize > len(x.words) {
		return 0, 0
	}
	r := x.words[at : at+2*wordSize]
	return binary.LittleEndian.Uint32(r[field:]), binary.LittleEndian.Uint32(r[wordSize+field:])
}

// posting returns the encoded rows that hold a word.
func (x *Index) posting(id uint32, k int) []byte {
	from, to := x.begins(id, recPosts+4*k)
	if from > to || uint64(to) > uint64(len(x.posts[k])) {
		return nil
	}
	return x.posts[k][from:to]
}

// alike appends the words like a word of the index to dst, as lookUp found them when it was compiled.
func (x *Index) alike(id uint32, dst []near) []near {
	from, to := x.begins(id, recLike)
	if from > to || uint64(to) > uint64(len(x.like)) {
		return dst
	}
	for b := x.like[from:min(to, from+likeInBytes)]; len(b) >= likeSize; b = b[likeSize:] {
		dst = append(dst, near{binary.LittleEndian.Uint32(b), int32(binary.LittleEndian.Uint16(b[4:]))})
	}
	return dst
}

func appendLike(dst []byte, nears []near) []byte {
	for _, n := range nears {
		dst = binary.LittleEndian.AppendUint32(dst, n.word)
		dst = binary.LittleEndian.AppendUint16(dst, uint16(n.alike))
	}
	return dst
}

// A record of a row holds the row and its words where it has four or less, in half a line of the cache:
//
//	0   entry
//	4   where the spans of its words begin
//	8   which of the entry's names
//	10  flags
//	11  number of words
//	12  weight of all words
//	16  the words; of a row with more, where they begin among the tokens
const (
	rowSize  = 32
	rowWords = 16
	fewWords = 4
)

// A row is one reading of one name of an entry.
type row struct {
	entry uint32
	name  int // which of the entry's names
	flags uint8
	words words32
	spans words32 // where each word stands in the name: the byte it begins at, and in the upper half the one it ends before
}

// rowLoad returns the flags of a row and the weight of all its words.
func (x *Index) rowLoad(id uint32) (flags uint8, load int, ok bool) {
	at := int(id) * rowSize
	if at+rowSize > len(x.rows) {
		return 0, 0, false
	}
	b := x.rows[at : at+rowSize]
	return b[10], int(binary.LittleEndian.Uint16(b[12:])), true
}

func (x *Index) row(id uint32) (row, bool) {
	at := int(id) * rowSize
	if at+rowSize > len(x.rows) {
		return row{}, false
	}
	b := x.rows[at : at+rowSize]
	from, n := int(binary.LittleEndian.Uint32(b[4:])), int(b[11])
	if n == 0 || n > script.MaxTokens || (from+n)*4 > len(x.spans) {
		return row{}, false
	}
	words := words32(b[rowWords : rowWords+4*min(n, fewWords)])
	if n > fewWords {
		at := int(words.at(0))
		if (at+n)*4 > len(x.tokens) {
			return row{}, false
		}
		words = x.tokens[at*4:][:n*4]
	}
	return row{
		entry: binary.LittleEndian.Uint32(b), name: int(binary.LittleEndian.Uint16(b[8:])), flags: b[10],
		words: words, spans: x.spans[from*4:][:n*4],
	}, true
}
