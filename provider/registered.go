package provider

import (
	"fmt"

	"github.com/longarm-project/longarm/fact"
)

// A Registered is what is known of an address that is no provider's: under which
// country a registry holds it, which says nothing of where it is used, and which
// autonomous system announces it.
type Registered struct {
	Country fact.Country
	ASN     int64
	Holder  string // of the system, as the table calls it
}

// Registered returns what a compiled table knows of an address or prefix besides providers.
func (t *Table) Registered(endpoint string) Registered {
	p, ok := parseAddress(endpoint)
	if !ok || t.prefixes.compiled == nil || isSpecial(p.Addr()) {
		return Registered{}
	}
	return t.prefixes.compiled.registered(p)
}

// String names the system that announces the address; empty where none is known.
func (r Registered) String() string {
	switch {
	case r.ASN == 0:
		return ""
	case r.Holder == "":
		return fmt.Sprintf("AS%d", r.ASN)
	}
	return fmt.Sprintf("AS%d %s", r.ASN, r.Holder)
}
