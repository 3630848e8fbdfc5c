package main

// fieldRegistry holds the cases about registers, lists and screening.
var fieldRegistry = map[string]fieldCase{
	"bods-publisher-once": {
		exits: []int{0, 0},
		says:  []string{`YES, as of`, `held by parties that count: 60 %`, `2 parties \(0 only named\)`},
	},
	"csl-json": {
		exits: []int{3},
		says:  []string{`1\.000 us_csl_el:\S+ Varnholt Optics Co\.`, `list Entity List \(Consolidated Screening List\)`, `listed 2025-01-02`, `basis 90 FR 1`, `also VO Optics`},
	},
	"ofac-enhanced-xml": {exits: []int{3}, says: []string{`1\.000 us_ofac:90001 VARNHOLT SHIPPING LLC`, `edition of 2026-11-01`, `listed 2026-05-01`}},
	"ofac-simple-xml":   {exits: []int{3}, says: []string{`1\.000 us_ofac:90001 VARNHOLT SHIPPING LLC`, `programme RUSSIA-EO14024`, `also OOO VARNHOLT`, `Details\.aspx\?id=90001`}},
	// Its list is one that was not recognised; since it is, the registry holds it. What an import of nothing
	// comes to is in testdata/script/import-nothing.txtar.
	"screen-without-lists": {exits: []int{0, 3}, says: []string{`2 list entries`, `1\.000 us_ofac:90001`}, never: []string{`no name alike`}},
	"uk-registration-number": {
		command: `longarm registry import --out r.registry UK-Sanctions-List.csv ; ` +
			`longarm screen "Varnholt Shipping LLC" --registry r.registry --identifier tin:0000000001 ; ` +
			`longarm screen "Meadow Star" --registry r.registry --identifier imo:1234567`,
		exits: []int{0, 3, 3},
		says: []string{
			`7 read, 7 mapped`, `registration-number TIN 0000000001 \(Russia\)`, `measures Asset freeze; Trust services sanctions`, `also OOO VARNHOLT; ООО Варнхольт`,
			`the entry bears the identifier "imo 1234567"`,
		},
	},
	"imo-renamed": {
		exits: []int{0, 3},
		says: []string{
			`"id":"renamed","results":\[\{"id":"watch:1","score":1\.000.*"rule":"identifier"`,
			`"id":"in-text","results":\[\{"id":"watch:1","score":1\.000`, `IMO 9123451 1\.000 watch:1 OCEAN BRISTLE`,
		},
	},
	"letters-and-digits": {
		exits: []int{3, 3, 3},
		says:  []string{`XT-3 0\.98\d watch:1 XT3`, `XT 3 Ltd 0\.95\d watch:1 XT3`, `JSCORTOVEN 1\.000 watch:2 JSC ORTOVEN`},
	},
	"long-legal-form": {
		exits: []int{3, 3, 3},
		says:  []string{`OOO Selizhar 1\.000 watch:1`, `ООО Ветлуга-Транс 1\.000 watch:2`, `PAO Kedrovka 1\.000 watch:3`},
	},
	"patronymic-owner": {exits: []int{0}, says: []string{`ON A LIST Arseny Romanovich Rotenkov is 0\.8[5-9]\d like ROTENKOV, Arseny \(.*watch:1`}},
	"roman-numeral":    {exits: []int{3, 3}, says: []string{`KAVIRA IX 0\.9[5-9]\d watch:1`, `SEA LANTERN 2 0\.9[5-9]\d watch:2`}},
	"surname-alone":    {exits: []int{3, 3}, says: []string{`Zelmaro 0\.[78]\d\d watch:1`, `Vekselman 0\.[78]\d\d watch:2`}},
}
