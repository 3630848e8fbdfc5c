package evidence

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/internal/pattern"
)

// Hidden stands in a policy for a part that is not known.
type Hidden struct{}

// AccountPrefix begins the endpoint of a trust whose other side is an account of
// the same provider: "account:444455556666"; AnyAccount is a trust given to all.
const (
	AccountPrefix = "account:"
	AnyAccount    = AccountPrefix + "*"
)

var (
	accountNumber = pattern.New(`(?:iam|sts|ram)::([0-9]{5,20}):|uin/([0-9]{5,20}):`)
	federated     = pattern.New(`(?:oidc|saml)-provider/([A-Za-z0-9.-]+)`)
)

// AccountEndpoint returns the endpoint that stands for an account, "" for what is no number of one.
func AccountEndpoint(id string) string {
	if id = strings.ToLower(id); strings.Trim(id, "0123456789abcdef-") != "" || len(id) < 5 || len(id) > 40 {
		return ""
	}
	return AccountPrefix + id
}

// Trusted finds in an IAM policy, as maps, lists and strings, whom its statements
// let in: accounts, and issuers of identities by their hosts. Statements that deny
// give nothing, services of the provider itself are nobody else. Known is false
// where a part that decides is Hidden.
func Trusted(policy any) (far []string, known bool) {
	t := trusted{known: true}
	if _, no := policy.(Hidden); no {
		return nil, false
	}
	top, _ := policy.(map[string]any)
	for _, s := range list(member(top, "statement")) {
		t.statement(s)
	}
	return t.far, t.known
}

type trusted struct {
	far   []string
	known bool
}

func (t *trusted) statement(s any) {
	statement, ok := s.(map[string]any)
	if !ok || hides(member(statement, "effect")) {
		t.known = false
	}
	if effect, _ := member(statement, "effect").(string); strings.EqualFold(effect, "deny") {
		return
	}
	if member(statement, "notprincipal") != nil {
		t.far = append(t.far, AnyAccount)
	}
	if hides(member(statement, "principal")) {
		t.known = false
	}
	eachText(member(statement, "principal"), "", func(kind, p string) {
		e := Principal(kind, p)
		switch {
		case e != "":
			t.far = append(t.far, e)
		case strings.EqualFold(kind, "federated"): // an issuer that the policy names by what only the account knows
			t.known = false
		}
	})
}

// Principal returns the endpoint that stands for one principal of a policy, of a
// kind such as "AWS", "RAM" or "Federated"; "" for services of the provider, and for the own account.
func Principal(kind, p string) string {
	switch {
	case strings.EqualFold(kind, "service"):
		return ""
	case p == "*":
		return AnyAccount
	case strings.Trim(p, "0123456789") == "":
		return AccountEndpoint(p)
	}
	if m := federated.FindStringSubmatch(p); m != nil {
		return Host(m[1])
	}
	if m := accountNumber.FindStringSubmatch(p); m != nil {
		return AccountEndpoint(m[1] + m[2])
	}
	if strings.EqualFold(kind, "federated") { // cognito-identity.amazonaws.com, accounts.google.com
		return Host(p)
	}
	return ""
}

// member returns a member by its name in any case.
func member(m map[string]any, name string) any {
	if v, ok := m[name]; ok {
		return v
	}
	var found []string
	for n := range m {
		if strings.EqualFold(n, name) {
			found = append(found, n)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return m[slices.Min(found)]
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
	case Hidden:
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

// eachText calls f for each string within v with the nearest name above it, in the order of names.
func eachText(v any, name string, f func(name, value string)) {
	switch v := v.(type) {
	case string:
		f(name, v)
	case []any:
		for _, e := range v {
			eachText(e, name, f)
		}
	case map[string]any:
		names := make([]string, 0, len(v))
		for n := range v {
			names = append(names, n)
		}
		slices.Sort(names)
		for _, n := range names {
			eachText(v[n], n, f)
		}
	}
}
