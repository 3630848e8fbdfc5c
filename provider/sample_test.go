package provider

import (
	"encoding/json"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/longarm-project/longarm/fact"
	"go.yaml.in/yaml/v3"
)

const sharedData = "../../shared/data/"

// sample reads a file of the shared samples, or skips where they are not at hand.
func sample(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(sharedData + path)
	if os.IsNotExist(err) {
		t.Skip("no shared data")
	}
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func sampleYAML(t *testing.T, path string, into any) {
	t.Helper()
	if err := yaml.Unmarshal(sample(t, path), into); err != nil {
		t.Fatal(err)
	}
}

func withSharedPrefixes(t *testing.T) *Table {
	t.Helper()
	sample(t, "ip/README.md")
	table := open(t, Options{Prefixes: []string{sharedPrefixes}})
	for _, p := range table.Files()[1].Problems { // the lists it was made of hold documentation prefixes
		if !strings.Contains(p.Error(), "special-purpose") {
			t.Errorf("bad row: %v", p)
		}
	}
	return table
}

type flowSums struct {
	Flows    int64
	Accepted int64
	BytesOut int64 `yaml:"bytes_out"`
	BytesIn  int64 `yaml:"bytes_in"`
}

func TestSampleFlows(t *testing.T) {
	table := withSharedPrefixes(t)
	var want map[string]struct {
		Peers []struct {
			Address, Provider, Prefix, Region string
			ASN                               int64
		}
		Totals map[string]flowSums
	}
	sampleYAML(t, "footprint/vpc-flow/expected.yaml", &want)
	file := want["generated-v2.log"]
	if len(file.Peers) == 0 {
		t.Fatal("no peers expected")
	}
	for _, p := range file.Peers {
		got := attribute(t, table, fact.Observation{Asset: "eni", What: fact.ObservedPeer, Endpoint: p.Address})
		if len(got) != 1 || string(got[0].Provider) != p.Provider || p.ASN != 0 && got[0].ASN != p.ASN || p.Region != "" && got[0].Region != p.Region {
			t.Errorf("%s: %+v, want %+v", p.Address, got, p)
			continue
		}
		// a row of another rank may be narrower than the one the sample was drawn from
		at, narrow := netip.MustParseAddr(p.Address), netip.MustParsePrefix(got[0].Prefix)
		if wide := netip.MustParsePrefix(p.Prefix); !narrow.Contains(at) || narrow.Bits() < wide.Bits() {
			t.Errorf("%s: prefix %s, want %s or narrower", p.Address, narrow, wide)
		}
	}
	if d := cmp.Diff(file.Totals, sumFlows(table, string(sample(t, "footprint/vpc-flow/generated-v2.log")))); d != "" {
		t.Errorf("totals (-want +got):\n%s", d)
	}
}

// sumFlows sums a VPC flow log of version 2 by provider, as bytes of accepted and rejected flows alike.
func sumFlows(table *Table, log string) map[string]flowSums {
	sums := make(map[string]flowSums)
	for line := range strings.Lines(log) {
		f := strings.Fields(line)
		if len(f) != 14 || f[0] != "2" || f[13] != "OK" {
			continue
		}
		for side, peer := range []string{f[3], f[4]} {
			m := table.byEndpoint(peer)
			if m == nil {
				continue
			}
			s := sums[string(m.profile.ID)]
			s.Flows++
			if f[12] == "ACCEPT" {
				s.Accepted++
			}
			var bytes int64
			for _, c := range f[9] {
				bytes = bytes*10 + int64(c-'0')
			}
			if side == 0 {
				s.BytesIn += bytes
			} else {
				s.BytesOut += bytes
			}
			sums[string(m.profile.ID)] = s
		}
	}
	return sums
}

// The principal blocks that are embedded know the peers of the sample that matter most, without a table.
func TestSampleFlowsEmbedded(t *testing.T) {
	table := open(t, Options{})
	for _, address := range []string{"47.251.197.221 alibaba-cloud", "149.129.220.235 alibaba-cloud", "223.5.2.9 alibaba-cloud", "159.75.157.45 tencent-cloud",
		"113.44.77.172 huawei-cloud", "93.77.182.49 yandex-cloud", "193.32.218.138 yandex-cloud", "213.165.193.88 yandex-cloud", "52.80.51.253 aws-china",
		"40.125.240.150 azure-china", "202.89.233.240 azure-china", "103.9.10.103 azure-china", "162.55.215.170 hetzner", "104.22.123.164 cloudflare"} {
		a, id, _ := strings.Cut(address, " ")
		if m := table.byEndpoint(a); m == nil || string(m.profile.ID) != id {
			t.Errorf("%s is not attributed to %s: %+v", a, id, m)
		}
	}
}

func TestSampleZone(t *testing.T) {
	table := withSharedPrefixes(t)
	for host, want := range map[string]string{
		"ns1.alidns.com": "alibaba-cloud", "acme.example.w.kunlunsl.com": "alibaba-cloud front", "acme.oss-cn-shenzhen.aliyuncs.com": "alibaba-cloud cn-shenzhen CN region-name",
		"mx.yandex.net": "yandex", "47.254.130.10": "alibaba-cloud asn", "d111111abcdef8.cloudfront.net": "aws front", "_spf.yandex.net": "yandex", "spf.mxhichina.com": "alibaba-cloud",
		"hostmaster.hichina.com": "alibaba-cloud",
	} {
		got := attribute(t, table, fact.Observation{Asset: "zone", What: fact.ObservedRecord, Endpoint: host})
		if len(got) != 1 {
			t.Errorf("%s: %+v", host, got)
			continue
		}
		a := got[0]
		fields := []string{string(a.Provider), a.Region, string(a.Country), string(a.Method)}
		for _, w := range strings.Fields(want) {
			if !slices.Contains(fields, w) {
				t.Errorf("%s: %v, want %s", host, fields, want)
			}
		}
	}
}

func TestSampleState(t *testing.T) {
	table := withSharedPrefixes(t)
	var state struct {
		Resources []struct {
			Module, Type, Name, Provider string
			Instances                    []struct{ Attributes map[string]any }
		}
	}
	if err := json.Unmarshal(sample(t, "footprint/terraform/authored-mixed.tfstate"), &state); err != nil {
		t.Fatal(err)
	}
	var expected map[string]any
	sampleYAML(t, "footprint/terraform/expected.yaml", &expected)
	type want struct{ Resource, Provider, Region, Country string }
	wants := make(map[string]want)
	for _, w := range expected["authored-mixed.tfstate"].([]any) {
		m := w.(map[string]any)
		text := func(k string) string { s, _ := m[k].(string); return s }
		wants[text("resource")] = want{text("resource"), text("provider"), text("region"), text("country")}
	}
	seen := 0
	for _, r := range state.Resources {
		address := strings.TrimPrefix(r.Module+"."+r.Type+"."+r.Name, ".")
		w, ok := wants[address]
		if !ok {
			continue
		}
		seen++
		o := fact.Observation{Asset: fact.AssetID(address), What: fact.ObservedResource, Provider: r.Provider, Service: r.Type}
		at := r.Instances[0].Attributes
		for _, k := range []string{"region", "availability_zone", "location"} {
			if s, ok := at[k].(string); ok {
				o.Region = s
			}
		}
		for _, k := range []string{"extranet_endpoint", "bucket_domain_name", "public_ip", "ip_address"} {
			if s, ok := at[k].(string); ok {
				o.Endpoint = s
			}
		}
		got := attribute(t, table, o)
		if len(got) == 0 || string(got[0].Provider) != w.Provider || got[0].Method != fact.ByResource ||
			w.Region != "" && got[0].Region != w.Region || w.Country != "" && string(got[0].Country) != w.Country {
			t.Errorf("%s: %+v, want %+v", address, got, w)
		}
		if strings.HasPrefix(r.Type, "aws_customer_gateway") && (len(got) != 2 || got[1].Provider != "alibaba-cloud" || got[1].ASN != 45102) {
			t.Errorf("%s: far end %+v", address, got)
		}
	}
	if seen != len(wants) {
		t.Errorf("%d of %d resources found", seen, len(wants))
	}
}

func TestSampleExports(t *testing.T) {
	table := withSharedPrefixes(t)
	var want map[string]struct{ Addresses map[string]string }
	sampleYAML(t, "footprint/nfdump/expected.yaml", &want)
	for address, id := range want["flows.csv"].Addresses {
		if m := table.byEndpoint(address); m == nil || string(m.profile.ID) != id {
			t.Errorf("%s is not attributed to %s: %+v", address, id, m)
		}
	}
	for host, id := range map[string]fact.ProviderID{"registry.cn-hangzhou.aliyuncs.com": "alibaba-cloud", "registry-alibaba.cn-hangzhou.aliyuncs.com": "alibaba-cloud",
		"nasplugin.csi.alibabacloud.com": "alibaba-cloud", "disk-csi-driver.mks.ycloud.io": "yandex-cloud", "ccr.ccs.tencentyun.com": "tencent-cloud",
		"inst.tencentcloudcr.com": "tencent-cloud", "storage.yandexcloud.net": "yandex-cloud", "cr.yandex": "yandex-cloud", "emx.mail.ru": "vk-cloud"} {
		if m := table.byEndpoint(host); m == nil || m.profile.ID != id {
			t.Errorf("%s is not attributed to %s: %+v", host, id, m)
		}
	}
}
