package zeek_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/zeek"
)

const shared = "../../../shared/data/footprint/zeek/"

const head = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"

const conn = head + "#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_bytes\tresp_bytes\torig_ip_bytes\tlocal_orig\tlocal_resp\n" +
	"#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tcount\tcount\tcount\tbool\tbool\n" +
	"1763700000.5\tC1\t10.0.0.5\t4000\t77.88.8.8\t443\ttcp\tSF\t100\t2000\t180\tT\tF\n" +
	"1763700100.0\tC2\t10.0.0.5\t4001\t77.88.8.8\t443\ttcp\tS0\t-\t-\t60\tT\tF\n" +
	"1763700050.0\tC3\t47.251.1.9\t4001\t10.0.0.7\t22\ttcp\tSF\t11\t22\t99\tF\tT\n" +
	"1763700050.0\tC4\t10.0.0.5\t4001\t10.0.0.7\t22\ttcp\tSF\t11\t22\t99\tT\tT\n" +
	"1763700050.0\tC5\t47.251.1.9\t4001\t134.71.3.16\t22\ttcp\tSF\t11\t22\t99\tF\tT\n" +
	"1763700050.0\tC6\t10.0.0.5\t53\t8.8.8.8\t53\tudp\tS0\t-\t-\t64\tT\tF\n#close\t2025\n"

const dnsLog = head + "#path\tdns\n#fields\tid.resp_h\tid.orig_h\tts\tquery\tqtype_name\trcode_name\tanswers\trejected\n" +
	"10.0.0.2\t10.0.0.5\t1763700000.0\timg.acme.example\tA\tNOERROR\tacme.oss-cn-shenzhen.aliyuncs.com,47.106.1.1\tF\n" +
	"10.0.0.2\t10.0.0.5\t1763700009.0\tIMG.acme.example\tA\tNOERROR\tacme.oss-cn-shenzhen.aliyuncs.com,47.106.1.2\tF\n" +
	"10.0.0.2\t10.0.0.5\t1763700009.0\tgone.acme.example\tA\tNXDOMAIN\t-\tF\n" +
	"10.0.0.2\t10.0.0.5\t1763700009.0\t5.0.0.10.in-addr.arpa\tPTR\tNOERROR\tx.lan\tF\n" +
	"10.0.0.2\t10.0.0.5\t1763700009.0\ttxt.acme.example\tTXT\tNOERROR\tTXT 15 a=b\\x2cc\tF\n"

const sslLog = head + "#path\tssl\n#fields\tts\tid.orig_h\tid.resp_h\tversion\tcipher\tserver_name\testablished\n" +
	"1763700000.0\t10.0.0.5\t77.88.55.60\tTLSv13\tX\tstorage.yandexcloud.net\tT\n" +
	"1763700001.0\t10.0.0.5\t77.88.55.61\tTLSv13\tX\t-\tT\n" +
	"1763700002.0\t10.0.0.5\t77.88.55.60\tTLSv13\tX\tstorage.yandexcloud.net\tF\n"

const jsonLog = `{"_path":"dns","ts":"2025-11-21T04:40:00.5Z","id.orig_h":"10.0.0.5","id.resp_h":"10.0.0.2","trans_id":1,"query":"img.acme.example","rcode_name":"NOERROR","answers":["acme.oss-cn-shenzhen.aliyuncs.com","47.106.1.1"],"rejected":false}
{"ts":1763700009.25,"uid":"C","id":{"orig_h":"10.0.0.5","resp_h":"77.88.8.8"},"proto":"tcp","conn_state":"SF","orig_bytes":5,"resp_bytes":6}
{"_path":"ssl","ts":1763700009.25,"id.orig_h":"10.0.0.5","id.resp_h":"77.88.55.60","cipher":"X","server_name":"storage.yandexcloud.net","established":true}
{"_path":"http","ts":1763700009.25,"id.orig_h":"10.0.0.5","id.resp_h":"77.88.55.60","host":"x.example.com"}
`

