package determination

// An Unseen is something a person states that met nothing: what is stated of it
// does not count, and somebody should know.
type Unseen struct {
	// Kind is "asset", "name", "region", "party" or "dealing".
	Kind  string `json:"kind"`
	Name  string `json:"name"`
	Place string `json:"place"` // where it is stated
	// Why says what is missing, in words, with what may be meant.
	Why string `json:"why"`
}
