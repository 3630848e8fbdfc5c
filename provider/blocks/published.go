package blocks

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// A document holds the members of the JSON forms, of which each has some.
type document struct {
	// AWS: "AWS IP address ranges, syntax". Google: cloud.json, goog.json. ipverse: an object.
	Prefixes     json.RawMessage
	IPv6Prefixes []entry `json:"ipv6_prefixes"`
	CreateDate   string  `json:"createDate"`
	CreationTime string  `json:"creationTime"`
	// Azure: "Service tags, download".
	Cloud  string
	Values []struct {
		Name       string
		Properties struct {
			Region          string
			AddressPrefixes []string
		}
	}
	// Oracle: public_ip_ranges.json.
	LastUpdated string `json:"last_updated_timestamp"`
	Regions     []struct {
		Region string
		CIDRs  []struct{ CIDR string }
	}
	// Cloudflare: the API at /client/v4/ips.
	Result struct {
		V4 []string `json:"ipv4_cidrs"`
		V6 []string `json:"ipv6_cidrs"`
	}
	// Fastly: public-ip-list.
	Addresses   []string `json:"addresses"`
	V6Addresses []string `json:"ipv6_addresses"`
	// ipverse: as-ip-blocks, one file for each system; subnets in its older form.
	ASN         uint32
	Description string
	Metadata    struct{ Description string }
	Subnets     families
}

type families struct{ IPv4, IPv6 []string }

type entry struct {
	V4      string `json:"ip_prefix"`
	V6      string `json:"ipv6_prefix"`
	G4      string `json:"ipv4Prefix"`
	G6      string `json:"ipv6Prefix"`
	Region  string `json:"region"`
	Scope   string `json:"scope"`
	Service string `json:"service"`
}

var errForm = errors.New("JSON of none of the forms that are read")

// ofDelivery are services of AWS and Azure that only stand in front of others.
var ofDelivery = []string{"CLOUDFRONT", "CLOUDFRONT_ORIGIN_FACING", "GLOBALACCELERATOR"}

// readJSON reads one of the JSON forms.
func (r *reader) readJSON(text []byte) error {
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return fmt.Errorf("JSON: %w", err)
	}
	switch {
	case d.ASN != 0:
		return r.system(&d)
	case len(d.Values) > 0:
		r.azure(&d)
	case len(d.Regions) > 0:
		r.dated(d.LastUpdated)
		r.form = "oci"
		for _, g := range d.Regions {
			for _, c := range g.CIDRs {
				r.add(0, c.CIDR, Row{Kind: Published, Provider: "oracle-cloud", Region: strings.ToLower(g.Region)})
			}
		}
	case len(d.Result.V4)+len(d.Result.V6) > 0:
		r.form = "cloudflare"
		r.each(slices.Concat(d.Result.V4, d.Result.V6), Row{Kind: Published, Provider: "cloudflare", Front: true})
	case len(d.Addresses) > 0:
		r.form = "fastly"
		r.each(slices.Concat(d.Addresses, d.V6Addresses), Row{Kind: Published, Provider: "fastly", Front: true})
	case len(d.Prefixes) > 0 && d.Prefixes[0] == '[':
		return r.ranges(&d)
	default:
		return errForm
	}
	return nil
}

func (r *reader) each(prefixes []string, row Row) {
	for _, p := range prefixes {
		r.add(0, p, row)
	}
}

// system reads what one autonomous system announces.
func (r *reader) system(d *document) error {
	r.form = "ipverse"
	f := d.Subnets
	if len(d.Prefixes) > 0 {
		if err := json.Unmarshal(d.Prefixes, &f); err != nil {
			return fmt.Errorf("JSON: prefixes: %w", err)
		}
	}
	holder := d.Metadata.Description
	if holder == "" {
		holder = d.Description
	}
	r.each(slices.Concat(f.IPv4, f.IPv6), Row{Kind: Announced, ASN: d.ASN, Holder: holder})
	return nil
}

// A place is what several rows of one prefix say together.
type place struct {
	region   string
	several  bool // regions
	services []string
}

func (p *place) take(region, service string) {
	switch region = strings.ToLower(region); {
	case region == "" || region == "global":
	case p.region == "" || p.region == region:
		p.region = region
	default:
		p.several = true
	}
	p.services = append(p.services, service)
}

// ranges reads AWS and Google, whose prefixes stand once for each service.
func (r *reader) ranges(d *document) error {
	var list []entry
	if err := json.Unmarshal(d.Prefixes, &list); err != nil {
		return fmt.Errorf("JSON: prefixes: %w", err)
	}
	provider := "aws"
	r.form = "aws"
	if len(list) > 0 && list[0].G4+list[0].G6 != "" {
		provider, r.form = "gcp", "google"
	}
	r.dated(d.CreateDate + d.CreationTime)
	by := map[string]*place{}
	var order []string
	for _, e := range append(list, d.IPv6Prefixes...) {
		p := e.V4 + e.V6 + e.G4 + e.G6
		if by[p] == nil {
			by[p] = &place{}
			order = append(order, p)
		}
		by[p].take(e.Region+e.Scope, e.Service)
	}
	for _, p := range order {
		at := by[p]
		row := Row{Kind: Published, Provider: provider}
		if !at.several {
			row.Region = at.region
		}
		at.services = slices.DeleteFunc(at.services, func(s string) bool { return s == "AMAZON" || s == "" })
		row.Front = len(at.services) > 0 && !slices.ContainsFunc(at.services, func(s string) bool { return !slices.Contains(ofDelivery, s) })
		r.add(0, p, row)
	}
	return nil
}

// azure reads service tags. A prefix is in a tag for all, for its region, and for services.
func (r *reader) azure(d *document) {
	r.form = "azure"
	provider := "azure"
	if strings.Contains(strings.ToLower(d.Cloud), "china") {
		provider = "azure-china"
	}
	by := map[string]*place{}
	var order []string
	for _, v := range d.Values {
		for _, p := range v.Properties.AddressPrefixes {
			if by[p] == nil {
				by[p] = &place{}
				order = append(order, p)
			}
			tag, _, _ := strings.Cut(v.Name, ".")
			by[p].take(v.Properties.Region, tag)
		}
	}
	for _, p := range order {
		at := by[p]
		row := Row{Kind: Published, Provider: provider}
		if !at.several {
			row.Region = at.region
		}
		at.services = slices.DeleteFunc(at.services, func(s string) bool { return s == "AzureCloud" })
		row.Front = len(at.services) > 0 && !slices.ContainsFunc(at.services, func(s string) bool { return s != "AzureFrontDoor" })
		r.add(0, p, row)
	}
}

// add checks a row and keeps it.
func (r *reader) add(line int, prefix string, row Row) {
	p, err := parsePrefix(prefix)
	if err != nil {
		r.bad(line, err)
		return
	}
	row.Prefix = p
	r.keep(line, row)
}

func (r *reader) keep(line int, row Row) {
	if r.special(row.Prefix) {
		r.special_++
		return
	}
	if r.o.MaxRows > 0 && r.b.Len() >= r.o.MaxRows {
		r.bad(line, fmt.Errorf("more than %d rows in all", r.o.MaxRows))
		return
	}
	r.rows++
	r.b.add(row, r.file)
}

func (r *reader) special(p netip.Prefix) bool { return r.o.Special != nil && r.o.Special(p.Addr()) }