var samples = []evidencetest.Sample{
	{Name: "conn", Content: conn}, {Name: "dns", Content: dnsLog}, {Name: "ssl", Content: sslLog}, {Name: "json", Content: jsonLog},
	{Name: "array", Content: "[" + flowJSON + "]"}, {Name: "wrapped", Content: `{"hits":{"hits":[{"_source":` + flowJSON + `}]}}`},
}

func TestConform(t *testing.T) { evidencetest.Conform(t, zeek.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, zeek.Reader{}, samples...) }

func read(content string, o evidence.Options) evidencetest.Result {
	return evidencetest.Run(zeek.Reader{}, "f", strings.NewReader(content), o)
}

func TestLogs(t *testing.T) {
	for name, c := range map[string]struct {
		log     string
		items   []evidencetest.Item
		skipped map[string]int64
	}{
		"conn": {conn, []evidencetest.Item{
			{Body: `{"asset":"10.0.0.5","bytes_out":64,"endpoint":"8.8.8.8","first":"2025-11-21T04:40:50Z","flows":1,"last":"2025-11-21T04:40:50Z","what":"peer"}`, Line: 13, Place: "1 record"},
			{Body: `{"asset":"10.0.0.5","bytes_in":2000,"bytes_out":100,"endpoint":"77.88.8.8","first":"2025-11-21T04:40:00Z","flows":1,"last":"2025-11-21T04:41:40Z","rejected":1,"rejected_out":60,"what":"peer"}`, Line: 8, Place: "2 records"},
			{Body: `{"asset":"10.0.0.7","bytes_in":11,"bytes_out":22,"endpoint":"47.251.1.9","first":"2025-11-21T04:40:50Z","flows":1,"last":"2025-11-21T04:40:50Z","what":"peer"}`, Line: 10, Place: "1 record"},
			{Body: `{"asset":"134.71.3.16","bytes_in":11,"bytes_out":22,"endpoint":"47.251.1.9","first":"2025-11-21T04:40:50Z","flows":1,"last":"2025-11-21T04:40:50Z","what":"peer"}`, Line: 12, Place: "1 record"},
		}, map[string]int64{"internal or special address": 1}},
		"dns": {dnsLog, []evidencetest.Item{
			{Body: `{"asset":"10.0.0.5","endpoint":"acme.oss-cn-shenzhen.aliyuncs.com","first":"2025-11-21T04:40:00Z","flows":2,"last":"2025-11-21T04:40:09Z","names":["47.106.1.1","47.106.1.2"],"service":"dns","what":"name"}`, Line: 7, Place: "2 records"},
			{Body: `{"asset":"10.0.0.5","endpoint":"img.acme.example","first":"2025-11-21T04:40:00Z","flows":2,"last":"2025-11-21T04:40:09Z","names":["47.106.1.1","47.106.1.2","acme.oss-cn-shenzhen.aliyuncs.com"],"service":"dns","what":"name"}`, Line: 7, Place: "2 records"},
			{Body: `{"asset":"10.0.0.5","endpoint":"txt.acme.example","first":"2025-11-21T04:40:09Z","flows":1,"last":"2025-11-21T04:40:09Z","service":"dns","what":"name"}`, Line: 11, Place: "1 record"},
		}, map[string]int64{"no such name": 1, "not a name of the internet": 1}},
		"ssl": {sslLog, []evidencetest.Item{
			{Body: `{"asset":"10.0.0.5","endpoint":"77.88.55.61","first":"2025-11-21T04:40:01Z","flows":1,"last":"2025-11-21T04:40:01Z","service":"ssl","what":"peer"}`, Line: 8, Place: "1 record"},
			{Body: `{"asset":"10.0.0.5","endpoint":"storage.yandexcloud.net","first":"2025-11-21T04:40:00Z","flows":1,"last":"2025-11-21T04:40:02Z","names":["77.88.55.60"],"rejected":1,"service":"ssl","what":"name"}`, Line: 7, Place: "2 records"},
		}, nil},
		"json": {jsonLog, []evidencetest.Item{
			{Body: `{"asset":"10.0.0.5","bytes_in":6,"bytes_out":5,"endpoint":"77.88.8.8","first":"2025-11-21T04:40:09Z","flows":1,"last":"2025-11-21T04:40:09Z","what":"peer"}`, Line: 2, Place: "1 record"},
			{Body: `{"asset":"10.0.0.5","endpoint":"acme.oss-cn-shenzhen.aliyuncs.com","first":"2025-11-21T04:40:00Z","flows":1,"last":"2025-11-21T04:40:00Z","names":["47.106.1.1"],"service":"dns","what":"name"}`, Line: 1, Place: "1 record"},
			{Body: `{"asset":"10.0.0.5","endpoint":"img.acme.example","first":"2025-11-21T04:40:00Z","flows":1,"last":"2025-11-21T04:40:00Z","names":["47.106.1.1","acme.oss-cn-shenzhen.aliyuncs.com"],"service":"dns","what":"name"}`, Line: 1, Place: "1 record"},
			{Body: `{"asset":"10.0.0.5","endpoint":"storage.yandexcloud.net","first":"2025-11-21T04:40:09Z","flows":1,"last":"2025-11-21T04:40:09Z","names":["77.88.55.60"],"service":"ssl","what":"name"}`, Line: 3, Place: "1 record"},
			{Body: `{"asset":"10.0.0.5","endpoint":"x.example.com","first":"2025-11-21T04:40:09Z","flows":1,"last":"2025-11-21T04:40:09Z","names":["77.88.55.60"],"service":"http","what":"name"}`, Line: 4, Place: "1 record"},
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(c.log, evidence.Options{})
			if diff := cmp.Diff(c.items, got.Items); diff != "" || got.Errors != nil {
				t.Errorf("items (-want +got):\n%s%q", diff, got.Errors)
			}
			if diff := cmp.Diff(c.skipped, got.Skipped); diff != "" {
				t.Errorf("skipped (-want +got):\n%s", diff)
			}
		})
	}
}

