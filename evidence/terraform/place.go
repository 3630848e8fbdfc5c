package terraform

import (
	"cmp"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/internal/pattern"
)

// The ranks of places in which a region is found: a higher one wins.
const (
	fromInner = 1 + iota // of a block or object within the resource
	fromLink             // an identifier that holds a place
	fromZone
	fromLocation
	fromRegion
)

// A candidate is a region that a resource may be in.
type candidate struct {
	region string
	rank   int
}

var (
	hostedZone = pattern.New(`^z[0-9a-z]{8,}$`) // of Route 53
	regionLike = pattern.New(`^[a-z][a-z0-9-]{1,40}$`)
	// Blocks and attributes that tell of further places: a copy, a second site.
	elsewhere = pattern.New(`replica|replication|^geo_|georeplication|secondary|failover|additional|destination|copy_|_copy|peer|remote|target|mirror`)
	linkParts = pattern.New(`(?:^|/)(zones|regions|locations)/([A-Za-z0-9-]+)`)

	zoneDomain     = pattern.New(`^(?:[a-z0-9]+:)?([a-z]+-[a-z]+-[0-9]+)-ad-[0-9]$`)                       // Oracle: Uocm:AP-SINGAPORE-1-AD-1
	zoneLocal      = pattern.New(`^([a-z]+(?:-[a-z]+)+-[0-9])-(?:wl[0-9]-)?[a-z]+-(?:wlz-)?[0-9]+[a-z]?$`) // AWS: us-west-2-lax-1a, us-east-1-wl1-bos-wlz-1
	zoneSeveral    = pattern.New(`^([a-z0-9-]+?)-?maz[0-9]+.*$`)                                           // Alibaba: cn-hangzhou-MAZ6(b,f)
	zoneDashLetter = pattern.New(`^(.+)-[a-z]$`)                                                           // asia-east2-a, cn-hangzhou-h
	zoneLetter     = pattern.New(`^(.+[0-9])[a-z]$`)                                                       // eu-central-1a, ru-3a
	zoneNumber     = pattern.New(`^([a-z]+[0-9]*(?:-[a-z]+[0-9]*)*)-[0-9]+$`)                              // ap-guangzhou-3, fr-par-1, us-south-2
	zoneCentre     = pattern.New(`^([a-z]+[0-9]+)-dc[0-9]+$`)                                              // fsn1-dc14
)

// numbered are the providers whose zones are their region and a number.
var numbered = []string{"tencentcloud", "scaleway", "ibm", "ucloud", "stackit", "opentelekomcloud", "otc", "kakaocloud", "ncloud"}

// regionOf returns the region that a value names: a region, a zone of one, or a
// link that ends in either. Provider is the first word of the type; "" is no region.
func regionOf(provider, form, value string) string {
	v := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(value), " ", ""))
	if m := linkParts.FindStringSubmatch(v); m != nil {
		if v = m[2]; m[1] == "zones" {
			form = "zone"
		}
	}
	if form == "zone" {
		v = zoneRegion(provider, v)
	}
	if form == "location" {
		v = strings.TrimPrefix(v, "oss-")
	}
	if !regionLike.MatchString(v) || form != "region" && !placeLike(provider, v) {
		return ""
	}
	return v
}

// placeLike reports whether a zone or location may be a place: "location" also is
// where a parameter stands ("HEADER"), and "zone" one of DNS or of a data centre of one's own ("nova").
func placeLike(provider, v string) bool {
	return strings.ContainsAny(v, "-0123456789") && !hostedZone.MatchString(v) || strings.HasPrefix(provider, "az") || multiRegions[v]
}

// multiRegions are locations of Google that are no region.
var multiRegions = map[string]bool{"us": true, "eu": true, "asia": true, "global": true}

