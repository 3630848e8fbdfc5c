package provider

import (
	"strconv"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"pgregory.net/rapid"
)

func allSuffixes(g *gazetteer) []suffix {
	var out []suffix
	for _, p := range g.profiles {
		for i := range p.suffixes {
			out = append(out, suffix{p, &p.suffixes[i]})
		}
	}
	return out
}

// A name belongs to the longest suffix that ends it on a label border, and to none otherwise.
func TestSuffixOracle(t *testing.T) {
	table := open(t, Options{})
	all := allSuffixes(table.gazetteer)
	rapid.Check(t, func(t *rapid.T) {
		host := rapid.StringMatching(`([a-z0-9]{1,3}\.){0,2}[a-z0-9]{0,4}`).Draw(t, "front") +
			rapid.SampledFrom([]string{".", "", "-", "x"}).Draw(t, "joint") +
			rapid.SampledFrom(all).Draw(t, "suffix").name.text +
			rapid.SampledFrom([]string{"", "", ".cn", "x"}).Draw(t, "behind")
		var want *name
		for _, s := range all {
			if (host == s.name.text || strings.HasSuffix(host, "."+s.name.text)) && (want == nil || len(s.name.text) > len(want.text)) {
				want = s.name
			}
		}
		if got, ok := table.hosts.suffix(host); got.name != want || ok != (want != nil) {
			t.Fatalf("suffix(%q) = %+v, want %+v", host, got.name, want)
		}
	})
}

// A name that only looks like one of a provider is nobody's.
func TestLabelBorder(t *testing.T) {
	table := open(t, Options{})
	all := allSuffixes(table.gazetteer)
	known := make(map[string]bool)
	for _, s := range all {
		known[s.name.text] = true
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(all).Draw(t, "suffix").name.text
		host := rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "word") + s
		for rest := host; rest != ""; _, rest, _ = strings.Cut(rest, ".") {
			if known[rest] {
				t.Skip("a suffix too")
			}
		}
		if h, ok := table.hosts.find(host); ok {
			t.Fatalf("find(%q) = %s by %s", host, h.profile.ID, h.name.text)
		}
		for _, host := range []string{s + ".example", "a." + s + ".evil.example"} {
			if h, ok := table.hosts.find(host); ok {
				t.Fatalf("find(%q) = %s", host, h.profile.ID)
			}
		}
	})
}

// Every pattern finds every region of its provider, with labels before it and without.
func TestPatternsFindRegions(t *testing.T) {
	table := open(t, Options{})
	fill := strings.NewReplacer("<service>", "svc", "<bucket>", "bkt", "<instance>", "inst", "<account>", "acct", "<name>", "nm", "<id>", "id0",
		"<cluster>", "cl", "<key>", "iad", "<rand>", "r4nd", "<registry>", "reg", "<ns>", "nsp", "<cc>", "us", "<appid>", "125", "<container>", "c")
	n := 0
	for _, p := range table.gazetteer.profiles {
		for i := range p.endpoints {
			text := p.endpoints[i].text
			for _, code := range p.zones {
				host := fill.Replace(strings.ReplaceAll(text, "<region>", code))
				if strings.Contains(host, "<") {
					t.Fatalf("%s: a variable that this test does not know", text)
				}
				for _, host := range []string{host, "some.thing." + host} {
					h, ok := table.hosts.find(host)
					switch {
					case !ok || h.profile != p:
						t.Errorf("%s: %s: find = %+v", p.ID, host, h)
					case strings.Contains(text, "<region>") && (h.region == nil || h.region != p.regions[code]):
						t.Errorf("%s: %s: region %+v, want %s", p.ID, host, h.region, code)
					}
				}
				n++
			}
		}
	}
	if n < 2000 {
		t.Errorf("only %d names tried", n)
	}
}

func TestCleanHost(t *testing.T) {
	for in, want := range map[string]string{
		"HTTPS://Bucket.OSS-cn-hangzhou.aliyuncs.com:443/path?x": "bucket.oss-cn-hangzhou.aliyuncs.com",
		"*.aliyuncs.com":         "aliyuncs.com",
		"mx.yandex.net.":         "mx.yandex.net",
		"cr.yandex/crp0/image":   "cr.yandex",
		"2001:db8::1":            "2001:db8::1",
		" example.com ":          "example.com",
		"oss-eu-west-1.aliyuncs": "oss-eu-west-1.aliyuncs",
	} {
		if got := cleanHost(in); got != want {
			t.Errorf("cleanHost(%q) = %q, want %q", in, got, want)
		}
	}
}

// The names of providers do not collide: no suffix, address or system is claimed
// twice except where a condition tells the claimants apart.
func TestClaimsAreApart(t *testing.T) {
	table := open(t, Options{})
	seen := make(map[string]fact.ProviderID)
	claim := func(p *profile, what string) {
		if other, dup := seen[what]; dup {
			t.Errorf("%s is claimed by %s and %s", what, other, p.ID)
		}
		seen[what] = p.ID
	}
	for _, p := range table.gazetteer.profiles {
		for i := range p.suffixes {
			claim(p, "suffix "+p.suffixes[i].text)
		}
		for i := range p.systems {
			claim(p, "system "+strconv.FormatInt(p.systems[i].number, 10))
		}
		for i := range p.terraform {
			if !p.terraform[i].byPlace {
				claim(p, "address "+p.terraform[i].text)
			}
		}
		for i := range p.types {
			if !p.types[i].byPlace {
				claim(p, "type "+p.types[i].text)
			}
		}
		claim(p, "alias "+strings.ToLower(string(p.ID)))
		for _, a := range p.Aliases {
			if strings.ToLower(a) != string(p.ID) {
				claim(p, "alias "+strings.ToLower(a))
			}
		}
	}
}

func FuzzEndpoint(f *testing.F) {
	for _, s := range []string{"acme.oss-cn-shenzhen.aliyuncs.com", "https://[::1]:80/", "..", "51.250.0.0/17", "a.b.c.d.e.cr.aliyuncs.com", "\xff.aliyuncs.com", "::ffff:1.2.3.4%eth0"} {
		f.Add(s, "hashicorp/aws", "us-east-1a", "aws_s3_bucket")
	}
	f.Add("", `module.x.provider["registry.terraform.io/aliyun/alicloud"].fra`, "oss-eu-central-1", "alicloud_instance")
	table := open(f, Options{})
	f.Fuzz(func(t *testing.T, endpoint, address, code, service string) {
		o := &fact.Observation{Asset: "a", Endpoint: endpoint, Provider: address, Region: code, Service: service, What: fact.ObservedResource}
		obs := fact.New(o, []fact.Source{{Name: "f", Line: 1}}, "")
		got := table.Attribute(obs)
		if len(got) > 2 {
			t.Fatalf("%d attributions", len(got))
		}
		for _, a := range got {
			body := a.Body.(*fact.Attribution)
			if body.Provider == "" || body.Method == "" || len(a.Sources) == 0 || len(a.From) != 1 || a.From[0] != obs.ID {
				t.Fatalf("attribution without grounds: %s", a.Encode())
			}
		}
	})
}
