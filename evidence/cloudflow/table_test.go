package cloudflow_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/cloudflow"
	"github.com/longarm-project/longarm/evidence/evidencetest"
)

const (
	analytics = `"TimeGenerated [UTC]",SrcIp,DestIp,SrcPublicIps,DestPublicIps,FlowDirection,FlowStatus,BytesSrcToDest,BytesDestToSrc,FlowStartTime,FlowEndTime
2025-12-01T00:00:00Z,10.1.0.5,47.88.10.10,,,Outbound,Allowed,4000,9000,2025-12-01T00:00:00Z,2025-12-01T00:01:00Z
2025-12-01T00:00:00Z,47.88.10.10,10.1.0.5,,,Inbound,Denied,0,0,2025-12-01T00:00:30Z,2025-12-01T00:00:40Z
`
	group2 = `SrcIP_s,DestIP_s,SrcPublicIPs_s,DestPublicIPs_s,FlowDirection_s,FlowStatus_s,FlowStartTime_t,VM_s
10.1.0.5,,,47.88.10.10|1|1|10|20|4000|9000 10.0.0.1|1|1|1|1|1|1,O,A,"12/1/2025, 12:00:00.000 AM",rg/web
,10.1.0.5,47.88.10.10|1|1|10|20|4|9|,,I,A,"12/1/2025, 12:01:00.000 AM",rg/web
`
	gcpTable = `insertId,jsonPayload.connection.src_ip,jsonPayload.connection.dest_ip,jsonPayload.bytes_sent,jsonPayload.reporter,jsonPayload.dest_location.asn,jsonPayload.dest_location.country,jsonPayload.src_location.asn,jsonPayload.src_location.country,jsonPayload.src_instance.vm_name,jsonPayload.dest_instance.vm_name,jsonPayload.start_time,jsonPayload.end_time
x,10.1.0.5,47.88.10.10,4000,SRC,45102,sgp,,,web,,2025-12-01T00:00:00.1Z,2025-12-01T00:01:00.1Z
y,47.88.10.10,10.1.0.5,9000,DEST,,,45102,sgp,,web,2025-12-01T00:00:00Z,2025-12-01T00:01:00Z
z,10.1.0.5,10.1.0.6,1,SRC,,,,,web,db,2025-12-01T00:00:00Z,2025-12-01T00:01:00Z
`
)

var tables = []evidencetest.Sample{
	{Name: "analytics.csv", Content: analytics}, {Name: "group.csv", Content: group2}, {Name: "google.csv", Content: gcpTable},
	{Name: "bigquery.csv", Content: strings.ReplaceAll(strings.ReplaceAll(gcpTable, "jsonPayload.", "jsonPayload_"), ",", ";")},
}

func TestConformTable(t *testing.T) { evidencetest.Conform(t, cloudflow.Table{}, tables...) }

func FuzzTable(f *testing.F) { evidencetest.Fuzz(f, cloudflow.Table{}, tables...) }

func TestTables(t *testing.T) {
	const gcp = `{"asset":"web","bytes_in":9000,"bytes_out":4000,"endpoint":"47.88.10.10","first":"2025-12-01T00:00:00Z","flows":2,"last":"2025-12-01T00:01:00Z","provider":"AS45102","region":"SG/","what":"peer"}`
	for i, want := range []string{
		`{"asset":"10.1.0.5","bytes_in":9000,"bytes_out":4000,"endpoint":"47.88.10.10","first":"2025-12-01T00:00:00Z","flows":1,"last":"2025-12-01T00:01:00Z","rejected":1,"what":"peer"}`,
		`{"asset":"rg/web","bytes_in":9009,"bytes_out":4004,"endpoint":"47.88.10.10","first":"2025-12-01T00:00:00Z","flows":2,"last":"2025-12-01T00:01:00Z","what":"peer"}`,
		gcp, gcp,
	} {
		got := evidencetest.Run(cloudflow.Table{}, tables[i].Name, strings.NewReader(tables[i].Content), evidence.Options{})
		if len(got.Items) != 1 || got.Errors != nil {
			t.Errorf("%s: %+v", tables[i].Name, got)
			continue
		}
		if diff := cmp.Diff(want, got.Items[0].Body); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tables[i].Name, diff)
		}
	}
}

func TestBadRowsOfTablesAreTold(t *testing.T) {
	got := evidencetest.Run(cloudflow.Table{}, "f", strings.NewReader(analytics+"x,not,an,,,Outbound,Allowed,1,1,,\nx,1.1.1.1,2.2.2.2,,,Sideways,Allowed,1,1,,\nx,1.1.1.1,2.2.2.2,,,Outbound,Perhaps,1,1,,\n"), evidence.Options{})
	if len(got.Errors) != 3 || got.Skipped["unreadable record"] != 3 {
		t.Errorf("%+v", got)
	}
}
