package dns_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	mdns "github.com/miekg/dns"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/dns"
	"github.com/longarm-project/longarm/evidence/evidencetest"
)

const plainZone = `; a zone
$ORIGIN acme.example.
$TTL 1h
@	IN	SOA	ns1.alidns.com. hostmaster.hichina.com. (
		2026010101 ; serial
		3600 600 86400
		600 )
	IN	NS	ns1.alidns.com.
	3600 NS	ns2		; our own
www	IN 300	CNAME	Acme.example.W.kunlunsl.com.
img	300 IN	CNAME	acme.oss-cn-shenzhen.aliyuncs.com.
	TXT	"another record of img"
@	MX	10 mx.yandex.net.
api	A	47.254.130.10
lan	A	10.0.0.1
six	AAAA	2a02:6b8::1
_sip._tcp	SRV	1 2 5060 sip.vendor.ru.
svc	HTTPS	1 cdn.example.net. alpn=h2 ipv4hint=77.88.8.8,10.0.0.1
alias	ALIAS	lb.ru-7.storage.selcloud.ru.
@	TXT	"v=spf1 include:_spf.yandex" ".net ip4:95.108.1.0/24 ip4:10.0.0.0/8 a:relay.mail.ru -all"
@	TXT	"verification=s3cretToken.example.com"
$ORIGIN sub
x	CNAME	y.cloud.yandex.net.
`

const binary = "acme.example. 3600 IN SOA ns1.alidns.com. h.alidns.com. 1 2 3 4 5\nacme.example. 3600 IN A 47.254.130.10\n"

var samples = []evidencetest.Sample{
	{Name: "zone", Content: plainZone, Secret: "s3cretToken"},
	{Name: "transfer", Content: binary},
}

// Zones without $ORIGIN, by the name of their file: "asset endpoint" of what is found, and a part of the note.
func TestOrigins(t *testing.T) {
	const body = "@ IN SOA ns1.meadow.example. hostmaster.meadow.example. 1 2 3 4 5\nwww IN CNAME x.aliyuncs.com.\n"
	const foreign = "@ IN SOA ns1.alidns.com. hostmaster.hichina.com. 1 2 3 4 5\nwww IN CNAME x.aliyuncs.com.\n"
	for name, c := range map[string]struct{ file, text, want, note string }{
		"the name of the file, and the text":   {"zones/db.meadow.example", body, "www.meadow.example", "the name of the file"},
		"with an ending":                       {"meadow.example.zone", body, "www.meadow.example", "the name of the file"},
		"the name alone":                       {"db.meadow.example", foreign, "www (db.meadow.example)", "not known"},
		"a server's domain is not the zone's":  {"zone.txt", body, "www (zone.txt)", "not known"},
		"absolute owner of the SOA":            {"zone.txt", strings.Replace(body, "@", "larkfield.example.", 1), "www.larkfield.example", ""},
		"a comment of Windows":                 {"zone.txt", ";  Database file x.dns for larkfield.example zone.\n" + foreign, "www.larkfield.example", "a comment"},
		"a comment of an export":               {"zone.txt", ";; Domain:     larkfield.example.\n" + foreign, "www.larkfield.example", "a comment"},
		"the last word is the file's":          {"db.meadow.example", "$ORIGIN larkfield.example.\n" + body, "www.larkfield.example", ""},
		"a relative origin below none":         {"zone.txt", foreign + "$ORIGIN shop\nwww IN CNAME y.aliyuncs.com.\n", "www.shop (zone.txt)", "not known"},
		"neither class nor absolute server":    {"zone.txt", "@ 3600 SOA ns hostmaster 2026110101 7200 900 1209600 3600\n  3600 NS ns\nwww 3600 CNAME x.aliyuncs.com.\n", "www (zone.txt)", "not known"},
		"a rare type first":                    {"zone.txt", "sip.meadow.example. 3600 IN NAPTR 100 10 \"S\" \"SIP+D2U\" \"\" _sip._udp.meadow.example.\nwww.meadow.example. CNAME x.aliyuncs.com.\n", "www.meadow.example", ""},
		"age of records, kept by Windows":      {"zone.txt", body + "app\t[AGE:3749210]\t1200\tCNAME\ty.aliyuncs.com.\n", "app (zone.txt)", "not known"},
		"age with class":                       {"zone.txt", body + "app\t[AGE:3749210]\t1200\tIN\tCNAME\ty.aliyuncs.com.\n", "app (zone.txt)", "not known"},
		"neither SOA nor class, absolute ends": {"zone.txt", "www.meadow.example. 300 CNAME x.aliyuncs.com.\n", "www.meadow.example", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if (dns.Reader{}).Recognizes([]byte(c.text)) == 0 {
				t.Error("not recognised")
			}
			got := evidencetest.Run(dns.Reader{}, c.file, strings.NewReader(c.text), evidence.Options{})
			found := false
			for _, b := range brief(got) {
				asset, _, _ := strings.Cut(b, " cname ")
				found = found || asset == c.want
			}
			if !found || got.Errors != nil || !strings.Contains(got.Note, c.note) || c.note == "" && got.Note != "" {
				t.Errorf("%q not in %q; note %q, errors %q", c.want, brief(got), got.Note, got.Errors)
			}
		})
	}
}

