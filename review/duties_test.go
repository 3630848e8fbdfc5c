package review

import (
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// What fell due before the review is asked about, unless somebody states that it was done.
func TestPastDuties(t *testing.T) {
	for _, tt := range []struct {
		name, from, other string
		audit, report     []fact.Date
		condition         bool // the report is put as one
	}{
		{"since before the first day", "2025-07-01", "", []fact.Date{"2025-12-31"}, []fact.Date{"2026-03-01"}, true},
		{"since the new year", "2026-01-01", "", nil, nil, true},
		{"done", "2025-07-01", "yes", nil, nil, true},
		{"not done", "2025-07-01", "no", []fact.Date{"2025-12-31"}, []fact.Date{"2026-03-01"}, true},
		{"nobody says since when", "", "", nil, nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := newEstate(t)
			d := e.vendor("store", "beihai", fact.PersonalHealth, exactly(20_000))
			d.From = fact.Date(tt.from)
			d.Terms = map[string]string{"form": "cloud"}
			if tt.other != "" {
				d.Terms["other_requirements"] = tt.other
			}
			e.add(d)
			f := finding(t, decideDSP(t, &e.set, "2026-11-30"), "store")
			duty := func(id string) determination.Duty {
				i := slices.IndexFunc(f.Duties, func(d determination.Duty) bool { return d.ID == id })
				if i < 0 {
					t.Fatalf("no duty %s of %s", id, f.Outcome)
				}
				return f.Duties[i]
			}
			if got := duty("audit").Past; !slices.Equal(got, tt.audit) {
				t.Errorf("audits that fell due: %v, want %v", got, tt.audit)
			}
			report := duty("annual-report")
			if !slices.Equal(report.Past, tt.report) || strings.HasPrefix(report.Says, "if ") != tt.condition {
				t.Errorf("reports that fell due: %v of %q, want %v", report.Past, report.Says, tt.report)
			}
		})
	}
}
