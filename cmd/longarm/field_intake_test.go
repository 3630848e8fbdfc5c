package main

// fieldIntake holds the cases about what is recognised, and what is said of what is not.
var fieldIntake = map[string]fieldCase{
	"screen-without-lists": {
		exits: []int{1, 1},
		says:  []string{`nothing was read`},
		never: []string{`no name alike`},
	},
}