// Cases of the field that are read in place: "asset service endpoint".
func TestFieldZones(t *testing.T) {
	for file, want := range map[string][]string{
		"zone-rare-type-first/zone.txt":             {"www.meadow.example cname meadow-www.oss-cn-hangzhou.aliyuncs.com", "meadow.example mx mx.yandex.net"},
		"zone-windows-aging/meadow.example.dns":     {"app.meadow.example cname meadow-app.oss-cn-hangzhou.aliyuncs.com", "host1.meadow.example a 47.88.10.10"},
		"zone-without-class/zone.txt":               {"www (zone.txt) cname meadow-www.oss-cn-hangzhou.aliyuncs.com"},
		"zones-without-origin/db.larkfield.example": {"www.larkfield.example cname larkfield.website.yandexcloud.net"},
		"zones-without-origin/db.meadow.example":    {"www.meadow.example cname meadow-www.oss-cn-hangzhou.aliyuncs.com"},
	} {
		t.Run(file, func(t *testing.T) {
			obs, f := evidencetest.Observations(t, dns.Reader{}, "../../../shared/data/field/"+file, evidence.Options{})
			var got []string
			for _, ob := range obs {
				got = append(got, string(ob.Asset)+" "+ob.Service+" "+ob.Endpoint)
			}
			for _, w := range want {
				if !slices.Contains(got, w) || f.Skipped["unreadable record"] > 0 {
					t.Errorf("%q is not in %q; skipped %v", w, got, f.Skipped)
				}
			}
		})
	}
}

func TestConform(t *testing.T) { evidencetest.Conform(t, dns.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, dns.Reader{}, samples...) }

// brief gives each item as "line asset service endpoint".
func brief(r evidencetest.Result) (out []string) {
	for _, it := range r.Items {
		value := func(name string) string {
			_, v, _ := strings.Cut(it.Body, `"`+name+`":"`)
			v, _, _ = strings.Cut(v, `"`)
			return v
		}
		out = append(out, value("asset")+" "+value("service")+" "+value("endpoint"))
	}
	return out
}

func TestRecordsThatPointElsewhere(t *testing.T) {
	got := evidencetest.Run(dns.Reader{}, "z", strings.NewReader(plainZone), evidence.Options{})
	want := []string{
		"acme.example soa ns1.alidns.com",
		"acme.example ns ns1.alidns.com",
		"www.acme.example cname acme.example.w.kunlunsl.com",
		"img.acme.example cname acme.oss-cn-shenzhen.aliyuncs.com",
		"acme.example mx mx.yandex.net",
		"api.acme.example a 47.254.130.10",
		"six.acme.example aaaa 2a02:6b8::1",
		"_sip._tcp.acme.example srv sip.vendor.ru",
		"svc.acme.example https cdn.example.net",
		"svc.acme.example https 77.88.8.8",
		"alias.acme.example alias lb.ru-7.storage.selcloud.ru",
		"acme.example spf _spf.yandex.net",
		"acme.example spf 95.108.1.0/24",
		"acme.example spf relay.mail.ru",
		"x.sub.acme.example cname y.cloud.yandex.net",
	}
	if diff := cmp.Diff(want, brief(got)); diff != "" || got.Errors != nil {
		t.Errorf("(-want +got):\n%s%q", diff, got.Errors)
	}
	skipped := map[string]int64{"within the zone": 1, "text that is no SPF policy": 2, "internal or special address": 2}
	if diff := cmp.Diff(skipped, got.Skipped); diff != "" || got.Records != 16 {
		t.Errorf("skipped (-want +got):\n%s%d records", diff, got.Records)
	}
}

