package screening_test

import (
	"fmt"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/screening"
)

func Example() {
	x, err := screening.Open(screening.Compile([]registry.Entry{{
		List: "demo", Number: "7", Type: registry.OrganizationEntry,
		Names: []fact.Name{{Text: "ZARYA PUMP WORKS, OOO"}},
	}}))
	if err != nil {
		panic(err)
	}
	hits, err := x.Match(screening.Query{Name: "Zaria Pump-Works Ltd", Schema: "Organization"})
	if err != nil {
		panic(err)
	}
	for _, h := range hits {
		fmt.Println(h.ID, h.Score)
		for _, p := range h.Reason.Parts {
			fmt.Printf("%s: %s / %s\n", p.Rule, p.Asked, p.Listed)
		}
	}
	// Output:
	// demo:7 991
	// spelling: Zaria / ZARYA
	// identical: Pump / PUMP
	// identical: Works / WORKS
	// legal-form: Ltd / OOO
	// calibration:  /
}
