package blocks

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

// published holds a sample of each form, invented, and what it says.
var published = []struct {
	name, text, form, date string
	rows, bad              int
	says                   map[string]string
}{
	{"aws/ip-ranges.json", `{"syncToken":"1","createDate":"2026-11-20-01-02-03","prefixes":[
		{"ip_prefix":"3.5.140.0/22","region":"ap-northeast-2","service":"AMAZON"},{"ip_prefix":"3.5.140.0/22","region":"ap-northeast-2","service":"S3"},
		{"ip_prefix":"13.224.0.0/14","region":"GLOBAL","service":"AMAZON"},{"ip_prefix":"13.224.0.0/14","region":"GLOBAL","service":"CLOUDFRONT"},{"ip_prefix":"13.224.0.1/14","region":"x","service":"S3"}],
		"ipv6_prefixes":[{"ipv6_prefix":"2600:1f00::/24","region":"us-east-1","service":"EC2"}]}`, "aws", "2026-11-20", 3, 1,
		map[string]string{"3.5.140.9": "aws ap-northeast-2", "13.225.0.0": "aws front", "2600:1f00::1": "aws us-east-1"}},
	{"ServiceTags_Public.json", `{"changeNumber":1,"cloud":"Public","values":[
		{"name":"AzureCloud","properties":{"region":"","addressPrefixes":["20.1.0.0/16"]}},{"name":"AzureCloud.eastus","properties":{"region":"eastus","addressPrefixes":["20.1.0.0/16"]}},
		{"name":"Storage.EastUS","properties":{"region":"eastus","addressPrefixes":["20.1.2.0/24"]}},{"name":"AzureFrontDoor.Backend","properties":{"region":"","addressPrefixes":["147.243.0.0/16"]}}]}`, "azure", "", 3, 0,
		map[string]string{"20.1.2.3": "azure eastus", "20.1.3.3": "azure eastus", "147.243.1.1": "azure front"}},
	{"ServiceTags_China.json", `{"cloud":"AzureChinaCloud","values":[{"name":"AzureCloud.chinaeast","properties":{"region":"chinaeast","addressPrefixes":["40.72.0.0/18"]}}]}`, "azure", "", 1, 0,
		map[string]string{"40.72.0.1": "azure-china chinaeast"}},
	{"cloud.json", `{"syncToken":"1","creationTime":"2026-11-19T00:00:00.1","prefixes":[{"ipv4Prefix":"34.1.208.0/20","service":"Google Cloud","scope":"africa-south1"},{"ipv6Prefix":"2600:1900:8000::/44","service":"Google Cloud","scope":"global"}]}`, "google", "2026-11-19", 2, 0,
		map[string]string{"34.1.208.1": "gcp africa-south1", "2600:1900:8000::1": "gcp"}},
	{"goog.json", `{"creationTime":"2026-11-19T00:00:00.1","prefixes":[{"ipv4Prefix":"8.8.4.0/24"}]}`, "google", "2026-11-19", 1, 0, map[string]string{"8.8.4.4": "gcp"}},
	{"oci.json", `{"last_updated_timestamp":"2026-11-18T01:02:03.4","regions":[{"region":"us-phoenix-1","cidrs":[{"cidr":"129.146.0.0/21","tags":["OCI"]}]}]}`, "oci", "2026-11-18", 1, 0,
		map[string]string{"129.146.1.1": "oracle-cloud us-phoenix-1"}},
	{"cf.json", `{"result":{"ipv4_cidrs":["173.245.48.0/20"],"ipv6_cidrs":["2400:cb00::/32"],"etag":"x"},"success":true}`, "cloudflare", "", 2, 0, map[string]string{"173.245.48.1": "cloudflare front"}},
	{"fastly.json", `{"addresses":["151.101.0.0/16"],"ipv6_addresses":["2a04:4e40::/32"]}`, "fastly", "", 2, 0, map[string]string{"151.101.1.1": "fastly front"}},
	{"cloudflare/ips-v4", "173.245.48.0/20\n103.21.244.0/22\n", "list", "", 2, 0, map[string]string{"103.21.245.1": "cloudflare"}},
	{"digitalocean/google.csv", "24.144.64.0/22,US,US-NY,New York,10013\n2604:a880::/32,NL,NL-NH,Amsterdam,\n", "geofeed", "", 2, 0, map[string]string{"24.144.64.1": "digitalocean US/New York US", "2604:a880::1": "digitalocean NL/Amsterdam NL"}},
	{"ipverse/as/64500/aggregated.json", `{"asn":64500,"handle":"X","description":"Example Net","subnets":{"ipv4":["5.44.16.0/20"],"ipv6":["2a01:1::/32"]}}`, "ipverse", "", 2, 0, map[string]string{"5.44.16.1": "AS64500 Example Net"}},
	{"new.json", `{"asn":64501,"metadata":{"handle":"X","description":"New Net"},"prefixes":{"ipv4":["5.45.16.0/20"],"ipv6":[]}}`, "ipverse", "", 1, 0, map[string]string{"5.45.16.1": "AS64501 New Net"}},
	{"rib.dat", "; IP-ASN32-DAT file\n; Original file: <Path to a rib file>\n1.0.4.0/22\t56203\n1.0.5.0/24\t0\n", "pyasn", "", 1, 1, map[string]string{"1.0.5.1": "AS56203"}},
	{"delegated-apnic-extended-latest", "2|apnic|20261120|4|19850701|20261119|+1000\napnic|*|ipv4|*|3|summary\napnic|CN|ipv4|1.0.1.0|768|20110414|allocated|A92E1062\n" +
		"apnic|AU|ipv6|2401:1::|32|20110414|assigned|x\napnic|JP|asn|173|1|20020801|allocated|y\napnic||ipv4|1.9.0.0|256||available|\napnic|XX|ipv4|what|256|1|allocated|\n", "delegated", "2026-11-19", 3, 1,
		map[string]string{"1.0.1.0": "CN", "1.0.3.255": "CN", "2401:1::1": "AU"}},
	{"mine.csv", "# date: 2026-10-01\nprefix,asn,provider,region\n9.9.9.0/24,64502,quad,zurich\n9.9.8.0/24,64503,,\n9.9.7.0/24,,,\n", "table", "2026-10-01", 2, 1,
		map[string]string{"9.9.9.9": "quad zurich AS64502", "9.9.8.1": "AS64503"}},
}

