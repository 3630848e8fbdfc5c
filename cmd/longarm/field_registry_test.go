package main

// fieldRegistry holds the cases about registers, lists and screening.
var fieldRegistry = map[string]fieldCase{
	"bods-publisher-once": {
		exits: []int{0, 0},
		says:  []string{`YES, as of`, `held by parties that count: 60 %`, `2 parties \(0 only named\)`},
	},
	"csl-json":          {exits: []int{0}, says: []string{`1\.000 us_csl_el:\S+ Varnholt Optics Co\.`}},
	"ofac-enhanced-xml": {exits: []int{0}, says: []string{`1\.000 us_ofac:90001 VARNHOLT SHIPPING LLC`}},
	"ofac-simple-xml":   {exits: []int{0}, says: []string{`1\.000 us_ofac:90001 VARNHOLT SHIPPING LLC`}},
	// Its list is one that was not recognised; since it is, the registry holds it. What an import of nothing
	// comes to is in testdata/script/import-nothing.txtar.
	"screen-without-lists": {exits: []int{0, 0}, says: []string{`2 list entries`, `1\.000 us_ofac:90001`}, never: []string{`no name alike`}},
}
