package resolver

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/miekg/dns"

	"github.com/longarm-project/longarm/evidence"
)

// A record is a query in JSON.
type record struct {
	asking
	from string // the client, as it is written
	none bool   // there is no such name
}

// fromJSON reads a record of any of the makers.
func fromJSON(o evidence.Object) (r record) {
	switch {
	case o.Text("query_name") != "": // Route 53
		r.name, r.from, r.none = o.Text("query_name"), o.Text("srcaddr"), o.Text("rcode") == "NXDOMAIN"
		r.at = second(o.Text("query_timestamp"))
		r.refused = o.Text("firewall_rule_action") == "BLOCK"
		for _, a := range o.List("answers") {
			data, _ := evidence.At(a, "Rdata").(string)
			r.answers = append(r.answers, data)
		}
	case o.Text("jsonPayload", "queryName") != "": // Google Cloud DNS
		r.name, r.from = o.Text("jsonPayload", "queryName"), o.Text("jsonPayload", "sourceIP")
		r.none = o.Text("jsonPayload", "responseCode") == "NXDOMAIN"
		r.at = second(o.Text("timestamp"))
		for _, line := range strings.Split(o.Text("jsonPayload", "rdata"), "\n") {
			if words := strings.Fields(line); len(words) > 4 && len(r.answers) < evidence.MaxNames { // name, age, class, type, data
				r.answers = append(r.answers, strings.Join(words[4:], " "))
			}
		}
	case o.Text("QH") != "": // AdGuard Home
		r.name, r.from, r.at = o.Text("QH"), o.Text("IP"), second(o.Text("T"))
		r.refused, _ = evidence.At(o.Members, "Result", "IsFiltered").(bool)
		r.answer(o.Text("Answer"))
	}
	return r
}

func second(stamp string) int64 {
	t, err := time.Parse(time.RFC3339Nano, stamp)
	if err != nil {
		return 0
	}
	return t.Unix()
}

// answer reads a message of DNS (RFC 1035, 4) in base64.
func (r *record) answer(message string) {
	wire, err := base64.StdEncoding.DecodeString(message)
	var m dns.Msg
	if err != nil || len(wire) == 0 || len(wire) > dns.MaxMsgSize || m.Unpack(wire) != nil {
		return
	}
	r.none = m.Rcode == dns.RcodeNameError
	for _, rr := range m.Answer[:min(len(m.Answer), evidence.MaxNames)] {
		switch rr := rr.(type) {
		case *dns.CNAME:
			r.answers = append(r.answers, rr.Target)
		case *dns.A:
			r.answers = append(r.answers, rr.A.String())
		case *dns.AAAA:
			r.answers = append(r.answers, rr.AAAA.String())
		}
	}
}
