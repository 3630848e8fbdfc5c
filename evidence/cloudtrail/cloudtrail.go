// Package cloudtrail reads the events of AWS CloudTrail: in which regions an
// account is used, from where it is called, and whom it trusts: roles that
// other accounts or issuers of identities assumed or may assume, and what is shared
// with other accounts.
//
// Of parameters only account numbers and hosts of policies and shares are kept.
// Calls that were refused count apart.
package cloudtrail

import (
	"bytes"
	"cmp"
	"encoding/json"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// A Reader reads CloudTrail logs: files of Records, what the event history
// exports, and events as JSON lines. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "cloudtrail" }

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	text := bytes.TrimLeft(head, " \t\r\n")
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return evidence.No
	}
	seen := 0
	for _, name := range []string{"eventSource", "eventName", "awsRegion", "userIdentity", "recipientAccountId", "eventVersion"} {
		if bytes.Contains(text, []byte(name)) {
			seen++
		}
	}
	return evidence.Strong.If(seen >= 4)
}

// maxTrusts bounds the trusts of one file, and maxAccounts its accounts and regions.
const (
	maxTrusts   = 20_000
	maxAccounts = 20_000
)

// Read implements evidence.Reader. It yields its observations at the end of the log.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		l := &log{in: in, tally: evidence.NewTally(in.Options), trusts: map[trust]*seen{}, regions: map[place]*seen{}}
		for event, err := range evidence.Objects(in.R, "Records", "Events", "events") {
			if err == nil {
				l.event(event)
			} else if !yield(evidence.Item{}, err) {
				return
			}
		}
		l.give(yield)
	}
}

type log struct {
	in      *evidence.Input
	tally   *evidence.Tally
	trusts  map[trust]*seen
	regions map[place]*seen
	full    bool
}

// A trust is what an account gives to another side.
type trust struct{ asset, kind, service, far string }

// A place is where an account is used.
type place struct{ account, region string }

type seen struct {
	records, rejected int64
	first, last, line int64
}

func (s *seen) add(o seen) {
	s.records += o.records
	s.rejected += o.rejected
	if s.first == 0 || o.first != 0 && o.first < s.first {
		s.first = o.first
	}
	s.last = max(s.last, o.last)
	if s.line == 0 || o.line < s.line {
		s.line = o.line
	}
}

// event counts one event (CloudTrail user guide, "CloudTrail record contents").
func (l *log) event(e evidence.Object) {
	if inner := e.Text("CloudTrailEvent"); inner != "" { // as lookup-events gives it
		var members map[string]any
		if json.Unmarshal([]byte(inner), &members) == nil {
			e.Members = members
		}
	} else if detail, ok := e.Members["detail"].(map[string]any); ok { // as EventBridge gives it
		e.Members = detail
	}
	account := cmp.Or(e.Text("recipientAccountId"), e.Text("userIdentity", "accountId"))
	if e.Text("eventName") == "" || account == "" {
		l.in.Skip("no event of an account", 1)
		return
	}
	l.in.Records++
	at := int64(0)
	if t, err := time.Parse(time.RFC3339, e.Text("eventTime")); err == nil {
		at = t.Unix()
	}
	s := seen{records: 1, first: at, last: at, line: e.Line}
	if e.Text("errorCode") != "" || e.Text("errorMessage") != "" {
		s.records, s.rejected = 0, 1
	}
	if region := e.Text("awsRegion"); region != "" && s.rejected == 0 {
		count(l, l.regions, place{account, region}, s, maxAccounts)
	}
	l.caller(e, account, s)
	l.assumed(e, account, s)
	l.given(e, account, s)
}

func count[K comparable](l *log, in map[K]*seen, k K, s seen, limit int) {
	have := in[k]
	if have == nil {
		if len(in) >= limit {
			l.full = true
			return
		}
		have = new(seen)
		in[k] = have
	}
	have.add(s)
}

// caller counts the address that a call came from; services of AWS call by name.
func (l *log) caller(e evidence.Object, account string, s seen) {
	a, ok := evidence.Address([]byte(e.Text("sourceIPAddress")))
	if !ok {
		return
	}
	if a = evidence.Plain(a); !evidence.Public(a) {
		l.in.Skip("internal or special address", 1)
		return
	}
	n := l.tally.Enter(asset(account), "")
	l.tally.Add(n, l.tally.Service(e.Text("eventSource")), a, evidence.Use{First: s.first, Last: s.last, Line: s.line, Rejected: s.rejected > 0})
}

func asset(account string) string { return "account " + account }

// assumed counts roles that somebody else assumed.
func (l *log) assumed(e evidence.Object, account string, s seen) {
	name := e.Text("eventName")
	if !strings.HasPrefix(name, "AssumeRole") {
		return
	}
	role := cmp.Or(e.Text("requestParameters", "roleArn"), asset(account))
	caller := e.Text("userIdentity", "accountId")
	switch kind := e.Text("userIdentity", "type"); {
	case kind == "AWSService":
	case kind == "SAMLUser", kind == "WebIdentityUser", name == "AssumeRoleWithSAML", name == "AssumeRoleWithWebIdentity":
		issuer := e.Text("userIdentity", "identityProvider")
		l.trust(trust{role, "role", name, cmp.Or(evidence.Principal("Federated", issuer), evidence.HostIn(issuer))}, s)
	case caller != "" && caller != account:
		l.trust(trust{role, "role", name, evidence.AccountEndpoint(caller)}, s)
	}
}

func (l *log) trust(t trust, s seen) { count(l, l.trusts, t, s, maxTrusts) }

