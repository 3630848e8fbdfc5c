// Package provider says who runs an endpoint, and where: it turns an Observation
// into Attributions, by a gazetteer of providers and by tables of address prefixes.
//
// The gazetteer is embedded: one readable file per provider, described in
// doc/formats/gazetteer.md. Each value cites a source or is marked unverified,
// and every fact made here lists the fields that rest on unverified values.
//
// Three questions stay apart, because one label for all three is how tools go
// wrong: where the machine stands (region, country), which company operates it
// and which one contracts for it (parties), and who holds those companies
// (interests, for the ownership room). A region code counts only together with
// a provider: cn-north-1 is a region of five clouds.
//
// A Table is safe for concurrent use. Nothing here reads a clock, the
// environment or a network.
package provider
