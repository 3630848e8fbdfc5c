package evidence

import (
	"net/netip"

	"github.com/longarm-project/longarm/fact"
)

// SeveralAssets stands for the asset where too many had to be counted together.
const SeveralAssets fact.AssetID = "(several assets)"

// MaxNames bounds Observation.Names and Also.
const MaxNames = 16

// foldedName names the prefix that a was folded to; addresses that no table holds count as 0.0.0.0/0 or ::/0.
func foldedName(p netip.Prefix, a netip.Addr) string {
	switch {
	case p.IsValid():
		return p.Masked().String()
	case a.Is4():
		return "0.0.0.0/0"
	}
	return "::/0"
}
