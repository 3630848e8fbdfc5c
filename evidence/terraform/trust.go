package terraform

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

var (
	accountNumber = pattern.New(`(?:iam|sts|ram)::([0-9]{5,20}):|uin/([0-9]{5,20}):`)
	federated     = pattern.New(`(?:oidc|saml)-provider/([A-Za-z0-9.-]+)`)
)

// accountPrefix begins the endpoint of a trust whose other side is an account of
// the same provider: "account:444455556666"; anyAccount is a role open to all.
const (
	accountPrefix = "account:"
	anyAccount    = accountPrefix + "*"
)

// notRead is told of a policy whose text the files do not hold.
const notRead = "cannot be told from the files: whom it trusts is not known"

// hidden stands in a policy for a part that is not known.
type hidden struct{}

// policyText reads a policy in JSON.
func (r *resource) policyText(name, text string) {
	var policy any
	if json.Unmarshal([]byte(text), &policy) != nil {
		r.untold(name)
		return
	}
	r.policy(name, policy)
}

// untold notes that an attribute which says whom the resource trusts is not known.
func (r *resource) untold(name string) {
	if !slices.Contains(r.unread, name) {
		r.unread = append(r.unread, name)
	}
}

// policy finds in a trust policy who else may come in: accounts that are not the
// own one, and issuers of identities. Statements that deny give nothing. Which is
// the own account is known at the end only; see done.
func (r *resource) policy(name string, policy any) {
	if _, no := policy.(hidden); no {
		r.untold(name)
		return
	}
	top, _ := policy.(map[string]any)
	for _, s := range list(member(top, "statement")) {
		statement, ok := s.(map[string]any)
		if _, no := s.(hidden); no || ok && hides(member(statement, "effect")) {
			r.untold(name)
		}
		effect, _ := member(statement, "effect").(string)
		if strings.EqualFold(effect, "deny") {
			continue
		}
		if member(statement, "notprincipal") != nil {
			r.far = append(r.far, anyAccount)
		}
		if hides(member(statement, "principal")) {
			r.untold(name)
		}
		strs(member(statement, "principal"), "", r.principal)
	}
}

// member returns a member by its name in any case.
func member(m map[string]any, name string) any {
	for n, v := range m {
		if strings.EqualFold(n, name) {
			return v
		}
	}
	return nil
}

func list(v any) []any {
	if l, ok := v.([]any); ok {
		return l
	}
	if v == nil {
		return nil
	}
	return []any{v}
}

// hides reports whether a part of v is not known.
func hides(v any) bool {
	switch v := v.(type) {
	case hidden:
		return true
	case []any:
		return slices.ContainsFunc(v, hides)
	case map[string]any:
		for _, e := range v {
			if hides(e) {
				return true
			}
		}
	}
	return false
}

// principal takes one principal of a policy, of a kind such as "AWS"; services of the provider itself are none.
func (r *resource) principal(kind, p string) {
	switch kind {
	case "Service", "service":
		return
	}
	if p == "*" {
		r.far = append(r.far, anyAccount)
		return
	}
	if isDigits(p) {
		r.trustAccount(p)
		return
	}
	if m := federated.FindStringSubmatch(p); m != nil {
		r.endpoint(evidence.Host(m[1]), true)
		return
	}
	if m := accountNumber.FindStringSubmatch(p); m != nil {
		r.trustAccount(m[1] + m[2])
		return
	}
	if kind == "Federated" || kind == "federated" { // cognito-identity.amazonaws.com, accounts.google.com
		r.endpoint(evidence.Host(p), true)
	}
}

// strs calls f for each string within v with the nearest name above it, in the order of names.
func strs(v any, name string, f func(name, value string)) {
	switch v := v.(type) {
	case string:
		f(name, v)
	case []any:
		for _, e := range v {
			strs(e, name, f)
		}
	case map[string]any:
		names := make([]string, 0, len(v))
		for n := range v {
			names = append(names, n)
		}
		slices.Sort(names)
		for _, n := range names {
			strs(v[n], n, f)
		}
	}
}

func (r *resource) trustAccount(id string) {
	if id = strings.ToLower(id); strings.Trim(id, "0123456789abcdef-") == "" && len(id) >= 5 && len(id) <= 40 {
		r.far = append(r.far, accountPrefix+id)
	}
}