// The library reads the same records where a zone is sound.
func TestNamesAgreeWithALibrary(t *testing.T) {
	sound := strings.ReplaceAll(plainZone, "alias	ALIAS	lb.ru-7.storage.selcloud.ru.\n", "")
	want := map[string]bool{}
	p := mdns.NewZoneParser(strings.NewReader(sound), "", "")
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		owner := strings.ToLower(strings.TrimSuffix(rr.Header().Name, "."))
		add := func(kind, target string) {
			if target = strings.ToLower(strings.TrimSuffix(target, ".")); !strings.HasSuffix(target, ".acme.example") {
				want[owner+" "+kind+" "+target] = true
			}
		}
		switch rr := rr.(type) {
		case *mdns.CNAME:
			add("cname", rr.Target)
		case *mdns.NS:
			add("ns", rr.Ns)
		case *mdns.MX:
			add("mx", rr.Mx)
		case *mdns.SRV:
			add("srv", rr.Target)
		case *mdns.A:
			if evidence.Public(evidence.Plain(mustAddr(rr.A.String()))) {
				add("a", rr.A.String())
			}
		case *mdns.AAAA:
			add("aaaa", rr.AAAA.String())
		}
	}
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, s := range brief(evidencetest.Run(dns.Reader{}, "z", strings.NewReader(sound), evidence.Options{})) {
		switch strings.Fields(s)[1] {
		case "cname", "ns", "mx", "srv", "a", "aaaa":
			got[s] = true
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-library +ours):\n%s", diff)
	}
}

func TestBadEntriesCostThemselvesOnly(t *testing.T) {
	zone := "$ORIGIN a.example.\n$INCLUDE other.db\nx A 300.1.1.1\ny IN\n\"q A 1.1.1.1\nz ) A 1.1.1.1\n$GENERATE 1-3 h$ A 1.1.1.$\nn\x00l A 1.1.1.1\nv MX mx.yandex.net.\nw A 8.8.8.8\nopen ( A\n"
	got := evidencetest.Run(dns.Reader{}, "z", strings.NewReader(zone), evidence.Options{})
	want := []string{
		"line 2: $INCLUDE is not followed: give that file as well",
		"line 3: A record without such an address",
		"line 4: record without type",
		"line 5: quotation mark that is not closed",
		"line 6: parenthesis that was not opened",
		"line 7: $GENERATE is not expanded",
		"line 8: line with NUL bytes",
		"line 9: MX record with too little data",
		"line 11: parenthesis that is not closed",
	}
	if diff := cmp.Diff(want, got.Errors); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"w.a.example a 8.8.8.8"}, brief(got)); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

func TestOtherTextIsNotTaken(t *testing.T) {
	for name, text := range map[string]string{
		"prose":  "A note\n\nServers IN A rack\n",
		"hosts":  "127.0.0.1 localhost\n10.0.0.1 db A\n",
		"yaml":   "a: b\nIN: A\n",
		"script": "#!/bin/sh\ndig example.com IN A \n",
	} {
		if (dns.Reader{}).Recognizes([]byte(text)) > 0 {
			t.Errorf("%s is taken for a zone", name)
		}
	}
}

func TestSampleZone(t *testing.T) {
	obs, file := evidencetest.Observations(t, dns.Reader{}, "../../../shared/data/footprint/dns/example.zone", evidence.Options{})
	if len(obs) != 10 || file.Records != 9 {
		t.Errorf("%d observations of %d records, want 10 of 9", len(obs), file.Records)
	}
}

func mustAddr(s string) netip.Addr { return netip.MustParseAddr(s) }
