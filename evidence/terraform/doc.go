// Package terraform reads what Terraform and OpenTofu leave behind: state
// files, the JSON of "terraform show -json" for states and plans,
// configuration in HCL and JSON, and dependency lock files.
//
// State holds secrets in clear. Only attributes that say where a resource is,
// under which host or public address it is reached, and whom it trusts are
// looked at, by a list of names (attributes.go), and of their values only what
// is a region, a host name, an address or an account number enters a fact.
//
// Configuration is read folder by folder: a module has the values that the files
// of its folder, and the calls of other folders, give to its variables. What only
// Terraform finds out is unknown, and so is what depends on it: a region that is
// said and not known is never that of a default. Nothing is fetched, run or read
// beside the files given (evaluate.go).
package terraform