// zoneRegion returns the region of a zone in the spelling of its provider.
func zoneRegion(provider, zone string) string {
	for _, shape := range []*pattern.Pattern{zoneDomain, zoneLocal, zoneSeveral, zoneDashLetter, zoneLetter, zoneCentre} {
		if m := shape.FindStringSubmatch(zone); m != nil {
			return m[1]
		}
	}
	if slices.Contains(numbered, provider) {
		if m := zoneNumber.FindStringSubmatch(zone); m != nil {
			return m[1]
		}
	}
	return zone
}

// placeName says which form of place an attribute holds: "region", "location", "zone" or "".
func (r *resource) placeName(name string) string {
	switch name {
	case "region", "region_id", "region_name", "provider_region_name", "endpoint_group_region", "metro":
		return "region"
	case "location", "location_id", "failover_location":
		return "location"
	case "availability_zone", "availability_zones", "master_zone_id", "availability_domain", "available_zone", "availability_zone_names":
		return "zone"
	case "zone", "zone_id", "zones", "zone_name":
		if !r.dns {
			return "zone"
		}
	case "datacenter":
		if strings.HasPrefix(r.kind, "hcloud_") {
			return "zone"
		}
	}
	return ""
}

// placed takes an attribute into account that holds a place.
func (r *resource) placed(at spot, form, value string) {
	region := regionOf(typePrefix(r.kind), form, value)
	rank := map[string]int{"region": fromRegion, "location": fromLocation, "zone": fromZone}[form]
	switch {
	case region == "":
	case at.outer != "" && (elsewhere.MatchString(at.outer) || elsewhere.MatchString(at.above)), at.outer == "" && elsewhere.MatchString(at.name):
		if form == "zone" && at.name != "availability_zone" && at.name != "zone" {
			return
		}
		r.further = append(r.further, region)
	case at.outer != "":
		r.found(region, fromInner)
	default:
		r.found(region, rank)
	}
}

// oracleKeys are the regions whose identifiers hold a key in the place of the name
// (OCI documentation, "Regions and Availability Domains").
var oracleKeys = map[string]string{"phx": "us-phoenix-1", "iad": "us-ashburn-1", "fra": "eu-frankfurt-1", "lhr": "uk-london-1"}

func (r *resource) found(region string, rank int) {
	if len(r.candidates) < maxEndpoints {
		r.candidates = append(r.candidates, candidate{region, rank})
	}
}

// link takes the place out of an identifier: an ARN, an identifier of Oracle, a self link of Google.
func (r *resource) link(value string) {
	if parts := strings.SplitN(value, ":", 6); len(parts) == 6 && (parts[0] == "arn" || parts[0] == "acs" || parts[0] == "qcs") {
		if region := regionOf("", "location", parts[3]); strings.Contains(region, "-") {
			r.found(region, fromLink)
		}
		if isDigits(parts[4]) {
			r.account = parts[4]
		}
		return
	}
	if parts := strings.SplitN(value, ".", 5); len(parts) == 5 && parts[0] == "ocid1" {
		if region := cmp.Or(oracleKeys[parts[3]], regionOf("", "region", parts[3])); strings.Contains(region, "-") {
			r.found(region, fromLink)
		}
		return
	}
	if strings.HasPrefix(r.kind, "google_") && linkParts.MatchString(strings.ToLower(value)) {
		if region := regionOf("google", "location", value); region != "global" && region != "" {
			r.found(region, fromLink)
		}
	}
}

// settle decides which of the candidates is the region. Places that are as near
// to the resource and differ are all further places.
func (r *resource) settle() {
	best := 0
	for _, c := range r.candidates {
		best = max(best, c.rank)
	}
	for _, c := range r.candidates {
		switch {
		case c.rank < best:
		case r.region == "", r.region == c.region:
			r.region = c.region
		default:
			r.further = append(r.further, c.region)
			r.several = true
		}
	}
	if r.several {
		r.further = append(r.further, r.region)
		r.region = ""
	}
	if r.unsettled && best < fromZone {
		r.region = ""
	}
}
