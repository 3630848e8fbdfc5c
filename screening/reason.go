package screening

// A Reason is why a hit has its score: the assignment of words itself.
type Reason struct {
	Name string // the listed name, as the list writes it
}
type Evidence struct{}
