package remedy

import (
	"strings"
	"testing"
)

func TestCatalogue(t *testing.T) {
	c, err := changes()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		if c.entries[k.id].why("us-dsp") == "" {
			t.Errorf("%s: nothing is said where it does not help", k.id)
		}
	}
}

// The catalogue and what can be made agree in both directions.
func TestCatalogueRefuses(t *testing.T) {
	whole := string(changesFile)
	more := "  - {id: moon, says: Move it to the moon., shows: a rocket, cite: none, why: {\"*\": far}}\n"
	at := strings.Index(whole, "  - id: keys-out-of-reach")
	for _, tt := range []struct{ name, text, want string }{
		{"a change without words", strings.Replace(whole, "id: divestment", "id: sale", 1), `no words for the change "divestment"`},
		{"a change that nobody can make", whole[:at] + more + whole[at:], "of which 13 can be made"},
		{"a change twice", strings.Replace(whole, "id: divestment", "id: clause-added", 1), `"clause-added" stands twice`},
		{"a change without a citation", strings.Replace(whole, "cite:", "site:", 1), "site"},
	} {
		if _, err := readCatalogue([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an error that says %q", tt.name, err, tt.want)
		}
	}
}