const (
	flow = `{"asset":"10.1.0.5","bytes_in":2000,"bytes_out":1000,"endpoint":"47.88.10.10","first":"2025-12-01T00:00:00Z","flows":1,"last":"2025-12-01T00:00:00Z","what":"peer"}`
	quic = `{"asset":"10.1.0.5","endpoint":"meadow.oss-cn-hangzhou.aliyuncs.com","first":"2025-12-01T00:00:00Z","flows":1,"last":"2025-12-01T00:00:00Z","names":["47.88.10.10"],"service":"quic","what":"name"}`
	tls  = `{"asset":"10.1.0.5","endpoint":"meadow.oss-cn-hangzhou.aliyuncs.com","first":"2025-12-01T00:00:00Z","flows":1,"last":"2025-12-01T00:00:00Z","names":["47.88.10.10"],"service":"ssl","what":"name"}`
	ask  = `{"asset":"10.1.0.5","endpoint":"meadow.oss-cn-hangzhou.aliyuncs.com","first":"2025-12-01T00:00:00Z","flows":1,"last":"2025-12-01T00:00:00Z","names":["47.88.10.10"],"service":"dns","what":"name"}`

	flowJSON = `{"ts":1764547200.1,"uid":"C1","id.orig_h":"10.1.0.5","id.resp_h":"47.88.10.10","proto":"tcp","orig_bytes":1000,"resp_bytes":2000,"conn_state":"SF"}`
	kerberos = `{"ts":1764547200.1,"uid":"C1","id.orig_h":"10.1.0.5","id.resp_h":"47.88.10.10","request_type":"TGS","client":"meadow/EXAMPLE.COM","service":"HOST/pc","success":true,"cipher":"aes256-cts-hmac-sha1-96","forwardable":true}`
)

