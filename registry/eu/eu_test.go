package eu

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

func read(im registry.Importer, text string) (recs []registry.Record, errs []error, in *registry.Input) {
	in = &registry.Input{Reader: strings.NewReader(text), Name: "eu"}
	for rec, err := range im.Read(in) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs, in
}

func fixture(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/list.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func wantMuster() *registry.Entry {
	return &registry.Entry{
		List: List, Number: "EU.1.2", Quality: "official", Type: registry.PersonEntry,
		Names:     []fact.Name{{Row: "1", Text: "Max Muster"}, {Kind: fact.WeakAlias, Row: "2", Lang: "de", Text: "Der Fuchs"}},
		Addresses: []registry.Address{{Text: "1 Street, Tunis, TUNISIA", Country: "TN"}}, Countries: []fact.Country{"DZ", "TN"},
		Citizenship: []fact.Country{"DZ"}, Born: []fact.Date{"1958-03", "1965-12-12"},
		Identifiers: []fact.Identifier{{Scheme: "passport", Value: "488"}, {Scheme: "un-sc", Value: "QDi.900"}},
		Programs:    []string{"TAQA"}, Basis: "2019/1 (OJ L1)", Listed: "2008-07-17", Version: "2030-04-15",
		Remarks: "Made for this test.",
	}
}

func TestXML(t *testing.T) {
	recs, errs, in := read(XML{}, fixture(t))
	if len(recs) != 2 || len(errs) != 1 || !errors.Is(errs[0], errNoName) || in.Tally.Skipped["no-name"] != 1 {
		t.Fatalf("%d entries, errors %v, tally %+v", len(recs), errs, in.Tally)
	}
	got := recs[0].Entry
	got.Raw = ""
	if diff := cmp.Diff(wantMuster(), got); diff != "" {
		t.Errorf("entry differs (-want +got):\n%s", diff)
	}
	if e := recs[1].Entry; e.Listed != "2022-02-25" || e.Effective != "2022-02-26" || e.Type != registry.OrganizationEntry {
		t.Errorf("second entry is %+v", e)
	}
}

const head = "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_UnitedNationId;Entity_Remark;Entity_SubjectType;" +
	"Entity_Regulation_PublicationDate;Entity_Regulation_EntryIntoForceDate;Entity_Regulation_NumberTitle;Entity_Regulation_Programme;" +
	"NameAlias_WholeName;NameAlias_NameLanguage;NameAlias_Strong;NameAlias_LogicalId;NameAlias_Regulation_PublicationDate;" +
	"Address_City;Address_Street;Address_CountryIso2Code;Address_CountryDescription;BirthDate_BirthDate;BirthDate_Year;BirthDate_Month;" +
	"Identification_Number;Identification_TypeCode;Citizenship_CountryIso2Code\n"

func TestCSVGivesTheSame(t *testing.T) {
	entity := "15/04/2030;9001;EU.1.2;QDi.900;Made for this test.;person;2019-04-08;2019-04-09;2019/1 (OJ L1);TAQA;"
	recs, errs, in := read(CSV{}, "\uFEFF"+head+
		entity+"Max Muster;;true;1;2012-07-06;;;;;;;;;;\n"+
		entity+"Der Fuchs;DE;false;2;2008-07-17;;;;;;;;;;\n"+
		entity+";;;;;Tunis;1 Street;TN;TUNISIA;;;;;;\n"+
		entity+";;;;;;;;;1965-12-12;;;;;\n"+entity+";;;;;;;;;;1958;3;;;\n"+
		entity+";;;;;;;;;;;;488;passport;\n"+entity+";;;;;;;;;;;;;;DZ\n"+
		"15/04/2030;;;;;;;;;;;;;;;;;;;;;;;;\n15/04/2030;9002;EU.3.4;;;enterprise;;;;;;;;;;;;;;;;;;;\n")
	if len(recs) != 1 || len(errs) != 2 || in.Tally.Mapped != 8 || in.Tally.Skipped["no-id"] != 1 {
		t.Fatalf("%d entries, errors %v, tally %+v", len(recs), errs, in.Tally)
	}
	got := recs[0].Entry
	got.Raw = ""
	if diff := cmp.Diff(wantMuster(), got); diff != "" {
		t.Errorf("entry differs (-want +got):\n%s", diff)
	}
}

func TestCutAndWrongKind(t *testing.T) {
	text := fixture(t)
	recs, errs, _ := read(XML{}, text[:len(text)-60])
	if len(recs) != 1 || len(errs) != 2 || !strings.HasPrefix(errs[1].Error(), "line ") {
		t.Errorf("%d entries, errors %v", len(recs), errs)
	}
	if _, errs, _ := read(XML{}, "<CONSOLIDATED_LIST/>"); len(errs) != 1 || !errors.Is(errs[0], ErrKind) {
		t.Errorf("errors %v, want ErrKind", errs)
	}
	if _, errs, _ := read(CSV{}, "a;b\n"); len(errs) != 1 || !errors.Is(errs[0], registry.ErrHeader) {
		t.Errorf("errors %v, want ErrHeader", errs)
	}
	if (XML{}).Recognizes([]byte(text)) == 0 || (XML{}).Recognizes([]byte("<export>")) > 0 || (CSV{}).Recognizes([]byte(head)) == 0 {
		t.Error("Recognizes is wrong")
	}
}

func TestSample(t *testing.T) {
	b, err := os.ReadFile("../../../shared/data/lists/uk-eu-samples/eu-fsf-sample.xml")
	if err != nil {
		t.Skip("the sample is not at hand")
	}
	recs, errs, _ := read(XML{}, string(b))
	names := 0
	for _, r := range recs {
		names += len(r.Entry.Names)
		if r.Entry.Listed == "" || r.Entry.Listed > "2020-04-15" {
			t.Errorf("%s is listed %q", r.Entry.ID(), r.Entry.Listed)
		}
	}
	if len(recs) != 7 || names != 15 || len(errs) > 0 {
		t.Errorf("%d entries with %d names, errors %v, want 7 and 15", len(recs), names, errs)
	}
}

func FuzzXML(f *testing.F) {
	f.Add([]byte(fixture(f)))
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, _, in := read(XML{}, string(b))
		if int64(len(recs)) != in.Tally.Mapped {
			t.Fatalf("%d entries, %d counted", len(recs), in.Tally.Mapped)
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte(head + "15/04/2030;9001;;;;;;;;;X;;;;;;;;;;;;;;\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, _, in := read(CSV{}, string(b))
		if int64(len(recs)) > in.Tally.Mapped {
			t.Fatalf("%d entries of %d rows", len(recs), in.Tally.Mapped)
		}
	})
}
