package flowlog_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/flowlog"
	"github.com/longarm-project/longarm/fact"
)

const shared = "../../../shared/data/footprint/vpc-flow/"

const v2Header = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n"

const v2 = v2Header +
	"2 111122223333 eni-0a 10.0.0.5 47.251.1.9 40000 443 6 10 1000 1763700000 1763700060 ACCEPT OK\n" +
	"2 111122223333 eni-0a 47.251.1.9 10.0.0.5 443 40000 6 8 9000 1763700001 1763700050 ACCEPT OK\n" +
	"2 111122223333 eni-0a 47.251.1.9 10.0.0.5 5555 22 6 1 60 1763700100 1763700160 REJECT OK\n" +
	"2 111122223333 eni-0b 10.0.0.6 10.0.0.5 40000 443 6 10 1000 1763700000 1763700060 ACCEPT OK\n" +
	"2 111122223333 eni-0b - - - - - - - 1763700000 1763700060 - NODATA\n"

var samples = []evidencetest.Sample{
	{Name: "v2", Content: v2},
	{Name: "events", Content: `{"events":[{"timestamp":1,"message":"2 111122223333 eni-0a 10.0.0.5 47.251.1.9 40000 443 6 10 1000 1763700000 1763700060 ACCEPT OK"}]}`},
	{Name: "without header", Content: strings.TrimPrefix(v2, v2Header)},
	{Name: "IPv6 and service", Content: "srcaddr dstaddr interface-id bytes pkt-srcaddr pkt-dstaddr flow-direction pkt-dst-aws-service log-status\n" +
		"10.0.0.5 10.0.0.9 eni-1 10 2600:1f18::5 2a02:6b8::1 egress - OK\n10.0.0.5 10.0.0.9 eni-1 10 10.0.0.5 52.216.1.1 egress S3 OK\n"},
}

// Cases of the field that are read in place.
func TestFieldLogs(t *testing.T) {
	const columns = "log-status az-id instance-id vpc-id subnet-id start end flow-direction action pkt-src-aws-service pkt-dst-aws-service srcaddr pkt-srcaddr srcport dstaddr dstport pkt-dstaddr protocol type packets bytes"
	for name, c := range map[string]struct {
		file, layout string
		want         []string // asset, endpoint, bytes in and out
		problem      string
	}{
		"flow-cloudwatch-events":   {"flow.json", "", []string{"eni-00000000000000001 47.88.10.10 0 4000"}, ""},
		"flow-fields-no-interface": {"flow.log", columns, []string{"i-1 47.88.10.10 9000 0", "i-1 52.216.0.1 0 4000"}, ""},
		"flow-flag-name":           {"flow.log", "", nil, "--flow-fields"},
		"flow-format-string":       {"flow.log", "", []string{"eni-00000000000000001 47.88.10.10 0 4000"}, ""},
		"flow-newer-field":         {"flow.log", "", []string{"eni-00000000000000001 47.88.10.10 0 4000"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := "../../../shared/data/field/" + name + "/" + c.file
			if _, err := os.Stat(path); err != nil {
				t.Skip("sample data is not here")
			}
			got, err := evidence.Read(t.Context(), []string{path}, []evidence.Reader{flowlog.Reader{}}, evidence.Options{FlowLayout: c.layout})
			if err != nil {
				t.Fatal(err)
			}
			var obs []string
			for _, f := range got.Facts {
				ob := f.Body.(*fact.Observation)
				obs = append(obs, fmt.Sprint(ob.Asset, " ", ob.Endpoint, " ", ob.BytesIn, " ", ob.BytesOut))
			}
			slices.Sort(obs)
			if diff := cmp.Diff(c.want, obs); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if told := fmt.Sprint(got.Problems); (c.problem == "") != (len(got.Problems) == 0) || !strings.Contains(told, c.problem) {
				t.Errorf("problems %s", told)
			}
		})
	}
}