// Logs as those who ship them write them.
func TestShippedLogs(t *testing.T) {
	for name, c := range map[string]struct {
		log  string
		want []string
	}{
		"plain":               {flowJSON, []string{flow}},
		"array":               {"[" + flowJSON + "]", []string{flow}},
		"array over lines":    {"[\n  " + flowJSON + ",\n  " + kerberos + "\n]\n", []string{flow}},
		"spread over lines":   {strings.ReplaceAll(flowJSON, ",", ",\n ") + "\n" + strings.ReplaceAll(kerberos, ",", ",\n "), []string{flow}},
		"underscores":         {strings.NewReplacer("id.orig", "id_orig", "id.resp", "id_resp").Replace(flowJSON), []string{flow}},
		"tag of a queue":      {`{"conn":` + flowJSON + `}`, []string{flow}},
		"nested id":           {strings.Replace(flowJSON, `"id.orig_h":"10.1.0.5","id.resp_h":"47.88.10.10"`, `"id":{"orig_h":"10.1.0.5","resp_h":"47.88.10.10"}`, 1), []string{flow}},
		"export of a search":  {`{"took":3,"hits":{"total":1,"hits":[{"_index":"z","_source":` + flowJSON + `}]}}`, []string{flow}},
		"source of a search":  {`{"_index":"z","_id":"1","_source":` + flowJSON + `}`, []string{flow}},
		"raw in a message":    {`{"@timestamp":"2025-12-01T00:00:00Z","message":` + strconv.Quote(flowJSON) + `,"agent":{"name":"x"}}`, []string{flow}},
		"result of a search":  {`{"preview":false,"result":{"_raw":` + strconv.Quote(flowJSON) + `,"sourcetype":"bro:conn:json"}}`, []string{flow}},
		"common schema":       {`{"@timestamp":"2025-12-01T00:00:00.100Z","event":{"dataset":"zeek.connection"},"source":{"ip":"10.1.0.5","bytes":1000,"geo":{"x":1}},"destination":{"ip":"47.88.10.10","bytes":2000},"network":{"transport":"tcp"},"zeek":{"session_id":"C1","connection":{"state":"SF","local_orig":true}}}`, []string{flow}},
		"common schema, dns":  {`{"@timestamp":"2025-12-01T00:00:00.100Z","event.dataset":"zeek.dns","source.ip":"10.1.0.5","destination.ip":"10.1.0.2","dns":{"question":{"name":"meadow.oss-cn-hangzhou.aliyuncs.com"},"answers":[{"data":"47.88.10.10","ttl":3}],"response_code":"NOERROR"}}`, []string{ask}},
		"stream of several":   {`{"_path":"weird","ts":1,"uid":"C0","id.orig_h":"10.1.0.5","id.resp_h":"47.88.10.10","name":"x"}` + "\n" + `{"_path":"conn",` + flowJSON[1:], []string{flow}},
		"quic":                {`{"ts":1764547200.1,"uid":"C1","id.orig_h":"10.1.0.5","id.resp_h":"47.88.10.10","version":"1","server_name":"meadow.oss-cn-hangzhou.aliyuncs.com","client_protocol":"h3"}`, []string{quic}},
		"quic in columns":     {head + "#path\tquic\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tversion\tserver_name\tclient_protocol\n1764547200.1\tC1\t10.1.0.5\t47.88.10.10\t1\tmeadow.oss-cn-hangzhou.aliyuncs.com\th3\n", []string{quic}},
		"ssl, few fields":     {`{"ts":1764547200.1,"uid":"C1","id.orig_h":"10.1.0.5","id.resp_h":"47.88.10.10","server_name":"meadow.oss-cn-hangzhou.aliyuncs.com","resumed":false,"established":true}`, []string{tls}},
		"kerberos":            {kerberos, nil},
		"kerberos in columns": {head + "#path\tkerberos\n#fields\tts\tuid\tid.orig_h\tid.resp_h\trequest_type\tcipher\tversion\n1764547200.1\tC1\t10.1.0.5\t47.88.10.10\tTGS\taes\t-\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if (zeek.Reader{}).Recognizes([]byte(c.log)) == 0 {
				t.Error("not recognised")
			}
			got := read(c.log, evidence.Options{})
			var bodies []string
			for _, it := range got.Items {
				bodies = append(bodies, it.Body)
			}
			if diff := cmp.Diff(c.want, bodies); diff != "" || got.Errors != nil {
				t.Errorf("(-want +got):\n%s%q", diff, got.Errors)
			}
			if len(c.want) == 0 && got.Skipped["other log"] != 1 {
				t.Errorf("skipped %v", got.Skipped)
			}
		})
	}
}

