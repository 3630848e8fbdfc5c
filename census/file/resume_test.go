package file

import (
	"strings"
	"testing"

	"github.com/longarm-project/longarm/census"
)

// A scan that goes on does not read again what it has, and says so of an object that changed in between.
func TestChangedSinceItWasRead(t *testing.T) {
	s := census.NewStore("memory")
	scan := func(text string) census.StoreReport {
		r := census.Runner{Formats: Formats(), Key: census.Key{1}}
		if err := r.Scan(t.Context(), census.Bytes{Name: "a.csv", Data: []byte(text)}, s); err != nil {
			t.Fatal(err)
		}
		return s.Report()
	}
	table := "full_name,ssn\nMary Smith,531-21-7351\n"
	scan(table)
	if got := scan(table); got.Status != census.Read || got.Rows != 1 {
		t.Errorf("unchanged: %s, %d rows, %v", got.Status, got.Rows, got.Problems)
	}
	if got := scan(table + "John Brown,531-21-7352\n"); got.Status != census.Partly || len(got.Problems) != 1 || !strings.Contains(got.Problems[0], "a.csv") {
		t.Errorf("changed: %s, %v", got.Status, got.Problems)
	}
}
