package terraform

import (
	"encoding/json"
	"slices"

	"github.com/longarm-project/longarm/evidence"
)

// notRead is told of a policy whose text the files do not hold.
const notRead = "cannot be told from the files: whom it trusts is not known"

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

// policy finds in a trust policy who else may come in. Which is the own account
// is known at the end only; see done.
func (r *resource) policy(name string, policy any) {
	far, known := evidence.Trusted(policy)
	r.far = append(r.far, far...)
	if !known {
		r.untold(name)
	}
}

func (r *resource) trustAccount(id string) {
	if e := evidence.AccountEndpoint(id); e != "" {
		r.far = append(r.far, e)
	}
}
