package fcc

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/registry"
)

const page = `<!DOCTYPE html><html><head><title>List of Equipment and Services Covered</title>
<link rel="canonical" href="https://www.fcc.gov/supplychain/coveredlist"></head><body><h1>Covered List</h1>
<table><tr><th>Covered Equipment or Services*</th><th>Date of Inclusion</th></tr>
<tr><td>Telecommunications equipment produced by <strong>Alder Technologies Company</strong>, including services &amp; such.</td><td>March 12, 2021</td></tr>
<tr><td>Services provided by Birch Networks Corp and its wholly-owned subsidiary BirchNet LLC subject to section 214.</td><td><p>September 20, 2022</p></td></tr>
<tr><td>Gateways ^ produced in a foreign country, except gateways with an approval.</td><td>March 23, 2026 Updated: April 1, 2026</td></tr>
</table><table><tr><td>Other</td><td>table</td></tr></table></body></html>`

func read(text string) (recs []registry.Record, errs []error, in *registry.Input) {
	in = &registry.Input{Reader: strings.NewReader(text), Name: "covered.html"}
	for rec, err := range (Importer{}).Read(in) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs, in
}

// brief prints name, type, date and links.
func brief(recs []registry.Record) [][]string {
	var out [][]string
	for _, r := range recs {
		e := r.Entry
		out = append(out, append([]string{e.Names[0].Text, string(e.Type), string(e.Listed)}, e.Linked...))
	}
	return out
}

func TestPageAndTable(t *testing.T) {
	want := [][]string{
		{"Alder Technologies Company", "organization", "2021-03-12"},
		{"Birch Networks Corp", "organization", "2022-09-20", "BirchNet LLC"},
		{"Gateways produced in a foreign country", "category", "2026-03-23"},
	}
	recs, errs, in := read(page)
	if diff := cmp.Diff(want, brief(recs)); diff != "" || len(errs) > 0 || in.Tally.Mapped != 3 {
		t.Errorf("page differs (-want +got):\n%serrors %v", diff, errs)
	}
	if recs[2].Ref.Date != "2026-04-01" {
		t.Errorf("updated %s, want 2026-04-01", recs[2].Ref.Date)
	}
	csv := "covered_equipment_or_services,date_of_inclusion_on_covered_list\n" +
		"\"Telecommunications equipment produced by Alder Technologies Company, including services.\",\"March 12, 2021\"\n" +
		"\"Services provided by Birch Networks Corp and its wholly-owned subsidiary BirchNet LLC subject to section 214.\",\"September 20, 2022\"\n" +
		"\"Gateways produced in a foreign country, except gateways with an approval.\",\"March 23, 2026\"\n"
	fromCSV, errs, _ := read(csv)
	if diff := cmp.Diff(want, brief(fromCSV)); diff != "" || len(errs) > 0 {
		t.Errorf("table differs (-want +got):\n%serrors %v", diff, errs)
	}
	for i := range fromCSV {
		if fromCSV[i].Entry.ID() != recs[i].Entry.ID() {
			t.Errorf("%s has numbers %s and %s", want[i][0], fromCSV[i].Entry.ID(), recs[i].Entry.ID())
		}
	}
}

func TestWrongKind(t *testing.T) {
	_, errs, _ := read("<html>fcc.gov covered list, moved</html>")
	if len(errs) != 1 || !errors.Is(errs[0], ErrNoTable) {
		t.Errorf("errors %v, want ErrNoTable", errs)
	}
	if (Importer{}).Recognizes([]byte("<html><body>news</body></html>")) > 0 || (Importer{}).Recognizes([]byte(page)) == 0 {
		t.Error("Recognizes is wrong")
	}
}

func TestCompleteList(t *testing.T) {
	b, err := os.ReadFile("../../../shared/data/lists/fcc/covered-list-2026-08.csv")
	if err != nil {
		t.Skip("the list is not at hand")
	}
	recs, errs, _ := read(string(b))
	got := make(map[string]bool)
	categories := 0
	for _, r := range recs {
		got[r.Entry.Names[0].Text] = true
		if r.Entry.Type == registry.CategoryEntry {
			categories++
		}
		if r.Entry.Listed == "" {
			t.Errorf("%q has no date", r.Entry.Names[0].Text)
		}
	}
	for _, name := range []string{"Huawei Technologies Company", "ZTE Corporation", "Hytera Communications Corporation",
		"Hangzhou Hikvision Digital Technology Company", "Dahua Technology Company", "AO Kaspersky Lab", "Kaspersky Lab, Inc.",
		"China Mobile International USA Inc.", "China Telecom (Americas) Corp.", "Pacific Networks Corp", "China Unicom (Americas) Operations Limited"} {
		if !got[name] {
			t.Errorf("no entry of %s in %v", name, got)
		}
	}
	if len(recs) != 16 || categories != 4 || len(errs) > 0 {
		t.Errorf("%d entries of which %d categories, errors %v, want 16 and 4", len(recs), categories, errs)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(page))
	f.Add([]byte("covered_equipment_or_services,date_of_inclusion_on_covered_list\nproduced by and its subsidiary ,x\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, _, in := read(string(b))
		if int64(len(recs)) != in.Tally.Mapped {
			t.Fatalf("%d entries, %d counted", len(recs), in.Tally.Mapped)
		}
	})
}
