package file

import (
	"bytes"
	"context"
	"math"

	"github.com/longarm-project/longarm/census"
)

// Cipher recognises data that was encrypted before it was stored. Its content is present and not counted (28 CFR 202.206).
type Cipher struct{}

// Name implements census.Format.
func (Cipher) Name() string { return "ciphertext" }

// ciphers lists the marks by which schemes begin their files.
var ciphers = []struct{ magic, scheme string }{
	{"age-encryption.org/v1", "age"},
	{"-----BEGIN AGE ENCRYPTED FILE-----", "age"},
	{"-----BEGIN PGP MESSAGE-----", "pgp"},
	{"\x85\x01", "pgp"}, {"\x85\x02", "pgp"}, {"\x84\x8c", "pgp"}, {"\x8c\x0d", "pgp"}, {"\xc1\xc0", "pgp"},
	{"Salted__", "openssl"},
	{"LUKS\xba\xbe", "luks"},
	{"$ANSIBLE_VAULT;", "ansible-vault"},
	{"AQICAH", "aws-kms"}, {"\x02\x05\x00", "aws-encryption-sdk"}, {"\x01\x80", "aws-encryption-sdk"},
	{"vault:v", "vault-transit"},
	{"gocryptfs", "gocryptfs"},
	{"PARE", "parquet-encryption"},
	{"-FVE-FS-", "bitlocker"},
	{"SQLCipher", "sqlcipher"},
	{"TINK", "tink"},
}

// schemeOf names the scheme of a ciphertext, or "". Short marks count only before bytes as even as ciphertext is.
func schemeOf(head []byte) string {
	for _, c := range ciphers {
		if bytes.HasPrefix(head, []byte(c.magic)) && (len(c.magic) > 4 || c.magic == "PARE" || entropy(head) > 7.2 || len(head) < 512 && c.magic == "AQICAH") {
			return c.scheme
		}
	}
	return ""
}

// entropy is that of the bytes, in bits for each.
func entropy(b []byte) float64 {
	if len(b) < 256 {
		return 0
	}
	var n [256]int
	for _, c := range b {
		n[c]++
	}
	e := 0.0
	for _, k := range n {
		if k > 0 {
			p := float64(k) / float64(len(b))
			e -= p * math.Log2(p)
		}
	}
	return e
}

// Recognise implements census.Format.
func (Cipher) Recognise(head []byte, _ string) bool { return schemeOf(head) != "" }

// Scan implements census.Format.
func (Cipher) Scan(_ context.Context, src *census.Source, f *census.File) error {
	f.Cipher(schemeOf(src.Head))
	return nil
}