// policies are the calls that set whom something trusts, with the parameter that holds the policy.
var policies = map[string][]string{
	"CreateRole": {"assumeRolePolicyDocument"}, "UpdateAssumeRolePolicy": {"policyDocument"},
	"PutBucketPolicy": {"bucketPolicy", "policy"}, "PutKeyPolicy": {"policy"}, "CreateKey": {"policy"}, "SetRepositoryPolicy": {"policyText"},
	"PutResourcePolicy": {"resourcePolicy", "policy"}, "SetQueueAttributes": {"attributes"}, "PutFileSystemPolicy": {"policy"}, "PutBackupVaultAccessPolicy": {"policy"},
}

// sharing are the calls that let other accounts at something, with the kind of trust.
var sharing = map[string]string{
	"ModifySnapshotAttribute": "delegation", "ModifyImageAttribute": "delegation", "ModifyDBSnapshotAttribute": "delegation",
	"ModifyDBClusterSnapshotAttribute": "delegation", "CreateResourceShare": "delegation", "AssociateResourceShare": "delegation",
	"AddPermission": "delegation", "ModifyVpcEndpointServicePermissions": "delegation", "ShareDirectory": "delegation",
	"CreateVpcPeeringConnection": "peering", "AcceptVpcPeeringConnection": "peering", "CreateTransitGatewayPeeringAttachment": "transit",
	"InviteAccountToOrganization": "delegation", "CreateGrant": "delegation",
}

// given counts what an account gives to others by a call that went through.
func (l *log) given(e evidence.Object, account string, s seen) {
	name := e.Text("eventName")
	parameters, _ := e.Members["requestParameters"].(map[string]any)
	if s.rejected > 0 || parameters == nil {
		return
	}
	base, _, _ := strings.Cut(name, "20") // API versions: AddPermission20150331v2
	what := cmp.Or(resource(e, parameters), asset(account))
	own := evidence.AccountPrefix + account
	for _, parameter := range policies[base] {
		for _, far := range trusted(parameters[parameter]) {
			if far != own {
				l.trust(trust{what, "role", name, far}, s)
			}
		}
	}
	kind, ok := sharing[base]
	if !ok {
		return
	}
	for _, far := range shared(parameters, nil) {
		if far != own {
			l.trust(trust{what, kind, name, far}, s)
		}
	}
}

// trusted reads a policy, which may be text, and that percent-encoded.
func trusted(policy any) []string {
	text, ok := policy.(string)
	if ok {
		if strings.HasPrefix(text, "%7B") {
			text, _ = url.QueryUnescape(text)
		}
		if json.Unmarshal([]byte(text), &policy) != nil {
			return nil
		}
	}
	far, _ := evidence.Trusted(policy)
	return far
}

// shared gathers the accounts that parameters of a share name.
func shared(v any, out []string) []string {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = shared(e, out)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			switch name {
			case "userId", "peerOwnerId", "peerAccountId", "principal", "principals", "addAllowedPrincipals", "valuesToAdd", "granteePrincipal", "target", "group":
				out = append(out, principals(v[name])...)
			case "remove", "tagSet", "tags":
				continue
			}
			out = shared(v[name], out)
		}
	}
	return out
}

func principals(v any) (out []string) {
	switch v := v.(type) {
	case string:
		if v == "all" {
			v = "*"
		}
		if e := evidence.Principal("AWS", v); e != "" {
			out = append(out, e)
		}
	case []any:
		for _, e := range v {
			out = append(out, principals(e)...)
		}
	}
	return out
}

// resource names what a call is about.
func resource(e evidence.Object, parameters map[string]any) string {
	for _, r := range e.List("resources") {
		if arn, _ := evidence.At(r, "ARN").(string); arn != "" {
			return arn
		}
	}
	for _, name := range []string{"roleName", "bucketName", "snapshotId", "imageId", "keyId", "functionName", "repositoryName", "vpcId", "name"} {
		if s, _ := parameters[name].(string); s != "" {
			return s
		}
	}
	return ""
}

// give yields what was counted: places, trusts, callers.
func (l *log) give(yield func(evidence.Item, error) bool) {
	observe := func(ob *fact.Observation, s *seen) bool {
		ob.Flows, ob.Rejected, ob.First, ob.Last = s.records, s.rejected, evidence.Stamp(s.first), evidence.Stamp(s.last)
		return yield(evidence.Item{Body: ob, Line: s.line, Place: evidence.Records(s.records + s.rejected)}, nil)
	}
	for _, p := range slices.SortedFunc(maps.Keys(l.regions), func(a, b place) int {
		return cmp.Or(strings.Compare(a.account, b.account), strings.Compare(a.region, b.region))
	}) {
		if !observe(&fact.Observation{Asset: fact.AssetID(asset(p.account)), Provider: "aws", Region: p.region, Service: "cloudtrail", What: fact.ObservedDeclaration}, l.regions[p]) {
			return
		}
	}
	for _, t := range slices.SortedFunc(maps.Keys(l.trusts), func(a, b trust) int {
		return cmp.Or(strings.Compare(a.asset, b.asset), strings.Compare(a.kind, b.kind), strings.Compare(a.service, b.service), strings.Compare(a.far, b.far))
	}) {
		if !observe(&fact.Observation{Asset: fact.AssetID(t.asset), Endpoint: t.far, Service: t.service, Trust: t.kind, What: fact.ObservedPeer}, l.trusts[t]) {
			return
		}
	}
	for item := range l.tally.Items(func(service string) (string, string) { return service, "" }) {
		if !yield(item, nil) {
			return
		}
	}
	l.in.Note = l.tally.Note()
	if l.full {
		l.in.Note = "more than 20000 trusts, or places of accounts: the rest is not kept"
	}
	if l.full || l.tally.Lossy() {
		yield(evidence.Item{}, evidence.BadLine(0, "%s", l.in.Note))
	}
}
