package file

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// The table of law in the catalogue: what a record holds, and what that makes (28 CFR 202.212).
func TestCombinations(t *testing.T) {
	for _, c := range []struct {
		name string
		text string
		want string // categories, joined
	}{
		{"a social security number alone", "ssn\n531-21-7351\n594-62-0140\n", ""},
		{"name and social security number", "name,ssn\nMary Smith,531-21-7351\nJohn Jones,594-62-0140\n", "covered_personal_identifiers"},
		{"a mailing list", "name,email,address,phone\nMary Smith,m@example.org,12 Oak Street,212-555-0123\nJohn Jones,j@example.org,9 Elm Road,212-555-0124\n", ""},
		{"name, mail and birth date", "name,email,dob\nMary Smith,m@example.org,1980-02-03\nJohn Jones,j@example.org,1975-11-30\n", ""},
		{"mail and advertising id", "email,gaid\nm@example.org,38400000-8cf0-11bd-b23e-10b96e40000d\nj@example.org,38400000-8cf0-41bd-b23e-10b96e40000e\n", "covered_personal_identifiers"},
		{"name and address of a network", "full_name,ip\nMary Smith,8.8.4.4\nJohn Jones,9.9.9.9\n", "covered_personal_identifiers"},
		{"a list of hardware addresses", "mac\n00:1b:44:11:3a:b7\n00:1b:44:11:3a:b8\n", ""},
		{"hardware and home address", "mac,address\n00:1b:44:11:3a:b7,12 Oak Street\n00:1b:44:11:3a:b8,9 Elm Road\n", "covered_personal_identifiers"},
		{"name and diagnosis", "full_name,diagnosis\nMary Smith,asthma\nJohn Jones,flu\n", "personal_health"},
		{"digest of a mail address, place and time", "email_sha256,latitude,longitude,timestamp,device_id\n" + strings.Repeat("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08,39.12345,-98.12345,2025-01-02T03:04:05Z,d1\n", 3), "precise_geolocation"},
		{"last four digits and name", "full_name,ssn_last4\nMary Smith,7351\nJohn Jones,0140\n", "covered_personal_identifiers"},
		{"last four digits of a card and name", "full_name,card_last4\nMary Smith,7351\nJohn Jones,0140\n", "personal_financial"},
		{"measurements of nobody", "thickness,size,diagnosis\n10,4,malignant\n3,1,benign\n", ""},
		{"a flag about mail", "email_verified,signups\n0,12\n1,44\n", ""},
		{"places that nobody was at", "name,latitude,longitude\nThigpen,31.95376,-89.23450\nMeadow Lake,38.94574,-104.56989\n", ""},
		{"calls", "caller,callee,start_time,duration\n212-555-0123,415-555-0199,2025-01-02 03:04:05,61\n212-555-0124,415-555-0198,2025-01-02 03:05:05,20\n", "covered_personal_identifiers"},
	} {
		r := scanBytes(t, []byte(c.text))
		if got := strings.Join(slices.Sorted(maps.Keys(r.By)), " "); got != c.want {
			t.Errorf("%s: %q, want %q (%v)", c.name, got, c.want, r.List[0].Identifiers)
		}
	}
}

// Columns of digests are present and not counted; an encrypted file is never taken for none.
func TestPresentAndUncounted(t *testing.T) {
	r := scanBytes(t, []byte("full_name,ssn_hash\n"+strings.Repeat("Mary Smith,9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n", 3)))
	if f := r.List[0]; !slices.Contains(f.Uncounted, "ssn_hash") || r.By["covered_personal_identifiers"] == nil {
		t.Errorf("digests beside names: %+v", f)
	}
	r = scanBytes(t, []byte("age-encryption.org/v1\n-> X25519 abc\n"))
	if f := r.List[0]; f.Status != "unread" || !slices.Contains(f.Safeguards, "age") {
		t.Errorf("ciphertext: %+v", f)
	}
}

// What looks like identifiers and is none.
func TestNegatives(t *testing.T) {
	for _, text := range []string{
		"icon@2x.png size 4\nfont@3x.jpg size 9\n",
		"git clone git@host.local:group/repo\n",
		"postgres://user:secret@db.example.com:5432/x\n",
		"version 10.0.19041.1234 and v1.2.3.4 and 127.0.0.1 and 192.168.1.7\n",
		"order 1700000000123456789 took 1234567890123 ns\n",
		"part 123-45-6789-01 and 078-05-1120 and 000-12-3456 and 666-12-3456\n",
		"4111 1111 1111 1111 and 4242424242424242 are for tests\n",
		"time 10:11:12:13 and hash deadbeefdeadbeefdeadbeefdeadbeef\n",
		"uuid 38400000-8cf0-41bd-b23e-10b96e40000d, session 9f86d081884c7d65\n",
	} {
		r := scanBytes(t, []byte(text))
		if n := len(r.List[0].Identifiers); n > 0 {
			t.Errorf("%q: %v", text, slices.Sorted(maps.Keys(r.List[0].Identifiers)))
		}
	}
}
