// Package detect recognises the identifiers and categories of 28 CFR part 202 in
// bytes, column names and single values.
//
// Three ways lead to a finding. A Scanner finds values whose shape and check
// digits settle what they are, anywhere in text, 64 positions at a time. Hint reads
// the name of a column or key. A value below such a name is judged by Value, which
// can accept what would be too weak anywhere else: nine bare digits are a social
// security number only where the column says so.
//
// Names of kinds are those of the catalogue in doc/formats/census.md; the letters are
// the paragraphs of 28 CFR 202.234.
package detect

// A Kind is what a value or a column is.
type Kind uint8

// The kinds. Those before LastListed are listed identifiers (28 CFR 202.234).
const (
	None Kind = iota
	SSN
	SSNTruncated
	ITIN
	MBI
	Passport
	DriverLicence
	StateID
	AlienNumber
	USCISReceipt
	Medicaid
	DoDID
	NationalID
	VIN
	Plate
	Card
	IBAN
	BankAccount
	PIN
	CVV
	Crypto
	IMEI
	IMSI
	ICCID
	MAC
	Serial
	Name
	BirthDate
	Birthplace
	Zip
	Address
	Phone
	Email
	PublicAccount
	AdvertisingID
	Username
	Password
	SecurityAnswer
	Token
	IP
	Cookie
	CallDetail
	LastListed

	// Secrets and property.
	PrivateKey
	CloudKey
	SecretToken
	SourceCode
	CAD
	Marking
	ExportControlled
	Model

	// What helps to judge, and is no identifier of a person.
	MaskedCard
	ABA
	SWIFT
	NPI
	EIN
	Given
	Family
	City
	State
	Country
	PatientID
	PersonID
	RowID
	AccountID
	DeviceID
	Latitude
	Longitude
	Moment
	TrackData
	TripData
	Amount
	Direction
	TransactionID
	HealthStrong
	HealthWeak
	FinancialData
	Attribute
	Genotype
	Template
	Caller
	Callee
	Duration
	CellID
	Hashed
	Free
	Kinds
)

// info describes a kind.
type info struct {
	name   string
	letter byte // paragraph of 202.234, or 0
}

var infos = [Kinds]info{
	SSN: {"gov_id.ssn", 'a'}, SSNTruncated: {"gov_id.ssn_truncated", 'a'}, ITIN: {"gov_id.itin", 'a'}, MBI: {"gov_id.mbi", 'a'},
	Passport: {"gov_id.passport", 'a'}, DriverLicence: {"gov_id.driver_licence", 'a'}, StateID: {"gov_id.state_id", 'a'},
	AlienNumber: {"gov_id.alien_number", 'a'}, USCISReceipt: {"gov_id.uscis_receipt", 'a'}, Medicaid: {"gov_id.medicaid", 'a'},
	DoDID: {"gov_id.dod_id", 'a'}, NationalID: {"gov_id.national", 'a'}, VIN: {"gov_id.vin", 'c'}, Plate: {"gov_id.plate", 'a'},
	Card: {"financial_account.card", 'b'}, IBAN: {"financial_account.iban", 'b'}, BankAccount: {"financial_account.us_bank", 'b'},
	PIN: {"financial_account.pin", 'b'}, CVV: {"financial_account.cvv", 0}, Crypto: {"financial_account.crypto", 'b'},
	IMEI: {"device.imei", 'c'}, IMSI: {"device.imsi", 'c'}, ICCID: {"device.iccid", 'c'}, MAC: {"device.mac", 'c'}, Serial: {"device.serial", 'c'},
	Name: {"demographic.name", 'd'}, BirthDate: {"demographic.birth_date", 'd'}, Birthplace: {"demographic.birthplace", 'd'},
	Zip: {"demographic.zip", 'd'}, Address: {"demographic.address", 'd'}, Phone: {"demographic.phone", 'd'}, Email: {"demographic.email", 'd'},
	PublicAccount: {"demographic.public_account", 'd'}, AdvertisingID: {"advertising.id", 'e'},
	Username: {"account_auth.username", 'f'}, Password: {"account_auth.password", 'f'}, SecurityAnswer: {"account_auth.security_answer", 'f'}, Token: {"account_auth.token", 'f'},
	IP: {"network.ip", 'g'}, Cookie: {"network.cookie", 'g'}, CallDetail: {"call_detail.cdr", 'h'},
	PrivateKey: {"secret.private_key", 0}, CloudKey: {"secret.cloud_key", 0}, SecretToken: {"secret.token", 0},
	SourceCode: {"ip.source_code", 0}, CAD: {"ip.cad", 0}, Marking: {"ip.marking", 0}, ExportControlled: {"ip.export_controlled", 0}, Model: {"ip.model", 0},
	MaskedCard: {"financial_account.card_bin_last4", 0}, ABA: {"financial_account.aba", 0}, SWIFT: {"financial_account.swift", 0}, NPI: {"gov_id.npi", 0}, EIN: {"gov_id.ein", 0},
}

// String returns the name of the kind in the catalogue; empty for what only helps to judge.
func (k Kind) String() string { return infos[k].name }

// Letter returns the paragraph of 28 CFR 202.234 that lists the kind, 'a' to 'h', or 0.
func (k Kind) Letter() byte { return infos[k].letter }

// Listed reports whether the kind is a listed identifier.
func (k Kind) Listed() bool { return infos[k].letter != 0 }

// Secret reports whether the kind is a secret, which gives access to what it opens.
func (k Kind) Secret() bool { return k >= PrivateKey && k <= SecretToken }

// Property reports whether the kind marks intellectual property.
func (k Kind) Property() bool { return k >= SourceCode && k <= Model }

// KindOf returns the kind of a name in the catalogue, or None.
func KindOf(name string) Kind {
	for k := range infos {
		if name != "" && infos[k].name == name {
			return Kind(k)
		}
	}
	return None
}

// A Confidence says how sure a finding is.
type Confidence byte

// The confidences.
const (
	A Confidence = 'A' // shape and check digits, or a closed list, settle it
	B Confidence = 'B' // shape and one hint
	C Confidence = 'C' // the name of the column or the type of its values alone
)
