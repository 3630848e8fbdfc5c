package cloudflow_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/cloudflow"
	"github.com/longarm-project/longarm/evidence/evidencetest"
)

const shared = "../../../shared/data/footprint/"

const network = `{"records":[{"time":"2025-12-01T00:00:00Z","flowLogVersion":4,"targetResourceID":"/x/virtualNetworks/v","flowRecords":{"flows":[{"aclID":"a","flowGroups":[{"rule":"r","flowTuples":[
"1764547200000,10.1.0.5,47.88.10.10,50000,443,6,O,B,NX,0,0,0,0",
"1764547260000,10.1.0.5,47.88.10.10,50000,443,6,O,E,NX,10,4000,12,9000",
"1764547260000,10.1.0.5,10.1.0.6,50000,443,6,O,E,NX,10,4000,12,9000",
"1764547200000,47.88.10.10,10.1.0.5,1,22,6,I,D,NX,0,0,0,0"]}]}]}}]}`

const group = `{"records":[{"category":"NetworkSecurityGroupFlowEvent","properties":{"Version":2,"flows":[{"rule":"r","flows":[{"mac":"000D3A","flowTuples":[
"1764547200,10.1.0.5,47.88.10.10,50000,443,T,O,A,B,,,,","1764547260,10.1.0.5,47.88.10.10,50000,443,T,O,A,E,10,4000,12,9000","1764547200,47.88.10.10,10.1.0.5,1,22,T,I,D,B,,,,"]}]}]}}`

const google = `{"insertId":"x","jsonPayload":{"bytes_sent":"4000","connection":{"dest_ip":"47.88.10.10","dest_port":443,"protocol":6,"src_ip":"10.1.0.5","src_port":5},"dest_location":{"asn":45102,"country":"sgp"},"reporter":"SRC","src_instance":{"vm_name":"web"},"start_time":"2025-12-01T00:00:00.1Z","end_time":"2025-12-01T00:01:00.1Z"},"logName":"projects/p/logs/compute.googleapis.com%2Fvpc_flows"}
{"jsonPayload":{"bytes_sent":"9000","connection":{"dest_ip":"10.1.0.5","src_ip":"47.88.10.10"},"src_location":{"asn":45102,"country":"sgp"},"reporter":"DEST","dest_instance":{"vm_name":"web"},"start_time":"2025-12-01T00:00:00Z","end_time":"2025-12-01T00:01:00Z"}}
{"jsonPayload":{"bytes_sent":"1","connection":{"dest_ip":"10.1.0.6","src_ip":"10.1.0.5"},"dest_instance":{"vm_name":"db"},"reporter":"SRC","src_instance":{"vm_name":"web"}}}
`

var (
	azures  = []evidencetest.Sample{{Name: "network", Content: network}, {Name: "group", Content: group}}
	googles = []evidencetest.Sample{{Name: "lines", Content: google}, {Name: "list", Content: "[" + strings.ReplaceAll(strings.TrimSpace(google), "\n", ",\n") + "]"}}
)

func TestConformAzure(t *testing.T)  { evidencetest.Conform(t, cloudflow.Azure{}, azures...) }
func TestConformGoogle(t *testing.T) { evidencetest.Conform(t, cloudflow.Google{}, googles...) }

func FuzzAzure(f *testing.F)  { evidencetest.Fuzz(f, cloudflow.Azure{}, azures...) }
func FuzzGoogle(f *testing.F) { evidencetest.Fuzz(f, cloudflow.Google{}, googles...) }

func TestFlows(t *testing.T) {
	const azure = `{"asset":"10.1.0.5","bytes_in":9000,"bytes_out":4000,"endpoint":"47.88.10.10","first":"2025-12-01T00:00:00Z","flows":2,"last":"2025-12-01T00:01:00Z","rejected":1,"what":"peer"}`
	const gcp = `{"asset":"web","bytes_in":9000,"bytes_out":4000,"endpoint":"47.88.10.10","first":"2025-12-01T00:00:00Z","flows":2,"last":"2025-12-01T00:01:00Z","provider":"AS45102","region":"SG/","what":"peer"}`
	for name, c := range map[string]struct {
		reader  evidence.Reader
		log     string
		want    string
		records int64
	}{
		"network":               {cloudflow.Azure{}, network, azure, 4},
		"group":                 {cloudflow.Azure{}, group, azure, 3},
		"group, still growing":  {cloudflow.Azure{}, strings.TrimSuffix(group, "]}"), azure, 3},
		"network, a record":     {cloudflow.Azure{}, strings.TrimSuffix(strings.TrimPrefix(network, `{"records":[`), "]}"), azure, 4},
		"Google":                {cloudflow.Google{}, google, gcp, 3},
		"Google, list":          {cloudflow.Google{}, googles[1].Content, gcp, 3},
		"Google, still growing": {cloudflow.Google{}, strings.TrimSuffix(googles[1].Content, "]"), gcp, 3},
	} {
		t.Run(name, func(t *testing.T) {
			got := evidencetest.Run(c.reader, "f", strings.NewReader(c.log), evidence.Options{})
			if len(got.Items) != 1 || got.Errors != nil || got.Records != c.records {
				t.Fatalf("%+v", got)
			}
			if diff := cmp.Diff(c.want, got.Items[0].Body); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestBadTuplesAreTold(t *testing.T) {
	got := evidencetest.Run(cloudflow.Azure{}, "f", strings.NewReader(`{"records":[{"flowRecords":{"flows":[{"flowGroups":[{"flowTuples":["1,2","x,a,b,1,2,6,O,B","1,1.1.1.1,10.0.0.1,1,2,6,I,Z"]}]}]}}]}`), evidence.Options{})
	if len(got.Errors) != 3 || got.Skipped["unreadable tuple"] != 3 {
		t.Errorf("%+v", got)
	}
}

func TestSamples(t *testing.T) {
	obs, file := evidencetest.Observations(t, cloudflow.Azure{}, shared+"azure-flow/vnetflowlogs.json", evidence.Options{})
	found := false
	for _, ob := range obs {
		found = found || ob.Asset == "10.1.0.4" && ob.Endpoint == "20.10.127.193" && ob.BytesOut >= 5291 && ob.BytesIn >= 6911
	}
	if !found || file.Skipped["unreadable tuple"] > 0 || file.Records == 0 {
		t.Errorf("found %v, %+v", found, file)
	}
	obs, file = evidencetest.Observations(t, cloudflow.Google{}, shared+"gcp-flow/vpcflow.json", evidence.Options{})
	if len(obs) != 1 || obs[0].Provider != "AS49505" || obs[0].Asset != "elasticsearch" || obs[0].Endpoint != "192.0.2.23" {
		t.Errorf("%v %+v", obs, file)
	}
}
