// Package cloudflow reads the flow logs of Azure (virtual networks and network
// security groups) and of Google Cloud, which are JSON.
//
// The asset of a flow is the address on our side, or the machine that the log
// names. What was denied counts apart from what was used. A peer whose
// autonomous system the log names has that as its provider.
package cloudflow
