// Package workload reads what runs software: Kubernetes manifests, Helm charts
// and their values, Compose files and Dockerfiles. It finds the registries that
// images come from, the drivers and annotations of clouds, and the hosts that
// settings name.
//
// Templates, which are no YAML, are read line by line, and what they would
// insert is passed over. Only hosts of values are kept.
package workload