func TestOtherJSONIsNotTaken(t *testing.T) {
	for name, text := range map[string]string{
		"suricata": `{"timestamp":"2025-12-01T00:00:00Z","event_type":"flow","src_ip":"10.1.0.5","dest_ip":"47.88.10.10","proto":"TCP"}`,
		"schema":   `{"@timestamp":"2025-12-01T00:00:00Z","source":{"ip":"10.1.0.5"},"destination":{"ip":"47.88.10.10"},"event":{"dataset":"pan.firewall"}}`,
		"array":    `[{"host":"x.example.com","method":"GET"}]`,
		"search":   `{"hits":{"hits":[{"_source":{"name":"x"}}]}}`,
	} {
		if (zeek.Reader{}).Recognizes([]byte(text)) > 0 {
			t.Errorf("%s is taken for a log of Zeek", name)
		}
	}
}

// Cases of the field that are read in place, with what each must come to.
func TestFieldLogs(t *testing.T) {
	for file, want := range map[string]string{
		"json-array/conn.json":            "10.1.0.5 47.88.10.10 ",
		"looks-of-data/all.log":           "10.1.0.5 47.88.10.10 ",
		"zeek-kerberos/kerberos.log":      "",
		"zeek-quic-json/quic.log":         "10.1.0.5 meadow.oss-cn-hangzhou.aliyuncs.com quic",
		"zeek-underscore-fields/conn.log": "10.1.0.5 47.88.10.10 ",
	} {
		t.Run(file, func(t *testing.T) {
			obs, f := evidencetest.Observations(t, zeek.Reader{}, "../../../shared/data/field/"+file, evidence.Options{})
			found := want == "" && len(obs) == 0
			for _, ob := range obs {
				found = found || string(ob.Asset)+" "+ob.Endpoint+" "+ob.Service == want
			}
			if !found || f.Kind != "zeek" {
				t.Errorf("%q not found in %d observations of a file of kind %q", want, len(obs), f.Kind)
			}
		})
	}
}

func TestSeveralHeadersInOneFile(t *testing.T) {
	got := read(conn+sslLog+"#fields\tts\tid.orig_h\tid.resp_h\thost\n1\t10.0.0.5\t8.8.8.8\tx\n"+dnsLog, evidence.Options{})
	alone := len(read(conn, evidence.Options{}).Items) + len(read(sslLog, evidence.Options{}).Items) + len(read(dnsLog, evidence.Options{}).Items)
	if len(got.Items) != alone || got.Skipped["other log"] != 1 || got.Errors != nil {
		t.Errorf("%d items, want %d; skipped %v, errors %q", len(got.Items), alone, got.Skipped, got.Errors)
	}
}

func TestOtherSeparator(t *testing.T) {
	other := strings.NewReplacer("#separator \\x09", "#separator \\x7c", "\t", "|").Replace(conn)
	want, got := read(conn, evidence.Options{}), read(other, evidence.Options{})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-tabs +bars):\n%s", diff)
	}
}

func TestBadLinesAreTold(t *testing.T) {
	bad := "stray\n" + sslLog + "1763700000.0\t10.0.0.5\t77.88.55.60\n1763700000.0\tXX\t77.88.55.60\tv\tc\tn.example.com\tT\n{\"id.orig_h\": \"10.0.0.5\",\n#separator long\n"
	got := read(bad, evidence.Options{})
	want := []string{
		"line 1: record before any #fields line",
		"line 11: has 3 columns, where #fields names 7",
		"line 12: id.orig_h or id.resp_h is no address",
		"line 13: not one JSON object",
		"line 14: #separator is not one byte",
	}
	if diff := cmp.Diff(want, got.Errors); diff != "" || len(got.Items) != 2 {
		t.Errorf("(-want +got):\n%s%d items", diff, len(got.Items))
	}
}

