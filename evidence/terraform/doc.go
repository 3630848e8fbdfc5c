// Package terraform reads what Terraform and OpenTofu leave behind: state
// files of version 4, the JSON of "terraform show -json" for states and plans,
// configuration in HCL and JSON, and dependency lock files.
//
// State holds secrets in clear. Only attributes that say where a resource is,
// under which host or public address it is reached, and whom it trusts are
// looked at, by a list of names (attributes.go), and of their values only what
// is a region, a host name, an address or an account number enters a fact.
//
// Configuration is parsed, never evaluated: literals count, and a variable
// whose default is a literal in the same file.
package terraform