// The same record in the forms in which logs are kept and shipped.
func TestForms(t *testing.T) {
	const record = "2 111122223333 eni-0a 10.0.0.5 47.251.1.9 40000 443 6 10 1000 1763700000 1763700060 ACCEPT OK"
	format := "${" + strings.ReplaceAll(strings.TrimSpace(v2Header), " ", "} ${") + "}\n"
	names := strings.ReplaceAll(strings.TrimSpace(v2Header), "-", "_")
	const custom = "ACCEPT 47.251.1.9 10.0.0.5 1000"
	for name, c := range map[string]struct{ log, layout, place string }{
		"header":           {v2Header + record, "", "1 record"},
		"format string":    {format + record, "", "1 record"},
		"newer field":      {strings.TrimSpace(v2Header) + " some-new-field\n" + record + " x\n", "", "1 record"},
		"commas":           {strings.ReplaceAll(names, " ", ",") + "\n" + strings.ReplaceAll(record, " ", ","), "", "1 record"},
		"quoted":           {`"` + strings.ReplaceAll(names, " ", `","`) + `"` + "\n\"" + strings.ReplaceAll(record, " ", `","`) + `"`, "", "1 record"},
		"tabs":             {strings.ReplaceAll(names, " ", "\t") + "\n" + strings.ReplaceAll(record, " ", "\t"), "", "1 record"},
		"events":           {`{"events":[{"timestamp":1,"message":"` + record + `"}],"nextToken":"x"}`, "", "event 1, 1 record"},
		"subscription":     {`{"messageType":"DATA_MESSAGE","logEvents":[{"id":"1","timestamp":1,"message":"` + record + `\n"}]}`, "", "event 1, 1 record"},
		"query":            {`{"results":[[{"field":"@timestamp","value":"x"},{"field":"@message","value":"` + record + `"}]]}`, "", "event 1, 1 record"},
		"events, named":    {`{"events":[{"message":"` + custom + `"}]}`, "action,dstaddr,srcaddr,bytes", "event 1, 1 record"},
		"named":            {custom, "action dstaddr srcaddr bytes", "1 record"},
		"named, as format": {custom, "${action} ${dstaddr} ${srcaddr} ${bytes}", "1 record"},
	} {
		t.Run(name, func(t *testing.T) {
			o := evidence.Options{FlowLayout: c.layout}
			if (flowlog.Reader{}).Selects("f", []byte(c.log), o) == 0 {
				t.Fatal("not recognised")
			}
			got := read(c.log, o)
			if len(got.Items) != 1 || got.Errors != nil || !strings.Contains(got.Items[0].Body, `"bytes_out":1000,"endpoint":"47.251.1.9"`) || got.Items[0].Place != c.place {
				t.Errorf("%+v", got)
			}
			if strings.Contains(got.Note, "not known") != (name == "newer field") {
				t.Errorf("note %q", got.Note)
			}
		})
	}
}

func TestConform(t *testing.T) { evidencetest.Conform(t, flowlog.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, flowlog.Reader{}, samples...) }

func read(content string, o evidence.Options) evidencetest.Result {
	return evidencetest.Run(flowlog.Reader{}, "f", strings.NewReader(content), o)
}

