package provider_test

import (
	"fmt"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/provider"
)

func ExampleTable_Attribute() {
	table, err := provider.Open(provider.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	seen := fact.New(&fact.Observation{Asset: "web", Endpoint: "acme.oss-us-west-1.aliyuncs.com", What: fact.ObservedName},
		[]fact.Source{{Name: "ssl.log", Line: 4217}}, "")
	for _, f := range table.Attribute(seen) {
		a := f.Body.(*fact.Attribution)
		fmt.Println(a.Provider, a.Region, a.Country)
		fmt.Println("operated by", a.Operator)
		fmt.Println("contract with", a.Contractors(), "unverified:", a.Unverified)
	}
	// Output:
	// alibaba-cloud us-west-1 US
	// operated by alibaba-cloud/singapore
	// contract with [alibaba-cloud/singapore alibaba-cloud/us] unverified: [contracts]
}
