package provider

import (
	"testing"

	"github.com/longarm-project/longarm/fact"
)

// TestServices has names that web pages, apps and devices in daily use talk to.
func TestServices(t *testing.T) {
	table := open(t, Options{At: "2026-11-01"})
	for host, want := range map[string]fact.ProviderID{
		"analytics.tiktok.com": "bytedance", "business-api.tiktok.com": "bytedance", "api16-core.tiktokv.us": "tiktok-us",
		"wx.qq.com": "tencent", "beacon.qq.com": "tencent", "cos.ap-guangzhou.myqcloud.com": "tencent-cloud",
		"ulogs.umeng.com": "alibaba", "oss-cn-hangzhou.aliyuncs.com": "alibaba-cloud", "hm.baidu.com": "baidu",
		"mc.yandex.ru": "yandex", "top-fwz1.mail.ru": "vk", "api.vk.com": "vk", "dc1.ksn.kaspersky-labs.com": "kaspersky",
		"api.dji.com": "dji", "litedev.hik-connect.com": "hikvision", "open.ezvizlife.com": "hikvision", "www.easy4ipcloud.com": "dahua",
		"eu.thtk.temu.com": "pdd", "push.hicloud.com": "huawei", "api.io.mi.com": "xiaomi", "m1.tuyaus.com": "tuya",
		"s.jpush.cn": "jiguang", "sdk.open.phone.igexin.com": "getui", "api.deepseek.com": "deepseek", "nottiktok.com": "", "dji.com.example": "",
	} {
		o := fact.New(&fact.Observation{Asset: "a", What: fact.ObservedPeer, Endpoint: host}, []fact.Source{{Name: "t"}}, "")
		got := table.Attribute(o)
		switch {
		case want == "" && len(got) != 0:
			t.Errorf("%s is attributed to %s", host, got[0].Body.(*fact.Attribution).Provider)
		case want != "" && (len(got) != 1 || got[0].Body.(*fact.Attribution).Provider != want):
			t.Errorf("%s: %d attributions, want one to %s", host, len(got), want)
		case want != "" && got[0].Body.(*fact.Attribution).Operators() == nil:
			t.Errorf("%s has no operator", host)
		}
	}
}

// At least eighty services of companies of countries of concern, told by what they serve:
// pixels, kits, telemetry, push, maps, payment, messages, updates. Each stands with its
// source or as unverified, or the gazetteer does not open.
func TestServicesOfCountriesOfConcern(t *testing.T) {
	table := open(t, Options{At: "2026-11-01"})
	served := map[string]int{}
	services := 0
	for _, p := range table.gazetteer.profiles {
		switch p.Home {
		case "CN", "HK", "RU", "IR", "KP", "CU", "VE":
		default:
			continue
		}
		for i := range p.suffixes {
			switch n := &p.suffixes[i]; n.purpose {
			case "", "api", "registry", "bucket", "site", "all", "storage":
			default:
				served[n.purpose]++
				services++
			}
		}
	}
	if services < 80 {
		t.Errorf("%d services, want 80 or more: %v", services, served)
	}
	for _, purpose := range []string{"pixel", "sdk", "telemetry", "static", "push", "maps", "payment", "messaging", "updates", "ads", "analytics"} {
		if served[purpose] < 3 {
			t.Errorf("%d services of %s: %v", served[purpose], purpose, served)
		}
	}
	for host, want := range map[string]string{"mc.yandex.ru": "pixel", "analytics.tiktok.com": "pixel", "top-fwz1.mail.ru": "pixel", "ulogs.umeng.com": "sdk", "hm.baidu.com": "analytics", "www.example.org": "", "evilmc.yandex.ru": ""} {
		if got := table.Purpose(host); got != want {
			t.Errorf("%s serves %q, want %q", host, got, want)
		}
	}
}
