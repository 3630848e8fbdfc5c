package screening

import "testing"

// The published answers of OFAC's page, collected by others (see the set's own README): -1 is "not shown at 80".
func TestOFACScore(t *testing.T) {
	type row struct {
		Query, Candidate string
		Score            int `json:"ofac_score"`
	}
	rows := readLines[row](t, "ofac-sls-scores-dev.jsonl")
	good := 0
	for _, r := range rows {
		got := OFACScore(r.Query, r.Candidate)
		if r.Score < 0 && got < 80 || r.Score >= 0 && got >= r.Score-5 && got <= r.Score+5 {
			good++
		} else {
			t.Logf("%q, %q: page shows %d, got %d", r.Query, r.Candidate, r.Score, got)
		}
	}
	if 100*good < 95*len(rows) {
		t.Errorf("%d of %d rows within 5 points, want 95 %%", good, len(rows))
	}
}
