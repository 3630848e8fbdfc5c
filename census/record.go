package census

import (
	"github.com/longarm-project/longarm/census/count"
	"github.com/longarm-project/longarm/census/detect"
)

// A key is a way to tell one person or device from another, strongest first.
type key uint8

const (
	keySSN key = iota
	keyMBI
	keyPassport
	keyNational
	keyLicence
	keyPatient
	keyEmail
	keyNameBirth
	keyPerson
	keyPhone
	keySubject // a sample of a genome, a patient of a document: one for each file or header
	keyAccount
	keyNameAddress
	keyName
	keyDevice
	keyAddress
	keys
)

// keyNames are the names of keys in parts and reports.
var keyNames = [keys]string{"ssn", "mbi", "passport", "national", "licence", "patient", "email", "name-birth", "person", "phone", "subject", "account", "name-address", "name", "device", "address"}

// unsure are keys of which two may belong to one person, so that they set no lower bound.
var unsure = [keys]bool{keyAccount: true, keyNameAddress: true, keyName: true, keyDevice: true, keyAddress: true, keyPhone: true}

// noKey is no key.
const noKey = keys

// keyOf is the key that an identifier makes, or noKey.
var keyOf = func() (t [detect.Kinds]key) {
	for k := range t {
		t[k] = noKey
	}
	for k, v := range map[detect.Kind]key{
		detect.SSN: keySSN, detect.ITIN: keyNational, detect.MBI: keyMBI, detect.Passport: keyPassport, detect.DriverLicence: keyLicence,
		detect.StateID: keyLicence, detect.AlienNumber: keyNational, detect.USCISReceipt: keyNational, detect.Medicaid: keyNational, detect.DoDID: keyNational,
		detect.NationalID: keyNational, detect.Email: keyEmail, detect.Phone: keyPhone, detect.Card: keyAccount, detect.IBAN: keyAccount,
		detect.BankAccount: keyAccount, detect.Crypto: keyAccount, detect.Username: keyPerson, detect.Address: keyAddress,
		detect.IMEI: keyDevice, detect.IMSI: keyDevice, detect.ICCID: keyDevice, detect.MAC: keyDevice, detect.Serial: keyDevice, detect.AdvertisingID: keyDevice,
		detect.Caller: keyPhone, detect.PublicAccount: keyPerson, detect.IP: keyDevice, detect.Cookie: keyDevice, detect.VIN: keyDevice, detect.Plate: keyDevice,
	} {
		t[k] = v
	}
	return t
}()

// A kindSet is a set of listed identifiers.
type kindSet uint64

func (s kindSet) has(k detect.Kind) bool { return s>>k&1 == 1 }

// ofLetter holds the identifiers of each paragraph of 28 CFR 202.234.
var ofLetter = func() (t [8]kindSet) {
	for k := detect.None; k < detect.LastListed; k++ {
		if l := k.Letter(); l != 0 {
			t[l-'a'] |= 1 << k
		}
	}
	return t
}()

// Sets of paragraphs: contact data; network, authentication and call data.
var (
	contactOnly  = ofLetter['d'-'a']
	networkKinds = ofLetter['f'-'a'] | ofLetter['g'-'a'] | ofLetter['h'-'a']
)

// combined applies 28 CFR 202.212 to the identifiers of one record: two of them, not contact
// data alone. Network says that they are network, authentication and call data alone, which the
// section leaves out where they are linked as necessary for providing such a service.
func (s kindSet) combined() (covered, network bool) {
	if s&(s-1) == 0 || s&^contactOnly == 0 {
		return false, false
	}
	return true, s&^networkKinds == 0
}

// A record is what one row, document or message tells.
type record struct {
	kinds   kindSet
	keys    [keys]uint64 // token, or 0
	cats    catSet
	nation  int8 // 1 a U.S. signal, -1 a foreign one, 0 none
	weight  int8 // of the signal
	present bool // of the categories something is there, though no key
}

func (r *record) reset() { *r = record{} }

// signal notes whose data it is; a heavier signal decides.
func (r *record) signal(nation int, weight int8) {
	if nation != 0 && weight > r.weight {
		r.nation, r.weight = int8(nation), weight
	}
}

// Weights of signals, heaviest first (detectors.md names them in the same order).
const (
	bySSN int8 = 9 - iota
	byGovernment
	byCountry
	byPostal
	byPhone
	bySIM
	byPlace
)

// set notes a token for a key; the first of a kind stands.
func (r *record) set(k key, token uint64) {
	if r.keys[k] == 0 {
		r.keys[k] = token
	}
}

// finish counts a record.
func (f *File) finish(r *record) {
	if covered, network := r.kinds.combined(); covered {
		r.cats |= setOf(Covered)
		if network {
			f.NetworkOnly += 1 + f.again
		}
	}
	if r.kinds != 0 || r.cats&^setOf(Government) != 0 {
		r.cats |= setOf(Described)
	}
	if r.cats == 0 {
		return
	}
	devices := r.cats & setOf(Geolocation, Government)
	f.count(r, r.cats&^devices, false)
	f.count(r, devices, true)
}

// count enters the record's keys for the given categories: the strongest counts, the others are its aliases.
func (f *File) count(r *record, cats catSet, devices bool) {
	if cats == 0 {
		return
	}
	flags := cats.flags(int(r.nation))
	first := keys
	if devices && r.keys[keyDevice] != 0 {
		first = keyDevice
	}
	for k := range keys {
		if r.keys[k] == 0 {
			continue
		}
		if first == keys {
			first = k
		}
		if k == first {
			f.table(k).Add(r.keys[k], flags)
		} else {
			f.table(k).Add(r.keys[k], flags.AsAlias())
		}
	}
	if first == keys {
		for c := range Categories {
			if cats.has(c) {
				f.Unkeyed[c] += 1 + f.again
			}
		}
	}
}

func (f *File) table(k key) *count.Table {
	if f.tables[k] == nil {
		f.tables[k] = count.New(&limits)
	}
	return f.tables[k]
}
