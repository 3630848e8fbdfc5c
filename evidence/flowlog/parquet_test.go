package flowlog_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/flowlog"
)

// A flowRow is a row of a flow log as AWS writes it in Parquet.
type flowRow struct {
	Version   int32   `parquet:"version"`
	Account   string  `parquet:"account_id"`
	Interface string  `parquet:"interface_id"`
	Source    *string `parquet:"srcaddr,optional"`
	Target    *string `parquet:"dstaddr,optional"`
	Bytes     *int64  `parquet:"bytes,optional"`
	Start     int64   `parquet:"start"`
	End       int64   `parquet:"end"`
	Action    *string `parquet:"action,optional"`
	Status    string  `parquet:"log_status"`
	New       string  `parquet:"new_field"`
}

func parquetLog(t testing.TB) string {
	text := func(s string) *string { return &s }
	size := int64(900)
	row := flowRow{2, "111122223333", "eni-1", text("10.0.0.4"), text("47.88.8.8"), &size, 1700000000, 1700000060, text("ACCEPT"), "OK", "x y"}
	refused, none := row, flowRow{Version: 2, Account: "111122223333", Interface: "eni-2", Start: 1700000000, End: 1700000060, Status: "NODATA"}
	refused.Target, refused.Action = text("5.255.255.70"), text("REJECT")
	var b bytes.Buffer
	if err := parquet.Write(&b, []flowRow{row, refused, none, row}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestConformParquet(t *testing.T) {
	evidencetest.Conform(t, flowlog.Parquet{}, evidencetest.Sample{Name: "parquet", Content: parquetLog(t)})
}

func FuzzParquet(f *testing.F) {
	evidencetest.Fuzz(f, flowlog.Parquet{}, evidencetest.Sample{Name: "parquet", Content: parquetLog(f)})
}

func TestParquet(t *testing.T) {
	got := evidencetest.Run(flowlog.Parquet{}, "f", strings.NewReader(parquetLog(t)), evidence.Options{})
	if len(got.Items) != 2 || got.Records != 4 || got.Skipped["NODATA"] != 1 || len(got.Errors) > 0 {
		t.Fatalf("%+v", got)
	}
	if it := got.Items[1]; !strings.Contains(it.Body, `"bytes_out":1800,"endpoint":"47.88.8.8"`) || !strings.HasPrefix(it.Place, "row 1, ") {
		t.Errorf("%+v", it)
	}
	if !strings.Contains(got.Note, "new-field") {
		t.Errorf("note %q does not name the column that is not known", got.Note)
	}
}

func TestParquetOfOtherThings(t *testing.T) {
	var b bytes.Buffer
	if err := parquet.Write(&b, []struct{ Name, Born string }{{"A", "1999"}}); err != nil {
		t.Fatal(err)
	}
	got := evidencetest.Run(flowlog.Parquet{}, "f", &b, evidence.Options{})
	if len(got.Items)+len(got.Errors) > 0 || !strings.Contains(got.Note, "no flow log: its columns are Name, Born") {
		t.Errorf("%+v", got)
	}
}

func TestHeaderInOtherSpellings(t *testing.T) {
	got := evidencetest.Run(flowlog.Reader{}, "f", strings.NewReader("version,accountId,interfaceId,srcAddr,dstAddr,bytes,action,logStatus\n2,111122223333,eni-1,10.0.0.1,47.88.8.8,10,ACCEPT,OK\n"), evidence.Options{})
	if len(got.Items) != 1 || !strings.Contains(got.Items[0].Body, `"asset":"eni-1"`) {
		t.Errorf("%+v", got)
	}
}

// A file that claims lengths it does not have is told, and nothing of that length is allocated.
func TestParquetThatLies(t *testing.T) {
	content := []byte(parquetLog(t))
	n := len(content)
	copy(content[n-8:], "\xff\xff\xff\xf0")
	got := evidencetest.Run(flowlog.Parquet{}, "f", bytes.NewReader(content), evidence.Options{})
	if len(got.Errors) != 1 || !strings.Contains(got.Errors[0], "damaged") {
		t.Errorf("%+v", got)
	}
}
