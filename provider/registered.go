package provider

import "github.com/longarm-project/longarm/fact"

// A Registered is what is known of an address that is no provider's: under which
// country a registry holds it, which says nothing of where it is used, and which
// autonomous system announces it.
type Registered struct {
	Country fact.Country
	ASN     int64
	Holder  string // of the system, as the table calls it
}

// Registered returns what tables know of an address or prefix besides providers.
func (t *Table) Registered(endpoint string) Registered {
	return Registered{}
}
