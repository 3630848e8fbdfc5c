package psc

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/registry/registrytest"
)

const (
	holderOf  = `"kind":"individual-person-with-significant-control","name":"Max Muster","natures_of_control":["ownership-of-shares-75-to-100-percent"],"notified_on":"2016-04-06","etag":"e1"`
	streamed  = `{"resource_kind":"company-psc-individual","resource_uri":"/company/00000001/persons-with-significant-control/individual/abc","resource_id":"abc","data":{` + holderOf + `},"event":{"timepoint":7,"published_at":"2023-05-06T07:08:09","type":"changed"}}`
	deleted   = `{"resource_kind":"company-psc-individual","resource_uri":"/company/00000001/persons-with-significant-control/individual/abc","resource_id":"abc","data":{},"event":{"timepoint":9,"published_at":"2024-02-03T07:08:09","type":"deleted"}}`
	answered  = `{` + holderOf + `,"links":{"self":"/company/00000001/persons-with-significant-control/individual/abc"}}`
	snapshot  = `{"company_number":"00000001","data":{` + holderOf + `,"links":{"self":"/company/00000001/persons-with-significant-control/individual/abc"}}}`
	profiled  = `{"resource_kind":"company-profile","resource_uri":"/company/SC000002","data":{"company_name":"PAPER LTD","company_number":"SC000002","company_status":"active","date_of_creation":"2001-02-03","previous_company_names":[{"name":"PULP LTD"}]},"event":{"published_at":"2023-05-06T07:08:09","type":"changed"}}`
	profile   = `{"company_name":"PAPER LTD","company_number":"SC000002","company_status":"active","date_of_creation":"2001-02-03","previous_company_names":[{"name":"PULP LTD"}]}`
	unprofile = `{"resource_kind":"company-profile","resource_uri":"/company/SC000002","data":{},"event":{"published_at":"2024-05-06T07:08:09","type":"deleted"}}`
)

// Snapshot, stream and answers of the interface give the same company, holder and interest.
func TestFormsAgree(t *testing.T) {
	body := func(r registrytest.Result) (out []string) {
		for _, rec := range r.Records {
			if rec.End == nil {
				out = append(out, registrytest.Text(rec))
			}
		}
		return out
	}
	want := body(registrytest.Read(Importer{}, "x", []byte(snapshot), ""))
	if len(want) != 3 {
		t.Fatalf("the snapshot gives %q", want)
	}
	for name, file := range map[string]string{
		"stream": "\n\n" + streamed, "answer": answered, "list": `{"items":[` + answered + `],"total_results":1,"start_index":0}`, "array": "[" + answered + "]",
	} {
		if (Importer{}).Recognizes([]byte(file)) == 0 {
			t.Errorf("%s is not recognised", name)
		}
		r := registrytest.Read(Importer{}, "x", []byte(file), "")
		registrytest.Sound(t, "x", r)
		if diff := cmp.Diff(want, body(r)); diff != "" {
			t.Errorf("%s (-snapshot +%s):\n%s", name, name, diff)
		}
	}
}

// What is deleted in the stream holds until that day.
func TestDeleted(t *testing.T) {
	r := registrytest.Read(Importer{}, "x", []byte(streamed+"\n"+deleted), "")
	var to []fact.Date
	for _, rec := range registry.Settle(r.Records) {
		if rec.Interest != nil {
			to = append(to, rec.Interest.To)
		}
	}
	if diff := cmp.Diff([]fact.Date{"2024-02-03"}, to); diff != "" || r.Tally.Mapped != 2 {
		t.Errorf("tally %s; last days (-want +got):\n%s", r.Tally.String(), diff)
	}
}

func TestProfiles(t *testing.T) {
	for name, file := range map[string]string{"stream": "\n" + profiled + "\n" + unprofile, "answer": profile} {
		if (Companies{}).Recognizes([]byte(file)) == 0 || (Importer{}).Recognizes([]byte(file)) > 0 {
			t.Errorf("%s is not recognised as companies alone", name)
		}
		r := registrytest.Read(Companies{}, "x", []byte(file), "")
		registrytest.Sound(t, "x", r)
		want := []string{`party gb-coh:SC000002 company "PAPER LTD" fka"PULP LTD" org=GB id=gb-coh:SC000002 2001-02-03..`}
		if diff := cmp.Diff(want, registrytest.Texts(r.Records)); diff != "" || strings.Contains(name, "stream") != (r.Tally.Skipped["deleted"] == 1) {
			t.Errorf("%s, tally %s (-want +got):\n%s", name, r.Tally.String(), diff)
		}
	}
}

func TestStreamConform(t *testing.T) {
	registrytest.Conform(t, Importer{}, map[string][]byte{"stream": []byte(streamed + "\n" + deleted), "answer": []byte(answered)})
	registrytest.Conform(t, Companies{}, map[string][]byte{"profiles": []byte(profiled + "\n" + unprofile)})
}

func FuzzStream(f *testing.F) {
	registrytest.Fuzz(f, Importer{}, []byte(streamed+"\n"+deleted), []byte(`{"items":[`+answered+`]}`))
}
