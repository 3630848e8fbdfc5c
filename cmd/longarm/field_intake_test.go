package main

// fieldIntake holds the cases about what is recognised, and what is said of what is not.
var fieldIntake = map[string]fieldCase{
	"looks-of-data": {exits: []int{4}, says: []string{`SEEN 1 file; `, `use of Alibaba Cloud by 1 asset`, `WHO CAN CN .* 10\.1\.0\.5 r c e `}, never: []string{`[Nn]ot evidence`, `[Nn]ot recognised`}},
}