func TestNamesStayWithinTheirBound(t *testing.T) {
	const limit = 40
	for name, c := range map[string]struct {
		query func(i int) (client, name string)
		note  string
	}{
		"many clients":  {func(i int) (string, string) { return fmt.Sprintf("10.0.%d.%d", i%3, i%250), "a.example.com" }, "by network"},
		"many networks": {func(i int) (string, string) { return fmt.Sprintf("10.%d.1.1", i%250), "a.example.com" }, "for all assets together"},
		"many hosts":    {func(i int) (string, string) { return "10.0.0.5", fmt.Sprintf("h%d.s3.cn-north-1.amazonaws.com.cn", i) }, "last five labels"},
		"many sites":    {func(i int) (string, string) { return "10.0.0.5", fmt.Sprintf("h.s%d.example.com", i) }, "last two labels"},
		"many domains":  {func(i int) (string, string) { return "10.0.0.5", fmt.Sprintf("s%d.com", i) }, "nothing can be attributed"},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString(head + "#fields\tts\tid.orig_h\tid.resp_h\tquery\tqtype_name\trcode_name\tanswers\n")
			for i := range 1000 {
				client, query := c.query(i)
				fmt.Fprintf(&b, "%d\t%s\t10.0.0.2\t%s\tA\tNOERROR\t-\n", 1763700000+i, client, query)
			}
			got := read(b.String(), evidence.Options{Pairs: limit})
			flows := 0
			for _, it := range got.Items {
				var n int
				if _, err := fmt.Sscanf(it.Place, "%d record", &n); err != nil {
					t.Fatal(err)
				}
				flows += n
			}
			if len(got.Items) > limit || flows != 1000 || !strings.Contains(got.Note, c.note) {
				t.Errorf("%d items of %d records, note %q", len(got.Items), flows, got.Note)
			}
		})
	}
}

func TestSampleLogs(t *testing.T) {
	for name, want := range map[string]struct {
		records int64
		has     string // "asset endpoint" that a reader by hand finds
	}{
		"conn-m57-short.log": {2164, "192.168.1.103 38.103.37.243"},
		"dns-m57-short.log":  {2950, "192.168.1.103 a1019.g.akamai.net"},
		"dns.json":           {4000, "10.10.12.2 mue1-shasta-rrsipv46-prod.eastus.cloudapp.azure.com"},
		"dns.log":            {19992, "10.47.2.10 www.odoo.com"},
		"ssl.json":           {2000, "10.47.1.151 shavar.services.mozilla.com"},
		"ssl.log":            {7992, "10.47.1.151 i.stack.imgur.com"},
	} {
		t.Run(name, func(t *testing.T) {
			obs, file := evidencetest.Observations(t, zeek.Reader{}, shared+name, evidence.Options{})
			found := false
			for _, ob := range obs {
				found = found || string(ob.Asset)+" "+ob.Endpoint == want.has
			}
			if file.Records != want.records || !found || file.Skipped["unreadable line"] > 0 {
				t.Errorf("%d records, want %d; %q found: %v; skipped %v", file.Records, want.records, want.has, found, file.Skipped)
			}
		})
	}
}

func BenchmarkConn(b *testing.B) {
	var log strings.Builder
	log.WriteString(conn)
	for i := range 200_000 {
		fmt.Fprintf(&log, "17637%05d.5\tC%d\t10.0.%d.5\t4000\t77.88.%d.%d\t443\ttcp\tSF\t100\t2000\t180\tT\tF\n", i%100_000, i, i%200, i%40, i%250)
	}
	b.SetBytes(int64(log.Len()))
	b.ReportAllocs()
	for b.Loop() {
		read(log.String(), evidence.Options{})
	}
	b.ReportMetric(200_000*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mlines/s")
}

// A log of Zeek that is not read is one of Zeek all the same, and is counted.
func TestLogsThatAreNotReadAreTold(t *testing.T) {
	log := "#separator \\x09\n#set_separator\t,\n#path\tx509\n#fields\tts\tfingerprint\tsan.dns\n#types\ttime\tstring\tvector[string]\n1700000000.0\taa\t*.aliyuncs.com\n"
	if (zeek.Reader{}).Recognizes([]byte(log)) != evidence.Strong {
		t.Error("not recognised")
	}
	got := evidencetest.Run(zeek.Reader{}, "x509.log", strings.NewReader(log), evidence.Options{})
	if len(got.Items)+len(got.Errors) > 0 || got.Skipped["other log"] != 1 {
		t.Errorf("%+v", got)
	}
}
