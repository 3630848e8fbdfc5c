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
	{Name: "ossutil", Content: "[Credentials]\nlanguage=EN\nendpoint=oss-cn-hangzhou.aliyuncs.com\naccessKeyID=x\n"},
}

func TestConform(t *testing.T) { evidencetest.Conform(t, remote.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, remote.Reader{}, samples...) }

func TestStores(t *testing.T) {
	want := [][]string{
		{"remote oss - - oss-cn-shanghai.aliyuncs.com", "remote enc - - oss-cn-shanghai.aliyuncs.com", "remote aws aws eu-west-1 -", "remote disk - - cloud-api.yandex.net", "remote loop - - oss-cn-shanghai.aliyuncs.com"},
		{"remote default - ru-central1 storage.yandexcloud.net"},
		{"remote default aws us-east-1 -", "remote yc - ru-central1 storage.yandexcloud.net"},
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
