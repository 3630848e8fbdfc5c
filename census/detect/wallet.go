package detect

import (
	"bytes"
	"crypto/sha256"
	"math/big"
)

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// base58check checks the four bytes that end an address of the first Bitcoin kinds.
func base58check(v []byte) bool {
	n := new(big.Int)
	for _, c := range v {
		i := bytes.IndexByte([]byte(base58), c)
		if i < 0 {
			return false
		}
		n.Mul(n, big.NewInt(58)).Add(n, big.NewInt(int64(i)))
	}
	if n.BitLen() > 200 {
		return false
	}
	var b [25]byte
	n.FillBytes(b[:])
	first := sha256.Sum256(b[:21])
	second := sha256.Sum256(first[:])
	return bytes.Equal(second[:4], b[21:]) && (b[0] == 0 || b[0] == 5)
}

const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32 checks an address beginning with bc1 (BIP 173, BIP 350).
func bech32(v []byte) bool {
	sum := uint32(1)
	step := func(d byte) {
		top := sum >> 25
		sum = (sum&0x1ffffff)<<5 ^ uint32(d)
		for i, g := range []uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for _, c := range []byte("bc") {
		step(c >> 5)
	}
	step(0)
	for _, c := range []byte("bc") {
		step(c & 31)
	}
	for _, c := range v[3:] {
		i := bytes.IndexByte([]byte(bech32Letters), c)
		if i < 0 {
			return false
		}
		step(byte(i))
	}
	return sum == 1 || sum == 0x2bc830a3
}
