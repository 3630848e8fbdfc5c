// Package cloudformation reads templates of AWS CloudFormation and of Alibaba Cloud's
// Resource Orchestration Service (ROS), in JSON and YAML with short tags (!Ref, !Sub).
// What only the service knows when it makes the stack is not known: nothing is evaluated.
package cloudformation

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
)

// Bounds of a template.
const (
	maxFile    = 16 << 20
	maxNesting = 60
	maxValues  = 200_000 // of one resource, with what aliases repeat
)

// A Reader reads templates. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "cloudformation" }

var (
	version  = pattern.New(`(?m)^[ \t{]*["']?(AWSTemplateFormatVersion|ROSTemplateFormatVersion)["']?[ \t]*:`)
	resource = pattern.New(`["']?Type["']?[ \t]*:[ \t]*["']?(AWS|ALIYUN|DATASOURCE)::[A-Za-z0-9]+::[A-Za-z0-9]+`)
	section  = pattern.New(`["']?Resources["']?[ \t]*:`)
)

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	switch {
	case bytes.IndexByte(head, 0) >= 0:
		return evidence.No
	case version.Match(head) && (section.Match(head) || resource.Match(head)):
		return evidence.Certain
	}
	return evidence.Strong.If(section.Match(head) && resource.Match(head))
}

// Read implements evidence.Reader. Observations come in the order of the file.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		text, err := io.ReadAll(io.LimitReader(in.R, maxFile+1))
		switch {
		case err != nil:
			yield(evidence.Item{}, err)
			return
		case len(text) > maxFile:
			yield(evidence.Item{}, fmt.Errorf("a template of more than %d MiB is not read", maxFile>>20))
			return
		}
		t := &template{in: in, yield: yield}
		if err := t.read(text); err != nil && !t.done {
			yield(evidence.Item{}, err)
		}
	}
}

var errDeep = errors.New("values nest too deep")

// A template is read resource by resource.
type template struct {
	in    *evidence.Input
	yield func(evidence.Item, error) bool
	done  bool
}

func (t *template) read(text []byte) error {
	if tooDeep(text) {
		return errDeep
	}
	if b := bytes.TrimLeft(text, " \t\r\n"); len(b) > 0 && b[0] == '{' {
		text = bytes.ReplaceAll(text, []byte("\t"), []byte(" ")) // JSON may be indented by tabs, YAML may not
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return evidence.BadLine(lineOf(err), "not YAML or JSON")
	}
	if doc.Kind != yaml.DocumentNode {
		return nil
	}
	resources := child(doc.Content[0], "Resources")
	if resources == nil || resources.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(resources.Content) && !t.done; i += 2 {
		t.resource(resources.Content[i], resources.Content[i+1])
	}
	return nil
}

// tooDeep reports whether text nests so far that a parser would recurse far.
func tooDeep(text []byte) bool {
	depth := 0
	for line := range bytes.Lines(text) {
		if len(line)-len(bytes.TrimLeft(line, " -")) > 4*maxNesting {
			return true
		}
		for _, c := range line {
			switch c {
			case '[', '{':
				if depth++; depth > 2*maxNesting {
					return true
				}
			case ']', '}':
				depth = max(0, depth-1)
			}
		}
	}
	return false
}

// lineOf takes the line out of an error of the parser, whose text may quote the file.
func lineOf(err error) (line int64) {
	_, after, _ := strings.Cut(err.Error(), "line ")
	if _, err := fmt.Sscanf(after, "%d", &line); err != nil {
		return 1
	}
	return line
}

func child(n *yaml.Node, name string) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// value is a node as maps, lists and strings; what a function gives is [evidence.Hidden].
func value(n *yaml.Node, depth int, left *int) any {
	if *left--; n == nil || depth > maxNesting || *left < 0 {
		return evidence.Hidden{}
	}
	if n.Kind == yaml.AliasNode {
		return value(n.Alias, depth+1, left)
	}
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		return function(strings.TrimPrefix(n.Tag, "!"), n, depth, left)
	}
	switch n.Kind {
	case yaml.ScalarNode:
		return n.Value
	case yaml.SequenceNode:
		out := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			out = append(out, value(c, depth+1, left))
		}
		return out
	case yaml.MappingNode:
		if len(n.Content) == 2 {
			if name, ok := strings.CutPrefix(n.Content[0].Value, "Fn::"); ok || n.Content[0].Value == "Ref" {
				if !ok {
					name = "Ref"
				}
				return function(name, n.Content[1], depth, left)
			}
		}
		out := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = value(n.Content[i+1], depth+1, left)
		}
		return out
	}
	return evidence.Hidden{}
}

// function gives what a function of the service comes to, as far as the template alone
// tells it: a text with what is put in left as ${...}, parts that are joined, the choices of a condition.
func function(name string, n *yaml.Node, depth int, left *int) any {
	arg := func(n *yaml.Node) any {
		bare := *n
		bare.Tag = ""
		return value(&bare, depth+1, left)
	}
	switch v := arg(n); name {
	case "Sub":
		if list, ok := v.([]any); ok && len(list) > 0 {
			v = list[0]
		}
		return v
	case "Join":
		list, _ := v.([]any)
		if len(list) != 2 {
			return evidence.Hidden{}
		}
		sep, _ := list[0].(string)
		parts, ok := list[1].([]any)
		if !ok {
			return evidence.Hidden{}
		}
		var out []string
		for _, p := range parts {
			s, ok := p.(string)
			if !ok {
				s = "${}" // stands for what is not known
			}
			out = append(out, s)
		}
		return strings.Join(out, sep)
	case "If":
		if list, ok := v.([]any); ok && len(list) == 3 {
			return list[1:]
		}
	}
	return evidence.Hidden{}
}

