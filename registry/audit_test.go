package registry

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/fact"
)

func hold(owner, asset fact.PartyID, percent fact.Share, from, to fact.Date) Record {
	return Record{Interest: &fact.Interest{Owner: owner, Asset: asset, Kind: fact.Shares, Lo: percent * fact.Percent, Hi: percent * fact.Percent, From: from, To: to}}
}

func TestAudit(t *testing.T) {
	tests := map[string]struct {
		records []Record
		want    []Finding
	}{
		"nothing": {nil, []Finding{}},
		"dangling": {[]Record{{Party: &fact.Party{ID: "b"}}, hold("a", "b", 10, "", "")},
			[]Finding{{"dangling", 1, []fact.PartyID{"a"}}}},
		"joined":            {[]Record{{Party: &fact.Party{ID: "b"}}, hold("a", "b", 10, "", ""), {Same: &Same{A: "a", B: "b"}}}, []Finding{}},
		"above":             {parties([]Record{hold("a", "c", 60, "", ""), hold("b", "c", 50, "", "")}), []Finding{{"shares-above-100", 1, []fact.PartyID{"c"}}}},
		"exactly the whole": {parties([]Record{hold("a", "c", 60, "", ""), hold("b", "c", 40, "", "")}), []Finding{}},
		"one after another": {parties([]Record{hold("a", "c", 60, "", "2020-01-01"), hold("b", "c", 50, "2020-01-01", "")}), []Finding{}},
		"a day together":    {parties([]Record{hold("a", "c", 60, "", "2020-01-02"), hold("b", "c", 50, "2020-01-01", "")}), []Finding{{"shares-above-100", 1, []fact.PartyID{"c"}}}},
		"reported twice":    {parties([]Record{hold("a", "c", 60, "", ""), hold("a", "c", 60, "", "")}), []Finding{}},
		"self":              {parties([]Record{hold("a", "a", 60, "", "")}), []Finding{{"self-holding", 1, []fact.PartyID{"a"}}}},
		"circle": {parties([]Record{hold("a", "b", 6, "", ""), hold("b", "c", 6, "", ""), hold("c", "a", 6, "", ""), hold("c", "b", 6, "", "")}),
			[]Finding{{"cycle", 1, []fact.PartyID{"a"}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var a Audit
			for _, r := range tt.records {
				a.Add(r)
			}
			if diff := cmp.Diff(tt.want, a.Findings()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// parties adds a description of everybody.
func parties(records []Record) []Record {
	for _, r := range records {
		records = append(records, Record{Party: &fact.Party{ID: r.Interest.Owner}}, Record{Party: &fact.Party{ID: r.Interest.Asset}})
	}
	return records
}

// The oracle looks at each day and each pair of parties.
func TestAuditAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 6
		records := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Record {
			name := func(label string) fact.PartyID {
				return fact.PartyID(rune('a' + rapid.IntRange(0, n-1).Draw(t, label)))
			}
			day := func(label string) fact.Date {
				if d := rapid.IntRange(0, 6).Draw(t, label); d > 0 {
					return fact.Date(fmt.Sprintf("2020-01-%02d", d))
				}
				return ""
			}
			return hold(name("owner"), name("asset"), fact.Share(rapid.IntRange(1, 60).Draw(t, "share")), day("from"), day("to"))
		}), 0, 10).Draw(t, "records")
		var a Audit
		got := make(map[string]int64)
		for _, r := range parties(records) {
			a.Add(r)
		}
		for _, f := range a.Findings() {
			got[f.Reason] = f.Count
		}
		if diff := cmp.Diff(bruteForce(records, n), got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

func bruteForce(records []Record, n int) map[string]int64 {
	want := make(map[string]int64)
	reach := make([][]bool, n)
	for i := range reach {
		reach[i] = make([]bool, n)
	}
	over := make(map[fact.PartyID]bool)
	for _, r := range records {
		i := r.Interest
		reach[i.Owner[0]-'a'][i.Asset[0]-'a'] = true
		if i.Owner == i.Asset {
			want["self-holding"]++
		}
		for day := range 8 {
			sum := make(map[fact.PartyID]fact.Share)
			for _, o := range records {
				at := fact.Date(fmt.Sprintf("2020-01-%02d", day))
				if o.Interest.Asset == i.Asset && fact.Active(o.Interest.From, o.Interest.To, at) == fact.Yes {
					sum[o.Interest.Owner] = max(sum[o.Interest.Owner], o.Interest.Lo)
				}
			}
			var total uint64
			for _, s := range sum {
				total += uint64(s)
			}
			over[i.Asset] = over[i.Asset] || total > uint64(fact.Whole)
		}
	}
	for _, is := range over {
		if is {
			want["shares-above-100"]++
		}
	}
	for k := range n {
		for i := range n {
			for j := range n {
				reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
			}
		}
	}
	for i := range n {
		circle, smallest := false, true
		for j := range n {
			if i != j && reach[i][j] && reach[j][i] {
				circle, smallest = true, smallest && i < j
			}
		}
		if circle && smallest {
			want["cycle"]++
		}
	}
	return want
}
