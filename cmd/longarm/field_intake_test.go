package main

// fieldIntake holds the cases about what is recognised, and what is said of what is not.
var fieldIntake = map[string]fieldCase{}
