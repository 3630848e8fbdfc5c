package review

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// Names are short where that tells findings apart, and else as long as need be; none ends in a digest.
func TestNames(t *testing.T) {
	var fs []determination.Finding
	for _, x := range []struct{ dealing, asset string }{
		{"claims-db on alibaba-cloud", "claims-db"},
		{"clinic-east on alibaba-cloud", "clinic-east"},
		{"clinic-west on alibaba-cloud", "clinic-west"},
		{"module.a.alicloud_oss_bucket.logs on alibaba-cloud", "module.a.alicloud_oss_bucket.logs"},
		{"module.b.alicloud_oss_bucket.logs on alibaba-cloud", "module.b.alicloud_oss_bucket.logs"},
		{"alicloud_oss_bucket@us-west-1 on alibaba-cloud", "alicloud_oss_bucket@us-west-1"},
		{"alicloud_oss_bucket@cn-hangzhou on alibaba-cloud", "alicloud_oss_bucket@cn-hangzhou"},
		{"alicloud_db_instance@cn-hangzhou on alibaba-cloud", "alicloud_db_instance@cn-hangzhou"},
		{"use of yandex", "logs.meadow.example"},
		{"Übung", ""},
		{"übung", ""},
	} {
		f := determination.Finding{Dealing: x.dealing, Pack: "law"}
		if x.asset != "" {
			f.Assets = []fact.AssetID{fact.AssetID(x.asset)}
		}
		fs = append(fs, f)
	}
	nameAll(&determination.Determination{Findings: fs}, map[string]string{"law": "-law"})
	var got []string
	for _, f := range fs {
		got = append(got, f.Name)
		if regexp.MustCompile(`[0-9a-f]{8}`).MatchString(f.Name) {
			t.Errorf("%s has a digest for a name: %s", f.Dealing, f.Name)
		}
	}
	want := []string{
		"cla-ali-law", "clinic-east-ali-law", "clinic-west-ali-law",
		"module-a-alicloud-oss-bucket-logs-on-alibaba-cloud-law", "module-b-alicloud-oss-bucket-logs-on-alibaba-cloud-law",
		"ali-us-west-1-law", "alicloud-oss-bucket-cn-hangzhou-ali-law", "alicloud-db-instance-cn-hangzhou-ali-law",
		"use-of-yandex-law", "bung-law", "bung-law-2",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
