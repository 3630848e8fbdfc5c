package inventory_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/inventory"
	"github.com/longarm-project/longarm/fact"
)

const (
	handKept = "Assets of Meadow,,,\n\nAsset name;x\nSystem,Cloud Provider,Hosting region,Public IP,Owner\n" +
		"claims,Alibaba Cloud,cn-shanghai,,R. Alvarez\nportal,AWS,us-east-1a,\"47.88.8.8, 10.0.0.4\",\"A. \"\"Al\"\" B\"\nempty,,,,\n"
	console = "NAME,TYPE,RESOURCE GROUP,LOCATION,SUBSCRIPTION,RESOURCE ID\n" +
		"records,Storage account,rg,East Asia,prod,/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/records\n"
	export = "Identifier\tService\tType\tRegion\n" +
		"arn:aws-cn:s3:::meadow\tS3\tBucket\tcn-north-1\narn:aws:rds:eu-west-1:111122223333:db:claims\tRDS\tDB instance\t\n"
	vendors = "Subprocessor,Purpose,Location\nTencent Cloud,messages,Singapore\nZebra Mail Ltd,mail,Ireland\n"
)

var samples = []evidencetest.Sample{
	{Name: "kept by hand", Content: handKept}, {Name: "of a console", Content: console}, {Name: "of a search", Content: export}, {Name: "sub-processors", Content: vendors},
	{Name: "machines", Content: "Hostname,IP Address,OS,Environment\nclinic-7,5.255.255.70,Linux,prod\n"},
}

func TestConform(t *testing.T) { evidencetest.Conform(t, inventory.Text{}, samples...) }

func FuzzText(f *testing.F) { evidencetest.Fuzz(f, inventory.Text{}, samples...) }

func TestConformBook(t *testing.T) {
	evidencetest.Conform(t, inventory.Book{}, evidencetest.Sample{Name: "book", Content: book(t)})
}

func FuzzBook(f *testing.F) {
	evidencetest.Fuzz(f, inventory.Book{}, evidencetest.Sample{Name: "book", Content: book(f)})
}

// book makes a workbook of a sheet of notes and one of assets, with shared and own strings.
func book(t testing.TB) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types/>`}, {"xl/workbook.xml", `<workbook/>`},
		{"xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Notes</t></is></c></row></sheetData></worksheet>`},
		{"xl/worksheets/sheet2.xml", `<worksheet><sheetData><row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="inlineStr"><is><t>Region</t></is></c></row>
<row r="3"><c r="B3" t="inlineStr"><is><t>claims</t></is></c><c r="C3" t="s"><v>2</v></c><c r="D3" t="inlineStr"><is><t>ap-guangzhou</t></is></c></row></sheetData></worksheet>`},
		{"xl/sharedStrings.xml", `<sst><si><t>Asset</t></si><si><r><t>Cloud </t></r><r><t>provider</t></r></si><si><t>Tencent Cloud</t></si></sst>`},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(w, part[1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRows(t *testing.T) {
	want := []string{
		"claims|Alibaba Cloud|cn-shanghai|", "portal|AWS|us-east-1|47.88.8.8",
		"records|azurerm|eastasia|",
		"arn:aws-cn:s3:::meadow|aws|cn-north-1|", "arn:aws:rds:eu-west-1:111122223333:db:claims|aws|eu-west-1|",
		"Tencent Cloud|Tencent Cloud|SG/|", "Zebra Mail Ltd|Zebra Mail Ltd|IE/|",
		"clinic-7|||5.255.255.70",
		"claims|Tencent Cloud|ap-guangzhou|",
	}
	var got []string
	read := func(r evidence.Reader, content string) *evidence.Input {
		in := &evidence.Input{Name: "f", R: strings.NewReader(content)}
		for it, err := range r.Read(in) {
			if err != nil {
				t.Fatal(err)
			}
			ob := it.Body.(*fact.Observation)
			got = append(got, fmt.Sprintf("%s|%s|%s|%s", ob.Asset, ob.Provider, ob.Region, ob.Endpoint))
		}
		return in
	}
	for i, s := range samples {
		if in := read(inventory.Text{}, s.Content); i == 0 && in.Skipped["row that names no provider, place or host"] != 1 {
			t.Errorf("skipped %v, want the row that says nothing", in.Skipped)
		}
	}
	in := read(inventory.Book{}, book(t))
	if in.Skipped["sheet without the columns of an inventory"] != 1 {
		t.Errorf("skipped %v, want the sheet of notes", in.Skipped)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Tables that are no inventories: of persons, of lists, of doctors.
func TestOtherTables(t *testing.T) {
	for _, head := range []string{
		"name,email,ip address,owner,os\na,b,1.2.3.4,c,d\n", "name,country,aliases\nx,CN,y\n", "patient id,provider,location\n1,Dr. Zhang,Boston\n",
		"name,provider,location\nannual visit,Dr. Zhang,Boston\n", "entity,country\nx,US\n", "srcaddr,dstaddr,action\n1.2.3.4,5.6.7.8,ACCEPT\n", "prefix,provider,region\n",
	} {
		if s := (inventory.Text{}).Recognizes([]byte(head)); s != evidence.No {
			t.Errorf("Recognizes(%q) = %v", head, s)
		}
	}
}

// Parts that unpack to more than a workbook holds end it, however many they are: a budget is of all together.
func TestBookThatUnpacksWithoutEnd(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	sheet := []byte(`<worksheet><sheetData>` + strings.Repeat(" ", 70<<20) + `</sheetData></worksheet>`)
	for i := range 2 {
		w, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(sheet); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	got := evidencetest.Run(inventory.Book{}, "f", &b, evidence.Options{})
	if len(got.Errors) != 1 || !strings.Contains(got.Errors[0], "damaged or too large") {
		t.Errorf("%v", got.Errors)
	}
}

// A place is kept as people write it: what a console calls a region, countries by name and code.
func TestPlacesAsPeopleWriteThem(t *testing.T) {
	const header = "Asset,Cloud provider,Region,Country\n"
	for row, want := range map[string]string{
		`a,AWS,EU (Frankfurt),`:                "EU (Frankfurt)",
		`a,AWS,US East (N. Virginia),`:         "US East (N. Virginia)",
		`a,Azure,(Europe) West Europe,`:        "(Europe) West Europe",
		`a,Azure,West Europe,`:                 "westeurope",
		`a,AWS,"eu-central-1, ap-east-1",`:     "eu-central-1 ap-east-1",
		`a,AWS,,Germany`:                       "DE/",
		`a,AWS,"Germany; Hong Kong",`:          "DE/ HK/",
		`a,AWS,South Korea,`:                   "KR/",
		`a,AWS,,de`:                            "DE/",
		`a,AWS,N/A,zz`:                         "",
		`a,AWS,eu-central-1,Germany`:           "eu-central-1", // the narrower says more
		`a,AWS,Global (all of it; see below),`: "",
	} {
		var got []string
		in := &evidence.Input{Name: "f", R: strings.NewReader(header + row + "\n")}
		for it, err := range (inventory.Text{}).Read(in) {
			if err != nil {
				t.Fatal(err)
			}
			if r := it.Body.(*fact.Observation).Region; r != "" {
				got = append(got, r)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", row, got, want)
		}
	}
}
