package dns

import (
	"bytes"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// Export reads records as the interfaces of providers list them in JSON: Route 53,
// Google Cloud DNS, Azure DNS, Cloudflare and Alibaba Cloud DNS.
type Export struct{}

// Name implements evidence.Reader.
func (Export) Name() string { return "dns-export" }

// exportMarks are the members that tell a list, all of one row.
var exportMarks = [][]string{
	{`"ResourceRecordSets"`, `"Type"`}, {`"rrdatas"`, `"ttl"`, `"type"`}, {`"content"`, `"proxiable"`, `"type"`},
	{`"DomainRecords"`, `"RR"`}, {`"Microsoft.Network/dns`, `"fqdn"`},
}

// Recognizes implements evidence.Reader.
func (Export) Recognizes(head []byte) evidence.Strength {
	text := bytes.TrimLeft(head, " \t\r\n")
	if !bytes.HasPrefix(text, []byte("{")) && !bytes.HasPrefix(text, []byte("[")) {
		return evidence.No
	}
	return evidence.Strong.If(slices.ContainsFunc(exportMarks, func(row []string) bool {
		return !slices.ContainsFunc(row, func(m string) bool { return !bytes.Contains(text, []byte(m)) })
	}))
}

// Read implements evidence.Reader. Observations come in the order of the file.
func (Export) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		for o, err := range evidence.Objects(in.R, "ResourceRecordSets", "result", "Record", "rrsets") {
			if err != nil {
				if !yield(evidence.Item{}, err) {
					return
				}
				continue
			}
			owner, kind, values := exported(o)
			if owner == "" || kind == "" {
				in.Skip("other record", 1)
				continue
			}
			in.Records++
			for _, v := range values {
				service := strings.ToLower(kind)
				if service == "txt" && !strings.Contains(strings.ToLower(v), "v=spf1") {
					continue // text may be secret, and points nowhere
				}
				for _, t := range evidence.Targets(v) {
					if t == owner {
						continue
					}
					if service == "txt" {
						service = "spf"
					}
					ob := &fact.Observation{Asset: fact.AssetID(owner), Endpoint: t, Service: service, What: fact.ObservedRecord}
					if !yield(evidence.Item{Body: ob, Line: o.Line, Place: owner + " " + kind}, nil) {
						return
					}
				}
			}
		}
	}
}

// exported returns the owner, the type and the values of one record set.
func exported(o evidence.Object) (owner, kind string, values []string) {
	first := func(names ...string) string {
		for _, n := range names {
			if s := o.Text(n); s != "" {
				return s
			}
		}
		return ""
	}
	owner, kind = first("fqdn", "Name", "name"), first("Type", "type")
	if domain := o.Text("DomainName"); domain != "" { // Alibaba
		owner = strings.TrimPrefix(o.Text("RR")+"."+domain, "@.")
	}
	kind = kind[strings.LastIndexByte(kind, '/')+1:]
	owner = strings.TrimSuffix(strings.ToLower(owner), ".")
	take := func(v any) {
		if s, ok := v.(string); ok && len(values) < 1000 {
			values = append(values, s)
		}
	}
	for _, name := range []string{"content", "Value", "value"} {
		take(evidence.At(o.Members, name))
	}
	take(evidence.At(o.Members, "AliasTarget", "DNSName"))
	for _, v := range o.List("rrdatas") {
		take(v)
	}
	for _, r := range o.List("ResourceRecords") {
		take(evidence.At(r, "Value"))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Members)) { // of Azure: ARecords, cnameRecord, ...
		if !strings.HasSuffix(name, "Record") && !strings.HasSuffix(name, "Records") {
			continue
		}
		list, ok := o.Members[name].([]any)
		if !ok {
			list = []any{o.Members[name]}
		}
		for _, r := range list {
			for _, field := range []string{"ipv4Address", "ipv6Address", "cname", "exchange", "nsdname", "target"} {
				take(evidence.At(r, field))
			}
			if text, ok := evidence.At(r, "value").([]any); ok {
				var whole strings.Builder
				for _, t := range text {
					s, _ := t.(string)
					whole.WriteString(s)
				}
				take(whole.String())
			}
		}
	}
	return owner, kind, values
}
