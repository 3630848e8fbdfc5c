package cloudtrail_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/cloudtrail"
	"github.com/longarm-project/longarm/evidence/evidencetest"
)

const secret = "hunter2-secret"

const (
	foreign = `{"eventVersion":"1.08","userIdentity":{"type":"AWSAccount","accountId":"444455556666"},"eventTime":"2025-12-01T00:00:00Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","awsRegion":"ap-east-1","sourceIPAddress":"47.88.10.10","recipientAccountId":"111122223333","requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/vendor","externalId":"` + secret + `"}}`
	web     = `{"eventVersion":"1.08","userIdentity":{"type":"WebIdentityUser","identityProvider":"arn:aws:iam::111122223333:oidc-provider/gitlab.vendor.ru"},"eventTime":"2025-12-01T00:00:00Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithWebIdentity","awsRegion":"us-east-1","sourceIPAddress":"AWS Internal","recipientAccountId":"111122223333","requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/ci"}}`
	created = `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","accountId":"111122223333"},"eventTime":"2025-12-01T00:00:00Z","eventSource":"iam.amazonaws.com","eventName":"CreateRole","awsRegion":"us-east-1","sourceIPAddress":"10.0.0.1","recipientAccountId":"111122223333","requestParameters":{"roleName":"partner","assumeRolePolicyDocument":"%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22AWS%22%3A%5B%22arn%3Aaws%3Aiam%3A%3A111122223333%3Aroot%22%2C%22777788889999%22%5D%7D%7D%5D%7D"}}`
	share   = `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","accountId":"111122223333"},"eventTime":"2025-12-01T00:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"ModifySnapshotAttribute","awsRegion":"us-east-1","sourceIPAddress":"ec2.amazonaws.com","recipientAccountId":"111122223333","requestParameters":{"snapshotId":"snap-1","createVolumePermission":{"add":{"items":[{"userId":"222233334444"}]}}}}`
	refused = `{"eventVersion":"1.08","errorCode":"AccessDenied","userIdentity":{"type":"IAMUser","accountId":"111122223333"},"eventTime":"2025-12-01T00:00:00Z","eventSource":"iam.amazonaws.com","eventName":"CreateRole","awsRegion":"eu-west-1","sourceIPAddress":"77.88.8.8","recipientAccountId":"111122223333","requestParameters":{"roleName":"no","assumeRolePolicyDocument":"{\"Statement\":{\"Principal\":\"*\"}}"}}`
	trail   = `{"Records":[` + foreign + ",\n" + web + ",\n" + created + ",\n" + share + ",\n" + refused + "]}\n"
)

var samples = []evidencetest.Sample{{Name: "trail", Content: trail, Secret: secret}, {Name: "lines", Content: foreign + "\n" + web + "\n"}}

func TestConform(t *testing.T) { evidencetest.Conform(t, cloudtrail.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, cloudtrail.Reader{}, samples...) }

func TestEvents(t *testing.T) {
	const when = `"first":"2025-12-01T00:00:00Z","flows":1,"last":"2025-12-01T00:00:00Z"`
	got := evidencetest.Run(cloudtrail.Reader{}, "f", strings.NewReader(trail), evidence.Options{})
	var bodies []string
	for _, it := range got.Items {
		bodies = append(bodies, it.Body)
	}
	want := []string{
		`{"asset":"account 111122223333",` + when + `,"provider":"aws","region":"ap-east-1","service":"cloudtrail","what":"declaration"}`,
		`{"asset":"account 111122223333","first":"2025-12-01T00:00:00Z","flows":3,"last":"2025-12-01T00:00:00Z","provider":"aws","region":"us-east-1","service":"cloudtrail","what":"declaration"}`,
		`{"asset":"arn:aws:iam::111122223333:role/ci","endpoint":"gitlab.vendor.ru",` + when + `,"service":"AssumeRoleWithWebIdentity","trust":"role","what":"peer"}`,
		`{"asset":"arn:aws:iam::111122223333:role/vendor","endpoint":"account:444455556666",` + when + `,"service":"AssumeRole","trust":"role","what":"peer"}`,
		`{"asset":"partner","endpoint":"account:777788889999",` + when + `,"service":"CreateRole","trust":"role","what":"peer"}`,
		`{"asset":"snap-1","endpoint":"account:222233334444",` + when + `,"service":"ModifySnapshotAttribute","trust":"delegation","what":"peer"}`,
		`{"asset":"account 111122223333","endpoint":"47.88.10.10",` + when + `,"service":"sts.amazonaws.com","what":"peer"}`,
		`{"asset":"account 111122223333","endpoint":"77.88.8.8","first":"2025-12-01T00:00:00Z","last":"2025-12-01T00:00:00Z","rejected":1,"service":"iam.amazonaws.com","what":"peer"}`,
	}
	if diff := cmp.Diff(want, bodies); diff != "" || got.Errors != nil || got.Records != 5 {
		t.Errorf("(-want +got):\n%s%d records, errors %q", diff, got.Records, got.Errors)
	}
}

func TestForms(t *testing.T) {
	quoted := strings.ReplaceAll(strings.ReplaceAll(foreign, `\`, `\\`), `"`, `\"`)
	for name, text := range map[string]string{
		"event history": `{"Events":[{"EventId":"1","EventName":"AssumeRole","CloudTrailEvent":"` + quoted + `"}]}`,
		"event bridge":  `{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":` + foreign + `}`,
	} {
		got := evidencetest.Run(cloudtrail.Reader{}, "f", strings.NewReader(text), evidence.Options{})
		if (cloudtrail.Reader{}).Recognizes([]byte(text)) == 0 || len(got.Items) != 3 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// In the sample, of a laboratory, an image is shared with another account and
// taken back, and a role is opened to a service only.
func TestSample(t *testing.T) {
	const folder = "../../../shared/data/footprint/cloudtrail/218007301253_CloudTrail_us-east-1_20230710T"
	for file, want := range map[string][]string{
		"1215Z_YMDRJwtmC82bUwAo.json": {"ami-0aa1d83d0b0985c86 ModifyImageAttribute delegation account:012345678901"},
		"1230Z_9SJSsrxJ0ChF5VFb.json": nil,
	} {
		t.Run(file, func(t *testing.T) {
			obs, f := evidencetest.Observations(t, cloudtrail.Reader{}, folder+file, evidence.Options{})
			var got []string
			for _, ob := range obs {
				if ob.Trust != "" {
					got = append(got, string(ob.Asset)+" "+ob.Service+" "+ob.Trust+" "+ob.Endpoint)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" || f.Records == 0 {
				t.Errorf("(-want +got):\n%s%d records", diff, f.Records)
			}
		})
	}
}