// stores are the types that hold data, in small letters without the cloud.
var stores = pattern.New(`(?i)^(AWS::(S3::Bucket|S3Express::DirectoryBucket|RDS::(DBInstance|DBCluster|GlobalCluster)|DynamoDB::(Table|GlobalTable)|EFS::FileSystem|FSx::FileSystem|EC2::Volume|Redshift::Cluster|RedshiftServerless::Namespace|ElastiCache::(CacheCluster|ReplicationGroup|ServerlessCache)|OpenSearchService::Domain|Elasticsearch::Domain|DocDB::DBCluster|Neptune::DBCluster|Timestream::Table|Kinesis::Stream|MSK::Cluster|SQS::Queue|SecretsManager::Secret|ECR::Repository|Backup::BackupVault|Glue::Database|Logs::LogGroup)|ALIYUN::(OSS::Bucket|RDS::DBInstance|MONGODB::Instance|REDIS::Instance|NAS::FileSystem|POLARDB::DBCluster|SLS::Project|ECS::Disk|TABLESTORE::Instance|OTS::Instance))$`)

// trusts are the types that give another's side standing access, with the kind of trust.
var trusts = map[string]string{
	"AWS::EC2::VPCPeeringConnection": "peering", "AWS::EC2::CustomerGateway": "vpn", "AWS::EC2::VPNConnection": "vpn", "AWS::EC2::ClientVpnEndpoint": "vpn",
	"AWS::EC2::TransitGatewayPeeringAttachment": "peering", "AWS::EC2::TransitGatewayAttachment": "transit", "AWS::EC2::TransitGatewayVpcAttachment": "transit",
	"AWS::DirectConnect::Connection": "private-line", "AWS::IAM::Role": "role", "AWS::RAM::ResourceShare": "delegation", "AWS::S3::BucketPolicy": "delegation",
	"AWS::Lambda::Permission": "delegation", "AWS::KMS::Key": "delegation", "AWS::SQS::QueuePolicy": "delegation", "AWS::SNS::TopicPolicy": "delegation",
	"AWS::IAM::OIDCProvider": "role", "AWS::IAM::SAMLProvider": "role", "AWS::EC2::VPCEndpointService": "delegation", "AWS::EC2::VPCEndpointServicePermissions": "delegation",
	"ALIYUN::RAM::Role": "role", "ALIYUN::VPC::VpnConnection": "vpn", "ALIYUN::VPC::CustomerGateway": "vpn", "ALIYUN::VPC::PeeringRouterInterfaceConnection": "peering",
	"ALIYUN::CEN::CenInstanceAttachment": "transit", "ALIYUN::CEN::TransitRouterVpcAttachment": "transit",
}

// resource gives what one resource shows.
func (t *template) resource(name, n *yaml.Node) {
	typ := child(n, "Type")
	if typ == nil || !strings.Contains(typ.Value, "::") || len(typ.Value) > 200 || len(name.Value) > 300 {
		return
	}
	t.in.Records++
	cloud, _, _ := strings.Cut(typ.Value, "::")
	provider := map[string]string{"AWS": "aws", "ALIYUN": "alicloud", "DATASOURCE": "alicloud"}[strings.ToUpper(cloud)]
	if provider == "" {
		t.in.Skip("resource of a kind of its own", 1)
		return
	}
	left := maxValues
	r := &found{provider: provider, typ: typ.Value, seen: map[string]bool{}}
	if trust := trusts[typ.Value]; trust != "" {
		r.kind = trust
		r.known = true
	}
	r.properties(value(child(n, "Properties"), 0, &left))
	if left < 0 {
		t.bad(name, "more values than are read")
	}
	base := fact.Observation{Asset: fact.AssetID(name.Value), Provider: provider, Service: typ.Value, What: fact.ObservedResource, Trust: r.trust()}
	if stores.MatchString(typ.Value) {
		base.Store = fact.Yes
	}
	regions := r.regions
	if len(regions) == 0 {
		regions = []string{""}
	}
	for _, region := range regions {
		ob := base
		ob.Region = region
		t.give(name, &ob)
	}
	for _, end := range r.far {
		t.give(name, &fact.Observation{Asset: base.Asset, Endpoint: end, Service: typ.Value, Trust: r.kind, What: fact.ObservedPeer})
	}
	for _, end := range r.hosts {
		t.give(name, &fact.Observation{Asset: base.Asset, Endpoint: end, Service: typ.Value, What: fact.ObservedDeclaration})
	}
	for _, end := range r.records {
		t.give(name, &fact.Observation{Asset: base.Asset, Endpoint: end, Service: typ.Value, What: fact.ObservedRecord})
	}
	if r.kind != "" && !r.known && len(r.far) == 0 {
		t.bad(name, "whom "+name.Value+" trusts is not known from the template")
	}
}

func (t *template) give(at *yaml.Node, ob *fact.Observation) {
	if !t.done && !t.yield(evidence.Item{Body: ob, Line: int64(at.Line), Place: at.Value, Root: t.in.Name}, nil) {
		t.done = true
	}
}

func (t *template) bad(at *yaml.Node, what string) {
	if !t.done && !t.yield(evidence.Item{}, evidence.BadLine(int64(at.Line), "%s", what)) {
		t.done = true
	}
}