func TestPairsAreCountedFromTheSideOfTheInterface(t *testing.T) {
	got := read(v2, evidence.Options{})
	want := evidencetest.Result{
		Items: []evidencetest.Item{{
			Body: `{"asset":"eni-0a","bytes_in":9000,"bytes_out":1000,"endpoint":"47.251.1.9","first":"2025-11-21T04:40:00Z","flows":2,` +
				`"last":"2025-11-21T04:42:40Z","rejected":1,"rejected_in":60,"what":"peer"}`,
			Line: 2, Place: "3 records",
		}},
		Records: 5,
		Skipped: map[string]int64{"NODATA": 1, "internal or special address": 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// endpoints returns asset and endpoint of each item.
func endpoints(r evidencetest.Result) (out []string) {
	for _, it := range r.Items {
		_, asset, _ := strings.Cut(it.Body, `"asset":"`)
		asset, _, _ = strings.Cut(asset, `"`)
		_, end, _ := strings.Cut(it.Body, `"endpoint":"`)
		end, _, _ = strings.Cut(end, `"`)
		out = append(out, asset+" "+end)
	}
	return out
}

func TestPeers(t *testing.T) {
	const h = "interface-id srcaddr dstaddr bytes action log-status"
	for name, c := range map[string]struct {
		log  string
		want []string
	}{
		"packet addresses before interface addresses": {
			"interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr bytes log-status\neni-1 10.0.0.1 10.0.0.2 10.9.9.9 8.8.4.4 5 OK\n",
			[]string{"eni-1 8.8.4.4"},
		},
		"packet addresses not given": {
			"interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr bytes log-status\neni-1 10.0.0.1 9.9.9.9 - - 5 OK\n",
			[]string{"eni-1 9.9.9.9"},
		},
		"own public address, known from the second record": {
			h + "\neni-1 2600:1f18::5 2a02:6b8::1 5 ACCEPT OK\neni-1 2a02:6b8::2 2600:1f18::5 5 ACCEPT OK\n",
			[]string{"eni-1 2a02:6b8::1", "eni-1 2a02:6b8::2"},
		},
		"no own address: the interface forwards": {
			h + "\neni-1 1.1.1.1 8.8.8.8 5 ACCEPT OK\neni-1 9.9.9.9 1.1.1.1 5 ACCEPT OK\neni-1 8.8.8.8 9.9.9.9 5 ACCEPT OK\n",
			[]string{"eni-1 1.1.1.1", "eni-1 8.8.8.8", "eni-1 9.9.9.9"},
		},
		"direction decides": {
			"interface-id srcaddr dstaddr flow-direction log-status\neni-1 1.1.1.1 8.8.8.8 ingress OK\neni-2 1.1.1.1 8.8.8.8 egress OK\n",
			[]string{"eni-1 1.1.1.1", "eni-2 8.8.8.8"},
		},
		"mapped address": {
			h + "\neni-1 10.0.0.1 ::ffff:8.8.8.8 5 ACCEPT OK\n",
			[]string{"eni-1 8.8.8.8"},
		},
		"transit gateway": {
			"version resource-type account-id tgw-id tgw-attachment-id srcaddr dstaddr bytes log-status\n6 TransitGateway 111122223333 tgw-1 tgw-attach-9 10.0.0.1 8.8.8.8 5 OK\n",
			[]string{"tgw-attach-9 8.8.8.8"},
		},
		"no interface: our address": {
			"srcaddr dstaddr bytes log-status\n10.0.0.7 8.8.8.8 5 OK\n",
			[]string{"10.0.0.7 8.8.8.8"},
		},
		"two headers": {
			h + "\neni-1 10.0.0.1 8.8.8.8 5 ACCEPT OK\nsrcaddr dstaddr interface-id\n10.0.0.1 9.9.9.9 eni-1\n",
			[]string{"eni-1 8.8.8.8", "eni-1 9.9.9.9"},
		},
		"delivery times before the records": {
			"2025-11-21T04:40:00.000Z 2 111122223333 eni-1 10.0.0.5 8.8.8.8 1 2 6 1 5 1763700000 1763700060 ACCEPT OK\n",
			[]string{"eni-1 8.8.8.8"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(c.log, evidence.Options{})
			if diff := cmp.Diff(c.want, endpoints(got)); diff != "" || got.Errors != nil {
				t.Errorf("(-want +got):\n%s%q", diff, got.Errors)
			}
		})
	}
}

func TestLayoutIsNotGuessed(t *testing.T) {
	moved := "eni-0a 111122223333 10.0.0.5 47.251.1.9 40000 443 6 10 1000 1763700000 1763700060 ACCEPT OK 2\n"
	if (flowlog.Reader{}).Recognizes([]byte(moved)) == 0 {
		t.Error("a log of unknown layout is not recognised")
	}
	got := read(moved, evidence.Options{})
	if len(got.Items) != 0 || len(got.Errors) != 1 || !strings.Contains(got.Errors[0], evidence.ErrLayout.Error()) {
		t.Errorf("unknown layout: %+v", got)
	}
	o := evidence.Options{FlowLayout: "interface-id account-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status version"}
	if got := read(moved, o); len(got.Items) != 1 || got.Errors != nil {
		t.Errorf("layout given: %+v", got)
	}
	if got := read(moved, evidence.Options{FlowLayout: "interface-id frobnicate"}); len(got.Errors) != 1 {
		t.Errorf("layout with an unknown field: %+v", got)
	}
	for _, err := range (flowlog.Reader{}).Read(&evidence.Input{Name: "f", R: strings.NewReader(moved)}) {
		if !errors.Is(err, evidence.ErrLayout) {
			t.Errorf("error %v, want ErrLayout", err)
		}
	}
}

func TestBadRecordsAreToldAndTheRestIsRead(t *testing.T) {
	bad := v2Header +
		"2 111122223333 eni-0a 10.0.0.5 47.251.1.9 40000 443 6 10 1000 1763700000 1763700060 ACCEPT\n" +
		"2 111122223333 eni-0a 10.0.0.5 47.251.1.999 40000 443 6 10 1000 1763700000 1763700060 ACCEPT OK\n" +
		"2 111122223333 eni-0a 10.0.0.5 47.251.1.9 40000 443 6 10 x 1763700000 1763700060 ACCEPT OK\n" +
		"2 111122223333 eni-0a 10.0.0.5 47.251.1.9 40000 443 6 10 9 1763700000 1763700060 MAYBE OK\n" +
		"\x00\x00\x00\n" + strings.Repeat("x", 3*evidence.MaxLine) + "\n" +
		"2 111122223333 eni-0a - - - - - - - 1763700000 1763700060 - SKIPDATA\n" +
		"2 111122223333 eni-0a 10.0.0.5 47.251.1.9 40000 443 6 10 1000 1763700000 1763700060 ACCEPT OK\n"
	got := read(bad, evidence.Options{})
	want := []string{
		"line 2: 13 columns, where the layout has 14",
		"line 3: a column of addresses holds none",
		"line 4: bytes, start or end is no number",
		"line 5: action is neither ACCEPT nor REJECT",
		"line 6: 1 columns, where the layout has 14",
		"line 7: line of more than 1048576 bytes",
		"line 8: SKIPDATA: AWS lost records here, and in 1 such lines in all",
	}
	if diff := cmp.Diff(want, got.Errors); diff != "" || len(got.Items) != 1 || got.Items[0].Line != 9 {
		t.Errorf("errors (-want +got):\n%sitems %v", diff, got.Items)
	}
}

func TestSampleLogs(t *testing.T) {
	obs, file := evidencetest.Observations(t, flowlog.Reader{}, shared+"generated-v2.log", evidence.Options{})
	// The peers and the sums of three of them, as expected.yaml has them for one provider.
	peers := map[string]bool{}
	var n, accepted, in, out int64
	for _, ob := range obs {
		peers[ob.Endpoint] = true
		switch ob.Endpoint {
		case "54.222.112.16", "52.80.51.253", "54.222.92.65":
			n += ob.Flows + ob.Rejected
			accepted += ob.Flows
			in += ob.BytesIn + ob.RejectedIn
			out += ob.BytesOut + ob.RejectedOut
		}
	}
	if len(peers) != 30 || file.Records != 20_000 {
		t.Errorf("%d peers in %d records, want 30 in 20000", len(peers), file.Records)
	}
	if got, want := [4]int64{n, accepted, in, out}, [4]int64{1957, 1869, 36468215, 51820985}; got != want {
		t.Errorf("flows, accepted, bytes in and out of one provider: %v, want %v", got, want)
	}

	_, file = evidencetest.Observations(t, flowlog.Reader{}, shared+"v2-edge-cases.log", evidence.Options{})
	if file.Records != 7 || file.Skipped["NODATA"]+file.Skipped["SKIPDATA"] != 2 {
		t.Errorf("edge cases: %d records, skipped %v", file.Records, file.Skipped)
	}

	obs, _ = evidencetest.Observations(t, flowlog.Reader{}, shared+"v5-all-fields.log", evidence.Options{})
	if len(obs) != 1 || obs[0].Endpoint != "89.160.20.156" || obs[0].Provider != "aws" || obs[0].Service != "amazon" || obs[0].Rejected != 1 {
		t.Errorf("29 columns without header: %+v", obs)
	}
	if obs[0].What != fact.ObservedPeer {
		t.Errorf("what: %s", obs[0].What)
	}
}
