package blocks

import (
	"errors"
	"fmt"

	"github.com/oschwald/maxminddb-golang/v2"
)

// A record holds what is used of one of a database in the MaxMind DB format, version 2.
type record struct {
	ASN     uint32 `maxminddb:"autonomous_system_number"`
	Holder  string `maxminddb:"autonomous_system_organization"`
	Country struct {
		Code string `maxminddb:"iso_code"`
	} `maxminddb:"country"`
	Registered struct {
		Code string `maxminddb:"iso_code"`
	} `maxminddb:"registered_country"`
}

// readMMDB reads a user's own database of systems or countries.
func (r *reader) readMMDB(text []byte) (err error) {
	defer func() { // a damaged tree is the library's to refuse, and not ours to trust
		if x := recover(); x != nil {
			err = fmt.Errorf("MMDB: %v", x)
		}
	}()
	db, err := maxminddb.OpenBytes(text)
	if err != nil {
		return errNothing
	}
	defer db.Close()
	r.form = "mmdb"
	n := 0
	for result := range db.Networks() {
		if n++; n > maxRows {
			return errors.New("MMDB: more networks than are read")
		}
		var rec record
		if err := result.Decode(&rec); err != nil {
			r.bad(0, fmt.Errorf("MMDB: %w", err))
			if r.nBad > 1000 {
				return errors.New("MMDB: too much of it cannot be read")
			}
			continue
		}
		prefix := result.Prefix().String()
		if rec.ASN != 0 {
			r.add(0, prefix, Row{Kind: Announced, ASN: rec.ASN, Holder: rec.Holder})
		}
		cc := rec.Registered.Code
		if cc == "" {
			cc = rec.Country.Code
		}
		if len(cc) == 2 {
			r.add(0, prefix, Row{Kind: Registered, Country: cc})
		}
	}
	if n == 0 {
		return errors.New("MMDB: it holds nothing")
	}
	return nil
}
