package dpl

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

const header = "\"Name\"\t\"Street_Address\"\t\"City\"\t\"State\"\t\"Country\"\t\"Postal_Code\"\t\"Effective_Date\"\t\"Expiration_Date\"\t\"Standard_Order\"\t\"Last_Update\"\t\"Action\"\t\"FR_Citation\"\n"

func read(text string) (recs []registry.Record, errs []error, in *registry.Input) {
	in = &registry.Input{Reader: strings.NewReader(text), Name: "dpl.txt"}
	for rec, err := range (Importer{}).Read(in) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs, in
}

func TestOrders(t *testing.T) {
	recs, errs, in := read(header +
		"\" ADAM MUSTER\"\t\"1 ELM ST, \"\"REAR\"\"\"\t\"EL PASO\"\t\"TX\"\t\"US\"\t\"79905\"\t\"06/19/2023\"\t\"06/29/2033\"\t\"Y\"\t\"2023-07-01\"\t\"FR NOTICE ADDED\"\t\"88 F.R. 1 6/27/23\"\n" +
		"\"ADAM MUSTER\"\t\"2 OAK ST\"\t\"BERN\"\t\"\"\t\"SWITZERLAND\"\t\"\"\t\"06/19/2023\"\t\"06/29/2033\"\t\"Y\"\t\"2023-07-02\"\t\"\"\t\"\"\n" +
		"\"EVA BEISPIEL\"\t\"\"\t\"SANTA FE\"\t\"NM\"\t\"NM\"\t\"\"\t\"31/31/2023\"\t\"\"\t\"N\"\t\"\"\t\"\"\t\"\"\n" +
		"\"\"\t\"\"\n\"OPEN\t\"x\n")
	if len(recs) != 2 || len(errs) != 1 {
		t.Fatalf("%d entries, errors %v, want 2 and one", len(recs), errs)
	}
	e := recs[0].Entry
	if e.Names[0].Text != "ADAM MUSTER" || e.Effective != "2023-06-19" || e.Removed != "2033-06-30" || e.Basis != "88 F.R. 1 6/27/23" {
		t.Errorf("got %+v", e)
	}
	want := []registry.Address{
		{Text: "1 ELM ST, \"REAR\", EL PASO, TX, 79905, US", Country: "US"},
		{Text: "2 OAK ST, BERN, SWITZERLAND", Country: "CH"},
	}
	if diff := cmp.Diff(want, e.Addresses); diff != "" {
		t.Errorf("addresses differ (-want +got):\n%s", diff)
	}
	for at, want := range map[fact.Date]fact.Truth{"2023-06-18": fact.No, "2033-06-29": fact.Yes, "2033-06-30": fact.No} {
		if got := registry.EntryAt(e, at); got != want {
			t.Errorf("EntryAt(%s) = %v, want %v", at, got, want)
		}
	}
	if got := recs[1]; got.Entry.Addresses[0].Country != "" || len(got.Flags) != 1 || got.Flags[0] != "date-not-read" {
		t.Errorf("a state is not a country, a bad date is flagged: %+v, flags %v", got.Entry, got.Flags)
	}
	if tally := in.Tally; tally.Read != 5 || tally.Mapped != 3 || tally.Skipped["no-name"] != 1 || tally.Skipped["malformed"] != 1 {
		t.Errorf("tally %+v", tally)
	}
}

func TestWrongKind(t *testing.T) {
	_, errs, _ := read("a\tb\n1\t2\n")
	if len(errs) != 1 || !errors.Is(errs[0], registry.ErrHeader) {
		t.Errorf("errors %v, want ErrHeader", errs)
	}
	if (Importer{}).Recognizes([]byte("Name\tAge\n")) > 0 || (Importer{}).Recognizes([]byte(header)) == 0 {
		t.Error("Recognizes is wrong")
	}
}

func TestCompleteList(t *testing.T) {
	b, err := os.ReadFile("../../../shared/data/lists/bis/dpl-2022-09.txt")
	if err != nil {
		t.Skip("the list is not at hand")
	}
	recs, errs, in := read(string(b))
	if len(errs) > 0 || in.Tally.Read != 581 || in.Tally.Mapped != 581 {
		t.Fatalf("errors %v, tally %+v", errs, in.Tally)
	}
	open := 0
	for _, r := range recs {
		if registry.EntryAt(r.Entry, "2022-09-30") == fact.Yes {
			open++
		}
	}
	if len(recs) != 461 || open != 458 {
		t.Errorf("%d orders, %d in force on 2022-09-30, want 461 and 458", len(recs), open)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(header + "\"A\"\t\"B\"\t\t\t\t\t\"01/01/2020\"\t\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, _, in := read(string(b))
		if int64(len(recs)) > in.Tally.Mapped {
			t.Fatalf("%d entries of %d rows", len(recs), in.Tally.Mapped)
		}
	})
}