func named(path string) string {
	for _, p := range []string{"cloudflare", "digitalocean", "linode"} {
		if strings.Contains(path, p) {
			return p
		}
	}
	return ""
}

func options() Options {
	return Options{Provider: named, Special: func(a netip.Addr) bool { return a.IsPrivate() }}
}

func say(x Found) string {
	var out []string
	for _, s := range []string{x.Provider, x.Region} {
		if s != "" {
			out = append(out, s)
		}
	}
	if x.ASN > 0 {
		out = append(out, fmt.Sprintf("AS%d", x.ASN))
	}
	for _, s := range []string{x.Holder, x.Country} {
		if s != "" {
			out = append(out, s)
		}
	}
	if x.Front {
		out = append(out, "front")
	}
	return strings.Join(out, " ")
}

func TestPublishedForms(t *testing.T) {
	for _, c := range published {
		t.Run(strings.ReplaceAll(c.name, "/", " "), func(t *testing.T) {
			for _, packed := range []bool{false, true} {
				text := []byte(c.text)
				if packed {
					var z bytes.Buffer
					w := gzip.NewWriter(&z)
					_, _ = w.Write(text)
					_ = w.Close()
					text = z.Bytes()
				}
				var b Builder
				if err := b.Read(bytes.NewReader(text), c.name, options()); err != nil {
					t.Fatal(err)
				}
				s := b.Sources()[0]
				if s.Form != c.form || s.Date != c.date || s.Rows != c.rows || s.Bad != c.bad || len(s.Digest) != 64 {
					t.Errorf("%+v, want form %s of %q with %d rows and %d bad (%v)", s, c.form, c.date, c.rows, c.bad, s.Problems)
				}
				f := write(t, &b)
				for at, want := range c.says {
					a := netip.MustParseAddr(at)
					var got []string
					for _, x := range f.Find(netip.PrefixFrom(a, a.BitLen())) {
						got = append(got, say(x))
					}
					if strings.Join(got, "; ") != want {
						t.Errorf("%s: %q, want %q", at, got, want)
					}
				}
			}
		})
	}
}

func TestWhatIsNoFormIsTold(t *testing.T) {
	for name, text := range map[string]string{
		"prose.txt": "Some words about nothing.\n", "geofeed.csv": "24.144.64.0/22,US,US-NY,New York,10013\n", "x.json": `{"a":1}`, "cut.json": `{"prefixes":[{"ip_prefix":"3.5.140.0/22"`, "bin": "\x00\x01\x02\x03", "empty": "",
	} {
		var b Builder
		if err := b.Read(strings.NewReader(text), name, options()); err != nil {
			t.Fatal(err)
		}
		if s := b.Sources()[0]; s.Rows != 0 || s.Bad == 0 || len(s.Problems) == 0 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestNumbersOfAddressesBecomePrefixes(t *testing.T) {
	for in, want := range map[string]string{
		"1.0.1.0 768": "1.0.1.0/24 1.0.2.0/23", "1.0.0.0 256": "1.0.0.0/24", "1.0.0.1 3": "1.0.0.1/32 1.0.0.2/31", "53.0.0.0 16777216": "53.0.0.0/8",
		"255.255.255.254 9": "255.255.255.254/31", "52.0.0.0 33554432": "52.0.0.0/8 53.0.0.0/8",
	} {
		var first string
		var count uint64
		if _, err := fmt.Sscan(in, &first, &count); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range span(netip.MustParseAddr(first), count) {
			got = append(got, p.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range published {
		f.Add([]byte(c.text), c.name)
	}
	f.Fuzz(func(t *testing.T, text []byte, name string) {
		var b Builder
		o := options()
		o.MaxRows = 2000
		if err := b.Read(bytes.NewReader(text), name, o); err != nil {
			return
		}
		var out bytes.Buffer
		if _, err := b.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(out.Bytes()); err != nil {
			t.Errorf("what was written cannot be read: %v", err)
		}
	})
}
