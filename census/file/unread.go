package file

import (
	"bytes"
	"context"
	"fmt"
	"math"

	"github.com/longarm-project/longarm/census"
)

// Unread recognises formats that are known and not read, so that the report can say which and what to do.
type Unread struct{}

// Name implements census.Format.
func (Unread) Name() string { return "unread" }

// unread lists the marks of formats that are not read.
var unread = []struct{ magic, name, advice string }{
	{"ORC", "orc", "convert it to Parquet"},
	{"CRAM", "cram", "give its header as SAM"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2", "an Office document of before 2007: save it in a newer form"},
	{"\x89HDF\r\n\x1a\n", "hdf5", "export its tables"},
	{"ARROW1", "arrow", "convert it to Parquet"},
	{"PGDMP", "pg_dump", "restore it, or dump it as plain SQL"},
	{"Rar!\x1a\x07", "rar", "unpack it"},
	{"7z\xbc\xaf\x27\x1c", "7z", "unpack it"},
}

func unreadOf(head []byte) int {
	for i, u := range unread {
		if bytes.HasPrefix(head, []byte(u.magic)) {
			return i
		}
	}
	return -1
}

// Recognise implements census.Format.
func (Unread) Recognise(head []byte, _ string) bool { return unreadOf(head) >= 0 }

// Scan implements census.Format: it says what would help.
func (Unread) Scan(_ context.Context, src *census.Source, f *census.File) error {
	u := unread[unreadOf(src.Head)]
	f.Format = u.name
	return fmt.Errorf("%s is %w: %s", u.name, census.ErrUnsupported, u.advice)
}

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
