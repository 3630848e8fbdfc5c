package cloudflow

import (
	"bytes"
	"iter"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/longarm-project/longarm/evidence"
)

// Google reads VPC flow logs of Google Cloud: log entries as JSON lines, a list,
// or the rows of a table.
type Google struct{}

// Name implements evidence.Reader.
func (Google) Name() string { return "gcp-flow" }

// Recognizes implements evidence.Reader.
func (Google) Recognizes(head []byte) evidence.Strength {
	text := bytes.TrimLeft(head, " \t\r\n")
	if len(text) == 0 || text[0] != '{' && text[0] != '[' || !bytes.Contains(text, []byte(`"connection"`)) {
		return evidence.No
	}
	for _, name := range []string{`"src_ip"`, `"dest_ip"`} {
		if !bytes.Contains(text, []byte(name)) {
			return evidence.No
		}
	}
	return evidence.Strong.If(bytes.Contains(text, []byte(`"reporter"`)) || bytes.Contains(text, []byte("vpc_flows")))
}

// Read implements evidence.Reader. It yields its observations at the end of the log.
func (Google) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		c := newCounter(in)
		in.Note = "these logs are samples of the flows: bytes and flows are lower bounds"
		for entry, err := range evidence.Objects(in.R, "entries", "rows") {
			wrong := ""
			if err == nil {
				wrong = c.google(entry)
			}
			if wrong != "" {
				in.Skip("unreadable record", 1)
				err = evidence.BadLine(entry.Line, "%s", wrong)
			}
			if err != nil && !yield(evidence.Item{}, err) {
				return
			}
		}
		c.give(yield)
	}
}

// google counts one entry (Google Cloud, "VPC Flow Logs records"). A flow
// between two networks of ours may be told twice, by each end; it is internal.
func (c *counter) google(entry evidence.Object) (wrong string) {
	body := entry
	if p, ok := entry.Members["jsonPayload"].(map[string]any); ok {
		body.Members = p
	} else if p, ok := entry.Members["json_payload"].(map[string]any); ok {
		body.Members = p
	}
	if body.Members["connection"] == nil {
		c.in.Skip("other log", 1)
		return ""
	}
	src, ok1 := evidence.Address([]byte(body.Text("connection", "src_ip")))
	dst, ok2 := evidence.Address([]byte(body.Text("connection", "dest_ip")))
	if !ok1 || !ok2 {
		return "connection without addresses"
	}
	out := !strings.HasPrefix(body.Text("reporter"), "DEST")
	ours, theirs := "src", "dest"
	if !out {
		ours, theirs = "dest", "src"
	}
	c.in.Records++
	if body.Members[theirs+"_instance"] != nil || body.Members[theirs+"_vpc"] != nil {
		c.in.Skip("within the networks of the cloud account", 1)
		return ""
	}
	system, at := "", ""
	if asn := body.Text(theirs+"_location", "asn"); asn != "" && asn != "0" {
		system, at = "AS"+asn, placed(body.Text(theirs+"_location", "country"))
	}
	sent, _ := evidence.Number([]byte(body.Text("bytes_sent")))
	u := use{line: entry.Line, sent: sent, first: moment(body.Text("start_time")), last: moment(body.Text("end_time"))}
	u.rejected = strings.EqualFold(body.Text("disposition"), "DENIED")
	c.flow(evidence.Plain(src), evidence.Plain(dst), out, body.Text(ours+"_instance", "vm_name"), strings.TrimSpace(system+" "+at), u)
	return ""
}

func moment(v string) int64 {
	t, err := time.Parse(time.RFC3339Nano, v)
	if err != nil {
		return 0
	}
	return t.Unix()
}

// placed returns the country that the log names, by three letters, in the form in which
// a published list places an address: "RU/" (RFC 8805); empty where it names none.
func placed(code string) string {
	r, err := language.ParseRegion(code)
	if err != nil || len(code) != 3 || !r.IsCountry() {
		return ""
	}
	return r.String() + "/"
}
