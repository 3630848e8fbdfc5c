package cloudformation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/cloudformation"
	"github.com/longarm-project/longarm/evidence/evidencetest"
)

const yamlTemplate = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Vendor: {Type: String, Default: "999988887777"}
Resources:
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "logs-${AWS::Region}"
  Orders:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      Replicas:
        - Region: us-east-1
        - Region: ap-east-1
  Vendor:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {AWS: "arn:aws:iam::444455556666:root"}
            Action: sts:AssumeRole
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]
  Office:
    Type: AWS::EC2::CustomerGateway
    Properties: {BgpAsn: 65000, IpAddress: 47.254.130.10, Type: ipsec.1}
  Www:
    Type: AWS::Route53::RecordSet
    Properties:
      Type: CNAME
      ResourceRecords: [site.oss-cn-hangzhou.aliyuncs.com]
  Db:
    Type: AWS::RDS::DBInstance
    Properties: {MasterUserPassword: hunter2secret, AvailabilityZone: !Select [0, !GetAZs ""]}
  Own:
    Type: Custom::Thing
`

const jsonTemplate = `{
	"AWSTemplateFormatVersion": "2010-09-09",
	"Resources": {
		"Peer": {"Type": "AWS::EC2::VPCPeeringConnection", "Properties": {"PeerOwnerId": "444455556666", "PeerRegion": "eu-west-1", "VpcId": {"Ref": "V"}}},
		"Open": {"Type": "AWS::S3::BucketPolicy", "Properties": {"PolicyDocument": {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}}}},
		"Blind": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"AWS": {"Fn::Sub": "arn:aws:iam::${Vendor}:root"}}}, {"Effect": "Allow", "Principal": {"AWS": {"Ref": "Vendor"}}}]}}}
	}
}
`

const ros = `ROSTemplateFormatVersion: '2015-09-01'
Resources:
  Bucket:
    Type: ALIYUN::OSS::Bucket
    Properties: {BucketName: cohort}
  Copy:
    Type: ALIYUN::ECS::Instance
    Properties: {ZoneId: cn-hangzhou-b}
`

var samples = []evidencetest.Sample{
	{Name: "t.yaml", Content: yamlTemplate, Secret: "hunter2secret"}, {Name: "t.json", Content: jsonTemplate}, {Name: "ros.yml", Content: ros},
}

func TestConform(t *testing.T) { evidencetest.Conform(t, cloudformation.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, cloudformation.Reader{}, samples...) }

func TestTemplates(t *testing.T) {
	for i, want := range [][]string{
		{
			`{"asset":"Logs","provider":"aws","service":"AWS::S3::Bucket","store":"yes","what":"resource"}`,
			`{"asset":"Orders","provider":"aws","region":"us-east-1","service":"AWS::DynamoDB::GlobalTable","store":"yes","what":"resource"}`,
			`{"asset":"Orders","provider":"aws","region":"ap-east-1","service":"AWS::DynamoDB::GlobalTable","store":"yes","what":"resource"}`,
			`{"asset":"Vendor","provider":"aws","service":"AWS::IAM::Role","trust":"role","what":"resource"}`,
			`{"asset":"Vendor","endpoint":"account:444455556666","service":"AWS::IAM::Role","trust":"role","what":"peer"}`,
			`{"asset":"Worker","provider":"aws","service":"AWS::IAM::Role","what":"resource"}`,
			`{"asset":"Office","provider":"aws","service":"AWS::EC2::CustomerGateway","trust":"vpn","what":"resource"}`,
			`{"asset":"Office","endpoint":"47.254.130.10","service":"AWS::EC2::CustomerGateway","trust":"vpn","what":"peer"}`,
			`{"asset":"Www","provider":"aws","service":"AWS::Route53::RecordSet","what":"resource"}`,
			`{"asset":"Www","endpoint":"site.oss-cn-hangzhou.aliyuncs.com","service":"AWS::Route53::RecordSet","what":"record"}`,
			`{"asset":"Db","provider":"aws","service":"AWS::RDS::DBInstance","store":"yes","what":"resource"}`,
		},
		{
			`{"asset":"Peer","provider":"aws","service":"AWS::EC2::VPCPeeringConnection","trust":"peering","what":"resource"}`,
			`{"asset":"Peer","endpoint":"account:444455556666","service":"AWS::EC2::VPCPeeringConnection","trust":"peering","what":"peer"}`,
			`{"asset":"Open","provider":"aws","service":"AWS::S3::BucketPolicy","trust":"delegation","what":"resource"}`,
			`{"asset":"Open","endpoint":"account:*","service":"AWS::S3::BucketPolicy","trust":"delegation","what":"peer"}`,
			`{"asset":"Blind","provider":"aws","service":"AWS::IAM::Role","trust":"role","what":"resource"}`,
		},
		{
			`{"asset":"Bucket","provider":"alicloud","service":"ALIYUN::OSS::Bucket","store":"yes","what":"resource"}`,
			`{"asset":"Copy","provider":"alicloud","region":"cn-hangzhou-b","service":"ALIYUN::ECS::Instance","what":"resource"}`,
		},
	} {
		got := evidencetest.Run(cloudformation.Reader{}, samples[i].Name, strings.NewReader(samples[i].Content), evidence.Options{})
		var bodies []string
		for _, it := range got.Items {
			bodies = append(bodies, it.Body)
		}
		if diff := cmp.Diff(want, bodies); diff != "" {
			t.Errorf("%s (-want +got):\n%s", samples[i].Name, diff)
		}
		if blind := strings.Contains(samples[i].Content, "Blind"); blind != (len(got.Errors) > 0) {
			t.Errorf("%s: errors %q", samples[i].Name, got.Errors)
		}
	}
}

func TestBadTemplatesAreTold(t *testing.T) {
	for name, text := range map[string]string{
		"broken":  "AWSTemplateFormatVersion: x\nResources:\n  A: {Type: [\n",
		"deep":    "AWSTemplateFormatVersion: x\nResources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000),
		"aliases": "AWSTemplateFormatVersion: x\nA: &a [x,x,x,x,x,x,x,x,x,x]\nB: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nC: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nD: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\nE: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nResources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties: {x: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]}\n",
	} {
		got := evidencetest.Run(cloudformation.Reader{}, name, strings.NewReader(text), evidence.Options{})
		if len(got.Errors) == 0 {
			t.Errorf("%s: nothing told: %+v", name, got)
		}
	}
}
