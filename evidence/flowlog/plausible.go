package flowlog

import (
	"net/netip"
	"strings"
)

// plausible reports whether v may be a value of the field. A value that may be
// nearly anything fits only fields that hold such values: so a layout is
// inferred when it fits, and refused when columns may have been moved about.
func plausible(field, v string) bool {
	if v == "-" {
		return field != "version" && field != "log-status"
	}
	switch field {
	case "version":
		return len(v) <= 2 && digits(v)
	case "account-id":
		return v == "unknown" || len(v) >= 10 && len(v) <= 12 && digits(v)
	case "interface-id":
		return strings.HasPrefix(v, "eni-")
	case "vpc-id":
		return strings.HasPrefix(v, "vpc-")
	case "subnet-id":
		return strings.HasPrefix(v, "subnet-")
	case "instance-id":
		return strings.HasPrefix(v, "i-")
	case "srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr":
		_, err := netip.ParseAddr(v)
		return err == nil
	case "srcport", "dstport":
		return len(v) <= 5 && digits(v)
	case "protocol", "tcp-flags", "traffic-path":
		return len(v) <= 3 && digits(v)
	case "packets", "bytes":
		return len(v) <= 19 && digits(v)
	case "start", "end":
		return len(v) >= 9 && len(v) <= 11 && digits(v)
	case "action":
		return v == "ACCEPT" || v == "REJECT"
	case "log-status":
		return v == "OK" || v == "NODATA" || v == "SKIPDATA"
	case "type":
		return v == "IPv4" || v == "IPv6" || v == "EFA"
	case "region":
		return strings.Count(v, "-") >= 2
	case "az-id":
		return strings.Contains(v, "-az")
	case "sublocation-type":
		return v == "wavelength" || v == "outpost" || v == "localzone"
	case "flow-direction":
		return v == "ingress" || v == "egress"
	case "pkt-src-aws-service", "pkt-dst-aws-service":
		return v == strings.ToUpper(v)
	}
	return true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
