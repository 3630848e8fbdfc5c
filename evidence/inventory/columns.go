package inventory

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/internal/pattern"
)

// A role is what a column says of its row.
type role int

const (
	none      role = iota
	id             // an identifier that names provider and place: ARN, self link, resource path
	name           // what people call it
	vendor         // whose service it is
	region         // where it is, as the provider calls that
	zone           // a part of a region
	territory      // the country where it is
	endpoint       // a host or an address
	kind           // which type of resource it is
	grouping       // an account, project, subscription: only clouds have these
	keeping        // what only lists of machines and systems have
	person         // what only data about persons has
)

// titles lists what people call these columns, in lower case and one blank for what is no letter or digit.
var titles = map[role][]string{
	id: {"arn", "resource arn", "self link", "selflink", "ocid", "crn", "resource id", "resourceid", "identifier"},
	name: {
		"name", "asset", "asset name", "asset id", "resource", "resource name", "instance name", "instance id", "ci name", "host name", "hostname",
		"server", "server name", "system", "system name", "application", "application name", "app", "device", "device name", "display name", "component",
	},
	region: {
		"region", "aws region", "region code", "region id", "region name", "location", "azure region", "cloud region", "hosting region", "gcp region",
	},
	territory: {"country", "hosting country", "data location", "data country", "hosting location", "storage location", "server location", "processing location",
		"location of processing", "location of data", "place of processing", "country of processing"},
	zone: {"zone", "availability zone", "az", "zone id", "availabilityzone"},
	endpoint: {
		"endpoint", "fqdn", "dns", "dns name", "url", "domain", "domain name", "website", "public ip", "public ip address", "public ips", "external ip", "ip",
		"ip address", "ip addresses", "ipv4", "ipv4 address", "public dns", "public dns name", "host", "api endpoint", "base url",
	},
	kind: {"type", "resource type", "asset type", "assettype", "resourcetype", "service", "service type", "product", "instance type"},
	grouping: {
		"account", "account id", "aws account", "owner account", "subscription", "subscription id", "resource group", "resourcegroup", "project", "project id",
		"tenant", "compartment", "compartment id", "vpc", "vpc id",
	},
	keeping: {
		"os", "operating system", "environment", "env", "criticality", "owner", "business owner", "technical owner", "serial number", "asset tag", "data center",
		"datacenter", "purchase date", "warranty", "model", "manufacturer", "data classification", "system owner", "lifecycle", "ci type", "ci class",
	},
	person: {
		"email", "e mail", "email address", "first name", "last name", "surname", "ssn", "date of birth", "dob", "birthdate", "patient", "patient id", "patient name",
		"gender", "sex", "age", "diagnosis", "mrn", "member id", "phone number", "user id", "userid", "user", "customer id", "npi",
	},
}

// roleOf is the role of each title.
var roleOf = func() map[string]role {
	out := map[string]role{}
	for r, names := range titles {
		for _, n := range names {
			out[n] = r
		}
	}
	return out
}()

// vendors are the columns of whose service it is; the surest speak of clouds or of sub-processors alone.
var (
	cloudVendor = []string{"cloud", "cloud provider", "cloud service provider", "csp", "cloud platform", "cloud vendor", "hosting provider", "hosted by", "hosting vendor", "iaas provider", "infrastructure provider"}
	anyVendor   = []string{"provider", "vendor", "vendor name", "supplier", "supplier name", "third party", "third party name", "service provider", "hosting", "platform"}
	subordinate = pattern.New(`^(sub ?-?processors?|sub ?-?contractors?)( name| entity| legal name)?$|^(name|entity|legal name|entity name) of (the )?sub ?-?(processor|contractor)s?$`)
	subordName  = []string{"entity name", "entity", "company", "company name", "legal entity", "name"}
	subordMark  = []string{"purpose", "purpose of processing", "processing activity", "nature of processing", "subject matter", "services provided", "service provided", "entity country", "location of processing", "processing location", "transfer mechanism", "corporate location", "country"}
)

// A header says what the columns of a table are.
type header struct {
	roles  []role
	list   bool // of sub-processors
	mentor bool // whether rows tell a cloud decides whether the table is one
}

// title returns the words of a heading.
func title(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r < '0' || r > '9' && r < 'a' || r > 'z' && r < 0x80 }), " ")
}

// headerOf tells whether a row is the header of an inventory, nil if it is none.
func headerOf(cells []string) *header {
	if len(cells) < 2 || len(cells) > maxColumns {
		return nil
	}
	h := &header{roles: make([]role, len(cells))}
	has := map[role]int{}
	marks, sure, any := 0, -1, -1
	for i, c := range cells {
		t := title(c)
		if subordinate.MatchString(t) {
			h.list, sure = true, i
		}
		if slices.Contains(cloudVendor, t) && sure < 0 {
			sure = i
		}
		if slices.Contains(anyVendor, t) && any < 0 {
			any = i
		}
		if slices.Contains(subordMark, t) {
			marks++
		}
		if r, ok := roleOf[t]; ok {
			h.roles[i] = r
			has[r]++
		}
	}
	switch {
	case sure >= 0:
		h.roles[sure] = vendor
		return h
	case has[person] > 0:
		return nil
	case has[id] > 0 && (has[region]+has[zone]+has[kind]+has[grouping] > 0),
		has[grouping] > 0 && has[name] > 0 && has[region]+has[zone] > 0 && has[kind] > 0,
		has[keeping] > 1 && has[name] > 0 && has[endpoint] > 0:
		if any >= 0 {
			h.roles[any] = vendor
		}
		return h
	case any >= 0 && has[name]+has[region]+has[endpoint]+has[kind] > 0:
		h.roles[any], h.mentor = vendor, true
		return h
	case marks > 1 && any < 0:
		for i, c := range cells {
			if slices.Contains(subordName, title(c)) {
				h.roles[i], h.list, h.mentor = vendor, true, true
				return h
			}
		}
	}
	return nil
}

// cloudWords are words by which a cell is seen to speak of a cloud: a table with a
// column "provider" may as well be of doctors.
var cloudWords = pattern.New(`(?i)\b(aws|amazon web services|azure|gcp|google cloud|alibaba cloud|aliyun|tencent cloud|huawei cloud|oci|oracle cloud|ibm cloud|yandex cloud|digitalocean|ovh|ovhcloud|hetzner|linode|akamai|cloudflare|fastly|scaleway|vultr|rackspace|heroku|vercel|netlify|salesforce|baidu|volcengine|jd cloud|kingsoft|selectel|cloud)\b`)
