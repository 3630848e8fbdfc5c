package remote_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/remote"
	"github.com/longarm-project/longarm/fact"
)

const secret = "hunter2-secret"

const rclone = `[oss]
type = s3
provider = Alibaba
secret_access_key = ` + secret + `
endpoint = oss-cn-shanghai.aliyuncs.com

[enc]
type = crypt
remote = oss:b
password = ` + secret + `

[aws]
type = s3
provider = AWS
region = eu-west-1

[disk]
type = yandex

[loop]
type = union
upstreams = loop:a enc:b
`

var samples = []evidencetest.Sample{
	{Name: "rclone", Content: rclone, Secret: secret},
	{Name: "s3cmd", Content: "[default]\naccess_key = x\nhost_base = storage.yandexcloud.net\nhost_bucket = %(bucket)s.storage.yandexcloud.net\nbucket_location = ru-central1\n"},
	{Name: "aws", Content: "[default]\nregion = us-east-1\naws_access_key_id = x\n[profile yc]\nregion = ru-central1\nendpoint_url = https://storage.yandexcloud.net\n"},
	{Name: "rclone of other clouds", Content: "[od]\ntype = onedrive\nregion = cn\n[azb]\ntype = azureblob\naccount = meadow\nendpoint = blob.core.chinacloudapi.cn\n[own]\ntype = azureblob\naccount = meadow\n[lost]\ntype = crypt\nremote = gone:x\n[here]\ntype = crypt\nremote = /data\n"},
	{Name: "profiles", Content: "[profile dev]\nregion = eu-west-1\nservices = alt\n[services alt]\ns3 =\n  endpoint_url = https://obs.cn-north-4.myhuaweicloud.com\n"},
	{Name: "ossutil 2", Content: "[default]\naccessKeyId = x\nregion = cn-hangzhou\n"},
	{Name: "oci", Content: "[DEFAULT]\nuser=ocid1.user.oc1..a\ntenancy=ocid1.tenancy.oc1..a\nregion=ap-mumbai-1\n"},
	{Name: "coscli", Secret: secret, Content: "cos:\n  base:\n    secretid: x\n    secretkey: " + secret + "\n  buckets:\n  - name: m-125\n    region: ap-shanghai\n    endpoint: cos.ap-shanghai.myqcloud.com\n  - name: n-125\n    region: ap-guangzhou\n"},
	{Name: "mc", Secret: secret, Content: `{"version":"10","aliases":{"oss":{"url":"https://oss-cn-hangzhou.aliyuncs.com","accessKey":"x","secretKey":"` + secret + `"},"here":{"url":"http://localhost:9000","accessKey":"","secretKey":""}}}`},
	{Name: "ossutil", Content: "[Credentials]\nlanguage=EN\nendpoint=oss-cn-hangzhou.aliyuncs.com\naccessKeyID=x\n"},
}

func TestConform(t *testing.T) { evidencetest.Conform(t, remote.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, remote.Reader{}, samples...) }

func TestStores(t *testing.T) {
	want := [][]string{
		{"remote oss - - oss-cn-shanghai.aliyuncs.com", "remote enc - - oss-cn-shanghai.aliyuncs.com", "remote aws aws eu-west-1 -", "remote disk - - cloud-api.yandex.net", "remote loop - - oss-cn-shanghai.aliyuncs.com"},
		{"remote default - ru-central1 storage.yandexcloud.net"},
		{"remote default aws us-east-1 -", "remote yc - ru-central1 storage.yandexcloud.net"},
		{"remote od - cn microsoftgraph.chinacloudapi.cn", "remote azb - - blob.core.chinacloudapi.cn", "remote own - - meadow.blob.core.windows.net", "remote lost - - -"},
		{"remote dev aws eu-west-1 -", "remote dev - - obs.cn-north-4.myhuaweicloud.com", "remote services alt - - obs.cn-north-4.myhuaweicloud.com"},
		{"remote default alicloud cn-hangzhou -"},
		{"remote DEFAULT oci ap-mumbai-1 -"},
		{"remote m-125 - ap-shanghai cos.ap-shanghai.myqcloud.com", "remote n-125 tencentcloud ap-guangzhou -"},
		{"remote oss - - oss-cn-hangzhou.aliyuncs.com"},
		{"remote Credentials - - oss-cn-hangzhou.aliyuncs.com"},
	}
	for i, s := range samples {
		t.Run(s.Name, func(t *testing.T) {
			var got []string
			for it, err := range (remote.Reader{}).Read(&evidence.Input{Name: "f", R: strings.NewReader(s.Content)}) {
				if err != nil {
					t.Fatal(err)
				}
				ob := it.Body.(*fact.Observation)
				dash := func(s string) string { return map[bool]string{true: "-", false: s}[s == ""] }
				got = append(got, fmt.Sprint(ob.Asset, " ", dash(ob.Provider), " ", dash(ob.Region), " ", dash(ob.Endpoint)))
			}
			if diff := cmp.Diff(want[i], got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSample(t *testing.T) {
	obs, _ := evidencetest.Observations(t, remote.Reader{}, "../../../shared/data/footprint/rclone/rclone.conf", evidence.Options{})
	got := map[string]string{}
	for _, ob := range obs {
		got[string(ob.Asset)] = ob.Endpoint + ob.Provider
	}
	want := map[string]string{
		"remote oss": "oss-cn-shanghai.aliyuncs.com", "remote enc": "oss-cn-shanghai.aliyuncs.com", "remote yc": "storage.yandexcloud.net",
		"remote aws": "aws", "remote disk": "cloud-api.yandex.net", "remote mail": "cloud.mail.ru",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
